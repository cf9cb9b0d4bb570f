package main

import (
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

func TestOnlyWhoWorksOnASiteHasItsVisitorsBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var buses []*wire
		n := startRouted(t, s, &buses)
		people := newStaff(s, n.presence, newSiteBook(s))
		people.people.life = time.Hour // what was read stays known, however slow this machine is
		ada := onDuty(t, s, 1, 5)[0]
		site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := people.everybody(t.Context()); err != nil {
			t.Fatal(err)
		}
		wants := func(what string, id chat.AgentID, site chat.SiteID, want bool) {
			t.Helper()
			if got, err := people.Routable(t.Context(), id, site); err != nil || got != want {
				t.Errorf("%s: Routable(%s) = %v, %v, want %v", what, site, got, err, want)
			}
		}
		change := func(do func(*agent.Agent)) {
			t.Helper()
			if _, err := s.UpdateAgent(t.Context(), ada.ID, func(a *agent.Agent) error { do(a); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		wants("she works everywhere", ada.ID, "site-a", true)
		change(func(a *agent.Agent) { a.Sites = []chat.SiteID{site.ID} })
		wants("she was moved away", ada.ID, "site-a", false)
		wants("to another one", ada.ID, site.ID, true)
		change(func(a *agent.Agent) { a.Role = agent.RoleAdmin })
		wants("admins work everywhere", ada.ID, "site-a", true)
		if _, err := n.presence.SetStatus(t.Context(), ada.ID, agent.Busy, time.Time{}, chat.ByAgent(ada.ID)); err != nil {
			t.Fatal(err)
		}
		wants("she has just said that she is busy", ada.ID, site.ID, false)
		wants("nobody knows them", "agent-none", "site-a", false)
	})
}

func TestAVisitorIsRoutedToWhoeverHelpedThemLast(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var buses []*wire
		n := startRouted(t, s, &buses)
		n.run(t)
		site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop"})
		if err != nil {
			t.Fatal(err)
		}
		v, err := s.CreateVisitor(t.Context(), store.Visitor{Site: site.ID})
		if err != nil {
			t.Fatal(err)
		}
		r := routes{s, newSiteBook(s), newTopics(s)}
		helped := func(key string, by agent.Agent) *chat.Conversation {
			t.Helper()
			res, err := n.desk.Start(t.Context(), chat.Start{Site: site.ID, Visitor: v.ID, ClientID: "client-" + key, Text: "Hello"})
			if err != nil {
				t.Fatal(err)
			}
			if by.ID != "" {
				res, err = n.desk.Do(t.Context(), res.Conversation.ID, chat.Claim{Agent: by.Profile(), Handoff: chat.HandoffID("handoff-" + key)}, chat.Resolve{By: chat.ByAgent(by.ID), Outcome: chat.OutcomeSolved})
			}
			if err != nil {
				t.Fatal(err)
			}
			return res.Conversation
		}
		team := onDuty(t, s, 2, 5)
		prefers := func(c *chat.Conversation, want chat.AgentID) {
			t.Helper()
			route, _, err := r.Route(t.Context(), handoff.Case{Conversation: c, Reason: chat.ByRule, Language: "en", At: s.Now()})
			if err != nil || route.Preferred != want {
				t.Errorf("Route() prefers %q, %v, want %q", route.Preferred, err, want)
			}
		}
		older := helped("older", team[0])
		this := helped("this", team[1])
		prefers(older, team[0].ID)
		prefers(this, team[1].ID)
		prefers(helped("new", agent.Agent{}), team[1].ID)
	})
}
