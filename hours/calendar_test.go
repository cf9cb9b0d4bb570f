package hours

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests need the same zones on every machine
)

// at reads an instant that says its own offset.
func at(tb testing.TB, s string) time.Time {
	tb.Helper()
	instant, err := time.Parse(time.RFC3339, s)
	if err != nil {
		tb.Fatal(err)
	}
	return instant
}

// calendar makes a calendar from JSON that must be right.
func calendar(tb testing.TB, data string) Calendar {
	tb.Helper()
	c, err := Parse([]byte(data))
	if err != nil {
		tb.Fatalf("Parse(%s): %v", data, err)
	}
	return c
}

const (
	office = `{"zone":"Europe/Berlin","weekly":[
		{"day":"monday","from":"09:00","to":"12:00"},{"day":"monday","from":"13:00","to":"17:30"},
		{"day":"tuesday","from":"09:00","to":"17:00"},{"day":"friday","from":"20:00","to":"26:00"}],
		"exceptions":[
		{"date":"2026-12-21","name":"Stocktaking","open":[]},
		{"date":"2026-12-25","open":[]},
		{"date":"2026-12-27","name":"Open Sunday","open":[{"from":"13:00","to":"18:00"}]}]}`
	berlinNights  = `{"zone":"Europe/Berlin","weekly":[{"day":"sunday","from":"01:00","to":"02:30"},{"day":"sunday","from":"02:40","to":"04:00"}]}`
	lordHowe      = `{"zone":"Australia/Lord_Howe","weekly":[{"day":"sunday","from":"01:45","to":"02:15"}]}`
	saoPaulo      = `{"zone":"America/Sao_Paulo","weekly":[{"day":"sunday","from":"00:00","to":"02:00"},{"day":"saturday","from":"22:00","to":"24:00"}]}`
	apia          = `{"zone":"Pacific/Apia","weekly":[{"day":"thursday","from":"09:00","to":"17:00"},{"day":"friday","from":"09:00","to":"17:00"},{"day":"saturday","from":"09:00","to":"12:00"}]}`
	forcedClosed  = `{"zone":"Europe/Berlin","weekly":[{"day":"monday","from":"09:00","to":"17:00"}],"override":{"open":false,"from":"2026-11-16T10:00:00+01:00","until":"2026-11-16T11:00:00+01:00"}}`
	forcedOpen    = `{"zone":"Europe/Berlin","weekly":[],"override":{"open":true,"from":"2026-11-16T10:00:00+01:00","until":"2026-11-16T11:00:00+01:00"}}`
	onlyException = `{"zone":"Europe/Berlin","weekly":[],"exceptions":[{"date":"2031-05-04","open":[{"from":"10:00","to":"11:00"}]}]}`
)

func TestIsOpen(t *testing.T) {
	for _, tt := range []struct {
		name, calendar, at string
		want               bool
	}{
		{"is open at the first second of an interval", office, "2026-11-16T09:00:00+01:00", true},
		{"is closed one nanosecond before", office, "2026-11-16T08:59:59.999999999+01:00", false},
		{"is open at the last nanosecond", office, "2026-11-16T11:59:59.999999999+01:00", true},
		{"is closed at the end of an interval", office, "2026-11-16T12:00:00+01:00", false},
		{"is open again after the break", office, "2026-11-16T13:00:00+01:00", true},
		{"is closed on a day without intervals", office, "2026-11-18T10:00:00+01:00", false},
		{"counts in its own zone, where the asker's clock shows night", office, "2026-11-16T03:30:00-05:00", true},
		{"counts in its own zone, where the asker's clock shows noon", office, "2026-11-16T12:00:00-08:00", false},
		{"stays open past midnight", office, "2026-11-21T01:59:00+01:00", true},
		{"ends past midnight", office, "2026-11-21T02:00:00+01:00", false},
		{"obeys an exception that closes", office, "2026-12-21T10:00:00+01:00", false},
		{"obeys an exception that opens", office, "2026-12-27T13:00:00+01:00", true},
		{"an exception replaces what begins on its date", office, "2026-12-25T21:00:00+01:00", false},
		{"an exception also replaces what would run into the next date", office, "2026-12-26T01:00:00+01:00", false},
		{"follows summer time", office, "2026-07-13T09:00:00+02:00", true},
		{"is open the first time in the hour that comes twice", berlinNights, "2026-10-25T02:10:00+02:00", true},
		{"is open the second time in the hour that comes twice", berlinNights, "2026-10-25T02:10:00+01:00", true},
		{"is closed the first time in the hour that comes twice", berlinNights, "2026-10-25T02:35:00+02:00", false},
		{"is closed the second time in the hour that comes twice", berlinNights, "2026-10-25T02:35:00+01:00", false},
		{"is open before the skipped hour", berlinNights, "2026-03-29T01:59:00+01:00", true},
		{"is open after the skipped hour", berlinNights, "2026-03-29T03:00:00+02:00", true},
		{"a forced closing beats the week", forcedClosed, "2026-11-16T10:30:00+01:00", false},
		{"a forced closing ends by itself", forcedClosed, "2026-11-16T11:00:00+01:00", true},
		{"a forced closing changes nothing before it began", forcedClosed, "2026-11-16T09:59:59+01:00", true},
		{"a forced opening beats the week", forcedOpen, "2026-11-16T10:00:00+01:00", true},
		{"a forced opening ends by itself", forcedOpen, "2026-11-16T11:00:00+01:00", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := calendar(t, tt.calendar).IsOpen(at(t, tt.at)); got != tt.want {
				t.Errorf("IsOpen(%s) = %v, want %v", tt.at, got, tt.want)
			}
		})
	}
}

