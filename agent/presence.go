package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/batonchat/baton/chat"
)

var errNoLease = errors.New("this node's lease could not be renewed")

// Records keeps the presence of agents.
type Records interface {
	// Change lends the agent's record to decide and stores what decide did to it,
	// in one transaction that no other change of that agent can come between. now is
	// the store's time. If decide refuses, nothing is stored. decide may be called
	// more than once, each time with the record as it is then. It fails with
	// chat.NotFound if there is no such agent.
	Change(ctx context.Context, id chat.AgentID, decide func(r *Record, now time.Time) error) (Record, time.Time, error)
	// Read gives the records of these agents that exist, of all enabled agents if
	// none is named, in the order of their ids.
	Read(ctx context.Context, ids ...chat.AgentID) ([]Record, time.Time, error)
	// Present gives the records on which time works: of agents with connections, in
	// the grace, with a status that ends, or available with working hours.
	Present(ctx context.Context) ([]Record, time.Time, error)
}

// Leases keeps the leases of nodes.
type Leases interface {
	// Renew makes the node's lease last for Lease from now, and takes now as the last
	// input of the connections named. It returns now, by the store's clock.
	Renew(ctx context.Context, node string, touched []string) (time.Time, error)
	// Leave ends the lease.
	Leave(ctx context.Context, node string) error
}

// Announcer passes changes on after they are stored: to colleagues' screens and to
// whoever routes. It is called from several goroutines and must not wait for
// anybody slow.
type Announcer interface {
	Announce(ctx context.Context, c Change)
}

// Parts is what a Presence is made of. All are needed.
type Parts struct {
	Node     string // unique to this process and this start of it
	Records  Records
	Leases   Leases
	Announce Announcer
	Log      *slog.Logger
}

// Presence keeps the presence of the agents whose sockets this node holds, and
// watches over everybody's together with the other nodes. Its methods are safe for
// concurrent use.
type Presence struct {
	Parts
	wake chan struct{} // any method sends without waiting; Run receives; one is enough

	mu      sync.Mutex // guards what follows, and is never held during I/O
	conns   map[string]*socket
	closing map[string]*socket    // ended, but the store could not be told yet
	idle    map[chat.AgentID]bool // as of the last round
	loads   map[chat.AgentID]int  // as last announced or seen by a round
	lease   lease
}

// socket is one connection that this node holds.
type socket struct {
	Connection

	touched bool // by the person, since the last round
}

// lease is what this node knows of its own lease.
type lease struct {
	renewed time.Time // by the store's clock; zero before the first success
	asked   time.Time // when that was, by our own clock, which only measures how long ago
	steady  time.Time // since when it has held without a break; zero while it does not
}

// held reports whether the lease holds at now and has, without a break, for at least d.
func (l lease) held(d time.Duration, now time.Time) bool {
	return !l.steady.IsZero() && now.Sub(l.renewed) < Lease && now.Sub(l.steady) >= d
}

// NewPresence makes a Presence. It does nothing before Run or Connect.
func NewPresence(p Parts) *Presence {
	return &Presence{Parts: p, wake: make(chan struct{}, 1), conns: map[string]*socket{},
		closing: map[string]*socket{}, idle: map[chat.AgentID]bool{}, loads: map[chat.AgentID]int{}}
}

// Connect registers a socket of an agent. id is unique among all sockets of all
// nodes. Every Connect that succeeds is followed by a Disconnect.
func (p *Presence) Connect(ctx context.Context, id string, who chat.AgentID) error {
	expires, err := p.ensureLease(ctx)
	if err != nil {
		return fmt.Errorf("register a socket: %w", err)
	}
	var c Connection
	_, err = p.change(ctx, who, func(r *Record, now time.Time) ([]Kind, error) {
		if r.Disabled {
			return nil, chat.Refuse(chat.Forbidden, "This account is switched off. Ask an admin.")
		}
		c = Connection{ID: id, Node: p.Node, Agent: who, OpenedAt: now, ExpiresAt: expires}
		return r.Connect(c, now), nil
	})
	if err != nil {
		if !chat.IsCode(err, chat.Forbidden) && !chat.IsCode(err, chat.NotFound) {
			p.owe(Connection{ID: id, Agent: who}) // it may have been stored although we were not told so
		}
		return fmt.Errorf("register a socket: %w", err)
	}
	p.mu.Lock()
	p.conns[id] = &socket{Connection: c}
	p.mu.Unlock()
	return nil
}

// Disconnect takes a socket away. It does not fail: what the store could not be
// told now, the rounds of Run will tell it.
func (p *Presence) Disconnect(ctx context.Context, id string) {
	p.mu.Lock()
	s, ok := p.conns[id]
	if ok {
		delete(p.conns, id)
		p.closing[id] = s
	}
	p.mu.Unlock()
	if !ok {
		return
	}
	// The socket's own context ends with it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := p.close(ctx, s); err != nil {
		p.Log.WarnContext(ctx, "a closed socket could not be written down yet; it will be tried again",
			slog.String("agent", string(s.Agent)), slog.Any("err", err))
	}
}

func (p *Presence) close(ctx context.Context, s *socket) error {
	_, err := p.change(ctx, s.Agent, func(r *Record, now time.Time) (kinds []Kind, err error) {
		if s.touched {
			kinds = r.Input(now)
		}
		return append(kinds, r.Disconnect(s.ID, now)...), nil
	})
	if err != nil && !chat.IsCode(err, chat.NotFound) {
		return err
	}
	p.mu.Lock()
	delete(p.closing, s.ID)
	p.mu.Unlock()
	return nil
}

