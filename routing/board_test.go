package routing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
)

func TestTheBoardDecidesAsTheRulesSay(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := drawnSnapshot(t)
		want, got := newOracle(s, noon).pass(), told(Decide(s, noon))
		if !slices.Equal(got, want) {
			t.Fatalf("Decide() =\n%q\nwant\n%q", got, want)
		}
	})
}

func TestTheOrderOfTheListsDoesNotMatter(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := drawnSnapshot(t)
		shuffled := Snapshot{rapid.Permutation(s.Teams).Draw(t, "teams"), rapid.Permutation(s.Agents).Draw(t, "agents"), rapid.Permutation(s.Waiting).Draw(t, "waiting")}
		if a, b := told(Decide(s, noon)), told(Decide(shuffled, noon)); !slices.Equal(a, b) {
			t.Fatalf("in order:\n%q\nshuffled:\n%q", a, b)
		}
	})
}

// TestABoardOnlyKnowsWhatStandsOnIt leads a board to a snapshot over any detours.
func TestABoardOnlyKnowsWhatStandsOnIt(t *testing.T) {
	check(t, func(t *rapid.T) {
		b := drawnSnapshot(t).Board()
		s := drawnSnapshot(t)
		b.SetTeams(s.Teams) // at first, so that the detours lead through what follows from them
		for range rapid.IntRange(0, 25).Draw(t, "detours") {
			stray(t, b)
		}
		reach(b, s)
		got, fresh := told(b.Pass(noon)), told(Decide(s, noon))
		if !slices.Equal(got, fresh) {
			t.Fatalf("the board says\n%q\na fresh one\n%q", got, fresh)
		}
		if again := told(b.Pass(noon)); !slices.Equal(again, got) {
			t.Fatalf("asked again it says\n%q\nbefore\n%q", again, got)
		}
		if next, want := b.Next(noon), s.Board().Next(noon); !next.Equal(want) {
			t.Fatalf("Next() = %v, of a fresh board %v", next, want)
		}
	})
}

// stray changes or asks something.
func stray(t *rapid.T, b *Board) {
	switch i := rapid.IntRange(0, 8).Draw(t, "which"); rapid.IntRange(0, 20).Draw(t, "detour") {
	case 0:
		b.DropAgent(chat.AgentID(fmt.Sprint("agent-", i)))
	case 1, 2, 3, 4, 5, 6:
		b.PutAgent(drawnPerson(t, i))
	case 7:
		b.DropWaiting(chat.ConversationID(fmt.Sprint("chat-", i)))
	case 8, 9, 10, 11:
		b.PutWaiting(drawnWaiting(t, i))
	case 12:
		b.SetTeams([]Team{drawnTeam(t, teams[0]), drawnTeam(t, teams[1])})
	case 13, 14:
		b.Freed(chat.AgentID(fmt.Sprint("agent-", i)), noon)
		b.Arrived(chat.ConversationID(fmt.Sprint("chat-", i)), noon)
	default:
		b.Pass(noon.Add(time.Duration(i) * time.Minute))
	}
}

// reach makes the board hold exactly the snapshot.
func reach(b *Board, s Snapshot) {
	for i := range 9 {
		if id := chat.AgentID(fmt.Sprint("agent-", i)); !slices.ContainsFunc(s.Agents, func(c Candidate) bool { return c.Agent == id }) {
			b.DropAgent(id)
		}
		if id := chat.ConversationID(fmt.Sprint("chat-", i)); !slices.ContainsFunc(s.Waiting, func(w Waiting) bool { return w.Conversation == id }) {
			b.DropWaiting(id)
		}
	}
	for _, c := range s.Agents {
		b.PutAgent(c)
	}
	for _, w := range s.Waiting {
		b.PutWaiting(w)
	}
	if !sameTeams(b, s.Teams) {
		b.SetTeams(s.Teams)
	}
}

