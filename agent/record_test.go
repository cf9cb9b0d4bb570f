package agent

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/testkit"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// at says how long after noon something is.
func at(d time.Duration) time.Time { return noon.Add(d) }

// there is the record of somebody who came at noon, with a lease that was renewed
// age ago.
func there(age time.Duration, change ...func(*Record)) *Record {
	r := &Record{Agent: ada, Status: Available, Capacity: 2,
		Connections: []Connection{{ID: "tab", Node: "n1", LastInputAt: noon, ExpiresAt: noon.Add(Lease - age)}}}
	for _, c := range change {
		c(r)
	}
	return r
}

// onPhone leaves somebody to their device at noon.
func onPhone(r *Record) {
	r.Connections, r.DroppedAt, r.OnPhoneAt, r.Devices = nil, noon.Add(-Grace), noon, 1
}

func TestWhatColleaguesSeeAndWhoIsRoutable(t *testing.T) {
	for _, tt := range []struct {
		name     string
		record   *Record
		shown    Status
		why      Why
		routable bool
	}{
		{"available and connected is routable", there(0), Available, WhySet, true},
		{"busy by hand is shown and takes nothing", there(0, func(r *Record) { r.Status = Busy }), Busy, WhySet, false},
		{"away is shown and takes nothing", there(0, func(r *Record) { r.Status = Away }), Away, WhySet, false},
		{"offline by hand is shown though the page is open", there(0, func(r *Record) { r.Status = Offline }), Offline, WhySet, false},
		{"no free place looks busy, for another reason than by hand", there(0, func(r *Record) { r.Load = 2 }), Busy, WhyFull, false},
		{"over capacity after a forced claim looks busy", there(0, func(r *Record) { r.Load = 3 }), Busy, WhyFull, false},
		{"capacity nought takes nothing", there(0, func(r *Record) { r.Capacity = 0 }), Busy, WhyFull, false},
		{"busy by hand stays busy by hand at capacity", there(0, func(r *Record) { r.Status, r.Load = Busy, 2 }), Busy, WhySet, false},
		{"an own status that takes work is routable", there(0, func(r *Record) { r.Own = "status-chats" }), Available, WhySet, true},
		{"an own status that takes none is busy, whatever it stands for", there(0, func(r *Record) { r.Own, r.NoWork = "status-mail", true }), Busy, WhySet, false},
		{"nobody is asked whether they are back who takes nothing new", there(0, func(r *Record) { r.Own, r.NoWork, r.IdleAt, r.Missed = "status-mail", true, noon, 2 }), Busy, WhySet, false},
		{"idle is shown as away", there(0, func(r *Record) { r.IdleAt = noon }), Away, WhyIdle, false},
		{"not responding is shown as away", there(0, func(r *Record) { r.Missed = 2 }), Away, WhyNotResponding, false},
		{"one missed offer changes nothing", there(0, func(r *Record) { r.Missed = 1 }), Available, WhySet, true},
		{"a disabled account is offline", there(0, func(r *Record) { r.Disabled = true }), Offline, WhyDisabled, false},
		{"an overdue renewal stops offers before anybody sees a difference", there(26 * time.Second), Available, WhySet, false},
		{"a renewal a little late is forgiven", there(24 * time.Second), Available, WhySet, true},
		{"a lease that ran out is a grace until it is written down", there(Lease), Available, WhySet, false},
		{"in the grace nothing is seen and nothing offered", there(0, func(r *Record) { r.Connections, r.DroppedAt = nil, noon }), Available, WhySet, false},
		{"on the phone is available and routable", there(0, onPhone), Available, WhyOnPhone, true},
		{"on the phone without a free place looks busy", there(0, onPhone, func(r *Record) { r.Load = 2 }), Busy, WhyFull, false},
		{"on the phone and away takes nothing", there(0, onPhone, func(r *Record) { r.Status = Away }), Away, WhySet, false},
		{"on the phone and not responding takes nothing", there(0, onPhone, func(r *Record) { r.Missed = 2 }), Away, WhyNotResponding, false},
		{"gone is offline", there(0, func(r *Record) { r.Connections, r.DroppedAt, r.GoneAt = nil, noon, noon }), Offline, WhyGone, false},
		{"never there is offline", there(0, func(r *Record) { r.Connections = nil }), Offline, WhyGone, false},
		{"away and gone is offline", there(0, func(r *Record) { r.Connections, r.Status = nil, Away }), Offline, WhyGone, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.record.State(noon)
			if s.Shown != tt.shown || s.Why != tt.why {
				t.Errorf("shown %s because %s, want %s because %s", s.Shown, s.Why, tt.shown, tt.why)
			}
			if s.Routable() != tt.routable {
				t.Errorf("Routable() = %v, want %v", s.Routable(), tt.routable)
			}
		})
	}
}

