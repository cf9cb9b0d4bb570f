package agent

import "time"

// Kind says what happened to somebody's presence.
type Kind string

// The kinds of change.
const (
	Arrived      Kind = "arrived"      // the first socket of somebody who was gone
	Dropped      Kind = "dropped"      // the last socket ended: no new offers, open ones end soon
	Returned     Kind = "returned"     // a socket again, within the grace
	ByPhone      Kind = "by_phone"     // the grace has passed, and they are asked on a device from now on
	Left         Kind = "left"         // the grace has passed, or nobody answered on the device
	StatusSet    Kind = "status_set"   // by a person, or by the end that was set with it
	WentIdle     Kind = "went_idle"    // no input for IdleAfter
	Active       Kind = "active"       // input again
	Unresponsive Kind = "unresponsive" // too many offers missed in a row
	Responsive   Kind = "responsive"   // answered, or clicked
	Refreshed    Kind = "refreshed"    // load, capacity or account changed
)

// Visible reports whether colleagues see a difference. Dropping out and coming
// back within the grace is between the socket and routing.
func (k Kind) Visible() bool { return k != Dropped && k != Returned }

// Change is the fact that somebody's presence changed, told after it was stored.
// Changes of one agent may arrive out of order from different nodes: State.Version
// says which is the newest.
type Change struct {
	Kind  Kind      `json:"kind"`
	At    time.Time `json:"at"`
	State State     `json:"state"`
}
