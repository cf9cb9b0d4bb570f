package desk_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/chat/chattest"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// running starts a desk on the store and gives it.
func running(tb testing.TB, s *store.Store, b bus.Bus, shared bool) *desk.Desk {
	tb.Helper()
	lanes := 1
	if s.Dialect() == store.Postgres {
		lanes = 2
	}
	d := desk.New(desk.Config{Rows: s, Bus: b, Lanes: lanes, Shared: shared})
	b.Attach(d)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = d.Run(ctx) }()
	tb.Cleanup(func() { cancel(); <-done })
	return d
}

func started(tb testing.TB, d *desk.Desk, visitor string) *chat.Conversation {
	tb.Helper()
	res, err := d.Start(tb.Context(), chat.Start{Site: "site-1", Visitor: chat.VisitorID(visitor), ClientID: chat.NewID(), Text: "Hello"})
	if err != nil {
		tb.Fatal(err)
	}
	return res.Conversation
}

// addAgent puts a person with a capacity into the database, connected.
func addAgent(tb testing.TB, s *store.Store, id string, capacity int) {
	tb.Helper()
	err := s.Write(tb.Context(), func(tx *gorm.DB) error {
		if err := tx.Exec(`INSERT INTO agents (id, email, name, title, greeting, picture, role, capacity, languages, skills, teams, sites, preferences, password_hash, created_at, disabled_at,
			status, status_until, span_since, missed_offers, last_input_at, idle_at, dropped_at, gone_at, presence_version, presence_at)
			VALUES (?, ?, ?, '', '', '', 'agent', ?, '[]', '{}', '[]', '[]', '{}', '', 0, 0, 'available', 0, 0, 0, 0, 0, 0, 0, 0, 0)`, id, id+"@example.com", id, capacity).Error; err != nil {
			return err
		}
		if err := tx.Exec("INSERT INTO nodes (id, started_at, expires_at, shared_bus) VALUES (?, 0, ?, true)", "node-"+id, s.Now().Add(time.Hour).UnixMicro()).Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO connections (id, node_id, agent_id, opened_at, last_input_at) VALUES (?, ?, ?, 0, 0)", "c-"+id, "node-"+id, id).Error
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// TestLivesAreStoredAsTheyWereDecided plays random lives through real
// databases and compares what is read back with what the pure rules say.
func TestLivesAreStoredAsTheyWereDecided(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := running(t, s, bus.NewLocal(), false)
		for _, a := range chattest.Agents {
			addAgent(t, s, string(a.ID), 1000)
		}
		rapid.Check(t, func(rt *rapid.T) {
			ctx := context.Background()
			res, err := d.Start(ctx, chat.Start{Site: "site-1", Visitor: chat.VisitorID(chat.NewID()), ClientID: chat.NewID(), Text: "Hello"})
			if err != nil {
				rt.Fatal(err)
			}
			c, stored := res.Conversation, slices.Clone(res.Entries)
			for range rapid.IntRange(1, testkit.Rounds(t, 12)).Draw(rt, "steps") {
				res, err := d.Do(ctx, c.ID, chattest.Command(rt, c, stored, s.Now()))
				if err != nil {
					if chat.CodeOf(err) == chat.Internal {
						rt.Fatal(err)
					}
					continue
				}
				c = res.Conversation
				if !res.Repeated {
					stored = append(stored, res.Entries...)
				}
			}
			compare(rt, s, c, stored)
		})
	})
}

func compare(t *rapid.T, s *store.Store, c *chat.Conversation, stored []chat.Entry) {
	ctx := context.Background()
	fresh, err := s.Conversation(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := asJSON(fresh), asJSON(c); got != want {
		t.Fatalf("read back differs:\n%s\n%s", got, want)
	}
	got, err := s.Entries(ctx, c.ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if asJSON(got) != asJSON(stored) {
		t.Fatalf("timeline read back differs:\n%s\n%s", asJSON(got), asJSON(stored))
	}
	public, err := s.PublicEntries(ctx, c.ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range public {
		if e.PublicSeq != int64(i)+1 {
			t.Fatalf("public entry %d has number %d", i+1, e.PublicSeq)
		}
	}
	if int64(len(public)) != c.PublicSeq {
		t.Fatalf("%d public entries, head %d", len(public), c.PublicSeq)
	}
}

// TestRepeatedSendsStoreOnce sends each message several times at once from two
// nodes (promise P2) and checks numbers without holes (P3).
func TestRepeatedSendsStoreOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shared := s.Dialect() == store.Postgres
		nodes := []*desk.Desk{running(t, s, bus.NewLocal(), shared)}
		if shared {
			nodes = append(nodes, running(t, s, bus.NewLocal(), true)) // a bus that carries nothing between them
		}
		c := started(t, nodes[0], "visitor-1")
		const messages, copies = 40, 3
		numbers := make([][]int64, messages)
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range messages {
			for k := range copies {
				wg.Go(func() {
					res, err := nodes[(i+k)%len(nodes)].Do(t.Context(), c.ID, chat.Post{By: chat.ByVisitor("visitor-1"), ClientID: fmt.Sprintf("message-%d", i), Text: fmt.Sprint("text ", i)})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					numbers[i] = append(numbers[i], res.Entries[0].Seq)
				})
			}
		}
		wg.Wait()
		for i, n := range numbers {
			if len(slices.Compact(slices.Sorted(slices.Values(n)))) != 1 {
				t.Errorf("message %d was acknowledged as %v", i, n)
			}
		}
		fresh, err := s.Conversation(t.Context(), c.ID)
		if err != nil || fresh.Seq != c.Seq+messages {
			t.Errorf("head is %d, want %d (%v)", fresh.Seq, c.Seq+messages, err)
		}
		_, err = nodes[0].Do(t.Context(), c.ID, chat.Post{By: chat.ByVisitor("visitor-1"), ClientID: "message-0", Text: "other"})
		if !chat.IsCode(err, chat.Conflict) {
			t.Errorf("the same id with another text: %v, want a conflict", err)
		}
	})
}

// TestClaimsNeverExceedCapacity lets agents race for conversations from two
// nodes (R1, R3).
func TestClaimsNeverExceedCapacity(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shared := s.Dialect() == store.Postgres
		nodes := []*desk.Desk{running(t, s, bus.NewLocal(), shared)}
		if shared {
			nodes = append(nodes, running(t, s, bus.NewLocal(), true))
		}
		const capacity = 2
		agents := []chat.Profile{{ID: "agent-ada", Name: "Ada"}, {ID: "agent-ben", Name: "Ben"}, {ID: "agent-cem", Name: "Cem"}}
		for _, a := range agents {
			addAgent(t, s, string(a.ID), capacity)
		}
		var conversations []chat.ConversationID
		for i := range testkit.Rounds(t, 10) {
			conversations = append(conversations, started(t, nodes[0], fmt.Sprint("visitor-", i)).ID)
		}
		var mu sync.Mutex
		winners := map[chat.ConversationID][]chat.AgentID{}
		var wg sync.WaitGroup
		for i, id := range conversations {
			for k, a := range agents {
				wg.Go(func() {
					_, err := nodes[(i+k)%len(nodes)].Do(t.Context(), id, chat.Claim{Agent: a, Handoff: chat.HandoffID(chat.NewID())})
					switch {
					case err == nil:
						mu.Lock()
						winners[id] = append(winners[id], a.ID)
						mu.Unlock()
					case !chat.IsCode(err, chat.Conflict):
						t.Errorf("claim: %v", err)
					}
				})
			}
		}
		wg.Wait()
		load := map[chat.AgentID]int{}
		for id, w := range winners {
			if len(w) != 1 {
				t.Errorf("%s was won by %v", id, w)
			}
			c, err := s.Conversation(t.Context(), id)
			if err != nil || !c.Owner.IsAgent(w[0]) {
				t.Errorf("%s: the winner %v is not the owner %v (%v)", id, w[0], c.Owner, err)
			}
			load[w[0]]++
		}
		for a, n := range load {
			if n > capacity {
				t.Errorf("%s has %d conversations, capacity %d", a, n, capacity)
			}
		}
		if len(winners) != min(len(agents)*capacity, len(conversations)) {
			t.Errorf("%d conversations were won, want %d", len(winners), min(len(agents)*capacity, len(conversations)))
		}
	})
}

