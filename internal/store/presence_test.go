package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
)

// told collects what presence announces.
type told struct {
	mu  sync.Mutex
	all []agent.Change
}

func (h *told) Announce(_ context.Context, c agent.Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, c)
}

func (h *told) take() []agent.Kind {
	h.mu.Lock()
	defer h.mu.Unlock()
	kinds := []agent.Kind{}
	for _, c := range h.all {
		kinds = append(kinds, c.Kind)
	}
	h.all = nil
	return kinds
}

func (h *told) want(t *testing.T, kinds ...agent.Kind) {
	t.Helper()
	if got := h.take(); !slices.Equal(got, append([]agent.Kind{}, kinds...)) {
		t.Errorf("announced %v, want %v", got, kinds)
	}
}

// node is one server's presence over the store; the test calls its rounds.
func node(s *store.Store, now *clock, name string, h *told) *agent.Presence {
	p := s.Presence(now.now, true)
	return agent.NewPresence(agent.Parts{Node: name, Records: p, Leases: p, Announce: h, Log: slog.New(slog.DiscardHandler)})
}

func rounds(t *testing.T, nodes ...*agent.Presence) {
	t.Helper()
	for _, p := range nodes {
		if _, err := p.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func connect(t *testing.T, p *agent.Presence, socket string, who chat.AgentID) {
	t.Helper()
	if err := p.Connect(t.Context(), socket, who); err != nil {
		t.Fatal(err)
	}
}

func stateOf(t *testing.T, p *agent.Presence, who chat.AgentID) agent.State {
	t.Helper()
	return must[agent.State](t)(p.Of(t.Context(), who))
}

func TestADayOfPresence(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada").ID
		h := &told{}
		one, two := node(s, now, "n1", h), node(s, now, "n2", h)
		arrived := now.now()
		connect(t, one, "tab1", ada)
		connect(t, two, "tab2", ada)
		h.want(t, agent.Arrived)
		for range 6 { // both nodes become steady
			rounds(t, one, two)
			now.pass(agent.Renewal)
		}
		one.Disconnect(t.Context(), "tab1")
		h.want(t)
		if got := stateOf(t, one, ada); got.Reach != agent.Connected || !got.Routable() || got.Load != 0 || got.Capacity != 3 {
			t.Errorf("with one of two tabs left: %+v", got)
		}
		busy := now.now()
		if _, err := one.SetStatus(t.Context(), ada, agent.Busy, now.now().Add(time.Minute), chat.ByAgent(ada)); err != nil {
			t.Fatal(err)
		}
		h.want(t, agent.StatusSet)
		for range 3 {
			now.pass(agent.Renewal)
			rounds(t, one, two)
		}
		h.want(t, agent.StatusSet) // by itself, and by one of the nodes only
		dropped := now.now()
		two.Disconnect(t.Context(), "tab2")
		h.want(t, agent.Dropped)
		for range 3 {
			now.pass(agent.Renewal)
			rounds(t, two, one)
		}
		h.want(t, agent.Left)
		if got := stateOf(t, two, ada); got.Reach != agent.Gone || got.Shown != agent.Offline {
			t.Errorf("after the grace: %+v", got)
		}
		got := must[[]agent.Span](t)(s.Spans(t.Context(), ada, arrived, now.now()))
		want := []agent.Span{
			{Status: agent.Available, Online: true, From: arrived, To: busy, By: chat.BySystem},
			{Status: agent.Busy, Online: true, From: busy, To: busy.Add(time.Minute), By: chat.ByAgent(ada)},
			{Status: agent.Available, Online: true, From: busy.Add(time.Minute), To: dropped, By: chat.BySystem},
			{Status: agent.Available, Online: false, From: dropped, By: chat.BySystem},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Spans() =\n%+v, want\n%+v", got, want)
		}
	})
}

