package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
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
	"github.com/batonchat/baton/internal/testkit"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/engine"
)

// wire joins the buses of several nodes of one test, as Redis would: what one
// publishes arrives at all, and only at home is it known as it is in memory.
type wire struct {
	*bus.Local

	others *[]*wire
}

func (w *wire) Publish(msgs ...bus.Message) {
	w.Local.Publish(msgs...)
	away := make([]bus.Message, len(msgs))
	for i, m := range msgs {
		m.Here = nil
		away[i] = m
	}
	for _, o := range *w.others {
		if o != w {
			o.Local.Publish(away...)
		}
	}
}

func (w *wire) Shared() bool { return true }

// routed is a node that routes: a desk, presence and a router on a shared database.
type routed struct {
	desk     *desk.Desk
	router   *engine.Engine
	presence *agent.Presence
	bus      *wire
}

func startRouted(t *testing.T, s *store.Store, others *[]*wire) *routed {
	t.Helper()
	n := &routed{bus: &wire{bus.NewLocal(), others}}
	*others = append(*others, n.bus)
	lanes := 1
	if s.Dialect() == store.Postgres {
		lanes = 2
	}
	n.desk = desk.New(desk.Config{Rows: s, Bus: n.bus, Lanes: lanes, Shared: true, Loaded: func(a chat.AgentID) { n.router.Agent(a, true) }})
	rows := s.Presence(nil, true)
	log := slog.New(slog.DiscardHandler)
	p := agent.NewPresence(agent.Parts{Node: chat.NewID(), Records: rows, Leases: rows, Announce: announcer{n.bus, func(chat.AgentID) {}}, Log: log})
	n.presence = p
	people := newStaff(s, p, newSiteBook(s))
	n.router = engine.New(engine.Parts{Lines: lines{s}, People: people, Hands: hands{desk: n.desk, store: s, people: people}, Now: s.Now, Log: log})
	n.bus.Attach(n.desk)
	n.bus.Attach(routingNews{n.router})
	return n
}

// run starts the node's loops. They end with the test, or before by stop.
func (n *routed) run(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = n.desk.Run(ctx) })
	wg.Go(func() { _ = n.router.Run(ctx) })
	stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(stop)
	return stop
}

// onDuty puts people into the database who are connected for an hour.
func onDuty(t *testing.T, s *store.Store, people, capacity int) []agent.Agent {
	t.Helper()
	var out []agent.Agent
	for i := range people {
		a, err := s.CreateAgent(t.Context(), agent.Agent{Name: fmt.Sprint("Agent ", i), Email: fmt.Sprintf("agent-%d@example.com", i), Role: agent.RoleAgent, Capacity: capacity})
		if err != nil {
			t.Fatal(err)
		}
		connect(t, s, a.ID)
		out = append(out, a)
	}
	return out
}

func connect(t *testing.T, s *store.Store, a chat.AgentID) {
	t.Helper()
	now := s.Now()
	err := s.Write(t.Context(), func(tx *gorm.DB) error {
		if err := tx.Exec("INSERT INTO nodes (id, started_at, expires_at, shared_bus) VALUES (?, 0, ?, true)", "node-"+string(a), now.Add(time.Hour).UnixMicro()).Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO connections (id, node_id, agent_id, opened_at, last_input_at) VALUES (?, ?, ?, ?, ?)",
			"c-"+string(a), "node-"+string(a), string(a), now.UnixMicro(), now.UnixMicro()).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ask starts a conversation and asks for a person.
func ask(ctx context.Context, d *desk.Desk, i int) (chat.ConversationID, error) {
	return askTeam(ctx, d, i, "")
}

// askTeam asks for a person of a team.
func askTeam(ctx context.Context, d *desk.Desk, i int, team chat.TeamID) (chat.ConversationID, error) {
	visitor := chat.VisitorID(fmt.Sprintf("visitor-%06d", i))
	res, err := d.Start(ctx, chat.Start{Site: "site-1", Visitor: visitor, ClientID: fmt.Sprintf("start-%06d", i), Text: "Hello"})
	if err != nil {
		return "", err
	}
	_, err = d.Do(ctx, res.Conversation.ID, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: chat.ByVisitor(visitor), Reason: chat.ExplicitRequest, Told: "Of course.",
		Live: true, Promise: chat.Promise{Kind: chat.PromiseRange, High: 60, MadeAt: res.Conversation.StartedAt}, Route: &chat.Route{Team: team}})
	return res.Conversation.ID, err
}

// crew accepts what is offered to anybody, on any node, sometimes on two at once, and
// resolves it a moment later.
type crew struct {
	t        *testing.T
	nodes    []*routed
	offers   chan chat.Entry // as they are made, at home
	accepted atomic.Int64
	resolved atomic.Int64
}

func (c *crew) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		if e, here := m.Here.(chat.Entry); here {
			if _, ok := e.Fact.(chat.OfferMade); ok {
				c.offers <- e
			}
		}
	}
}