func TestSweepLeavesOthersAloneUnlessSteady(t *testing.T) {
	r := there(Lease)
	if kinds := r.Sweep(at(5*time.Minute), false); len(kinds) != 0 || len(r.Connections) != 1 {
		t.Errorf("Sweep(unsteady) = %v with %d connections, want none and 1", kinds, len(r.Connections))
	}
	if kinds := r.Sweep(at(5*time.Minute), true); !slices.Equal(kinds, []Kind{Dropped, Left}) {
		t.Errorf("Sweep(steady) = %v, want dropped and left", kinds)
	}
	if !r.DroppedAt.Equal(noon) {
		t.Errorf("dropped at %v, want the end of the lease", r.DroppedAt)
	}
	if kinds := r.Sweep(at(6*time.Minute), true); len(kinds) != 0 {
		t.Errorf("a second Sweep = %v, want nothing left to do", kinds)
	}
}

func TestAConnectionOfAForgottenNodeCountsFromNow(t *testing.T) {
	r := there(0, func(r *Record) { r.Connections[0].ExpiresAt = time.Time{} })
	if kinds := r.Sweep(at(time.Second), true); !slices.Equal(kinds, []Kind{Dropped}) || !r.DroppedAt.Equal(at(time.Second)) {
		t.Errorf("Sweep = %v, dropped at %v; want dropped now", kinds, r.DroppedAt)
	}
}

func TestAnEndedStretchOfWorkEndsAtHome(t *testing.T) {
	for status, want := range map[Status]Status{Available: Offline, Busy: Available, Away: Available, Offline: Available} {
		r := there(0)
		if _, err := r.SetStatus(status, at(time.Minute), chat.BySystem, noon); err != nil {
			t.Fatal(err)
		}
		r.Sweep(at(time.Minute), false)
		if r.Status != want || !r.Until.IsZero() {
			t.Errorf("after %s comes %s until %v, want %s without an end", status, r.Status, r.Until, want)
		}
	}
}

