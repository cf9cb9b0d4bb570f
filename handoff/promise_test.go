package handoff

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// office is open on weekdays from 9 to 17 in Berlin.
func office(tb testing.TB) *hours.Calendar {
	tb.Helper()
	c, err := hours.Parse([]byte(officePlan))
	if err != nil {
		tb.Fatal(err)
	}
	return &c
}

func at(tb testing.TB, s string) time.Time {
	tb.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func TestPromise(t *testing.T) {
	open, closed, saturday := "2026-03-02T10:00:00Z", "2026-03-02T20:00:00Z", "2026-03-07T12:00:00Z"
	staffed := Staffing{Routable: 2, Slots: 4, Free: 0, Handle: 4 * time.Minute, Samples: 100}
	with := func(change func(*Staffing)) Staffing {
		s := staffed
		change(&s)
		return s
	}
	tests := []struct {
		name      string
		now       string
		staff     Staffing
		off       bool
		kind      chat.PromiseKind
		low, high int
		why       string
		by        string
	}{
		{"somebody is reserved", open, with(func(s *Staffing) { s.Reserved = true }), false, chat.PromiseNow, 0, 0, "", ""},
		{"a free slot", open, with(func(s *Staffing) { s.Free = 1 }), false, chat.PromiseRange, 0, 60, "", ""},
		{"the free slot is for the one ahead", open, with(func(s *Staffing) { s.Free, s.Ahead = 1, 1 }), false, chat.PromiseRange, 60, 120, "", ""},
		{"next of four slots", open, staffed, false, chat.PromiseRange, 60, 120, "", ""},
		{"second in line", open, with(func(s *Staffing) { s.Ahead = 1 }), false, chat.PromiseRange, 120, 300, "", ""},
		{"fifth in line", open, with(func(s *Staffing) { s.Ahead = 4 }), false, chat.PromiseRange, 300, 600, "", ""},
		{"ninth in line", open, with(func(s *Staffing) { s.Ahead = 8 }), false, chat.PromiseRange, 600, 1200, "", ""},
		{"a long line", open, with(func(s *Staffing) { s.Ahead = 40 }), false, chat.PromiseRange, 1200, 0, "", "2026-03-02T12:00:00Z"},
		{"without measurements the prior counts", open, Staffing{Routable: 1, Slots: 1}, false, chat.PromiseRange, 300, 600, "", ""},
		{"last waits were longer than computed", open, with(func(s *Staffing) { s.Free, s.Wait, s.Waits = 1, 5*time.Minute, 50 }), false, chat.PromiseRange, 120, 300, "", ""},
		{"a new queue goes by its site", open, Staffing{Routable: 1, Slots: 1, Site: Measured{Handle: time.Minute, Samples: 20}}, false, chat.PromiseRange, 60, 120, "", ""},
		{"a queue that has shown enough goes by itself", open, Staffing{Routable: 1, Slots: 1, Handle: 8 * time.Minute, Samples: 20, Site: Measured{Handle: time.Minute, Samples: 50}}, false, chat.PromiseRange, 600, 1200, "", ""},
		{"in between it is half and half", open, Staffing{Routable: 1, Slots: 1, Handle: 8 * time.Minute, Samples: 10, Site: Measured{Handle: time.Minute, Samples: 50}}, false, chat.PromiseRange, 300, 600, "", ""},
		{"waits on the site stand in for those of the queue", open, with(func(s *Staffing) { s.Free, s.Site = 1, Measured{Wait: 5 * time.Minute, Waits: 50} }), false, chat.PromiseRange, 120, 300, "", ""},
		{"as far as the queue has too few of its own", open, with(func(s *Staffing) { s.Free, s.Waits, s.Site = 1, 20, Measured{Wait: 5 * time.Minute, Waits: 50} }), false, chat.PromiseRange, 0, 60, "", ""},
		{"the last that the line takes", open, with(func(s *Staffing) { s.Ahead, s.MaxWaiting = 2, 3 }), false, chat.PromiseRange, 120, 300, "", ""},
		{"the line is full", open, with(func(s *Staffing) { s.Ahead, s.MaxWaiting = 3, 3 }), false, chat.PromiseByTime, 0, 0, WhyBusy, "2026-03-02T12:00:00Z"},
		{"somebody is free for it in a full line", open, with(func(s *Staffing) { s.Ahead, s.Free, s.AtOnce, s.MaxWaiting = 3, 1, 1, 2 }), false, chat.PromiseRange, 120, 300, "", ""},
		{"whoever is free takes it by hand or not at all", open, with(func(s *Staffing) { s.Ahead, s.Free, s.MaxWaiting = 1, 3, 1 }), false, chat.PromiseByTime, 0, 0, WhyBusy, "2026-03-02T12:00:00Z"},
		{"in a full line already", open, with(func(s *Staffing) { s.Ahead, s.MaxWaiting, s.InLine = 3, 3, true }), false, chat.PromiseRange, 300, 600, "", ""},
		{"nobody waits as long as it would take", open, with(func(s *Staffing) { s.Ahead, s.MaxWait = 4, 4*time.Minute }), false, chat.PromiseByTime, 0, 0, WhyBusy, "2026-03-02T12:00:00Z"},
		{"it may take as long as anybody waits", open, with(func(s *Staffing) { s.Ahead, s.MaxWait = 1, 2*time.Minute }), false, chat.PromiseRange, 60, 120, "", ""},
		{"in line it is told until when it lasts", open, with(func(s *Staffing) { s.Ahead, s.MaxWait, s.InLine = 8, 5*time.Minute, true }), false, chat.PromiseRange, 120, 300, "", ""},
		{"nobody is there", open, Staffing{}, false, chat.PromiseByTime, 0, 0, WhyNobody, "2026-03-02T12:00:00Z"},
		{"people without slots are nobody", open, Staffing{Routable: 3}, false, chat.PromiseByTime, 0, 0, WhyNobody, "2026-03-02T12:00:00Z"},
		{"live is switched off", open, staffed, true, chat.PromiseByTime, 0, 0, WhyLiveOff, "2026-03-02T12:00:00Z"},
		{"closed, though people are there", closed, staffed, false, chat.PromiseByTime, 0, 0, WhyClosed, "2026-03-03T10:00:00Z"},
		{"closed for the weekend", saturday, staffed, false, chat.PromiseByTime, 0, 0, WhyClosed, "2026-03-09T10:00:00Z"},
		{"late in the day the answer comes the next", "2026-03-02T15:07:10Z", Staffing{}, false, chat.PromiseByTime, 0, 0, WhyNobody, "2026-03-03T09:15:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := at(t, tt.now)
			e := Promise(Inputs{Staffing: tt.staff, Hours: office(t), LiveOff: tt.off}, now)
			p := e.Promise
			if p.Kind != tt.kind || p.Low != tt.low || p.High != tt.high || e.Why != tt.why || e.Live != (tt.why == "") {
				t.Errorf("Promise() = %s %d-%d live %t %q, want %s %d-%d %q", p.Kind, p.Low, p.High, e.Live, e.Why, tt.kind, tt.low, tt.high, tt.why)
			}
			if tt.by != "" && !p.By.Equal(at(t, tt.by)) || tt.by == "" && !p.By.IsZero() {
				t.Errorf("By = %v, want %s", p.By, tt.by)
			}
			if !p.MadeAt.Equal(now) {
				t.Errorf("MadeAt = %v, want now", p.MadeAt)
			}
		})
	}
}

