package routing

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
)

func TestTheSearchWidensWithTheWait(t *testing.T) {
	in := func(ids ...chat.TeamID) func(*Candidate) { return func(c *Candidate) { c.Teams = ids } }
	level := func(n int) func(*Candidate) { return func(c *Candidate) { c.Skills = map[string]int{"billing": n} } }
	french := func(c *Candidate) { c.Languages = []string{"fr"} }
	full := func(c *Candidate) { c.Load.Active = 3 }
	away := func(c *Candidate) { c.Available = false }
	translator := func(c *Candidate) { c.Translates = true }
	sales := team("team-sales", over("team-care"))
	// busy is somebody for each stage who is on shift and full, so that none is passed over.
	busy := german("zoe", in("team-sales"), full)
	for _, tt := range []struct {
		name   string
		agents []Candidate
		change func(*Waiting)
		after  time.Duration // 0: at once; below 0: never
		stage  Stage
	}{
		{"who fits is asked at once", []Candidate{busy, german("ada", in("team-sales"))}, nil, 0, StageExact},
		{"who is not among the named after 30 seconds", []Candidate{busy, german("ada", in("team-sales"))}, func(w *Waiting) { w.Need.Named = []chat.AgentID{"zoe"} }, 30 * time.Second, StageTranslation},
		{"who translates after 30 seconds", []Candidate{busy, german("ada", in("team-sales"), french, translator)}, nil, 30 * time.Second, StageTranslation},
		{"who knows less after 60", []Candidate{busy, german("ada", in("team-sales"), level(1))}, nil, 60 * time.Second, StageAnyLevel},
		{"who knows nothing of it after 90", []Candidate{busy, german("ada", in("team-sales"), level(0))}, nil, 90 * time.Second, StageTeam},
		{"who speaks another language after 90", []Candidate{busy, german("ada", in("team-sales"), french)}, nil, 90 * time.Second, StageTeam},
		{"the overflow team after 120", []Candidate{busy, german("ada", in("team-care"))}, nil, 120 * time.Second, StageOverflow},
		{"the overflow team after three missed offers", []Candidate{busy, german("ada", in("team-care"))}, func(w *Waiting) { w.Misses = MissesToOverflow }, 0, StageOverflow},
		{"a team that helps neither never", []Candidate{busy, german("ada", in("team-night"))}, nil, -1, 0},
		{"nobody who is away", []Candidate{busy, german("ada", in("team-sales"), away)}, nil, -1, 0},
		{"who works elsewhere never", []Candidate{busy, german("ada", in("team-sales"), func(c *Candidate) { c.Sites = []chat.SiteID{"site-docs"} })}, nil, -1, 0},
		{"without anybody on shift who fits, the team at once", []Candidate{german("zoe", in("team-sales"), away), german("ada", in("team-sales"), french, level(0))}, nil, 0, StageTeam},
		{"without anybody of the team on shift, the overflow team at once", []Candidate{german("zoe", in("team-sales"), away), german("ada", in("team-care"), french)}, nil, 0, StageOverflow},
		{"idle colleagues are waited for", []Candidate{german("zoe", in("team-sales"), func(c *Candidate) { c.Attentive = false }), german("ada", in("team-sales"), french)}, nil, 90 * time.Second, StageTeam},
		{"a team without members is the whole site", []Candidate{german("ada", in("team-care"))}, func(w *Waiting) { w.Need.Team = "team-empty" }, 0, StageExact},
		{"who needs no team may have anybody", []Candidate{german("ada")}, func(w *Waiting) { w.Need.Team = "" }, 0, StageExact},
		{"a rule's own overflow counts instead of the team's", []Candidate{busy, german("ada", in("team-night"))}, func(w *Waiting) { w.Need.Overflow = "team-night" }, 120 * time.Second, StageOverflow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := Waiting{Conversation: "chat-1", EnteredAt: noon, Need: Need{Site: shop, Team: "team-sales", Language: "de", Skills: []SkillNeed{{"billing", 3}}}}
			if tt.change != nil {
				tt.change(&w)
			}
			b := Snapshot{Teams: []Team{sales}, Agents: tt.agents, Waiting: []Waiting{w}}.Board()
			now := noon
			if tt.after != 0 {
				if d := b.Pass(now); len(d) > 0 {
					t.Fatalf("at once: %q", told(d))
				}
				for now = b.Next(now); !now.IsZero() && len(b.Pass(now)) == 0; now = b.Next(now) {
				}
			}
			if tt.after < 0 {
				if !now.IsZero() {
					t.Errorf("after %v: %q", now.Sub(noon), told(b.Pass(now)))
				}
				return
			}
			d := b.Pass(now)
			if now.Sub(noon) != tt.after || len(d) != 1 || d[0].Stage != tt.stage || d[0].Agents[0] != "ada" {
				t.Errorf("after %v: %q, want after %v at %v", now.Sub(noon), told(d), tt.after, tt.stage)
			}
		})
	}
}

