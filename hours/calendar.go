package hours

import (
	"math"
	"slices"
	"time"
)

// Calendar is a checked plan, ready to be asked. The zero Calendar is never open.
// It does not change and may be shared between goroutines. Times it returns are in
// its own zone.
type Calendar struct {
	plan  Plan
	zone  *time.Location
	week  [7][]seconds
	dates map[int64][]seconds // by days since 1970; an empty list is a closed day
	last  int64               // the highest key of dates
}

// seconds is a stretch of a civil day, in seconds after its midnight. The end may
// lie in the next day.
type seconds struct{ from, to int64 }

// New checks the plan and makes a calendar of it. The error is a [Problems] that
// holds everything wrong with the plan. The plan is copied.
func New(plan Plan) (Calendar, error) {
	if err := plan.Validate(); err != nil {
		return Calendar{}, err
	}
	zone, err := loadZone(plan.Zone)
	if err != nil {
		return Calendar{}, err
	}
	c := Calendar{plan: plan.clone(), zone: zone, dates: map[int64][]seconds{}, last: math.MinInt64}
	for _, v := range plan.Weekly {
		c.week[v.Day] = append(c.week[v.Day], inSeconds(Span{v.From, v.To}))
	}
	for _, e := range plan.Exceptions {
		open := []seconds{}
		for _, s := range e.Open {
			open = append(open, inSeconds(s))
		}
		day := e.Date.number()
		c.dates[day], c.last = open, max(c.last, day)
	}
	return c, nil
}

func inSeconds(s Span) seconds { return seconds{int64(s.From) * 60, int64(s.To) * 60} }

// Plan returns a copy of the plan that the calendar was made from.
func (c Calendar) Plan() Plan {
	if c.zone == nil {
		return Never()
	}
	return c.plan.clone()
}

// Zone returns the calendar's time zone, UTC for the zero Calendar.
func (c Calendar) Zone() *time.Location {
	if c.zone == nil {
		return time.UTC
	}
	return c.zone
}

// IsOpen reports whether the place is open at t.
func (c Calendar) IsOpen(t time.Time) bool {
	open, _, _ := c.stretch(t)
	return open
}

// NextOpen returns the first instant at or after t at which the place is open: t
// itself if it is open now. It returns false if it never opens again.
func (c Calendar) NextOpen(t time.Time) (time.Time, bool) { return c.next(t, true) }

// NextClose returns the first instant at or after t at which the place is closed: t
// itself if it is closed now. It returns false if it never closes again.
func (c Calendar) NextClose(t time.Time) (time.Time, bool) { return c.next(t, false) }

// next returns the first instant at or after t at which the state is the wanted
// one. Past the last exception and override the pattern repeats every week, so if
// two weeks and a day bring no change, nothing ever will; the second week is there
// because a time zone may swallow an interval of the first.
func (c Calendar) next(t time.Time, wanted bool) (time.Time, bool) {
	limit := c.settled(t).Add(15 * 24 * time.Hour)
	at := t
	for {
		open, end, endless := c.stretch(at)
		if open == wanted {
			return at.In(c.Zone()), true
		}
		if endless || end.After(limit) {
			return time.Time{}, false
		}
		at = end
	}
}

// settled returns the first instant at or after t from which only the weekly
// intervals count.
func (c Calendar) settled(t time.Time) time.Time {
	if len(c.dates) > 0 {
		// Two days on, the last exception's intervals have ended; a third covers the
		// difference between civil days and UTC.
		if after := time.Unix((c.last+3)*daySeconds, 0); after.After(t) {
			t = after
		}
	}
	if o := c.plan.Override; o != nil && o.Until.After(t) {
		t = o.Until
	}
	return t
}