// TestPresenceRules plays random lives of one agent on three nodes and holds every
// step to the rules.
func TestPresenceRules(t *testing.T) {
	working := shifts(t)
	life := func(t *rapid.T) {
		w := &world{T: t, now: noon, leases: map[string]time.Time{}, r: Record{Agent: ada, Status: Available, Capacity: 2}}
		if rapid.Bool().Draw(t, "with working hours") {
			w.r.Shifts, w.r.ShiftsAt = working, noon
		}
		w.r.Devices = rapid.IntRange(0, 1).Draw(t, "devices")
		t.Repeat(map[string]func(*rapid.T){
			"":        w.check,
			"pass":    w.pass,
			"connect": func(*rapid.T) { w.do(w.r.Connect(w.socket(), w.now)) },
			"close": func(t *rapid.T) {
				if len(w.r.Connections) > 0 {
					w.do(w.r.Disconnect(rapid.SampledFrom(w.r.Connections).Draw(t, "which").ID, w.now))
				}
			},
			"input": func(*rapid.T) { w.do(w.r.Input(w.now)) },
			"miss":  func(*rapid.T) { w.do(w.r.MissedOffer(w.now)) },
			"answer": func(*rapid.T) {
				w.do(w.r.Answered(w.now))
			},
			"status": func(t *rapid.T) {
				kinds, err := w.r.SetStatus(rapid.SampledFrom(Statuses()).Draw(t, "status"), time.Time{}, chat.ByAgent(ada), w.now)
				if err != nil {
					t.Fatal(err)
				}
				w.do(kinds)
			},
			"own": func(t *rapid.T) {
				own := drawOwn(t)
				kinds, err := w.r.SetOwn(own, time.Time{}, chat.ByAgent("agent-boss"), w.now)
				if err != nil {
					t.Fatal(err)
				}
				if w.do(kinds); w.r.Status != own.StandsFor || w.r.Own != own.ID || w.r.State(w.now).TakesWork() != own.TakesWork {
					t.Fatalf("after %+v: %+v", own, w.r)
				}
			},
			"reown": func(t *rapid.T) {
				own, gone := drawOwn(t), rapid.Bool().Draw(t, "gone")
				if own.ID = w.r.Own; own.ID == "" {
					return
				}
				until := w.r.Until
				w.do(w.r.Reown(own, gone, chat.BySystem, w.now))
				if (w.r.Own == "") != gone || w.r.Status != own.StandsFor || !w.r.Until.Equal(until) {
					t.Fatalf("after the status became %+v (gone: %v): %+v", own, gone, w.r)
				}
			},
			"sweep": func(t *rapid.T) {
				if w.do(w.r.Sweep(w.now, false)); w.r.State(w.now).TakesWork() && !w.r.shiftEnd().IsZero() && !w.r.shiftEnd().After(w.now) {
					t.Fatalf("at work at %v, though the shift ended at %v", w.now, w.r.shiftEnd())
				}
			},
			"reap": func(*rapid.T) { w.reap() },
			"ask": func(*rapid.T) {
				if w.r.Reach(w.now) == OnPhone && w.r.AskedAt.IsZero() {
					w.r.AskedAt = w.now
				}
			},
			"settle": func(*rapid.T) { w.r.AskedAt = time.Time{} },
			"device": func(t *rapid.T) { w.r.Devices = rapid.IntRange(0, 1).Draw(t, "devices") },
			"renew":  func(t *rapid.T) { w.leases[w.node(t)] = w.now.Add(Lease); w.refresh() },
			"crash":  func(t *rapid.T) { w.leases[w.node(t)] = w.now; w.refresh() },
			"forget": func(t *rapid.T) { delete(w.leases, w.node(t)); w.refresh() },
		})
	}
	for range testkit.Rounds(t, 1) {
		rapid.Check(t, life)
	}
}

type world struct {
	*rapid.T

	now     time.Time
	leases  map[string]time.Time
	r       Record
	sockets int
	before  Record
	kinds   []Kind
	acted   bool
}

func (w *world) node(t *rapid.T) string {
	return rapid.SampledFrom([]string{"n1", "n2", "n3"}).Draw(t, "node")
}

func (w *world) socket() Connection {
	w.sockets++
	node := fmt.Sprint("n", 1+w.sockets%3)
	w.leases[node] = w.now.Add(Lease)
	w.refresh()
	return Connection{ID: fmt.Sprint("s", w.sockets), Node: node, Agent: ada, OpenedAt: w.now, ExpiresAt: w.leases[node]}
}

// refresh is what a store does when it reads a record.
func (w *world) refresh() {
	for i := range w.r.Connections {
		w.r.Connections[i].ExpiresAt = w.leases[w.r.Connections[i].Node]
	}
	w.remember()
}

func (w *world) remember() {
	w.before = w.r
	w.before.Connections = slices.Clone(w.r.Connections)
	w.before.Closed = slices.Clone(w.r.Closed)
}

