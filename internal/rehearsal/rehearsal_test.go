package rehearsal_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/rehearsal"
	"github.com/batonchat/baton/routing"
)

const site = chat.SiteID("site-1")

// wednesday is a Wednesday at ten in the office.
var wednesday = time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)

// code routes by the house's own rules, as cmd does.
type code struct{ h *rehearsal.House }

func (c code) Route(_ context.Context, q handoff.Case, v rehearsal.Visitor) (chat.Route, bool, error) {
	out, rule, _ := routing.Route(c.h.Rules, routing.Case{Conversation: q.Conversation.ID, Site: site, Topic: q.Conversation.Topic, Tier: v.Tier, Language: q.Language,
		SiteLanguage: q.Settings.Language, Page: q.Conversation.Page.URL, Attributes: v.Attributes, Reason: q.Reason, Sentiment: q.Sentiment, Hours: q.Settings.Hours, At: q.At})
	r := chat.Route{Rule: rule.Name, Topic: q.Conversation.Topic, Team: out.Team, Overflow: out.Overflow, Language: q.Language, Tier: v.Tier, Ahead: out.Ahead, Target: int(out.Target / time.Second)}
	for _, s := range out.Skills {
		r.Skills = append(r.Skills, chat.SkillNeed(s))
	}
	return r, out.Later, nil
}

func (c code) Staffing(cv *chat.Conversation, people []routing.Candidate, _ []*chat.Conversation, _ time.Time) handoff.Staffing {
	need := c.Waiting(cv).Need
	for _, t := range c.h.Teams {
		if t.ID == need.Team && need.Overflow == "" {
			need.Overflow = t.Overflow
		}
	}
	n := routing.Staff(people, need.Widest())
	return handoff.Staffing{Routable: n.Routable, Slots: n.Slots, Free: n.Free}
}

func (code) Waiting(c *chat.Conversation) routing.Waiting {
	w := routing.Waiting{Conversation: c.ID, EnteredAt: c.EnteredQueueAt, Need: routing.Need{Site: c.Site}}
	if r := c.Route; r != nil {
		w.Need.Team, w.Need.Language, w.Need.Overflow, w.Ahead, w.Target = r.Team, r.Language, r.Overflow, r.Ahead, time.Duration(r.Target)*time.Second
		for _, s := range r.Skills {
			w.Need.Skills = append(w.Need.Skills, routing.SkillNeed(s))
		}
	}
	return w
}

func person(name string, languages []string, skills map[string]int, teams ...chat.TeamID) routing.Candidate {
	return routing.Candidate{Agent: chat.AgentID(strings.ToLower(name)), Name: name, Enabled: true, Languages: languages, Skills: skills, Teams: teams, Limits: routing.Limits{Agent: 2}}
}

const officeHours = `{"zone":"Europe/Berlin","weekly":[{"day":"monday","from":"09:00","to":"17:00"},{"day":"tuesday","from":"09:00","to":"17:00"},
	{"day":"wednesday","from":"09:00","to":"17:00"},{"day":"thursday","from":"09:00","to":"17:00"},{"day":"friday","from":"09:00","to":"17:00"}]}`