func TestNextOpenAndNextClose(t *testing.T) {
	const never = ""
	for _, tt := range []struct {
		name, calendar, at, opens, closes string
	}{
		{"now, if open now", office, "2026-11-16T10:00:00+01:00", "2026-11-16T10:00:00+01:00", "2026-11-16T12:00:00+01:00"},
		{"after the break", office, "2026-11-16T12:30:00+01:00", "2026-11-16T13:00:00+01:00", "2026-11-16T12:30:00+01:00"},
		{"over days without intervals", office, "2026-11-17T17:00:00+01:00", "2026-11-20T20:00:00+01:00", "2026-11-17T17:00:00+01:00"},
		{"over the weekend", office, "2026-11-21T02:00:00+01:00", "2026-11-23T09:00:00+01:00", "2026-11-21T02:00:00+01:00"},
		{"past midnight to its end", office, "2026-11-20T23:00:00+01:00", "2026-11-20T23:00:00+01:00", "2026-11-21T02:00:00+01:00"},
		{"over a closed Monday", office, "2026-12-20T12:00:00+01:00", "2026-12-22T09:00:00+01:00", "2026-12-20T12:00:00+01:00"},
		{"on an exception that opens", office, "2026-12-26T12:00:00+01:00", "2026-12-27T13:00:00+01:00", "2026-12-26T12:00:00+01:00"},
		{"across the change to summer time", office, "2026-03-28T12:00:00+01:00", "2026-03-30T09:00:00+02:00", "2026-03-28T12:00:00+01:00"},
		{"at the jump, if the opening lies in the skipped hour", berlinNights, "2026-03-29T02:00:00+02:00", "2026-03-29T02:00:00+02:00", "2026-03-29T04:00:00+02:00"},
		{"closes over the skipped hour without noticing the gap between two intervals", berlinNights, "2026-03-29T01:30:00+01:00", "2026-03-29T01:30:00+01:00", "2026-03-29T04:00:00+02:00"},
		{"opens again when the hour comes a second time", berlinNights, "2026-10-25T02:30:00+02:00", "2026-10-25T02:40:00+02:00", "2026-10-25T02:30:00+02:00"},
		{"stays open from the first turn into the second", berlinNights, "2026-10-25T02:50:00+02:00", "2026-10-25T02:50:00+02:00", "2026-10-25T02:30:00+01:00"},
		{"a half-hour change closes in the middle of an interval", lordHowe, "2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+11:00", "2026-04-05T01:30:00+10:30"},
		{"a half-hour change brings the opening a second time", lordHowe, "2026-04-05T01:30:00+10:30", "2026-04-05T01:45:00+10:30", "2026-04-05T01:30:00+10:30"},
		{"a half-hour change swallows the end of an interval", lordHowe, "2026-10-04T01:45:00+10:30", "2026-10-04T01:45:00+10:30", "2026-10-04T02:30:00+11:00"},
		{"a day that begins at one o'clock", saoPaulo, "2018-11-03T23:00:00-03:00", "2018-11-03T23:00:00-03:00", "2018-11-04T02:00:00-02:00"},
		{"a Saturday evening hour that comes twice", saoPaulo, "2018-02-17T23:30:00-02:00", "2018-02-17T23:30:00-02:00", "2018-02-18T02:00:00-03:00"},
		{"a Friday that does not exist", apia, "2011-12-29T17:00:00-10:00", "2011-12-31T09:00:00+14:00", "2011-12-29T17:00:00-10:00"},
		{"after a forced closing", forcedClosed, "2026-11-16T10:00:00+01:00", "2026-11-16T11:00:00+01:00", "2026-11-16T10:00:00+01:00"},
		{"closes when a forced closing begins", forcedClosed, "2026-11-16T09:30:00+01:00", "2026-11-16T09:30:00+01:00", "2026-11-16T10:00:00+01:00"},
		{"a forced opening far ahead", forcedOpen, "2020-01-01T00:00:00Z", "2026-11-16T10:00:00+01:00", "2020-01-01T00:00:00Z"},
		{"never, once the forced opening is over", forcedOpen, "2026-11-16T11:00:00+01:00", never, "2026-11-16T11:00:00+01:00"},
		{"a single exception years ahead", onlyException, "2026-11-16T11:00:00+01:00", "2031-05-04T10:00:00+02:00", "2026-11-16T11:00:00+01:00"},
		{"never after the last exception", onlyException, "2031-05-04T11:00:00+02:00", never, "2031-05-04T11:00:00+02:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := calendar(t, tt.calendar)
			check := func(name, want string, got time.Time, ok bool) {
				t.Helper()
				if ok != (want != never) {
					t.Fatalf("%s(%s) = %v, %v, want %q", name, tt.at, got, ok, want)
				}
				if ok && !got.Equal(at(t, want)) {
					t.Errorf("%s(%s) = %s, want %s", name, tt.at, got.Format(time.RFC3339), want)
				}
			}
			opens, ok := c.NextOpen(at(t, tt.at))
			check("NextOpen", tt.opens, opens, ok)
			closes, ok := c.NextClose(at(t, tt.at))
			check("NextClose", tt.closes, closes, ok)
		})
	}
}

