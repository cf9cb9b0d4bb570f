package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/rehearsal"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
)

// TestARehearsalIsAnsweredByTheCodeThatRoutes asks about stored rules, teams, people and
// hours, and looks that nothing is stored.
func TestARehearsalIsAnsweredByTheCodeThatRoutes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		var plan hours.Plan
		if err := json.Unmarshal([]byte(`{"zone":"Europe/Berlin","weekly":[{"day":"monday","from":"09:00","to":"17:00"},{"day":"wednesday","from":"09:00","to":"17:00"}]}`), &plan); err != nil {
			t.Fatal(err)
		}
		site, err := s.CreateSite(ctx, store.Site{Name: "Shop", Domains: []string{"shop.example.com"}, Hours: plan, Settings: store.SiteSettings{Locale: "en", Team: "Anna’s team"}})
		if err != nil {
			t.Fatal(err)
		}
		team, err := s.CreateTeam(ctx, store.Team{Team: routing.Team{Name: "Billing", Method: routing.SkillBased, Offer: 20 * time.Second}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.CreateSkill(ctx, store.Skill{Name: "billing"}); err != nil {
			t.Fatal(err)
		}
		for _, a := range []agent.Agent{
			{Name: "Ada", Email: "ada@example.com", Languages: []string{"en", "de"}, Skills: map[string]int{"billing": 5}, Teams: []chat.TeamID{team.ID}},
			{Name: "Ben", Email: "ben@example.com", Languages: []string{"en"}, Skills: map[string]int{"billing": 2}, Teams: []chat.TeamID{team.ID}},
		} {
			a.Role, a.Capacity = agent.RoleAgent, 2
			if _, err := s.CreateAgent(ctx, a); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err = s.PutRoutingRules(ctx, store.RoutingRules{Site: site.ID, Rules: append(routing.Shipped()[:2:2],
			routing.Rule{ID: "money", Name: "Money", When: routing.Conditions{Topic: []string{"billing"}}, Then: routing.Outcome{Team: team.ID, Skills: []routing.SkillNeed{{Name: "billing", Level: 3}}, Target: time.Minute}})})
		if err != nil {
			t.Fatal(err)
		}
		people := newStaff(s, agent.NewPresence(agent.Parts{Node: "node", Records: s.Presence(nil, false), Leases: s.Presence(nil, false)}), newSiteBook(s))
		r := rehearsals{s, people, people.sites, newTopics(s)}

		monday := nextMonday(s.Now())
		asked := []rehearsal.Situation{
			{At: monday, Topic: "billing", Language: "de", Staffing: rehearsal.EverybodyFree},
			{At: monday, Topic: "billing", Language: "en", Staffing: rehearsal.EverybodyFull},
			{At: monday, Tier: "VIP", Staffing: rehearsal.EverybodyFree},
			{At: monday.AddDate(0, 0, -1), Tier: "vip", Language: "de"},
			{},
		}
		answers, err := r.Rehearse(ctx, site, asked)
		if err != nil {
			t.Fatal(err)
		}
		first := answers[0]
		if first.Rule.ID != "money" || first.Team.ID != team.ID || len(first.Steps) != 1 || first.Steps[0].People[0] != "Ada" || !strings.HasPrefix(first.Said, "Gern. Ich bitte Anna’s team") ||
			!strings.Contains(first.Steps[0].Why, "German, billing 3") {
			t.Errorf("about billing, in German: %+v", first)
		}
		full := answers[1]
		if !full.Live || full.Steps[len(full.Steps)-1].Did != rehearsal.Later || len(full.Reaches) != 2 || full.Reaches[1].People[0] != "Ben" {
			t.Errorf("everybody at capacity: %+v", full)
		}
		if vip := answers[2]; vip.Rule.ID != "vip" || !vip.Route.Ahead || vip.Route.Tier != "VIP" {
			t.Errorf("a VIP: %+v", vip)
		}
		if sunday := answers[3]; sunday.Live || sunday.Rule.ID != "after-hours" || !sunday.Asked {
			t.Errorf("a VIP on Sunday: %+v", sunday)
		}
		if now := answers[4]; now.Live {
			t.Errorf("nobody is online: %+v", now)
		}

		shipped, err := r.Rehearse(ctx, site, nil)
		if err != nil || len(shipped) < 10 {
			t.Fatalf("%d answers, %v", len(shipped), err)
		}
		for _, a := range shipped {
			if a.Verdict == rehearsal.Bad {
				t.Errorf("%s: %s", a.Question.Say, a.Advice)
			}
		}
		for _, table := range []string{"conversations", "entries", "work", "visitors", "routing_decisions", "offers"} {
			var n int
			if err := s.DB(ctx).Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil || n != 0 {
				t.Errorf("%d rows in %s, %v; a rehearsal stores nothing", n, table, err)
			}
		}
	})
}

// nextMonday is the next Monday at ten in UTC.
func nextMonday(now time.Time) time.Time {
	day := now.UTC().Truncate(24 * time.Hour)
	for day.Weekday() != time.Monday || day.Before(now) {
		day = day.AddDate(0, 0, 1)
	}
	return day.Add(10 * time.Hour)
}
