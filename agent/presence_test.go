package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/batonchat/baton/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const ada chat.AgentID = "agent-ada"

// inBubble runs a test on a clock of its own.
func inBubble(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newHouse(t, ada)) })
}

func wantKinds(t *testing.T, h *house, want ...Kind) {
	t.Helper()
	synctest.Wait()
	if got := h.take(); !slices.Equal(got, want) {
		t.Errorf("announced %v, want %v", got, want)
	}
}

func wantState(t *testing.T, h *house, p *Presence, reach Reach, shown Status, routable bool) {
	t.Helper()
	if s := h.state(p, ada); s.Reach != reach || s.Shown != shown || s.Routable() != routable {
		t.Errorf("reach %s, shown %s, routable %v; want %s, %s, %v", s.Reach, s.Shown, s.Routable(), reach, shown, routable)
	}
}

// after lets time pass and what it brings about be done.
func after(d time.Duration) {
	time.Sleep(d) // the bubble's clock: nothing waits
	synctest.Wait()
}

func TestTwoTabsAreOnePerson(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "tab1", ada)
		wantKinds(t, h, Arrived)
		h.connect(p, "tab2", ada)
		wantKinds(t, h)
		p.Disconnect(t.Context(), "tab1")
		after(5 * time.Minute)
		wantKinds(t, h)
		wantState(t, h, p, Connected, Available, true)
	})
}

func TestTwoNodesAreOnePerson(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, _, stopOne := h.node("n1")
		defer stopOne()
		two, _, stopTwo := h.node("n2")
		defer stopTwo()
		h.connect(one, "tab1", ada)
		h.connect(two, "tab2", ada)
		wantKinds(t, h, Arrived)
		one.Disconnect(t.Context(), "tab1")
		wantKinds(t, h)
		wantState(t, h, one, Connected, Available, true)
		two.Disconnect(t.Context(), "tab2")
		wantKinds(t, h, Dropped)
		wantState(t, h, one, InGrace, Available, false)
	})
}

func TestFlappingWithinTheGraceChangesNothingVisible(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "s0", ada)
		wantKinds(t, h, Arrived)
		for i := range 20 {
			p.Disconnect(t.Context(), fmt.Sprintf("s%d", i))
			after(Grace - time.Second)
			h.connect(p, fmt.Sprintf("s%d", i+1), ada)
			after(3 * time.Second)
			p.Input(t.Context(), fmt.Sprintf("s%d", i+1))
		}
		if n := h.visible(); n != 0 {
			t.Errorf("colleagues saw %d changes, want none", n)
		}
		if spans := h.ended(ada); len(spans) != 0 {
			t.Errorf("stretches %v ended, want none", spans)
		}
		wantState(t, h, p, Connected, Available, true)
	})
}

func TestTheGraceEndsExactlyOnceOnTime(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, _, stopOne := h.node("n1")
		defer stopOne()
		_, _, stopTwo := h.node("n2")
		defer stopTwo()
		h.connect(one, "tab", ada)
		after(2 * Lease) // both nodes are steady
		wantKinds(t, h, Arrived)
		dropped := time.Now()
		one.Disconnect(t.Context(), "tab")
		after(Grace - time.Millisecond)
		wantKinds(t, h, Dropped)
		wantState(t, h, one, InGrace, Available, false)
		after(2 * time.Millisecond)
		wantKinds(t, h, Left)
		wantState(t, h, one, Gone, Offline, false)
		if spans := h.ended(ada); len(spans) != 1 || !spans[0].To.Equal(dropped) {
			t.Errorf("stretches %v, want one that ended when the socket did (%v)", spans, dropped)
		}
	})
}

