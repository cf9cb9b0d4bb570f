package routing

import (
	"slices"

	"github.com/batonchat/baton/chat"
)

// Staffing is who could take a conversation now: what an expectation is computed from.
type Staffing struct {
	Routable int // people who could take it, full ones included
	Slots    int // their places, free and occupied
	Free     int // of which free
	AtDesk   int // of which with somebody at a desk; the others are asked on a device first
}

// Staff counts the candidates who could be given what is needed. Whoever has no
// place at all does not count; whoever has all of them occupied does, because a place
// will become free.
//
// As on the board, a team without members stands for the whole site.
func Staff(candidates []Candidate, n Need) Staffing {
	n.Way = Given
	if n.Team != "" && !HasMembers(candidates, n.Team) {
		n.Team, n.Overflow = "", ""
	}
	var s Staffing
	for _, c := range candidates {
		if c.Limits.Places() == 0 {
			continue
		}
		empty := c
		empty.Load = Load{}
		if ok, _ := Eligible(empty, n); !ok {
			continue
		}
		s.Routable++
		s.Slots += c.Limits.Places()
		s.Free += c.Free()
		if !c.OnPhone {
			s.AtDesk += c.Free()
		}
	}
	return s
}

// HasMembers reports whether somebody of the candidates is in the team, at whatever site
// and whatever they do now.
func HasMembers(candidates []Candidate, team chat.TeamID) bool {
	return slices.ContainsFunc(candidates, func(c Candidate) bool { return c.Enabled && c.in(team) })
}
