package hours

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// zones have every kind of change: whole and half hours, at midnight, at one minute
// past it, backwards in summer, by two hours, a whole day skipped, and none at all.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana",
	"Asia/Beirut", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Asia/Tehran",
	"Africa/Casablanca", "Europe/Dublin", "Antarctica/Troll", "Pacific/Chatham", "America/Asuncion",
}

// drawPlan makes a plan that is right.
func drawPlan(t *rapid.T) Plan {
	plan := Plan{Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Weekly: []Interval{}}
	end := 0
	for range rapid.IntRange(0, 8).Draw(t, "weekly") {
		gap := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 2000)).Draw(t, "gap")
		start := end + gap
		if start >= 7*dayMinutes {
			break
		}
		length := rapid.OneOf(rapid.IntRange(1, 90), rapid.IntRange(1, dayMinutes)).Draw(t, "length")
		end = min(start+length, 7*dayMinutes)
		from := Clock(start % dayMinutes)
		plan.Weekly = append(plan.Weekly, Interval{Day(start / dayMinutes), from, from + Clock(end-start)})
	}
	return plan
}

// drawInstant picks a whole minute, usually close to a change of the zone's offset.
func drawInstant(t *rapid.T, zone *time.Location) time.Time {
	minutes := rapid.Int64Range(time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).Unix()/60, time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC).Unix()/60)
	instant := time.Unix(minutes.Draw(t, "minute")*60, 0).In(zone)
	if rapid.IntRange(0, 3).Draw(t, "near") > 0 {
		if _, change := instant.ZoneBounds(); !change.IsZero() {
			instant = change.Add(time.Duration(rapid.IntRange(-2000, 2000).Draw(t, "off")) * time.Minute)
		}
	}
	return instant.Truncate(time.Minute)
}

// drawExtras adds exceptions and an override around the instant.
func drawExtras(t *rapid.T, plan *Plan, around time.Time) {
	seen := map[Date]bool{}
	for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
		y, m, d := around.AddDate(0, 0, rapid.IntRange(-3, 5).Draw(t, "days")).Date()
		date := Date{y, m, d}
		if seen[date] {
			continue
		}
		seen[date] = true
		e := Exception{Date: date, Open: []Span{}}
		if rapid.Bool().Draw(t, "special") {
			from := Clock(rapid.IntRange(0, dayMinutes-1).Draw(t, "from"))
			e.Open = append(e.Open, Span{from, from + Clock(rapid.IntRange(1, dayMinutes).Draw(t, "length"))})
		}
		plan.Exceptions = append(plan.Exceptions, e)
	}
	if rapid.IntRange(0, 3).Draw(t, "override") == 0 {
		from := around.Add(time.Duration(rapid.IntRange(-3000, 3000).Draw(t, "begins")) * time.Minute)
		plan.Override = &Override{
			Open: rapid.Bool().Draw(t, "open"), From: from,
			Until: from.Add(time.Duration(rapid.IntRange(1, 4000).Draw(t, "lasts")) * time.Minute),
		}
	}
}

// oracle answers by reading the wall clock and looking through the plan.
func oracle(plan Plan, zone *time.Location, t time.Time) bool {
	if o := plan.Override; o != nil && !t.Before(o.From) && t.Before(o.Until) {
		return o.Open
	}
	wall := t.In(zone)
	minute := Clock(wall.Hour()*60 + wall.Minute())
	y, m, d := wall.Date()
	today := time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	covers := func(day time.Time, minute Clock) bool {
		for _, s := range spansOn(plan, day) {
			if s.From <= minute && minute < s.To {
				return true
			}
		}
		return false
	}
	return covers(today, minute) || covers(today.AddDate(0, 0, -1), minute+dayMinutes)
}

func spansOn(plan Plan, day time.Time) []Span {
	y, m, d := day.Date()
	for _, e := range plan.Exceptions {
		if e.Date == (Date{y, m, d}) {
			return e.Open
		}
	}
	var spans []Span
	for _, v := range plan.Weekly {
		if v.Day.String() == day.Weekday().String() {
			spans = append(spans, Span{v.From, v.To})
		}
	}
	return spans
}