func TestADeadNodesAgentsAreGoneAfterLeaseAndGrace(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, _, stop := h.node("n1")
		defer stop()
		two, die, _ := h.node("n2")
		h.connect(two, "tab", ada)
		after(2 * Lease)
		wantKinds(t, h, Arrived)
		died := time.Now()
		die()
		after(Renewal + renewalSlack + time.Second)
		wantState(t, h, one, Connected, Available, false) // one renewal missed: no new offers
		after(Lease)
		wantKinds(t, h, Dropped)
		wantState(t, h, one, InGrace, Available, false)
		after(Grace)
		wantKinds(t, h, Left)
		s := h.state(one, ada)
		if at := s.DroppedAt; at.Before(died.Add(Lease-Renewal)) || at.After(died.Add(Lease)) {
			t.Errorf("dropped %v after the death, want the end of the lease", at.Sub(died))
		}
	})
}

func TestAnAgentWhoMovesFromADeadNodeIsNeverGone(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, _, stop := h.node("n1")
		defer stop()
		two, die, _ := h.node("n2")
		h.connect(two, "tab", ada)
		after(2 * Lease)
		die()
		h.connect(one, "tab-again", ada)
		after(5 * time.Minute)
		wantKinds(t, h, Arrived)
		wantState(t, h, one, Connected, Available, true)
		if n := len(h.record(ada).Connections); n != 1 {
			t.Errorf("%d connections are stored, want 1: the dead node's was not reaped", n)
		}
	})
}

func TestALoadThatFallsByItselfIsToldOnceAndSoon(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, _, stopOne := h.node("n1")
		defer stopOne()
		_, _, stopTwo := h.node("n2")
		defer stopTwo()
		h.connect(one, "tab", ada)
		load := func(n int) {
			h.set(func(m *memory) {
				r := m.records[ada]
				r.Load = n
				m.records[ada] = r
			})
		}
		load(4) // of 4
		if err := one.Refresh(t.Context(), ada); err != nil {
			t.Fatal(err)
		}
		after(Lease)
		wantKinds(t, h, Arrived, Refreshed)
		load(3)
		after(fullLook)
		wantKinds(t, h, Refreshed)
		wantState(t, h, one, Connected, Available, true)
		after(Lease)
		wantKinds(t, h)
	})
}

func TestALeaseHasHeldOnlyWithoutABreak(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		wants := func(what string, want bool) {
			t.Helper()
			if got := p.Held(2*time.Minute, time.Now()); got != want {
				t.Errorf("%s: Held(2m) = %v, want %v", what, got, want)
			}
		}
		after(2*time.Minute - time.Second)
		wants("a moment too early", false)
		after(2 * time.Second)
		wants("for two minutes", true)
		if p.Held(2*time.Minute, time.Now().Add(Lease+time.Second)) {
			t.Error("Held(2m) = true when the last renewal is older than a lease")
		}
		h.set(func(m *memory) { m.away = true })
		after(Renewal + time.Second)
		wants("the database is away", false)
		h.set(func(m *memory) { m.away = false })
		after(Renewal)
		wants("it has just come back", false)
		after(2 * time.Minute)
		wants("two minutes after", true)
	})
}

func TestNobodyIsTakenForGoneWhileTheDatabaseIsAway(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, _, stopOne := h.node("n1")
		defer stopOne()
		two, _, stopTwo := h.node("n2")
		defer stopTwo()
		h.connect(one, "tab", ada)
		after(2 * Lease)
		wantKinds(t, h, Arrived)
		h.set(func(m *memory) { m.away = true })
		after(30 * time.Minute)
		wantKinds(t, h)
		if _, err := two.Of(t.Context(), ada); !errors.Is(err, errAway) {
			t.Errorf("Of() = %v, want %v", err, errAway)
		}
		h.set(func(m *memory) { m.away = false })
		after(30 * time.Minute) // whichever node comes back first must wait for the other
		wantKinds(t, h, WentIdle)
		if s := h.state(two, ada); s.Reach != Connected {
			t.Errorf("reach is %s, want connected", s.Reach)
		}
	})
}

