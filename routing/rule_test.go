package routing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// office is open from nine to five on weekdays; noon is a Friday.
func office(t interface{ Fatal(args ...any) }) *hours.Calendar {
	plan := hours.Plan{Zone: "UTC"}
	for day := hours.Monday; day <= hours.Friday; day++ {
		plan.Weekly = append(plan.Weekly, hours.Interval{Day: day, From: 9 * 60, To: 17 * 60})
	}
	c, err := hours.New(plan)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

func TestTheShippedTable(t *testing.T) {
	base := Case{Site: shop, Language: "en", SiteLanguage: "en", At: noon, Hours: office(t)}
	for _, tt := range []struct {
		name   string
		change func(*Case)
		rule   string
		ahead  bool
		target time.Duration
		later  bool
	}{
		{"a VIP waits half a minute, whatever it is about", func(c *Case) { c.Tier, c.Topic = "VIP", "technical" }, "vip", true, 30 * time.Second, false},
		{"who is angry jumps ahead", func(c *Case) { c.Sentiment = "angry" }, "at-risk", true, time.Minute, false},
		{"billing waits a minute", func(c *Case) { c.Topic = "Billing" }, "billing", false, time.Minute, false},
		{"so does pre-sale", func(c *Case) { c.Topic = "pre-sale" }, "billing", false, time.Minute, false},
		{"technical waits two", func(c *Case) { c.Topic = "technical" }, "technical", false, 2 * time.Minute, false},
		{"another language waits two", func(c *Case) { c.Language = "de-AT" }, "other-languages", false, 2 * time.Minute, false},
		{"another kind of the site's language is not another", func(c *Case) { c.Language = "en-GB" }, "", false, DefaultTarget, false},
		{"a language that is not known is not another", func(c *Case) { c.Language = "" }, "", false, DefaultTarget, false},
		{"after hours it is the next opening, for VIPs too", func(c *Case) { c.Tier, c.At = "vip", noon.Add(6*time.Hour) }, "after-hours", false, DefaultTarget, true},
		{"what matches nothing has the default", func(*Case) {}, "", false, DefaultTarget, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := base
			tt.change(&c)
			out, rule, ok := Route(Shipped(), c)
			if rule.ID != tt.rule || ok != (tt.rule != "") || out.Ahead != tt.ahead || out.Target != tt.target || out.Later != tt.later {
				t.Errorf("Route() = %+v by %q", out, rule.ID)
			}
		})
	}
	if ps := CheckRules(Shipped(), Names{}); len(ps) > 0 {
		t.Errorf("the shipped table has problems:\n%s", says(ps))
	}
}

func TestConditions(t *testing.T) {
	c := Case{Topic: "Billing", Tier: "gold", Language: "de-AT", SiteLanguage: "en", Page: "https://shop.example/Enterprise/plans", Reason: chat.LowConfidence,
		Sentiment: "annoyed", Attributes: map[string]string{"plan": "Pro"}, At: noon}
	for _, tt := range []struct {
		name  string
		when  Conditions
		match bool
	}{
		{"nothing asked matches everything", Conditions{}, true},
		{"any word of a list will do", Conditions{Topic: []string{"shipping", "billing"}}, true},
		{"a text with commas is a list", Conditions{Topic: []string{"shipping, billing ,"}}, true},
		{"none of the words will not", Conditions{Topic: []string{"shipping"}}, false},
		{"all conditions must hold", Conditions{Topic: []string{"billing"}, Tier: []string{"vip"}}, false},
		{"a language covers its regions", Conditions{Language: []string{"fr,de"}}, true},
		{"a region covers its language", Conditions{Language: []string{"de-CH"}}, true},
		{"not the site's language", Conditions{Foreign: true}, true},
		{"a page by any part of its address", Conditions{Page: []string{"/pricing", "/enterprise"}}, true},
		{"a page that is another", Conditions{Page: []string{"/pricing"}}, false},
		{"without hours it is always open", Conditions{Hours: WhenOpen}, true},
		{"and never closed", Conditions{Hours: WhenClosed}, false},
		{"an attribute equals one of the words", Conditions{Attributes: map[string]string{"plan": "team,pro"}}, true},
		{"an attribute that is not there", Conditions{Attributes: map[string]string{"seats": "1"}}, false},
		{"the reason", Conditions{Reason: []string{"low_confidence"}}, true},
		{"the sentiment", Conditions{Sentiment: []string{"angry"}}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.when.match(c); got != tt.match {
				t.Errorf("match = %v", got)
			}
		})
	}
}