func TestAddOpenAndOpenBetween(t *testing.T) {
	for _, tt := range []struct {
		name, calendar, from string
		add                  time.Duration
		want                 string
	}{
		{"within one interval", office, "2026-11-16T09:00:00+01:00", 30 * time.Minute, "2026-11-16T09:30:00+01:00"},
		{"over the break", office, "2026-11-16T11:30:00+01:00", time.Hour, "2026-11-16T13:30:00+01:00"},
		{"ends at closing rather than at the next opening", office, "2026-11-16T11:00:00+01:00", time.Hour, "2026-11-16T12:00:00+01:00"},
		{"starts counting at the next opening", office, "2026-11-15T20:00:00+01:00", 2 * time.Hour, "2026-11-16T11:00:00+01:00"},
		{"over days without intervals", office, "2026-11-17T16:00:00+01:00", 2 * time.Hour, "2026-11-20T21:00:00+01:00"},
		{"nothing to add is now, even when closed", office, "2026-11-18T03:00:00+01:00", 0, "2026-11-18T03:00:00+01:00"},
		{"counts both turns of the hour that is repeated", berlinNights, "2026-10-25T01:00:00+02:00", 3*time.Hour + 40*time.Minute, "2026-10-25T04:00:00+01:00"},
		{"does not count the skipped hour", berlinNights, "2026-03-29T01:00:00+01:00", 2 * time.Hour, "2026-03-29T04:00:00+02:00"},
		{"does not count a forced closing", forcedClosed, "2026-11-16T09:30:00+01:00", time.Hour, "2026-11-16T11:30:00+01:00"},
		{"keeps nanoseconds", office, "2026-11-16T09:00:00.000000001+01:00", time.Hour, "2026-11-16T10:00:00.000000001+01:00"},
		{"several weeks", office, "2026-11-16T00:00:00+01:00", 3*(21*time.Hour+30*time.Minute) + 90*time.Minute, "2026-12-07T10:30:00+01:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, from := calendar(t, tt.calendar), at(t, tt.from)
			got, ok := c.AddOpen(from, tt.add)
			if !ok || !got.Equal(at(t, tt.want)) {
				t.Fatalf("AddOpen(%s, %v) = %v, %v, want %s", tt.from, tt.add, got, ok, tt.want)
			}
			if back := c.OpenBetween(from, got); back != tt.add {
				t.Errorf("OpenBetween(%s, %s) = %v, want %v", tt.from, tt.want, back, tt.add)
			}
		})
	}
}

