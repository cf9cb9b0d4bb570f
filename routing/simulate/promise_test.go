package simulate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/testkit"
	"github.com/batonchat/baton/routing"
)

// TestRoundRobinSharesDifferByAtMostOne plays 300 chats to people who are always free.
// In every stretch of chats, not only in all of them, the shares differ by at most one.
func TestRoundRobinSharesDifferByAtMostOne(t *testing.T) {
	everybody := people(7, func(c *routing.Candidate) { c.Limits.Agent = 1000; c.Teams = []chat.TeamID{"team-sales"} })
	everybody[3].Turns = map[chat.TeamID]int64{"team-sales": 41} // cursors of an earlier life of the server
	everybody[5].Turns = map[chat.TeamID]int64{"team-sales": 40}
	s := Setup{Start: monday, Agents: everybody, Teams: []routing.Team{{ID: "team-sales", Method: routing.RoundRobin}}}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 300 {
		s.Arrivals = append(s.Arrivals, Arrival{At: time.Duration(i) * time.Second, Need: routing.Need{Site: shop, Team: "team-sales"}, Handle: exponential(r, time.Hour)})
	}
	lives := Run(s).Lives
	counts := make([]map[chat.AgentID]int, len(lives)+1) // up to each chat
	counts[0] = map[chat.AgentID]int{}
	for i, l := range lives {
		counts[i+1] = map[chat.AgentID]int{}
		for _, a := range everybody {
			counts[i+1][a.Agent] = counts[i][a.Agent]
		}
		counts[i+1][l.Agent]++
	}
	for from := range lives {
		for to := from + 1; to <= len(lives); to++ {
			least, most := len(lives), 0
			for _, a := range everybody {
				n := counts[to][a.Agent] - counts[from][a.Agent]
				least, most = min(least, n), max(most, n)
			}
			if most-least > 1 {
				t.Fatalf("of the chats %d to %d somebody had %d and somebody %d", from, to, most, least)
			}
		}
	}
}

const (
	vipTarget    = 30 * time.Second
	normalTarget = routing.DefaultTarget
)

// mixed makes arrivals of VIPs and others, each a share of the people's time.
func mixed(r *rand.Rand, c int, vip, normal float64, n int) []Arrival {
	var out []Arrival
	total, at := (vip+normal)*float64(c)/60, time.Duration(0)
	for range n {
		at += time.Duration(r.ExpFloat64() / total * float64(time.Second))
		a := Arrival{At: at, Need: routing.Need{Site: shop}, Handle: exponential(r, time.Minute), Target: normalTarget}
		if r.Float64() < vip/(vip+normal) {
			a.Ahead, a.Target = true, vipTarget
		}
		out = append(out, a)
	}
	return out
}

// passes reports whether one that came earlier or later would be taken before another at
// a moment, by the rule of semantics 8.
func passes(a, b Arrival, at time.Duration) bool {
	score := func(x Arrival) float64 {
		s := float64(at-x.At) / float64(x.Target)
		if x.Ahead {
			s++
		}
		return s
	}
	return a.At <= at && score(a) > score(b)+1e-9
}

// bound gives a moment at which a conversation has been taken at the latest, however
// chance falls.
//
// While somebody waits, all c people are busy, so in a time t they do c t of work. Until
// it is taken they do only work that was in the system when it came, and that of
// conversations which pass it. One that comes a later and whose target is T' passes it
// at t if (t-a)/T' + 1 > t/T when it is a VIP: if a < T' + t (1 - T'/T), for T' < T. So
// with B the work it found and V(x) that of the VIPs of the next x, it is taken before
// the first t with
//
//	c t > B + V(T' + t (1 - T'/T))
//
// In the mean V(x) = rho c x, with rho the VIPs' share of the people's time, which gives
// the ageing bound
//
//	t < (B/c + rho T') / (1 - rho (1 - T'/T))
//
// It is finite for every rho below T/(T-T'), so beyond 1 too: nobody starves. With 95 %
// VIPs, targets of 30 s and 180 s, it is 4.8 B/c + 137 s.
func bound(all []Arrival, lives []Life, i, c int) time.Duration {
	me := all[i]
	found := time.Duration(0)
	for j, a := range all {
		if j == i || a.At > me.At {
			continue
		}
		if begun := a.At + lives[j].Wait; begun > me.At {
			found += a.Handle
		} else {
			found += max(begun+a.Handle-me.At, 0)
		}
	}
	for t := time.Duration(0); ; t += time.Second {
		work := found
		for _, a := range all[i+1:] {
			if a.At > me.At+t {
				break
			}
			if passes(a, me, me.At+t) {
				work += a.Handle
			}
		}
		if time.Duration(c)*t > work {
			return t
		}
	}
}

