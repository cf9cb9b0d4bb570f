package handoff

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/wording"
)

//go:embed lines/*.txt
var lineFiles embed.FS

// lines are Baton's own words around a handoff.
var lines = wording.MustLoad(lineFiles, "lines")

func say(tongue, key string, v wording.Values) string { return lines.Say(tongue, key, v) }

// placeholders are what an admin's text may hold.
var placeholders = []string{"visitor", "team", "range", "opening", "time", "name"}

// whole are the told lines that an admin may write as one text; without one
// they are put together from the catalogue.
var whole = []string{"told_now", "told_live", "told_more", "told_closed", "told_nobody"}

// Languages lists the languages in which visitors are told things. Whoever speaks
// another one is told them in the site's.
func Languages() []string { return lines.Languages() }

// CheckLine says what is wrong with a text that an admin wrote for a key such
// as "de.told_closed": a language and the name of one of the catalogue's texts
// or of a whole told line (told_now, told_live, told_more, told_closed,
// told_nobody).
func CheckLine(key, template string) error {
	lang, name, ok := strings.Cut(key, ".")
	if !ok || !slices.Contains(lines.Languages(), lang) {
		return chat.RefuseField("key", "“%s” does not begin with one of the languages %s and a full stop.", key, strings.Join(lines.Languages(), ", "))
	}
	if !slices.Contains(whole, name) && !slices.Contains(lines.Keys(), name) {
		return chat.RefuseField("key", "There is no text named “%s”.", name)
	}
	known := placeholders
	if !slices.Contains(whole, name) {
		known = wording.Placeholders(lines.Template(wording.Fallback, name))
	}
	if err := wording.Check(template, known); err != nil {
		return &chat.Error{Code: chat.Invalid, Field: "template", Say: fmt.Sprintf("This text cannot be used: %v.", err)}
	}
	return chat.CheckText("text", template, chat.MaxMessage)
}

// voice says the lines of one conversation: in its language, with its names,
// in the admin's words where there are some.
type voice struct {
	tongue string
	own    map[string]string
	values wording.Values
}

// audience is what decides on the words for one visitor.
type audience struct {
	tongue   string
	settings Settings
	visitor  Visitor
}

// given is what one calls somebody to their face: the first word of their name.
func given(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}

// speak makes the voice that tells this audience about a promise.
func (a audience) speak(p chat.Promise, now time.Time) voice {
	v := voice{tongue: a.tongue, own: a.settings.Lines, values: wording.Values{"visitor": given(a.visitor.Name), "team": a.settings.Team}}
	if a.settings.Team == "" {
		v.values["team"] = say(a.tongue, "our_team", nil)
	}
	m := moment{tongue: a.tongue, now: now, zone: a.visitor.Zone}
	if m.zone == nil {
		m.zone, m.named = time.UTC, true
		if a.settings.Hours != nil {
			m.zone = a.settings.Hours.Zone()
		}
	}
	if p.Kind == chat.PromiseRange {
		v.values["range"] = span(a.tongue, p.Low, p.High)
	}
	if !p.By.IsZero() {
		m.kind, m.at = "time", p.By
		v.values["time"] = m.String()
	}
	if !p.Opens.IsZero() {
		m.kind, m.at = "opening", p.Opens
		v.values["opening"] = m.String()
	}
	return v
}

// say fills the text of a key: the admin's if there is one, else ours.
func (v voice) say(key string) string {
	if own, ok := v.own[lines.Match(v.tongue)+"."+key]; ok {
		return wording.Fill(own, v.values)
	}
	return say(v.tongue, key, v.values)
}

// told is the line that begins a handoff. opening says in which tone
// ("asked", "unsure", "sorry", "back", "plain").
func (v voice) told(e Expectation, opening string) string {
	var (
		name  string
		parts []string
	)
	switch {
	case !e.Live && e.Why == WhyClosed:
		name, parts = "told_closed", []string{v.say("open_" + opening + "_later"), v.say("later_closed")}
	case !e.Live:
		name, parts = "told_nobody", []string{v.say("open_" + opening + "_later")}
		switch e.Why {
		case WhyNobody:
			parts = append(parts, v.say("later_nobody"))
		case WhyBusy:
			parts = append(parts, v.say("later_busy"))
		}
	case e.Promise.Kind == chat.PromiseNow:
		name, parts = "told_now", v.live(opening, "live_now")
	case e.Promise.High == 0:
		name, parts = "told_more", v.live(opening, "live_more")
	default:
		name, parts = "told_live", v.live(opening, "live_range")
	}
	if own, ok := v.own[lines.Match(v.tongue)+"."+name]; ok {
		return wording.Fill(own, v.values)
	}
	assurance := "assurance"
	if !e.Live {
		assurance = "later_answer"
	}
	return v.join(parts...) + "\n\n" + v.say(assurance)
}

func (v voice) live(opening, key string) []string {
	if opening == "plain" {
		return []string{v.say(key)}
	}
	return []string{v.say("open_" + opening), v.say(key)}
}

// join puts sentences behind one another, as the language does.
func (v voice) join(sentences ...string) string {
	between := " "
	if lines.Match(v.tongue) == "zh" {
		between = ""
	}
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), between)
}

// tone is how the told line begins, for each reason.
func tone(r chat.Reason, triggers []chat.Trigger) string {
	if slices.ContainsFunc(triggers, func(t chat.Trigger) bool { return t.Kind == TriggerReturned }) {
		return "back"
	}
	switch r {
	case chat.ExplicitRequest:
		return "asked"
	case chat.LowConfidence, chat.OutOfRemit:
		return "unsure"
	case chat.Sentiment:
		return "sorry"
	default:
		return "plain"
	}
}
