package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/internal/testkit"
	"github.com/batonchat/baton/routing"
)

// stillClock moves only when it is turned.
type stillClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *stillClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *stillClock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// lockstep is a small installation on one database, routed by several nodes, on a clock of
// its own. What it does depends on what it is told only.
type lockstep struct {
	t     *testing.T
	s     *store.Store
	clock *stillClock
	nodes []*routed
	teams []chat.TeamID
	stop  func()
	asked int
}

// tables are wiped between two plays.
var tables = []string{"conversations", "conversation_details", "entries", "read_marks", "inbox", "inbox_heads", "offers", "handoff_steps", "work", "deliveries",
	"agent_status_intervals", "connections", "nodes", "agents", "teams", "team_turns", "routing_decisions", "wrap_ups"}

const (
	lockstepTeams  = 2
	lockstepAgents = 4
)

func newLockstep(t *testing.T, s *store.Store, clock *stillClock, routers int, capacities []int, method routing.Method) *lockstep {
	t.Helper()
	err := s.Write(t.Context(), func(tx *gorm.DB) error {
		for _, name := range tables {
			if err := tx.Exec("DELETE FROM " + name).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	l := &lockstep{t: t, s: s, clock: clock}
	for i := range lockstepTeams {
		team, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: fmt.Sprint("Team ", i), Method: method, Offer: 20 * time.Second}})
		if err != nil {
			t.Fatal(err)
		}
		l.teams = append(l.teams, team.ID)
	}
	for i := range lockstepAgents {
		a := agent.Agent{ID: agentID(i), Name: fmt.Sprint("Agent ", i), Email: fmt.Sprintf("agent-%d@example.com", i), Role: agent.RoleAgent, Capacity: capacities[i],
			Teams: []chat.TeamID{l.teams[i%lockstepTeams]}}
		if _, err := s.CreateAgent(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		connect(t, s, a.ID)
	}
	var others []*wire
	for range routers {
		l.nodes = append(l.nodes, startRouted(t, s, &others))
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, n := range l.nodes {
		wg.Go(func() { _ = n.desk.Run(ctx) })
	}
	l.stop = func() { cancel(); wg.Wait() }
	return l
}

func agentID(i int) chat.AgentID { return chat.AgentID(fmt.Sprintf("agent-%d", i)) }

func lockstepID(i int) chat.ConversationID {
	return chat.ConversationID(fmt.Sprintf("conversation-%03d", i))
}

// step is something that is asked of an installation, the same on all of them.
type step struct {
	what       string
	node, a, c int
	team       int // -1: none
	ahead      bool
	wait       time.Duration
	away       bool
}

func drawStep(t *rapid.T) step {
	return step{what: rapid.SampledFrom([]string{"ask", "ask", "ask", "accept", "accept", "decline", "resolve", "release", "say", "status", "pass", "claim"}).Draw(t, "what"),
		node: rapid.IntRange(0, 2).Draw(t, "node"), a: rapid.IntRange(0, lockstepAgents-1).Draw(t, "agent"), c: rapid.IntRange(0, 11).Draw(t, "conversation"),
		team: rapid.IntRange(-1, 1).Draw(t, "team"), ahead: rapid.Bool().Draw(t, "ahead"), wait: time.Duration(rapid.IntRange(1, 60).Draw(t, "seconds")) * time.Second, away: rapid.Bool().Draw(t, "away")}
}

// play does a step, has every router look, and says what came of it.
func (l *lockstep) play(s step) string {
	ctx := l.t.Context()
	n := l.nodes[s.node%len(l.nodes)]
	l.clock.turn(time.Second)
	result := l.act(ctx, n, s)
	for i := range l.nodes { // the node at which it happened looks first
		if err := l.nodes[(s.node+i)%len(l.nodes)].router.Sweep(ctx); err != nil {
			l.t.Fatal(err)
		}
	}
	return result
}

func (l *lockstep) act(ctx context.Context, n *routed, s step) string {
	id, who := lockstepID(s.c), chat.Profile{ID: agentID(s.a), Name: fmt.Sprint("Agent ", s.a)}
	do := func(id chat.ConversationID, cmds ...chat.Command) string {
		_, err := n.desk.Do(ctx, id, cmds...)
		if err != nil {
			return string(chat.CodeOf(err))
		}
		return "done"
	}
	switch s.what {
	case "ask":
		id = lockstepID(l.asked)
		l.asked++
		visitor := chat.VisitorID(fmt.Sprintf("visitor-%03d", l.asked))
		route := &chat.Route{Ahead: s.ahead, Target: 60}
		if s.team >= 0 {
			route.Team = l.teams[s.team]
		}
		return do(id, chat.Start{Site: "site-1", Visitor: visitor, ClientID: "client-start", Text: "Hello"}, chat.RequestHandoff{Handoff: chat.HandoffID("handoff-" + string(id)), By: chat.ByVisitor(visitor),
			Reason: chat.ExplicitRequest, Told: "Of course.", Live: true, Promise: chat.Promise{Kind: chat.PromiseRange, High: 60, MadeAt: l.s.Now()}, Route: route})
	case "accept", "decline":
		c, err := l.s.Conversation(ctx, id)
		if err != nil || c.Offer == nil {
			return "nothing to answer"
		}
		if !c.Offer.OpenTo(who.ID) {
			who = chat.Profile{ID: c.Offer.Agents[0], Name: "somebody"}
		}
		if s.what == "accept" {
			return do(id, chat.AcceptOffer{Offer: c.Offer.ID, Agent: who})
		}
		return do(id, chat.EndOffer{Offer: c.Offer.ID, By: chat.ByAgent(who.ID), Agent: who.ID, How: chat.OfferDeclined})
	case "resolve":
		return do(id, chat.Resolve{By: chat.ByAgent(who.ID), Outcome: chat.OutcomeSolved, Override: s.away})
	case "release":
		return do(id, chat.Release{By: who.ID, Override: s.away})
	case "claim":
		return do(id, chat.Claim{Agent: who})
	case "say":
		c, err := l.s.Conversation(ctx, id)
		if err != nil {
			return "nobody to write"
		}
		return do(id, chat.Post{By: chat.ByVisitor(c.Visitor), ClientID: fmt.Sprintf("client-%08d", c.Seq), Text: "Hello?"})
	case "status":
		status := agent.Available
		if s.away {
			status = agent.Away
		}
		_, err := n.presence.SetStatus(ctx, who.ID, status, time.Time{}, chat.ByAgent(who.ID))
		if err != nil {
			return err.Error()
		}
		n.router.Agent(who.ID, true)
		if err := n.router.Round(ctx); err != nil {
			return err.Error()
		}
		return "set"
	default:
		return l.pass(ctx, n, s.wait)
	}
}

// pass lets time go by, with the offers that end on the way.
func (l *lockstep) pass(ctx context.Context, n *routed, d time.Duration) string {
	l.clock.turn(d)
	ended := 0
	for i := range l.asked {
		c, err := l.s.Conversation(ctx, lockstepID(i))
		if err != nil || c.Offer == nil || c.Offer.ExpiresAt.After(l.s.Now()) {
			continue
		}
		if err := lapse(ctx, n.desk, n.presence, store.Job{Conversation: c.ID, Key: string(c.Offer.ID)}); err != nil {
			return err.Error()
		}
		ended++
	}
	return fmt.Sprintf("%d ended", ended)
}

// stand says who has what and who waits, without the ids that chance gives.
func (l *lockstep) stand() string {
	var b strings.Builder
	for i := range l.asked {
		c, err := l.s.Conversation(l.t.Context(), lockstepID(i))
		if err != nil {
			l.t.Fatal(err)
		}
		fmt.Fprintf(&b, "%d %s %s misses %d", i, c.State, c.Owner.ID, c.Misses)
		if c.Offer != nil {
			agents := slices.Sorted(slices.Values(c.Offer.Agents))
			fmt.Fprintf(&b, " offered to %v", agents)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// check finds a broken promise.
func (l *lockstep) check() error {
	over, err := overfull(l.t.Context(), l.s)
	if err != nil {
		return err
	}
	broken, err := l.s.Invariants(l.t.Context())
	if err != nil {
		return err
	}
	if over > 0 || broken != (store.Invariants{}) {
		return fmt.Errorf("somebody has %d too many; broken: %+v", over, broken)
	}
	return nil
}

// TestTheSameCommandsLeadToTheSameOnBothDatabases plays the same drawn commands on SQLite
// and on Postgres, each routed by two or three nodes: after every step both stand alike and
// no promise is broken. What fails is shrunk.
func TestTheSameCommandsLeadToTheSameOnBothDatabases(t *testing.T) {
	begin := time.Now() // Postgres ends leases by its own clock
	clocks := [2]*stillClock{{at: begin}, {at: begin}}
	stores := [2]*store.Store{storetest.SQLite(t, clocks[0].now), storetest.Postgres(t, clocks[1].now)}
	testkit.Checks(t, 12)
	rapid.Check(t, func(r *rapid.T) {
		routers := rapid.IntRange(2, 3).Draw(r, "routers")
		capacities := rapid.SliceOfN(rapid.IntRange(0, 3), lockstepAgents, lockstepAgents).Draw(r, "capacities")
		method := rapid.SampledFrom([]routing.Method{routing.RoundRobin, routing.FirstAvailable, routing.SkillBased, routing.LoadBalanced, routing.Manual}).Draw(r, "method")
		steps := rapid.SliceOfN(rapid.Custom(drawStep), 4, 24).Draw(r, "steps")
		var worlds [2]*lockstep
		for i := range worlds {
			worlds[i] = newLockstep(t, stores[i], clocks[i], routers, capacities, method)
		}
		defer worlds[1].stop()
		defer worlds[0].stop()
		for i, s := range steps {
			results := [2]string{worlds[0].play(s), worlds[1].play(s)}
			stands := [2]string{worlds[0].stand(), worlds[1].stand()}
			if results[0] != results[1] || stands[0] != stands[1] {
				r.Fatalf("step %d, %+v\nSQLite: %s\n%s\nPostgres: %s\n%s", i, s, results[0], stands[0], results[1], stands[1])
			}
			for _, w := range worlds {
				if err := w.check(); err != nil {
					r.Fatalf("step %d, %+v, %s: %v\n%s", i, s, w.s.Dialect(), err, w.stand())
				}
			}
		}
	})
}