// Input notes that the person behind a socket touched the dashboard. Most calls
// cost nothing: the next round writes them down together.
func (p *Presence) Input(ctx context.Context, id string) {
	p.mu.Lock()
	s, ok := p.conns[id]
	var wasIdle bool
	if ok {
		s.touched = true
		wasIdle = p.idle[s.Agent]
	}
	p.mu.Unlock()
	if !wasIdle {
		return
	}
	_, err := p.change(ctx, s.Agent, func(r *Record, now time.Time) ([]Kind, error) { return r.Input(now), nil })
	if err != nil {
		p.Log.WarnContext(ctx, "somebody's return could not be written down yet; the next round will",
			slog.String("agent", string(s.Agent)), slog.Any("err", err))
	}
}

// SetStatus sets somebody's status, until a time if until is not zero. by is who
// says so: the agent themselves or an admin.
func (p *Presence) SetStatus(ctx context.Context, who chat.AgentID, s Status, until time.Time, by chat.Party) (State, error) {
	state, err := p.change(ctx, who, func(r *Record, now time.Time) ([]Kind, error) { return r.SetStatus(s, until, by, now) })
	if err != nil {
		return State{}, fmt.Errorf("set the status of %s: %w", who, err)
	}
	p.nudge() // the end may come before the next round
	return state, nil
}

// SetOwn is the same with one of the admin's own statuses.
func (p *Presence) SetOwn(ctx context.Context, who chat.AgentID, o Own, until time.Time, by chat.Party) (State, error) {
	state, err := p.change(ctx, who, func(r *Record, now time.Time) ([]Kind, error) { return r.SetOwn(o, until, by, now) })
	if err != nil {
		return State{}, fmt.Errorf("set the status of %s: %w", who, err)
	}
	p.nudge()
	return state, nil
}

// MissedOffer counts an offer that lapsed without an answer. Enough of them in a
// row make the agent not responding.
func (p *Presence) MissedOffer(ctx context.Context, who chat.AgentID) error {
	_, err := p.change(ctx, who, func(r *Record, now time.Time) ([]Kind, error) { return r.MissedOffer(now), nil })
	return err
}

// Answered notes an answer to an offer, yes or no, or a click on "I am back".
func (p *Presence) Answered(ctx context.Context, who chat.AgentID) error {
	_, err := p.change(ctx, who, func(r *Record, now time.Time) ([]Kind, error) { return r.Answered(now), nil })
	return err
}

// Refresh announces somebody's state again, after their load, capacity or account
// changed.
func (p *Presence) Refresh(ctx context.Context, who chat.AgentID) error {
	s, err := p.Of(ctx, who)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.loads[who] = s.Load
	p.mu.Unlock()
	p.Announce.Announce(ctx, Change{Kind: Refreshed, At: s.At, State: s})
	if !s.ShiftEnds.IsZero() && s.ShiftEnds.Sub(s.At) < Renewal {
		p.nudge() // their hours may have changed, and the end come before the next round
	}
	return nil
}

// Of gives one agent's state now.
func (p *Presence) Of(ctx context.Context, who chat.AgentID) (State, error) {
	records, now, err := p.Records.Read(ctx, who)
	if err != nil {
		return State{}, fmt.Errorf("read the presence of %s: %w", who, err)
	}
	if len(records) == 0 {
		return State{}, chat.Refuse(chat.NotFound, "There is no such agent.")
	}
	return records[0].State(now), nil
}

// Everybody gives the state of every enabled agent, in the order of their ids.
func (p *Presence) Everybody(ctx context.Context) ([]State, error) {
	records, now, err := p.Records.Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read everybody's presence: %w", err)
	}
	states := make([]State, len(records))
	for i := range records {
		states[i] = records[i].State(now)
	}
	return states, nil
}

// change lends a record to rule, stores it, and announces what followed.
func (p *Presence) change(ctx context.Context, who chat.AgentID, rule func(*Record, time.Time) ([]Kind, error)) (State, error) {
	var kinds []Kind
	record, now, err := p.Records.Change(ctx, who, func(r *Record, now time.Time) (err error) {
		kinds, err = rule(r, now)
		return err
	})
	if err != nil {
		return State{}, err
	}
	state := record.State(now)
	p.mu.Lock()
	p.noteIdle(state)
	if len(kinds) > 0 {
		p.loads[who] = state.Load
	}
	p.mu.Unlock()
	for _, k := range kinds {
		p.Announce.Announce(ctx, Change{Kind: k, At: now, State: state})
	}
	return state, nil
}

// noteIdle remembers who is idle, so that Input knows when to hurry. The caller
// holds mu.
func (p *Presence) noteIdle(s State) {
	if s.Idle {
		p.idle[s.Agent] = true
	} else {
		delete(p.idle, s.Agent)
	}
}

// loadMoved reports whether somebody's load is another than when it was last announced or
// seen. Of somebody new it is only noted: whoever opens a dashboard reads it.
func (p *Presence) loadMoved(s State) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	last, known := p.loads[s.Agent]
	p.loads[s.Agent] = s.Load
	return known && last != s.Load
}

// nudge makes Run do a round soon.
func (p *Presence) nudge() {
	select {
	case p.wake <- struct{}{}:
	default: // one is already under way
	}
}

// touched takes the sockets with input since the last round.
func (p *Presence) touched() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []string
	for id, s := range p.conns {
		if s.touched {
			ids = append(ids, id)
			s.touched = false
		}
	}
	slices.Sort(ids)
	return ids
}

// owe makes the next rounds see to it that a socket is not in the store.
func (p *Presence) owe(c Connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closing[c.ID] = &socket{Connection: c}
}

// holds reports whether the socket is registered here.
func (p *Presence) holds(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.conns[id]
	return ok
}

// held copies the connections that this node holds.
func (p *Presence) held() []Connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]Connection, 0, len(p.conns))
	for _, s := range p.conns {
		all = append(all, s.Connection)
	}
	return all
}
