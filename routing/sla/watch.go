package sla

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/transcript"
)

// Desk is the only writer of conversations.
type Desk interface {
	transcript.Reader
	Do(ctx context.Context, id chat.ConversationID, commands ...chat.Command) (*chat.Conversation, error)
}

// Terms gives what counts for a conversation: its site's policy and the opening hours of
// its team. A nil calendar is always open.
type Terms interface {
	Terms(ctx context.Context, c *chat.Conversation) (Policy, *hours.Calendar, error)
}

// Watch notes what clocks say.
type Watch struct {
	Desk  Desk
	Terms Terms
	Now   func() time.Time                  // the store's clock
	Noted func(k chat.Clock, breached bool) // told of each note, for metrics; may be nil
}

// Look notes what the clocks of a conversation say now, and gives when to look again;
// zero: never, people are held to no time any more, or to none before the conversation is
// taken up again.
func (w *Watch) Look(ctx context.Context, id chat.ConversationID) (again time.Time, err error) {
	now := w.Now() // before the conversation is read: what rests there may go on from then
	c, err := transcript.Fresh(ctx, w.Desk, id)
	if err != nil || !c.Clocked() {
		return time.Time{}, err
	}
	policy, calendar, err := w.Terms.Terms(ctx, c)
	if err != nil {
		return time.Time{}, fmt.Errorf("what counts for %s: %w", id, err)
	}
	var turns []Turn
	if policy.For(c.Route).Resolution.Within > 0 && c.Handoff != nil {
		whole, entries, err := transcript.All(ctx, w.Desk, id)
		if err != nil {
			return time.Time{}, err
		}
		c, turns = whole, Turns(entries, c.Handoff.AskedAt)
	}
	switch {
	case !c.Parked() || policy.For(c.Route).Resolution.Within > 0:
		again = policy.rest(c, turns, calendar, now)
	case pending(c):
		again = now.Add(longestRest)
	}
	for _, d := range policy.Deadlines(c, turns, calendar) {
		next, err := w.note(ctx, c, d, now)
		if err != nil {
			return time.Time{}, err
		}
		if !next.IsZero() && (again.IsZero() || next.Before(again)) {
			again = next
		}
	}
	return again, nil
}

// note writes down what a clock says, and gives when it will say more.
func (w *Watch) note(ctx context.Context, c *chat.Conversation, d chat.Deadline, now time.Time) (next time.Time, err error) {
	mark, known := c.Mark(d.Clock, d.StartedAt)
	n := chat.NoteClock{Clock: d.Clock, StartedAt: d.StartedAt, DueAt: d.DueAt, Breached: !now.Before(d.DueAt)}
	switch {
	case known && mark.Breached:
		return time.Time{}, nil
	case n.Breached:
	case now.Before(d.WarnAt):
		return d.WarnAt, nil
	case known:
		return d.DueAt, nil
	}
	before := c.Seq
	after, err := w.Desk.Do(ctx, c.ID, n)
	if err != nil {
		return time.Time{}, err
	}
	if after.Seq > before && w.Noted != nil {
		w.Noted(d.Clock, n.Breached)
	}
	if n.Breached {
		return time.Time{}, nil
	}
	return d.DueAt, nil
}

// pending reports whether an answer is owed whose time is not known to have passed.
func pending(c *chat.Conversation) bool {
	return slices.ContainsFunc([]chat.Clock{chat.FirstResponse, chat.NextResponse}, func(k chat.Clock) bool {
		since, _, running := c.ClockSince(k)
		mark, _ := c.Mark(k, since)
		return running && !mark.Breached
	})
}

// rest gives the earliest moment at which a clock that rests now could say something, if
// it went on at once: opening hours only make that later.
func (p Policy) rest(c *chat.Conversation, turns []Turn, calendar *hours.Calendar, now time.Time) time.Time {
	p = p.For(c.Route)
	soonest := Longest
	for _, t := range []Target{p.Live, p.Later, p.Next} {
		if t.Within > 0 {
			soonest = min(soonest, warnAfter(t.Within))
		}
	}
	if len(turns) > 0 {
		used := p.Resolution.used(turns, calendar, now)
		for _, mark := range []time.Duration{warnAfter(p.Resolution.Within), p.Resolution.Within} {
			if used < mark {
				soonest = min(soonest, max(mark-used, shortestRest))
			}
		}
	}
	return now.Add(min(soonest, longestRest))
}

const (
	longestRest  = 10 * time.Minute // bounds how late an admin's change of the times is noticed
	shortestRest = time.Minute      // and this how late a resolution may be told that rested with less than it left
)
