package sla

import (
	"cmp"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Target is a time within which something is owed, and the time by which it is counted.
type Target struct {
	Within   time.Duration `json:"within"`              // 0: nothing is owed
	OpenOnly bool          `json:"open_only,omitempty"` // only opening hours count; else every hour does
}

// Policy is what a site's visitors may count on. A routing rule may set other times for
// what it matches; see [Policy.For].
type Policy struct {
	Live       Target `json:"live"`       // a person's first words, while somebody can come
	Later      Target `json:"later"`      // an answer that was promised for later
	Next       Target `json:"next"`       // a person's next words, once one has answered
	Resolution Target `json:"resolution"` // the end, without the visitor's turns
}

// Default is what counts until an admin says otherwise: three minutes live, two open
// hours later, and three minutes for each further answer. The end has no time.
func Default() Policy {
	return Policy{
		Live:       Target{Within: 3 * time.Minute},
		Later:      Target{Within: 2 * time.Hour, OpenOnly: true},
		Next:       Target{Within: 3 * time.Minute, OpenOnly: true},
		Resolution: Target{OpenOnly: true},
	}
}

// Bounds of a target.
const (
	Shortest = chat.ClockLead * 5 / 4
	Longest  = 90 * 24 * time.Hour
)

// Check says what is wrong with a policy, in the words of the admin who set it; field is
// where the policy stands.
func (p Policy) Check(field string) []error {
	var wrong []error
	for _, t := range []struct {
		name   string
		target Target
		must   bool
	}{{"live", p.Live, true}, {"later", p.Later, true}, {"next", p.Next, false}, {"resolution", p.Resolution, false}} {
		switch {
		case t.target.Within == 0 && !t.must:
		case t.target.Within < Shortest || t.target.Within > Longest:
			wrong = append(wrong, chat.RefuseField(fmt.Sprintf("%s.%s.within_seconds", field, t.name), "Choose a time from 10 seconds to 90 days."))
		}
	}
	return wrong
}

// For gives the policy with the times of the rule by which a conversation was routed.
func (p Policy) For(r *chat.Route) Policy {
	if r == nil {
		return p
	}
	seconds := func(own int, site time.Duration) time.Duration { return cmp.Or(time.Duration(own)*time.Second, site) }
	p.Live.Within = seconds(r.Target, p.Live.Within)
	p.Next.Within = seconds(r.Next, p.Next.Within)
	p.Resolution.Within = seconds(r.Resolution, p.Resolution.Within)
	return p
}

// Due gives the moment by which what is owed since a time is late. It is false when the
// target's kind of time never runs so far.
func (t Target) Due(since time.Time, calendar *hours.Calendar) (time.Time, bool) {
	return t.after(since, t.Within, calendar)
}

// after gives the moment at which so much of the target's kind of time has passed.
func (t Target) after(since time.Time, d time.Duration, calendar *hours.Calendar) (time.Time, bool) {
	if !t.OpenOnly || calendar == nil {
		return since.Add(d), true
	}
	at, ok := calendar.AddOpen(since, d)
	return at.UTC(), ok
}

// between gives how much of the target's kind of time lies between two moments.
func (t Target) between(a, b time.Time, calendar *hours.Calendar) time.Duration {
	if !t.OpenOnly || calendar == nil {
		return max(b.Sub(a), 0)
	}
	return calendar.OpenBetween(a, b)
}

// warnAfter is the part of a time after which it is told that the rest is short: 80 %.
func warnAfter(d time.Duration) time.Duration { return d / 5 * 4 }
