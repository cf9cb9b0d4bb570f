package simulate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/routing"
)

// Came is a handoff of the past: what was known of it, and what became of it.
type Came struct {
	Case     routing.Case
	InLine   bool          // it took a place in line
	Wait     time.Duration // in line, until somebody joined or it ended in another way
	Left     bool          // its visitor gave up
	Handle   time.Duration // how long it took; 0: not measured
	Patience time.Duration // how long its visitor waits; 0: as the others of the past
	Accepted time.Duration // how long the offer stood that was accepted; 0: none was
	Missed   int           // offers that nobody answered
}

// Measured is what the past says of how people and visitors behave.
type Measured struct {
	Handle   time.Duration // mean time that a conversation took
	Handles  int           // how many were measured
	Patience time.Duration // mean time that a visitor waits; 0: nobody gave up, so for ever
	Left     int           // how many gave up
	InLine   int           // how many took a place in line
	Delay    time.Duration // mean time until an offer was accepted
	Accepted int           // how many were
	Missed   int           // how many nobody answered
}

// Defaults of what was not measured.
const (
	DefaultHandle = 6 * time.Minute
	DefaultDelay  = 6 * time.Second
)

// Measure finds the means. Who was answered would have waited longer, so patience is all
// the time waited by the number who gave up, as it is estimated when some lives go on.
func Measure(all []Came) Measured {
	var m Measured
	var handled, waited, accepted time.Duration
	for _, c := range all {
		if c.Handle > 0 {
			m.Handles++
			handled += c.Handle
		}
		if c.Accepted > 0 {
			m.Accepted++
			accepted += c.Accepted
		}
		m.Missed += c.Missed
		if !c.InLine {
			continue
		}
		m.InLine++
		waited += c.Wait
		if c.Left {
			m.Left++
		}
	}
	m.Handle, m.Delay = mean(handled, m.Handles, DefaultHandle), mean(accepted, m.Accepted, DefaultDelay)
	m.Patience = mean(waited, m.Left, 0)
	return m
}

func mean(sum time.Duration, n int, standard time.Duration) time.Duration {
	if n == 0 {
		return standard
	}
	return max(sum/time.Duration(n), time.Second)
}

// offers are how people answer them, as far as that was measured.
func (m Measured) offers() Offers {
	o := Offers{Delay: m.Delay}
	if n := m.Accepted + m.Missed; n > 0 {
		o.Miss = float64(m.Missed) / float64(n)
	}
	return o
}

// Plan is how sites are served.
type Plan struct {
	Rules  map[chat.SiteID][]routing.Rule
	Later  map[chat.SiteID]bool // sites on which nobody joins live
	Teams  []routing.Team
	Hours  map[chat.TeamID]*hours.Calendar // of teams that have their own; the others go by the site's
	People []Agent
	Scale  float64 // how many come for each who came; 0: one
}

// Day is a stretch of the past, or of one that was made up.
type Day struct {
	Start    time.Time
	Length   time.Duration
	Came     []Came
	Measured Measured
	Within   time.Duration // an answer within it counts for the service level
	Seed     uint64        // of chance: the same day comes for every plan
}

// Played is what a plan makes of a day.
type Played struct {
	Result

	AtOnce    int     // answered later without a wait, as the rules, the hours or an empty room want it; part of Later
	Occupancy float64 // share of everybody's time and places spent handling
}

// Play plays a day against a plan. It fails when the context ends.
func (d Day) Play(ctx context.Context, p Plan) (Played, error) {
	s, later := d.setup(p)
	r, err := RunUntil(ctx, s)
	if err != nil {
		return Played{}, fmt.Errorf("play a day: %w", err)
	}
	out := Played{Result: r, AtOnce: len(later)}
	out.Total.Arrived += len(later)
	out.Total.Later += len(later)
	for _, team := range later {
		f := out.Teams[team]
		f.Arrived++
		f.Later++
		out.Teams[team] = f
	}
	var handling, present float64
	for _, a := range s.Agents {
		w := out.Agents[a.Agent]
		if len(a.Shifts) == 0 && !a.Available {
			w.Present, w.Occupancy = 0, 0 // never there
			out.Agents[a.Agent] = w
			continue
		}
		handling += float64(w.Handling)
		present += float64(w.Present) * float64(a.Limits.Places())
	}
	if present > 0 {
		out.Occupancy = handling / present
	}
	return out, nil
}

