package hours

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write testdata/cases.json anew from what Calendar says")

// twinCase is what the dashboard's own calendar must say too.
type twinCase struct {
	Plan    json.RawMessage `json:"plan"`
	Moments []twinMoment    `json:"moments"`
}

type twinMoment struct {
	At   time.Time `json:"at"`
	Open bool      `json:"open"`
	// Until is when that changes, absent if it never does.
	Until time.Time `json:"until,omitzero"`
}

// TestTheDashboardsCalendarIsHeldToThis keeps the cases that dashboard/src/data/calendar.test.ts
// reads. They are what a plan looks like in an hour's steps around what is special in it.
func TestTheDashboardsCalendarIsHeldToThis(t *testing.T) {
	const forcedOverHoliday = `{"zone":"America/New_York","weekly":[{"day":"monday","from":"09:00","to":"17:00"}],"exceptions":[{"date":"2026-12-21","open":[]},
		{"date":"2026-12-23","name":"Late","open":[{"from":"10:00","to":"12:00"},{"from":"22:00","to":"25:00"}]}],
		"override":{"open":true,"from":"2026-12-22T15:00:00Z","until":"2026-12-22T18:30:00Z"}}`
	var all []twinCase
	for _, c := range []struct {
		plan, from string
		hours      int
	}{
		{office, "2026-12-20T00:30:00Z", 24 * 9}, {office, "2026-11-20T18:30:00Z", 12}, {berlinNights, "2026-03-28T22:15:00Z", 8}, {berlinNights, "2026-10-24T22:15:00Z", 8},
		{forcedClosed, "2026-11-16T06:30:00Z", 12}, {forcedOpen, "2026-11-16T06:30:00Z", 6}, {onlyException, "2031-05-03T22:00:00Z", 14}, {forcedOverHoliday, "2026-12-20T12:00:00Z", 24 * 8},
		{`{"zone":"UTC","weekly":[]}`, "2026-03-02T09:00:00Z", 1}, {`{"zone":"UTC","weekly":[{"day":"sunday","from":"22:00","to":"30:00"}]}`, "2026-03-01T20:00:00Z", 12},
	} {
		calendar, one := calendar(t, c.plan), twinCase{Plan: json.RawMessage(c.plan)}
		for i := range c.hours {
			at := at(t, c.from).Add(time.Duration(i) * time.Hour)
			m := twinMoment{At: at, Open: calendar.IsOpen(at)}
			if until, ok := calendar.next(at, !m.Open); ok {
				m.Until = until.UTC()
			}
			one.Moments = append(one.Moments, m)
		}
		all = append(all, one)
	}
	want, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	const file = "testdata/cases.json"
	if *update {
		if err := os.WriteFile(file, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what Calendar says (%v); run go test ./hours -update", file, err)
	}
}
