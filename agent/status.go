package agent

import (
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// Status is intent: what a person says of themselves. Only they, an admin or the
// end that was set with it change it.
type Status string

// The statuses. An admin's own ones will be names that stand for one of these, so
// rules look at these alone.
const (
	Available Status = "available" // takes new conversations
	Busy      Status = "busy"      // at work, nothing new please
	Away      Status = "away"      // back soon
	Offline   Status = "offline"   // not working
)

// Statuses lists the statuses, the most present first.
func Statuses() []Status { return []Status{Available, Busy, Away, Offline} }

// TakesWork reports whether new conversations may go to somebody with this status.
func (s Status) TakesWork() bool { return s == Available }

// after is the status that follows when a status set for a while has run out: a
// break ends at work, and a stretch of work ends at home.
func (s Status) after() Status {
	if s == Available {
		return Offline
	}
	return Available
}

// MaxUntil is how far ahead the end of a status may be set.
const MaxUntil = 31 * 24 * time.Hour

func checkStatus(s Status, until, now time.Time) error {
	switch {
	case !slices.Contains(Statuses(), s):
		return chat.RefuseField("status", "There is no status %q. Choose available, busy, away or offline.", s)
	case until.IsZero():
		return nil
	case !until.After(now):
		return chat.RefuseField("until", "The end of a status lies in the future.")
	case until.Sub(now) > MaxUntil:
		return chat.RefuseField("until", "A status can be set for at most 31 days.")
	}
	return nil
}
