package handoff

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/batonchat/baton/internal/wording"
)

// moment words a time for a person: "9:30 on Monday". kind is "time" (by when)
// or "opening" (when the team is back).
type moment struct {
	tongue string // as the visitor's language is tagged; its region decides on am and pm
	kind   string
	at     time.Time
	now    time.Time
	zone   *time.Location
	named  bool // say which zone: the visitor's own is not known
}

func (m moment) String() string {
	at, now := m.at.In(m.zone), m.now.In(m.zone)
	v := wording.Values{
		"weekday": pick(m.tongue, "weekdays", (int(at.Weekday())+6)%7),
		"month":   pick(m.tongue, "months", int(at.Month())-1),
		"day":     strconv.Itoa(at.Day()),
	}
	one := ""
	if at.Hour()%12 == 1 && (at.Hour() == 1 || marks(m.tongue) != nil) {
		one = "_one"
	}
	v["hm"] = clock(m.tongue, at)
	v["clock"] = say(m.tongue, "clock"+one, v)
	v["at"] = say(m.tongue, "at"+one, v)
	text := say(m.tongue, m.kind+"_"+distance(now, at), v)
	if m.named {
		text += " (" + at.Format("MST") + ")"
	}
	return text
}

// distance names how far off a day is, seen from now, both in one zone.
func distance(now, at time.Time) string {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch days := int(midnight(at).Sub(midnight(now)).Hours()) / 24; {
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days > 1 && days < 7:
		return "weekday"
	default:
		return "date"
	}
}

// clock words a time of day, to the minute.
func clock(tongue string, t time.Time) string {
	if m := marks(tongue); m != nil {
		return t.Format("3:04 ") + m[t.Hour()/12]
	}
	key := "hm"
	if t.Minute() == 0 {
		key = "hm_full"
	}
	return say(tongue, key, wording.Values{"h": strconv.Itoa(t.Hour()), "mm": t.Format("04")})
}

// halves are what English calls the halves of a day in the regions that count hours to
// twelve, as CLDR has them: the panel writes times beside ours, by its browser.
var halves = map[string][]string{
	"US": {"AM", "PM"}, "PH": {"AM", "PM"}, "CA": {"a.m.", "p.m."},
	"AU": {"am", "pm"}, "NZ": {"am", "pm"}, "IN": {"am", "pm"},
}

// marks gives what the halves of a day are called where people count hours to twelve, nil
// elsewhere. Only English needs it: the regions of our other languages write 24 hours.
func marks(tongue string) []string {
	t, err := language.Parse(tongue)
	if err != nil {
		return nil
	}
	if base, _ := t.Base(); base.String() != "en" {
		return nil
	}
	region, confidence := t.Region()
	if confidence != language.Exact {
		return nil
	}
	return halves[region.String()]
}

// pick gives one of the names in a list of the catalogue.
func pick(tongue, key string, i int) string {
	names := strings.Split(lines.Template(tongue, key), "|")
	if i < 0 || i >= len(names) {
		return ""
	}
	return names[i]
}

// span words the range of a promise that is a range.
func span(tongue string, low, high int) string {
	key := "range_more"
	switch {
	case high == 0 && low > 0:
	case high <= 60:
		key = "range_1"
	case high <= 120:
		key = "range_2"
	case high <= 300:
		key = "range_5"
	case high <= 600:
		key = "range_10"
	case high <= 1200:
		key = "range_20"
	}
	return say(tongue, key, nil)
}
