package routing

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// Names is what rules may name.
type Names struct {
	Teams  []Team
	Skills []string
	Agents []chat.AgentID
	Topics []string // that visitors' messages are told by; empty: not known
}

// CheckRules finds everything wrong with a table of rules.
func CheckRules(rules []Rule, known Names) Problems {
	var l checklist
	for i, r := range rules {
		at := fmt.Sprintf("rules[%d]", i)
		name := r.Name
		if name == "" {
			name = fmt.Sprintf("Rule %d", i+1)
			l.refusef(at+".name", "Rule %d has no name. Give it one by which it is known in reports.", i+1)
		}
		for _, earlier := range rules[:i] {
			if strings.EqualFold(earlier.Name, r.Name) && r.Name != "" {
				l.refusef(at+".name", "Two rules are called %s. Give one another name.", r.Name)
			}
			if earlier.ID == r.ID {
				l.refusef(at+".id", "Two rules have the ID %q.", r.ID)
			}
		}
		r.When.check(&l, at+".when", name)
		if asked := words(r.When.Topic); len(asked) > 0 && len(known.Topics) > 0 && !slices.ContainsFunc(asked, func(w string) bool { return anyOf(known.Topics, w) }) {
			l.warnf(at+".when.topic", "%s asks for the topic %s, which this site does not look for. Add it to the topics, or the rule matches only what somebody else names so.", name, strings.Join(asked, " or "))
		}
		r.Then.check(&l, at+".then", name, known)
		if !r.Off {
			checkReach(&l, at, name, rules, i)
		}
	}
	return l.found
}

// checkReach finds whether a rule can match at all.
func checkReach(l *checklist, at, name string, rules []Rule, i int) {
	r := rules[i]
	if r.When.empty() && slices.ContainsFunc(rules[i+1:], func(o Rule) bool { return !o.Off }) {
		l.refusef(at+".when", "%s has no conditions, so the rules below it never match. Move it to the end or give it a condition.", name)
	}
	for _, earlier := range rules[:i] {
		if !earlier.Off && !earlier.When.empty() && earlier.When.covers(r.When) {
			l.refusef(at+".when", "%s never matches: %s stands above it and takes everything that it would. Move it up or change one of them.", name, earlier.Name)
			return
		}
	}
}

// check finds conditions that mean nothing.
func (w Conditions) check(l *checklist, at, name string) {
	for _, list := range []struct {
		at    string
		words []string
	}{{"topic", w.Topic}, {"tier", w.Tier}, {"language", w.Language}, {"page", w.Page}, {"reason", w.Reason}, {"sentiment", w.Sentiment}} {
		if len(list.words) > 0 && len(words(list.words)) == 0 {
			l.refusef(at+"."+list.at, "%s asks for one of several, but the list holds no word.", name)
		}
	}
	if w.Hours != "" && w.Hours != WhenOpen && w.Hours != WhenClosed {
		l.refusef(at+".hours", "%s asks for the hours %q. Choose open or closed.", name, w.Hours)
	}
	for _, key := range slices.Sorted(maps.Keys(w.Attributes)) {
		if key == "" || len(words([]string{w.Attributes[key]})) == 0 {
			l.refusef(at+".attributes", "%s asks for an attribute without a name or a value.", name)
		}
	}
	reasons := []chat.Reason{chat.ExplicitRequest, chat.LowConfidence, chat.OutOfRemit, chat.Sentiment, chat.Unsafe, chat.VIP, chat.ByRule, chat.AgentTakeover}
	for _, word := range words(w.Reason) {
		if !slices.Contains(reasons, chat.Reason(word)) {
			l.refusef(at+".reason", "%s asks for the reason %q, which no handoff has.", name, word)
		}
	}
}

// check finds what the outcome names and does not exist.
func (o Outcome) check(l *checklist, at, name string, known Names) {
	team := func(id chat.TeamID) bool {
		return id == "" || slices.ContainsFunc(known.Teams, func(t Team) bool { return t.ID == id })
	}
	if !team(o.Team) {
		l.refusef(at+".team", "%s sends to a team that does not exist.", name)
	}
	if !team(o.Overflow) {
		l.refusef(at+".overflow", "%s overflows to a team that does not exist.", name)
	}
	if o.Overflow != "" && o.Overflow == o.Team {
		l.refusef(at+".overflow", "%s overflows to the team that it sends to. Choose another or none.", name)
	}
	for _, s := range o.Skills {
		if !slices.Contains(known.Skills, s.Name) {
			l.refusef(at+".skills", "%s needs the skill %q, which is not in the list of skills.", name, s.Name)
		}
		if s.Level < 0 || s.Level > 5 {
			l.refusef(at+".skills", "%s needs %s at level %d. Choose 1 to 5.", name, s.Name, s.Level)
		}
	}
	for _, id := range o.Named {
		if !slices.Contains(known.Agents, id) {
			l.refusef(at+".named", "%s names somebody who does not work here any more.", name)
		}
	}
	for _, t := range []struct {
		at, say string
		within  time.Duration
	}{{"target", "somebody", o.Target}, {"next", "each further answer", o.Next}, {"resolution", "the end", o.Resolution}} {
		if t.within < 0 && t.at != "target" || t.within > 0 && t.within < 10*time.Second {
			l.refusef(at+"."+t.at, "%s asks for %s within less than 10 seconds. Choose a longer time, or leave it to the site.", name, t.say)
		}
	}
	if o.Target <= 0 && !o.Later {
		l.refusef(at+".target", "%s has no target. Say within which time somebody should answer.", name)
	}
}

// covers reports whether whatever matches v matches w too.
func (w Conditions) covers(v Conditions) bool {
	within := func(wide, narrow []string) bool {
		all := words(wide)
		return len(wide) == 0 || len(narrow) > 0 && !slices.ContainsFunc(words(narrow), func(word string) bool { return !slices.Contains(all, word) })
	}
	primaries := func(list []string) []string {
		var out []string
		for _, word := range words(list) {
			out = append(out, primary(word))
		}
		return out
	}
	// A page that contains the longer part contains the shorter one.
	pages := len(w.Page) == 0 || len(v.Page) > 0 && !slices.ContainsFunc(words(v.Page), func(long string) bool {
		return !slices.ContainsFunc(words(w.Page), func(short string) bool { return strings.Contains(long, short) })
	})
	for name, value := range w.Attributes {
		narrow, asked := v.Attributes[name]
		if !asked || !within([]string{value}, []string{narrow}) {
			return false
		}
	}
	return within(w.Topic, v.Topic) && within(w.Tier, v.Tier) && within(primaries(w.Language), primaries(v.Language)) && (!w.Foreign || v.Foreign) &&
		pages && (w.Hours == "" || w.Hours == v.Hours) && within(w.Reason, v.Reason) && within(w.Sentiment, v.Sentiment)
}
