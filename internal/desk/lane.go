package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// work is a lane: it takes what waits, decides it together, commits it
// together, answers, and takes again. What arrives meanwhile forms the next
// batch, so batches grow with the load and a lone message waits for nobody.
func (d *Desk) work(ctx context.Context, lane chan *request) {
	var again []*request // to be decided anew
	for {
		batch := again
		if len(batch) == 0 {
			select {
			case r := <-lane:
				batch = append(batch, r)
			case <-ctx.Done():
				d.finish(lane)
				return
			}
		}
		for len(batch) < batchLimit && len(lane) > 0 {
			batch = append(batch, <-lane)
		}
		again = d.round(batch)
	}
}

// finish serves what was accepted before the end.
func (d *Desk) finish(lane chan *request) {
	for len(lane) > 0 {
		batch := []*request{<-lane}
		for len(batch) > 0 {
			batch = d.round(batch)
		}
	}
}

// step is what a round does to one conversation.
type step struct {
	commit   store.Commit
	requests []*request
	results  []Result
}

// round decides and commits a batch and returns what must be decided again.
func (d *Desk) round(batch []*request) (again []*request) {
	ctx, cancel := context.WithTimeout(context.Background(), commitWithin)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			d.cfg.Log.Error("a batch of commands failed by our own fault", "err", fmt.Errorf("panic: %v", p))
			for _, r := range batch {
				r.answer(Result{}, chat.Refuse(chat.Internal, "Something went wrong on our side."))
			}
			again = nil
		}
	}()
	known, err := d.load(ctx, batch)
	if err != nil {
		for _, r := range batch {
			r.answer(Result{}, unavailable(err))
		}
		return nil
	}
	steps, later := d.decide(ctx, batch, known)
	if len(steps) == 0 {
		return later
	}
	commits := make([]*store.Commit, len(steps))
	for i, s := range steps {
		commits[i] = &s.commit
	}
	d.cfg.Rows.Commit(ctx, commits)
	for _, s := range steps {
		if s.commit.Err == nil {
			d.remember(s.commit.After)
		}
	}
	d.publish(steps)
	woken := false
	var redo []*request // before those that waited behind them
	for _, s := range steps {
		redo = append(redo, d.settle(ctx, s)...)
		woken = woken || s.commit.Err == nil && len(s.commit.Work) > 0
	}
	if woken {
		d.cfg.Woken()
	}
	return append(redo, later...)
}

// load reads the batch's conversations, those that are not remembered in one
// query.
func (d *Desk) load(ctx context.Context, batch []*request) (map[chat.ConversationID]*chat.Conversation, error) {
	known := make(map[chat.ConversationID]*chat.Conversation, len(batch))
	var missing []chat.ConversationID
	for _, r := range batch {
		if _, ok := known[r.id]; ok {
			continue
		}
		if c, ok := d.cache.Get(r.id); ok {
			known[r.id] = c.conversation
			continue
		}
		known[r.id] = nil
		if _, starts := r.cmds[0].(chat.Start); !starts {
			missing = append(missing, r.id)
		}
	}
	found, err := d.cfg.Rows.Conversations(ctx, missing)
	maps.Copy(known, found)
	return known, err
}

// decide turns a batch into one step for each conversation. A request that
// needs a seat stands alone in its step, because it may fail for reasons that
// are nobody else's; what comes after it waits for the next round.
func (d *Desk) decide(ctx context.Context, batch []*request, known map[chat.ConversationID]*chat.Conversation) (steps []*step, later []*request) {
	byID := make(map[chat.ConversationID]*step, len(batch))
	closed := make(map[chat.ConversationID]bool)
	now := d.cfg.Rows.Now()
	for _, r := range batch {
		if closed[r.id] {
			later = append(later, r)
			continue
		}
		if r.ctx.Err() != nil && r.tries == 0 {
			r.answer(Result{}, r.ctx.Err())
			continue
		}
		s := byID[r.id]
		before := known[r.id]
		var c *chat.Conversation
		switch {
		case s != nil:
			c = s.commit.After.Clone()
		case before != nil:
			c = before.Clone()
		default:
			c = &chat.Conversation{ID: r.id}
		}
		work, seats, entries, err := decideAll(c, r.cmds, now)
		if (err != nil || len(entries) == 0) && d.doubtful(r, before) || s != nil && sentIn(s.commit.Entries, r.cmds) {
			later, closed[r.id] = append(later, r), true
			continue
		}
		if err != nil {
			d.refuse(ctx, r, before, err)
			continue
		}
		if len(entries) == 0 { // it is so already
			if s != nil {
				later = append(later, r) // its ground is not committed yet
				closed[r.id] = true
				continue
			}
			r.answer(Result{Conversation: c}, nil)
			continue
		}
		if s != nil && len(seats) > 0 {
			later = append(later, r)
			closed[r.id] = true
			continue
		}
		if s == nil {
			s = &step{commit: store.Commit{Before: before}}
			byID[r.id], steps = s, append(steps, s)
		}
		if st, ok := r.cmds[0].(chat.Start); ok {
			s.commit.StartKey = st.ClientID
		}
		s.commit.After = c
		s.commit.Entries = append(s.commit.Entries, entries...)
		s.commit.Work = append(s.commit.Work, work...)
		s.commit.Seats = append(s.commit.Seats, seats...)
		s.requests, s.results = append(s.requests, r), append(s.results, Result{Conversation: c, Entries: entries})
		closed[r.id] = len(seats) > 0 || before == nil
	}
	return steps, later
}

