package rehearsal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/routing"
)

// foreign are the languages to ask in, the most likely first.
var foreign = []string{"fr", "es", "de", "it", "pt", "nl", "zh", "ar", "en"}

// Questions are those that every site should have an answer to before it goes live, and
// one for each of its rules that is on.
func (h *House) Questions() []Question {
	open, opens := h.nextOpen()
	when := ", in opening hours"
	if !opens {
		when = ", while the site is closed as it always is"
	}
	free := func(kind Kind, say string, s Situation) Question {
		s.At, s.Staffing = open, EverybodyFree
		return Question{Kind: kind, Say: say + when + ", with everybody free", Situation: s}
	}
	all := []Question{
		free(Ordinary, "An ordinary question", Situation{}),
		free(Tier, "A VIP", Situation{Tier: "vip"}),
		free(Topic, "A question about billing", Situation{Topic: "billing"}),
		free(Topic, "A technical question", Situation{Topic: "technical"}),
	}
	if unspoken := h.unspoken(); unspoken != "" {
		all = append(all, free(Language, fmt.Sprintf("A visitor who writes %s, which nobody here has said they speak", routing.LanguageName(unspoken)), Situation{Language: unspoken}))
	}
	second := h.second()
	if h.speaks(second) {
		all = append(all, free(Language, "A visitor who writes "+routing.LanguageName(second), Situation{Language: second}))
	}
	all = append(all,
		Question{Kind: Full, Say: "Everybody is at capacity" + when, Situation: Situation{At: open, Staffing: EverybodyFull}},
		Question{Kind: Empty, Say: "Nobody is online" + when, Situation: Situation{At: open, Staffing: Nobody}})
	all = append(all, h.closedQuestions(second)...)
	all = append(all, free(Angry, "An angry visitor", Situation{Reason: chat.Sentiment, Sentiment: "angry"}))
	for _, r := range h.Rules {
		if !r.Off {
			all = append(all, h.ofRule(r))
		}
	}
	return all
}

// closedQuestions ask about a moment at which the site is closed.
func (h *House) closedQuestions(second string) []Question {
	at, closes := h.nextClosed()
	if !closes {
		return []Question{{Kind: Closed, Say: "The site is closed", Never: "This site never closes, so there is nothing to ask."}}
	}
	day := h.moment(at)
	return []Question{
		{Kind: Closed, Say: fmt.Sprintf("The site is closed: %s, and nobody knows how to reach the visitor", day), Situation: Situation{At: at, Staffing: EverybodyFree}},
		{Kind: Closed, Say: fmt.Sprintf("The site is closed: %s, a VIP who writes %s and whose e-mail is known", day, routing.LanguageName(second)),
			Situation: Situation{At: at, Staffing: EverybodyFree, Tier: "vip", Language: second, Contact: true}},
	}
}

// ofRule makes a situation that a rule is for.
func (h *House) ofRule(r routing.Rule) Question {
	w := r.When
	at, possible := h.nextOpen()
	never := ""
	switch w.Hours {
	case routing.WhenOpen:
		if !possible {
			never = "This rule is for opening hours, and the site never opens."
		}
	case routing.WhenClosed:
		if at, possible = h.nextClosed(); !possible {
			never = "This rule is for closed hours, and the site never closes."
		}
	}
	say := fmt.Sprintf("What the rule “%s” is for", r.Name)
	if never != "" {
		return Question{Kind: OfRule, Rule: r.ID, Say: say, Never: never}
	}
	s := Situation{At: at, Staffing: EverybodyFree, Topic: first(w.Topic), Tier: first(w.Tier), Language: first(w.Language), Reason: chat.Reason(first(w.Reason)), Sentiment: first(w.Sentiment)}
	if s.Language == "" && w.Foreign {
		s.Language = h.second()
	}
	if part := first(w.Page); part != "" {
		s.Page = part
		if !strings.Contains(part, "://") {
			s.Page = "https://" + cmp.Or(h.Domain, "example.com") + "/" + strings.TrimPrefix(part, "/")
		}
	}
	for name, value := range w.Attributes {
		if s.Attributes == nil {
			s.Attributes = map[string]string{}
		}
		s.Attributes[name] = first([]string{value})
	}
	return Question{Kind: OfRule, Rule: r.ID, Say: say + ": " + h.words(s), Situation: s}
}

// Ask puts a situation that somebody thought of in words.
func (h *House) Ask(s Situation) Question {
	if s.At.IsZero() {
		s.At = h.Now
	}
	return Question{Kind: Own, Say: h.words(s), Situation: s}
}

