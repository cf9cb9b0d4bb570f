package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/internal/testkit"
)

// waiting puts a conversation into a team's line.
func waiting(t *testing.T, d *desk.Desk, visitor string, team chat.TeamID) chat.ConversationID {
	t.Helper()
	c := started(t, d, visitor)
	_, err := d.Do(t.Context(), c.ID, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: chat.ByVisitor(c.Visitor), Reason: chat.ExplicitRequest, Told: "Of course.",
		Live: true, Promise: chat.Promise{Kind: chat.PromiseRange, High: 60, MadeAt: c.StartedAt}, Route: &chat.Route{Team: team}})
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func assign(t *testing.T, d *desk.Desk, id chat.ConversationID, cmd chat.Assign) error {
	t.Helper()
	_, err := d.Do(t.Context(), id, cmd)
	return err
}

func addTeam(t *testing.T, s *store.Store, id string, park, wrap time.Duration) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("INSERT INTO teams (id, name, settings, park_after, wrap_up, version, created_at) VALUES (?, ?, '{}', ?, ?, 1, 0)", id, id, park.Microseconds(), wrap.Microseconds()).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

var ada = chat.Profile{ID: "agent-ada", Name: "Ada"}

func TestTheSmallestLimitWins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := running(t, s, bus.NewLocal(), false)
		addAgent(t, s, "agent-ada", 5)
		if err := assign(t, d, waiting(t, d, "visitor-1", "team-care"), chat.Assign{Agent: ada, Limit: 2}); err != nil {
			t.Fatal(err)
		}
		if err := assign(t, d, waiting(t, d, "visitor-2", "team-care"), chat.Assign{Agent: ada, Limit: 1}); !chat.IsCode(err, chat.Conflict) {
			t.Errorf("a second one beyond the team's limit of 1: %v, want conflict", err)
		}
		if err := assign(t, d, waiting(t, d, "visitor-3", "team-care"), chat.Assign{Agent: ada, Limit: 9}); err != nil {
			t.Errorf("a team's larger limit: %v", err)
		}
	})
}

func TestAParkedConversationOccupiesNoPlaceUntilItWakes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := running(t, s, bus.NewLocal(), false)
		addAgent(t, s, "agent-ada", 1)
		addTeam(t, s, "team-care", 10*time.Minute, 0)
		first := waiting(t, d, "visitor-1", "team-care")
		if err := assign(t, d, first, chat.Assign{Agent: ada, Greeting: "Hi!"}); err != nil {
			t.Fatal(err)
		}
		second := waiting(t, d, "visitor-2", "team-care")
		if err := assign(t, d, second, chat.Assign{Agent: ada}); !chat.IsCode(err, chat.Conflict) {
			t.Fatalf("beside one in which somebody just spoke: %v, want conflict", err)
		}
		age := func(by time.Duration) {
			err := s.Write(t.Context(), func(tx *gorm.DB) error {
				return tx.Exec("UPDATE conversations SET last_at = ? WHERE id = ?", s.Now().Add(-by).UnixMicro(), string(first)).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		age(11 * time.Minute)
		if err := assign(t, d, second, chat.Assign{Agent: ada}); err != nil {
			t.Fatalf("beside one that is silent for 11 minutes: %v", err)
		}
		age(0) // it wakes: nothing more until below the limit
		third := waiting(t, d, "visitor-3", "team-care")
		if err := assign(t, d, third, chat.Assign{Agent: ada}); !chat.IsCode(err, chat.Conflict) {
			t.Errorf("while one above the limit: %v, want conflict", err)
		}
	})
}