// TestAnAnswerLaterMayBeDueWhileItIsClosed has a site that answers within twelve hours, at
// night and on Sundays too.
func TestAnAnswerLaterMayBeDueWhileItIsClosed(t *testing.T) {
	for _, tt := range []struct{ name, now, by, opens string }{
		{"on a Friday at four", "2026-03-06T15:00:00Z", "2026-03-07T03:00:00Z", ""},
		{"at night", "2026-03-06T20:05:00Z", "2026-03-07T08:15:00Z", "2026-03-09T08:00:00Z"},
	} {
		p := Promise(Inputs{Hours: office(t), AsyncTarget: 12 * time.Hour, AsyncAlways: true}, at(t, tt.now)).Promise
		if !p.By.Equal(at(t, tt.by)) || (tt.opens == "") != p.Opens.IsZero() || tt.opens != "" && !p.Opens.Equal(at(t, tt.opens)) {
			t.Errorf("%s: by %v, opens %v, want by %s, opens %q", tt.name, p.By, p.Opens, tt.by, tt.opens)
		}
	}
}

func TestPromiseOfAPlaceThatNeverOpens(t *testing.T) {
	var never hours.Calendar
	e := Promise(Inputs{Hours: &never}, at(t, "2026-03-02T10:00:00Z"))
	if e.Live || e.Why != WhyClosed || !e.Promise.By.IsZero() || !e.Promise.Opens.IsZero() {
		t.Errorf("Promise() = %+v, want no time at all", e)
	}
}

