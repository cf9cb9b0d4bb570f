package store_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

func addTeam(t *testing.T, s *store.Store, name string, change ...func(*store.Team)) store.Team {
	t.Helper()
	team := store.Team{Team: routing.DefaultTeam()}
	team.ID, team.Name = chat.TeamID("team-"+name), name
	for _, c := range change {
		c(&team)
	}
	return must[store.Team](t)(s.CreateTeam(t.Context(), team))
}

func members(ids ...chat.AgentID) func(*store.Team) {
	return func(t *store.Team) { t.Members = ids }
}

func overflow(to chat.TeamID) func(*store.Team) { return func(t *store.Team) { t.Overflow = to } }

func usesOf(t *testing.T, err error) string {
	t.Helper()
	used, ok := errors.AsType[*store.InUseError](err)
	if !ok || !chat.IsCode(err, chat.Conflict) {
		t.Fatalf("%v, want what uses it", err)
	}
	var names []string
	for _, u := range used.Uses {
		names = append(names, u.Kind+" "+u.Name)
	}
	return strings.Join(names, ", ")
}

func TestATeamComesBackAsItWasStored(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada, ben := addAgent(t, s, "ada").ID, addAgent(t, s, "ben").ID
		if ben < ada {
			ada, ben = ben, ada
		}
		want := store.Team{Team: routing.Team{ID: "team-care", Name: "Care", Method: routing.RoundRobin, Offer: 0, Limit: 3, OverflowAfter: 5 * time.Minute,
			Widen: routing.Widening{Translation: time.Minute, AnyLevel: 2 * time.Minute, Team: 3 * time.Minute}, MaxWaiting: 20, MaxWait: time.Hour, Park: 10 * time.Minute, WrapUp: 30 * time.Second},
			Hours: &hours.Plan{Zone: "Europe/Berlin", Weekly: []hours.Interval{{Day: hours.Friday, From: 22 * 60, To: 26 * 60}},
				Exceptions: []hours.Exception{{Date: hours.Date{Year: 2026, Month: 12, Day: 24}, Name: "Christmas Eve", Open: []hours.Span{}}}},
			Members: []chat.AgentID{ada, ben}}
		made := must[store.Team](t)(s.CreateTeam(t.Context(), want))
		want.Version, want.CreatedAt = 1, now.now()
		if !reflect.DeepEqual(made, want) {
			t.Errorf("CreateTeam() =\n%+v, want\n%+v", made, want)
		}
		got, whose, err := s.UpdateTeam(t.Context(), want.ID, 1, func(t *store.Team) {
			t.ID, t.Version, t.Members, t.Offer = "another", 40, []chat.AgentID{ben}, 45*time.Second
		})
		want.Version, want.Members, want.Offer = 2, []chat.AgentID{ben}, 45*time.Second
		if err != nil || !reflect.DeepEqual(got, want) || !slices.Equal(whose, []chat.AgentID{ada}) {
			t.Errorf("UpdateTeam() =\n%+v, %v, %v, want\n%+v", got, whose, err, want)
		}
		if got := must[store.Team](t)(s.Team(t.Context(), want.ID)); !reflect.DeepEqual(got, want) {
			t.Errorf("Team() = %+v", got)
		}
		if a := must[agent.Agent](t)(s.Agent(t.Context(), ada)); len(a.Teams) != 0 {
			t.Errorf("Ada is still in %v", a.Teams)
		}
		_, _, err = s.UpdateTeam(t.Context(), want.ID, 0, func(t *store.Team) { t.Hours = &hours.Plan{Zone: "Mars/Olympus"} })
		wantCode(t, "hours in a zone that does not exist", err, chat.Invalid)
		got, _, err = s.UpdateTeam(t.Context(), want.ID, 0, func(t *store.Team) { t.Hours = nil })
		if err != nil || got.Hours != nil {
			t.Errorf("as the site again: %+v, %v", got.Hours, err)
		}
		_, _, err = s.UpdateTeam(t.Context(), want.ID, 1, func(*store.Team) {})
		if !errors.Is(err, store.ErrOutdated) {
			t.Errorf("an outdated change: %v", err)
		}
		_, err = s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: "cARE", Method: routing.Manual}})
		wantCode(t, "the same name in other letters", err, chat.Conflict)
	})
}