// TestAPlaceThatComesFreeByItselfIsTold: nothing happens to a conversation when a wrap-up
// ends or a silent one is parked.
func TestAPlaceThatComesFreeByItselfIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada")
		must[agent.Agent](t)(s.UpdateAgent(t.Context(), ada.ID, func(a *agent.Agent) error { a.Capacity = 1; return nil }))
		must[store.Team](t)(s.CreateTeam(t.Context(), store.Team{Team: routing.Team{ID: "team-care", Name: "Care", Method: routing.Manual, WrapUp: time.Minute, Park: 10 * time.Minute}}))
		h := &told{}
		one, two := node(s, now, "n1", h), node(s, now, "n2", h)
		connect(t, two, "tab", ada.ID)
		h.want(t, agent.Arrived)
		has := func(id chat.ConversationID) *chat.Conversation {
			t.Helper()
			return put(t, s, id, startOf(chat.VisitorID("visitor-"+id)), chat.RequestHandoff{Handoff: chat.HandoffID("handoff-" + id), By: chat.ByAssistant, Told: "Of course.", Live: true,
				Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: s.Now()}, Route: &chat.Route{Team: "team-care"}}, chat.Claim{Agent: ada.Profile()})
		}
		becomes := func(what string, why agent.Why, kinds ...agent.Kind) {
			t.Helper()
			for range 2 { // the second time there is nothing to tell
				rounds(t, one, two)
			}
			h.want(t, kinds...)
			if got := stateOf(t, one, ada.ID); got.Why != why {
				t.Errorf("%s: %+v, want %s", what, got, why)
			}
		}
		becomes("with nothing", agent.WhySet)
		c := has("first")
		if err := two.Refresh(t.Context(), ada.ID); err != nil { // as on every change of a conversation
			t.Fatal(err)
		}
		becomes("with one conversation", agent.WhyFull, agent.Refreshed)
		step(t, s, c, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved})
		becomes("wrapping up", agent.WhyFull)
		now.pass(59 * time.Second)
		becomes("a moment before the end of it", agent.WhyFull)
		now.pass(time.Second)
		becomes("when it has ended", agent.WhySet, agent.Refreshed)
		has("second")
		becomes("with another", agent.WhyFull, agent.Refreshed)
		for range 10 {
			now.pass(time.Minute)
			rounds(t, one, two)
		}
		h.take()
		becomes("as long as it is not silent for too long", agent.WhyIdle)
		two.Input(t.Context(), "tab")
		h.want(t, agent.Active)
		now.pass(time.Second)
		becomes("when it is parked", agent.WhySet, agent.Refreshed)
	})
}

func TestADeadNodesSocketsAreReaped(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada").ID
		h := &told{}
		alive, dead := node(s, now, "n1", h), node(s, now, "n2", h)
		for range 6 {
			rounds(t, alive, dead)
			now.pass(agent.Renewal)
		}
		connect(t, dead, "tab", ada)
		died := now.now()
		rounds(t, dead)
		for range 3 {
			now.pass(agent.Renewal)
			rounds(t, alive)
		}
		h.want(t, agent.Arrived, agent.Dropped)
		if got := stateOf(t, alive, ada); !got.DroppedAt.Equal(died.Add(agent.Lease)) || got.Reach != agent.InGrace {
			t.Errorf("dropped at %v, %s; want the end of the lease, in the grace", got.DroppedAt, got.Reach)
		}
		for range 3 {
			now.pass(agent.Renewal)
			rounds(t, alive)
		}
		h.want(t, agent.Left)
		records, _, err := s.Presence(now.now, true).Present(t.Context())
		if err != nil || len(records) != 0 {
			t.Errorf("Present() = %v, %v; want nobody", records, err)
		}
	})
}

func TestInputIsFlushedWithTheLease(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada").ID
		h := &told{}
		p := node(s, now, "n1", h)
		connect(t, p, "tab", ada)
		for range 3 {
			now.pass(agent.IdleAfter - time.Minute)
			p.Input(t.Context(), "tab")
			rounds(t, p)
		}
		h.want(t, agent.Arrived)
		now.pass(agent.IdleAfter)
		rounds(t, p)
		h.want(t, agent.WentIdle)
		p.Input(t.Context(), "tab")
		h.want(t, agent.Active)
	})
}

func TestTwoTabsOfTwoNodesCloseAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada").ID
		h := &told{}
		one, two := node(s, now, "n1", h), node(s, now, "n2", h)
		for i := range 10 {
			connect(t, one, fmt.Sprint("a", i), ada)
			connect(t, two, fmt.Sprint("b", i), ada)
			h.take()
			atOnce(2, func(n int) error {
				[]*agent.Presence{one, two}[n].Disconnect(t.Context(), fmt.Sprint([]string{"a", "b"}[n], i))
				return nil
			})
			h.want(t, agent.Dropped) // by whoever was the last, never by none and never by both
		}
	})
}

func TestLoadIsCountedAsForAClaim(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada")
		p := node(s, now, "n1", &told{})
		connect(t, p, "tab", ada.ID)
		for i := range 3 {
			id := chat.ConversationID(fmt.Sprint("conversation-", i))
			put(t, s, id, chat.Start{Site: "site-1", Visitor: chat.VisitorID(fmt.Sprint("visitor-", i)), ClientID: "start-key", Text: "Hello"},
				chat.Claim{Agent: ada.Profile(), Handoff: chat.HandoffID(fmt.Sprint("handoff-", i))})
		}
		if got := stateOf(t, p, ada.ID); got.Load != 3 || got.Shown != agent.Busy || got.Why != agent.WhyFull || got.Routable() {
			t.Errorf("with three of three conversations: %+v", got)
		}
	})
}

func TestGoneWithWorkFindsWhatAnAgentLeftBehind(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada, ben := addAgent(t, s, "ada"), addAgent(t, s, "ben")
		p := node(s, now, "n1", &told{})
		for range 4 {
			rounds(t, p)
			now.pass(agent.Renewal)
		}
		connect(t, p, "tab-a", ada.ID)
		connect(t, p, "tab-b", ben.ID)
		put(t, s, "conversation-1", chat.Start{Site: "site-1", Visitor: "visitor-1", ClientID: "start-key", Text: "Hello"},
			chat.Claim{Agent: ada.Profile(), Handoff: "handoff-1"})
		p.Disconnect(t.Context(), "tab-a")
		p.Disconnect(t.Context(), "tab-b")
		if got := must[[]chat.AgentID](t)(s.GoneWithWork(t.Context())); len(got) != 0 {
			t.Errorf("GoneWithWork() within the grace = %v", got)
		}
		for range 3 {
			now.pass(agent.Renewal)
			rounds(t, p)
		}
		if got := must[[]chat.AgentID](t)(s.GoneWithWork(t.Context())); !slices.Equal(got, []chat.AgentID{ada.ID}) {
			t.Errorf("GoneWithWork() = %v, want ada alone", got)
		}
	})
}

func TestPresenceOfNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		p := node(s, now, "n1", &told{})
		wantCode(t, "connecting", p.Connect(t.Context(), "tab", "nobody-here"), chat.NotFound)
		_, err := p.Of(t.Context(), "nobody-here")
		wantCode(t, "asking", err, chat.NotFound)
		all := must[[]agent.State](t)(p.Everybody(t.Context()))
		if len(all) != 0 {
			t.Errorf("Everybody() = %v", all)
		}
	})
}

func TestNodesWithoutASharedBusExcludeEachOther(t *testing.T) {
	now := newClock()
	s := storetest.Postgres(t, now.now)
	alone, shared := s.Presence(now.now, false), s.Presence(now.now, true)
	errs := atOnce(4, func(i int) error { return alone.Join(t.Context(), fmt.Sprint("n", i)) })
	if count(errs, "") != 1 || count(errs, chat.Conflict) != 3 {
		t.Errorf("four nodes without a bus started at once: %v, want one to win", errs)
	}
	err := shared.Join(t.Context(), "n9")
	wantCode(t, "a node with a bus beside one without", err, chat.Conflict)
	if !strings.Contains(err.Error(), "12:01:00 UTC") || !strings.Contains(err.Error(), "BATON_REDIS_URL") {
		t.Errorf("the refusal does not say until when and what to do: %v", err)
	}
	now.pass(agent.Lease)
	for _, name := range []string{"n9", "n10", "n9"} {
		if err := shared.Join(t.Context(), name); err != nil {
			t.Errorf("Join(%s) with a bus: %v", name, err)
		}
	}
	wantCode(t, "a node without a bus beside others", alone.Join(t.Context(), "n11"), chat.Conflict)
}