func TestWorkAfterTheGoodbyeOccupiesThePlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := running(t, s, bus.NewLocal(), false)
		addAgent(t, s, "agent-ada", 1)
		addTeam(t, s, "team-care", 0, time.Hour)
		first := waiting(t, d, "visitor-1", "team-care")
		if err := assign(t, d, first, chat.Assign{Agent: ada}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Do(t.Context(), first, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved}); err != nil {
			t.Fatal(err)
		}
		second := waiting(t, d, "visitor-2", "team-care")
		if err := assign(t, d, second, chat.Assign{Agent: ada}); !chat.IsCode(err, chat.Conflict) {
			t.Fatalf("during wrap-up: %v, want conflict", err)
		}
		err := s.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec("UPDATE wrap_ups SET ends_at = ?", s.Now().UnixMicro()).Error })
		if err != nil {
			t.Fatal(err)
		}
		if err := assign(t, d, second, chat.Assign{Agent: ada}); err != nil {
			t.Errorf("after wrap-up: %v", err)
		}
	})
}

// TestATurnIsUsedOnce lets two routers give two conversations to the same person in
// the same instant, as both saw that it is their turn: one of them must look again.
func TestATurnIsUsedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		one, two := running(t, s, bus.NewLocal(), true), running(t, s, bus.NewLocal(), true)
		addAgent(t, s, "agent-ada", 100)
		seen := int64(0)
		for round := range int64(10) {
			ids := []chat.ConversationID{waiting(t, one, fmt.Sprint("visitor-a", round), "team-care"), waiting(t, two, fmt.Sprint("visitor-b", round), "team-care")}
			errs := make([]error, 2)
			var wg sync.WaitGroup
			for i, d := range []*desk.Desk{one, two} {
				wg.Go(func() {
					turn := &chat.Turn{Team: "team-care", Seen: seen, Next: 10*round + int64(i) + 1}
					_, errs[i] = d.Do(t.Context(), ids[i], chat.Assign{Agent: ada, Turn: turn})
				})
			}
			wg.Wait()
			won := slices.Index(errs, nil)
			if won < 0 || errs[1-won] == nil || !chat.IsCode(errs[1-won], chat.Conflict) {
				t.Fatalf("round %d: %v, want one winner and one conflict", round, errs)
			}
			seen = 10*round + int64(won) + 1
		}
	})
}

// TestTwoAcceptInTheSameInstant has two people accept one open call on two nodes at
// once, round after round: one has it, the other is told who (R3).
func TestTwoAcceptInTheSameInstant(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		one, two := running(t, s, bus.NewLocal(), true), running(t, s, bus.NewLocal(), true)
		addAgent(t, s, "agent-ada", 10000)
		addAgent(t, s, "agent-ben", 10000)
		ben := chat.Profile{ID: "agent-ben", Name: "Ben"}
		for round := range testkit.Rounds(t, 25) {
			id := waiting(t, one, fmt.Sprint("visitor-", round), "team-care")
			offer := chat.OfferID(chat.NewID())
			if _, err := one.Do(t.Context(), id, chat.MakeOffer{Offer: offer, Agents: []chat.AgentID{ada.ID, ben.ID}, ExpiresAt: s.Now().Add(time.Minute)}); err != nil {
				t.Fatal(err)
			}
			errs := make([]error, 2)
			var wg sync.WaitGroup
			wg.Go(func() { _, errs[0] = one.Do(t.Context(), id, chat.AcceptOffer{Offer: offer, Agent: ada}) })
			wg.Go(func() { _, errs[1] = two.Do(t.Context(), id, chat.AcceptOffer{Offer: offer, Agent: ben}) })
			wg.Wait()
			won := slices.Index(errs, nil)
			if won < 0 || !chat.IsCode(errs[1-won], chat.Conflict) || !strings.Contains(errs[1-won].Error(), []string{"Ada", "Ben"}[won]+" has") {
				t.Fatalf("round %d: %v, want one winner, and the other told who has it", round, errs)
			}
			// The winner's retry succeeds, on the other node too.
			who, d := []chat.Profile{ada, ben}[won], []*desk.Desk{two, one}[won]
			if _, err := d.Do(t.Context(), id, chat.AcceptOffer{Offer: offer, Agent: who}); err != nil {
				t.Fatalf("round %d: the winner again: %v", round, err)
			}
		}
	})
}
