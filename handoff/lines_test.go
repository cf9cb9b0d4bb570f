package handoff

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/batonchat/baton/chat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with, or with -update writes, a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what is said now; look at the difference and run go test ./handoff -update\ngot:\n%s", file, got)
	}
}

// What is told, in every language, for every expectation and opening, is kept
// in a file that people read.
func TestToldLines(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 3, 6, 20, 0, 0, 0, berlin)
	by, opens := time.Date(2026, 3, 9, 11, 30, 0, 0, berlin), time.Date(2026, 3, 9, 9, 0, 0, 0, berlin)
	live := func(low, high int) Expectation {
		return Expectation{Live: true, Promise: chat.Promise{Kind: chat.PromiseRange, Low: low, High: high}}
	}
	more := live(1200, 0)
	more.Promise.By = now.Add(2 * time.Hour)
	expectations := []struct {
		name string
		e    Expectation
	}{
		{"now", Expectation{Live: true, Promise: chat.Promise{Kind: chat.PromiseNow}}},
		{"range", live(0, 60)}, {"range", live(60, 120)}, {"range", live(120, 300)}, {"range", live(300, 600)}, {"range", live(600, 1200)}, {"more", more},
		{"closed", Expectation{Why: WhyClosed, Promise: chat.Promise{Kind: chat.PromiseByTime, By: by, Opens: opens}}},
		{"closed for ever", Expectation{Why: WhyClosed, Promise: chat.Promise{Kind: chat.PromiseByTime}}},
		{"nobody", Expectation{Why: WhyNobody, Promise: chat.Promise{Kind: chat.PromiseByTime, By: now.Add(90 * time.Minute)}}},
		{"live off", Expectation{Why: WhyLiveOff, Promise: chat.Promise{Kind: chat.PromiseByTime, By: by.AddDate(0, 0, 20)}}},
	}
	for _, lang := range lines.Languages() {
		var out strings.Builder
		for _, x := range expectations {
			v := audience{tongue: lang, visitor: Visitor{Name: "Mia", Zone: berlin}}.speak(x.e.Promise, now)
			openings := []string{"asked"}
			if x.name == "closed" || x.e.Promise.High == 120 {
				openings = []string{"asked", "unsure", "sorry", "back", "plain"}
			}
			for _, o := range openings {
				fmt.Fprintf(&out, "%s, %s:\n%s\n\n", x.name, o, v.told(x.e, o))
			}
		}
		v := audience{tongue: lang, visitor: Visitor{Zone: berlin}, settings: Settings{Team: "Nordrad"}}.speak(live(60, 120).Promise, now)
		fmt.Fprintf(&out, "without a name, with a team:\n%s\n", v.told(live(60, 120), "asked"))
		golden(t, "told."+lang+".golden", out.String())
	}
}

// The other lines too.
func TestOtherLines(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 3, 3, 10, 0, 0, 0, berlin)
	p := chat.Promise{Kind: chat.PromiseRange, Low: 120, High: 300, By: time.Date(2026, 3, 4, 9, 30, 0, 0, berlin)}
	for _, lang := range lines.Languages() {
		var out strings.Builder
		v := audience{tongue: lang, visitor: Visitor{Name: "Mia", Zone: berlin}}.speak(p, now)
		v.values["name"] = "Anna"
		for _, key := range []string{"cancelled", "cancelled_solved", "shorter", "longer", "longer_more", "broken", "broken_closed", "broken_joined", "chosen", "gone", "passed", "usually",
			"looking", "still_live", "still_now", "still_later", "offer_live", "offer_later", "later_answer"} {
			fmt.Fprintf(&out, "%s: %s\n", key, v.say(key))
		}
		golden(t, "lines."+lang+".golden", out.String())
	}
}

// No line holds what a visitor should not read, or a placeholder that was not
// filled in, or an empty hole where a value was missing.
func TestLinesAreForPeople(t *testing.T) {
	never := []string{"ticket", "transfer", "queue", "bot", "escalat", "agent", "{", "}", "[", "]", "  ", " .", " ,", "%!"}
	zones := []*time.Location{nil, time.UTC}
	for _, lang := range append(lines.Languages(), "en-US", "pt-BR", "de-AT", "xx") {
		for _, z := range zones {
			for _, name := range []string{"", "Mia"} {
				for _, p := range []chat.Promise{{}, {Kind: chat.PromiseRange, Low: 600, High: 1200}, {Kind: chat.PromiseByTime, By: monday.AddDate(0, 0, 9), Opens: monday.AddDate(0, 0, 8)}} {
					v := audience{tongue: lang, visitor: Visitor{Name: name, Zone: z}, settings: Settings{Hours: office(t)}}.speak(p, monday)
					for _, key := range lines.Keys() {
						if strings.HasPrefix(key, "time_") || strings.HasPrefix(key, "opening_") || strings.HasPrefix(key, "at") || strings.HasPrefix(key, "clock") ||
							strings.HasPrefix(key, "hm") || key == "weekdays" || key == "months" || p.Kind != chat.PromiseRange && needs(lang, key) {
							continue
						}
						text := v.say(key)
						for _, bad := range never {
							if lang == "fr" && (bad == " ." || bad == "agent") {
								continue // "agent" is a person in French too, and stands in no line; spaces are its own
							}
							if strings.Contains(strings.ToLower(text), bad) {
								t.Errorf("%s %s says %q, which holds %q", lang, key, text, bad)
							}
						}
						if text == "" || !utf8.ValidString(text) {
							t.Errorf("%s %s says %q", lang, key, text)
						}
					}
				}
			}
		}
	}
}

// needs holds for lines that are only said with a range.
func needs(lang, key string) bool {
	return strings.Contains(optional.ReplaceAllString(lines.Template(lang, key), ""), "{range}")
}