func sameTeams(b *Board, list []Team) bool {
	return len(b.teams) == len(list) && !slices.ContainsFunc(list, func(t Team) bool { return b.teams[t.ID] != t })
}

// carryOut tells the board that the decisions were followed.
func carryOut(b *Board, decisions []Decision) {
	for _, d := range decisions {
		b.DropWaiting(d.Conversation)
		for _, id := range d.Agents {
			c := b.seats[b.places[id]].who
			c.Load.Offers++
			b.PutAgent(c)
		}
	}
}

func TestOnASettledBoardOneArrivalOrFreedPlaceIsDecidedAsByAPass(t *testing.T) {
	check(t, func(t *rapid.T) {
		b := drawnSnapshot(t).Board()
		carryOut(b, b.Pass(noon))
		if left := b.Pass(noon); len(left) > 0 {
			t.Fatalf("after all was carried out there is still %q", told(left))
		}
		if rapid.Bool().Draw(t, "an arrival") {
			w := drawnWaiting(t, 9)
			b.PutWaiting(w)
			var got []Decision
			if d, ok := b.Arrived(w.Conversation, noon); ok {
				got = append(got, d)
			}
			others := func(d Decision) bool { return d.Conversation != w.Conversation } // may have become too many
			if want := slices.DeleteFunc(b.Pass(noon), others); !slices.Equal(told(got), told(want)) {
				t.Fatalf("Arrived() = %q, Pass() = %q", told(got), told(want))
			}
			return
		}
		for id, at := range b.places {
			c := b.seats[at].who
			c.Load = Load{}
			b.PutAgent(c)
			gives := slices.DeleteFunc(b.Pass(noon), func(d Decision) bool { return d.Later != "" })
			if got := b.Freed(id, noon); !slices.Equal(told(got), told(gives)) {
				t.Fatalf("Freed() = %q, Pass() = %q", told(got), told(gives))
			}
			return
		}
	})
}

func TestNothingChangesBeforeNext(t *testing.T) {
	check(t, func(t *rapid.T) {
		b := drawnSnapshot(t).Board()
		carryOut(b, b.Pass(noon))
		now := noon
		for {
			next := b.Next(now)
			if !next.IsZero() && !next.After(now) {
				t.Fatalf("Next(%v) = %v", now, next)
			}
			last := now.Add(time.Hour)
			if !next.IsZero() {
				last = next.Add(-time.Nanosecond)
			}
			for _, at := range []time.Time{now.Add(last.Sub(now) / 2), last} {
				if d := b.Pass(at); len(d) > 0 {
					t.Fatalf("Next(%v) = %v, but at %v there is %q", now, next, at, told(d))
				}
			}
			if next.IsZero() {
				return
			}
			carryOut(b, b.Pass(next))
			now = next
		}
	})
}

// TestABoardFollowsWhoComesAndGoes changes only how people are, and what they know, never
// which teams have members, and asks after every change.
func TestABoardFollowsWhoComesAndGoes(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := drawnSnapshot(t)
		for _, id := range teams { // who is never there keeps each team
			s.Agents = append(s.Agents, Candidate{Agent: chat.AgentID("keeper-" + id), Enabled: true, Teams: []chat.TeamID{id}})
		}
		b := s.Board()
		b.Pass(noon)
		for range rapid.IntRange(1, 10).Draw(t, "changes") {
			c := &s.Agents[rapid.IntRange(0, len(s.Agents)-1).Draw(t, "who")]
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				c.Available = !c.Available
			case 2:
				c.Load.Active = rapid.IntRange(0, 2).Draw(t, "load")
			default:
				c.Skills = map[string]int{rapid.SampledFrom(skills).Draw(t, "skill"): rapid.IntRange(0, 3).Draw(t, "level")}
			}
			b.PutAgent(*c)
			if got, want := told(b.Pass(noon)), told(Decide(s, noon)); !slices.Equal(got, want) {
				t.Fatalf("the board says\n%q\na fresh one\n%q", got, want)
			}
		}
	})
}