func (w *world) pass(t *rapid.T) {
	w.now = w.now.Add(time.Duration(rapid.IntRange(1, 700).Draw(t, "seconds")) * time.Second)
	w.remember()
}

func (w *world) do(kinds []Kind) { w.kinds, w.acted = kinds, true }

// reap holds that nobody stays on the phone who could not be asked there, or did not
// answer, and that nobody else goes.
func (w *world) reap() {
	was := w.r.Reach(w.now)
	w.do(w.r.Sweep(w.now, true))
	asked := !w.r.AskedAt.IsZero() && w.now.Sub(w.r.AskedAt) >= AnswerBy
	could := w.r.Devices > 0 && w.r.State(w.now).TakesWork() && !w.r.NotResponding() && !asked
	if is := w.r.Reach(w.now); is == OnPhone && !could || was == OnPhone && is == Gone && could {
		w.Fatalf("from %s to %s with %d devices, asked %v ago: %+v", was, is, w.r.Devices, w.now.Sub(w.r.AskedAt), w.r)
	}
}

func (w *world) check(t *rapid.T) {
	defer w.remember()
	s := w.r.State(w.now)
	if s.Reach == OnPhone && (len(w.r.Connections) > 0 || w.r.DroppedAt.IsZero() || w.r.OnPhoneAt.Sub(w.r.DroppedAt) < Grace) {
		t.Fatalf("on the phone, though %+v", w.r)
	}
	if s.Routable() && (s.Shown != Available || !w.r.Live(w.now) && s.Reach != OnPhone || s.Load >= s.Capacity || s.NotResponding || s.Idle) {
		t.Fatalf("routable, though %+v", s)
	}
	if s.Reach == Gone && s.Shown != Offline {
		t.Fatalf("gone but shown %s", s.Shown)
	}
	if w.r.Span.Online != w.r.Online() && !w.r.Span.From.IsZero() {
		t.Fatalf("the stretch says online %v, the record %v", w.r.Span.Online, w.r.Online())
	}
	if !w.acted {
		return
	}
	w.acted = false
	if got, want := w.r.Version-w.before.Version, int64(len(w.kinds)); got != want {
		t.Fatalf("version rose by %d with the changes %v", got, w.kinds)
	}
	if slices.Contains(w.kinds, Left) && w.now.Sub(w.r.DroppedAt) < Grace {
		t.Fatalf("left %v after the last socket ended", w.now.Sub(w.r.DroppedAt))
	}
	if slices.Contains(w.kinds, Left) && w.before.Live(w.now) {
		t.Fatal("left with a living socket")
	}
	old := w.before.State(w.now)
	if !slices.ContainsFunc(w.kinds, Kind.Visible) && (old.Shown != s.Shown || old.Why != s.Why) {
		t.Fatalf("shown turned from %s to %s with the changes %v, none of which is visible", old.Shown, s.Shown, w.kinds)
	}
	if old.Reach != Connected && s.Reach == Connected && !slices.ContainsFunc(w.kinds, func(k Kind) bool { return k == Arrived || k == Returned }) {
		t.Fatalf("reachable again, but nobody was told: %v", w.kinds)
	}
	w.checkSpans(t)
}

// checkSpans holds that stretches follow each other without gap, and each differs
// from the one before.
func (w *world) checkSpans(t *rapid.T) {
	for i, span := range append(slices.Clone(w.r.Closed), w.r.Span) {
		if i == 0 {
			continue
		}
		last := w.r.Closed[i-1]
		if !span.From.Equal(last.To) || last.To.Before(last.From) {
			t.Fatalf("stretch %d goes from %v, the one before from %v to %v", i, span.From, last.From, last.To)
		}
		if span.Status == last.Status && span.Own == last.Own && span.Online == last.Online {
			t.Fatalf("stretches %d and %d are the same", i-1, i)
		}
	}
}

