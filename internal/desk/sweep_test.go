package desk_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
)

// eachAt runs a test on both databases with a clock that the test owns.
func eachAt(t *testing.T, run func(t *testing.T, s *store.Store, advance func(time.Duration))) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			var offset atomic.Int64
			base := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
			s := open(t, func() time.Time { return base.Add(time.Duration(offset.Load())) })
			run(t, s, func(d time.Duration) { offset.Add(int64(d)) })
		})
	}
}

// steady is a node whose lease has always held.
func steady(time.Duration, time.Time) bool { return true }

func exec(t *testing.T, s *store.Store, q string, args ...any) {
	t.Helper()
	if err := s.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec(q, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func state(t *testing.T, s *store.Store, id chat.ConversationID) chat.State {
	t.Helper()
	c, err := s.Conversation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c.State
}

func TestSweep(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, advance func(time.Duration)) {
		d := running(t, s, bus.NewLocal(), false)
		w := &desk.Sweeper{Find: s, Away: s.Presence(s.Now, true), Held: steady, Desk: d, Patience: desk.DefaultPatience(), Log: slog.Default()}
		addAgent(t, s, "agent-ada", 5)
		addAgent(t, s, "agent-ben", 5)
		do := func(id chat.ConversationID, cmds ...chat.Command) {
			t.Helper()
			if _, err := d.Do(t.Context(), id, cmds...); err != nil {
				t.Fatal(err)
			}
		}
		queue := func(visitor string) chat.ConversationID {
			c := started(t, d, visitor)
			do(c.ID, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: chat.ByAssistant, Told: "Of course.", Live: true, Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: s.Now()}})
			if err := s.Presence(s.Now, true).SetVisitorsOpen(t.Context(), "node-agent-ada", map[chat.VisitorID]bool{chat.VisitorID(visitor): true}); err != nil {
				t.Fatal(err)
			}
			return c.ID
		}
		waits, answered, left, known := queue("v-waits"), queue("v-answered"), queue("v-left"), queue("v-known")
		silent := started(t, d, "v-silent").ID
		do(known, chat.Collect{By: chat.ByAssistant, Field: chat.Field{Name: chat.FieldEmail, Value: "mia@example.com"}})
		for _, id := range []chat.ConversationID{waits, answered} {
			do(id, chat.Claim{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}})
		}
		do(waits, chat.Post{By: chat.ByVisitor("v-waits"), ClientID: "message-1", Text: "Still there?"})
		do(answered, chat.Post{By: chat.ByAgent("agent-ada"), ClientID: "message-1", Text: "Yes."})

		// Ada's last socket drops; two visitors close their windows.
		exec(t, s, "DELETE FROM connections WHERE agent_id = 'agent-ada'")
		exec(t, s, "UPDATE agents SET dropped_at = ? WHERE id = 'agent-ada'", s.Now().UnixMicro())
		if err := s.Presence(s.Now, true).SetVisitorsOpen(t.Context(), "node-agent-ada", map[chat.VisitorID]bool{"v-left": false, "v-known": false}); err != nil {
			t.Fatal(err)
		}
		advance(59 * time.Second)
		w.Sweep(t.Context())
		if got := state(t, s, waits); got != chat.StateActive {
			t.Errorf("within the grace the conversation is %s", got)
		}
		advance(2 * time.Second)
		exec(t, s, "UPDATE agents SET gone_at = ? WHERE id = 'agent-ada'", s.Now().UnixMicro()) // presence does, after the grace
		w.Sweep(t.Context())
		c, err := s.Conversation(t.Context(), waits)
		if err != nil || c.State != chat.StateQueued || !c.Front {
			t.Errorf("after the grace: %s, front %v (%v)", c.State, c.Front, err)
		}
		if got := state(t, s, answered); got != chat.StateActive {
			t.Errorf("a visitor who has the word was taken from the agent: %s", got)
		}
		if got := state(t, s, left); got != chat.StateQueued {
			t.Errorf("gone for a minute, the visitor lost the place: %s", got)
		}
		advance(61 * time.Second)
		w.Sweep(t.Context())
		for id, want := range map[chat.ConversationID]chat.State{left: chat.StateResolved, known: chat.StateFollowUp, waits: chat.StateQueued, silent: chat.StateAssistant} {
			if got := state(t, s, id); got != want {
				t.Errorf("%s is %s, want %s", id, got, want)
			}
		}
		advance(24 * time.Hour)
		w.Sweep(t.Context())
		if got := state(t, s, silent); got != chat.StateResolved {
			t.Errorf("silent for a day: %s", got)
		}
	})
}