func (c *crew) Resync(string) {}

func (c *crew) work(ctx context.Context, rng *rand.Rand) {
	for {
		var e chat.Entry
		select {
		case e = <-c.offers:
		case <-ctx.Done():
			return
		}
		offer, _ := e.Fact.(chat.OfferMade)
		who := chat.Profile{ID: offer.Agents[0], Name: string(offer.Agents[0])}
		var wg sync.WaitGroup
		for _, n := range []*routed{c.nodes[rng.IntN(len(c.nodes))], c.nodes[rng.IntN(len(c.nodes))]} { // a double click, over two nodes
			wg.Go(func() {
				if _, err := n.desk.Do(ctx, e.Conversation, chat.AcceptOffer{Offer: offer.Offer, Agent: who}); err == nil {
					c.accepted.Add(1)
				} else if ctx.Err() == nil {
					c.t.Errorf("accept: %v", err)
				}
			})
		}
		wg.Wait()
		if _, err := c.nodes[rng.IntN(len(c.nodes))].desk.Do(ctx, e.Conversation, chat.Resolve{By: chat.ByAgent(who.ID), Outcome: chat.OutcomeSolved}); err != nil {
			if ctx.Err() == nil {
				c.t.Errorf("resolve: %v", err)
			}
			continue
		}
		c.resolved.Add(1)
	}
}

// overfull samples, in one reading each, whether anybody has more than they may.
func overfull(ctx context.Context, s *store.Store) (int, error) {
	var worst int
	err := s.DB(ctx).Raw(`SELECT COALESCE(MAX(n - capacity), 0) FROM (SELECT a.capacity, (SELECT COUNT(*) FROM conversations v WHERE v.owner_kind = 'agent' AND v.owner_id = a.id AND v.state = 'active')
		+ (SELECT COUNT(*) FROM offers o WHERE o.agent_id = a.id) AS n FROM agents a) AS held`).Scan(&worst).Error
	return worst, err
}

// TestThreeRoutersOnOneDatabase floods ten people of capacity three with conversations
// while three routers work at once: never above capacity, nothing given twice, nothing
// forgotten (R1, R2, R3).
func TestThreeRoutersOnOneDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		onDuty(t, s, 10, 3)
		var others []*wire
		nodes := []*routed{startRouted(t, s, &others), startRouted(t, s, &others), startRouted(t, s, &others)}
		c := &crew{t: t, nodes: nodes, offers: make(chan chat.Entry, 10000)}
		for _, n := range nodes {
			n.bus.Attach(c)
		}
		for _, n := range nodes {
			n.run(t)
		}
		ctx, stop := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		defer func() { stop(); wg.Wait() }()
		for i := range 8 {
			wg.Go(func() { c.work(ctx, rand.New(rand.NewPCG(uint64(i), 1))) })
		}
		wg.Go(func() {
			tick := time.NewTicker(5 * time.Millisecond)
			defer tick.Stop()
			for ctx.Err() == nil {
				if over, err := overfull(ctx, s); err == nil && over > 0 {
					t.Errorf("somebody has %d more than they may", over)
				}
				<-tick.C
			}
		})
		chats := testkit.Rounds(t, 150)
		if s.Dialect() == store.SQLite { // slow under the race detector, and one node in real life
			chats /= 5
		}
		var mu sync.Mutex
		var ids []chat.ConversationID
		var arrivals sync.WaitGroup
		for part := range nodes {
			arrivals.Go(func() {
				for i := part; i < chats; i += len(nodes) {
					id, err := ask(ctx, nodes[part].desk, i)
					if err != nil {
						t.Errorf("ask: %v", err)
						return
					}
					mu.Lock()
					ids = append(ids, id)
					mu.Unlock()
				}
			})
		}
		arrivals.Wait()
		served(t, s, c, chats)
		if n := len(slices.Compact(slices.Sorted(slices.Values(ids)))); n != chats {
			t.Errorf("%d conversations, want %d", n, chats)
		}
	})
}