// setup makes the day's setup, and lists by team what is answered later without a wait.
func (d Day) setup(p Plan) (s Setup, later []chat.TeamID) {
	s = Setup{Start: d.Start, Teams: p.Teams, Agents: p.People, Within: d.Within, Seed: d.Seed, Offers: d.Measured.offers()}
	crew := crews{p: p, known: map[crewKey][]int{}}
	for i := range d.Came {
		for _, a := range d.arrivals(i, p.scale()) {
			q := d.Came[i].Case
			q.At = d.Start.Add(a.At)
			out, _, _ := routing.Route(p.Rules[q.Site], q)
			if !out.Later {
				out.Team, out.Overflow = routing.Serving(p.Teams, out.Team, out.Overflow, func(id chat.TeamID) bool { return p.open(id, q) })
			}
			w := out.Waiting(q)
			a.Need, a.Ahead, a.Target = w.Need, w.Ahead, w.Target
			if out.Later || p.Later[q.Site] || !p.open(out.Team, q) || !crew.anybody(a.Need, a.At) {
				later = append(later, a.Need.Team)
				continue
			}
			s.Arrivals = append(s.Arrivals, a)
		}
	}
	slices.SortStableFunc(s.Arrivals, func(a, b Arrival) int { return cmp.Compare(a.At, b.At) })
	return s, later
}

// open reports whether a team, or the site of a case, is open when the case comes.
func (p Plan) open(team chat.TeamID, q routing.Case) bool {
	calendar := q.Hours
	if own := p.Hours[team]; own != nil {
		calendar = own
	}
	return calendar == nil || calendar.IsOpen(q.At)
}

func (p Plan) scale() float64 {
	if p.Scale <= 0 {
		return 1
	}
	return p.Scale
}

// spread is how far from the one that came another one like it may come.
const spread = 30 * time.Minute

// arrivals makes of one who came as many as the scale asks for. Its chances are its own,
// so that it behaves alike under every plan.
func (d Day) arrivals(i int, scale float64) []Arrival {
	r := rand.New(rand.NewPCG(d.Seed, uint64(i))) //nolint:gosec // a simulation needs no secrecy
	c, whole := &d.Came[i], math.Floor(scale)
	first := d.arrival(c, r, true)
	n := int(whole)
	if r.Float64() < scale-whole {
		n++
	}
	out := make([]Arrival, 0, n)
	for k := range n {
		a := first
		if k > 0 {
			a = d.arrival(c, r, false)
			a.At = min(max(a.At+time.Duration(r.Int64N(int64(spread)))-spread/2, 0), max(d.Length-time.Second, 0))
		}
		out = append(out, a)
	}
	return out
}

// arrival is one who came, or another one like it.
func (d Day) arrival(c *Came, r *rand.Rand, itself bool) Arrival {
	a := Arrival{At: c.Case.At.Sub(d.Start), Handle: c.Handle, Patience: c.Patience}
	handle, patience := time.Duration(r.ExpFloat64()*float64(d.Measured.Handle)), time.Duration(r.ExpFloat64()*float64(d.Measured.Patience))
	if a.Handle == 0 {
		a.Handle = max(handle, time.Second)
	}
	switch {
	case a.Patience > 0 || d.Measured.Patience == 0:
	case itself && c.Left:
		a.Patience = max(c.Wait, time.Second)
	case itself && c.InLine:
		a.Patience = c.Wait + max(patience, time.Second) // who has waited so long waits on as anybody does
	default:
		a.Patience = max(patience, time.Second)
	}
	return a
}

// crews knows who could have conversations once the search has widened.
type crews struct {
	p     Plan
	known map[crewKey][]int
}

type crewKey struct {
	site       chat.SiteID
	team, over chat.TeamID
}

// staffed reports whether a team has members; one that has none stands for the site.
func (c *crews) staffed(team chat.TeamID) bool {
	return slices.ContainsFunc(c.p.People, func(p Agent) bool { return routing.HasMembers([]routing.Candidate{p.Candidate}, team) })
}

// anybody reports whether somebody who could have it, if only in the end, is at work.
func (c *crews) anybody(n routing.Need, at time.Duration) bool {
	key := crewKey{n.Site, n.Team, n.Overflow}
	if i := slices.IndexFunc(c.p.Teams, func(t routing.Team) bool { return t.ID == n.Team }); i < 0 || !c.staffed(n.Team) {
		key.team, key.over = "", ""
	} else if key.over == "" {
		key.over = c.p.Teams[i].Overflow
	}
	people, known := c.known[key]
	if !known {
		need := routing.Need{Site: key.site, Team: key.team, Overflow: key.over, Way: routing.Given}.Widest()
		for i := range c.p.People {
			if ok, _ := routing.Eligible(c.p.People[i].Candidate, need); ok {
				people = append(people, i)
			}
		}
		c.known[key] = people
	}
	return slices.ContainsFunc(people, func(i int) bool {
		shifts := c.p.People[i].Shifts
		return len(shifts) == 0 || slices.ContainsFunc(shifts, func(s Shift) bool { return s.From <= at && at < s.To })
	})
}

// MostArrivals is how many handoffs a day may hold.
const MostArrivals = 20_000