func TestWhoDroppedBeforeAnOutageMayComeBackAfterIt(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "tab", ada)
		after(2 * Lease)
		p.Disconnect(t.Context(), "tab")
		h.set(func(m *memory) { m.away = true })
		if err := p.Connect(t.Context(), "tab2", ada); err == nil {
			t.Fatal("Connect succeeded without a database")
		}
		after(5 * time.Minute)
		h.set(func(m *memory) { m.away = false })
		after(Renewal)
		h.connect(p, "tab3", ada)
		after(10 * time.Minute)
		p.Disconnect(t.Context(), "tab3")
		wantKinds(t, h, Arrived, Dropped, Returned, WentIdle, Dropped)
	})
}

func TestASocketThatEndedWhileTheDatabaseWasAwayIsWrittenDownLater(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "tab", ada)
		h.set(func(m *memory) { m.away = true })
		p.Disconnect(t.Context(), "tab")
		if n := len(h.record(ada).Connections); n != 1 {
			t.Fatalf("%d connections are stored, want 1", n)
		}
		h.set(func(m *memory) { m.away = false })
		after(Renewal)
		if n := len(h.record(ada).Connections); n != 0 {
			t.Errorf("%d connections are stored, want none", n)
		}
	})
}

func TestASocketWhoseRegistrationWasNotAnsweredIsTakenBack(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		after(time.Second)
		h.set(func(m *memory) { m.deaf = true })
		if err := p.Connect(t.Context(), "tab", ada); err == nil {
			t.Fatal("Connect succeeded, though the store's answer was lost")
		}
		h.set(func(m *memory) { m.deaf = false })
		after(10 * time.Minute)
		wantState(t, h, p, Gone, Offline, false)
	})
}

func TestANodeThatSleptRegistersItsSocketsAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p := NewPresence(Parts{Node: "n1", Records: h, Leases: h, Announce: h.heard})
		other, _, stop := h.node("n2")
		defer stop()
		after(2 * Lease)
		h.connect(p, "tab", ada)
		after(10 * time.Minute) // nobody calls Round: the machine slept
		wantKinds(t, h, Arrived, Dropped, Left)
		if _, err := p.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantKinds(t, h, Arrived)
		wantState(t, h, other, Connected, Available, true)
	})
}

func TestIdlenessStopsOffersUntilInput(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "tab", ada)
		after(IdleAfter - time.Minute)
		p.Input(t.Context(), "tab")
		after(IdleAfter - time.Minute)
		wantKinds(t, h, Arrived)
		after(2 * time.Minute)
		wantKinds(t, h, WentIdle)
		wantState(t, h, p, Connected, Away, false)
		p.Disconnect(t.Context(), "tab")
		h.connect(p, "tab2", ada)
		wantKinds(t, h, Dropped, Returned)
		wantState(t, h, p, Connected, Away, false) // a reconnect is no input
		p.Input(t.Context(), "tab2")
		wantKinds(t, h, Active)
		wantState(t, h, p, Connected, Available, true)
	})
}

func TestAStatusEndsWhenItWasToldTo(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "tab", ada)
		if _, err := p.SetStatus(t.Context(), ada, Busy, time.Now().Add(7*time.Second), chat.ByAgent(ada)); err != nil {
			t.Fatal(err)
		}
		wantKinds(t, h, Arrived, StatusSet)
		wantState(t, h, p, Connected, Busy, false)
		after(7 * time.Second)
		wantKinds(t, h, StatusSet)
		wantState(t, h, p, Connected, Available, true)
		spans := h.ended(ada)
		if len(spans) != 2 || spans[1].Status != Busy || spans[1].To.Sub(spans[1].From) != 7*time.Second || spans[1].By != chat.ByAgent(ada) {
			t.Errorf("stretches %+v, want available and then 7 s busy by the agent", spans)
		}
	})
}

