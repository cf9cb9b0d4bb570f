package agent

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// Status is intent: what a person says of themselves. Only they, a supervisor, the end
// that was set with it or the end of their shift change it.
type Status string

// The statuses. An admin's own ones ([Own]) stand for one of these, so rules look at
// these and at whether an own one takes work.
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

// OwnID names one of the admin's own statuses.
type OwnID string

// Own is a status that an admin made, such as Lunch.
type Own struct {
	ID        OwnID
	Name      string
	StandsFor Status
	TakesWork bool // new conversations go to whoever has it; only if it stands for available
}

// MaxOwnName is how long the name of an own status may be.
const MaxOwnName = 40

// Validate says everything that is wrong with the status: one [chat.Error] with a
// Field each, joined.
func (o Own) Validate() error {
	wrong := []error{chat.CheckLine("name", o.Name, MaxOwnName)}
	if o.Name == "" {
		wrong = append(wrong, chat.RefuseField("name", "Enter a name for the status."))
	}
	for _, s := range Statuses() {
		if strings.EqualFold(o.Name, string(s)) {
			wrong = append(wrong, chat.RefuseField("name", "There is a status %q already: it is one of the four that everybody has.", s))
		}
	}
	if !slices.Contains(Statuses(), o.StandsFor) {
		wrong = append(wrong, chat.RefuseField("stands_for", "There is no status %q. Choose available, busy, away or offline.", o.StandsFor))
	} else if o.TakesWork && !o.StandsFor.TakesWork() {
		wrong = append(wrong, chat.RefuseField("takes_work",
			"A status that stands for %s takes no new conversations. Let it stand for available, or switch this off.", o.StandsFor))
	}
	return errors.Join(wrong...)
}

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