// decideAll moves c along.
func decideAll(c *chat.Conversation, cmds []chat.Command, now time.Time) (work []chat.Work, seats []chat.Seat, entries []chat.Entry, err error) {
	for _, cmd := range cmds {
		dec, err := chat.Decide(c, cmd, now)
		if err != nil {
			return nil, nil, nil, err
		}
		entries = append(entries, c.Write(dec.Drafts, now)...)
		work, seats = append(work, dec.Work...), append(seats, dec.Seats...)
	}
	return work, seats, entries, nil
}

// doubtful reports whether a refusal, or a finding that all is so already,
// rests on a memory that another node may have outdated. It is then forgotten
// and the request decided once more, on what the database says.
func (d *Desk) doubtful(r *request, before *chat.Conversation) bool {
	if !d.cfg.Shared || r.checked || before == nil {
		return false
	}
	r.checked = true
	d.cache.Remove(r.id)
	return true
}

// sentIn reports whether a step holds the very send of these commands: a retry
// that overtook its first answer. It waits until that one is stored.
func sentIn(entries []chat.Entry, cmds []chat.Command) bool {
	by, key, _ := sendOf(cmds)
	return key != "" && slices.ContainsFunc(entries, func(e chat.Entry) bool { return e.ClientID == key && e.By == by })
}

// refuse answers a refused request. A send that was stored before is answered
// as it was then, whatever the rules say by now.
func (d *Desk) refuse(ctx context.Context, r *request, before *chat.Conversation, err error) {
	if res, ok, serr := d.repeated(ctx, r, before); serr != nil {
		r.answer(Result{}, unavailable(serr))
		return
	} else if ok {
		r.answer(res, nil)
		return
	}
	r.answer(Result{Conversation: before}, err)
}

// settle answers the requests of a step after its commit.
func (d *Desk) settle(ctx context.Context, s *step) (again []*request) {
	err := s.commit.Err
	switch {
	case err == nil:
		for i, r := range s.requests {
			r.answer(s.results[i], nil)
		}
	case errors.Is(err, store.ErrMoved):
		d.cache.Remove(s.commit.After.ID)
		return d.again(s.requests)
	case errors.Is(err, store.ErrDuplicate):
		d.cache.Remove(s.commit.After.ID)
		return d.settleDuplicate(ctx, s)
	default:
		d.cache.Remove(s.commit.After.ID)
		for _, r := range s.requests {
			r.answer(Result{}, unavailable(err))
		}
	}
	return again
}

// settleDuplicate finds out which of a step's sends was stored before; the
// others are decided again.
func (d *Desk) settleDuplicate(ctx context.Context, s *step) (again []*request) {
	for _, r := range s.requests {
		res, ok, err := d.repeated(ctx, r, s.commit.Before)
		switch {
		case err != nil:
			r.answer(Result{}, unavailable(err))
		case ok:
			r.answer(res, nil)
		default:
			again = append(again, d.again([]*request{r})...)
		}
	}
	return again
}

// again counts a request's tries; one that keeps losing is told so.
func (d *Desk) again(list []*request) (out []*request) {
	for _, r := range list {
		if r.tries++; r.tries < maxTries {
			out = append(out, r)
			continue
		}
		r.answer(Result{}, chat.Refuse(chat.Unavailable, "Too much happens in this conversation at once. Try again."))
	}
	return out
}

// repeated looks up whether a request's send was stored before.
func (d *Desk) repeated(ctx context.Context, r *request, before *chat.Conversation) (Result, bool, error) {
	by, key, text := sendOf(r.cmds)
	if key == "" {
		return Result{}, false, nil
	}
	e, ok, err := d.cfg.Rows.Sent(ctx, r.id, by, key)
	if err != nil || !ok {
		return Result{}, false, err
	}
	if !sameText(e, text) {
		r.answer(Result{}, errOtherText)
		return Result{}, true, nil
	}
	if before == nil {
		before, err = d.Load(ctx, r.id)
	}
	return Result{Conversation: before, Entries: []chat.Entry{e}, Repeated: true}, err == nil, err
}

// sendOf gives the sender, id and text of a request that is a send.
func sendOf(cmds []chat.Command) (by chat.Party, key, text string) {
	for _, cmd := range cmds {
		switch m := cmd.(type) {
		case chat.Post:
			return m.By, m.ClientID, m.Text
		case chat.Note:
			return chat.ByAgent(m.By), m.ClientID, m.Text
		case chat.Say:
			return chat.ByAssistant, "run-" + string(m.Run), m.Text
		}
	}
	return chat.Party{}, "", ""
}

// answer replies once; later answers to the same request are dropped.
func (r *request) answer(res Result, err error) {
	if !r.answered {
		r.answered = true
		r.reply(res, err)
	}
}