func TestAlwaysOpen(t *testing.T) {
	c, err := New(Always())
	if err != nil {
		t.Fatal(err)
	}
	now := at(t, "2026-11-16T11:30:00Z")
	if !c.IsOpen(now) {
		t.Error("IsOpen() = false, want true")
	}
	if got, ok := c.NextOpen(now); !ok || !got.Equal(now) {
		t.Errorf("NextOpen() = %v, %v, want now", got, ok)
	}
	if got, ok := c.NextClose(now); ok {
		t.Errorf("NextClose() = %v, want never", got)
	}
	if got, ok := c.AddOpen(now, 1000*time.Hour); !ok || !got.Equal(now.Add(1000*time.Hour)) {
		t.Errorf("AddOpen() = %v, %v, want 1000 hours later", got, ok)
	}
	if got := c.OpenBetween(now, now.Add(time.Hour)); got != time.Hour {
		t.Errorf("OpenBetween() = %v, want 1h", got)
	}
}

func TestNeverOpen(t *testing.T) {
	made, err := New(Never())
	if err != nil {
		t.Fatal(err)
	}
	now := at(t, "2026-11-16T11:30:00Z")
	for name, c := range map[string]Calendar{"made from Never": made, "the zero Calendar": {}} {
		t.Run(name, func(t *testing.T) {
			if c.IsOpen(now) {
				t.Error("IsOpen() = true, want false")
			}
			if got, ok := c.NextOpen(now); ok {
				t.Errorf("NextOpen() = %v, want never", got)
			}
			if got, ok := c.NextClose(now); !ok || !got.Equal(now) {
				t.Errorf("NextClose() = %v, %v, want now", got, ok)
			}
			if got, ok := c.AddOpen(now, time.Nanosecond); ok {
				t.Errorf("AddOpen() = %v, want never", got)
			}
			if got := c.OpenBetween(now, now.AddDate(1, 0, 0)); got != 0 {
				t.Errorf("OpenBetween() = %v, want 0", got)
			}
		})
	}
}

func TestRangesThatRunBackwardsHoldNothing(t *testing.T) {
	c := calendar(t, office)
	a, b := at(t, "2026-11-16T10:00:00+01:00"), at(t, "2026-11-16T09:00:00+01:00")
	if got := c.OpenBetween(a, b); got != 0 {
		t.Errorf("OpenBetween(later, earlier) = %v, want 0", got)
	}
	if got, ok := c.AddOpen(a, -time.Hour); !ok || !got.Equal(a) {
		t.Errorf("AddOpen(t, -1h) = %v, %v, want t", got, ok)
	}
}

func TestLastDayOfALeapYearEnds(t *testing.T) {
	c := calendar(t, `{"zone":"America/New_York","weekly":[{"day":"monday","from":"20:00","to":"30:00"}]}`)
	closing, ok := c.NextClose(at(t, "2040-12-31T22:00:00-05:00"))
	if want := at(t, "2041-01-01T06:00:00-05:00"); !ok || !closing.Equal(want) {
		t.Errorf("NextClose() = %v, %v, want %v", closing, ok, want)
	}
}

func TestPlacesThatHardlyOpenEndTheSearch(t *testing.T) {
	c := calendar(t, `{"zone":"UTC","weekly":[{"day":"monday","from":"10:00","to":"10:01"}]}`)
	if got, ok := c.AddOpen(at(t, "2026-11-16T00:00:00Z"), 1000*time.Hour); ok {
		t.Errorf("AddOpen() = %v, want false: that takes more than a hundred years", got)
	}
}

func TestReturnedTimesAreInTheCalendarsZone(t *testing.T) {
	c := calendar(t, office)
	got, _ := c.NextOpen(at(t, "2026-11-15T12:00:00-08:00"))
	if got.Format(time.RFC3339) != "2026-11-16T09:00:00+01:00" {
		t.Errorf("NextOpen() = %s, want 2026-11-16T09:00:00+01:00", got.Format(time.RFC3339))
	}
	if name := c.Zone().String(); name != "Europe/Berlin" {
		t.Errorf("Zone() = %s, want Europe/Berlin", name)
	}
	if name := (Calendar{}).Zone().String(); name != "UTC" {
		t.Errorf("zero Zone() = %s, want UTC", name)
	}
}

func TestCalendarSharesNothingWithItsPlan(t *testing.T) {
	plan := calendar(t, office).Plan()
	c, err := New(plan)
	if err != nil {
		t.Fatal(err)
	}
	plan.Weekly[0].From = 0
	plan.Exceptions[2].Open[0].From = 0
	c.Plan().Weekly[0].To = 1
	if !c.Equal(calendar(t, office)) {
		t.Errorf("the calendar changed with the plan: %+v", c.Plan())
	}
}
