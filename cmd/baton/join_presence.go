package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/store"
)

// announcer tells all agents' screens about somebody's presence.
type announcer struct {
	bus    bus.Bus
	routes func(a chat.AgentID) // told of what colleagues do not see, too
}

func (a announcer) Announce(_ context.Context, c agent.Change) {
	if !c.Kind.Visible() {
		a.routes(c.State.Agent)
		return
	}
	b, err := json.Marshal(struct {
		T string `json:"t"`
		agent.State
		Reachable bool `json:"reachable"`
	}{"presence", c.State, c.State.Reach.Hears()})
	if err != nil {
		panic(err) // plain values always encode
	}
	a.bus.Publish(bus.Message{Stream: "agent:" + string(c.State.Agent), Kind: "presence", Data: b, Here: c.State})
}

// sockets tells presence about people's sockets.
type sockets struct {
	agents   *agent.Presence
	visitors *visitorWatch
	store    *store.Store
	log      *slog.Logger
}

func (s sockets) AgentOpened(ctx context.Context, connection string, a chat.AgentID) error {
	return s.agents.Connect(ctx, connection, a)
}

func (s sockets) AgentGreeted(ctx context.Context, a chat.AgentID) {
	if err := s.agents.Refresh(ctx, a); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "somebody's presence could not be told again", "agent", a, "err", err)
	}
}

func (s sockets) AgentClosed(ctx context.Context, connection string, _ chat.AgentID) {
	s.agents.Disconnect(ctx, connection)
}

func (s sockets) AgentInput(ctx context.Context, connection string, _ chat.AgentID) {
	s.agents.Input(ctx, connection)
}

func (s sockets) VisitorOpened(_ context.Context, v chat.VisitorID, _ chat.Page) {
	s.visitors.set(v, true)
}

func (s sockets) VisitorClosed(_ context.Context, v chat.VisitorID) { s.visitors.set(v, false) }

func (s sockets) VisitorPage(ctx context.Context, v chat.VisitorID, p chat.Page) {
	if err := s.store.SawPage(ctx, v, p); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "a visitor's page could not be noted", "visitor", v, "err", err)
	}
}

// visitorWatch writes down which visitors have Baton open, those of a quarter
// of a second in one statement. Run it.
type visitorWatch struct {
	rows *store.Presence
	node string
	log  *slog.Logger

	mu      sync.Mutex // guards pending
	pending map[chat.VisitorID]bool
}

func (w *visitorWatch) set(v chat.VisitorID, open bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pending == nil {
		w.pending = map[chat.VisitorID]bool{}
	}
	w.pending[v] = open
}

// Run writes until ctx ends, and once more.
func (w *visitorWatch) Run(ctx context.Context) error {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			w.flush(ctx)
		}
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	w.flush(end)
	return nil
}

func (w *visitorWatch) flush(ctx context.Context) {
	w.mu.Lock()
	open := w.pending
	w.pending = nil
	w.mu.Unlock()
	if err := w.rows.SetVisitorsOpen(ctx, w.node, open); err != nil && ctx.Err() == nil {
		w.log.WarnContext(ctx, "who has Baton open could not be written down; trying again", "err", err)
		for v, o := range open {
			w.mu.Lock()
			if w.pending == nil {
				w.pending = map[chat.VisitorID]bool{}
			}
			if _, newer := w.pending[v]; !newer {
				w.pending[v] = o
			}
			w.mu.Unlock()
		}
	}
}
