package desk

import (
	"context"
	"log/slog"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// Neglected finds conversations that nobody looks after any more.
type Neglected interface {
	Stranded(ctx context.Context, but []chat.SiteID, limit int) ([]*chat.Conversation, error)
	OwnersGone(ctx context.Context) (map[chat.SiteID]store.OwnerGone, error)
	Silent(ctx context.Context, before time.Time, limit int) ([]*chat.Conversation, error)
	TrimInbox(ctx context.Context, before int64) error
	MendLine(ctx context.Context) error
	Visitor(ctx context.Context, id chat.VisitorID) (store.Visitor, error)
	Now() time.Time
}

// Absences finds out who is away, by the clock of leases.
type Absences interface {
	// Abandoned gives the conversations whose visitors have waited with Baton open nowhere
	// for that long, and the time at which it looked.
	Abandoned(ctx context.Context, gone time.Duration, limit int) ([]*chat.Conversation, time.Time, error)
	StrandedOffers(ctx context.Context, gone time.Duration) (map[chat.ConversationID]chat.AgentID, error)
	ForgetVisitors(ctx context.Context, closed time.Duration) error
}

// Patience says how long is too long.
type Patience struct {
	OfferGone   time.Duration // after an agent's last socket: offers to them end
	VisitorGone time.Duration // after a waiting visitor's last socket
	Silence     time.Duration // of a conversation with the assistant
	Inbox       time.Duration // for which the inbox stream can be resumed
}

// DefaultPatience is what semantics.md says.
func DefaultPatience() Patience {
	return Patience{OfferGone: 5 * time.Second, VisitorGone: 2 * time.Minute, Silence: 24 * time.Hour, Inbox: 7 * 24 * time.Hour}
}

// Doer takes commands; the desk does.
type Doer interface {
	Do(ctx context.Context, id chat.ConversationID, cmds ...chat.Command) (Result, error)
	Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error)
}

// Sweeper looks for conversations that an absence left behind. Every node may
// run one: each step is decided anew on what the conversation is by then. Run it.
type Sweeper struct {
	Find     Neglected
	Away     Absences
	Held     func(d time.Duration, now time.Time) bool // whether this node's own lease has held for that long, and does
	Desk     Doer
	Patience Patience
	Every    time.Duration // 0: 3 s
	Log      *slog.Logger

	// Serves gives the team that conversations of a team go to now, and the one that helps
	// it out; nil: every team serves itself.
	Serves func(ctx context.Context, site chat.SiteID, team chat.TeamID) (serves, helps chat.TeamID, err error)
}

// sweepLimit bounds one look; what remains is found by the next.
const sweepLimit = 200

// Run looks until ctx ends.
func (w *Sweeper) Run(ctx context.Context) error {
	tick := time.NewTicker(orDefault(w.Every, 3*time.Second))
	defer tick.Stop()
	for rounds := 0; ; rounds++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			w.Sweep(ctx)
			if rounds%200 == 0 {
				w.tidy(ctx)
			}
			if rounds%20 == 0 {
				if err := w.Find.MendLine(ctx); err != nil {
					w.failed(ctx, "line", err)
				}
			}
		}
	}
}

// Sweep looks once.
func (w *Sweeper) Sweep(ctx context.Context) {
	now := w.Find.Now()
	p := w.Patience
	w.relieve(ctx)
	w.abandon(ctx)
	w.each(ctx, "silent", second(w.Find.Silent(ctx, now.Add(-p.Silence), sweepLimit)), func(*chat.Conversation) chat.Command {
		return chat.Resolve{By: chat.BySystem, Outcome: chat.OutcomeSilent}
	})
	offers, err := w.Away.StrandedOffers(ctx, p.OfferGone)
	if err != nil {
		w.failed(ctx, "offers", err)
	}
	for id, a := range offers {
		w.withdraw(ctx, id, a)
	}
}

// abandon ends the waits of visitors who are gone. While the node or the database was
// away, visitors could not come back either, and take a while to: they have as long
// as ever from when it is there again.
func (w *Sweeper) abandon(ctx context.Context) {
	list, now, err := w.Away.Abandoned(ctx, w.Patience.VisitorGone, sweepLimit)
	if err != nil {
		w.failed(ctx, "abandoned", err)
		return
	}
	if !w.Held(w.Patience.VisitorGone, now) {
		return
	}
	for _, c := range list {
		if err := w.leave(ctx, c); err != nil && !chat.IsCode(err, chat.Conflict) {
			w.failed(ctx, "abandoned", err)
		}
	}
}

