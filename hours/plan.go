package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Plan is what an admin writes down about opening times. It is plain data: it may
// be wrong until [New] or [Plan.Problems] has looked at it. A plan without weekly
// intervals, exceptions or override is never open.
type Plan struct {
	// Zone is the IANA name of the place's time zone, such as Europe/Berlin.
	Zone string `json:"zone"`
	// Weekly holds the intervals of an ordinary week, in any order.
	Weekly []Interval `json:"weekly"`
	// Exceptions replace the weekly intervals on single dates.
	Exceptions []Exception `json:"exceptions,omitempty"`
	// Override, if not nil, beats everything else for a while.
	Override *Override `json:"override,omitempty"`
}

// Interval is a stretch of one weekday. To is later than From; an interval that
// passes midnight counts on, so Friday 22:00 to 26:00 ends at 2:00 on Saturday.
type Interval struct {
	Day  Day   `json:"day"`
	From Clock `json:"from"`
	To   Clock `json:"to"`
}

// Exception says what happens on one date. It replaces the intervals that would
// begin on that date; one that began the evening before still runs to its end.
type Exception struct {
	Date Date `json:"date"`
	// Name is for people, such as "Christmas Eve". It may be empty.
	Name string `json:"name,omitempty"`
	// Open holds the intervals of that date. None means closed all day.
	Open []Span `json:"open"`
}

// Span is an interval whose day is said elsewhere. See [Interval] for ends that
// pass midnight.
type Span struct {
	From Clock `json:"from"`
	To   Clock `json:"to"`
}

// Override opens or closes the place by hand, from one instant until just before
// another. It keeps its beginning so that times counted in the past stay true.
type Override struct {
	Open  bool      `json:"open"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// Always returns a plan that is open at every instant.
func Always() Plan {
	plan := Plan{Zone: "UTC"}
	for day := range Day(7) {
		plan.Weekly = append(plan.Weekly, Interval{Day: day, From: 0, To: dayMinutes})
	}
	return plan
}

// Never returns a plan that is closed at every instant.
func Never() Plan { return Plan{Zone: "UTC", Weekly: []Interval{}} }

// clone returns a copy that shares nothing with p.
func (p Plan) clone() Plan {
	p.Weekly = append([]Interval{}, p.Weekly...)
	p.Exceptions = slices.Clone(p.Exceptions)
	for i := range p.Exceptions {
		p.Exceptions[i].Open = append([]Span{}, p.Exceptions[i].Open...)
	}
	if p.Override != nil {
		o := *p.Override
		p.Override = &o
	}
	return p
}

const (
	dayMinutes = 24 * 60
	daySeconds = 24 * 60 * 60
)

// Clock is a time of day in minutes after midnight. Ends of intervals may lie
// beyond 24:00, up to 48:00, which means the day after. Its text form is 09:30.
type Clock int

// String returns the clock as 09:30, or 26:00 for two o'clock the day after.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText writes the form that UnmarshalText reads.
func (c Clock) MarshalText() ([]byte, error) {
	if c < 0 || c > 2*dayMinutes {
		return nil, fmt.Errorf("%d minutes is not a time of day", int(c))
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads hours and minutes such as 9:30, 09:30, 24:00 or 26:00.
func (c *Clock) UnmarshalText(text []byte) error {
	minutes, ok := readClock(string(text))
	if !ok {
		return fmt.Errorf("%q is not a time; write hours and minutes, such as 09:30, or 26:00 for 2 at night", shorten(string(text)))
	}
	*c = minutes
	return nil
}

func readClock(s string) (Clock, bool) {
	h, m, found := strings.Cut(s, ":")
	if !found || len(h) < 1 || len(h) > 2 || len(m) != 2 {
		return 0, false
	}
	for _, digit := range h + m {
		if digit < '0' || digit > '9' {
			return 0, false
		}
	}
	hour, minute := digits(h), digits(m)
	total := Clock(hour*60 + minute)
	return total, minute < 60 && total <= 2*dayMinutes
}

// digits reads a short run of ASCII digits.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// Day is a day of the week, Monday first, so that the end of the week is one
// place only: Sunday midnight.
type Day int

// The days of the week.
const (
	Monday Day = iota
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
	Sunday
)

// String returns the English name, such as Monday.
func (d Day) String() string {
	if d < Monday || d > Sunday {
		return fmt.Sprintf("day %d", int(d))
	}
	return time.Weekday((d + 1) % 7).String()
}

// MarshalText writes the form that UnmarshalText reads.
func (d Day) MarshalText() ([]byte, error) {
	if d < Monday || d > Sunday {
		return nil, fmt.Errorf("day %d is outside the week", int(d))
	}
	return []byte(strings.ToLower(d.String())), nil
}

// UnmarshalText reads an English name in lower or upper case, such as monday.
func (d *Day) UnmarshalText(text []byte) error {
	for day := range Day(7) {
		if strings.EqualFold(day.String(), string(text)) {
			*d = day
			return nil
		}
	}
	return fmt.Errorf("%q is not a day of the week; write monday, tuesday, wednesday, thursday, friday, saturday or sunday", shorten(string(text)))
}

// Date is a day of the calendar, without a time zone. Its text form is 2026-12-24.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String returns the date as 2026-12-24.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// MarshalText writes the form that UnmarshalText reads.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a date such as 2026-12-24 and refuses one that the calendar
// does not have, such as 2026-02-30.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("%q is not a date; write year, month and day, such as 2026-12-24", shorten(string(text)))
	}
	d.Year, d.Month, d.Day = t.Date()
	return nil
}

// number counts days since 1 January 1970.
func (d Date) number() int64 {
	return floorDiv(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix(), daySeconds)
}

// exists reports whether the calendar has this date.
func (d Date) exists() bool {
	y, m, day := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Date()
	return y == d.Year && m == d.Month && day == d.Day
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// shorten keeps what somebody typed quotable in one line.
func shorten(s string) string {
	const limit = 40
	runes := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(runes) <= limit {
		return string(runes)
	}
	return string(runes[:limit]) + "…"
}