func drawOwn(t *rapid.T) Own {
	own := Own{ID: rapid.SampledFrom([]OwnID{"status-lunch", "status-mail"}).Draw(t, "own"), StandsFor: rapid.SampledFrom(Statuses()).Draw(t, "stands for")}
	own.TakesWork = own.StandsFor.TakesWork() && rapid.Bool().Draw(t, "takes work")
	return own
}

func TestAnOwnStatusEndsLikeWhatItStandsFor(t *testing.T) {
	r := there(0)
	mail := Own{ID: "status-mail", Name: "Mail only", StandsFor: Available}
	if kinds, err := r.SetOwn(mail, at(time.Minute), chat.ByAgent(ada), noon); err != nil || !slices.Equal(kinds, []Kind{StatusSet}) {
		t.Fatalf("SetOwn() = %v, %v", kinds, err)
	}
	if kinds, err := r.SetOwn(mail, at(time.Minute), chat.ByAgent(ada), noon); err != nil || len(kinds) != 0 {
		t.Errorf("the same again: %v, %v", kinds, err)
	}
	if kinds, err := r.SetStatus(Available, at(time.Minute), chat.ByAgent(ada), noon); err != nil || !slices.Equal(kinds, []Kind{StatusSet}) || r.Own != "" || r.NoWork {
		t.Errorf("to what it stands for: %v, %v, %+v; want a change", kinds, err, r)
	}
	if _, err := r.SetOwn(mail, at(time.Minute), chat.ByAgent(ada), noon); err != nil {
		t.Fatal(err)
	}
	r.Sweep(at(time.Minute), false)
	if r.Status != Offline || r.Own != "" || r.NoWork || r.Span.Own != "" {
		t.Errorf("when it has ended: %+v, want offline and no own status", r)
	}
	if _, err := r.SetOwn(Own{ID: "status-x", StandsFor: "lunch"}, time.Time{}, chat.ByAgent(ada), noon); !chat.IsCode(err, chat.Invalid) {
		t.Errorf("a status that stands for nothing: %v", err)
	}
}