// leave ends the wait of a visitor who is gone. Where they can be reached may have become
// known after the conversation began (the host page says who they are as soon as they sign
// in): it is noted where whoever owes the answer reads it.
func (w *Sweeper) leave(ctx context.Context, c *chat.Conversation) error {
	cmds := []chat.Command{chat.Abandon{}}
	if c.Contact == "" {
		v, err := w.Find.Visitor(ctx, c.Visitor)
		if err != nil && !chat.IsCode(err, chat.NotFound) {
			return err
		}
		if f, ok := reachAt(v); ok {
			cmds = []chat.Command{chat.Collect{By: chat.BySystem, Field: f}, chat.Abandon{}}
		}
	}
	_, err := w.Desk.Do(ctx, c.ID, cmds...)
	return err
}

// reachAt is where a visitor can be reached, if that is known.
func reachAt(v store.Visitor) (chat.Field, bool) {
	switch {
	case v.Email != "":
		return chat.Field{Name: chat.FieldEmail, Value: v.Email}, true
	case v.Phone != "":
		return chat.Field{Name: chat.FieldPhone, Value: v.Phone}, true
	default:
		return chat.Field{}, false
	}
}

// relieve takes conversations from agents who are gone, as their sites want it.
func (w *Sweeper) relieve(ctx context.Context) {
	gone, err := w.Find.OwnersGone(ctx)
	if err != nil {
		w.failed(ctx, "stranded", err)
		return
	}
	var keep []chat.SiteID
	for site, g := range gone {
		if g.How == store.GoneKeep {
			keep = append(keep, site)
		}
	}
	w.each(ctx, "stranded", second(w.Find.Stranded(ctx, keep, sweepLimit)), func(c *chat.Conversation) chat.Command {
		relieve := chat.Relieve{Agent: c.Owner.Agent()}
		if g := gone[c.Site]; g.How == store.GoneToTeam {
			relieve.Team, relieve.Overflow = w.serving(ctx, c.Site, g.Team)
		}
		return relieve
	})
}

// serving is where a team's conversations go. When that cannot be told they go to the team,
// which is better than staying with whoever is gone.
func (w *Sweeper) serving(ctx context.Context, site chat.SiteID, team chat.TeamID) (serves, helps chat.TeamID) {
	if w.Serves == nil {
		return team, ""
	}
	serves, helps, err := w.Serves(ctx, site, team)
	if err != nil {
		w.failed(ctx, "stranded", err)
		return team, ""
	}
	return serves, helps
}

type found struct {
	list []*chat.Conversation
	err  error
}

func second(list []*chat.Conversation, err error) found { return found{list, err} }

func (w *Sweeper) each(ctx context.Context, what string, f found, cmd func(*chat.Conversation) chat.Command) {
	if f.err != nil {
		w.failed(ctx, what, f.err)
		return
	}
	for _, c := range f.list {
		if _, err := w.Desk.Do(ctx, c.ID, cmd(c)); err != nil && !chat.IsCode(err, chat.Conflict) {
			w.failed(ctx, what, err)
		}
	}
}

// withdraw ends an offer to somebody who is gone.
func (w *Sweeper) withdraw(ctx context.Context, id chat.ConversationID, a chat.AgentID) {
	c, err := w.Desk.Load(ctx, id)
	if err != nil || !c.Offer.OpenTo(a) {
		return
	}
	_, err = w.Desk.Do(ctx, id, chat.EndOffer{Offer: c.Offer.ID, By: chat.BySystem, Agent: a, How: chat.OfferWithdrawn})
	if err != nil && !chat.IsCode(err, chat.Conflict) {
		w.failed(ctx, "offers", err)
	}
}

func (w *Sweeper) tidy(ctx context.Context) {
	now := w.Find.Now()
	if err := w.Find.TrimInbox(ctx, now.Add(-w.Patience.Inbox).UnixMicro()); err != nil {
		w.failed(ctx, "inbox", err)
	}
	if err := w.Away.ForgetVisitors(ctx, 24*time.Hour); err != nil {
		w.failed(ctx, "visitors", err)
	}
}

func (w *Sweeper) failed(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		w.Log.Warn("looking for neglected conversations did not work; it will be tried again", "kind", what, "err", err)
	}
}
