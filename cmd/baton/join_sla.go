package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/routing/sla"
)

// deadlines says by when a person owes a visitor something.
type deadlines struct {
	sites *siteBook
	desk  *desk.Desk
	store *store.Store
	log   *slog.Logger
}

// Terms gives what counts for a conversation.
func (d *deadlines) Terms(ctx context.Context, c *chat.Conversation) (sla.Policy, *hours.Calendar, error) {
	site, err := d.sites.site(ctx, c.Site)
	if err != nil {
		return sla.Policy{}, nil, err
	}
	calendar, err := d.sites.Calendar(ctx, c.Site, c.Team())
	return site.Terms(), calendar, err
}

// Due gives what is owed first, of the first and the next response. Lists go on without
// it when it cannot be told.
func (d *deadlines) Due(ctx context.Context, c *chat.Conversation) *chat.Deadline {
	if !c.Clocked() {
		return nil
	}
	policy, calendar, err := d.Terms(ctx, c)
	if err != nil {
		d.log.WarnContext(ctx, "a list has to do without the time by which an answer is owed", "conversation", string(c.ID), "err", err)
		return nil
	}
	due := policy.Deadlines(c, nil, calendar)
	if len(due) == 0 {
		return nil
	}
	return &due[0]
}

// dueNow is Due for whoever must not wait for long.
func (d *deadlines) dueNow(c *chat.Conversation) *chat.Deadline {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return d.Due(ctx, c)
}

// dueOf is Due by id.
func (d *deadlines) dueOf(ctx context.Context, id chat.ConversationID) *chat.Deadline {
	c, err := d.desk.Load(ctx, id)
	if err != nil {
		return nil // gone since; the list hears of that by itself
	}
	return d.Due(ctx, c)
}

// Deadlines gives all clocks that run.
func (d *deadlines) Deadlines(ctx context.Context, c *chat.Conversation) ([]chat.Deadline, error) {
	if !c.Clocked() {
		return nil, nil
	}
	policy, calendar, err := d.Terms(ctx, c)
	if err != nil {
		return nil, err
	}
	var turns []sla.Turn
	if policy.For(c.Route).Resolution.Within > 0 && c.Handoff != nil {
		_, entries, err := transcript.All(ctx, office{d.desk, d.store}, c.ID)
		if err != nil {
			return nil, err
		}
		turns = sla.Turns(entries, c.Handoff.AskedAt)
	}
	return policy.Deadlines(c, turns, calendar), nil
}

// clockHandler does the work of the clocks.
func clockHandler(w *sla.Watch) desk.Handler {
	return func(ctx context.Context, j store.Job) error {
		again, err := w.Look(ctx, j.Conversation)
		if err != nil || again.IsZero() {
			return gone(err)
		}
		return desk.AgainError{At: again}
	}
}

// slaMetrics counts what clocks said.
func slaMetrics(reg prometheus.Registerer) func(chat.Clock, bool) {
	said := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "baton_sla_events_total", Help: "Times towards visitors that ran short (warned) or out (breached), noted by this node."}, []string{"clock", "event"})
	reg.MustRegister(said)
	return func(k chat.Clock, breached bool) {
		event := "warned"
		if breached {
			event = "breached"
		}
		said.WithLabelValues(string(k), event).Inc()
	}
}