var optional = regexp.MustCompile(`\[[^]]*\]`)

func TestMoments(t *testing.T) {
	now := "2026-03-02T12:00:00Z" // a Monday
	tests := []struct{ name, tongue, kind, zone, now, at, want string }{
		{"today", "en", "time", "Europe/London", now, "2026-03-02T16:15:00Z", "16:15 today"},
		{"in America noon has a name", "en-US", "time", "America/New_York", now, "2026-03-02T18:05:00Z", "1:05 PM today"},
		{"in Canada, in the morning", "en-CA", "time", "America/Toronto", now, "2026-03-02T14:00:00Z", "9:00 a.m. today"},
		{"in Australia, after midnight", "en-AU", "time", "Australia/Sydney", now, "2026-03-02T13:30:00Z", "12:30 am tomorrow"},
		{"tomorrow", "en", "opening", "Europe/London", now, "2026-03-03T09:00:00Z", "tomorrow at 9:00"},
		{"tomorrow there, today here", "en", "time", "Pacific/Auckland", now, "2026-03-02T21:30:00Z", "10:30 today"},
		{"a day of this week", "en", "time", "Europe/London", now, "2026-03-08T09:30:00Z", "9:30 on Sunday"},
		{"the same day of next week has a date", "en", "time", "Europe/London", now, "2026-03-09T09:30:00Z", "9:30 on Monday, 9 March"},
		{"across the change of clocks", "en", "time", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T07:00:00Z", "9:00 tomorrow"},
		{"one o'clock in Spanish", "es", "time", "Europe/Madrid", now, "2026-03-04T00:30:00Z", "el miércoles antes de la 1:30"},
		{"thirteen o'clock in Spanish", "es", "time", "Europe/Madrid", now, "2026-03-02T12:30:00Z", "hoy antes de las 13:30"},
		{"one o'clock in Italian", "it", "opening", "Europe/Rome", now, "2026-03-03T00:00:00Z", "domani all’1:00"},
		{"German full hours", "de", "opening", "Europe/Berlin", now, "2026-03-04T08:00:00Z", "am Mittwoch um 9 Uhr"},
		{"French", "fr", "time", "Europe/Paris", now, "2026-03-05T10:15:00Z", "jeudi avant 11 h 15"},
		{"Chinese dates", "zh", "time", "Asia/Shanghai", now, "2026-03-20T01:30:00Z", "3月20日（星期五）9:30 前"},
		{"Arabic", "ar", "opening", "Africa/Cairo", now, "2026-03-04T07:00:00Z", "يوم الأربعاء الساعة 9:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := moment{tongue: tt.tongue, kind: tt.kind, at: at(t, tt.at), now: at(t, tt.now), zone: zone(t, tt.zone)}
			if got := m.String(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestUnknownZoneIsNamed(t *testing.T) {
	p := chat.Promise{Kind: chat.PromiseByTime, By: monday.Add(2 * time.Hour)}
	v := audience{tongue: "en", settings: Settings{Hours: office(t)}}.speak(p, monday)
	if got := v.values["time"]; got != "12:00 today (CET)" {
		t.Errorf("time = %q, want the site's zone and its name", got)
	}
}

func TestAdminsOwnLines(t *testing.T) {
	s := Settings{Team: "Nordrad", Lines: map[string]string{"en.told_live": "Hold on[, {visitor}]: {team}, {range}.", "en.cancelled": "OK!"}}
	v := audience{tongue: "en-GB", settings: s, visitor: Visitor{Name: " Mia Lindqvist"}}.speak(chat.Promise{Kind: chat.PromiseRange, High: 60}, monday)
	if got := v.told(Expectation{Live: true, Promise: chat.Promise{Kind: chat.PromiseRange, High: 60}}, "asked"); got != "Hold on, Mia: Nordrad, under a minute." {
		t.Errorf("told = %q", got)
	}
	if got := v.say("cancelled"); got != "OK!" {
		t.Errorf("cancelled = %q", got)
	}
	german := audience{tongue: "de", settings: s}.speak(chat.Promise{}, monday)
	if got := german.say("cancelled"); strings.Contains(got, "OK!") {
		t.Errorf("the English text is said in German: %q", got)
	}
}

func TestCheckLine(t *testing.T) {
	for key, tt := range map[string]struct{ template, want string }{
		"en.told_closed": {"Back {opening}, answer by {time}, {visitor}.", ""},
		"de.cancelled":   {"Gut, {team} weiß Bescheid.", ""},
		"en.cancelled":   {"By {time}.", "{time} is not known"},
		"en.told_live":   {"Hi {visitor", "no }"},
		"en.nothing":     {"x", "no text named"},
		"xx.told_live":   {"x", "languages"},
		"told_live":      {"x", "languages"},
		"fr.told_now":    {strings.Repeat("x", 5000), "characters"},
	} {
		err := CheckLine(key, tt.template)
		if tt.want == "" && err != nil || tt.want != "" && (!chat.IsCode(err, chat.Invalid) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("CheckLine(%s) = %v, want %q in it", key, err, tt.want)
		}
	}
}

func FuzzMoment(f *testing.F) {
	f.Add("en-US", int64(0), int64(1772445600))
	f.Add("xx-\xff", int64(1<<40), int64(-1))
	f.Fuzz(func(t *testing.T, tongue string, at, now int64) {
		m := moment{tongue: tongue, kind: "time", at: time.Unix(at%(1<<36), 0), now: time.Unix(now%(1<<36), 0), zone: time.UTC}
		if got := m.String(); got == "" || strings.ContainsAny(got, "{}[]") {
			t.Errorf("%q", got)
		}
	})
}
