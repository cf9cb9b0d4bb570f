package agent

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// whole is an account without fault.
func whole() Agent {
	return Agent{ID: ada, Email: "ada@example.com", Name: "Ada Byrd", Title: "Customer care", Greeting: "Hi, I'm {name}, happy to help!",
		Picture: "/files/ada.png", Role: RoleAgent, Capacity: 4, Languages: []string{"en", "pt-br"}, Skills: map[string]int{"billing": 3},
		Teams: []chat.TeamID{"team-care"}, Sites: []chat.SiteID{"site-shop"}, Preferences: json.RawMessage(`{"theme":"dark"}`)}
}

func TestAnAccountWithoutFaultIsAccepted(t *testing.T) {
	if err := whole().Validate(); err != nil {
		t.Errorf("Validate() = %v, want nil", err)
	}
	least := Agent{Email: "ops@intranet", Name: "Ben", Role: RoleAdmin}
	if err := least.Clean().Validate(); err != nil {
		t.Errorf("Validate() of the least account = %v, want nil", err)
	}
}

func TestFaultsAreNamedByField(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*Agent)
		field string
		says  string
	}{
		{"no address", func(a *Agent) { a.Email = " " }, "email", "Enter an e-mail address"},
		{"an address with a name", func(a *Agent) { a.Email = "Ada <ada@example.com>" }, "email", "like name@example.com"},
		{"two addresses", func(a *Agent) { a.Email = "a@example.com,b@example.com" }, "email", "like name@example.com"},
		{"an endless address", func(a *Agent) { a.Email = strings.Repeat("a", 250) + "@example.com" }, "email", "like name@example.com"},
		{"no name", func(a *Agent) { a.Name = "" }, "name", "Enter the name"},
		{"a name of invisible characters", func(a *Agent) { a.Name = "\u200b\u200b" }, "name", "Enter the name"},
		{"a name with a line break", func(a *Agent) { a.Name = "Ada\nByrd" }, "name", "control characters"},
		{"a long name", func(a *Agent) { a.Name = strings.Repeat("a", 81) }, "name", "81 characters"},
		{"a long title", func(a *Agent) { a.Title = strings.Repeat("a", 81) }, "title", "81 characters"},
		{"a greeting with an unknown placeholder", func(a *Agent) { a.Greeting = "Hi from {company}" }, "greeting", "{company}"},
		{"a long greeting", func(a *Agent) { a.Greeting = strings.Repeat("a", 501) }, "greeting", "501 characters"},
		{"a greeting in broken UTF-8", func(a *Agent) { a.Greeting = "Hi \xff" }, "greeting", "UTF-8"},
		{"a picture from elsewhere", func(a *Agent) { a.Picture = "https://example.com/a.png" }, "picture", "uploaded"},
		{"a picture from elsewhere without a scheme", func(a *Agent) { a.Picture = "//example.com/a.png" }, "picture", "uploaded"},
		{"a picture outside of the folder", func(a *Agent) { a.Picture = "/files/../../etc/passwd" }, "picture", "uploaded"},
		{"an unknown role", func(a *Agent) { a.Role = "owner" }, "role", `"owner"`},
		{"a negative capacity", func(a *Agent) { a.Capacity = -1 }, "capacity", "0 to 100"},
		{"a huge capacity", func(a *Agent) { a.Capacity = 101 }, "capacity", "0 to 100"},
		{"a language by its name", func(a *Agent) { a.Languages = []string{"english"} }, "languages", `"english"`},
		{"too many languages", func(a *Agent) { a.Languages = make([]string, 21) }, "languages", "At most 20"},
		{"a skill without a name", func(a *Agent) { a.Skills = map[string]int{"": 1} }, "skills", "needs a name"},
		{"a skill level of nought", func(a *Agent) { a.Skills = map[string]int{"billing": 0} }, "skills", "level 0"},
		{"a skill level of six", func(a *Agent) { a.Skills = map[string]int{"billing": 6} }, "skills", "level 6"},
		{"a site that cannot be", func(a *Agent) { a.Sites = []chat.SiteID{"x' OR 1=1"} }, "sites", "There is no site"},
		{"a team that cannot be", func(a *Agent) { a.Teams = []chat.TeamID{"x"} }, "teams", "There is no team"},
		{"preferences that are a list", func(a *Agent) { a.Preferences = json.RawMessage(`[]`) }, "preferences", "one JSON object"},
		{"preferences that are null", func(a *Agent) { a.Preferences = json.RawMessage(`null`) }, "preferences", "one JSON object"},
		{"preferences beyond measure", func(a *Agent) { a.Preferences = json.RawMessage(`{"a":"` + strings.Repeat("a", MaxPreferences) + `"}`) }, "preferences", "bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := whole()
			tt.spoil(&a)
			err := a.Validate()
			e, ok := errors.AsType[*chat.Error](err)
			if !ok || e.Code != chat.Invalid || e.Field != tt.field || !strings.Contains(e.Say, tt.says) {
				t.Errorf("Validate() = %v, want the field %s and a sentence with %q", err, tt.field, tt.says)
			}
		})
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	err := Agent{Capacity: -1, Languages: []string{"?"}}.Validate()
	for _, want := range []string{"e-mail address", "Enter the name", "no role", "from 0 to 100", "not a language code"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Validate() = %v, which leaves out %q", err, want)
		}
	}
}

