package agent

import (
	"time"

	"github.com/batonchat/baton/chat"
)

// Reach is what an agent's sockets show, over all tabs and nodes.
type Reach string

// The degrees of reachability.
const (
	Connected Reach = "connected" // at least one socket of a living node
	InGrace   Reach = "grace"     // none, but they may be back within the grace
	OnPhone   Reach = "phone"     // none for longer, but they are asked on a device
	Gone      Reach = "gone"      // none for longer than the grace, or never
)

// Hears reports whether somebody would learn of an offer.
func (r Reach) Hears() bool { return r == Connected || r == OnPhone }

// Why explains what colleagues see when it differs from the status that was set.
type Why string

// The reasons for what is shown.
const (
	WhySet           Why = "set"            // it is the status as set
	WhyShiftOver     Why = "shift_over"     // the end of their shift has set it
	WhyDisabled      Why = "disabled"       // the account is switched off
	WhyGone          Why = "gone"           // no socket
	WhyNotResponding Why = "not_responding" // missed offers
	WhyIdle          Why = "idle"           // no input for a while
	WhyFull          Why = "at_capacity"    // no free place
	WhyOnPhone       Why = "on_phone"       // as set, and asked on a device: no dashboard is open
)

// State is somebody's presence at one moment, as others use it. Of two states of
// one agent the one with the higher Version is the newer. With equal versions they
// differ at most in what the rules do not keep (load, capacity, a late lease), and
// the later At is the newer.
type State struct {
	Agent   chat.AgentID `json:"agent"`
	Version int64        `json:"version"`
	At      time.Time    `json:"at"` // when this was true

	Status        Status    `json:"status"`            // as set; with an own status: what it stands for
	Own           OwnID     `json:"own,omitempty"`     // the admin's own status
	NoWork        bool      `json:"no_work,omitempty"` // the own status takes no new work
	Since         time.Time `json:"since"`             // of this status, reachable as now
	Until         time.Time `json:"until,omitzero"`    // when Status runs out
	Over          bool      `json:"shift_over,omitempty"`
	ShiftEnds     time.Time `json:"shift_ends_at,omitzero"` // when the end of a shift takes them from work
	Reach         Reach     `json:"reach"`
	DroppedAt     time.Time `json:"dropped_at,omitzero"` // in the grace and after: when the last socket ended
	Idle          bool      `json:"idle,omitempty"`
	NotResponding bool      `json:"not_responding,omitempty"`
	Late          bool      `json:"late,omitempty"` // connected, but the node's renewal is overdue
	Disabled      bool      `json:"disabled,omitempty"`

	Load     int `json:"load"`     // active conversations and open offers
	Capacity int `json:"capacity"` // places

	Shown Status `json:"shown"` // what colleagues see
	Why   Why    `json:"why"`   // and what it comes from
}

// State works out everything that follows from the record at a moment.
func (r *Record) State(now time.Time) State {
	s := State{
		Agent: r.Agent, Version: r.Version, At: now,
		Status: r.Status, Own: r.Own, NoWork: r.NoWork, Since: r.Span.From, Until: r.Until, Over: r.Over, ShiftEnds: r.shiftEnd(),
		Reach: r.Reach(now), DroppedAt: r.DroppedAt,
		Idle: !r.IdleAt.IsZero(), NotResponding: r.NotResponding(), Disabled: r.Disabled,
		Load: r.Load, Capacity: r.Capacity,
	}
	s.Late = s.Reach == Connected && !r.renewed(now)
	s.Shown, s.Why = s.shown()
	return s
}

// renewed reports whether some socket's node has renewed its lease when it should.
func (r *Record) renewed(now time.Time) bool {
	for _, c := range r.Connections {
		if age := Lease - c.ExpiresAt.Sub(now); c.ExpiresAt.After(now) && age <= Renewal+renewalSlack {
			return true
		}
	}
	return false
}

// shown tells intent and circumstance apart: busy by hand and busy at capacity look
// alike to colleagues, and Why keeps them apart.
func (s State) shown() (Status, Why) {
	switch {
	case s.Disabled:
		return Offline, WhyDisabled
	case s.Reach == Gone:
		return Offline, WhyGone
	case s.Over:
		return s.Status, WhyShiftOver
	case s.Status == Offline || s.Status == Away:
		return s.Status, WhySet
	case s.NoWork: // whatever it stands for, nothing new comes to them
		return Busy, WhySet
	case s.NotResponding:
		return Away, WhyNotResponding
	case s.Idle:
		return Away, WhyIdle
	case s.Status == Available && s.Full():
		return Busy, WhyFull
	case s.Reach == OnPhone:
		return s.Status, WhyOnPhone
	default:
		return s.Status, WhySet
	}
}

// Full reports whether the agent has no free place.
func (s State) Full() bool { return s.Load >= s.Capacity }

// TakesWork reports whether the agent's own word lets new conversations come.
func (s State) TakesWork() bool { return s.Status.TakesWork() && !s.NoWork }

// Attending reports whether the agent is at work and would notice an offer, with or
// without a free place, at a screen or on a device. A dropped socket or a late renewal
// ends it at once, the grace notwithstanding.
func (s State) Attending() bool {
	return !s.Disabled && s.TakesWork() && s.Reach.Hears() && !s.Late && !s.Idle && !s.NotResponding
}

// Routable reports whether new work may be given to the agent now.
func (s State) Routable() bool { return s.Attending() && !s.Full() }
