package routing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/wording"
)

// Problem is something wrong with teams or rules, said to the admin who wrote them.
type Problem struct {
	// At is the place in the JSON form, such as teams[2].overflow. It is empty when
	// none of them alone is meant.
	At string `json:"at"`
	// Say is a sentence for the admin: what is wrong, and what to do or what happens.
	Say string `json:"say"`
	// Warning means that it may be saved: the sentence says what happens instead.
	Warning bool `json:"warning,omitempty"`
}

// Problems is everything that was found.
type Problems []Problem

// Refused gives those for which nothing may be saved.
func (ps Problems) Refused() Problems {
	return slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Warning })
}

// Err is nil if everything may be saved, else a refusal that lists why not.
func (ps Problems) Err() error {
	refused := ps.Refused()
	if len(refused) == 0 {
		return nil
	}
	lines := make([]string, len(refused))
	for i, p := range refused {
		lines[i] = p.Say
	}
	return chat.Refuse(chat.Invalid, "%s", strings.Join(lines, "\n"))
}

// checklist gathers problems.
type checklist struct{ found Problems }

func (l *checklist) refusef(at, format string, args ...any) {
	l.found = append(l.found, Problem{At: at, Say: fmt.Sprintf(format, args...)})
}

func (l *checklist) warnf(at, format string, args ...any) {
	l.found = append(l.found, Problem{At: at, Say: fmt.Sprintf(format, args...), Warning: true})
}

// Check finds everything wrong with teams, the skills that conversations may need, and
// the people who are to answer. What would leave a visitor without anybody has a
// fallback and is a warning; what means nothing is refused.
func Check(teams []Team, skills []string, members []Candidate) Problems {
	var l checklist
	for i, t := range teams {
		t.check(&l, fmt.Sprintf("teams[%d]", i), teams[:i])
		t.checkOverflow(&l, fmt.Sprintf("teams[%d].overflow", i), teams)
		if t.ID != "" && !slices.ContainsFunc(members, func(c Candidate) bool { return c.Enabled && c.in(t.ID) }) {
			l.warnf(fmt.Sprintf("teams[%d]", i), "%s has no members. Until it has, its conversations go to everybody on their site.", t.title())
		}
	}
	for i, name := range skills {
		if !slices.ContainsFunc(members, func(c Candidate) bool { return c.Enabled && c.Skills[name] > 0 }) {
			l.warnf(fmt.Sprintf("skills[%d]", i), "Nobody has the skill %s. Conversations that need it go to the whole team at once.", name)
		}
	}
	for i, c := range members {
		at := fmt.Sprintf("members[%d]", i)
		switch {
		case c.Limits.Agent < 0:
			l.refusef(at+".capacity", "%s has %d places. Choose 0 or more.", c.Name, c.Limits.Agent)
		case c.Limits.Agent == 0 && c.Enabled:
			l.warnf(at+".capacity", "%s has no place for conversations and is passed over.", c.Name)
		}
		for _, id := range c.Teams {
			if !slices.ContainsFunc(teams, func(t Team) bool { return t.ID == id }) {
				l.warnf(at+".teams", "%s is a member of a team that does not exist any more.", c.Name)
			}
		}
	}
	return l.found
}

// title is what a team is called in a sentence.
func (t Team) title() string {
	switch {
	case t.Name != "":
		return t.Name
	case t.ID != "":
		return "The team " + string(t.ID)
	default:
		return "The group of those without a team"
	}
}

// check finds what is wrong with the team itself.
func (t Team) check(l *checklist, at string, earlier []Team) {
	if slices.ContainsFunc(earlier, func(o Team) bool { return o.ID == t.ID }) {
		l.refusef(at+".id", "%s is in the list twice.", t.title())
	} else if t.Name != "" && slices.ContainsFunc(earlier, func(o Team) bool { return strings.EqualFold(o.Name, t.Name) }) {
		l.refusef(at+".name", "Two teams are called %s. Give one another name.", t.Name)
	}
	if !t.Method.known() {
		l.refusef(at+".method", "%s has the method %q. Choose one of: round robin, first available, skill based, load balanced, manual.", t.title(), t.Method)
	}
	for _, n := range []struct {
		at, what string
		below    bool
	}{
		{".limit", "limit for each member", t.Limit < 0},
		{".max_waiting", "longest line", t.MaxWaiting < 0},
		{".offer", "time for an offer", t.Offer < 0},
		{".max_wait", "longest wait", t.MaxWait < 0},
		{".park", "silence after which a conversation does not count", t.Park < 0},
		{".wrap_up", "time for wrapping up", t.WrapUp < 0},
		{".widen.translation", "time before translators", t.Widen.Translation < 0},
		{".widen.any_level", "time before any level", t.Widen.AnyLevel < 0},
		{".widen.team", "time before the whole team", t.Widen.Team < 0},
		{".overflow_after", "time before the overflow", t.OverflowAfter < 0},
	} {
		if n.below {
			l.refusef(at+n.at, "%s: the %s is below zero.", t.title(), n.what)
		}
	}
	t.checkTimes(l, at)
}

// checkTimes finds stages that would begin before the stage they follow.
func (t Team) checkTimes(l *checklist, at string) {
	begins, say := t.begins(), [stages]string{"", "translators", "any level", "the whole team", "the overflow"}
	fields := [stages]string{"", ".widen.translation", ".widen.any_level", ".widen.team", ".overflow_after"}
	for s := StageAnyLevel; s < stages; s++ {
		if begins[s] < begins[s-1] {
			l.refusef(at+fields[s], "%s: %s would be asked after %s, before %s after %s. Let the times grow.", t.title(), say[s], wording.Length(begins[s]), say[s-1], wording.Length(begins[s-1]))
		}
	}
	if t.MaxWait > 0 && t.Overflow != "" && t.MaxWait < begins[StageOverflow] {
		l.warnf(at+".max_wait", "%s: after %s a conversation is answered later, so the overflow after %s is never reached.", t.title(), wording.Length(t.MaxWait), wording.Length(begins[StageOverflow]))
	}
	if t.Offer > time.Hour {
		l.warnf(at+".offer", "%s: an offer stands for %s. So long does a visitor wait for one person.", t.title(), wording.Length(t.Offer))
	}
}

// checkOverflow follows the overflow from team to team.
func (t Team) checkOverflow(l *checklist, at string, teams []Team) {
	if t.Overflow == "" {
		return
	}
	if t.Overflow == t.ID {
		l.refusef(at, "%s overflows to itself. Choose another team or none.", t.title())
		return
	}
	names, seen := []string{t.title()}, map[chat.TeamID]bool{t.ID: true}
	for next := t.Overflow; next != ""; {
		i := slices.IndexFunc(teams, func(o Team) bool { return o.ID == next })
		if i < 0 {
			if len(names) == 1 {
				l.refusef(at, "%s overflows to a team that does not exist. Choose another team or none.", t.title())
			}
			return
		}
		names = append(names, teams[i].title())
		if seen[next] {
			if next == t.ID {
				l.refusef(at, "The overflow goes round in a circle: %s. Take one of them out.", strings.Join(names, " to "))
			}
			return
		}
		seen[next] = true
		next = teams[i].Overflow
	}
}
