package agent

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
)

var errAway = errors.New("the database is away")

// memory is a store of presence that behaves like the real one, with a switch that
// takes it away. Its clock is the test's.
type memory struct {
	mu      sync.Mutex
	records map[chat.AgentID]Record
	nodes   map[string]time.Time
	spans   map[chat.AgentID][]Span
	away    bool
	deaf    bool // stores, but the answer is lost
	renewed int
}

func newMemory(agents ...chat.AgentID) *memory {
	m := &memory{records: map[chat.AgentID]Record{}, nodes: map[string]time.Time{}, spans: map[chat.AgentID][]Span{}}
	for _, id := range agents {
		m.records[id] = Record{Agent: id, Status: Available, Capacity: 4}
	}
	return m
}

func (m *memory) set(change func(m *memory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m)
}

// record, ended and renewals look at what is stored.
func (m *memory) record(id chat.AgentID) Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.load(id)
}

func (m *memory) ended(id chat.AgentID) []Span {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.spans[id])
}

func (m *memory) renewals() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.renewed
}

// load gives a record with the leases as they are now. The caller holds mu.
func (m *memory) load(id chat.AgentID) Record {
	r := m.records[id]
	r.Connections = slices.Clone(r.Connections)
	for i := range r.Connections {
		r.Connections[i].ExpiresAt = m.nodes[r.Connections[i].Node]
	}
	return r
}

func (m *memory) Change(_ context.Context, id chat.AgentID, decide func(*Record, time.Time) error) (Record, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if m.away {
		return Record{}, now, errAway
	}
	if _, ok := m.records[id]; !ok {
		return Record{}, now, chat.Refuse(chat.NotFound, "There is no such agent.")
	}
	r := m.load(id)
	if err := decide(&r, now); err != nil {
		return Record{}, now, err
	}
	m.spans[id] = append(m.spans[id], r.Closed...)
	r.Closed = nil
	m.records[id] = r
	if m.deaf {
		return Record{}, now, errAway
	}
	return m.load(id), now, nil
}

func (m *memory) Read(_ context.Context, ids ...chat.AgentID) ([]Record, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return nil, time.Now(), errAway
	}
	var all []Record
	for _, id := range slices.Sorted(maps.Keys(m.records)) {
		if len(ids) == 0 || slices.Contains(ids, id) {
			all = append(all, m.load(id))
		}
	}
	return all, time.Now(), nil
}

func (m *memory) Present(ctx context.Context) ([]Record, time.Time, error) {
	all, now, err := m.Read(ctx)
	return slices.DeleteFunc(all, func(r Record) bool { return !r.Online() && r.Until.IsZero() && r.Shifts == nil }), now, err
}

func (m *memory) Renew(_ context.Context, node string, touched []string) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if m.away {
		return now, errAway
	}
	m.renewed++
	m.nodes[node] = now.Add(Lease)
	for _, r := range m.records {
		for i := range r.Connections {
			if slices.Contains(touched, r.Connections[i].ID) {
				r.Connections[i].LastInputAt = now
			}
		}
	}
	return now, nil
}

func (m *memory) Leave(_ context.Context, node string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return errAway
	}
	delete(m.nodes, node)
	return nil
}

// heard collects what is announced.
type heard struct {
	mu  sync.Mutex
	all []Change
}

func (h *heard) Announce(_ context.Context, c Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, c)
}

// take returns the kinds heard since the last take.
func (h *heard) take() []Kind {
	h.mu.Lock()
	defer h.mu.Unlock()
	kinds := []Kind{}
	for _, c := range h.all {
		kinds = append(kinds, c.Kind)
	}
	h.all = nil
	return kinds
}

// visible returns how many of the changes heard since the last take colleagues see.
func (h *heard) visible() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, c := range h.all {
		if c.Kind.Visible() {
			n++
		}
	}
	h.all = nil
	return n
}

// house is a memory with nodes that run.
type house struct {
	*memory
	*heard
	t testing.TB
}

func newHouse(tb testing.TB, agents ...chat.AgentID) *house {
	tb.Helper()
	return &house{newMemory(agents...), &heard{}, tb}
}

// node starts a node. die ends it without a goodbye, stop in good order.
func (h *house) node(name string) (p *Presence, die, stop func()) {
	port := &mortal{memory: h.memory}
	p = NewPresence(Parts{Node: name, Records: port, Leases: port, Announce: h.heard, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := p.Run(ctx); err != nil {
			h.t.Errorf("Run() = %v, want nil", err)
		}
	}()
	stop = func() { cancel(); <-done }
	die = func() { port.kill(); stop() }
	return p, die, stop
}

// mortal is a node's way to the store, which ends with the node.
type mortal struct {
	*memory

	life sync.Mutex
	dead bool
}

func (d *mortal) kill() {
	d.life.Lock()
	defer d.life.Unlock()
	d.dead = true
}

func (d *mortal) gone() bool {
	d.life.Lock()
	defer d.life.Unlock()
	return d.dead
}

func (d *mortal) Change(ctx context.Context, id chat.AgentID, decide func(*Record, time.Time) error) (Record, time.Time, error) {
	if d.gone() {
		return Record{}, time.Time{}, errAway
	}
	return d.memory.Change(ctx, id, decide)
}

func (d *mortal) Leave(ctx context.Context, node string) error {
	if d.gone() {
		return errAway
	}
	return d.memory.Leave(ctx, node)
}

// state reads an agent's state.
func (h *house) state(p *Presence, id chat.AgentID) State {
	h.t.Helper()
	s, err := p.Of(context.Background(), id)
	if err != nil {
		h.t.Fatalf("Of(%s) = %v", id, err)
	}
	return s
}

func (h *house) connect(p *Presence, socket string, id chat.AgentID) {
	h.t.Helper()
	if err := p.Connect(context.Background(), socket, id); err != nil {
		h.t.Fatalf("Connect(%s, %s) = %v", socket, id, err)
	}
}