// TestPeopleWhoJoinElsewhereAreNotLost: two admins, one at the team and one at a person.
func TestPeopleWhoJoinElsewhereAreNotLost(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		ada := addAgent(t, s, "ada").ID
		seen := addTeam(t, s, "care")
		if _, err := s.UpdateAgent(t.Context(), ada, func(a *agent.Agent) error { a.Teams = []chat.TeamID{"team-care"}; return nil }); err != nil {
			t.Fatal(err)
		}
		_, _, err := s.UpdateTeam(t.Context(), "team-care", seen.Version, members())
		if !errors.Is(err, store.ErrOutdated) {
			t.Errorf("a list of members from before she joined: %v, want it refused", err)
		}
		addAgent(t, s, "ben", func(a *agent.Agent) { a.Teams = []chat.TeamID{"team-care"} })
		if _, err := s.UpdateAgent(t.Context(), ada, func(a *agent.Agent) error { a.Title = "Care"; return nil }); err != nil {
			t.Fatal(err)
		}
		if got := must[store.Team](t)(s.Team(t.Context(), "team-care")); got.Version != 3 || len(got.Members) != 2 {
			t.Errorf("%+v, want version 3: one for each who joined, none for a title", got)
		}
	})
}

// TestWhateverChangesAPersonCounts: the version of an account rises with all that an admin
// sees of it, wherever it was changed, and with nothing else.
func TestWhateverChangesAPersonCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		ada := addAgent(t, s, "ada").ID
		addTeam(t, s, "care")
		addTeam(t, s, "billing")
		must[store.Skill](t)(s.CreateSkill(t.Context(), store.Skill{Name: "refunds"}))
		update := func(change func(*agent.Agent)) func() error {
			return func() error {
				_, err := s.UpdateAgent(t.Context(), ada, func(a *agent.Agent) error { change(a); return nil })
				return err
			}
		}
		version := int64(1)
		for _, step := range []struct {
			name   string
			do     func() error
			counts int64
		}{
			{"the team's form", func() error { _, _, err := s.UpdateTeam(t.Context(), "team-care", 0, members(ada)); return err }, 1},
			{"her own form", update(func(a *agent.Agent) { a.Skills = map[string]int{"refunds": 2} }), 1},
			{"a skill's new name", func() error {
				_, _, err := s.UpdateSkill(t.Context(), "refunds", func(k *store.Skill) { k.Name = "returns" })
				return err
			}, 1},
			{"a skill that is gone", func() error { _, err := s.DeleteSkill(t.Context(), "returns", true); return err }, 1},
			{"a team that others take over", func() error { _, err := s.DeleteTeam(t.Context(), "team-care", "team-billing", false); return err }, 2}, // in and out
			{"another team's form", func() error { addTeam(t, s, "night"); return nil }, 0},
			{"her preferences", update(func(a *agent.Agent) { a.Preferences = []byte(`{"theme":"dark"}`) }), 0},
			{"her password", update(func(a *agent.Agent) { a.PasswordHash = "hash" }), 0},
			{"nothing", update(func(a *agent.Agent) { a.Version = 40 }), 0},
			{"shutting out", update(func(a *agent.Agent) { a.DisabledAt = time.Now() }), 1},
		} {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			version += step.counts
			if got := must[agent.Agent](t)(s.Agent(t.Context(), ada)).Version; got != version {
				t.Errorf("after %s she has version %d, want %d", step.name, got, version)
				version = got
			}
		}
		_, err := s.UpdateAgent(t.Context(), ada, func(a *agent.Agent) error { a.Capacity = 9; return store.MadeOn(version-1, a.Version, "this person") })
		if got := must[agent.Agent](t)(s.Agent(t.Context(), ada)); !errors.Is(err, store.ErrOutdated) || got.Capacity == 9 {
			t.Errorf("an outdated change: %v, with %d places", err, got.Capacity)
		}
	})
}