func TestOnSQLiteARestartFollowsAtOnce(t *testing.T) {
	now := newClock()
	s := storetest.SQLite(t, now.now)
	ada := addAgent(t, s, "ada").ID
	h := &told{}
	before := node(s, now, "n1", h)
	connect(t, before, "tab", ada) // then the process is killed
	if err := s.Presence(nil, false).Join(t.Context(), "n2"); err != nil {
		t.Fatalf("Join() after a crash = %v", err)
	}
	after := node(s, now, "n2", h)
	if got := stateOf(t, after, ada); got.Reach != agent.InGrace || got.Routable() {
		t.Errorf("after the restart: %+v, want the grace", got)
	}
	connect(t, after, "tab-again", ada)
	h.want(t, agent.Arrived, agent.Returned)
}

func TestOnPostgresTheDatabasesClockCounts(t *testing.T) {
	wrong := newClock() // years away from the server's
	s := storetest.Postgres(t, wrong.now)
	ada := addAgent(t, s, "ada").ID
	p := s.Presence(nil, true)
	first := must[time.Time](t)(p.Renew(t.Context(), "n1", nil))
	if away := time.Since(first); away < -time.Minute || away > time.Minute {
		t.Errorf("Renew() = %v, want the database's time", first)
	}
	if err := p.Join(t.Context(), "n1"); err != nil {
		t.Fatal(err)
	}
	one := agent.NewPresence(agent.Parts{Node: "n1", Records: p, Leases: p, Announce: &told{}, Log: slog.New(slog.DiscardHandler)})
	connect(t, one, "tab", ada)
	if got := stateOf(t, one, ada); got.Reach != agent.Connected || !got.Routable() {
		t.Errorf("just connected: %+v", got)
	}
	if err := p.Leave(t.Context(), "n1"); err != nil {
		t.Fatal(err)
	}
	if got := stateOf(t, one, ada); got.Reach == agent.Connected {
		t.Errorf("after Leave: %+v", got)
	}
}

func TestManyChangesOfOneRecordAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada").ID
		h := &told{}
		nodes := []*agent.Presence{node(s, now, "n1", h), node(s, now, "n2", h)}
		errs := atOnce(8, func(i int) error {
			p := nodes[i%2]
			for n := range 5 {
				id := fmt.Sprintf("tab-%d-%d", i, n)
				if err := p.Connect(t.Context(), id, ada); err != nil {
					return err
				}
				if _, err := p.SetStatus(t.Context(), ada, agent.Statuses()[n%4], time.Time{}, chat.ByAgent(ada)); err != nil {
					return err
				}
				if _, err := p.Round(t.Context()); err != nil {
					return err
				}
				p.Disconnect(t.Context(), id)
			}
			return nil
		})
		if count(errs, "") != 8 {
			t.Fatalf("errors: %v", errs)
		}
		record, _, err := s.Presence(now.now, true).Read(t.Context(), ada)
		if err != nil || len(record) != 1 || len(record[0].Connections) != 0 || record[0].DroppedAt.IsZero() {
			t.Fatalf("at the end: %+v, %v", record, err)
		}
		versions := map[int64]int{}
		for _, c := range h.all {
			versions[c.State.Version]++
		}
		if newest := record[0].Version; versions[newest] == 0 {
			t.Errorf("the stored version %d was never announced", newest)
		}
		open := 0
		for _, span := range must[[]agent.Span](t)(s.Spans(t.Context(), ada, now.now().Add(-time.Hour), now.now().Add(time.Hour))) {
			if span.To.IsZero() {
				open++
			}
		}
		if open != 1 {
			t.Errorf("%d stretches go on, want 1", open)
		}
	})
}