func TestTheFirstRuleThatIsOnDecides(t *testing.T) {
	rules := []Rule{{ID: "a", Off: true, Then: Outcome{Team: "x"}}, {ID: "b", When: Conditions{Topic: []string{"billing"}}, Then: Outcome{Team: "y", Target: time.Minute}},
		{ID: "c", Then: Outcome{Team: "z"}}}
	if out, rule, ok := Route(rules, Case{Topic: "billing"}); !ok || rule.ID != "b" || out.Team != "y" {
		t.Errorf("Route() = %+v by %q", out, rule.ID)
	}
	if out, rule, _ := Route(rules, Case{}); rule.ID != "c" || out.Target != DefaultTarget {
		t.Errorf("Route() = %+v by %q", out, rule.ID)
	}
	w := Outcome{Team: "y", Ahead: true, Target: time.Minute, Skills: []SkillNeed{{"billing", 2}}}.Waiting(Case{Conversation: "chat-1", Site: shop, Language: "de", Tier: "vip"})
	if w.Need.Team != "y" || w.Need.Language != "de" || w.Need.Site != shop || !w.Ahead || w.Need.Skills[0].Level != 2 || w.Need.Tier != "vip" {
		t.Errorf("Waiting() = %+v", w)
	}
}

func TestTryingRulesOnPastCases(t *testing.T) {
	before := Shipped()
	after := append([]Rule{{ID: "pro", Name: "Pro", When: Conditions{Attributes: map[string]string{"plan": "pro"}}, Then: Outcome{Team: "sales", Target: time.Minute}}}, before...)
	cases := []Case{{Conversation: "1", Topic: "billing"}, {Conversation: "2", Attributes: map[string]string{"plan": "pro"}}, {Conversation: "3", Tier: "vip", Attributes: map[string]string{"plan": "pro"}}}
	got := Try(before, after, cases)
	if got.Cases != 3 || len(got.Changes) != 2 || got.Changes[1].Conversation != "3" || got.Changes[1].BeforeRule != "vip" || got.Changes[1].AfterRule != "pro" ||
		got.Changes[0].After.Team != "sales" || got.Before["billing"] != 1 || got.After["pro"] != 2 || got.Before[""] != 1 {
		t.Errorf("Try() = %+v", got)
	}
}

