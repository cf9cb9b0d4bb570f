package routing

import (
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// Method is how a team's people are chosen among those who could.
type Method string

// The methods.
const (
	RoundRobin     Method = "round_robin"     // who has waited for a turn the longest
	FirstAvailable Method = "first_available" // offered to everybody who could; the first to accept has it
	SkillBased     Method = "skill_based"     // the highest sum of the needed skills' levels
	LoadBalanced   Method = "load_balanced"   // the lowest share of places occupied
	Manual         Method = "manual"          // nothing is given, people claim
)

// Methods lists the methods.
func Methods() []Method {
	return []Method{RoundRobin, FirstAvailable, SkillBased, LoadBalanced, Manual}
}

// known reports whether the method is one of the five.
func (m Method) known() bool { return slices.Contains(Methods(), m) }

// DefaultPatience is how long an offer stands.
const DefaultPatience = 20 * time.Second

// Team is a group of people who take the same conversations, and how they are given
// them. Who belongs to it is in [Candidate]. Park and WrapUp are not used here: whoever
// counts an agent's [Load] goes by them.
type Team struct {
	ID            chat.TeamID   `json:"id"`
	Name          string        `json:"name"`
	Method        Method        `json:"method"`
	Offer         time.Duration `json:"offer"` // how long an offer stands; 0: assigned without asking
	Limit         int           `json:"limit"` // places of each member; 0: none is set
	Widen         Widening      `json:"widen"`
	Overflow      chat.TeamID   `json:"overflow,omitempty"` // who helps out; empty: nobody
	OverflowAfter time.Duration `json:"overflow_after"`     // 0: the default
	MaxWaiting    int           `json:"max_waiting"`        // beyond so many the last to come are answered later; 0: no limit
	MaxWait       time.Duration `json:"max_wait"`           // past it they are answered later; 0: no limit
	Park          time.Duration `json:"park"`               // silence after which a conversation occupies no place; 0: it always does
	WrapUp        time.Duration `json:"wrap_up"`            // work after the goodbye
}

// DefaultTeam holds the settings for conversations without a team, and for a team that
// no longer exists. To change them, give a [Board] a team with the same empty ID.
func DefaultTeam() Team { return Team{Method: LoadBalanced, Offer: DefaultPatience} }

// patience is how long an offer of the team stands; 0: nobody is asked. First available is
// who accepts first, so there everybody is asked whatever is set.
func (t Team) patience() time.Duration {
	if t.Offer <= 0 && t.Method == FirstAvailable {
		return DefaultPatience
	}
	return max(t.Offer, 0)
}