func TestEachStageLetsThroughWhomTheOneBeforeDoes(t *testing.T) {
	check(t, func(t *rapid.T) {
		c, n := drawnPerson(t, 0), drawnWaiting(t, 0).Need
		n.Way, n.Overflow = Given, rapid.SampledFrom(append(teams, "")).Draw(t, "overflow")
		before := false
		for n.Stage = StageExact; n.Stage < stages; n.Stage++ {
			ok, cut := Eligible(c, n)
			if before && !ok {
				t.Fatalf("at %v they are cut at %s, before they were not", n.Stage, cut)
			}
			before = ok
		}
	})
}

func TestNobodyIsGivenTooMuchOrWhileAway(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := drawnSnapshot(t)
		given, o := map[chat.AgentID]int{}, newOracle(s, noon)
		seen := map[chat.ConversationID]bool{}
		for _, d := range Decide(s, noon) {
			if seen[d.Conversation] {
				t.Fatalf("%s is decided twice", d.Conversation)
			}
			seen[d.Conversation] = true
			for _, id := range d.Agents {
				given[id]++
			}
		}
		for _, c := range s.Agents {
			if given[c.Agent] > 0 && (!c.attending() || c.Load.Total()+given[c.Agent] > o.places(c)) {
				t.Fatalf("%s is given %d, with %d of %d places: %+v", c.Agent, given[c.Agent], c.Load.Total(), o.places(c), c)
			}
		}
	})
}

// TestAWaitingVisitorIsNeverForgotten says at every moment of a stretch: what is not
// decided has nobody free who may take it, and who is before it in line was asked first.
func TestAWaitingVisitorIsNeverForgotten(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := drawnSnapshot(t)
		now := noon.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "seconds")) * time.Second)
		decided, left := map[chat.ConversationID]Decision{}, newOracle(s, now)
		for _, d := range Decide(s, now) {
			decided[d.Conversation] = d
			for _, id := range d.Agents {
				left.load[id]++
			}
		}
		line := Line(s.Waiting, now)
		for i, w := range line {
			if d := decided[w.Conversation]; len(d.Agents) > 0 {
				continue
			}
			stage := left.stage(w)
			for _, c := range s.Agents {
				if left.eligible(c, w, stage) {
					t.Fatalf("%s waits, though %s is free for it", w.Conversation, c.Agent)
				}
			}
			start := newOracle(s, now)
			for _, later := range line[i+1:] {
				for _, id := range decided[later.Conversation].Agents {
					c := s.Agents[slices.IndexFunc(s.Agents, func(c Candidate) bool { return c.Agent == id })]
					if start.eligible(c, w, stage) && left.load[id] < left.places(c) {
						t.Fatalf("%s got %s before %s", later.Conversation, id, w.Conversation)
					}
				}
			}
		}
	})
}

