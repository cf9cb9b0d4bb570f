package chat

import (
	"slices"
	"strconv"
	"time"
)

// Clock names one of the times that a team is held to: a service level.
type Clock string

// The clocks.
const (
	FirstResponse Clock = "first_response" // from the handoff to the first words that a person writes themselves
	NextResponse  Clock = "next_response"  // from the visitor's words to a person's next ones
	Resolution    Clock = "resolution"     // from the handoff to the end, without the visitor's turns
)

// Deadline is a run of a clock.
type Deadline struct {
	Clock     Clock     `json:"clock"`
	StartedAt time.Time `json:"started_at"`
	WarnAt    time.Time `json:"warn_at"` // from then on the time is short
	DueAt     time.Time `json:"due_at"`
}

// ClockLead is how long after it begins a clock says nothing yet: four fifths of the
// shortest time that can be set.
const ClockLead = 8 * time.Second

// ClockMark says that a run of a clock was close to its end, or past it. Of each
// clock the latest is kept.
type ClockMark struct {
	Clock     Clock     `json:"clock"`
	StartedAt time.Time `json:"started_at"`
	DueAt     time.Time `json:"due_at"`
	Breached  bool      `json:"breached,omitempty"`
}

// Clocked reports whether people are held to any time: from the handoff, or an
// agent's taking over, to the end.
func (c *Conversation) Clocked() bool {
	return c.Seq > 0 && c.State != StateAssistant && c.State != StateResolved
}

// ClockSince says since when a clock of the conversation runs, if it does. later says
// that an answer later was promised, so that the times for that apply.
//
// The first response runs on whatever the visitor does. The next one, and the
// resolution, rest while it is the visitor's turn; a promised answer does not.
func (c *Conversation) ClockSince(k Clock) (since time.Time, later, running bool) {
	if !c.Clocked() {
		return time.Time{}, false, false
	}
	later = !c.FollowUpAt.IsZero()
	switch k {
	case FirstResponse:
		since, running = c.firstOwedSince()
	case NextResponse:
		if _, first := c.firstOwedSince(); !first {
			since, running = c.TurnAt, later || !c.TurnAt.IsZero()
		}
	case Resolution:
		return c.TurnAt, false, c.Handoff != nil && !c.TurnAt.IsZero()
	}
	if later && running {
		since = c.FollowUpAt
	}
	return since, later && running, running
}

// firstOwedSince says since when the visitor waits for a person's first words. Nobody
// waits for who took over unasked, and what was owed when a conversation ended is owed no
// more when it is reopened.
func (c *Conversation) firstOwedSince() (time.Time, bool) {
	if c.Handoff == nil || c.Handoff.Reason == AgentTakeover || !c.FirstResponseAt.IsZero() || c.Handoff.AskedAt.Before(c.ResolvedAt) {
		return time.Time{}, false
	}
	return c.Handoff.AskedAt, true
}

// Mark gives what was noted of a clock's run that started then.
func (c *Conversation) Mark(k Clock, startedAt time.Time) (ClockMark, bool) {
	i := slices.IndexFunc(c.Marks, func(m ClockMark) bool { return m.Clock == k && m.StartedAt.Equal(startedAt) })
	if i < 0 {
		return ClockMark{}, false
	}
	return c.Marks[i], true
}

// mark keeps the latest of each clock.
func (c *Conversation) mark(m ClockMark) {
	c.Marks = slices.DeleteFunc(slices.Clone(c.Marks), func(o ClockMark) bool { return o.Clock == m.Clock })
	c.Marks = append(c.Marks, m)
}

// NoteClock writes down that a clock's run is close to its end, or past it. It changes
// nothing when that is known, or when the clock has stopped since.
type NoteClock struct {
	Clock     Clock
	StartedAt time.Time // of the run; of a resolution: when the handoff was asked for
	DueAt     time.Time
	Breached  bool
}

func (m NoteClock) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	since, _, running := c.ClockSince(m.Clock)
	if running && m.Clock == Resolution {
		since = c.Handoff.AskedAt
	}
	if !running || !since.Equal(m.StartedAt) {
		return d, nil
	}
	if old, known := c.Mark(m.Clock, m.StartedAt); known && (old.Breached || !m.Breached) {
		return d, nil
	}
	if m.Breached {
		d.draft(BySystem, SLABreached{m.Clock, m.StartedAt, m.DueAt})
	} else {
		d.draft(BySystem, SLAWarned{m.Clock, m.StartedAt, m.DueAt})
	}
	return d, nil
}

// Parked reports whether the conversation lies aside: no clock begins or goes on in it but
// that of its end, before something that [Decision.wind] sees takes it up again.
func (c *Conversation) Parked() bool { return c.State == StateFollowUp || c.State == StateSnoozed }

// wind has the clocks watched from here on, when people come to be held to a time, or to
// another one.
func (d *Decision) wind(c *Conversation, now time.Time) {
	starts := slices.ContainsFunc(d.Drafts, func(f Draft) bool {
		switch f.Fact.(type) {
		case HandoffRequested, MovedToFollowUp, Routed, Woken:
			return true
		case AgentJoined, Queued:
			return !c.Clocked() || c.Parked() || !c.FollowUpAt.IsZero()
		default:
			return false
		}
	})
	if !starts {
		return
	}
	at := time.Time{}
	if d.beginsClocks() {
		at = now.Add(ClockLead) // a rush of handoffs has its offers made first
	}
	d.work(WorkClock, string(c.ID)+":"+strconv.FormatInt(c.Seq, 10), at)
}

// beginsClocks reports whether all that is owed from here on begins now: somebody asked
// for a person, who comes live.
func (d *Decision) beginsClocks() bool {
	asked := false
	for _, f := range d.Drafts {
		switch f := f.Fact.(type) {
		case HandoffRequested:
			asked = f.Reason != AgentTakeover
		case MovedToFollowUp:
			return false
		}
	}
	return asked
}
