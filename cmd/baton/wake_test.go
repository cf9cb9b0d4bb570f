package main

import (
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
)

// TestASnoozeWakesWhoeverIsAtWork has the time of a snoozed conversation come while its
// owner is in all kinds of states.
func TestASnoozeWakesWhoeverIsAtWork(t *testing.T) {
	type owner struct {
		store    *store.Store
		presence *agent.Presence
		id       chat.AgentID
	}
	status := func(s agent.Status) func(*testing.T, owner) {
		return func(t *testing.T, o owner) {
			if _, err := o.presence.SetStatus(t.Context(), o.id, s, time.Time{}, chat.ByAgent(o.id)); err != nil {
				t.Fatal(err)
			}
		}
	}
	set := func(columns string) func(*testing.T, owner) {
		return func(t *testing.T, o owner) {
			if err := o.store.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec("UPDATE agents SET "+columns+" WHERE id = ?", o.id).Error }); err != nil {
				t.Fatal(err)
			}
		}
	}
	gone := func(t *testing.T, o owner) {
		if err := o.store.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec("DELETE FROM connections WHERE agent_id = ?", o.id).Error }); err != nil {
			t.Fatal(err)
		}
		set("dropped_at = 1, gone_at = 2")(t, o)
	}
	for _, tt := range []struct {
		name string
		how  store.GoneHow
		do   func(*testing.T, owner)
		want chat.State
	}{
		{"available", "", func(*testing.T, owner) {}, chat.StateActive},
		{"busy", "", status(agent.Busy), chat.StateActive},
		{"with no free place", "", set("capacity = 0"), chat.StateActive},
		{"away", "", status(agent.Away), chat.StateQueued},
		{"offline with a window open", "", status(agent.Offline), chat.StateQueued},
		{"not responding", "", set("missed_offers = 2"), chat.StateQueued},
		{"gone", "", gone, chat.StateQueued},
		{"gone, where conversations are kept", store.GoneKeep, gone, chat.StateActive},
		{"gone, where a team takes them", store.GoneToTeam, gone, chat.StateQueued},
		{"no colleague any more", "", set("disabled_at = 1"), chat.StateQueued},
		{"no colleague any more, where conversations are kept", store.GoneKeep, set("disabled_at = 1"), chat.StateQueued},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, open := range map[string]func(testing.TB, func() time.Time) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
				t.Run(name, func(t *testing.T) {
					var later atomic.Int64
					s := open(t, func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
					var buses []*wire
					n := startRouted(t, s, &buses)
					n.run(t)
					team, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: "Care", Method: routing.Manual}})
					if err != nil {
						t.Fatal(err)
					}
					gone := store.OwnerGone{How: tt.how}
					if tt.how == store.GoneToTeam {
						gone.Team = team.ID
					}
					site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop", Settings: store.SiteSettings{OwnerGone: gone}})
					if err != nil {
						t.Fatal(err)
					}
					ada := onDuty(t, s, 1, 5)[0]
					res, err := n.desk.Start(t.Context(), chat.Start{Site: site.ID, Visitor: "visitor-mia", ClientID: "client-start", Text: "Hello"})
					if err != nil {
						t.Fatal(err)
					}
					id := res.Conversation.ID
					if _, err := n.desk.Do(t.Context(), id, chat.Claim{Agent: ada.Profile(), Handoff: "handoff-1"}, chat.Snooze{By: ada.ID, Until: s.Now().Add(time.Minute)}); err != nil {
						t.Fatal(err)
					}
					tt.do(t, owner{s, n.presence, ada.ID})
					later.Store(int64(61 * time.Second))
					if err := (waker{n.desk, n.presence, owners{s, newStaff(s, n.presence, newSiteBook(s))}}).wake(t.Context(), id); err != nil {
						t.Fatal(err)
					}
					c, err := s.Conversation(t.Context(), id)
					if err != nil || c.State != tt.want || (c.Team() == team.ID) != (tt.how == store.GoneToTeam) {
						t.Errorf("it wakes %s for team %q (%v), want %s", c.State, c.Team(), err, tt.want)
					}
				})
			}
		})
	}
}
