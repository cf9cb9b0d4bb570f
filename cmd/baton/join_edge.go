package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

// closer ends sockets on every node.
type closer struct{ bus bus.Bus }

func (c closer) SessionEnded(_ context.Context, session string) {
	c.bus.Publish(bus.Message{Stream: "node", Kind: "close_session", Data: []byte(session)})
}

func (c closer) VisitorEnded(_ context.Context, v chat.VisitorID) {
	c.bus.Publish(bus.Message{Stream: desk.VisitorPrefix + string(v), Kind: "close"})
}

// forgetter drops what this node remembers of sessions that ended elsewhere.
type forgetter struct{ n *node }

func (f *forgetter) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		switch {
		case m.Kind == "close_session":
			f.n.auth.Forget(string(m.Data))
		case m.Kind == "presence" && strings.HasPrefix(m.Stream, "agent:"):
			f.n.auth.ForgetAgent(chat.AgentID(strings.TrimPrefix(m.Stream, "agent:")))
		}
	}
}

func (f *forgetter) Resync(string) {}

// audience knows who has what open.
type audience struct {
	hub  *ws.Hub
	rows *store.Presence
}

func (a audience) Viewing(_ context.Context, id chat.ConversationID) []chat.AgentID {
	return a.hub.Viewers(id)
}

func (a audience) VisitorsOnline(ctx context.Context, ids []chat.VisitorID) (map[chat.VisitorID]bool, error) {
	return a.rows.VisitorsOnline(ctx, ids)
}

// eraser destroys a visitor's traces, in memory too.
type eraser struct {
	store *store.Store
	desk  *desk.Desk
}

func (e eraser) EraseVisitor(ctx context.Context, id chat.VisitorID) error {
	err := e.store.EraseVisitor(ctx, id)
	if err == nil {
		e.desk.Resync("erased")
	}
	return err
}

// health checks whether this node should get requests.
type health struct{ n *node }

var errDraining = errors.New("this node is stopping")

func (h health) Checks(ctx context.Context) map[string]error {
	checks := map[string]error{"database": h.n.store.Ping(ctx), "schema": h.n.store.SchemaCurrent(ctx), "bus": h.n.bus.Ready(), "draining": nil}
	if h.n.draining.Load() {
		checks["draining"] = errDraining
	}
	return checks
}

// socketMetrics counts what happens to sockets.
func socketMetrics(reg prometheus.Registerer) ws.Metrics {
	open := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "baton_ws_connections", Help: "Open sockets."}, []string{"kind"})
	closes := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "baton_ws_closes_total", Help: "Sockets that ended, by close code; 0: without a goodbye."}, []string{"code"})
	dropped := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "baton_ws_queue_dropped_total", Help: "Ephemeral frames that slow readers did not get."}, []string{"kind"})
	gaps := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "baton_stream_gaps_total", Help: "Holes found in streams, before they were filled."}, []string{"side"})
	resets := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "baton_resets_total", Help: "Cursors that could not be continued."}, []string{"reason"})
	reg.MustRegister(open, closes, dropped, gaps, resets)
	return ws.Metrics{
		Opened: func(kind string) { open.WithLabelValues(kind).Inc() },
		Closed: func(kind string, code int) {
			open.WithLabelValues(kind).Dec()
			closes.WithLabelValues(strconv.Itoa(code)).Inc()
		},
		Dropped: func(kind string) { dropped.WithLabelValues(kind).Inc() },
		Gap:     func() { gaps.WithLabelValues("server").Inc() },
		Reset:   func(reason string) { resets.WithLabelValues(reason).Inc() },
	}
}

// watch registers what is read when somebody asks.
func (n *node) watch() {
	gauge := func(name, help string, read func() float64) {
		n.metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
	}
	gauge("baton_store_statements_total", "Statements sent by the append path.", func() float64 { return float64(n.store.Statements()) })
	gauge("baton_bus_up", "Whether messages from other nodes are known to arrive.", func() float64 {
		if n.bus.Ready() == nil {
			return 1
		}
		return 0
	})
	gauge("baton_outbox_pending", "Work that is due.", func() float64 {
		pending, _, _, err := n.store.Backlog(context.Background())
		if err != nil {
			return -1
		}
		return float64(pending)
	})
	gauge("baton_outbox_oldest_seconds", "How long the oldest due work waits.", func() float64 {
		_, _, oldest, err := n.store.Backlog(context.Background())
		if err != nil || oldest.IsZero() {
			return 0
		}
		return n.store.Now().Sub(oldest).Seconds()
	})
}