func draw(t *rapid.T) (Plan, Calendar, time.Time) {
	plan := drawPlan(t)
	zone, err := loadZone(plan.Zone)
	if err != nil {
		t.Fatal(err)
	}
	now := drawInstant(t, zone)
	drawExtras(t, &plan, now)
	c, err := New(plan)
	if err != nil {
		t.Fatalf("New(%+v): %v", plan, err)
	}
	return plan, c, now
}

func TestCalendarAgreesWithTheWallClockMinuteByMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan, c, now := draw(t)
		var open time.Duration
		firstOpen, firstClose := time.Time{}, time.Time{}
		const minutes = 2 * dayMinutes
		for i := range minutes {
			at := now.Add(time.Duration(i) * time.Minute)
			want := oracle(plan, c.Zone(), at)
			if got := c.IsOpen(at); got != want {
				t.Fatalf("IsOpen(%v) = %v, want %v", at, got, want)
			}
			if want {
				open += time.Minute
			}
			if want && firstOpen.IsZero() {
				firstOpen = at
			}
			if !want && firstClose.IsZero() {
				firstClose = at
			}
		}
		end := now.Add(minutes * time.Minute)
		if got := c.OpenBetween(now, end); got != open {
			t.Fatalf("OpenBetween(%v, %v) = %v, want %v", now, end, got, open)
		}
		sameWithin(t, "NextOpen", c.NextOpen, now, end, firstOpen)
		sameWithin(t, "NextClose", c.NextClose, now, end, firstClose)
	})
}

// sameWithin checks a search whose right answer is known up to an end; zero means
// that there is none before it.
func sameWithin(t *rapid.T, name string, search func(time.Time) (time.Time, bool), now, end, want time.Time) {
	got, ok := search(now)
	switch {
	case want.IsZero() && ok && got.Before(end):
		t.Fatalf("%s(%v) = %v, want none before %v", name, now, got, end)
	case !want.IsZero() && (!ok || !got.Equal(want)):
		t.Fatalf("%s(%v) = %v, %v, want %v", name, now, got, ok, want)
	}
}

func TestOpenBetweenIsAdditive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, c, a := draw(t)
		a = a.Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "ns")))
		b := a.Add(time.Duration(rapid.Int64Range(0, int64(200*time.Hour)).Draw(t, "ab")))
		d := b.Add(time.Duration(rapid.Int64Range(0, int64(200*time.Hour)).Draw(t, "bd")))
		whole, parts := c.OpenBetween(a, d), c.OpenBetween(a, b)+c.OpenBetween(b, d)
		if whole != parts {
			t.Fatalf("OpenBetween(a, d) = %v, but in two parts %v", whole, parts)
		}
		if whole < 0 || whole > d.Sub(a) {
			t.Fatalf("OpenBetween(a, d) = %v, outside 0 to %v", whole, d.Sub(a))
		}
	})
}

func TestAddOpenUndoesOpenBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, c, a := draw(t)
		d := time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "d"))
		due, ok := c.AddOpen(a, d)
		if !ok {
			if next, opens := c.NextOpen(a.AddDate(0, 1, 0)); opens {
				t.Fatalf("AddOpen(%v, %v) says never, though it opens at %v", a, d, next)
			}
			return
		}
		if got := c.OpenBetween(a, due); got != d {
			t.Fatalf("OpenBetween(%v, %v) = %v, want %v", a, due, got, d)
		}
		if d > 0 && c.OpenBetween(a, due.Add(-1)) != d-1 {
			t.Fatalf("AddOpen(%v, %v) = %v is not the first such instant", a, d, due)
		}
	})
}

func TestNextOpenIsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, c, now := draw(t)
		next, ok := c.NextOpen(now)
		if !ok {
			if got := c.OpenBetween(now, now.AddDate(1, 0, 0)); got != 0 {
				t.Fatalf("NextOpen(%v) says never, but the year has %v", now, got)
			}
			return
		}
		if !c.IsOpen(next) {
			t.Fatalf("NextOpen(%v) = %v, which is closed", now, next)
		}
		if got := c.OpenBetween(now, next); got != 0 {
			t.Fatalf("%v is open between %v and NextOpen %v", got, now, next)
		}
	})
}

func TestPlansSurviveJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, c, _ := draw(t)
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(data)
		if err != nil {
			t.Fatalf("Parse(%s): %v", data, err)
		}
		if !back.Equal(c) {
			t.Fatalf("Parse(%s) = %+v, want %+v", data, back.Plan(), c.Plan())
		}
	})
}
