package routing

import (
	"slices"

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
	Site      chat.SiteID
	Team      chat.TeamID    // whose people should take it; empty: anybody on the site
	Overflow  chat.TeamID    // who helps that team out at the last stage; for a [Board] empty means the team's own choice
	Skills    []SkillNeed    // all of them are needed
	Language  string         // of the visitor; empty: not known, or it does not matter
	Tier      string         // of the visitor; it is only told
	Named     []chat.AgentID // the tier's own people; empty: no one in particular
	Preferred chat.AgentID   // whom a returning visitor knows: chosen when free and eligible
	Barred    []chat.AgentID // who just missed it; a [Board] takes them from [Waiting]
	Stage     Stage          // how far the search has widened; a [Board] works it out
	Way       Way
}

// SkillNeed is a skill that a conversation needs, from a level up.
type SkillNeed struct {
	Name  string `json:"name"`
	Level int    `json:"level"` // 0 and 1: any
}

// Widest is the need once the search has widened as far as it does live.
func (n Need) Widest() Need {
	n.Stage = StageOverflow
	return n
}

// Cut names the layer at which an agent was passed over; empty means eligible.
type Cut string

// The layers, in the order in which they are looked at: first what somebody is, then
// how they are, so that the reason given is the one that can least be changed.
const (
	CutDisabled      Cut = "disabled"
	CutSite          Cut = "site"
	CutTeam          Cut = "team"
	CutSkill         Cut = "skill"
	CutLanguage      Cut = "language"
	CutTier          Cut = "tier" // not among the named
	CutStatus        Cut = "status"
	CutUnreachable   Cut = "unreachable"
	CutIdle          Cut = "idle"
	CutNotResponding Cut = "not_responding"
	CutCapacity      Cut = "capacity"
	CutBarred        Cut = "barred"
)

// Cuts lists the layers in their order.
func Cuts() []Cut { return slices.Clone(cuts) }

var cuts = []Cut{CutDisabled, CutSite, CutTeam, CutSkill, CutLanguage, CutTier,
	CutStatus, CutUnreachable, CutIdle, CutNotResponding, CutCapacity, CutBarred}

// Eligible says whether the agent may get the conversation in the way that is
// needed, and if not, at which layer they are cut.
func Eligible(c Candidate, n Need) (bool, Cut) {
	for _, cut := range cuts {
		if n.Way.asks(cut) && (!c.suits(cut, n) || !c.canNow(cut, n)) {
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

// suits reports whether who the agent is passes a layer that asks for that. Every
// stage lets through whom the stage before it does.
func (c Candidate) suits(cut Cut, n Need) bool {
	switch cut {
	case CutDisabled:
		return c.Enabled
	case CutSite:
		return c.works(n.Site)
	case CutTeam:
		return n.Team == "" || c.in(n.Team) || n.Stage >= StageOverflow && n.Overflow != "" && c.in(n.Overflow)
	case CutSkill:
		return n.Stage >= StageTeam || c.masters(n.Skills) || n.Stage >= StageAnyLevel && c.knows(n.Skills)
	case CutLanguage:
		return n.Stage >= StageTeam || c.speaks(n.Language) || n.Stage >= StageTranslation && c.Translates
	case CutTier:
		return n.Stage > StageExact || len(n.Named) == 0 || slices.Contains(n.Named, c.Agent)
	default:
		return true
	}
}

// canNow reports whether how the agent is at the moment passes a layer that asks for
// that.
func (c Candidate) canNow(cut Cut, n Need) bool {
	switch cut {
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
	case CutBarred:
		return !slices.Contains(n.Barred, c.Agent)
	default:
		return true
	}
}
