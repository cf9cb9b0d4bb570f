package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// rush is a play in which every place that becomes free is filled from a long line.
type rush struct {
	b *Baton

	mu       sync.Mutex             // guards what follows
	seen     map[string]bool        // offers
	active   map[string][]string    // by agent: conversations that they have
	freed    map[string][]time.Time // by agent: places freed that no offer has filled yet
	waits    []time.Duration
	over     bool
	visitors []guest
	err      error
	joined   chan struct{} // capacity 1: somebody has one more
}

// Offers fills all places of the agents from a line of so many visitors, then frees
// places at a rate and measures each time until the next offer is on the agent's
// socket, from the moment at which the request that frees it is sent. The agents'
// capacity is b.Capacity.
func (b *Baton) Offers(ctx context.Context, visitors int, rate float64, d time.Duration) ([]time.Duration, error) {
	r := &rush{b: b, seen: map[string]bool{}, active: map[string][]string{}, freed: map[string][]time.Time{}, joined: make(chan struct{}, 1)}
	if err := r.listen(ctx); err != nil {
		return nil, err
	}
	if err := r.queueUp(ctx, visitors); err != nil {
		return nil, err
	}
	if err := r.fill(ctx); err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.waits = nil
	r.mu.Unlock()
	err := r.free(ctx, rate, d)
	err = errors.Join(err, r.end(ctx))
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.Sort(r.waits)
	return r.waits, errors.Join(err, r.err)
}

// listen follows the lists of the site with every agent's socket, from where they are now.
func (r *rush) listen(ctx context.Context) error {
	var sites struct {
		Sites []struct {
			ID  string `json:"id"`
			Key string `json:"key"`
		} `json:"sites"`
	}
	if _, err := r.b.call(ctx, r.b.Team, "GET", "/api/v1/sites", r.b.people[0].token, "", nil, &sites); err != nil {
		return err
	}
	site := ""
	for _, s := range sites.Sites {
		if s.Key == r.b.Site {
			site = s.ID
		}
	}
	var lists struct {
		Streams []struct {
			Stream string `json:"stream"`
			Seq    int64  `json:"seq"`
		} `json:"streams"`
	}
	if _, err := r.b.call(ctx, r.b.Team, "GET", "/api/v1/inbox?list=queue&site="+site, r.b.people[0].token, "", nil, &lists); err != nil {
		return err
	}
	if len(lists.Streams) != 1 {
		return fmt.Errorf("the lists of the site are in %d streams, not in one", len(lists.Streams))
	}
	stream := lists.Streams[0]
	for _, c := range r.b.people {
		c.socket.mu.Lock()
		c.socket.rows = func(b []byte) { r.row(ctx, c, b) }
		c.socket.mu.Unlock()
		live := c.socket.expect("live:" + stream.Stream)
		if err := c.socket.write(`{"t":"follow","streams":[{"stream":` + strconv.Quote(stream.Stream) + `,"after":` + strconv.FormatInt(stream.Seq, 10) + `}]}`); err != nil {
			return err
		}
		if _, err := c.socket.await(live, patience); err != nil {
			return err
		}
	}
	return nil
}

// row looks whether something is offered to an agent, and accepts it.
func (r *rush) row(ctx context.Context, c *colleague, b []byte) {
	at := time.Now()
	var f struct {
		Row struct {
			Conversation string `json:"conversation"`
			State        string `json:"state"`
			Offer        *struct {
				ID     string   `json:"id"`
				Agents []string `json:"agents"`
			} `json:"offer"`
		} `json:"row"`
	}
	if json.Unmarshal(b, &f) != nil || f.Row.Offer == nil || f.Row.State != "offered" || !slices.Contains(f.Row.Offer.Agents, c.id) {
		return
	}
	r.mu.Lock()
	known := r.seen[f.Row.Offer.ID] || r.over
	r.seen[f.Row.Offer.ID] = true
	if !known && len(r.freed[c.id]) > 0 {
		r.waits = append(r.waits, at.Sub(r.freed[c.id][0]))
		r.freed[c.id] = r.freed[c.id][1:]
	}
	r.mu.Unlock()
	if known {
		return
	}
	go func() {
		_, err := r.b.call(ctx, r.b.Team, "POST", "/api/v1/conversations/"+f.Row.Conversation+"/offers/"+f.Row.Offer.ID+"/accept", c.token, "", nil, nil)
		r.mu.Lock()
		defer r.mu.Unlock()
		if err != nil {
			if !r.over { // else its visitor has just ended it
				r.fail(err)
			}
			return
		}
		r.active[c.id] = append(r.active[c.id], f.Row.Conversation)
		select {
		case r.joined <- struct{}{}:
		default:
		}
	}()
}