// served waits until everything was served, and looks for what was given twice.
func served(t *testing.T, s *store.Store, c *crew, chats int) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(2 * time.Minute)
	defer late.Stop()
	for int(c.resolved.Load()) < chats {
		select {
		case <-tick.C:
		case <-late.C:
			var rows []struct {
				State string
				N     int
			}
			_ = s.DB(context.Background()).Raw("SELECT state, COUNT(*) AS n FROM conversations GROUP BY state").Scan(&rows).Error
			t.Fatalf("%d of %d served after two minutes; conversations by state: %+v", c.resolved.Load(), chats, rows)
		}
	}
	var twice int
	err := s.DB(t.Context()).Raw("SELECT COUNT(*) FROM (SELECT conversation_id FROM entries WHERE kind = 'agent.joined' GROUP BY conversation_id HAVING COUNT(*) > 1) AS t").Scan(&twice).Error
	if err != nil || twice > 0 {
		t.Errorf("%d conversations were joined more than once (%v)", twice, err)
	}
}

// TestARoundRobinSharesEvenly gives conversations to a team that takes turns, ends them at
// once, and starts the router anew in the middle: counts differ by at most one (R7).
func TestARoundRobinSharesEvenly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		people := onDuty(t, s, 4, 2)
		members := make([]chat.AgentID, len(people))
		for i, a := range people {
			members[i] = a.ID
		}
		team, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: "Care", Method: routing.RoundRobin}, Members: members})
		if err != nil {
			t.Fatal(err)
		}
		var others []*wire
		n := startRouted(t, s, &others)
		stop := n.run(t)
		joined := make(chan chat.Entry, 1000)
		n.bus.Attach(joins(joined))
		counts := map[chat.AgentID]int{}
		chats := testkit.Rounds(t, 30)
		for i := range chats {
			if i == chats/2 { // as after a restart: nothing is remembered but what is stored
				stop()
				others = nil
				n = startRouted(t, s, &others)
				stop = n.run(t)
				n.bus.Attach(joins(joined))
			}
			id, err := askTeam(t.Context(), n.desk, i, team.ID)
			if err != nil {
				t.Fatal(err)
			}
			e := <-joined
			who := e.Fact.(chat.AgentJoined).Agent.ID
			counts[who]++
			if _, err := n.desk.Do(t.Context(), id, chat.Resolve{By: chat.ByAgent(who), Outcome: chat.OutcomeSolved}); err != nil {
				t.Fatal(err)
			}
		}
		least, most := chats, 0
		for _, a := range people {
			least, most = min(least, counts[a.ID]), max(most, counts[a.ID])
		}
		if most-least > 1 {
			t.Errorf("shares %v differ by %d, want at most 1", counts, most-least)
		}
	})
}

// joins passes on who joined.
type joins chan chat.Entry

func (j joins) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		if e, here := m.Here.(chat.Entry); here {
			if _, ok := e.Fact.(chat.AgentJoined); ok {
				j <- e
			}
		}
	}
}

func (j joins) Resync(string) {}
