package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// TestTheSmallestLimitOfAPersonsSitesBindsThem has two sites with limits and one without.
func TestTheSmallestLimitOfAPersonsSitesBindsThem(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		site := func(name string, limit int) store.Site {
			return must[store.Site](t)(s.CreateSite(t.Context(), store.Site{Name: name, Settings: store.SiteSettings{Limit: limit}}))
		}
		limit := func(site store.Site, most int) {
			t.Helper()
			must[store.Site](t)(s.UpdateSite(t.Context(), site.ID, 0, func(x *store.Site) error { x.Settings.Limit = most; return nil }))
		}
		shop, docs, plain := site("Shop", 3), site("Docs", 0), site("Plain", 0)
		person := func(name string, role agent.Role, sites ...chat.SiteID) chat.AgentID {
			return must[agent.Agent](t)(s.CreateAgent(t.Context(), agent.Agent{Email: name + "@example.com", Name: name, Role: role, Capacity: 4, Sites: sites})).ID
		}
		ada := person("ada", agent.RoleAgent)                    // works everywhere
		ben := person("ben", agent.RoleAgent, docs.ID, plain.ID) // not on the shop
		cleo := person("cleo", agent.RoleAdmin, plain.ID)        // admins work everywhere, too
		node(s, now, "n1", &told{})
		places := func(what string, want map[chat.AgentID]int) {
			t.Helper()
			p := node(s, now, "n1", &told{})
			for who, n := range want {
				a := must[agent.Agent](t)(s.Agent(t.Context(), who))
				if state := stateOf(t, p, who); a.Places() != n || state.Capacity != n || a.Capacity != 4 {
					t.Errorf("%s: %s has %d places, and by presence %d, want %d of 4", what, a.Name, a.Places(), state.Capacity, n)
				}
			}
		}
		places("a limit that was there before them", map[chat.AgentID]int{ada: 3, ben: 4, cleo: 3})
		limit(docs, 2)
		places("a smaller one on another site", map[chat.AgentID]int{ada: 2, ben: 2, cleo: 2})
		limit(docs, 50)
		places("one above their capacity", map[chat.AgentID]int{ada: 3, ben: 4, cleo: 3})
		must[agent.Agent](t)(s.UpdateAgent(t.Context(), ben, func(a *agent.Agent) error { a.Sites = []chat.SiteID{shop.ID}; return nil }))
		places("somebody moved", map[chat.AgentID]int{ada: 3, ben: 3, cleo: 3})
		limit(shop, 0)
		places("none any more", map[chat.AgentID]int{ada: 4, ben: 4, cleo: 4})
		for _, most := range []int{-1, agent.MaxCapacity + 1} {
			_, err := s.UpdateSite(t.Context(), shop.ID, 0, func(x *store.Site) error { x.Settings.Limit = most; return nil })
			if refusal, ok := errors.AsType[*chat.Error](err); !ok || refusal.Code != chat.Invalid || refusal.Field != "limit" {
				t.Errorf("a limit of %d: %v", most, err)
			}
		}
	})
}

// TestNobodyClaimsBeyondTheLimitOfTheirSite lowers it while somebody holds two.
func TestNobodyClaimsBeyondTheLimitOfTheirSite(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		site := must[store.Site](t)(s.CreateSite(t.Context(), store.Site{Name: "Shop", Settings: store.SiteSettings{Limit: 2}}))
		ada := addAgent(t, s, "ada", func(a *agent.Agent) { a.Sites, a.Capacity = nil, 4 })
		claim := func(id chat.ConversationID) error {
			t.Helper()
			c := put(t, s, id, startOf(chat.VisitorID("visitor-"+id)), queueUp)
			d, err := chat.Decide(c, chat.Claim{Agent: ada.Profile()}, s.Now())
			if err != nil {
				t.Fatal(err)
			}
			next := &store.Commit{Before: c, After: c.Clone(), Seats: d.Seats}
			next.Entries = next.After.Write(d.Drafts, s.Now())
			s.Commit(t.Context(), []*store.Commit{next})
			return next.Err
		}
		for _, id := range []chat.ConversationID{"one", "two"} {
			if err := claim(id); err != nil {
				t.Fatal(err)
			}
		}
		if err := claim("three"); !chat.IsCode(err, chat.Conflict) {
			t.Errorf("a third one: %v, want a conflict", err)
		}
		now.pass(time.Second)
		must[store.Site](t)(s.UpdateSite(t.Context(), site.ID, 0, func(x *store.Site) error { x.Settings.Limit = 1; return nil }))
		if got := must[store.Invariants](t)(s.Invariants(t.Context())); got.OverCapacity != 0 {
			t.Errorf("%d over their capacity, though what they hold was given before it was lowered", got.OverCapacity)
		}
		must[store.Site](t)(s.UpdateSite(t.Context(), site.ID, 0, func(x *store.Site) error { x.Settings.Limit = 0; return nil }))
		if err := claim("four"); err != nil {
			t.Errorf("without a limit: %v", err)
		}
	})
}