// fail keeps the first error. The caller holds mu.
func (r *rush) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// queueUp has visitors ask for a person, a few at a time: the lists that the agents
// follow must not be what is measured.
func (r *rush) queueUp(ctx context.Context, visitors int) error {
	gate := make(chan struct{}, 3)
	errs := make([]error, visitors)
	var wg sync.WaitGroup
	for i := range visitors {
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			errs[i] = r.ask(ctx, i)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (r *rush) ask(ctx context.Context, i int) error {
	b := r.b
	res, err := b.call(ctx, b.Visitors, "POST", "/api/v1/visitor/session", "", "", map[string]string{"site": b.Site, "locale": "en"}, nil)
	if err != nil {
		return err
	}
	cookies := res.Cookies()
	if len(cookies) == 0 {
		return errors.New("the visitor's session came without a cookie")
	}
	var out struct {
		Conversation string `json:"conversation"`
	}
	_, err = b.call(ctx, b.Visitors, "POST", "/api/v1/visitor/handoff?site="+b.Site, "", cookies[0].Name+"="+cookies[0].Value, map[string]string{"client_id": fmt.Sprintf("rush-%d-%d", i, time.Now().UnixNano())}, &out)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.visitors = append(r.visitors, guest{cookies[0].Name + "=" + cookies[0].Value, out.Conversation})
	return err
}

// guest is a visitor of the rush.
type guest struct{ cookie, conversation string }

// end closes all conversations, so that nobody is left in line.
func (r *rush) end(ctx context.Context) error {
	r.mu.Lock()
	r.over = true
	visitors := r.visitors
	r.mu.Unlock()
	gate := make(chan struct{}, 8)
	errs := make([]error, len(visitors))
	var wg sync.WaitGroup
	for i, v := range visitors {
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			_, errs[i] = r.b.call(ctx, r.b.Visitors, "POST", "/api/v1/visitor/end?site="+r.b.Site, "", v.cookie, map[string]string{"conversation": v.conversation}, nil)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// fill waits until every agent has all that they may have.
func (r *rush) fill(ctx context.Context) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		r.mu.Lock()
		n, err := 0, r.err
		for _, list := range r.active {
			n += len(list)
		}
		r.mu.Unlock()
		if err != nil || n >= r.b.Capacity*len(r.b.people) {
			return err
		}
		select {
		case <-r.joined:
		case <-late.C:
			return fmt.Errorf("%d of %d places were filled within %s", n, r.b.Capacity*len(r.b.people), patience)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// free resolves conversations at a rate, of one agent after the other.
func (r *rush) free(ctx context.Context, rate float64, d time.Duration) error {
	tick := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer tick.Stop()
	end := time.NewTimer(d)
	defer end.Stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	for i := 0; ; i++ {
		select {
		case <-tick.C:
		case <-end.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
		c := r.b.people[i%len(r.b.people)]
		r.mu.Lock()
		list := r.active[c.id]
		if len(list) == 0 {
			r.mu.Unlock()
			continue
		}
		r.active[c.id] = list[1:]
		r.freed[c.id] = append(r.freed[c.id], time.Now())
		r.mu.Unlock()
		wg.Go(func() {
			if _, err := r.b.call(ctx, r.b.Team, "POST", "/api/v1/conversations/"+list[0]+"/resolve", c.token, "", map[string]string{"outcome": "solved"}, nil); err != nil {
				r.mu.Lock()
				defer r.mu.Unlock()
				r.fail(err)
			}
		})
	}
}