func TestNobodyStarvesBehindVIPs(t *testing.T) {
	const c = 5
	for seed := range uint64(testkit.Rounds(t, 3)) {
		r := rand.New(rand.NewPCG(seed, 3))
		s := Setup{Start: monday, Teams: assigned(routing.LoadBalanced), Agents: people(c), Arrivals: mixed(r, c, 0.95, 0.04, 1200)}
		got := Run(s)
		var longest, worst time.Duration
		for i, a := range s.Arrivals {
			if a.Ahead {
				continue
			}
			limit := bound(s.Arrivals, got.Lives, i, c)
			if got.Lives[i].Wait > limit {
				t.Fatalf("seed %d: conversation %d waited %v, the bound is %v", seed, i, got.Lives[i].Wait, limit)
			}
			longest, worst = max(longest, got.Lives[i].Wait), max(worst, limit)
		}
		t.Logf("seed %d: the longest wait of a normal conversation is %v, of the bounds %v", seed, longest.Round(time.Second), worst)
	}
}

func TestAVIPComesNextUnlessSomebodyIsFurtherBeyondTheirTarget(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const c = 4
	s := Setup{Start: monday, Teams: assigned(routing.SkillBased), Agents: people(c), Arrivals: mixed(r, c, 0.2, 0.78, 2500), Within: 20 * time.Second}
	got := Run(s)
	for i, a := range s.Arrivals {
		taken := a.At + got.Lives[i].Wait
		for j, b := range s.Arrivals {
			if b.At >= taken {
				break
			}
			if b.At+got.Lives[j].Wait > taken && passes(b, a, taken) {
				t.Fatalf("at %v %+v was taken before %+v", taken, a, b)
			}
			if b.Ahead && !a.Ahead && b.At+got.Lives[j].Wait > taken && got.Lives[i].Wait < a.Target {
				t.Fatalf("somebody within their target was taken before a VIP at %v", taken)
			}
		}
	}
	waits := map[bool][]time.Duration{}
	for i, a := range s.Arrivals {
		waits[a.Ahead] = append(waits[a.Ahead], got.Lives[i].Wait)
	}
	mean := func(d []time.Duration) time.Duration {
		var sum time.Duration
		for _, x := range d {
			sum += x
		}
		return sum / time.Duration(len(d))
	}
	if vip, normal := mean(waits[true]), mean(waits[false]); vip*2 > normal {
		t.Errorf("VIPs wait %v, others %v", vip, normal)
	}
}

