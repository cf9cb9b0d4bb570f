package hours

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseSaysEverythingThatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		want       []string // "at: beginning of the sentence", in order
	}{
		{"nothing at all", ``, []string{": Opening times are a JSON object"}},
		{"null", `null`, []string{": Opening times are a JSON object"}},
		{"a list", `[]`, []string{": Opening times are a JSON object"}},
		{"broken JSON", `{"zone":}`, []string{": This is not JSON"}},
		{"cut off", `{"zone":"UTC"`, []string{": The JSON ends too early"}},
		{"more behind it", `{"zone":"UTC","weekly":[]} {}`, []string{": There is more text after"}},
		{"an unknown field", `{"zone":"UTC","weekley":[]}`, []string{`: Opening times have no field "weekley"`}},
		{"a number for a text", `{"zone":5,"weekly":[]}`, []string{"zone: This is a JSON number, but a text in quotes is needed"}},
		{"an object for a list", `{"zone":"UTC","weekly":{}}`, []string{"weekly: This is a JSON object, but a list is needed"}},
		{"a text for a truth", `{"zone":"UTC","weekly":[],"override":{"open":"yes"}}`, []string{"override.open: This is a JSON string, but true or false is needed"}},
		{"no zone", `{"weekly":[]}`, []string{"zone: Choose the time zone"}},
		{"an unknown zone", `{"zone":"Europe/Atlantis","weekly":[]}`, []string{`zone: The time zone "Europe/Atlantis" is not known`}},
		{"a zone that means this machine", `{"zone":"Local","weekly":[]}`, []string{`zone: The time zone "Local" is not known`}},
		{"a zone that is a path", `{"zone":"../../etc/passwd","weekly":[]}`, []string{"zone: The time zone"}},
		{"a day that does not exist", `{"zone":"UTC","weekly":[{"day":"someday","from":"09:00","to":"10:00"}]}`, []string{`weekly[0].day: "someday" is not a day of the week`}},
		{"times that are not times", `{"zone":"UTC","weekly":[{"day":"monday","from":"nine","to":"25:99"}]}`, []string{`weekly[0].from: "nine" is not a time`, `weekly[0].to: "25:99" is not a time`}},
		{"an end before the beginning", `{"zone":"UTC","weekly":[{"day":"friday","from":"22:00","to":"02:00"}]}`, []string{"weekly[0].to: Friday: the interval ends at 02:00, before it begins at 22:00. If it ends after midnight, write 26:00."}},
		{"an empty interval", `{"zone":"UTC","weekly":[{"day":"friday","from":"09:00","to":"09:00"}]}`, []string{"weekly[0].to: Friday: the interval from 09:00 to 09:00 is empty"}},
		{"longer than a day", `{"zone":"UTC","weekly":[{"day":"friday","from":"09:00","to":"33:01"}]}`, []string{"weekly[0].to: Friday: the interval from 09:00 to 33:01 is longer than a day"}},
		{"a beginning after midnight", `{"zone":"UTC","weekly":[{"day":"friday","from":"24:00","to":"26:00"}]}`, []string{"weekly[0].from: Friday: an interval must begin between 00:00 and 23:59"}},
		{"two that overlap", `{"zone":"UTC","weekly":[{"day":"monday","from":"12:00","to":"14:00"},{"day":"monday","from":"09:00","to":"12:01"}]}`, []string{"weekly[0]: Monday 12:00 to 14:00 overlaps with Monday 09:00 to 12:01"}},
		{"one that hides two", `{"zone":"UTC","weekly":[{"day":"monday","from":"00:00","to":"24:00"},{"day":"monday","from":"01:00","to":"02:00"},{"day":"monday","from":"05:00","to":"06:00"}]}`, []string{"weekly[1]: Monday 01:00 to 02:00 overlaps", "weekly[2]: Monday 05:00 to 06:00 overlaps"}},
		{"an overlap past midnight", `{"zone":"UTC","weekly":[{"day":"monday","from":"22:00","to":"26:00"},{"day":"tuesday","from":"01:00","to":"03:00"}]}`, []string{"weekly[1]: Tuesday 01:00 to 03:00 overlaps with Monday 22:00 to 26:00"}},
		{"an overlap over the end of the week", `{"zone":"UTC","weekly":[{"day":"monday","from":"01:00","to":"03:00"},{"day":"sunday","from":"22:00","to":"26:00"}]}`, []string{"weekly[1]: Sunday 22:00 to 26:00 runs into Monday 01:00 to 03:00"}},
		{"a date that does not exist", `{"zone":"UTC","weekly":[],"exceptions":[{"date":"2026-02-30","open":[]}]}`, []string{`exceptions[0].date: "2026-02-30" is not a date`}},
		{"a date beyond our time", `{"zone":"UTC","weekly":[],"exceptions":[{"date":"2500-01-01","open":[]}]}`, []string{"exceptions[0].date: The calendar has no day 2500-01-01"}},
		{"a date twice", `{"zone":"UTC","weekly":[],"exceptions":[{"date":"2026-02-01","open":[]},{"date":"2026-02-01","open":[]}]}`, []string{"exceptions[1].date: 2026-02-01 is already in the list, in place 1"}},
		{"a name in two lines", `{"zone":"UTC","weekly":[],"exceptions":[{"date":"2026-02-01","name":"a\nb","open":[]}]}`, []string{"exceptions[0].name: The name of 2026-02-01 holds a line break"}},
		{"a name too long", `{"zone":"UTC","weekly":[],"exceptions":[{"date":"2026-02-01","name":"` + strings.Repeat("ä", 101) + `","open":[]}]}`, []string{"exceptions[0].name: The name of 2026-02-01 has 101 characters"}},
		{"an overlap on a date", `{"zone":"UTC","weekly":[],"exceptions":[{"date":"2026-02-01","open":[{"from":"09:00","to":"11:00"},{"from":"10:00","to":"12:00"}]}]}`, []string{"exceptions[0].open[1]: 2026-02-01 10:00 to 12:00 overlaps with 2026-02-01 09:00 to 11:00"}},
		{"a bad time on a date", `{"zone":"UTC","weekly":[],"exceptions":[{"date":"2026-02-01","open":[{"from":"9","to":"11:00"}]}]}`, []string{`exceptions[0].open[0].from: "9" is not a time`}},
		{"an override that is no time", `{"zone":"UTC","weekly":[],"override":{"open":true,"from":"now","until":"later"}}`, []string{`override.from: "now" is not a point in time`, `override.until: "later" is not a point in time`}},
		{"an override that ends first", `{"zone":"UTC","weekly":[],"override":{"open":true,"from":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"}}`, []string{"override.until: The forced opening ends at"}},
		{"several things at once", `{"zone":"Nowhere","weekly":[{"day":"monday","from":"9 am","to":"17:00"},{"day":"tuesday","from":"17:00","to":"09:00"}],"exceptions":[{"date":"soon","open":[]}]}`,
			[]string{"zone: The time zone", `weekly[0].from: "9 am" is not a time`, "weekly[1].to: Tuesday: the interval ends at 09:00", `exceptions[0].date: "soon" is not a date`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.data))
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("Parse() error = %v, want Problems", err)
			}
			got := make([]string, len(problems))
			for i, p := range problems {
				got[i] = p.At + ": " + p.Say
			}
			if len(got) != len(tt.want) {
				t.Fatalf("Parse() says\n%s\nwant %d problems", strings.Join(got, "\n"), len(tt.want))
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tt.want[i]) {
					t.Errorf("problem %d = %q, want it to begin %q", i, got[i], tt.want[i])
				}
			}
		})
	}
}

