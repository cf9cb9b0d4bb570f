package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/testkit"
	"github.com/batonchat/baton/routing"
)

const shop chat.SiteID = "site-shop"

var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// people are n agents with one place each, whom nothing speaks against.
func people(n int, change ...func(*routing.Candidate)) []Agent {
	out := make([]Agent, n)
	for i := range out {
		out[i].Candidate = routing.Candidate{Agent: chat.AgentID(fmt.Sprintf("agent-%02d", i)), Name: fmt.Sprint("Agent ", i), Enabled: true, Available: true,
			Reachable: true, Attentive: true, Responding: true, Limits: routing.Limits{Agent: 1}}
		for _, f := range change {
			f(&out[i].Candidate)
		}
	}
	return out
}

// assigned is the settings under which a conversation goes to somebody at once.
func assigned(m routing.Method) []routing.Team { return []routing.Team{{Method: m}} }

func exponential(r *rand.Rand, mean time.Duration) time.Duration {
	return time.Duration(r.ExpFloat64() * float64(mean))
}

// poisson makes n arrivals in front of a queue that is already in balance: as many as
// are in the system on the average are there at the start, and are not measured. So no
// time passes before the waits are those of theory.
func poisson(r *rand.Rand, q Queue, patience time.Duration, n int) []Arrival {
	one := func(at time.Duration) Arrival {
		a := Arrival{At: at, Need: routing.Need{Site: shop}, Handle: exponential(r, q.Handle)}
		if patience > 0 {
			a.Patience = exponential(r, patience)
		}
		return a
	}
	var out []Arrival
	for range inBalance(r, q, patience) {
		out = append(out, one(0))
	}
	at := time.Duration(0)
	for range n {
		at += time.Duration(r.ExpFloat64() / q.Rate * float64(time.Second))
		out = append(out, one(at))
	}
	return out
}

// inBalance draws how many are in the system.
func inBalance(r *rand.Rand, q Queue, patience time.Duration) int {
	leave := 0.0
	if patience > 0 {
		leave = 1 / patience.Seconds()
	}
	weights, sum := []float64{1}, 1.0
	for n := 1; n < 5000; n++ {
		w := weights[n-1] * q.Rate / (float64(min(n, q.People))/q.Handle.Seconds() + float64(max(n-q.People, 0))*leave)
		weights, sum = append(weights, w), sum+w
	}
	left := r.Float64() * sum
	for n, w := range weights {
		if left -= w; left < 0 {
			return n
		}
	}
	return 0
}

// sample is what independent runs say about one figure.
type sample struct{ sum, squares, n float64 }

func (s *sample) add(x float64) { s.sum, s.squares, s.n = s.sum+x, s.squares+x*x, s.n+1 }

// off gives how many standard errors of the mean lie between the sample and theory.
func (s *sample) off(theory float64) float64 {
	mean := s.sum / s.n
	return (mean - theory) / math.Sqrt(max(s.squares/s.n-mean*mean, 1e-18)/(s.n-1))
}

// Quantiles of Student's t with 19 degrees of freedom, for 20 runs.
const (
	runs = 20
	t95  = 2.093
	t999 = 3.883
)

// agree holds figures to theory: each inside the interval that holds the true mean in
// 999 of 1,000 cases, and of all of them as many inside the 95 % one as chance allows.
type agree struct {
	t             *testing.T
	figures, wide int
}

func (a *agree) check(what string, s sample, theory float64) {
	a.t.Helper()
	a.figures++
	off := math.Abs(s.off(theory))
	if off > t95 {
		a.wide++
	}
	if off > t999 {
		a.t.Errorf("%s is %.4f, theory says %.4f: %.1f standard errors off", what, s.sum/s.n, theory, off)
	}
}

// done allows as many misses as happen by chance in 99.9 % of all cases: 5 % and three
// standard deviations.
func (a *agree) done() {
	n := float64(a.figures)
	if most := 0.05*n + 3.1*math.Sqrt(n*0.05*0.95); float64(a.wide) > most {
		a.t.Errorf("%d of %d figures are outside their 95 %% interval; chance allows %.1f", a.wide, a.figures, most)
	}
	a.t.Logf("%d of %d figures are inside their 95 %% interval", a.figures-a.wide, a.figures)
}