func TestWhatAnOwnStatusMayBe(t *testing.T) {
	for _, tt := range []struct {
		name string
		own  Own
		want bool
	}{
		{"lunch is away", Own{Name: "Lunch", StandsFor: Away}, true},
		{"available without work", Own{Name: "Mail only", StandsFor: Available}, true},
		{"away with work", Own{Name: "Lunch", StandsFor: Away, TakesWork: true}, false},
		{"without a name", Own{StandsFor: Away}, false},
		{"named like one of the four", Own{Name: "OFFLINE", StandsFor: Away}, false},
		{"a name that is too long", Own{Name: fmt.Sprintf("%041d", 0), StandsFor: Away}, false},
		{"a name with a line break", Own{Name: "Lunch\nbreak", StandsFor: Away}, false},
		{"standing for nothing", Own{Name: "Lunch"}, false},
	} {
		if err := tt.own.Validate(); (err == nil) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestWhoHasADeviceIsAskedThere follows somebody from the last socket on.
func TestWhoHasADeviceIsAskedThere(t *testing.T) {
	leave := func(change ...func(*Record)) *Record {
		r := there(0, change...)
		r.Devices = 1
		r.Disconnect("tab", noon)
		return r
	}
	steps := func(t *testing.T, r *Record, want map[time.Duration][]Kind) {
		t.Helper()
		for second := range 600 {
			after := time.Duration(second) * time.Second
			if kinds := r.Sweep(at(after), true); !slices.Equal(kinds, want[after]) {
				t.Errorf("after %s: %v, want %v", after, kinds, want[after])
			}
		}
	}
	t.Run("for as long as nothing is asked", func(t *testing.T) {
		r := leave()
		steps(t, r, map[time.Duration][]Kind{Grace: {ByPhone}})
		if s := r.State(at(9 * time.Hour)); !s.Routable() || s.Reach != OnPhone || s.Idle {
			t.Errorf("hours later: %+v, want somebody who can be asked", s)
		}
		if next := r.Next(); !next.IsZero() {
			t.Errorf("Next() = %v, want nothing that time brings about", next)
		}
		if kinds := r.Connect(Connection{ID: "phone", Node: "n1", Agent: ada, ExpiresAt: at(10 * time.Hour)}, at(9*time.Hour)); !slices.Equal(kinds, []Kind{Arrived}) {
			t.Errorf("opening the page: %v, want arrived", kinds)
		}
		if s := r.State(at(9 * time.Hour)); s.Reach != Connected || s.Idle || !s.DroppedAt.IsZero() {
			t.Errorf("with the page open: %+v", s)
		}
	})
	t.Run("until a question stays unanswered", func(t *testing.T) {
		r := leave()
		r.Sweep(at(Grace), true)
		r.AskedAt = at(5 * time.Minute)
		if next := r.Next(); !next.Equal(at(5*time.Minute + AnswerBy)) {
			t.Errorf("Next() = %v, want the end of the time to answer", next)
		}
		steps(t, r, map[time.Duration][]Kind{5*time.Minute + AnswerBy: {Left}})
		if !r.Span.From.Equal(at(5*time.Minute+AnswerBy)) || r.Span.Online {
			t.Errorf("the stretch that goes on is %+v, want one of being gone since the time to answer ended", r.Span)
		}
	})
	t.Run("not after two missed offers", func(t *testing.T) {
		r := leave()
		r.Sweep(at(Grace), true)
		r.MissedOffer(at(2 * time.Minute))
		if kinds := r.Sweep(at(2*time.Minute), true); len(kinds) != 0 {
			t.Errorf("after one: %v", kinds)
		}
		r.MissedOffer(at(3 * time.Minute))
		if kinds := r.Sweep(at(3*time.Minute), true); !slices.Equal(kinds, []Kind{Left}) {
			t.Errorf("after two: %v, want left", kinds)
		}
	})
	for name, change := range map[string]func(*Record){
		"who is away":                   func(r *Record) { r.Status = Away },
		"whose own status takes none":   func(r *Record) { r.Own, r.NoWork = "status-mail", true },
		"whose account is switched off": func(r *Record) { r.Disabled = true },
	} {
		t.Run("not "+name, func(t *testing.T) { steps(t, leave(change), map[time.Duration][]Kind{Grace: {Left}}) })
	}
	t.Run("not once the device is taken away", func(t *testing.T) {
		r := leave()
		r.Sweep(at(Grace), true)
		r.Devices = 0
		if kinds := r.Sweep(at(Grace+time.Second), true); !slices.Equal(kinds, []Kind{Left}) {
			t.Errorf("%v, want left", kinds)
		}
	})
	t.Run("and only a node that is steady decides", func(t *testing.T) {
		r := leave()
		if kinds := r.Sweep(at(Grace), false); len(kinds) != 0 {
			t.Errorf("%v, want nothing", kinds)
		}
	})
}

// TestASocketOfANodeThatComesBackCounts has one socket end while the node of the other is
// thought dead, and that node renew its lease after all.
func TestASocketOfANodeThatComesBackCounts(t *testing.T) {
	r := there(Lease)
	r.Connections = append(r.Connections, Connection{ID: "other", Node: "n2", Agent: ada, ExpiresAt: at(Lease)})
	if kinds := r.Disconnect("other", noon); !slices.Equal(kinds, []Kind{Dropped}) {
		t.Fatalf("%v, want dropped", kinds)
	}
	r.Connections[0].ExpiresAt = at(2 * Lease)
	if kinds := r.Sweep(at(Grace), true); !slices.Equal(kinds, []Kind{Returned}) || !r.DroppedAt.IsZero() {
		t.Errorf("%v, dropped at %v: want somebody who never went", kinds, r.DroppedAt)
	}
}
