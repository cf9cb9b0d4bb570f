package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// aNode is a node on SQLite whose desk runs and which serves nobody.
func aNode(t *testing.T) *node {
	t.Helper()
	public, err := url.Parse("http://localhost:8080")
	if err != nil {
		t.Fatal(err)
	}
	n, err := openNode(t.Context(), settings{Public: public, DataDir: t.TempDir(), Secret: make([]byte, 32), Limits: api.DefaultLimits(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 2)
	for _, run := range []func(context.Context) error{n.bus.Run, n.desk.Run} {
		go func() { done <- run(ctx) }()
	}
	t.Cleanup(func() {
		stop()
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if err := n.close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// queue puts a conversation into a team's line.
func (n *node) queue(t *testing.T, v chat.VisitorID, r chat.Route) chat.ConversationID {
	t.Helper()
	started, err := n.desk.Start(t.Context(), chat.Start{Site: "site-bikes", Visitor: v, ClientID: "client-" + string(v), Text: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	id := started.Conversation.ID
	_, err = n.desk.Do(t.Context(), id, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: chat.BySystem, Told: "Of course.", Live: true,
		Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: n.store.Now()}, Route: &r})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWhoWaitsForADeletedTeamIsRerouted(t *testing.T) {
	n := aNode(t)
	route := chat.Route{Rule: "VIP", Team: "team-old", Language: "de", Tier: "vip", Ahead: true, Target: 30}
	own := n.queue(t, "visitor-1", route)
	route.Team, route.Overflow = "team-new", "team-old"
	helped := n.queue(t, "visitor-2", route)
	route.Overflow = ""
	other := n.queue(t, "visitor-3", route)
	if err := (rerouter{n.store, n.desk}).Reroute(t.Context(), "team-old", "team-new", chat.ByAgent("agent-dora")); err != nil {
		t.Fatal(err)
	}
	for _, id := range []chat.ConversationID{own, helped, other} {
		c, err := n.store.Conversation(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if r := c.Route; r.Team != "team-new" || r.Overflow != "" || r.Language != "de" || r.Tier != "vip" || !r.Ahead || r.Target != 30 {
			t.Errorf("%s now needs %+v", id, r)
		}
	}
	if err := (rerouter{n.store, n.desk}).Reroute(t.Context(), "team-new", "", chat.BySystem); err != nil {
		t.Fatal(err)
	}
	if c, err := n.store.Conversation(t.Context(), own); err != nil || c.Route.Team != "" || c.State != chat.StateQueued {
		t.Errorf("%+v, %v; want it to wait for anybody on the site", c, err)
	}
}

func TestWhoCouldBeReachedThere(t *testing.T) {
	n := aNode(t)
	if _, err := n.presence.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	ada, err := n.store.CreateAgent(t.Context(), agent.Agent{Email: "ada@example.com", Name: "Ada", Role: agent.RoleAgent, Capacity: 1, Skills: map[string]int{"billing": 2}})
	if err != nil {
		t.Fatal(err)
	}
	for _, team := range []store.Team{
		{Team: routing.Team{ID: "team-ada", Name: "Ada's", Method: routing.Manual}, Members: []chat.AgentID{ada.ID}},
		{Team: routing.Team{ID: "team-empty", Name: "Empty", Method: routing.Manual}},
		{Team: routing.Team{ID: "team-helped", Name: "Helped", Method: routing.Manual, Overflow: "team-ada"}},
	} {
		if _, err := n.store.CreateTeam(t.Context(), team); err != nil {
			t.Fatal(err)
		}
	}
	people := newStaff(n.store, n.presence, newSiteBook(n.store))
	wants := func(name string, r chat.Route, want bool) {
		t.Helper()
		if got, err := people.Reachable(t.Context(), "site-bikes", r); err != nil || got != want {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
	wants("nobody is connected", chat.Route{Team: "team-ada"}, false)
	if err := n.presence.Connect(t.Context(), "tab", ada.ID); err != nil {
		t.Fatal(err)
	}
	wants("her team", chat.Route{Team: "team-ada"}, true)
	wants("a team without people, which everybody stands in for", chat.Route{Team: "team-empty"}, true)
	wants("a team that hers helps out", chat.Route{Team: "team-helped"}, true)
	wants("a team whom hers helps out this time", chat.Route{Team: "team-empty", Overflow: "team-ada"}, true)
	wants("a team that is no more, likewise", chat.Route{Team: "team-gone"}, true)
	wants("a skill that she has, though not so well", chat.Route{Skills: []chat.SkillNeed{{Name: "billing", Level: 5}}}, true)
	wants("a skill that she has not", chat.Route{Skills: []chat.SkillNeed{{Name: "legal", Level: 1}}}, false)
	if _, err := n.presence.SetOwn(t.Context(), ada.ID, agent.Own{ID: "status-mail", Name: "Mail", StandsFor: agent.Away}, time.Time{}, chat.ByAgent(ada.ID)); err != nil {
		t.Fatal(err)
	}
	wants("she is away in an own status", chat.Route{Team: "team-ada"}, false)
}

// broken reads the gauges of what must never be.
func (n *node) broken(t *testing.T) map[string]float64 {
	t.Helper()
	families, err := n.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, f := range families {
		switch f.GetName() {
		case "baton_invariant_over_capacity", "baton_invariant_orphans", "baton_invariant_double_owner", "baton_invariant_stream_holes":
			out[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	return out
}

func TestReadingTheMetricsCountsBrokenPromises(t *testing.T) {
	n := aNode(t)
	id := n.queue(t, "visitor-1", chat.Route{})
	got := n.broken(t)
	for name, v := range got {
		if v != 0 {
			t.Errorf("%s is %v though all is well", name, v)
		}
	}
	if len(got) != 4 {
		t.Errorf("gauges %v, want four", got)
	}
	err := n.store.Write(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE conversations SET entered_queue_at = 0 WHERE id = ?", string(id)).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := n.broken(t); got["baton_invariant_orphans"] != 1 || got["baton_invariant_stream_holes"] != 0 {
		t.Errorf("one is in no line: %v", got)
	}
	if got, err := n.auditor.Invariants(t.Context()); err != nil || got != (store.Invariants{Orphans: 1}) {
		t.Errorf("the board sees %+v, %v", got, err)
	}
}

// overheard keeps what was told on a bus.
type overheard chan bus.Message

func (o overheard) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		o <- m
	}
}

func (overheard) Resync(string) {}

func TestPresenceFramesCarryTheOwnStatus(t *testing.T) {
	n := aNode(t)
	heard := make(overheard, 100)
	n.bus.Attach(heard)
	ada, err := n.store.CreateAgent(t.Context(), agent.Agent{Email: "ada@example.com", Name: "Ada", Role: agent.RoleAgent, Capacity: 1})
	if err != nil {
		t.Fatal(err)
	}
	own, err := n.store.CreateOwnStatus(t.Context(), store.OwnStatus{Own: agent.Own{Name: "Mail only", StandsFor: agent.Available}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.presence.SetOwn(t.Context(), ada.ID, own.Own, time.Time{}, chat.ByAgent(ada.ID)); err != nil {
		t.Fatal(err)
	}
	m := <-heard
	var frame struct {
		T, Agent, Status, Own string
		NoWork                bool `json:"no_work"`
	}
	if err := json.Unmarshal(m.Data, &frame); err != nil {
		t.Fatal(err)
	}
	if frame.T != "presence" || frame.Agent != string(ada.ID) || frame.Status != "available" || frame.Own != string(own.ID) || !frame.NoWork {
		t.Errorf("the frame is %s", m.Data)
	}
}

// TestWhoComesWhileNobodyIsThereIsCountedAtOnce has a visitor whose panel was just told that
// nobody is there, and who asks for a person in the moment when somebody has signed in.
func TestWhoComesWhileNobodyIsThereIsCountedAtOnce(t *testing.T) {
	n := aNode(t)
	if _, err := n.presence.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	ada, err := n.store.CreateAgent(t.Context(), agent.Agent{Email: "ada@example.com", Name: "Ada", Role: agent.RoleAgent, Capacity: 2})
	if err != nil {
		t.Fatal(err)
	}
	people := newStaff(n.store, n.presence, newSiteBook(n.store))
	people.people.life = time.Hour // what was read stays known, however slow this machine is
	c := &chat.Conversation{Site: "site-bikes"}
	counts := func(want int) {
		t.Helper()
		if got, err := people.Staffing(t.Context(), c); err != nil || got.Routable != want || got.Slots != 2*want {
			t.Errorf("%+v, %v, want %d of two places each", got, err, want)
		}
	}
	counts(0)
	if err := n.presence.Connect(t.Context(), "tab", ada.ID); err != nil {
		t.Fatal(err)
	}
	counts(1)
}
