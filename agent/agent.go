package agent

import (
	"encoding/json"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Role says what somebody may do beyond answering.
type Role string

// The roles, each holding everything that the one before it may.
const (
	RoleAgent      Role = "agent"
	RoleSupervisor Role = "supervisor" // sees everybody's work and may override
	RoleAdmin      Role = "admin"      // changes settings and accounts
)

// Roles lists the roles, the most powerful last.
func Roles() []Role { return []Role{RoleAgent, RoleSupervisor, RoleAdmin} }

// Holds reports whether r may do what other may. An unknown role holds nothing.
func (r Role) Holds(other Role) bool {
	mine, wanted := slices.Index(Roles(), r), slices.Index(Roles(), other)
	return wanted >= 0 && mine >= wanted
}

// Agent is a person of the team, as an admin and they themselves describe them.
// How they are at the moment is in their [Record].
type Agent struct {
	ID       chat.AgentID
	Email    string // lower case; they sign in with it
	Name     string // as visitors see it
	Title    string // "Customer care"; may be empty
	Greeting string // written in their name on joining; {name} and {title} are filled in; empty: none
	Picture  string // path on Baton's own origin; may be empty
	Role     Role
	Capacity int // conversations at the same time

	Languages  []string       // BCP 47, lower case, the best first
	Translates bool           // answers in other languages with a translator's help
	Skills     map[string]int // by name, from 1 (some) to 5 (expert)
	Teams      []chat.TeamID
	Sites      []chat.SiteID // where they work; empty: everywhere
	Hours      *hours.Plan   // when they work, in their own zone; nil: not said

	PasswordHash string          // empty: they cannot sign in with a password
	Preferences  json.RawMessage // theirs, for the dashboard: a JSON object
	CreatedAt    time.Time
	DisabledAt   time.Time // zero while they may sign in
	SiteLimit    int       // the smallest limit of their sites; 0: none. The store's
	Version      int64     // counts the changes of all this but the password and the preferences
}

// SameAs reports whether two accounts say the same of a person. Their password and their
// preferences do not count: they are nobody else's business, and change at any moment.
func (a Agent) SameAs(b Agent) bool {
	a, b = a.Clean(), b.Clean()
	a.PasswordHash, a.Preferences, a.Version, a.SiteLimit = b.PasswordHash, b.Preferences, b.Version, b.SiteLimit
	return reflect.DeepEqual(a, b)
}

// Disabled reports whether the account is switched off.
func (a Agent) Disabled() bool { return !a.DisabledAt.IsZero() }

// Places is how many conversations the agent may have at once, by their own capacity and
// the limits of their sites.
func (a Agent) Places() int {
	if a.SiteLimit > 0 {
		return min(a.Capacity, a.SiteLimit)
	}
	return a.Capacity
}

// WorksOn gives the sites that the agent works for. None means all, those to come too: so
// does an admin, whatever is set.
func (a Agent) WorksOn() []chat.SiteID {
	if a.Role.Holds(RoleAdmin) {
		return nil
	}
	return a.Sites
}

// Works reports whether the agent works for the site.
func (a Agent) Works(site chat.SiteID) bool {
	sites := a.WorksOn()
	return len(sites) == 0 || slices.Contains(sites, site)
}

// Profile is what a visitor may know of the agent.
func (a Agent) Profile() chat.Profile {
	return chat.Profile{ID: a.ID, Name: a.Name, Title: a.Title, Picture: a.Picture}
}

// GreetingLine is the greeting with its placeholders filled in.
func (a Agent) GreetingLine() string {
	return strings.TrimSpace(strings.NewReplacer("{name}", a.Name, "{title}", a.Title).Replace(a.Greeting))
}

// LogValue keeps names, addresses and the password's hash out of the log.
func (a Agent) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(a.ID)), slog.String("role", string(a.Role)))
}