func TestPlansMadeInCodeAreCheckedToo(t *testing.T) {
	plan := Plan{Zone: "UTC", Weekly: []Interval{{Day: 7, From: 0, To: 60}, {Day: Monday, From: -1, To: 60}},
		Exceptions: []Exception{{Date: Date{2026, 13, 1}}}, Override: &Override{Open: false}}
	var at []string
	for _, p := range plan.Problems() {
		at = append(at, p.At)
	}
	if want := []string{"weekly[0].day", "weekly[1].from", "exceptions[0].date", "override.from"}; !slices.Equal(at, want) {
		t.Errorf("Problems() at %q, want %q", at, want)
	}
	if _, err := New(plan); err == nil {
		t.Error("New() accepted the plan")
	}
	if _, err := json.Marshal(plan); err == nil {
		t.Error("Marshal() wrote a day outside the week")
	}
}

func TestTooManyEntriesAreRefused(t *testing.T) {
	plan := Plan{Zone: "UTC", Weekly: make([]Interval, maxWeekly+1), Exceptions: make([]Exception, maxExceptions+1)}
	if got := plan.Problems(); len(got) != 2 || got[0].At != "weekly" || got[1].At != "exceptions" {
		t.Errorf("Problems() = %v, want one for weekly and one for exceptions", got)
	}
	plan = Plan{Zone: "UTC", Exceptions: []Exception{{Date: Date{2026, 1, 1}, Open: make([]Span, maxWeekly+1)}}}
	if got := plan.Problems(); len(got) != 1 || got[0].At != "exceptions[0].open" {
		t.Errorf("Problems() = %v, want one for exceptions[0].open", got)
	}
	if _, err := Parse([]byte(`{"zone":"` + strings.Repeat("x", maxJSON) + `"}`)); err == nil {
		t.Error("Parse() read a plan over the limit")
	}
}