func TestProblemsOfRulesAreToldAllAtOnce(t *testing.T) {
	known := Names{Teams: []Team{team("sales")}, Skills: []string{"billing"}, Agents: []chat.AgentID{"ada"}}
	fine := Outcome{Target: time.Minute}
	for _, tt := range []struct {
		name  string
		rules []Rule
		want  []string
	}{
		{"names that do not exist", []Rule{{ID: "a", Name: "A", When: Conditions{Tier: []string{"x"}},
			Then: Outcome{Team: "gone", Overflow: "gone too", Skills: []SkillNeed{{"fishing", 9}}, Named: []chat.AgentID{"zoe"}, Target: time.Minute}}},
			[]string{"A sends to a team", "A overflows to a team", `A needs the skill "fishing"`, "A needs fishing at level 9", "A names somebody"}},
		{"a target that is not above zero", []Rule{{ID: "a", Name: "A", Then: Outcome{Target: -1}}}, []string{"A has no target."}},
		{"doubled names, in any letters", []Rule{{ID: "a", Name: "A", When: Conditions{Tier: []string{"x"}}, Then: fine}, {ID: "b", Name: "a", Then: fine}}, []string{"Two rules are called a."}},
		{"no conditions but not the last", []Rule{{ID: "a", Name: "A", Then: fine}, {ID: "b", Name: "B", When: Conditions{Tier: []string{"x"}}, Then: fine}}, []string{"A has no conditions"}},
		{"no conditions above one that is off", []Rule{{ID: "a", Name: "A", Then: fine}, {ID: "b", Name: "B", Off: true, Then: fine}}, nil},
		{"a rule that an earlier one takes everything from", []Rule{{ID: "a", Name: "A", When: Conditions{Topic: []string{"billing,sales"}}, Then: fine},
			{ID: "b", Name: "B", When: Conditions{Topic: []string{"sales"}, Tier: []string{"vip"}}, Then: fine}}, []string{"B never matches: A stands above it"}},
		{"one that it takes only a part from", []Rule{{ID: "a", Name: "A", When: Conditions{Topic: []string{"billing"}, Tier: []string{"vip"}}, Then: fine},
			{ID: "b", Name: "B", When: Conditions{Topic: []string{"billing"}}, Then: fine}}, nil},
		{"a list without words", []Rule{{ID: "a", Name: "A", When: Conditions{Topic: []string{" , "}}, Then: fine}}, []string{"A asks for one of several"}},
		{"a reason that does not exist", []Rule{{ID: "a", Name: "A", When: Conditions{Reason: []string{"boredom"}}, Then: fine}}, []string{`A asks for the reason "boredom"`}},
		{"overflow to the team itself", []Rule{{ID: "a", Name: "A", Then: Outcome{Team: "sales", Overflow: "sales", Target: time.Minute}}}, []string{"A overflows to the team that it sends to."}},
		{"times that nobody could keep", []Rule{{ID: "a", Name: "A", Then: Outcome{Target: 5 * time.Second, Next: time.Second, Resolution: -1}}}, []string{"A asks for somebody within less than 10 seconds.", "A asks for each further answer within less than 10 seconds.", "A asks for the end within less than 10 seconds."}},
		{"no name", []Rule{{ID: "a", Then: fine}}, []string{"Rule 1 has no name."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ps := CheckRules(tt.rules, known)
			if len(ps) != len(tt.want) || len(ps.Refused()) != len(ps) {
				t.Fatalf("CheckRules() =\n%swant %d", says(ps), len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(ps[i].Say, want) {
					t.Errorf("problem %d is %q, want %q", i, ps[i].Say, want)
				}
			}
		})
	}
}

func TestARuleThatNeverMatchesNeverMatches(t *testing.T) {
	list := func(t *rapid.T, label string, words ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(words), 0, 2, rapid.ID[string]).Draw(t, label)
	}
	drawn := func(t *rapid.T) Conditions {
		return Conditions{Topic: list(t, "topic", "a", "b"), Tier: list(t, "tier", "a", "b"), Language: list(t, "language", "de", "de-AT", "fr"), Page: list(t, "page", "/x", "/x/y"),
			Foreign: rapid.Bool().Draw(t, "foreign"), Hours: rapid.SampledFrom([]OpenOrClosed{"", WhenOpen, WhenClosed}).Draw(t, "hours")}
	}
	check(t, func(t *rapid.T) {
		rules := []Rule{{ID: "a", Name: "A", When: drawn(t), Then: Outcome{Target: 1}}, {ID: "b", Name: "B", When: drawn(t), Then: Outcome{Target: 1}}}
		one := func(label string, words ...string) string { return rapid.SampledFrom(words).Draw(t, label) }
		c := Case{Topic: one("topic", "", "a", "b"), Tier: one("tier", "", "a", "b"), Language: one("language", "", "de", "de-AT", "fr", "en"), SiteLanguage: "en",
			Page: one("page", "", "/x", "/x/y"), Hours: office(t), At: noon.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "hour")) * time.Hour)}
		_, rule, _ := Route(rules, c)
		never := slices.ContainsFunc(CheckRules(rules, Names{}), func(p Problem) bool { return strings.Contains(p.Say, "never matches") })
		if never && rule.ID == "b" {
			t.Fatal(fmt.Sprintf("it matches %+v", c))
		}
	})
}