func calendar(t *testing.T, plan hours.Plan) *hours.Calendar {
	t.Helper()
	c, err := hours.New(plan)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

func office(t *testing.T) *hours.Calendar {
	t.Helper()
	var plan hours.Plan
	if err := json.Unmarshal([]byte(officeHours), &plan); err != nil {
		t.Fatal(err)
	}
	return calendar(t, plan)
}

// newHouse is a site in English with the rules that ship, a team for billing and two
// people, at ten on a Wednesday.
func newHouse(t *testing.T) *rehearsal.House {
	t.Helper()
	h := &rehearsal.House{Site: site, Now: wednesday, Domain: "shop.example.com", Rules: routing.Shipped(),
		Settings: handoff.Settings{Hours: office(t), Language: "en", Team: "Anna’s team"},
		Teams:    []routing.Team{{ID: "billing", Name: "Billing", Method: routing.LoadBalanced, Offer: 20 * time.Second}},
		People:   []routing.Candidate{person("Ada", []string{"en", "de"}, map[string]int{"billing": 4}, "billing"), person("Ben", []string{"en"}, nil)}}
	h.Code = code{h}
	return h
}

func rehearse(t *testing.T, h *rehearsal.House, s rehearsal.Situation) rehearsal.Answer {
	t.Helper()
	all, err := h.Rehearse(t.Context(), []rehearsal.Question{h.Ask(s)})
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

func rule(id string, when routing.Conditions, then routing.Outcome) routing.Rule {
	return routing.Rule{ID: id, Name: "Rule " + id, When: when, Then: then}
}

var billing = routing.Conditions{Topic: []string{"billing"}}

func TestVerdicts(t *testing.T) {
	free := rehearsal.Situation{Topic: "billing", Staffing: rehearsal.EverybodyFree}
	sunday := time.Date(2026, 12, 6, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		change  func(t *testing.T, h *rehearsal.House)
		s       rehearsal.Situation
		verdict rehearsal.Verdict
		area    rehearsal.Area
		advice  string // holds it
	}{
		{"an ordinary question is offered at once", nil, rehearsal.Situation{Staffing: rehearsal.EverybodyFree}, rehearsal.Good, "", "asked at once"},
		{"on Sunday the visitor is asked how to reach them", nil, rehearsal.Situation{At: sunday}, rehearsal.Good, "", "asked how to reach them"},
		{"on Sunday a known address is enough", nil, rehearsal.Situation{At: sunday, Contact: true}, rehearsal.Good, "", "the answer reaches them"},
		{"everybody at capacity: nothing ends the wait soon", nil, rehearsal.Situation{Staffing: rehearsal.EverybodyFull}, rehearsal.Watch, rehearsal.AreaTeams, "before an answer later is promised"},
		{"everybody at capacity: the team ends the wait", func(_ *testing.T, h *rehearsal.House) {
			h.Teams[0].MaxWait = 10 * time.Minute
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "billing", Target: time.Minute})}
		}, rehearsal.Situation{Topic: "billing", Staffing: rehearsal.EverybodyFull}, rehearsal.Good, "", "the wait ends after 10 min"},
		{"nobody online: later", nil, rehearsal.Situation{Staffing: rehearsal.Nobody}, rehearsal.Good, "", "follow-up list"},
		{"a site that never opens", func(t *testing.T, h *rehearsal.House) { h.Settings.Hours = calendar(t, hours.Never()) }, free, rehearsal.Bad, rehearsal.AreaHours, "never opens"},
		{"a site without people", func(_ *testing.T, h *rehearsal.House) { h.People = nil }, free, rehearsal.Bad, rehearsal.AreaPeople, "Nobody can take"},
		{"people without a place", func(_ *testing.T, h *rehearsal.House) { h.People[0].Limits.Agent, h.People[1].Limits.Agent = 0, 0 }, free, rehearsal.Bad, rehearsal.AreaPeople, "capacity above 0"},
		{"a rule to a team without members", func(_ *testing.T, h *rehearsal.House) {
			h.Teams = append(h.Teams, routing.Team{ID: "empty", Name: "Empty"})
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "empty", Target: time.Minute})}
		}, free, rehearsal.Watch, rehearsal.AreaTeams, "Empty has no members"},
		{"a rule to a team that has nobody on the site", func(_ *testing.T, h *rehearsal.House) {
			h.Teams = append(h.Teams, routing.Team{ID: "empty", Name: "Empty"})
			elsewhere := h.People[0]
			elsewhere.Agent, elsewhere.Sites, elsewhere.Teams = "elsewhere", []chat.SiteID{"other"}, []chat.TeamID{"empty"}
			h.People = append(slices.Clone(h.People), elsewhere)
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "empty", Target: time.Minute})}
		}, free, rehearsal.Bad, rehearsal.AreaTeams, "Empty has nobody"},
		{"a rule that needs a skill nobody has", func(_ *testing.T, h *rehearsal.House) {
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Skills: []routing.SkillNeed{{Name: "tax", Level: 1}}, Target: time.Minute})}
		}, free, rehearsal.Bad, rehearsal.AreaPeople, "skill tax"},
		{"a rule that needs more than anybody has", func(_ *testing.T, h *rehearsal.House) {
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Skills: []routing.SkillNeed{{Name: "billing", Level: 5}}, Target: time.Minute})}
		}, free, rehearsal.Watch, rehearsal.AreaPeople, "the best has 4"},
		{"a target shorter than an offer stands", func(_ *testing.T, h *rehearsal.House) {
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "billing", Target: 10 * time.Second})}
		}, free, rehearsal.Bad, rehearsal.AreaRules, "shorter than an offer"},
		{"the only ones come in after the target", func(_ *testing.T, h *rehearsal.House) {
			h.Teams[0].Method, h.Teams[0].Overflow, h.Teams[0].OverflowAfter = routing.Manual, "help", 2*time.Minute
			h.Teams = append(h.Teams, routing.Team{ID: "help", Name: "Help", Method: routing.LoadBalanced, Offer: 20 * time.Second})
			h.People[1].Teams = []chat.TeamID{"help"}
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "billing", Target: time.Minute})}
		}, free, rehearsal.Watch, rehearsal.AreaTeams, "reached after 2 min"},
		{"people who claim by hand are promised and never asked", func(_ *testing.T, h *rehearsal.House) {
			h.Teams[0].Method = routing.Manual
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "billing", Target: time.Minute})}
		}, free, rehearsal.Bad, rehearsal.AreaTeams, "only claim by hand"},
		{"help that comes after the longest wait", func(_ *testing.T, h *rehearsal.House) {
			h.Teams[0].Overflow, h.Teams[0].MaxWait = "help", time.Minute
			h.Teams = append(h.Teams, routing.Team{ID: "help", Name: "Help", Method: routing.LoadBalanced, Offer: 20 * time.Second})
			h.People[1].Teams = []chat.TeamID{"help"}
			h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "billing", Target: time.Minute})}
		}, free, rehearsal.Watch, rehearsal.AreaTeams, "never asked"},
		{"a language that nobody speaks", nil, rehearsal.Situation{Language: "fr", Staffing: rehearsal.EverybodyFree}, rehearsal.Watch, rehearsal.AreaPeople, "speaks French"},
		{"a language that somebody speaks", nil, rehearsal.Situation{Language: "de", Staffing: rehearsal.EverybodyFree}, rehearsal.Good, "", "Ada is asked at once"},
		{"a language without texts", nil, rehearsal.Situation{Language: "pl", Staffing: rehearsal.EverybodyFree}, rehearsal.Watch, rehearsal.AreaTexts, "reads English"},
		{"a site where nobody joins live", func(_ *testing.T, h *rehearsal.House) { h.Settings.LiveOff = true }, free, rehearsal.Good, "", "how it is set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			if c.change != nil {
				c.change(t, h)
			}
			a := rehearse(t, h, c.s)
			if a.Verdict != c.verdict || a.Area != c.area || !strings.Contains(a.Advice, c.advice) {
				t.Errorf("%s in %q: %s\nwant %s in %q: …%s…\n%+v", a.Verdict, a.Area, a.Advice, c.verdict, c.area, c.advice, a.Steps)
			}
		})
	}
}

