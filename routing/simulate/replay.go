package simulate

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// CountLasts is how long one count lasts.
const CountLasts = 30 * time.Minute

// Count is how many conversations of one kind came within a half hour.
type Count struct {
	From     time.Duration // from the start of the day
	Arrivals int
	Handle   time.Duration // mean; answered ones are exponential around it
	Need     routing.Need
}

// Replayed says how to make a day of counts.
type Replayed struct {
	Counts []Count
	Level  float64       // share to be answered within Within, by which people are planned
	Within time.Duration //
	Urgent float64       // share of all that jumps ahead
	Target time.Duration // of the urgent
	Seed   uint64
}

// Replay makes a day's setup. Given how many come in a half hour, a Poisson process has
// them come at independent moments that are uniform over it, and so do they here. For
// each half hour as many people are at work as Erlang C asks for the level with what
// came and how long it took, one conversation each.
func Replay(start time.Time, p Replayed) Setup {
	r := rand.New(rand.NewPCG(p.Seed, 11)) //nolint:gosec // a simulation needs no secrecy
	s := Setup{Start: start, Teams: []routing.Team{{Method: routing.LoadBalanced}}, Within: p.Within, Seed: p.Seed}
	for _, c := range p.Counts {
		for range c.Arrivals {
			a := Arrival{At: c.From + time.Duration(r.Int64N(int64(CountLasts))), Need: c.Need, Handle: time.Duration(r.ExpFloat64() * float64(c.Handle))}
			if r.Float64() < p.Urgent {
				a.Ahead, a.Target = true, p.Target
			}
			s.Arrivals = append(s.Arrivals, a)
		}
	}
	slices.SortFunc(s.Arrivals, func(a, b Arrival) int { return cmp.Compare(a.At, b.At) })
	s.Agents = rota(p.plan())
	return s
}

// plan gives how many people each half hour needs; for what is left over from it, one in
// the next.
func (p Replayed) plan() map[time.Duration]int {
	came, work := map[time.Duration]int{}, map[time.Duration]time.Duration{}
	for _, c := range p.Counts {
		came[c.From] += c.Arrivals
		work[c.From] += time.Duration(c.Arrivals) * c.Handle
	}
	plan := map[time.Duration]int{}
	for from, n := range came {
		if n > 0 && work[from] > 0 {
			plan[from] = max(plan[from], Staff(float64(n)/CountLasts.Seconds(), work[from]/time.Duration(n), p.Level, p.Within))
			plan[from+CountLasts] = max(plan[from+CountLasts], 1) // somebody stays until the line is empty
		}
	}
	return plan
}

// rota gives everybody the half hours in which at least so many people are needed.
func rota(plan map[time.Duration]int) []Agent {
	var froms []time.Duration
	most := 0
	for from, n := range plan {
		froms, most = append(froms, from), max(most, n)
	}
	slices.Sort(froms)
	agents := make([]Agent, most)
	for i := range agents {
		agents[i].Candidate = routing.Candidate{Agent: chat.AgentID(fmt.Sprintf("agent-%02d", i)), Name: fmt.Sprint("Agent ", i+1), Enabled: true, Available: true,
			Reachable: true, Attentive: true, Responding: true, Limits: routing.Limits{Agent: 1}}
		for _, from := range froms {
			if plan[from] <= i {
				continue
			}
			if last := len(agents[i].Shifts) - 1; last >= 0 && agents[i].Shifts[last].To == from {
				agents[i].Shifts[last].To += CountLasts
				continue
			}
			agents[i].Shifts = append(agents[i].Shifts, Shift{from, from + CountLasts})
		}
	}
	return agents
}
