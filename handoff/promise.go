package handoff

import (
	"math"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Defaults of what an admin may change.
const (
	DefaultAsyncTarget = 2 * time.Hour
	DefaultHandlePrior = 6 * time.Minute
)

const (
	trusted    = 20 // measurements of handle times from which the prior is forgotten
	waitsCount = 10 // recent waits that weigh as much as the computed estimate
	grain      = 15 * time.Minute
)

// Inputs are all that a promise is computed from.
type Inputs struct {
	Staffing
	Hours       *hours.Calendar // nil: always open
	LiveOff     bool
	AsyncTarget time.Duration
	AsyncAlways bool
	HandlePrior time.Duration
	AtLeast     time.Duration // an estimate below this has proved wrong already; 0: none has
}

// Inputs are what a promise is computed from by these settings, with this staffing.
func (s Settings) Inputs(staffing Staffing) Inputs {
	return Inputs{Staffing: staffing, Hours: s.Hours, LiveOff: s.LiveOff, AsyncTarget: s.AsyncTarget, AsyncAlways: s.AsyncAlways, HandlePrior: s.HandlePrior}
}

// Why a conversation is answered later instead of live.
const (
	WhyClosed   = "closed"
	WhyNobody   = "nobody_reachable"
	WhyLiveOff  = "live_off"
	WhyBusy     = "busy" // by the limits of the team, nobody can be promised in time
	WhyChosen   = chat.FollowUpChosen
	WhyDeadline = "deadline"
)

// Expectation is a promise, and which of the two ways it stands for.
type Expectation struct {
	Promise chat.Promise
	Live    bool   // somebody joins; else an answer comes later
	Why     string // not live: one of the Why constants
}

// buckets are the ranges in which a wait is told, in seconds, shortest first.
// What is longer than the last is told as "more than".
var buckets = [...]struct{ low, high int }{{0, 60}, {60, 120}, {120, 300}, {300, 600}, {600, 1200}}

// Promise computes what a visitor may expect at now. It has no other inputs
// than its arguments.
//
// Live, the estimate is told as the first of a few ranges that reaches 1.5
// times the estimate: a promise that is rather kept than short. Closed, with
// nobody who could come, or with a line that would be too long for what the team
// allows, it is the moment by which an answer is owed: AsyncTarget of open time (of
// any time, with AsyncAlways) from now on, up to the next quarter of an hour.
func Promise(in Inputs, now time.Time) Expectation {
	later := Later(in, now)
	switch {
	case in.LiveOff:
		later.Why = WhyLiveOff
		return later
	case !isOpen(in.Hours, now):
		return later
	case in.Routable <= 0 || in.Slots <= 0:
		return later
	case in.turnedAway():
		later.Why = WhyBusy
		return later
	}
	p := chat.Promise{Kind: chat.PromiseRange, Place: max(in.Ahead, 0) + max(in.Offered, 0) + 1, MadeAt: now, Inputs: in.figures(now)}
	if in.Reserved {
		p.Kind = chat.PromiseNow
		return Expectation{Promise: p, Live: true}
	}
	need := time.Duration(1.5 * float64(max(Estimate(in), in.AtLeast, in.Pickup)))
	if in.MaxWait > 0 {
		need = min(need, in.MaxWait-1) // past it nobody waits
	}
	for _, b := range buckets {
		if need < time.Duration(b.high)*time.Second {
			p.Low, p.High = b.low, b.high
			return Expectation{Promise: p, Live: true}
		}
	}
	p.Low = buckets[len(buckets)-1].high
	p.By = later.Promise.By // what waiting could be exchanged for
	return Expectation{Promise: p, Live: true}
}

// Later is the promise of an answer that does not come live, whoever is there.
func Later(in Inputs, now time.Time) Expectation {
	target := in.AsyncTarget
	if target <= 0 {
		target = DefaultAsyncTarget
	}
	e := Expectation{Why: WhyNobody, Promise: chat.Promise{Kind: chat.PromiseByTime, MadeAt: now, Inputs: in.figures(now)}}
	by, ok := now.Add(target), true
	if !in.AsyncAlways && in.Hours != nil {
		by, ok = in.Hours.AddOpen(now, target)
	}
	if !isOpen(in.Hours, now) {
		e.Why = WhyClosed
		opens, again := in.Hours.NextOpen(now)
		if !again {
			return e // never opens again: a time would be a lie
		}
		e.Promise.Opens = opens.UTC()
	}
	if ok {
		e.Promise.By = ceil(by).UTC()
	}
	return e
}

// ceil rounds up to the quarter of an hour, which is the same in every zone.
func ceil(t time.Time) time.Time {
	if down := t.Truncate(grain); !down.Equal(t) {
		return down.Add(grain)
	}
	return t
}

func isOpen(h *hours.Calendar, t time.Time) bool { return h == nil || h.IsOpen(t) }

// turnedAway reports whether the limits of the team would end the wait before anybody came:
// what is known now need not be found out by waiting.
func (in Inputs) turnedAway() bool {
	if in.InLine || in.Reserved {
		return false
	}
	full := in.MaxWaiting > 0 && in.Ahead >= in.MaxWaiting && in.AtOnce <= 0
	return full || in.MaxWait > 0 && Estimate(in) > in.MaxWait
}

// Estimate is the expected wait: nothing when a free slot is left after those
// ahead were served, else the time until the slots have come free often enough.
// It leans on the last waits of this line too, as far as there are any.
func Estimate(in Inputs) time.Duration {
	var wait float64
	if ahead := max(in.Ahead, 0) - max(in.Free, 0); ahead >= 0 {
		wait = float64(ahead+1) * in.handle() / float64(max(in.Slots, 1))
	}
	if last, count := in.waits(); count > 0 {
		n := float64(min(count, waitsCount))
		wait = (wait*waitsCount + last*n) / (waitsCount + n)
	}
	return time.Duration(min(wait, math.MaxInt64/4))
}

// handle is the time for which a conversation occupies a slot: the mean of the queue so
// far, mixed with that of the site until there are enough measurements, which in turn is
// mixed with the prior.
func (in Inputs) handle() float64 {
	prior := in.HandlePrior
	if prior <= 0 {
		prior = DefaultHandlePrior
	}
	return mixed(in.Handle, in.Samples, mixed(in.Site.Handle, in.Site.Samples, float64(prior)))
}

func mixed(mean time.Duration, samples int, prior float64) float64 {
	n := min(max(samples, 0), trusted)
	if mean <= 0 {
		n = 0
	}
	return (float64(mean)*float64(n) + prior*float64(trusted-n)) / trusted
}

// waits is the mean of the last waits, and of how many: those of the queue, and of the
// site in the place of those that the queue lacks.
func (in Inputs) waits() (mean float64, count int) {
	own := min(max(in.Waits, 0), trusted)
	others := min(max(in.Site.Waits, 0), trusted-own)
	if own+others == 0 {
		return 0, 0
	}
	return (float64(max(in.Wait, 0))*float64(own) + float64(max(in.Site.Wait, 0))*float64(others)) / float64(own+others), own + others
}

func (in Inputs) figures(now time.Time) chat.PromiseInputs {
	return chat.PromiseInputs{Open: isOpen(in.Hours, now), Routable: in.Routable, Slots: in.Slots, Free: in.Free, Ahead: in.Ahead,
		HandleSec: in.handle() / float64(time.Second), Samples: in.Samples}
}
