package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/assistant"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing/sla"
)

// office is the desk as the assistant, handoff and copilot know it.
type office struct {
	desk  *desk.Desk
	store *store.Store
}

func (o office) Do(ctx context.Context, id chat.ConversationID, cmds ...chat.Command) (*chat.Conversation, error) {
	res, err := o.desk.Do(ctx, id, cmds...)
	return res.Conversation, err
}

func (o office) Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error) {
	c, err := o.desk.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.Clone(), nil
}

func (o office) Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	return o.store.Entries(ctx, id, after, limit)
}

// live shows what the assistant is writing to whoever has the conversation open.
type live struct{ bus bus.Bus }

func (l live) Draft(id chat.ConversationID, run chat.RunID, n int, text string) {
	l.send(id, map[string]any{"t": "draft", "conversation": id, "run": run, "n": n, "text": text})
}

func (l live) Withdraw(id chat.ConversationID, run chat.RunID) {
	l.send(id, map[string]any{"t": "draft", "conversation": id, "run": run, "n": 0, "text": "", "withdrawn": true})
}

func (l live) send(id chat.ConversationID, frame map[string]any) {
	b, err := json.Marshal(frame)
	if err != nil {
		panic(err) // plain texts always encode
	}
	l.bus.Publish(bus.Message{Stream: desk.ConversationPrefix + string(id), Kind: "both", Data: b})
}

// handlers says which room does which work.
func handlers(turns *assistant.Turns, h *handoff.Service, d *desk.Desk, p *agent.Presence, owners owners, w *sla.Watch) map[chat.WorkKind]desk.Handler {
	return map[chat.WorkKind]desk.Handler{
		chat.WorkAnswer: func(ctx context.Context, j store.Job) error { return gone(turns.Answer(ctx, j.Conversation, j.Seq)) },
		chat.WorkPackage: func(ctx context.Context, j store.Job) error {
			return gone(h.Package(ctx, j.Conversation, chat.HandoffID(j.Key), j.Attempt))
		},
		chat.WorkDeliver: func(ctx context.Context, j store.Job) error {
			return gone(h.Deliver(ctx, j.Conversation, chat.HandoffID(j.Key), j.Attempt))
		},
		chat.WorkPromise:       func(ctx context.Context, j store.Job) error { return gone(h.Repromise(ctx, j.Conversation)) },
		chat.WorkPromiseCheck:  func(ctx context.Context, j store.Job) error { return gone(h.CheckPromise(ctx, j.Conversation)) },
		chat.WorkPromiseReview: func(ctx context.Context, j store.Job) error { return gone(h.ReviewPromise(ctx, j.Conversation)) },
		chat.WorkReturn:        func(ctx context.Context, j store.Job) error { return gone(h.Return(ctx, j.Conversation)) },
		chat.WorkWake: func(ctx context.Context, j store.Job) error {
			return gone(waker{d, p, owners}.wake(ctx, j.Conversation))
		},
		chat.WorkClock:      clockHandler(w),
		chat.WorkOfferLapse: func(ctx context.Context, j store.Job) error { return gone(lapse(ctx, d, p, j)) },
	}
}

// gone takes work on a conversation that was erased since for done.
func gone(err error) error {
	if chat.IsCode(err, chat.NotFound) {
		return nil
	}
	return err
}

// owners says what sites do with the conversations of agents who are gone, and who serves.
type owners struct {
	sites interface {
		OwnersGone(ctx context.Context) (map[chat.SiteID]store.OwnerGone, error)
	}
	teams interface {
		Serving(ctx context.Context, site chat.SiteID, team chat.TeamID) (serves, helps chat.TeamID, err error)
	}
}

// waker ends snoozes.
type waker struct {
	desk     *desk.Desk
	presence *agent.Presence
	owners   owners
}

// wake ends a snooze whose time has come. Whoever put the conversation aside has it again
// while they are at work, with a free place or without; else it goes where their site wants
// the conversations of people who are gone.
func (w waker) wake(ctx context.Context, id chat.ConversationID) error {
	c, err := w.desk.Load(ctx, id)
	if err != nil || c.State != chat.StateSnoozed {
		return err
	}
	var cmd chat.Wake
	there, employed, err := w.atWork(ctx, c.Owner.Agent())
	if err == nil && !there {
		cmd, err = w.without(ctx, c, employed)
	}
	if err != nil {
		return err
	}
	_, err = w.desk.Do(ctx, id, cmd)
	return err
}

// without is how a conversation wakes whose owner is not at work.
func (w waker) without(ctx context.Context, c *chat.Conversation, employed bool) (chat.Wake, error) {
	all, err := w.owners.sites.OwnersGone(ctx)
	g := all[c.Site]
	if err != nil || g.How == store.GoneKeep && employed {
		return chat.Wake{}, err
	}
	cmd := chat.Wake{Absent: c.Owner.Agent()}
	if g.How == store.GoneToTeam {
		cmd.Team, cmd.Overflow, err = w.owners.teams.Serving(ctx, c.Site, g.Team)
	}
	return cmd, err
}

// atWork reports whether colleagues see somebody at work, and whether they work here at all.
// Busy is at work: it keeps new conversations away, and what they put aside is not new.
func (w waker) atWork(ctx context.Context, a chat.AgentID) (there, employed bool, err error) {
	s, err := w.presence.Of(ctx, a)
	if chat.IsCode(err, chat.NotFound) {
		return false, false, nil
	}
	return s.Shown == agent.Available || s.Shown == agent.Busy, !s.Disabled, err
}

// lapse ends an offer that nobody answered in time and counts the miss.
func lapse(ctx context.Context, d *desk.Desk, p *agent.Presence, j store.Job) error {
	res, err := d.Do(ctx, j.Conversation, chat.EndOffer{Offer: chat.OfferID(j.Key), By: chat.BySystem, How: chat.OfferLapsed})
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range res.Entries {
		if f, ok := e.Fact.(chat.OfferEnded); ok && f.Agent != "" {
			errs = append(errs, p.MissedOffer(context.WithoutCancel(ctx), f.Agent))
		}
	}
	return errors.Join(errs...)
}

// parcels keeps the rows of the built-in queue.
type parcels struct{ store *store.Store }

func (p parcels) Put(ctx context.Context, r handoff.Row) error {
	return p.store.PutDelivery(ctx, store.Delivery{Handoff: r.Handoff, Destination: "queue", Conversation: r.Conversation, Site: r.Site, Reason: r.Reason,
		Category: r.Category, Summary: r.Summary, Topic: r.Topic, PageURL: r.PageURL, Contact: r.Contact, Priority: r.Priority, AskedAt: r.AskedAt})
}

// destinations gives every site the built-in queue.
type destinations struct{ queue handoff.Queue }

func (d destinations) Destination(context.Context, chat.SiteID) (handoff.Destination, error) {
	return d.queue, nil
}

// guests gives what is known of a visitor.
type guests struct{ store *store.Store }

func (g guests) Visitor(ctx context.Context, id chat.VisitorID) (handoff.Visitor, error) {
	v, err := g.store.Visitor(ctx, id)
	if err != nil {
		return handoff.Visitor{}, err
	}
	out := handoff.Visitor{Name: v.Name, Contact: v.Email, Facts: v.Signed, VIP: slices.Contains([]string{"vip", "enterprise"}, strings.ToLower(v.Tier()))} // what somebody typed proves nothing
	if out.Contact == "" {
		out.Contact = v.Phone
	}
	if zone, err := time.LoadLocation(v.Timezone); err == nil && v.Timezone != "" {
		out.Zone = zone
	}
	return out, nil
}