func TestRepeatedStartIsTheSameConversation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := running(t, s, bus.NewLocal(), false)
		start := chat.Start{Site: "site-1", Visitor: "visitor-1", ClientID: "start-key-1", Text: "Hello"}
		first, err := d.Start(t.Context(), start)
		if err != nil {
			t.Fatal(err)
		}
		again, err := d.Start(t.Context(), start)
		if err != nil || again.Conversation.ID != first.Conversation.ID || !again.Repeated || again.Entries[0].Seq != first.Entries[1].Seq {
			t.Errorf("the repeated start gave %+v, %v", again, err)
		}
		start.Text = "Other"
		if _, err := d.Start(t.Context(), start); !chat.IsCode(err, chat.Conflict) {
			t.Errorf("the same key with another text: %v", err)
		}
	})
}

func asJSON(v any) string { return string(desk.Encode(v)) }

func BenchmarkPost(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run(kind, func(b *testing.B) {
			s := storetest.SQLite(b, nil)
			if kind == "postgres" {
				s = storetest.Postgres(b, nil)
			}
			d := running(b, s, bus.NewLocal(), false)
			var conversations []chat.ConversationID
			for i := range 100 {
				conversations = append(conversations, started(b, d, fmt.Sprint("visitor-", i)).ID)
			}
			before := s.Statements()
			b.ResetTimer()
			var wg sync.WaitGroup
			for i, id := range conversations {
				wg.Go(func() {
					for k := range b.N/100 + 1 {
						if _, err := d.Do(b.Context(), id, chat.Post{By: chat.ByVisitor(chat.VisitorID(fmt.Sprint("visitor-", i))), ClientID: fmt.Sprintf("bench-%d", k), Text: "How long does delivery take?"}); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
			b.ReportMetric(float64(s.Statements()-before)/float64(b.N), "stmts/msg")
		})
	}
}
