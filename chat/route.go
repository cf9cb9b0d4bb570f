package chat

import (
	"slices"
	"time"
)

// Route is what a conversation needs of the person who takes it, and how urgently: what
// the site's routing rules made of it, or whoever passed it on.
type Route struct {
	Rule      string      `json:"rule,omitempty"`  // the rule that matched, by name; empty: none did
	Topic     string      `json:"topic,omitempty"` // what the visitor writes about, as far as it is known
	Team      TeamID      `json:"team,omitempty"`  // empty: anybody on the site
	Skills    []SkillNeed `json:"skills,omitempty"`
	Language  string      `json:"language,omitempty"` // BCP 47; empty: any will do
	Tier      string      `json:"tier,omitempty"`     // of the account
	Named     []AgentID   `json:"named,omitempty"`    // the tier's own people, asked first
	Preferred AgentID     `json:"preferred,omitempty"`
	Overflow  TeamID      `json:"overflow,omitempty"` // helps out instead of the team's own
	Ahead     bool        `json:"ahead,omitempty"`    // enters the line as if its target had just passed
	Target    int         `json:"target_seconds,omitempty"`

	Next       int `json:"next_seconds,omitempty"`       // an answer is owed within it, once somebody has joined; 0: as the site has it
	Resolution int `json:"resolution_seconds,omitempty"` // the end is owed within it; 0: as the site has it
}

// Team is the team that the conversation was routed to; empty: anybody on the site.
func (c *Conversation) Team() TeamID {
	if c.Route == nil {
		return ""
	}
	return c.Route.Team
}

// SkillNeed is a skill and its least level, from 1 to 5.
type SkillNeed struct {
	Name  string `json:"name"`
	Level int    `json:"level"`
}

// Clone gives a copy that shares nothing.
func (r *Route) Clone() *Route {
	c := clonePtr(r)
	if c != nil {
		c.Skills, c.Named = slices.Clone(r.Skills), slices.Clone(r.Named)
	}
	return c
}

// Bar keeps an agent who declined or missed an offer of a conversation from getting it
// again at once.
type Bar struct {
	Agent AgentID   `json:"agent"`
	Until time.Time `json:"until"`
}

// BarredFor is how long an agent who declined or missed an offer is passed over.
const BarredFor = 2 * time.Minute

// bar notes who had their chance.
func (c *Conversation) bar(b Bar) {
	c.Bars = slices.DeleteFunc(slices.Clone(c.Bars), func(o Bar) bool { return o.Agent == b.Agent })
	c.Bars = append(c.Bars, b)
}

// unbar begins anew: a person has it, or it is routed elsewhere.
func (c *Conversation) unbar() { c.Misses, c.Bars = 0, nil }

// Turn moves an agent to the end of a team's round, if their place in it is still the
// one that was seen.
type Turn struct {
	Team TeamID
	Seen int64
	Next int64
}

// Reroute changes what a waiting conversation needs.
type Reroute struct {
	By    Party
	Route Route
}

func (m Reroute) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if !c.Waiting() && c.State != StateFollowUp {
		return d, Refuse(Conflict, "Only a conversation that waits for a person can be routed.")
	}
	d.draft(m.By, Routed{m.Route})
	return d, nil
}

// routeTo is the route of a conversation to another team: what the former one asked of its
// people does not count there.
func (c *Conversation) routeTo(team, overflow TeamID) Route {
	r := Route{Language: c.Language}
	if c.Route != nil {
		r = *c.Route.Clone()
	}
	r.Team, r.Skills, r.Overflow = team, nil, overflow
	return r
}

// Assign gives a queued conversation to an agent without asking them.
type Assign struct {
	Agent    Profile
	Greeting string
	Why      string // one line for the agent: why they
	Turn     *Turn  // round robin: the place that is used up
	Limit    int    // a smaller limit of the team or site; 0: none
}

func (m Assign) decide(c *Conversation, _ time.Time) (Decision, error) {
	if c.State != StateQueued {
		return Decision{}, Refuse(Conflict, "This conversation does not wait in the queue any more.")
	}
	d := Decision{Seats: []Seat{{Agent: m.Agent.ID, Routable: true, Turn: m.Turn, Limit: m.Limit}}}
	d.join(c, m.Agent, JoinedByAssignment, "", m.Greeting)
	if joined, ok := d.Drafts[0].Fact.(AgentJoined); ok {
		joined.Why = m.Why
		d.Drafts[0].Fact = joined
	}
	return d, nil
}

// PassOn gives an agent's conversation to a line: another team's, or of those who have
// a skill. It goes to the front, because its visitor has waited before.
type PassOn struct {
	By       AgentID
	Override bool // a supervisor acts on somebody else's conversation
	Route    Route
	Note     string
}

func (m PassOn) decide(c *Conversation, now time.Time) (Decision, error) {
	if m.Note != "" {
		if err := CheckText("note", m.Note, MaxNote); err != nil {
			return Decision{}, err
		}
	}
	return leave(c, m.By, m.Override, func(d *Decision) {
		if m.Note != "" {
			d.draft(ByAgent(m.By), NotePosted{m.Note})
		}
		d.draft(ByAgent(m.By), AgentLeft{*c.Agent, LeftTransferred})
		d.draft(ByAgent(m.By), Routed{m.Route})
		d.requeue(c, QueuedByTransfer, now)
	})
}