func TestAShiftIsStoredAndItsEndWrittenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		end := now.now().UTC().Truncate(time.Minute).Add(5 * time.Minute)
		plan := func(day time.Time) *hours.Plan {
			return &hours.Plan{Zone: "UTC", Weekly: []hours.Interval{}, Exceptions: []hours.Exception{
				{Date: hours.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}, Open: []hours.Span{{From: 0, To: hours.Clock(end.Hour()*60 + end.Minute())}}}}}
		}
		ada := addAgent(t, s, "ada", func(a *agent.Agent) { a.Hours = plan(end) })
		if got := must[agent.Agent](t)(s.Agent(t.Context(), ada.ID)); !reflect.DeepEqual(got.Hours, ada.Hours) {
			t.Errorf("hours %+v, want %+v", got.Hours, ada.Hours)
		}
		h := &told{}
		one, two := node(s, now, "n1", h), node(s, now, "n2", h)
		rounds(t, one, two)
		connect(t, one, "tab", ada.ID)
		h.want(t, agent.Arrived)
		if got := stateOf(t, two, ada.ID); !got.Routable() || !got.ShiftEnds.Equal(end) {
			t.Errorf("on shift: %+v", got)
		}
		for now.now().Before(end.Add(-agent.Renewal)) {
			now.pass(agent.Renewal)
			rounds(t, one, two)
		}
		if next := must[time.Duration](t)(two.Round(t.Context())); next > end.Sub(now.now()) {
			t.Errorf("the next round comes in %v, after the end of the shift", next)
		}
		now.pass(end.Sub(now.now()))
		rounds(t, two, one, two)
		h.want(t, agent.StatusSet)
		if got := stateOf(t, one, ada.ID); got.Status != agent.Offline || got.Why != agent.WhyShiftOver || got.Reach != agent.Connected || !got.ShiftEnds.IsZero() {
			t.Errorf("after the shift: %+v", got)
		}
		now.pass(time.Second)
		spans := must[[]agent.Span](t)(s.Spans(t.Context(), ada.ID, end.Add(-time.Hour), now.now()))
		if last := spans[len(spans)-1]; last.Status != agent.Offline || !last.Over || !last.From.Equal(end) || last.By != chat.BySystem || spans[0].Over {
			t.Errorf("spans %+v", spans)
		}
		if _, err := one.SetStatus(t.Context(), ada.ID, agent.Available, time.Time{}, chat.ByAgent(ada.ID)); err != nil {
			t.Fatal(err)
		}
		now.pass(agent.Renewal)
		rounds(t, one, two)
		if got := stateOf(t, one, ada.ID); got.Status != agent.Available || got.Over {
			t.Errorf("working longer: %+v", got)
		}
		// Said now, the same hours have ended: they put nobody off.
		if _, err := s.UpdateAgent(t.Context(), ada.ID, func(a *agent.Agent) error { a.Hours = plan(end.AddDate(0, 0, -1)); return nil }); err != nil {
			t.Fatal(err)
		}
		rounds(t, one, two)
		if got := stateOf(t, one, ada.ID); got.Status != agent.Available {
			t.Errorf("after hours that are over were set: %+v", got)
		}
		got := must[agent.Agent](t)(s.UpdateAgent(t.Context(), ada.ID, func(a *agent.Agent) error { a.Hours = nil; return nil }))
		if again := must[agent.Agent](t)(s.Agent(t.Context(), ada.ID)); got.Hours != nil || again.Hours != nil {
			t.Errorf("taken away: %+v", again.Hours)
		}
		_, err := s.UpdateAgent(t.Context(), ada.ID, func(a *agent.Agent) error { a.Hours = &hours.Plan{Zone: "Mars/Olympus"}; return nil })
		wantCode(t, "hours in a zone that does not exist", err, chat.Invalid)
	})
}
