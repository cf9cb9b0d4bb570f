package sla

import (
	"cmp"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Turn is a stretch of time during which the team had the word.
type Turn struct{ From, To time.Time } // To is zero: it still has

// Deadlines gives the clocks of a conversation that run, the first due first. calendar
// holds the opening hours that count; nil: always open. turns are needed for the
// resolution only, which is left out without them.
func (p Policy) Deadlines(c *chat.Conversation, turns []Turn, calendar *hours.Calendar) []chat.Deadline {
	p = p.For(c.Route)
	var out []chat.Deadline
	for _, k := range []struct {
		clock chat.Clock
		live  Target
	}{{chat.FirstResponse, p.Live}, {chat.NextResponse, p.Next}} {
		since, later, running := c.ClockSince(k.clock)
		if !running {
			continue
		}
		target, by := k.live, time.Time{}
		if later {
			target, by = p.Later, c.DueBy
		}
		if d, ok := target.deadline(k.clock, since, by, calendar); ok {
			out = append(out, d)
		}
	}
	if d, ok := p.resolution(c, turns, calendar); ok {
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b chat.Deadline) int { return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.Clock, b.Clock)) })
	return out
}

// deadline runs a clock from since. by is the moment that the visitor was promised; it
// counts before the target.
func (t Target) deadline(k chat.Clock, since, by time.Time, calendar *hours.Calendar) (chat.Deadline, bool) {
	d := chat.Deadline{Clock: k, StartedAt: since, DueAt: by}
	within := t.Within
	if by.IsZero() {
		if within <= 0 {
			return d, false
		}
		var ok bool
		if d.DueAt, ok = t.after(since, within, calendar); !ok {
			return d, false // a place that never opens again owes nothing by any time
		}
	} else {
		within = t.between(since, by, calendar)
	}
	warn, ok := t.after(since, warnAfter(within), calendar)
	if !ok || warn.After(d.DueAt) {
		warn = d.DueAt
	}
	d.WarnAt = warn
	return d, true
}

// resolution counts the team's turns since the handoff.
func (p Policy) resolution(c *chat.Conversation, turns []Turn, calendar *hours.Calendar) (chat.Deadline, bool) {
	t := p.Resolution
	_, _, running := c.ClockSince(chat.Resolution)
	if !running || t.Within <= 0 || len(turns) == 0 {
		return chat.Deadline{}, false
	}
	last := turns[len(turns)-1]
	used := t.used(turns[:len(turns)-1], calendar, last.From)
	when := func(d time.Duration) (time.Time, bool) {
		at, ok := t.reached(turns, d, calendar)
		if !ok && used < d {
			return t.after(last.From, d-used, calendar)
		}
		return at, ok
	}
	warn, warned := when(warnAfter(t.Within))
	due, ok := when(t.Within)
	return chat.Deadline{Clock: chat.Resolution, StartedAt: c.Handoff.AskedAt, WarnAt: warn, DueAt: due}, ok && warned
}

// used gives how much of the target's kind of time the turns have taken up to now.
func (t Target) used(turns []Turn, calendar *hours.Calendar, now time.Time) time.Duration {
	var sum time.Duration
	for _, turn := range turns {
		to := turn.To
		if to.IsZero() {
			to = now
		}
		sum += t.between(turn.From, to, calendar)
	}
	return sum
}

// reached gives the moment within the ended turns at which they had taken so much.
func (t Target) reached(turns []Turn, d time.Duration, calendar *hours.Calendar) (time.Time, bool) {
	for _, turn := range turns {
		if turn.To.IsZero() {
			break
		}
		took := t.between(turn.From, turn.To, calendar)
		if took >= d {
			return t.after(turn.From, d, calendar)
		}
		d -= took
	}
	return time.Time{}, false
}

// Turns reads the team's turns out of a timeline, from the moment a person was asked for.
func Turns(entries []chat.Entry, askedAt time.Time) []Turn {
	var turns []Turn
	c := &chat.Conversation{}
	for _, e := range entries {
		was := c.TurnAt
		c.ID = e.Conversation
		c.Apply(e)
		switch {
		case was.IsZero() && !c.TurnAt.IsZero():
			turns = append(turns, Turn{From: c.TurnAt})
		case !was.IsZero() && c.TurnAt.IsZero() && len(turns) > 0:
			turns[len(turns)-1].To = e.At
		}
	}
	turns = slices.DeleteFunc(turns, func(t Turn) bool { return !t.To.IsZero() && !t.To.After(askedAt) })
	if len(turns) > 0 && turns[0].From.Before(askedAt) {
		turns[0].From = askedAt
	}
	return turns
}