// TestWhoseAddressBecameKnownIsOwedAnAnswer: the chat began before the host page said who
// sits there, which is then known of the visitor and not of the conversation.
func TestWhoseAddressBecameKnownIsOwedAnAnswer(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, advance func(time.Duration)) {
		d := running(t, s, bus.NewLocal(), false)
		w := &desk.Sweeper{Find: s, Away: s.Presence(s.Now, true), Held: steady, Desk: d, Patience: desk.DefaultPatience(), Log: slog.Default()}
		waits := map[string]chat.ConversationID{}
		for name, claim := range map[string]store.Claim{"mail": {Email: "mia@example.com", Phone: "+49301234567"}, "phone": {Phone: "+49301234567"}, "nobody": {Name: "Mia"}} {
			v, err := s.CreateVisitor(t.Context(), store.Visitor{Site: "site-1"})
			if err != nil {
				t.Fatal(err)
			}
			waits[name] = waiting(t, d, string(v.ID), "")
			if _, err := s.NoteClaim(t.Context(), v.ID, claim); err != nil {
				t.Fatal(err)
			}
		}
		advance(2*time.Minute + time.Second)
		w.Sweep(t.Context())
		for name, want := range map[string]chat.Conversation{"mail": {State: chat.StateFollowUp, Contact: "mia@example.com"},
			"phone": {State: chat.StateFollowUp, Contact: "+49301234567"}, "nobody": {State: chat.StateResolved}} {
			c, err := s.Conversation(t.Context(), waits[name])
			if err != nil || c.State != want.State || c.Contact != want.Contact {
				t.Errorf("%s: %s with contact %q (%v), want %s with %q", name, c.State, c.Contact, err, want.State, want.Contact)
			}
		}
	})
}

// TestNobodyIsGoneBecauseTheHouseWasAway: a widget takes up to a minute to come back
// after whatever kept it out, so an outage must not end the wait of anybody (promise P9).
func TestNobodyIsGoneBecauseTheHouseWasAway(t *testing.T) {
	for name, restarts := range map[string]bool{"the process was down": true, "the database was away": false} {
		t.Run(name, func(t *testing.T) {
			eachAt(t, func(t *testing.T, s *store.Store, advance func(time.Duration)) {
				d, rows := running(t, s, bus.NewLocal(), false), s.Presence(s.Now, true)
				node := func(id string) (*agent.Presence, *desk.Sweeper) {
					p := agent.NewPresence(agent.Parts{Node: id, Records: rows, Leases: rows, Announce: silence{}, Log: slog.Default()})
					return p, &desk.Sweeper{Find: s, Away: rows, Held: p.Held, Desk: d, Patience: desk.DefaultPatience(), Log: slog.Default()}
				}
				lease, sweeper := node("node-1")
				goOn := func(d time.Duration) {
					t.Helper()
					for ; d > 0; d -= agent.Renewal {
						if _, err := lease.Round(t.Context()); err != nil {
							t.Fatal(err)
						}
						sweeper.Sweep(t.Context())
						advance(min(d, agent.Renewal))
					}
				}
				waits := waiting(t, d, "v-waits", "")
				if err := rows.SetVisitorsOpen(t.Context(), "node-1", map[chat.VisitorID]bool{"v-waits": true}); err != nil {
					t.Fatal(err)
				}
				goOn(5 * time.Minute)
				if !restarts { // the line is cut for visitors first
					if err := rows.SetVisitorsOpen(t.Context(), "node-1", map[chat.VisitorID]bool{"v-waits": false}); err != nil {
						t.Fatal(err)
					}
				}
				advance(3*time.Minute + time.Second)
				if restarts {
					lease, sweeper = node("node-2")
				}
				sweeper.Sweep(t.Context()) // before the lease is renewed
				if got := state(t, s, waits); got != chat.StateQueued {
					t.Fatalf("at the first look after the outage the visitor is taken for gone: %s", got)
				}
				goOn(2*time.Minute - time.Second)
				if got := state(t, s, waits); got != chat.StateQueued {
					t.Errorf("the visitor had less than two minutes to come back: %s", got)
				}
				goOn(agent.Renewal + time.Second)
				sweeper.Sweep(t.Context())
				if got := state(t, s, waits); got != chat.StateResolved {
					t.Errorf("two minutes after the outage the visitor who did not come back is %s, want resolved", got)
				}
			})
		})
	}
}