// first gives the first word of a list.
func first(list []string) string {
	for _, text := range list {
		for word := range strings.SplitSeq(text, ",") {
			if word = strings.TrimSpace(word); word != "" {
				return word
			}
		}
	}
	return ""
}

// words tells a situation: "Monday 7 December 9:00, open; VIP; topic billing".
func (h *House) words(s Situation) string {
	is := "closed"
	if h.open(s.At) {
		is = "open"
	}
	parts := []string{h.moment(s.At) + ", " + is}
	add := func(before, word string) {
		if word != "" {
			parts = append(parts, before+word)
		}
	}
	add("tier ", s.Tier)
	add("topic ", s.Topic)
	if s.Language != "" {
		add("", routing.LanguageName(s.Language))
	}
	add("page ", s.Page)
	for _, name := range slices.Sorted(maps.Keys(s.Attributes)) {
		add(name+" ", s.Attributes[name])
	}
	add("", s.Sentiment)
	if s.Reason != "" && s.Reason != chat.ExplicitRequest {
		add("handed off for ", strings.ReplaceAll(string(s.Reason), "_", " "))
	}
	parts = append(parts, map[Staffing]string{AsNow: "people as they are now", EverybodyFree: "everybody free", EverybodyFull: "everybody at capacity", Nobody: "nobody online"}[cmp.Or(s.Staffing, AsNow)])
	return strings.Join(parts, "; ")
}

// moment tells a time as the site's clocks show it.
func (h *House) moment(t time.Time) string { return t.In(h.zone()).Format("Monday, 2 January, 15:04") }

// nextOpen gives the next moment at which the site is open: now if it is, and now too
// if it never is.
func (h *House) nextOpen() (time.Time, bool) {
	if h.Settings.Hours == nil {
		return h.Now, true
	}
	if at, ok := h.Settings.Hours.NextOpen(h.Now); ok {
		return at, true
	}
	return h.Now, false
}

// nextClosed gives a moment at which the site is closed: next Sunday at eleven if that is
// one, else the next there is.
func (h *House) nextClosed() (time.Time, bool) {
	if h.Settings.Hours == nil {
		return time.Time{}, false
	}
	if at := h.sunday(); !h.Settings.Hours.IsOpen(at) {
		return at, true
	}
	return h.Settings.Hours.NextClose(h.Now)
}

// sunday is the next Sunday at eleven, as the site's clocks show it.
func (h *House) sunday() time.Time {
	now := h.Now.In(h.zone())
	days := int((hours.Sunday - hours.Day((now.Weekday()+6)%7) + 7) % 7)
	at := time.Date(now.Year(), now.Month(), now.Day()+days, 11, 0, 0, 0, h.zone())
	if at.Before(now) {
		at = time.Date(now.Year(), now.Month(), now.Day()+days+7, 11, 0, 0, 0, h.zone())
	}
	return at
}

// tongue is the first part of a language code.
func tongue(code string) string {
	part, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(code, "_", "-")), "-")
	return part
}

// staff are those who can have conversations of the site at all.
func (h *House) staff() []routing.Candidate {
	var out []routing.Candidate
	for _, c := range h.staffed(EverybodyFree) {
		if ok, _ := routing.Eligible(c, routing.Need{Site: h.Site, Way: routing.Given}); ok {
			out = append(out, c)
		}
	}
	return out
}

// speaks reports whether somebody has said that they speak a language.
func (h *House) speaks(language string) bool {
	return slices.ContainsFunc(h.staff(), func(c routing.Candidate) bool {
		return slices.ContainsFunc(c.Languages, func(l string) bool { return tongue(l) == tongue(language) })
	})
}

// unspoken is a language beside the site's that nobody has said they speak; empty:
// there is none among those in which visitors are told things.
func (h *House) unspoken() string {
	for _, l := range foreign {
		if l != tongue(h.Settings.Language) && slices.Contains(handoff.Languages(), l) && !h.speaks(l) {
			return l
		}
	}
	return ""
}

// second is the language beside the site's that most people speak; German, or English
// for a German site, if nobody has said that they speak one.
func (h *House) second() string {
	own, count := tongue(h.Settings.Language), map[string]int{}
	for _, c := range h.staff() {
		for _, l := range c.Languages {
			if tongue(l) != own {
				count[tongue(l)]++
			}
		}
	}
	best := ""
	for _, l := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[l] > count[best] {
			best = l
		}
	}
	if best == "" && own == "de" {
		return "en"
	}
	return cmp.Or(best, "de")
}