func TestWaitsAgreeWithErlangC(t *testing.T) {
	a := agree{t: t}
	for _, c := range []int{1, 2, 5, 10, 20} {
		for _, rho := range []float64{0.7, 0.8, 0.9, 0.95} {
			q := Queue{People: c, Rate: rho * float64(c) / 60, Handle: time.Minute}
			var wait, level, busy sample
			for seed := range uint64(runs) {
				r := rand.New(rand.NewPCG(seed, uint64(c*100)+uint64(rho*100)))
				setup := Setup{Start: monday, Teams: assigned(routing.LoadBalanced), Agents: people(c), Arrivals: poisson(r, q, 0, testkit.Rounds(t, 500)), Within: 20 * time.Second, WarmUp: 1}
				got := Run(setup)
				wait.add(got.Total.MeanWait.Seconds())
				level.add(got.Total.ServiceLevel)
				busy.add(handled(got) / float64(len(setup.Arrivals)))
			}
			a.check(fmt.Sprintf("mean wait with %d people at %.2f", c, rho), wait, q.ErlangC().Seconds())
			a.check(fmt.Sprintf("service level with %d people at %.2f", c, rho), level, q.ServiceLevel(20*time.Second))
			a.check(fmt.Sprintf("handle time with %d people at %.2f", c, rho), busy, 60)
		}
	}
	a.done()
}

// handled sums the seconds that everybody handled conversations.
func handled(r Result) float64 {
	sum := 0.0
	for _, day := range r.Agents {
		sum += day.Handling.Seconds()
	}
	return sum
}

func TestWaitsOfTheImpatientAgreeWithErlangA(t *testing.T) {
	a := agree{t: t}
	for _, c := range []int{1, 5, 20} {
		for _, rho := range []float64{0.7, 0.95, 1.2} {
			const patience = 2 * time.Minute
			q := Queue{People: c, Rate: rho * float64(c) / 60, Handle: time.Minute}
			var wait, leave sample
			for seed := range uint64(runs) {
				r := rand.New(rand.NewPCG(seed, uint64(c*1000)+uint64(rho*100)))
				got := Run(Setup{Start: monday, Teams: assigned(routing.RoundRobin), Agents: people(c), Arrivals: poisson(r, q, patience, testkit.Rounds(t, 500)), WarmUp: 1})
				wait.add(got.Total.MeanWait.Seconds())
				leave.add(got.Total.Abandonment)
				if f := got.Total; f.MeanWait > f.Longest || f.P50 > f.P90 || f.P90 > f.Longest {
					t.Errorf("mean %s, half %s, nine in ten %s, longest %s: not of the same people", f.MeanWait, f.P50, f.P90, f.Longest)
				}
			}
			w, l := q.ErlangA(patience)
			a.check(fmt.Sprintf("mean wait with %d people at %.2f", c, rho), wait, w.Seconds())
			a.check(fmt.Sprintf("abandonment with %d people at %.2f", c, rho), leave, l)
		}
	}
	a.done()
}

func TestTheFormulasAgreeWithPublishedAndKnownValues(t *testing.T) {
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"one person waits with the chance of being busy", Queue{1, 0.5, time.Second}.Wait(), 0.5},
		{"M/M/1 waits rho/(mu-lambda)", Queue{1, 0.5, time.Second}.ErlangC().Seconds(), 1},
		{"M/M/2 at rho waits with 2 rho^2/(1+rho)", Queue{2, 1, time.Second}.Wait(), 2 * 0.25 / 1.5},
		{"with endless patience Erlang A is Erlang C", func() float64 { w, _ := Queue{5, 4, time.Second}.ErlangA(1e9 * time.Second); return w.Seconds() }(), Queue{5, 4, time.Second}.ErlangC().Seconds()},
		{"with theta = mu it is M/M/infinity, where the line of one person is a-1+exp(-a)", func() float64 { w, _ := Queue{1, 1, time.Second}.ErlangA(time.Second); return w.Seconds() }(), math.Exp(-1)},
		{"beyond capacity the line grows for ever", Queue{1, 2, time.Second}.Wait(), 1},
	} {
		if math.Abs(tt.got-tt.want) > 1e-6 {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if n := Staff(10, time.Minute, 0.8, 20*time.Second); (Queue{n, 10, time.Minute}).ServiceLevel(20*time.Second) < 0.8 || (Queue{n - 1, 10, time.Minute}).ServiceLevel(20*time.Second) >= 0.8 {
		t.Errorf("Staff() = %d", n)
	}
}