func TestWhatASundayInGermanIsForAVIP(t *testing.T) {
	h := newHouse(t)
	a := rehearse(t, h, rehearsal.Situation{At: time.Date(2026, 12, 6, 10, 0, 0, 0, time.UTC), Language: "de", Tier: "vip", Staffing: rehearsal.EverybodyFull})
	if a.Open || a.Live || a.Rule.ID != "after-hours" || !a.Asked || a.Why != handoff.WhyClosed {
		t.Errorf("open %t, live %t, rule %q, asked %t, why %q", a.Open, a.Live, a.Rule.ID, a.Asked, a.Why)
	}
	if !strings.Contains(a.Said, "morgen um 9 Uhr") || a.Promise.Kind != chat.PromiseByTime {
		t.Errorf("the visitor reads %q", a.Said)
	}
	if !strings.Contains(a.Question.Say, "Sunday, 6 December, 11:00, closed; tier vip; German") {
		t.Errorf("the question is told as %q", a.Question.Say)
	}
}

func TestAFullLineIsPlayedToItsEnd(t *testing.T) {
	a := rehearse(t, newHouse(t), rehearsal.Situation{Staffing: rehearsal.EverybodyFull})
	if !a.Live || len(a.Steps) == 0 {
		t.Fatalf("live %t, steps %+v", a.Live, a.Steps)
	}
	last := a.Steps[len(a.Steps)-1]
	if last.Did != rehearsal.Later || last.Said == "" || last.After < time.Minute {
		t.Errorf("it ends with %+v, want the promise of an answer later", last)
	}
	for i, s := range a.Steps[:len(a.Steps)-1] {
		if s.Did != rehearsal.Told || s.Said == "" || i > 0 && s.After <= a.Steps[i-1].After {
			t.Errorf("step %d: %+v, want a longer expectation", i, s)
		}
	}
	if !slices.ContainsFunc(a.Reaches, func(r rehearsal.Reach) bool { return slices.Contains(r.People, "Ben") }) {
		t.Errorf("reaches %+v", a.Reaches)
	}
}