// TestRoundRobinSurvivesRestarts gives chats one by one to people who come free and go
// busy together, each time from a board made anew of what is stored.
func TestRoundRobinSurvivesRestarts(t *testing.T) {
	check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "agents")
		s := Snapshot{Teams: []Team{team("team-sales", func(t *Team) { t.Method = RoundRobin })}}
		for i := range n {
			s.Agents = append(s.Agents, german(fmt.Sprint("agent-", i), func(c *Candidate) {
				c.Teams, c.Turns = []chat.TeamID{"team-sales"}, map[chat.TeamID]int64{"team-sales": rapid.Int64Range(0, 9).Draw(t, "turn")}
				c.IdleSince = noon.Add(-time.Duration(rapid.IntRange(0, 5).Draw(t, "idle")) * time.Minute)
			}))
		}
		counts := map[chat.AgentID]int{}
		for i := range rapid.IntRange(1, 40).Draw(t, "chats") {
			s.Waiting = []Waiting{{Conversation: chat.ConversationID(fmt.Sprint("chat-", i)), Need: Need{Site: shop, Team: "team-sales"}, EnteredAt: noon}}
			turn := Decide(s, noon)[0].Turn
			at := slices.IndexFunc(s.Agents, func(c Candidate) bool { return c.Agent == turn.Agent })
			if s.Agents[at].Turns["team-sales"] != turn.Seen || turn.Team != "team-sales" {
				t.Fatalf("the turn is %+v", turn)
			}
			s.Agents[at].Turns = map[chat.TeamID]int64{"team-sales": turn.Next}
			counts[turn.Agent]++
		}
		shares := slices.Sorted(maps.Values(counts))
		if len(counts) < n {
			shares = append([]int{0}, shares...)
		}
		if shares[len(shares)-1]-shares[0] > 1 {
			t.Fatalf("the shares are %v", counts)
		}
	})
}