// silence tells nobody.
type silence struct{}

func (silence) Announce(context.Context, agent.Change) {}

func TestASiteSaysWhatBecomesOfAVanishedAgentsConversations(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, advance func(time.Duration)) {
		d := running(t, s, bus.NewLocal(), false)
		w := &desk.Sweeper{Find: s, Away: s.Presence(s.Now, true), Held: steady, Desk: d, Patience: desk.DefaultPatience(), Log: slog.Default()}
		addAgent(t, s, "agent-ada", 9)
		team, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: "Care", Method: routing.Manual}})
		if err != nil {
			t.Fatal(err)
		}
		w.Serves = func(_ context.Context, _ chat.SiteID, of chat.TeamID) (serves, helps chat.TeamID, err error) {
			return "team-night", of, nil
		}
		waits := map[string]chat.ConversationID{}
		for name, gone := range map[string]store.OwnerGone{"requeue": {}, "keep": {How: store.GoneKeep}, "team": {How: store.GoneToTeam, Team: team.ID}} {
			site, err := s.CreateSite(t.Context(), store.Site{Name: name, Settings: store.SiteSettings{OwnerGone: gone}})
			if err != nil {
				t.Fatal(err)
			}
			res, err := d.Start(t.Context(), chat.Start{Site: site.ID, Visitor: chat.VisitorID("v-" + name), ClientID: "client-start", Text: "Hello"})
			if err != nil {
				t.Fatal(err)
			}
			id := res.Conversation.ID
			waits[name] = id
			_, err = d.Do(t.Context(), id, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: chat.ByAssistant, Told: "Of course.", Live: true,
				Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: s.Now()}, Route: &chat.Route{Rule: "VIP", Ahead: true, Target: 30, Skills: []chat.SkillNeed{{Name: "billing", Level: 2}}}},
				chat.Claim{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}}, chat.Post{By: chat.ByVisitor(chat.VisitorID("v-" + name)), ClientID: "message-1", Text: "Still there?"})
			if err != nil {
				t.Fatal(err)
			}
		}
		exec(t, s, "DELETE FROM connections WHERE agent_id = 'agent-ada'")
		advance(61 * time.Second)
		exec(t, s, "UPDATE agents SET dropped_at = 1, gone_at = ? WHERE id = 'agent-ada'", s.Now().UnixMicro())
		w.Sweep(t.Context())
		for name, want := range map[string]chat.State{"requeue": chat.StateQueued, "keep": chat.StateActive, "team": chat.StateQueued} {
			c, err := s.Conversation(t.Context(), waits[name])
			if err != nil || c.State != want || want == chat.StateQueued && !c.Front {
				t.Errorf("%s: %s, front %v (%v)", name, c.State, c.Front, err)
			}
			switch r := c.Route; {
			case name == "team" && (r.Team != "team-night" || r.Overflow != team.ID || len(r.Skills) != 0 || !r.Ahead || r.Target != 30):
				t.Errorf("to the team, which is closed, it goes with %+v", r)
			case name != "team" && (r.Team != "" || len(r.Skills) != 1):
				t.Errorf("%s changed what it needs: %+v", name, r)
			}
		}
		exec(t, s, "UPDATE agents SET disabled_at = 1 WHERE id = 'agent-ada'")
		w.Sweep(t.Context())
		if got := state(t, s, waits["keep"]); got != chat.StateQueued {
			t.Errorf("kept for somebody who works here no more: %s", got)
		}
		site, err := s.CreateSite(t.Context(), store.Site{Name: "another"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.UpdateSite(t.Context(), site.ID, 0, func(site *store.Site) error {
			site.Settings.OwnerGone = store.OwnerGone{How: store.GoneToTeam, Team: "team-none"}
			return nil
		})
		if refusal, ok := errors.AsType[*chat.Error](err); !ok || refusal.Field != "owner_gone.team" {
			t.Errorf("a team that there is not: %v", err)
		}
		if _, err := s.DeleteTeam(t.Context(), team.ID, "", false); err == nil {
			t.Error("a team was deleted that a site names")
		}
		if _, err := s.DeleteTeam(t.Context(), team.ID, "", true); err != nil {
			t.Fatal(err)
		}
		if gone, err := s.OwnersGone(t.Context()); err != nil || len(gone) != 1 {
			t.Errorf("after the team went, sites do %v (%v)", gone, err)
		}
	})
}