func TestTwoMissedOffersStopOffersUntilAClick(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "tab", ada)
		miss := func() {
			t.Helper()
			if err := p.MissedOffer(t.Context(), ada); err != nil {
				t.Fatal(err)
			}
		}
		miss()
		wantKinds(t, h, Arrived)
		if err := p.Answered(t.Context(), ada); err != nil { // not in a row
			t.Fatal(err)
		}
		miss()
		wantKinds(t, h)
		miss()
		wantKinds(t, h, Unresponsive)
		wantState(t, h, p, Connected, Away, false)
		p.Input(t.Context(), "tab")
		after(Renewal)
		wantState(t, h, p, Connected, Away, false) // typing elsewhere is no answer
		if _, err := p.SetStatus(t.Context(), ada, Available, time.Time{}, chat.ByAgent(ada)); err != nil {
			t.Fatal(err)
		}
		wantKinds(t, h, Responsive)
		wantState(t, h, p, Connected, Available, true)
	})
}

func TestRefusals(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		h.connect(p, "tab", ada)
		for name, tt := range map[string]struct {
			err  error
			want chat.Code
		}{
			"an unknown status":        {second(p.SetStatus(t.Context(), ada, "lunch", time.Time{}, chat.BySystem)), chat.Invalid},
			"an end in the past":       {second(p.SetStatus(t.Context(), ada, Away, time.Now(), chat.BySystem)), chat.Invalid},
			"an end in the far future": {second(p.SetStatus(t.Context(), ada, Away, time.Now().Add(32*24*time.Hour), chat.BySystem)), chat.Invalid},
			"an unknown agent's tab":   {p.Connect(t.Context(), "x", "agent-nobody"), chat.NotFound},
			"an unknown agent's state": {second(p.Of(t.Context(), "agent-nobody")), chat.NotFound},
		} {
			if got := chat.CodeOf(tt.err); got != tt.want {
				t.Errorf("%s: code %q (%v), want %q", name, got, tt.err, tt.want)
			}
		}
		h.set(func(m *memory) { r := m.records[ada]; r.Disabled = true; m.records[ada] = r })
		if err := p.Connect(t.Context(), "tab2", ada); !chat.IsCode(err, chat.Forbidden) {
			t.Errorf("a disabled account connected: %v", err)
		}
		if got := h.state(p, ada); got.Shown != Offline || got.Why != WhyDisabled || got.Routable() {
			t.Errorf("a disabled account shows %s because of %s", got.Shown, got.Why)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestALeavingNodeTakesItsSocketsAlong(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		h.connect(p, "tab", ada)
		stop()
		wantKinds(t, h, Arrived, Dropped)
		if len(h.nodes) != 0 || len(h.record(ada).Connections) != 0 {
			t.Errorf("left behind: nodes %v, connections %v", h.nodes, h.record(ada).Connections)
		}
	})
}

func TestQuietSocketsCostNoStatements(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p, _, stop := h.node("n1")
		defer stop()
		for i := range 500 {
			h.connect(p, fmt.Sprint("tab", i), ada)
		}
		after(time.Minute)
		before := h.renewals()
		after(10 * Renewal)
		if got := h.renewals() - before; got != 10 {
			t.Errorf("%d renewals in ten intervals, want 10", got)
		}
	})
}

func TestManySocketsAtOnceOnTwoNodes(t *testing.T) {
	h := newHouse(t, ada, "agent-ben")
	one, _, stopOne := h.node("n1")
	defer stopOne()
	two, _, stopTwo := h.node("n2")
	defer stopTwo()
	var all sync.WaitGroup
	for i := range 50 {
		p, who := one, ada
		if i%2 == 1 {
			p = two
		}
		if i%3 == 0 {
			who = "agent-ben"
		}
		all.Go(func() {
			id := fmt.Sprint("tab", i)
			for range 20 {
				if err := p.Connect(context.Background(), id, who); err != nil {
					t.Error(err)
				}
				p.Input(context.Background(), id)
				if _, err := p.Round(context.Background()); err != nil {
					t.Error(err)
				}
				p.Disconnect(context.Background(), id)
			}
		})
	}
	all.Wait()
	newest := map[chat.AgentID]Change{}
	for _, c := range h.all {
		if c.State.Version > newest[c.State.Agent].State.Version {
			newest[c.State.Agent] = c
		}
	}
	for _, id := range []chat.AgentID{ada, "agent-ben"} {
		if r := h.record(id); len(r.Connections) != 0 || r.DroppedAt.IsZero() || r.Version != newest[id].State.Version {
			t.Errorf("%s has %d connections, version %d, newest announced %d", id, len(r.Connections), r.Version, newest[id].State.Version)
		}
		if newest[id].Kind != Dropped {
			t.Errorf("the newest change of %s is %s, want dropped", id, newest[id].Kind)
		}
	}
}