func TestIntervalsThatTouchAreFine(t *testing.T) {
	c := calendar(t, `{"zone":"UTC","weekly":[{"day":"monday","from":"09:00","to":"12:00"},{"day":"monday","from":"12:00","to":"17:00"},{"day":"sunday","from":"22:00","to":"33:00"}]}`)
	if got, ok := c.NextClose(at(t, "2026-11-15T23:00:00Z")); !ok || !got.Equal(at(t, "2026-11-16T17:00:00Z")) {
		t.Errorf("NextClose() = %v, %v, want 17:00 on Monday", got, ok)
	}
}

func TestJSONFormIsStable(t *testing.T) {
	const want = `{"zone":"Europe/Berlin","weekly":[{"day":"friday","from":"22:00","to":"26:00"}],` +
		`"exceptions":[{"date":"2026-12-24","name":"Christmas Eve","open":[{"from":"09:00","to":"13:00"}]},{"date":"2026-12-25","open":[]}],` +
		`"override":{"open":false,"from":"2026-12-01T00:00:00Z","until":"2026-12-02T00:00:00Z"}}`
	got, err := json.Marshal(calendar(t, want))
	if err != nil || string(got) != want {
		t.Errorf("Marshal() = %s, %v, want %s", got, err, want)
	}
	got, err = json.Marshal(Calendar{})
	if err != nil || string(got) != `{"zone":"UTC","weekly":[]}` {
		t.Errorf("Marshal(zero) = %s, %v", got, err)
	}
}

func TestCalendarsCanBeFieldsOfSomethingLarger(t *testing.T) {
	var team struct{ Hours Calendar }
	if err := json.Unmarshal([]byte(`{"Hours":`+office+`}`), &team); err != nil {
		t.Fatal(err)
	}
	if !team.Hours.Equal(calendar(t, office)) {
		t.Errorf("Unmarshal() = %+v", team.Hours.Plan())
	}
	var problems Problems
	if err := json.Unmarshal([]byte(`{"Hours":{"zone":""}}`), &team); !errors.As(err, &problems) {
		t.Errorf("Unmarshal() error = %v, want Problems", err)
	}
}

func TestEqualSeesEveryDifference(t *testing.T) {
	base := calendar(t, forcedClosed)
	change := func(edit func(*Plan)) Calendar {
		plan := base.Plan()
		edit(&plan)
		c, err := New(plan)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, other := range map[string]Calendar{
		"another zone":      change(func(p *Plan) { p.Zone = "UTC" }),
		"another interval":  change(func(p *Plan) { p.Weekly[0].To++ }),
		"one more date":     change(func(p *Plan) { p.Exceptions = []Exception{{Date: Date{2026, 1, 1}}} }),
		"no override":       change(func(p *Plan) { p.Override = nil }),
		"a longer override": change(func(p *Plan) { p.Override.Until = p.Override.Until.Add(time.Second) }),
	} {
		if base.Equal(other) || other.Equal(base) {
			t.Errorf("Equal() = true for %s", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{office, berlinNights, forcedClosed, onlyException, `{}`, `{"zone":"UTC","weekly":[{"day":"monday","from":"00:00","to":"48:00"}]}`} {
		f.Add([]byte(seed))
	}
	now := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			var problems Problems
			if !errors.As(err, &problems) || len(problems) == 0 || err.Error() == "" {
				t.Fatalf("Parse(%q) error = %v, want Problems with words", data, err)
			}
			return
		}
		next, ok := c.NextOpen(now)
		if ok && (next.Before(now) || !c.IsOpen(next)) {
			t.Fatalf("NextOpen() = %v, which is closed or past", next)
		}
		written, err := json.Marshal(c)
		if err != nil {
			t.Fatalf("Marshal() of what Parse accepted: %v", err)
		}
		back, err := Parse(written)
		if err != nil || !back.Equal(c) {
			t.Fatalf("Parse(%s) = %v, want the same calendar", written, err)
		}
	})
}

func BenchmarkNextOpen(b *testing.B) {
	c := calendar(b, office)
	from := at(b, "2026-11-17T17:00:00+01:00")
	b.ReportAllocs()
	for b.Loop() {
		c.NextOpen(from)
	}
}
