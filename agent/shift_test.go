package agent

import (
	"slices"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// shifts are from nine to one and from two to five on every day, in London; noon is a
// Friday in winter there.
func shifts(t *testing.T) *hours.Calendar {
	t.Helper()
	plan := hours.Plan{Zone: "Europe/London"}
	for day := range hours.Day(7) {
		plan.Weekly = append(plan.Weekly, hours.Interval{Day: day, From: 9 * 60, To: 13 * 60}, hours.Interval{Day: day, From: 14 * 60, To: 17 * 60})
	}
	c, err := hours.New(plan)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

func TestTheEndOfAShiftTakesFromWork(t *testing.T) {
	const hour = time.Hour
	says := func(s Status, when, until time.Duration) func(*testing.T, *Record) {
		return func(t *testing.T, r *Record) {
			end := time.Time{}
			if until != 0 {
				end = at(until)
			}
			if _, err := r.SetStatus(s, end, chat.ByAgent(ada), at(when)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name  string
		life  func(*testing.T, *Record) // nil: available since the hours were set, at eleven
		sweep time.Duration             // after noon
		want  Status
		over  bool
	}{
		{"within the shift all stays as it is", nil, hour - time.Second, Available, false},
		{"its end is the end of work", nil, hour, Offline, true},
		{"also when it is noticed late", nil, 3 * hour, Offline, true},
		{"who says available again works until the end of the next", says(Available, hour+time.Minute, 0), 5*hour - time.Second, Available, false},
		{"and no longer", says(Available, hour+time.Minute, 0), 5 * hour, Offline, true},
		{"longer in the evening holds until the next day's end", says(Available, 8*hour, 0), 24 * hour, Available, false},
		{"and then ends", says(Available, 8*hour, 0), 25 * hour, Offline, true},
		{"who said how long is taken at their word", says(Available, 0, 2*hour), 2*hour - time.Second, Available, false},
		{"busy and away are left alone", says(Busy, 0, 0), 30 * hour, Busy, false},
		{"nobody is switched on by the beginning", says(Offline, 0, 0), 30 * hour, Offline, false},
		{"a break within the shift ends at work", says(Away, 0, 30*time.Minute), 30 * time.Minute, Available, false},
		{"a break beyond it ends at home", says(Away, 0, 2*hour), 2 * hour, Offline, true},
		{"a break while working longer ends at work", says(Away, 8*hour, 9*hour), 9 * hour, Available, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := there(0, func(r *Record) {
				r.Shifts, r.ShiftsAt, r.Span = shifts(t), at(-hour), Span{Status: Available, Online: true, From: at(-hour)}
			})
			if tt.life != nil {
				r.Sweep(at(hour), false) // what the first end brings
				r.Over = false
				tt.life(t, r)
			}
			due := r.Next()
			before := r.Version
			r.Sweep(at(tt.sweep), false)
			if r.Status != tt.want || r.Over != tt.over {
				t.Fatalf("%s, over %v; want %s, %v", r.Status, r.Over, tt.want, tt.over)
			}
			if !tt.over {
				return
			}
			if s := r.State(at(tt.sweep)); s.Shown != Offline || s.Why != WhyShiftOver || s.TakesWork() || !s.ShiftEnds.IsZero() {
				t.Errorf("shown as %+v", s)
			}
			if ended := r.Closed[len(r.Closed)-1]; !ended.To.Equal(due) || !r.Span.Over || r.Span.By != chat.BySystem {
				t.Errorf("the stretch ended at %v and then came %+v; want that at %v the shift ended it", ended.To, r.Span, due)
			}
			if r.Version != before+2 && r.Version != before+1 { // idleness may be noticed, too
				t.Errorf("the version rose by %d", r.Version-before)
			}
			if kinds := r.Sweep(at(tt.sweep), false); slices.Contains(kinds, StatusSet) {
				t.Errorf("and again: %v", kinds)
			}
			if _, err := r.SetStatus(Available, time.Time{}, chat.ByAgent(ada), at(tt.sweep)); err != nil || r.Over || r.Status != Available {
				t.Errorf("back by hand: %+v, %v", r, err)
			}
		})
	}
}

func TestAShiftThatEndedBeforeItWasSaidPutsNobodyOff(t *testing.T) {
	r := there(0, func(r *Record) { r.Shifts, r.ShiftsAt, r.Said = shifts(t), at(90*time.Minute), at(-time.Hour) })
	if r.Sweep(at(90*time.Minute), false); r.Status != Available || !r.Next().Equal(at(5*time.Hour)) {
		t.Errorf("%s until %v, want available until five", r.Status, r.Next())
	}
	if s := r.State(at(90 * time.Minute)); !s.ShiftEnds.Equal(at(5 * time.Hour)) {
		t.Errorf("colleagues see that it ends at %v", s.ShiftEnds)
	}
}

// TestTheEndOfAShiftComesOnTimeAndOnce has two nodes watch over one agent.
func TestTheEndOfAShiftComesOnTimeAndOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		one, _, stopOne := h.node("n1")
		defer stopOne()
		_, _, stopTwo := h.node("n2")
		defer stopTwo()
		h.connect(one, "tab", ada)
		begun := time.Now()
		end := begun.UTC().Truncate(time.Minute).Add(3 * time.Minute)
		clock := hours.Clock(end.Hour()*60 + end.Minute())
		plan := hours.Plan{Zone: "UTC", Weekly: []hours.Interval{{Day: hours.Day((int(end.Weekday()) + 6) % 7), From: 0, To: clock}}}
		calendar, err := hours.New(plan)
		if err != nil {
			t.Fatal(err)
		}
		h.set(func(m *memory) {
			r := m.records[ada]
			r.Shifts, r.ShiftsAt = &calendar, begun
			m.records[ada] = r
		})
		wantKinds(t, h, Arrived)
		after(time.Until(end) - time.Second)
		wantKinds(t, h)
		wantState(t, h, one, Connected, Available, true)
		after(time.Second)
		wantKinds(t, h, StatusSet)
		wantState(t, h, one, Connected, Offline, false)
		after(time.Minute)
		wantKinds(t, h)
	})
}

func TestWorkingHoursMustBeAPlanWithoutOverride(t *testing.T) {
	a := Agent{Hours: &hours.Plan{Zone: "UTC", Override: &hours.Override{Open: true, From: noon, Until: noon.Add(time.Hour)}}}
	if err := checkShifts(a.Hours); !chat.IsCode(err, chat.Invalid) {
		t.Errorf("with an override: %v", err)
	}
	a.Hours.Override = nil
	if err := checkShifts(a.Hours); err != nil {
		t.Errorf("without: %v", err)
	}
}