// late finds what another node found before: between finding and doing, things happen.
type late struct {
	*store.Store

	found []*chat.Conversation
}

func (l late) Stranded(context.Context, []chat.SiteID, int) ([]*chat.Conversation, error) {
	return l.found, nil
}

func TestOnlyWhatIsTakenFromAVanishedAgentGoesToTheTeam(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, _ func(time.Duration)) {
		d := running(t, s, bus.NewLocal(), false)
		addAgent(t, s, "agent-ada", 9)
		team, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: "Care", Method: routing.Manual}})
		if err != nil {
			t.Fatal(err)
		}
		site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop", Settings: store.SiteSettings{OwnerGone: store.OwnerGone{How: store.GoneToTeam, Team: team.ID}}})
		if err != nil {
			t.Fatal(err)
		}
		held := func(visitor chat.VisitorID) *chat.Conversation {
			t.Helper()
			started, err := d.Start(t.Context(), chat.Start{Site: site.ID, Visitor: visitor, ClientID: "client-start", Text: "Hello"})
			if err != nil {
				t.Fatal(err)
			}
			c, err := d.Do(t.Context(), started.Conversation.ID, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: chat.ByAssistant, Told: "Of course.", Live: true,
				Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: s.Now()}}, chat.Claim{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}})
			if err != nil {
				t.Fatal(err)
			}
			return c.Conversation
		}
		gone, passed := held("v-gone"), held("v-passed")
		w := &desk.Sweeper{Find: late{s, []*chat.Conversation{gone, passed}}, Away: s.Presence(s.Now, true), Held: steady, Desk: d, Patience: desk.DefaultPatience(), Log: slog.Default()}
		if _, err := d.Do(t.Context(), passed.ID, chat.PassOn{By: "agent-ada", Route: chat.Route{Team: "team-sales"}}); err != nil {
			t.Fatal(err)
		}
		w.Sweep(t.Context())
		w.Sweep(t.Context()) // as another node does at the same time
		c, err := s.Conversation(t.Context(), passed.ID)
		if err != nil || c.Route.Team != "team-sales" {
			t.Errorf("what its agent gave to another line was taken to %+v (%v)", c.Route, err)
		}
		entries, err := s.Entries(t.Context(), gone.ID, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		routed := 0
		for _, e := range entries {
			if f, ok := e.Fact.(chat.Routed); ok && f.Route.Team == team.ID {
				routed++
			}
		}
		if routed != 1 {
			t.Errorf("it was sent to the team %d times, want once", routed)
		}
	})
}