func drawInputs(t *rapid.T) Inputs {
	n := func(name string, most int) int { return rapid.IntRange(-1, most).Draw(t, name) }
	return Inputs{Staffing: Staffing{Routable: n("routable", 50), Slots: n("slots", 200), Free: n("free", 200), Ahead: n("ahead", 500), Offered: n("offered", 50),
		Handle: time.Duration(n("handle", 7200)) * time.Second, Samples: n("samples", 50), Wait: time.Duration(n("wait", 7200)) * time.Second,
		Waits: n("waits", 30), Site: Measured{time.Duration(n("site handle", 7200)) * time.Second, n("site samples", 50), time.Duration(n("site wait", 7200)) * time.Second, n("site waits", 30)},
		Reserved: rapid.Bool().Draw(t, "reserved"), Pickup: time.Duration(n("pickup", 90)) * time.Second,
		AtOnce: n("at once", 3), InLine: rapid.Bool().Draw(t, "in line"), MaxWaiting: n("longest line", 50), MaxWait: time.Duration(n("longest wait", 3600)) * time.Second},
		LiveOff: rapid.Bool().Draw(t, "off"), AsyncTarget: time.Duration(n("target", 300)) * time.Minute, AsyncAlways: rapid.Bool().Draw(t, "around the clock")}
}

// Whatever the figures: a live promise needs people and open doors, a range is
// one of the few that are told and reaches 1.5 times the estimate, a moment is
// open time enough away, and the promise breaks after it was made.
func TestPromiseIsHonest(t *testing.T) {
	calendar := office(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInputs(t)
		if rapid.Bool().Draw(t, "with hours") {
			in.Hours = calendar
		}
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 366*86400).Draw(t, "now")) * time.Second)
		e := Promise(in, now)
		p := e.Promise
		if e != Promise(in, now) {
			t.Fatal("the same inputs gave another promise")
		}
		if !p.Breaks().After(now) {
			t.Fatalf("breaks at %v, made at %v", p.Breaks(), now)
		}
		if !e.Live {
			checkLater(t, in, e, now)
			return
		}
		if in.LiveOff || in.Routable < 1 || in.Slots < 1 || !isOpen(in.Hours, now) {
			t.Fatalf("live without anybody who could come: %+v", in)
		}
		turnsAway := !in.InLine && !in.Reserved
		if turnsAway && in.MaxWaiting > 0 && in.Ahead >= in.MaxWaiting && in.AtOnce < 1 || turnsAway && in.MaxWait > 0 && Estimate(in) > in.MaxWait {
			t.Fatalf("live into a line that turns them away: %+v", in)
		}
		if p.Place != max(in.Ahead, 0)+max(in.Offered, 0)+1 {
			t.Fatalf("place %d with %d ahead and %d being offered", p.Place, in.Ahead, in.Offered)
		}
		in.Offered = 0
		if without := Promise(in, now).Promise; p.Kind != without.Kind || p.Low != without.Low || p.High != without.High {
			t.Fatalf("those who are offered hold their places already, yet the wait is %d to %d with them and %d to %d without", p.Low, p.High, without.Low, without.High)
		}
		if p.Kind == chat.PromiseRange {
			need := 1.5 * max(Estimate(in), in.Pickup).Seconds()
			if in.MaxWait > 0 {
				need = min(need, in.MaxWait.Seconds())
			}
			if p.High > 0 && float64(p.High) < need || p.High == 0 && p.Low != 1200 {
				t.Fatalf("told %d to %d seconds for an estimate of %v", p.Low, p.High, Estimate(in))
			}
		}
	})
}