func TestBeyondATeamsLimitsItIsLater(t *testing.T) {
	waiting := func(id string, waited time.Duration, change ...func(*Waiting)) Waiting {
		w := Waiting{Conversation: chat.ConversationID(id), Need: Need{Site: shop, Team: "team-sales"}, EnteredAt: noon.Add(-waited)}
		for _, f := range change {
			f(&w)
		}
		return w
	}
	ahead := func(w *Waiting) { w.Ahead = true }
	front := func(w *Waiting) { w.Front = true }
	sales := func(c *Candidate) { c.Teams = []chat.TeamID{"team-sales"} }
	for _, tt := range []struct {
		name    string
		team    func(*Team)
		agents  []Candidate
		waiting []Waiting
		want    []string
	}{
		{"who waited too long", func(t *Team) { t.MaxWait = time.Minute }, nil, []Waiting{waiting("a", time.Minute), waiting("b", time.Minute-1)}, []string{"a later: max_wait"}},
		{"not when somebody is free for them after all", func(t *Team) { t.MaxWait = time.Minute }, []Candidate{german("ada", sales)}, []Waiting{waiting("a", time.Hour)},
			[]string{`a to ada by load_balanced of "team-sales" at overflow, assigned: true, for 0s`}},
		{"who came last to a line that is too long", func(t *Team) { t.MaxWaiting = 2 }, nil, []Waiting{waiting("a", 3), waiting("b", 1), waiting("c", 2)}, []string{"b later: queue_full"}},
		{"not who jumps ahead or lost their person", func(t *Team) { t.MaxWaiting = 1 }, nil, []Waiting{waiting("a", 3), waiting("b", 1, ahead), waiting("c", 2, front)}, []string{"a later: queue_full"}},
		{"not for those who are given to somebody", func(t *Team) { t.MaxWaiting = 1 }, []Candidate{german("ada", sales, func(c *Candidate) { c.Load.Active = 2 })},
			[]Waiting{waiting("a", 3), waiting("b", 1)}, []string{`a to ada by load_balanced of "team-sales" at exact, assigned: true, for 0s`}},
		{"in a manual team too", func(t *Team) { t.Method, t.MaxWait = Manual, time.Minute }, []Candidate{german("ada", sales)}, []Waiting{waiting("a", time.Hour)}, []string{"a later: max_wait"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := told(Decide(Snapshot{Teams: []Team{team("team-sales", tt.team)}, Agents: tt.agents, Waiting: tt.waiting}, noon)); !slices.Equal(got, tt.want) {
				t.Errorf("Decide() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAManualTeamsConversationsAreLeftToItsPeople(t *testing.T) {
	sales, care := func(c *Candidate) { c.Teams = []chat.TeamID{"team-sales"} }, func(c *Candidate) { c.Teams = []chat.TeamID{"team-care"} }
	b := Snapshot{Teams: []Team{team("team-sales", over("team-care"), func(t *Team) { t.Method = Manual }), team("team-care", func(t *Team) { t.Offer = time.Minute })},
		Agents: []Candidate{german("ada", sales), german("ben", care)}, Waiting: []Waiting{{Conversation: "chat-1", Need: Need{Site: shop, Team: "team-sales"}, EnteredAt: noon}}}.Board()
	if d := b.Pass(noon.Add(2*time.Minute - 1)); len(d) > 0 {
		t.Errorf("before the overflow: %q", told(d))
	}
	next := b.Next(noon)
	d := b.Pass(next)
	if next.Sub(noon) != 2*time.Minute || len(d) != 1 || d[0].Agents[0] != "ben" || d[0].Patience != time.Minute || d[0].Assign {
		t.Errorf("after %v: %+v", next.Sub(noon), d)
	}
}

func TestTheBoardCountsStaffAndThoseAhead(t *testing.T) {
	in := func(ids ...chat.TeamID) func(*Candidate) { return func(c *Candidate) { c.Teams = ids } }
	need := func(team chat.TeamID) Need { return Need{Site: shop, Team: team} }
	s := Snapshot{Teams: []Team{team("team-sales", over("team-care")), team("team-care"), team("team-night")},
		Agents: []Candidate{german("ada", in("team-sales")), german("ben", in("team-care"), func(c *Candidate) { c.Load.Active = 3 }), german("cem", in("team-night")), german("dora", in("team-sales"), func(c *Candidate) { c.Available = false })},
		Waiting: []Waiting{{Conversation: "a", Need: need("team-sales"), EnteredAt: noon.Add(-time.Minute)}, {Conversation: "b", Need: need("team-night"), EnteredAt: noon.Add(-time.Minute)},
			{Conversation: "c", Need: need("team-care"), EnteredAt: noon.Add(-time.Minute)}, {Conversation: "d", Need: need("team-sales"), EnteredAt: noon.Add(time.Minute)}}}
	b := s.Board()
	if got, want := b.Staff(need("team-sales")), (Staffing{Routable: 2, Slots: 6, Free: 2, AtDesk: 2}); got != want {
		t.Errorf("Staff() = %+v, want %+v", got, want)
	}
	n := need("team-sales").Widest()
	n.Overflow = "team-care"
	if got, want := Staff(s.Agents, n), b.Staff(need("team-sales")); got != want {
		t.Errorf("Staff() = %+v, of the board %+v", got, want)
	}
	if n := b.Ahead(Waiting{Conversation: "new", Need: need("team-sales"), EnteredAt: noon}, noon); n != 2 {
		t.Errorf("Ahead() = %d, want those of sales and care who came before", n)
	}
	if n := b.Ahead(s.Waiting[3], noon); n != 2 {
		t.Errorf("Ahead() = %d of one in line, want 2", n)
	}
	if line := b.Line(noon); len(line) != 4 || line[3].Conversation != "d" {
		t.Errorf("Line() = %+v", line)
	}
}
