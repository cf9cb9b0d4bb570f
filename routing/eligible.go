package routing

import (
	"github.com/batonchat/baton/chat"
)

// Way says how a conversation would come to an agent.
type Way int

// The ways. Each asks for what the one before it does, and more.
const (
	Forced  Way = iota // a supervisor's logged override: room is not asked for
	Claimed            // the agent takes it by hand, whatever their status says
	Given              // it is offered, transferred or assigned to them
)

// Need is what a conversation asks for.
type Need struct {
	Site     chat.SiteID
	Language string // of the visitor; empty: not known, or it does not matter
	Way      Way
}

// Cut names the layer at which an agent was passed over; empty means eligible.
type Cut string

// The layers, in the order in which they are looked at: what can least be changed
// comes first, so that the reason given is the one to start with.
const (
	CutDisabled      Cut = "disabled"
	CutSite          Cut = "site"
	CutStatus        Cut = "status"
	CutUnreachable   Cut = "unreachable"
	CutIdle          Cut = "idle"
	CutNotResponding Cut = "not_responding"
	CutCapacity      Cut = "capacity"
	CutLanguage      Cut = "language"
)

// Cuts lists the layers in their order.
func Cuts() []Cut {
	return []Cut{CutDisabled, CutSite, CutStatus, CutUnreachable, CutIdle, CutNotResponding, CutCapacity, CutLanguage}
}

// Eligible says whether the agent may get the conversation in the way that is
// needed, and if not, at which layer they are cut.
func Eligible(c Candidate, n Need) (bool, Cut) {
	for _, cut := range Cuts() {
		if n.Way.asks(cut) && !c.passes(cut, n) {
			return false, cut
		}
	}
	return true, ""
}

// asks reports whether the way looks at the layer at all.
func (w Way) asks(cut Cut) bool {
	switch cut {
	case CutDisabled, CutSite:
		return true
	case CutCapacity:
		return w >= Claimed
	default:
		return w >= Given
	}
}

func (c Candidate) passes(cut Cut, n Need) bool {
	switch cut {
	case CutDisabled:
		return c.Enabled
	case CutSite:
		return c.works(n.Site)
	case CutStatus:
		return c.Available
	case CutUnreachable:
		return c.Reachable
	case CutIdle:
		return c.Attentive
	case CutNotResponding:
		return c.Responding
	case CutCapacity:
		return c.Free() > 0
	case CutLanguage:
		return c.speaks(n.Language)
	default:
		return false
	}
}