func checkLater(t *rapid.T, in Inputs, e Expectation, now time.Time) {
	p := e.Promise
	if p.Kind != chat.PromiseByTime || e.Why == "" {
		t.Fatalf("not live, but %s because of %q", p.Kind, e.Why)
	}
	target := in.AsyncTarget
	if target <= 0 {
		target = DefaultAsyncTarget
	}
	open := p.By.Sub(now)
	if in.Hours != nil && !in.AsyncAlways {
		open = in.Hours.OpenBetween(now, p.By)
	}
	if open < target || open > target+grain {
		t.Fatalf("by %v, which is %v of the time that counts from %v; the target is %v", p.By, open, now, target)
	}
	if !p.Opens.IsZero() && (!in.Hours.IsOpen(p.Opens) || isOpen(in.Hours, now)) {
		t.Fatalf("opens at %v", p.Opens)
	}
}

// More people ahead, or fewer slots, never shorten what is promised.
func TestPromiseRisesWithTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInputs(t)
		in.Free = 0
		more := in
		more.Ahead = max(in.Ahead, 0) + 1
		fewer := in
		fewer.Slots = max(in.Slots-1, 1)
		if in.Slots < 1 {
			return
		}
		if Estimate(more) < Estimate(in) || Estimate(fewer) < Estimate(in) {
			t.Fatalf("%v; one more ahead %v; one slot fewer %v", Estimate(in), Estimate(more), Estimate(fewer))
		}
	})
}

// The estimate is what queueing theory says: averaged over the arrivals of a
// simulated M/M/c queue it agrees with Erlang C.
func TestEstimateAgreesWithErlangC(t *testing.T) {
	const handle = 300.0 // seconds
	seed := uint64(20260302)
	for _, tt := range []struct {
		slots int
		load  float64 // share of the slots that is busy on average
	}{{1, 0.7}, {3, 0.8}, {10, 0.85}} {
		rate := tt.load * float64(tt.slots) / handle
		got := simulated(rand.New(rand.NewPCG(seed, uint64(tt.slots))), tt.slots, rate, handle, 400_000)
		want := erlangC(tt.slots, rate*handle) * handle / (float64(tt.slots) - rate*handle)
		if math.Abs(got-want) > 0.05*want {
			t.Errorf("%d slots, %.0f %% busy: mean estimate %.1f s, Erlang C says %.1f s (seed %d)", tt.slots, 100*tt.load, got, want, seed)
		}
		t.Logf("%d slots, %.0f %% busy: mean estimate %.1f s, Erlang C %.1f s", tt.slots, 100*tt.load, got, want)
	}
}

// simulated is the mean estimate over the arrivals at a queue.
func simulated(r *rand.Rand, slots int, rate, handle float64, arrivals int) float64 {
	busy, waiting, sum, seen := 0, 0, 0.0, 0
	for seen < arrivals {
		leave := float64(busy) / handle
		if r.Float64() < rate/(rate+leave) {
			in := Inputs{Staffing: Staffing{Routable: slots, Slots: slots, Free: slots - busy, Ahead: waiting,
				Handle: time.Duration(handle * float64(time.Second)), Samples: trusted}}
			sum += Estimate(in).Seconds()
			seen++
			if busy < slots {
				busy++
			} else {
				waiting++
			}
			continue
		}
		if waiting > 0 {
			waiting--
		} else {
			busy--
		}
	}
	return sum / float64(arrivals)
}

// erlangC is the chance that an arrival finds all slots busy.
func erlangC(slots int, offered float64) float64 {
	sum, term := 0.0, 1.0
	for k := range slots {
		sum += term
		term *= offered / float64(k+1)
	}
	last := term * float64(slots) / (float64(slots) - offered)
	return last / (sum + last)
}