// TestTeamsAndPeopleAtOnce changes a team and its people from many sides.
func TestTeamsAndPeopleAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		ada, ben := addAgent(t, s, "ada").ID, addAgent(t, s, "ben").ID
		addTeam(t, s, "care")
		errs := atOnce(12, func(i int) error {
			switch i % 3 {
			case 0:
				_, _, err := s.UpdateTeam(t.Context(), "team-care", 0, func(t *store.Team) { t.Members = append(t.Members, ada) })
				return err
			case 1:
				_, err := s.UpdateAgent(t.Context(), ben, func(a *agent.Agent) error { a.Teams = []chat.TeamID{"team-care"}; return nil })
				return err
			default:
				_, _, err := s.UpdateTeam(t.Context(), "team-care", 0, func(t *store.Team) { t.Limit++ })
				return err
			}
		})
		if n := count(errs, ""); n != 12 {
			t.Errorf("%d of 12 changes were stored: %v", n, errs)
		}
		if got := must[store.Team](t)(s.Team(t.Context(), "team-care")); got.Limit != 4 || !slices.Contains(got.Members, ada) || !slices.Contains(got.Members, ben) {
			t.Errorf("after all: %+v", got)
		}
	})
}

func TestConcurrentTeamsOfOneName(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		errs := atOnce(8, func(i int) error {
			name := []string{"Care", "care", "CARE"}[i%3]
			_, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: name, Method: routing.Manual}})
			return err
		})
		if made := count(errs, ""); made != 1 || count(errs, chat.Conflict) != 7 {
			t.Errorf("%d teams were made: %v", made, errs)
		}
	})
}

func TestTeamsThatOverflowInACircleAreRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		addTeam(t, s, "a")
		addTeam(t, s, "b", overflow("team-a"))
		_, _, err := s.UpdateTeam(t.Context(), "team-a", 0, overflow("team-b"))
		if e, ok := errors.AsType[*chat.Error](err); !ok || e.Field != "overflow" || !strings.Contains(e.Say, "circle") {
			t.Errorf("a circle: %v", err)
		}
		if got := must[store.Team](t)(s.Team(t.Context(), "team-a")); got.Overflow != "" || got.Version != 1 {
			t.Errorf("it was stored: %+v", got)
		}
		addTeam(t, s, "c", overflow("team-b"))
		_, err = s.DeleteTeam(t.Context(), "team-a", "team-c", false) // b to c to b
		if e, ok := errors.AsType[*chat.Error](err); !ok || e.Field != "move_to" {
			t.Errorf("a circle by replacement: %v", err)
		}
	})
}

func TestDeletingAUsedTeam(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		ada := addAgent(t, s, "ada").ID
		site := addSite(t, s, "Bikes")
		addTeam(t, s, "care", members(ada))
		addTeam(t, s, "spare")
		addTeam(t, s, "night", overflow("team-care"))
		rules := []routing.Rule{{ID: "rule-1", Name: "Boats", When: routing.Conditions{Page: []string{"boats"}}, Then: routing.Outcome{Team: "team-care", Target: time.Minute}},
			{ID: "rule-2", Name: "Rest", Then: routing.Outcome{Team: "team-spare", Overflow: "team-care", Target: time.Minute}}}
		stored, found, err := s.PutRoutingRules(t.Context(), store.RoutingRules{Site: site.ID, Rules: rules, UpdatedBy: ada})
		if err != nil || len(found) != 0 || stored.Version != 1 {
			t.Fatalf("PutRoutingRules() = %+v, %v, %v", stored, found, err)
		}
		_, err = s.DeleteTeam(t.Context(), "team-care", "", false)
		if got := usesOf(t, err); got != "agent ada, team night, rule Boats, rule Rest" {
			t.Errorf("used by %s", got)
		}
		whose, err := s.DeleteTeam(t.Context(), "team-care", "team-spare", false)
		if err != nil || !slices.Equal(whose, []chat.AgentID{ada}) {
			t.Fatalf("DeleteTeam() = %v, %v", whose, err)
		}
		if got := must[store.Team](t)(s.Team(t.Context(), "team-spare")); !slices.Equal(got.Members, []chat.AgentID{ada}) {
			t.Errorf("its people are not in the other team: %+v", got)
		}
		if got := must[store.Team](t)(s.Team(t.Context(), "team-night")); got.Overflow != "team-spare" || got.Version != 2 {
			t.Errorf("the overflow: %+v", got)
		}
		after := must[store.RoutingRules](t)(s.RoutingRules(t.Context(), site.ID))
		if after.Version != 2 || after.Rules[0].Then.Team != "team-spare" || after.Rules[1].Then.Overflow != "" {
			t.Errorf("the rules: %+v", after)
		}
		if _, err := s.DeleteTeam(t.Context(), "team-spare", "", true); err != nil {
			t.Fatal(err)
		}
		if a := must[agent.Agent](t)(s.Agent(t.Context(), ada)); len(a.Teams) != 0 {
			t.Errorf("by force, but Ada is in %v", a.Teams)
		}
		_, err = s.DeleteTeam(t.Context(), "team-spare", "", true)
		wantCode(t, "deleting it again", err, chat.NotFound)
	})
}

