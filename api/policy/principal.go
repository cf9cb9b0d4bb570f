package policy

import (
	"slices"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// Principal is who makes a request, as proven by a token or cookie. Exactly one
// of Agent and Visitor is set, or neither for somebody unknown.
type Principal struct {
	Agent   chat.AgentID
	Role    agent.Role
	Sites   []chat.SiteID // where the agent works; empty: everywhere
	Session string        // the agent's sign-in, or the visitor's session

	Visitor chat.VisitorID
	Site    chat.SiteID // the visitor's
}

// IsAgent and IsVisitor say which sort of principal it is.
func (p Principal) IsAgent() bool   { return p.Agent != "" }
func (p Principal) IsVisitor() bool { return p.Visitor != "" }

// Party is the principal as a party of conversations.
func (p Principal) Party() chat.Party {
	switch {
	case p.IsAgent():
		return chat.ByAgent(p.Agent)
	case p.IsVisitor():
		return chat.ByVisitor(p.Visitor)
	default:
		return chat.ByNobody
	}
}

// MayOverride reports whether the principal may act on what a colleague has.
func (p Principal) MayOverride() bool { return p.IsAgent() && p.Role.Holds(agent.RoleSupervisor) }

// Works reports whether the principal belongs to the site: as its visitor, as an
// agent who works there, or as an admin, who works everywhere.
func (p Principal) Works(site chat.SiteID) bool {
	switch {
	case p.IsVisitor():
		return p.Site == site
	case !p.IsAgent():
		return false
	default:
		return p.Role.Holds(agent.RoleAdmin) || len(p.Sites) == 0 || slices.Contains(p.Sites, site)
	}
}

// SiteLimit lists the sites that an agent is limited to; nil means no limit.
func (p Principal) SiteLimit() []chat.SiteID {
	if p.Role.Holds(agent.RoleAdmin) || len(p.Sites) == 0 {
		return nil
	}
	return p.Sites
}