// drawnSetup makes a small day with everything that can happen on it.
func drawnSetup(t *rapid.T) Setup {
	teams := []chat.TeamID{"", "team-a", "team-b", "team-none"}
	seconds := func(from, to int, label string) time.Duration {
		return time.Duration(rapid.IntRange(from, to).Draw(t, label)) * time.Second
	}
	s := Setup{Start: monday, Seed: rapid.Uint64().Draw(t, "seed"), Within: 20 * time.Second,
		Offers: Offers{Delay: seconds(0, 15, "delay"), Miss: rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "miss")}}
	methods := []routing.Method{routing.RoundRobin, routing.FirstAvailable, routing.SkillBased, routing.LoadBalanced}
	for _, id := range teams[:3] {
		s.Teams = append(s.Teams, routing.Team{ID: id, Method: rapid.SampledFrom(methods).Draw(t, "method"), Offer: seconds(0, 1, "offer") * 20, WrapUp: seconds(0, 9, "wrap-up"),
			Limit: rapid.IntRange(0, 2).Draw(t, "limit"), MaxWait: seconds(0, 1, "max wait") * 300, MaxWaiting: rapid.IntRange(0, 3).Draw(t, "max waiting"),
			Overflow: rapid.SampledFrom([]chat.TeamID{"", "team-b"}).Draw(t, "overflow")})
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "agents") {
		a := people(1, func(c *routing.Candidate) {
			c.Agent, c.Teams = chat.AgentID(fmt.Sprint("agent-", i)), rapid.SliceOfN(rapid.SampledFrom(teams[1:3]), 0, 2).Draw(t, "teams")
			c.Limits.Agent = rapid.IntRange(0, 3).Draw(t, "places")
		})[0]
		if rapid.Bool().Draw(t, "has shifts") {
			from := seconds(0, 200, "from")
			a.Shifts = []Shift{{from, from + seconds(1, 400, "hours")}}
		}
		s.Agents = append(s.Agents, a)
	}
	for range rapid.IntRange(0, 15).Draw(t, "arrivals") {
		s.Arrivals = append(s.Arrivals, Arrival{At: seconds(0, 300, "at"), Need: routing.Need{Site: shop, Team: rapid.SampledFrom(teams).Draw(t, "team")},
			Ahead: rapid.Bool().Draw(t, "ahead"), Handle: seconds(0, 120, "handle"), Patience: seconds(0, 100, "patience")})
	}
	return s
}

func TestNobodyIsLostAndNobodyIsAboveCapacity(t *testing.T) {
	for range testkit.Rounds(t, 1) {
		rapid.Check(t, func(t *rapid.T) {
			s := drawnSetup(t)
			got := Run(s)
			f := got.Total
			if f.Arrived != len(s.Arrivals) || f.Answered+f.Abandoned+f.Later+f.Waiting != f.Arrived {
				t.Fatalf("of %d arrivals: %+v", len(s.Arrivals), f)
			}
			answered := map[chat.AgentID]int{}
			for i, l := range got.Lives {
				if l.Fate == Answered {
					answered[l.Agent]++
				}
				if p := s.Arrivals[i].Patience; p > 0 && l.Fate != Later && (l.Fate == Waits || l.Wait > p) {
					t.Fatalf("with a patience of %v it was %+v", p, l)
				}
			}
			for _, a := range s.Agents {
				places := a.Limits.Agent
				for _, team := range s.Teams {
					if team.Limit > 0 && slices.Contains(a.Teams, team.ID) {
						places = min(places, team.Limit)
					}
				}
				if day := got.Agents[a.Agent]; day.Most > places || day.Answered != answered[a.Agent] || day.Occupancy > 1 && len(a.Shifts) == 0 {
					t.Fatalf("%s has %d places and did %+v, %d by the conversations", a.Agent, places, day, answered[a.Agent])
				}
			}
			if again := Run(s); !slices.Equal(again.Lives, got.Lives) {
				t.Fatal("the same setup came out otherwise")
			}
		})
	}
}

func TestOffersThatAreMissedGoOnToTheNext(t *testing.T) {
	s := Setup{Start: monday, Agents: people(3), Teams: []routing.Team{{Method: routing.RoundRobin, Offer: 20 * time.Second}}, Offers: Offers{Miss: 1, Bar: time.Hour, Back: time.Hour},
		Arrivals: []Arrival{{Need: routing.Need{Site: shop}, Handle: time.Minute, Patience: time.Hour}}}
	got := Run(s)
	if l := got.Lives[0]; l.Fate != Abandoned || l.Miss != 3 {
		t.Errorf("it was %+v", l)
	}
	for id, day := range got.Agents {
		if day.Missed != 1 {
			t.Errorf("%s missed %d", id, day.Missed)
		}
	}
}
