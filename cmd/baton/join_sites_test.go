package main

import (
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// weekday is open from nine to five on working days, night from eight in the evening on.
func weekday() hours.Plan { return everyDay(5, 9*60, 17*60) }
func night() *hours.Plan  { p := everyDay(7, 20*60, 30*60); return &p }

func everyDay(days hours.Day, from, to hours.Clock) hours.Plan {
	p := hours.Plan{Zone: "UTC"}
	for d := range days {
		p.Weekly = append(p.Weekly, hours.Interval{Day: d, From: from, To: to})
	}
	return p
}

func TestTheHoursOfATeamElseOfItsSite(t *testing.T) {
	n := aNode(t)
	site, err := n.store.CreateSite(t.Context(), store.Site{Name: "Bikes", Hours: weekday()})
	if err != nil {
		t.Fatal(err)
	}
	for _, team := range []store.Team{
		{Team: routing.Team{ID: "team-late", Name: "Late", Method: routing.LoadBalanced}, Hours: night()},
		{Team: routing.Team{ID: "team-day", Name: "Day", Method: routing.LoadBalanced, Overflow: "team-late"}},
		{Team: routing.Team{ID: "team-alone", Name: "Alone", Method: routing.LoadBalanced}},
	} {
		if _, err := n.store.CreateTeam(t.Context(), team); err != nil {
			t.Fatal(err)
		}
	}
	book := newSiteBook(n.store)
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	evening := noon.Add(10 * time.Hour)
	for _, c := range []struct {
		team          chat.TeamID
		noon, evening bool
	}{{"", true, false}, {"team-day", true, false}, {"team-late", false, true}, {"team-gone", true, false}} {
		calendar, err := book.Calendar(t.Context(), site.ID, c.team)
		if err != nil || calendar.IsOpen(noon) != c.noon || calendar.IsOpen(evening) != c.evening {
			t.Errorf("%q: open at noon %v, in the evening %v, %v; want %v, %v", c.team, calendar.IsOpen(noon), calendar.IsOpen(evening), err, c.noon, c.evening)
		}
	}
	rules := []routing.Rule{{ID: "all", Name: "All", Then: routing.Outcome{Team: "team-day", Target: time.Minute}}}
	guest, err := n.store.CreateVisitor(t.Context(), store.Visitor{Site: site.ID})
	if err != nil {
		t.Fatal(err)
	}
	router := routes{n.store, book, newTopics(n.store)}
	for i, c := range []struct {
		name string
		team chat.TeamID
		at   time.Time
		want chat.TeamID
	}{
		{"an open team has its conversations", "team-day", noon, "team-day"},
		{"a closed one is served by the open one that helps out", "team-day", evening, "team-late"},
		{"with nobody to help out it stays, for later", "team-alone", evening, "team-alone"},
	} {
		rules[0].Then.Team = c.team
		if _, _, err := n.store.PutRoutingRules(t.Context(), store.RoutingRules{Site: site.ID, Rules: rules, Version: int64(i)}); err != nil {
			t.Fatal(err)
		}
		route, later, err := router.Route(t.Context(), handoff.Case{Conversation: &chat.Conversation{ID: "c", Site: site.ID, Visitor: guest.ID}, At: c.at})
		if err != nil || later || route.Team != c.want {
			t.Errorf("%s: team %q, later %v, %v", c.name, route.Team, later, err)
		}
	}
}

// TestWhatIsExpectedOfTheTeamThatWouldAnswer has a site that is always open, with one team
// that never is, to which everybody is sent.
func TestWhatIsExpectedOfTheTeamThatWouldAnswer(t *testing.T) {
	n := aNode(t)
	site, err := n.store.CreateSite(t.Context(), store.Site{Name: "Bikes", Hours: hours.Always()})
	if err != nil {
		t.Fatal(err)
	}
	never := hours.Never()
	team, err := n.store.CreateTeam(t.Context(), store.Team{Team: routing.Team{ID: "team-never", Name: "Never", Method: routing.LoadBalanced}, Hours: &never})
	if err != nil {
		t.Fatal(err)
	}
	people := newStaff(n.store, n.presence, newSiteBook(n.store))
	if e, err := people.Expect(t.Context(), site.ID); err != nil || !e.Open {
		t.Errorf("by the shipped rules: %+v, %v, want the hours of the site", e, err)
	}
	rules := []routing.Rule{{ID: "all", Name: "All", Then: routing.Outcome{Team: team.ID, Target: time.Minute}}}
	if _, _, err := n.store.PutRoutingRules(t.Context(), store.RoutingRules{Site: site.ID, Rules: rules}); err != nil {
		t.Fatal(err)
	}
	if e, err := people.Expect(t.Context(), site.ID); err != nil || e.Open || e.Promise.Kind != chat.PromiseByTime {
		t.Errorf("sent to a team that is closed: %+v, %v", e, err)
	}
}

// TestWhatIsExpectedIsWhatAskingBrings has somebody at their desk, and a line that takes one.
func TestWhatIsExpectedIsWhatAskingBrings(t *testing.T) {
	n := aNode(t)
	if _, err := n.presence.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := n.store.CreateSite(t.Context(), store.Site{ID: "site-bikes", Name: "Bikes", Hours: hours.Always()}); err != nil {
		t.Fatal(err)
	}
	ada, err := n.store.CreateAgent(t.Context(), agent.Agent{Email: "ada@example.com", Name: "Ada", Role: agent.RoleAgent, Capacity: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.presence.Connect(t.Context(), "tab", ada.ID); err != nil {
		t.Fatal(err)
	}
	team, err := n.store.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: "Shop", Method: routing.LoadBalanced, MaxWaiting: 1}, Members: []chat.AgentID{ada.ID}})
	if err != nil {
		t.Fatal(err)
	}
	rules := []routing.Rule{{ID: "all", Name: "All", Then: routing.Outcome{Team: team.ID, Target: time.Minute}}}
	book := store.RoutingRules{Site: "site-bikes", Rules: rules}
	put := func() {
		t.Helper()
		book, _, err = n.store.PutRoutingRules(t.Context(), book)
		if err != nil {
			t.Fatal(err)
		}
	}
	put()
	expect := func(what string, kind chat.PromiseKind, online bool) {
		t.Helper()
		people := newStaff(n.store, n.presence, newSiteBook(n.store))
		if e, err := people.Expect(t.Context(), "site-bikes"); err != nil || e.Promise.Kind != kind || e.Online != online {
			t.Errorf("%s: %+v, %v, want %s, online %v", what, e, err, kind, online)
		}
	}
	expect("Ada is free", chat.PromiseRange, true)
	ahead := n.queue(t, "visitor-1", chat.Route{Team: team.ID})
	expect("one waits, and Ada is free", chat.PromiseRange, true)
	if _, _, err := n.store.UpdateTeam(t.Context(), team.ID, 0, func(x *store.Team) { x.Method = routing.Manual }); err != nil {
		t.Fatal(err)
	}
	expect("one waits, and Ada, who is free, takes them by hand", chat.PromiseByTime, true)
	if _, _, err := n.store.UpdateTeam(t.Context(), team.ID, 0, func(x *store.Team) { x.Method = routing.LoadBalanced }); err != nil {
		t.Fatal(err)
	}
	n.queue(t, "visitor-2", chat.Route{Team: team.ID})
	if _, err := n.desk.Do(t.Context(), ahead, chat.Claim{Agent: ada.Profile()}); err != nil {
		t.Fatal(err)
	}
	expect("one waits, which is all that the line takes", chat.PromiseByTime, true)
	book.Rules[0].Then.Later = true
	put()
	expect("the rules let nobody join", chat.PromiseByTime, false)
}