func TestWhoWaitsForATeamIsFound(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		put(t, s, "conversation-own", startOf("v1"), queueUp, chat.Reroute{By: chat.BySystem, Route: chat.Route{Team: "team-care"}})
		put(t, s, "conversation-over", startOf("v2"), queueUp, chat.Reroute{By: chat.BySystem, Route: chat.Route{Team: "team-x", Overflow: "team-care"}})
		put(t, s, "conversation-other", startOf("v3"), queueUp, chat.Reroute{By: chat.BySystem, Route: chat.Route{Team: "team-x"}})
		put(t, s, "conversation-none", startOf("v4"), queueUp)
		put(t, s, "conversation-had", startOf("v5"), queueUp, chat.Reroute{By: chat.BySystem, Route: chat.Route{Team: "team-care"}}, chat.Claim{Agent: chat.Profile{ID: addAgent(t, s, "ada").ID, Name: "Ada"}})
		var ids []chat.ConversationID
		for _, c := range must[[]*chat.Conversation](t)(s.WaitingFor(t.Context(), "team-care", 10)) {
			ids = append(ids, c.ID)
		}
		if slices.Sort(ids); !slices.Equal(ids, []chat.ConversationID{"conversation-over", "conversation-own"}) {
			t.Errorf("WaitingFor() = %v", ids)
		}
	})
}

var queueUp = chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByAssistant, Told: "Of course.", Live: true, Promise: chat.Promise{Kind: chat.PromiseNow}}

func startOf(v chat.VisitorID) chat.Start {
	return chat.Start{Site: "site-1", Visitor: v, ClientID: "start-" + string(v), Text: "Hello"}
}

func TestSkillsAreRenamedAndDeletedEverywhere(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		for _, name := range []string{" Billing ", "legal"} {
			must[store.Skill](t)(s.CreateSkill(t.Context(), store.Skill{Name: name}))
		}
		ada := addAgent(t, s, "ada", func(a *agent.Agent) { a.Skills = map[string]int{"billing": 2, "legal": 4} }).ID
		site := addSite(t, s, "Bikes")
		rules := []routing.Rule{{ID: "rule-1", Name: "Money", Then: routing.Outcome{Skills: []routing.SkillNeed{{Name: "billing", Level: 2}}, Target: time.Minute}}}
		if _, _, err := s.PutRoutingRules(t.Context(), store.RoutingRules{Site: site.ID, Rules: rules}); err != nil {
			t.Fatal(err)
		}
		if got := must[[]store.Skill](t)(s.Skills(t.Context())); len(got) != 2 || got[0] != (store.Skill{Name: "billing", People: 1, CreatedAt: now.now()}) {
			t.Errorf("Skills() = %+v", got)
		}
		k, whose, err := s.UpdateSkill(t.Context(), "BILLING", func(k *store.Skill) { k.Name, k.Description = "Payments", "Cards" })
		if err != nil || k.Name != "payments" || !slices.Equal(whose, []chat.AgentID{ada}) {
			t.Fatalf("UpdateSkill() = %+v, %v, %v", k, whose, err)
		}
		if a := must[agent.Agent](t)(s.Agent(t.Context(), ada)); !reflect.DeepEqual(a.Skills, map[string]int{"payments": 2, "legal": 4}) {
			t.Errorf("Ada has %v", a.Skills)
		}
		if r := must[store.RoutingRules](t)(s.RoutingRules(t.Context(), site.ID)); r.Rules[0].Then.Skills[0].Name != "payments" || r.Version != 2 {
			t.Errorf("the rules: %+v", r)
		}
		_, _, err = s.UpdateSkill(t.Context(), "legal", func(k *store.Skill) { k.Name = "Payments" })
		wantCode(t, "a name that is taken", err, chat.Conflict)
		_, err = s.DeleteSkill(t.Context(), "payments", false)
		if got := usesOf(t, err); got != "agent ada, rule Money" {
			t.Errorf("used by %s", got)
		}
		if _, err := s.DeleteSkill(t.Context(), "payments", true); err != nil {
			t.Fatal(err)
		}
		if a := must[agent.Agent](t)(s.Agent(t.Context(), ada)); !reflect.DeepEqual(a.Skills, map[string]int{"legal": 4}) {
			t.Errorf("after it was deleted Ada has %v", a.Skills)
		}
		_, err = s.DeleteSkill(t.Context(), "payments", true)
		wantCode(t, "deleting it again", err, chat.NotFound)
	})
}