// manual is a node whose rounds the test calls itself.
func (h *house) manual(name string) *Presence {
	return NewPresence(Parts{Node: name, Records: h, Leases: h, Announce: h.heard, Log: slog.New(slog.DiscardHandler)})
}

// round does one round of each node.
func (h *house) round(nodes ...*Presence) {
	h.t.Helper()
	for _, p := range nodes {
		if _, err := p.Round(context.Background()); err != nil {
			h.t.Fatal(err)
		}
	}
}

func TestWhoWakesFirstAfterASharedSleepTakesNobodyForGone(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, two := h.manual("n1"), h.manual("n2")
		h.connect(two, "tab", ada)
		for range 6 {
			h.round(one, two)
			after(Renewal)
		}
		h.take()
		after(9 * time.Minute) // the machine that both run on was suspended
		h.round(one)
		wantKinds(t, h, WentIdle)
		h.round(two, one)
		wantState(t, h, one, Connected, Away, false)
	})
}

func TestInputIsNotForgottenWhileTheDatabaseIsAway(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		p := h.manual("n1")
		h.connect(p, "tab", ada)
		after(IdleAfter - time.Second)
		p.Input(t.Context(), "tab")
		h.set(func(m *memory) { m.away = true })
		if _, err := p.Round(t.Context()); !errors.Is(err, errAway) {
			t.Fatalf("Round() = %v, want %v", err, errAway)
		}
		h.set(func(m *memory) { m.away = false })
		after(Renewal)
		h.round(p)
		wantKinds(t, h, Arrived)
	})
}

func TestInputOnANodeThatDidNotKnowOfTheIdlenessIsFoundByTheNextRound(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, two := h.manual("n1"), h.manual("n2")
		h.connect(one, "tab", ada)
		after(IdleAfter)
		h.round(two)
		wantKinds(t, h, Arrived, WentIdle)
		one.Input(t.Context(), "tab")
		h.round(one)
		wantKinds(t, h, Active)
	})
}

func TestWhoIsGoneIsNotIdleAsWell(t *testing.T) {
	r := there(0, func(r *Record) { r.Connections, r.DroppedAt, r.IdleAt = nil, noon, noon })
	r.Sweep(at(Grace), true)
	if s := r.State(at(Grace)); s.Reach != Gone || s.Idle {
		t.Errorf("reach %s, idle %v; want gone and no more than that", s.Reach, s.Idle)
	}
}

// between runs something just before the next change of a record.
type between struct {
	*memory

	then func()
}

func (b *between) Change(ctx context.Context, id chat.AgentID, decide func(*Record, time.Time) error) (Record, time.Time, error) {
	if then := b.then; then != nil {
		b.then = nil
		then()
	}
	return b.memory.Change(ctx, id, decide)
}

func TestASocketThatEndsWhileItIsRegisteredAgainDoesNotStay(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		records := &between{memory: h.memory}
		p := NewPresence(Parts{Node: "n1", Records: records, Leases: h, Announce: h.heard, Log: slog.New(slog.DiscardHandler)})
		h.connect(p, "tab", ada)
		after(10 * time.Minute) // the machine slept
		records.then = func() { p.Disconnect(t.Context(), "tab") }
		h.round(p)
		h.round(p)
		if n := len(h.record(ada).Connections); n != 0 {
			t.Errorf("%d connections are stored, want none", n)
		}
	})
}
