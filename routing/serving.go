package routing

import (
	"slices"

	"github.com/batonchat/baton/chat"
)

// Serving gives the team that a conversation goes to which was routed to team: that team,
// or while it is closed the one that helps it out; while that is closed too, the one that
// helps out there, and so on. over is who helps the first out; empty means the team's own
// choice. helps is over for whoever serves then.
//
// If all of them are closed it stays with the team, and is answered after that opens.
func Serving(teams []Team, team, over chat.TeamID, open func(chat.TeamID) bool) (serves, helps chat.TeamID) {
	next, helper := team, over
	for range teams {
		i := slices.IndexFunc(teams, func(t Team) bool { return t.ID == next })
		switch {
		case i < 0:
			return team, over
		case open(next):
			return next, helper
		case helper == "":
			helper = teams[i].Overflow
		}
		next, helper = helper, ""
	}
	return team, over
}