func TestOnlyOneOfTwoChangesOfRulesIsStored(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		site := addSite(t, s, "Bikes")
		if r := must[store.RoutingRules](t)(s.RoutingRules(t.Context(), site.ID)); !r.Shipped() || len(r.Rules) != len(routing.Shipped()) {
			t.Errorf("at first: %+v", r)
		}
		errs := atOnce(4, func(int) error {
			_, _, err := s.PutRoutingRules(t.Context(), store.RoutingRules{Site: site.ID, Rules: []routing.Rule{}})
			return err
		})
		if count(errs, "") != 1 || count(errs, chat.Conflict) != 3 {
			t.Errorf("%v, want one stored and three told", errs)
		}
		if r := must[store.RoutingRules](t)(s.RoutingRules(t.Context(), site.ID)); r.Shipped() || len(r.Rules) != 0 {
			t.Errorf("an empty table is a table: %+v", r)
		}
	})
}

func TestDecisionsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		first := store.Decision{ID: "offer-1", Site: "site-1", Explanation: routing.Explanation{Conversation: "conversation-1", At: now.now(), Line: "the only one who could",
			Method: routing.RoundRobin, Stage: routing.StageTeam, TieBreak: routing.OnlyOne, Could: 1, Cut: map[routing.Cut]int{routing.CutStatus: 2},
			Rows: []routing.Row{{Agent: "agent-ada", Name: "Ada", Chosen: true, Load: 1, Places: 3}}}}
		second := first
		second.ID, second.At = "offer-2", now.now().Add(time.Second)
		for _, d := range []store.Decision{first, second, first} {
			if err := s.PutDecision(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		got := must[[]store.Decision](t)(s.Decisions(t.Context(), "conversation-1"))
		if !reflect.DeepEqual(got, []store.Decision{second, first}) {
			t.Errorf("Decisions() =\n%+v, want the newest first:\n%+v", got, []store.Decision{second, first})
		}
	})
}

func TestWhatWasHandedOffIsFoundWithWhatWasKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		v := must[store.Visitor](t)(s.CreateVisitor(t.Context(), store.Visitor{Site: "site-1", Attributes: map[string]string{"plan": "pro"}}))
		put(t, s, "conversation-1", startOf(v.ID), queueUp, chat.RecordPackage{Package: chat.Package{Handoff: "handoff-1", Topic: "billing", Sentiment: "angry"}})
		put(t, s, "conversation-2", startOf("v2"))
		if err := s.PutDelivery(t.Context(), store.Delivery{Handoff: "handoff-1", Destination: "queue", Conversation: "conversation-1", Site: "site-1", AskedAt: now.now()}); err != nil {
			t.Fatal(err)
		}
		got := must[[]store.HandedOff](t)(s.HandedOff(t.Context(), "site-1", 10))
		if len(got) != 1 || got[0].Conversation.ID != "conversation-1" || got[0].Package.Sentiment != "angry" || got[0].Visitor.Attributes["plan"] != "pro" || !got[0].AskedAt().Equal(now.now()) {
			t.Errorf("HandedOff() = %+v", got)
		}
		if got := must[[]store.HandedOff](t)(s.HandedOff(t.Context(), "site-2", 10)); len(got) != 0 {
			t.Errorf("of another site: %+v", got)
		}
	})
}