func TestTheLongestWaitOfATeamEndsALine(t *testing.T) {
	h := newHouse(t)
	h.Teams[0].MaxWait = 50 * time.Second
	h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "billing", Target: time.Minute})}
	a := rehearse(t, h, rehearsal.Situation{Topic: "billing", Staffing: rehearsal.EverybodyFull})
	if n := len(a.Steps); n == 0 || a.Steps[n-1].Did != rehearsal.Later || a.Steps[n-1].After != 50*time.Second || a.Steps[n-1].Said == "" {
		t.Errorf("steps %+v", a.Steps)
	}
}

func TestStagesSayWhoComesInWhen(t *testing.T) {
	h := newHouse(t)
	h.People = append(h.People, person("Cleo", []string{"en"}, map[string]int{"billing": 1}, "billing"), person("Dan", []string{"en"}, nil, "billing"), person("Eve", []string{"en"}, nil, "help"))
	h.Teams[0].Overflow = "help"
	h.Teams = append(h.Teams, routing.Team{ID: "help", Name: "Help", Method: routing.LoadBalanced, Offer: 20 * time.Second})
	h.Rules = []routing.Rule{rule("1", billing, routing.Outcome{Team: "billing", Skills: []routing.SkillNeed{{Name: "billing", Level: 3}}, Target: time.Minute})}
	a := rehearse(t, h, rehearsal.Situation{Topic: "billing", Staffing: rehearsal.EverybodyFull})
	want := []rehearsal.Reach{{routing.StageExact, 0, []string{"Ada"}}, {routing.StageAnyLevel, time.Minute, []string{"Cleo"}},
		{routing.StageTeam, 90 * time.Second, []string{"Dan"}}, {routing.StageOverflow, 2 * time.Minute, []string{"Eve"}}}
	if !slices.EqualFunc(a.Reaches, want, func(x, y rehearsal.Reach) bool {
		return x.Stage == y.Stage && x.After == y.After && slices.Equal(x.People, y.People)
	}) {
		t.Errorf("reaches %+v, want %+v", a.Reaches, want)
	}
}

