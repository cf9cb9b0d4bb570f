package engine_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/testkit"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/engine"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// Every test here runs in a bubble of synctest: its sleeps say what time it is, and
// nobody waits for them.

// house is a small support team with the promises of the real one: what it is asked to
// give it gives only if that is still possible.
type house struct {
	t  *testing.T
	mu sync.Mutex // guards what follows

	team    routing.Team
	people  map[chat.AgentID]*routing.Candidate
	waiting map[chat.ConversationID]routing.Waiting
	offered map[chat.ConversationID]chat.AgentID
	owner   map[chat.ConversationID]chat.AgentID
	later   map[chat.ConversationID]routing.LaterWhy
	order   []chat.ConversationID // as they were given
	failing int                   // how many reads fail from now on
}

func newHouse(t *testing.T, people map[chat.AgentID]int) *house {
	h := &house{t: t, team: routing.Team{ID: "team-care", Method: routing.LoadBalanced}, people: map[chat.AgentID]*routing.Candidate{},
		waiting: map[chat.ConversationID]routing.Waiting{}, offered: map[chat.ConversationID]chat.AgentID{}, owner: map[chat.ConversationID]chat.AgentID{}, later: map[chat.ConversationID]routing.LaterWhy{}}
	for id, capacity := range people {
		h.people[id] = &routing.Candidate{Agent: id, Name: string(id), Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true,
			Teams: []chat.TeamID{"team-care"}, Limits: routing.Limits{Agent: capacity}}
	}
	return h
}

var errAway = errors.New("the database is away")

func (h *house) read() error {
	if h.failing > 0 {
		h.failing--
		return errAway
	}
	return nil
}

func (h *house) Waiting(context.Context) ([]routing.Waiting, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Values(h.waiting)), h.read()
}

func (h *house) WaitingOne(_ context.Context, id chat.ConversationID) (routing.Waiting, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w, ok := h.waiting[id]
	return w, ok, h.read()
}

func (h *house) Candidates(context.Context) ([]routing.Candidate, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []routing.Candidate
	for _, c := range h.people {
		all = append(all, *c)
	}
	return all, h.read()
}

func (h *house) Candidate(_ context.Context, id chat.AgentID) (routing.Candidate, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.people[id]
	if !ok {
		return routing.Candidate{}, false, h.read()
	}
	return *c, true, h.read()
}

func (h *house) Teams(context.Context) ([]routing.Team, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return []routing.Team{h.team}, h.read()
}

func (h *house) Give(_ context.Context, d routing.Decision, why routing.Explanation, _ time.Time) error {
	if why.Line == "" || why.Conversation != d.Conversation {
		h.t.Errorf("%s is given without a reason: %+v", d.Conversation, why)
	}
	time.Sleep(2 * time.Millisecond) // virtual: the time of a commit
	h.mu.Lock()
	defer h.mu.Unlock()
	w, waits := h.waiting[d.Conversation]
	who := h.people[d.Agents[0]]
	if !waits || !who.Available || who.Free() == 0 {
		return chat.Refuse(chat.Conflict, "Something has changed.")
	}
	delete(h.waiting, d.Conversation)
	h.order = append(h.order, d.Conversation)
	if d.Assign {
		who.Load.Active++
		h.owner[d.Conversation] = who.Agent
	} else {
		who.Load.Offers++
		h.offered[d.Conversation] = who.Agent
	}
	if who.Load.Total() > who.Limits.Places() {
		h.t.Errorf("%s has %d of %d", who.Agent, who.Load.Total(), who.Limits.Places())
	}
	_ = w
	return nil
}

func (h *house) Later(_ context.Context, d routing.Decision, why routing.Explanation) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.waiting, d.Conversation)
	h.later[d.Conversation] = why.Later
	return nil
}

func (h *house) Withdraw(_ context.Context, a chat.AgentID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, who := range h.offered {
		if who == a {
			delete(h.offered, id)
			h.people[a].Load.Offers--
			h.waiting[id] = routing.Waiting{Conversation: id, Need: routing.Need{Team: "team-care"}, EnteredAt: time.Now()}
		}
	}
	return nil
}

// arrive puts one into line.
func (h *house) arrive(id chat.ConversationID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting[id] = routing.Waiting{Conversation: id, Need: routing.Need{Team: "team-care"}, EnteredAt: time.Now()}
}

// finish ends whatever an agent has; it reports whether they had something.
func (h *house) finish(a chat.AgentID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, who := range h.owner {
		if who == a {
			delete(h.owner, id)
			h.people[a].Load.Active--
			return true
		}
	}
	return false
}

func (h *house) given() []chat.ConversationID {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.order)
}

// ask reads one of the maps.
func ask[V any](h *house, of map[chat.ConversationID]V, id chat.ConversationID) V {
	h.mu.Lock()
	defer h.mu.Unlock()
	return of[id]
}

func count[V any](h *house, of map[chat.ConversationID]V) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(of)
}

// start runs a router until the test ends.
func (h *house) start(t *testing.T) *engine.Engine {
	t.Helper()
	e := engine.New(engine.Parts{Lines: h, People: h, Hands: h, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = e.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	synctest.Wait()
	return e
}

func TestAnArrivalIsRoutedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[chat.AgentID]int{"ada": 1})
		e := h.start(t)
		time.Sleep(time.Second) // in the middle between two sweeps
		begun := time.Now()
		h.arrive("one")
		e.Conversation("one", true)
		synctest.Wait()
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if ask(h, h.owner, "one") != "ada" || time.Since(begun) > 3*time.Millisecond {
			t.Errorf("owner %q after %v", ask(h, h.owner, "one"), time.Since(begun))
		}
	})
}

func TestAFreedPlaceGoesToWhoeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[chat.AgentID]int{"ada": 1})
		e := h.start(t)
		for _, id := range []chat.ConversationID{"one", "two", "three"} {
			h.arrive(id)
			e.Conversation(id, true)
			time.Sleep(10 * time.Millisecond)
		}
		for _, want := range [][]chat.ConversationID{{"one"}, {"one", "two"}, {"one", "two", "three"}} {
			if got := h.given(); !slices.Equal(got, want) {
				t.Fatalf("given %v, want %v", got, want)
			}
			h.finish("ada")
			e.Agent("ada", true)
			time.Sleep(10 * time.Millisecond)
		}
	})
}

func TestALostWakeUpIsFoundByTheSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[chat.AgentID]int{"ada": 1})
		h.start(t)
		h.arrive("one")
		time.Sleep(engine.DefaultEvery + 100*time.Millisecond)
		if ask(h, h.owner, "one") != "ada" {
			t.Errorf("not given within %v", engine.DefaultEvery)
		}
	})
}

func TestWhatAnotherNodeQueuedIsLeftToItForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[chat.AgentID]int{"ada": 1})
		e := h.start(t)
		time.Sleep(time.Second)
		h.arrive("one")
		e.Conversation("one", false)
		e.Agent("ada", true)
		time.Sleep(200 * time.Millisecond)
		if got := h.given(); len(got) > 0 {
			t.Fatalf("given %v at once", got)
		}
		time.Sleep(100 * time.Millisecond)
		if ask(h, h.owner, "one") != "ada" {
			t.Error("never given")
		}
	})
}

func TestWhoeverTakesNoWorkLosesTheirOffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[chat.AgentID]int{"ada": 1})
		h.team.Offer = 20 * time.Second
		e := h.start(t)
		h.arrive("one")
		e.Conversation("one", true)
		time.Sleep(10 * time.Millisecond)
		if ask(h, h.offered, "one") != "ada" {
			t.Fatal("not offered")
		}
		h.mu.Lock()
		h.people["ada"].Available = false
		h.mu.Unlock()
		e.Agent("ada", true)
		time.Sleep(10 * time.Millisecond)
		if count(h, h.offered) > 0 || count(h, h.waiting) != 1 {
			t.Errorf("offered %d, waiting %d, want 0 and 1", count(h, h.offered), count(h, h.waiting))
		}
	})
}

func TestADatabaseThatIsAwayIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[chat.AgentID]int{"ada": 1})
		e := h.start(t)
		h.mu.Lock()
		h.failing = 1 << 30
		h.mu.Unlock()
		h.arrive("one")
		e.Conversation("one", true)
		time.Sleep(time.Minute)
		h.mu.Lock()
		tries := 1<<30 - h.failing
		h.failing = 0
		h.mu.Unlock()
		if tries < 10 || tries > 200 {
			t.Errorf("asked a database that is away %d times a minute", tries)
		}
		time.Sleep(time.Second)
		if ask(h, h.owner, "one") != "ada" {
			t.Error("not given within a second after the database came back")
		}
	})
}

func TestWhoWaitsTooLongIsAnsweredLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[chat.AgentID]int{"ada": 0})
		h.team.MaxWait = 10 * time.Minute
		e := h.start(t)
		h.arrive("one")
		e.Conversation("one", true)
		time.Sleep(10*time.Minute - time.Second)
		if count(h, h.later) > 0 {
			t.Fatal("turned away early")
		}
		time.Sleep(2 * time.Second)
		if ask(h, h.later, "one") != routing.LaterMaxWait {
			t.Errorf("later = %q", ask(h, h.later, "one"))
		}
	})
}

// TestManyRoutersGiveEverythingOnce lets several routers work on one house, with people
// who finish, come and go, and checks that nobody is ever above capacity (in Give),
// nothing is given twice, and nothing is forgotten.
func TestManyRoutersGiveEverythingOnce(t *testing.T) {
	for round := range testkit.Rounds(t, 5) {
		synctest.Test(t, func(t *testing.T) {
			people := map[chat.AgentID]int{}
			for i := range 10 {
				people[chat.AgentID(fmt.Sprint("agent-", i))] = 3
			}
			h := newHouse(t, people)
			routers := []*engine.Engine{h.start(t), h.start(t), h.start(t)}
			everywhere := func(here int, tell func(e *engine.Engine, here bool)) {
				for i, e := range routers {
					tell(e, i == here)
				}
			}
			ids := slices.Sorted(maps.Keys(people))
			const chats = 300
			for i := range chats {
				id := chat.ConversationID(fmt.Sprint("chat-", i))
				h.arrive(id)
				everywhere((i+round)%3, func(e *engine.Engine, here bool) { e.Conversation(id, here) })
				time.Sleep(time.Duration(i*7%13) * time.Millisecond)
				if a := ids[i*7%len(ids)]; h.finish(a) {
					everywhere((i+1)%3, func(e *engine.Engine, here bool) { e.Agent(a, here) })
				}
			}
			for range 4 * chats { // let them all be served
				busy := false
				for i, a := range ids {
					if h.finish(a) {
						busy = true
						everywhere(i%3, func(e *engine.Engine, here bool) { e.Agent(a, here) })
					}
				}
				time.Sleep(10 * time.Millisecond)
				if !busy && len(h.given()) == chats {
					break
				}
			}
			given := h.given()
			slices.Sort(given)
			if n := len(slices.Compact(given)); n != chats || len(h.given()) != chats {
				t.Errorf("%d of %d conversations given, %d times in all", n, chats, len(h.given()))
			}
		})
	}
}