// AddOpen returns the first instant at which d of open time has passed since t, so
// that OpenBetween(t, result) is d. If d is not above zero that is t itself. It
// returns false if so much open time does not come within a hundred years.
func (c Calendar) AddOpen(t time.Time, d time.Duration) (time.Time, bool) {
	limit := t.AddDate(100, 0, 0)
	at := t
	for d > 0 {
		open, end, endless := c.stretch(at)
		switch {
		case open && (endless || end.Sub(at) >= d):
			at, d = at.Add(d), 0
		case open:
			d -= end.Sub(at)
			at = end
		default:
			next, ok := c.NextOpen(at)
			if !ok {
				return time.Time{}, false
			}
			at = next
		}
		if at.After(limit) {
			return time.Time{}, false
		}
	}
	return at.In(c.Zone()), true
}

// OpenBetween returns how much open time lies between a and b: zero if b is not
// after a. It is exact for ranges below 292 years and stops counting there.
func (c Calendar) OpenBetween(a, b time.Time) time.Duration {
	var total time.Duration
	for at := a; at.Before(b); {
		open, end, endless := c.stretch(at)
		if endless || end.After(b) {
			end = b
		}
		if open {
			total += end.Sub(at)
			if total < 0 {
				return math.MaxInt64
			}
		}
		at = end
	}
	return total
}

// stretch returns whether the place is open at t, and an instant after t up to which
// that does not change. The state may go on unchanged beyond that instant. Endless
// means that there is no such instant, because nothing is ever open.
func (c Calendar) stretch(t time.Time) (open bool, end time.Time, endless bool) {
	o := c.plan.Override
	if o != nil && !t.Before(o.From) && t.Before(o.Until) {
		return o.Open, o.Until, false
	}
	if c.zone == nil {
		return false, time.Time{}, true
	}
	open, end = c.planned(t)
	if o != nil && t.Before(o.From) && o.From.Before(end) {
		end = o.From
	}
	return open, end, false
}

// planned is stretch without the override. Between two changes of the zone's offset
// the wall clock runs evenly, so within one such period wall times and instants
// differ by a constant and may be subtracted.
func (c Calendar) planned(t time.Time) (open bool, end time.Time) {
	local := t.In(c.zone)
	_, offset := local.Zone()
	wall := t.Unix() + int64(offset)
	day := floorDiv(wall, daySeconds)
	second := wall - day*daySeconds

	next := int64(daySeconds)
	look := func(spans []seconds, shift int64) {
		for _, s := range spans {
			from, to := s.from-shift, s.to-shift
			if from <= second && second < to {
				open = true
			}
			if from > second {
				next = min(next, from)
			}
			if to > second {
				next = min(next, to)
			}
		}
	}
	look(c.day(day), 0)
	look(c.day(day-1), daySeconds)

	end = time.Unix(t.Unix()+next-second, 0)
	// On the last day of a leap year ZoneBounds may report a change that is already
	// past (zones whose rules go on by formula); stepping to it would never end.
	if _, change := local.ZoneBounds(); change.After(t) && change.Before(end) {
		end = change
	}
	return open, end
}

// day returns the intervals that begin on the given day since 1970.
func (c Calendar) day(number int64) []seconds {
	if dated, found := c.dates[number]; found {
		return dated
	}
	// 1 January 1970 was a Thursday.
	weekday := (number + int64(Thursday)) % 7
	if weekday < 0 {
		weekday += 7
	}
	return c.week[weekday]
}

// Equal reports whether both calendars were made from the same plan.
func (c Calendar) Equal(other Calendar) bool {
	a, b := c.Plan(), other.Plan()
	return a.Zone == b.Zone && slices.Equal(a.Weekly, b.Weekly) &&
		slices.EqualFunc(a.Exceptions, b.Exceptions, func(x, y Exception) bool {
			return x.Date == y.Date && x.Name == y.Name && slices.Equal(x.Open, y.Open)
		}) && sameOverride(a.Override, b.Override)
}

func sameOverride(a, b *Override) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Open == b.Open && a.From.Equal(b.From) && a.Until.Equal(b.Until)
}
