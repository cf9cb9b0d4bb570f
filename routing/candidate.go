package routing

import (
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// Candidate is what is known of an agent at the moment of deciding. Booleans are
// claims in the agent's favour, so that what is not known speaks against them.
type Candidate struct {
	Agent      chat.AgentID
	Name       string
	Enabled    bool          // the account may be used
	Sites      []chat.SiteID // where they work; empty: everywhere
	Available  bool          // by their own word they take new conversations
	Reachable  bool          // a socket on a node whose lease is fresh, or a device to be asked on
	OnPhone    bool          // there is no socket: they are asked on a device
	Attentive  bool          // touched the dashboard lately
	Responding bool          // did not miss the last offers
	Languages  []string      // BCP 47; empty: nobody has said, so any
	Translates bool          // answers in other languages with a translator's help
	Teams      []chat.TeamID
	Skills     map[string]int // by name, from 1 (some) to 5 (expert)

	IdleSince time.Time             // since when nothing new came to them; zero: not known, which counts as just now
	Turns     map[chat.TeamID]int64 // stored round-robin cursors: of a team's people the smallest is next
	Load      Load
	Limits    Limits
}

// Load is what occupies an agent's places.
type Load struct {
	Active  int // conversations that they own and that go on
	Offers  int // open offers: a place is held for each
	WrapUps int // work after the goodbye
}

// Total is how many places are occupied.
func (l Load) Total() int { return l.Active + l.Offers + l.WrapUps }

// Limits bound the places of an agent.
type Limits struct {
	Agent int // their own capacity; 0 means no place at all
	Team  int // the team's limit for each member; 0: none is set
	Site  int // the site's; 0: none is set
}

// Places is how many conversations the agent may hold: the smallest limit.
func (l Limits) Places() int {
	places := max(l.Agent, 0)
	for _, other := range []int{l.Team, l.Site} {
		if other > 0 {
			places = min(places, other)
		}
	}
	return places
}

// Free is how many more conversations the agent may take. It is never negative, even
// when an override has put them above their limit.
func (c Candidate) Free() int { return max(c.Limits.Places()-c.Load.Total(), 0) }

// works reports whether the agent works for the site.
func (c Candidate) works(site chat.SiteID) bool {
	return len(c.Sites) == 0 || slices.Contains(c.Sites, site)
}

// speaks reports whether the agent can answer in the language. German for Austria is
// German: what comes after the first hyphen does not keep people apart.
func (c Candidate) speaks(language string) bool {
	if language == "" || len(c.Languages) == 0 {
		return true
	}
	return slices.ContainsFunc(c.Languages, func(l string) bool { return primary(l) == primary(language) })
}

// primary is the first part of a language code, in lower case.
func primary(code string) string {
	first, _, _ := strings.Cut(strings.ReplaceAll(code, "_", "-"), "-")
	return strings.ToLower(first)
}

// helps reports whether the agent can answer in the language by themselves or with a
// translator.
func (c Candidate) helps(language string) bool { return c.Translates || c.speaks(language) }

// in reports whether the agent is a member of the team.
func (c Candidate) in(team chat.TeamID) bool { return slices.Contains(c.Teams, team) }

// masters reports whether the agent has every skill at its level.
func (c Candidate) masters(skills []SkillNeed) bool {
	return !slices.ContainsFunc(skills, func(s SkillNeed) bool { return c.Skills[s.Name] < max(s.Level, 1) })
}

// knows reports whether the agent has every skill at some level.
func (c Candidate) knows(skills []SkillNeed) bool {
	return !slices.ContainsFunc(skills, func(s SkillNeed) bool { return c.Skills[s.Name] < 1 })
}

// attending reports whether the agent is at work and would notice an offer, whatever
// their load.
func (c Candidate) attending() bool {
	return c.Enabled && c.Available && c.Reachable && c.Attentive && c.Responding
}

// onShift reports whether the agent could take something soon. One click ends being
// idle or not responding, and a finished conversation being full, so these do not
// count.
func (c Candidate) onShift() bool { return c.Enabled && c.Available && c.Reachable }