func TestTheQuestionsThatShip(t *testing.T) {
	h := newHouse(t)
	all, err := h.Rehearse(t.Context(), h.Questions())
	if err != nil {
		t.Fatal(err)
	}
	count := map[rehearsal.Kind]int{}
	for _, a := range all {
		count[a.Question.Kind]++
		if a.Advice == "" || a.Question.Say == "" || a.Question.Never == "" && a.Said == "" {
			t.Errorf("%+v says too little", a)
		}
		if a.Question.Kind == rehearsal.OfRule && a.Rule.ID != a.Question.Rule {
			t.Errorf("%s: the rule %q took it (%s)", a.Question.Say, a.Rule.ID, a.Advice)
		}
		if a.Verdict == rehearsal.Bad {
			t.Errorf("%s: %s", a.Question.Say, a.Advice)
		}
	}
	want := map[rehearsal.Kind]int{rehearsal.Ordinary: 1, rehearsal.Tier: 1, rehearsal.Topic: 2, rehearsal.Language: 2, rehearsal.Full: 1, rehearsal.Empty: 1,
		rehearsal.Closed: 2, rehearsal.Angry: 1, rehearsal.OfRule: len(routing.Shipped())}
	for kind, n := range want {
		if count[kind] != n {
			t.Errorf("%d questions of the kind %s, want %d", count[kind], kind, n)
		}
	}
}

func TestQuestionsOfRulesHoldWhatTheRuleAsks(t *testing.T) {
	h := newHouse(t)
	h.Rules = []routing.Rule{
		rule("wide", routing.Conditions{Tier: []string{"gold, silver"}, Page: []string{"/pricing"}, Attributes: map[string]string{"plan": "pro, max"}, Reason: []string{"low_confidence"}, Sentiment: []string{"annoyed"}, Language: []string{"de"}}, routing.Outcome{Target: time.Minute}),
		rule("hidden", routing.Conditions{Tier: []string{"gold"}, Page: []string{"/pricing"}, Attributes: map[string]string{"plan": "pro"}, Reason: []string{"low_confidence"}, Sentiment: []string{"annoyed"}, Language: []string{"de-AT"}}, routing.Outcome{Target: time.Minute}),
		rule("night", routing.Conditions{Hours: routing.WhenClosed}, routing.Outcome{Later: true}),
	}
	all, err := h.Rehearse(t.Context(), h.Questions())
	if err != nil {
		t.Fatal(err)
	}
	took := map[string]rehearsal.Answer{}
	for _, a := range all {
		if a.Question.Kind == rehearsal.OfRule {
			took[a.Question.Rule] = a
		}
	}
	if a := took["wide"]; a.Rule.ID != "wide" || a.Question.Situation.Page != "https://shop.example.com/pricing" {
		t.Errorf("%+v", a)
	}
	if a := took["hidden"]; a.Rule.ID != "wide" || a.Verdict != rehearsal.Watch || a.Area != rehearsal.AreaRules || !strings.Contains(a.Advice, "“Rule wide” stands above it") {
		t.Errorf("a hidden rule: %+v", a)
	}
	if a := took["night"]; a.Rule.ID != "night" || a.Open {
		t.Errorf("%+v", a)
	}
	h.Settings.Hours = nil
	for _, q := range h.Questions() {
		if (q.Kind == rehearsal.Closed || q.Rule == "night") != (q.Never != "") {
			t.Errorf("on a site that never closes: %+v", q)
		}
	}
}

// TestNothingIsAskedOfRealPeople proves that only the situation counts, not who is online.
func TestNothingIsAskedOfRealPeople(t *testing.T) {
	h := newHouse(t)
	if a := rehearse(t, h, rehearsal.Situation{Staffing: rehearsal.AsNow}); a.Live {
		t.Errorf("nobody is online now, and still: %+v", a)
	}
	h.People[1].Available, h.People[1].Reachable, h.People[1].Attentive, h.People[1].Responding = true, true, true, true
	a := rehearse(t, h, rehearsal.Situation{})
	if !a.Live || len(a.Steps) != 1 || a.Steps[0].People[0] != "Ben" || a.Steps[0].Why == "" {
		t.Errorf("Ben is online now: %+v", a.Steps)
	}
	if h.People[0].Available || h.People[1].Load.Total() != 0 {
		t.Error("the rehearsal changed the people")
	}
}

// TestARehearsalEndsWithWhoeverAsked has the request of somebody who has gone away.
func TestARehearsalEndsWithWhoeverAsked(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if all, err := h.Rehearse(ctx, h.Questions()); !errors.Is(err, context.Canceled) || len(all) != 0 {
		t.Errorf("%d answers, %v, want none for nobody", len(all), err)
	}
}