func TestCleanBringsTheKeptForm(t *testing.T) {
	got := Agent{Email: " Ada@Example.COM ", Name: " Ada ", Languages: []string{"EN", "pt_BR", "en"}, Skills: map[string]int{" Billing ": 2},
		Sites: []chat.SiteID{"site-one1", "site-one1"}}.Clean()
	if got.Email != "ada@example.com" || got.Name != "Ada" || !slices.Equal(got.Languages, []string{"en", "pt-br"}) || got.Skills["billing"] != 2 || len(got.Sites) != 1 {
		t.Errorf("Clean() = %+v", got)
	}
}

func TestTwoAccountsSayTheSame(t *testing.T) {
	plain := Agent{Name: "Ada", Email: "ada@example.com", Role: RoleAgent, Teams: []chat.TeamID{"care"}, PasswordHash: "one", Version: 3}
	for name, tt := range map[string]struct {
		change func(*Agent)
		want   bool
	}{
		"nothing is said otherwise":              {func(*Agent) {}, true},
		"what is empty, in another way":          {func(a *Agent) { a.Languages, a.Skills, a.Name = []string{}, map[string]int{}, " Ada" }, true},
		"the password is nobody else's business": {func(a *Agent) { a.PasswordHash = "two" }, true},
		"nor are the preferences":                {func(a *Agent) { a.Preferences = []byte(`{"theme":"dark"}`) }, true},
		"a team more":                            {func(a *Agent) { a.Teams = append(a.Teams, "billing") }, false},
		"a greeting":                             {func(a *Agent) { a.Greeting = "Hello!" }, false},
		"working hours":                          {func(a *Agent) { a.Hours = &hours.Plan{Zone: "UTC"} }, false},
		"shut out":                               {func(a *Agent) { a.DisabledAt = time.Now() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			other := plain
			tt.change(&other)
			if got := plain.SameAs(other); got != tt.want {
				t.Errorf("SameAs() = %t, want %t", got, tt.want)
			}
		})
	}
}

func TestRolesHoldThoseBelow(t *testing.T) {
	for _, tt := range []struct {
		mine, wanted Role
		want         bool
	}{
		{RoleAdmin, RoleSupervisor, true}, {RoleSupervisor, RoleSupervisor, true}, {RoleAgent, RoleSupervisor, false},
		{"owner", RoleAgent, false}, {RoleAdmin, "owner", false}, {"owner", "owner", false},
	} {
		if got := tt.mine.Holds(tt.wanted); got != tt.want {
			t.Errorf("%s.Holds(%s) = %v, want %v", tt.mine, tt.wanted, got, tt.want)
		}
	}
}

func TestTheGreetingIsFilledIn(t *testing.T) {
	if got := whole().GreetingLine(); got != "Hi, I'm Ada Byrd, happy to help!" {
		t.Errorf("GreetingLine() = %q", got)
	}
}

func TestAnAgentWithoutSitesWorksForAll(t *testing.T) {
	a := whole()
	if !a.Works("site-shop") || a.Works("site-docs") {
		t.Error("an agent with one site works for that one only")
	}
	if a.Role = RoleAdmin; !a.Works("site-docs") || len(a.WorksOn()) != 0 {
		t.Error("an admin works everywhere, whatever is set")
	}
	a.Role = RoleAgent
	if a.Sites = nil; !a.Works("site-docs") {
		t.Error("an agent without a list works everywhere")
	}
}
