package simulate

import (
	"math"
	"time"
)

// Queue is a line in front of people who handle one conversation at a time, with
// Poisson arrivals and exponential handle times.
type Queue struct {
	People int
	Rate   float64       // arrivals in a second
	Handle time.Duration // mean
}

// load is the offered load in Erlang: how many people are busy on the mean.
func (q Queue) load() float64 { return q.Rate * q.Handle.Seconds() }

// Utilisation is the share of the people's time that the arrivals take; from 1 on the
// line grows for ever.
func (q Queue) Utilisation() float64 { return q.load() / float64(q.People) }

// Wait is the chance that an arrival waits at all: Erlang's second formula, known as
// Erlang C.
//
//	B = (a^c/c!) / sum(a^k/k!, k = 0..c),  C = B / (1 - rho (1 - B))
//
// with a the offered load, c the people and rho = a/c. B, the first formula, is worked
// out by its recursion B(k) = a B(k-1) / (k + a B(k-1)), which does not overflow.
//
// Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of
// significance in automatic telephone exchanges", 1917; in today's notation R. B.
// Cooper, "Introduction to Queueing Theory", 2nd edition 1981, sections 3.3 and 3.4.
func (q Queue) Wait() float64 {
	a, rho := q.load(), q.Utilisation()
	if rho >= 1 {
		return 1
	}
	b := 1.0
	for k := 1; k <= q.People; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b / (1 - rho*(1-b))
}

// ErlangC is the mean wait, C / (c mu - lambda), of those who need not wait too. It is
// beyond any number when the line grows for ever. Source: as Wait.
func (q Queue) ErlangC() time.Duration {
	if q.Utilisation() >= 1 {
		return math.MaxInt64
	}
	return time.Duration(q.Wait() / (float64(q.People)/q.Handle.Seconds() - q.Rate) * float64(time.Second))
}

// ServiceLevel is the share who wait for at most t: 1 - C exp(-(c mu - lambda) t), first
// come first served. Source: as Wait.
func (q Queue) ServiceLevel(t time.Duration) float64 {
	if q.Utilisation() >= 1 {
		return 0
	}
	return 1 - q.Wait()*math.Exp(-(float64(q.People)/q.Handle.Seconds()-q.Rate)*t.Seconds())
}

// Staff gives the fewest people with whom the share of ServiceLevel is at least level.
func Staff(rate float64, handle time.Duration, level float64, within time.Duration) int {
	q := Queue{People: 1, Rate: rate, Handle: handle}
	for q.ServiceLevel(within) < level {
		q.People++
	}
	return q.People
}

// ErlangA is the mean wait of all and the share who leave, when each visitor waits for
// an exponential time with the mean patience and then leaves: the M/M/c+M queue, known
// as Erlang A or the Palm queue. The number in the system is a birth and death process
// with births lambda and deaths min(n, c) mu + max(n-c, 0) theta; its stationary
// distribution is summed until what is left does not count. The mean line L gives the
// wait L/lambda by Little's law and the share theta L / lambda.
//
// Source: C. Palm, "Research on telephone traffic carried by full availability groups",
// Tele 1, 1957; A. Mandelbaum and S. Zeltyn, "Service engineering in action: the
// Palm/Erlang-A queue, with applications to call centers", 2007, section 3.
func (q Queue) ErlangA(patience time.Duration) (wait time.Duration, leave float64) {
	mu, theta := 1/q.Handle.Seconds(), 1/patience.Seconds()
	term, sum, line := 1.0, 1.0, 0.0
	for n := 1; ; n++ {
		term *= q.Rate / (float64(min(n, q.People))*mu + float64(max(n-q.People, 0))*theta)
		sum += term
		line += term * float64(max(n-q.People, 0))
		if n > q.People && term*float64(n) < 1e-15*sum {
			break
		}
	}
	line /= sum
	return time.Duration(line / q.Rate * float64(time.Second)), theta * line / q.Rate
}
