package routing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// spec is what some conversations need alike, and who could serve that at each stage.
type spec struct {
	key   string
	need  Need // as canonical made it
	users int  // lanes

	team   Team // its settings; its ID is empty if there is no such team
	helper Team // the same of the overflow team
	begins [stages]time.Duration
	could  [stages]pool // who could have it, those who would have to claim it included
	give   [stages]pool // whom it may be given
	sets   []*set       // in use by the pools, once for each
	levels []*column    // of the skills
	turns  *column      // nil: the method is not round robin

	wakes [stages]bool // the stage lets somebody through whom the one before it does not

	floor   Stage // the first stage at which somebody on shift could ever have it
	floored int   // the board's shifts for which floor is right
}

// giver is the team by whose method and offers the conversation is given: its own, or
// the one that helps out where people only claim.
func (sp *spec) giver() *Team {
	if sp.team.Method == Manual {
		return &sp.helper
	}
	return &sp.team
}

// canonical gives the need without what differs between conversations that are given
// alike, in a form that is the same for needs that mean the same.
func (n Need) canonical() Need {
	out := Need{Site: n.Site, Team: n.Team, Overflow: n.Overflow}
	if n.Language != "" {
		out.Language = primary(n.Language)
	}
	if len(n.Named) > 0 {
		out.Named = slices.Compact(slices.Sorted(slices.Values(n.Named)))
	}
	for _, s := range n.Skills {
		s.Level = max(s.Level, 1)
		if i := slices.IndexFunc(out.Skills, func(o SkillNeed) bool { return o.Name == s.Name }); i >= 0 {
			out.Skills[i].Level = max(out.Skills[i].Level, s.Level)
			continue
		}
		out.Skills = append(out.Skills, s)
	}
	slices.SortFunc(out.Skills, func(a, b SkillNeed) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// key tells canonical needs apart.
func (n Need) key() string {
	key := make([]byte, 0, 96)
	add := func(s string) {
		key = strconv.AppendInt(key, int64(len(s)), 10)
		key = append(append(key, ':'), s...)
	}
	add(string(n.Site))
	add(string(n.Team))
	add(string(n.Overflow))
	add(n.Language)
	for _, s := range n.Skills {
		add(s.Name)
		key = strconv.AppendInt(key, int64(s.Level), 10)
	}
	key = append(key, '/')
	for _, id := range n.Named {
		add(string(id))
	}
	return string(key)
}

// spec gives what the need stands for, which must be released once for each use.
func (b *Board) spec(n Need) *spec {
	key := n.key()
	sp := b.specs[key]
	if sp == nil {
		sp = &spec{key: key, need: n}
		b.specs[key] = sp
		b.resolve(sp)
	}
	sp.users++
	return sp
}

func (b *Board) releaseSpec(sp *spec) {
	if sp.users--; sp.users == 0 {
		b.forget(sp)
		delete(b.specs, sp.key)
	}
}

// forget gives back the sets and columns that a spec uses.
func (b *Board) forget(sp *spec) {
	for _, s := range sp.sets {
		b.index.release(s)
	}
	for _, c := range sp.levels {
		b.index.drop(c)
	}
	if sp.turns != nil {
		b.index.drop(sp.turns)
	}
	sp.sets, sp.levels, sp.turns = nil, nil, nil
}

// resolve works out who could serve a spec with the teams as they are. A team that
// does not exist or has no members stands for the whole site.
func (b *Board) resolve(sp *spec) {
	old := *sp
	sp.sets, sp.levels, sp.turns, sp.floored = nil, nil, nil, -1
	n := &sp.need
	sp.team = b.team(n.Team)
	over := cmp.Or(n.Overflow, sp.team.Overflow)
	sp.helper, sp.begins = b.team(over), sp.team.begins()

	use := func(q question) *set {
		s := b.index.set(q, b.seats)
		sp.sets = append(sp.sets, s)
		return s
	}
	site := use(question{layer: onSite, a: string(n.Site)})
	team, help := []*set{site}, []*set{site}
	if n.Team != "" {
		if members := use(question{layer: inTeam, a: string(n.Team)}); members.count > 0 {
			team, help = []*set{members, site}, []*set{members, site}
			if over != "" {
				help = []*set{use(question{layer: inEither, a: string(n.Team), b: string(over)}), site}
			}
		}
	}
	b.narrow(sp, team, use)
	sp.could[StageTeam], sp.could[StageOverflow] = pool{layers: team}, pool{layers: help}
	sp.give = sp.could
	switch {
	case sp.team.Method == Manual:
		sp.give = [stages]pool{{closed: true}, {closed: true}, {closed: true}, {closed: true}, {closed: true}}
		if over != "" && sp.helper.Method != Manual {
			sp.give[StageOverflow] = pool{layers: []*set{use(question{layer: inTeam, a: string(over)}), site}}
		}
	case over != "" && sp.helper.Method == Manual:
		sp.give[StageOverflow] = sp.give[StageTeam]
	}
	for i := StageTranslation; i < stages; i++ {
		sp.wakes[i] = !sp.give[i].same(&sp.give[i-1])
	}
	b.figures(sp)
	b.forget(&old) // last, so that what both use is kept
}

// narrow sets the pools of the stages that ask for more than the team.
func (b *Board) narrow(sp *spec, team []*set, use func(question) *set) {
	n := &sp.need
	var exact, anyLevel, speaks, helps []*set
	for _, s := range n.Skills {
		exact = append(exact, use(question{layer: skilled, a: s.Name, level: s.Level}))
		anyLevel = append(anyLevel, use(question{layer: skilled, a: s.Name, level: 1}))
	}
	if n.Language != "" {
		speaks = []*set{use(question{layer: speaking, a: n.Language})}
		helps = []*set{use(question{layer: helping, a: n.Language})}
	}
	sp.could[StageTranslation].layers = slices.Concat(exact, helps, team)
	sp.could[StageAnyLevel].layers = slices.Concat(anyLevel, helps, team)
	if len(n.Named) > 0 {
		ids := make([]string, len(n.Named))
		for i, id := range n.Named {
			ids[i] = string(id)
		}
		exact = append([]*set{use(question{layer: named, a: strings.Join(ids, "\n")})}, exact...)
	}
	sp.could[StageExact].layers = slices.Concat(exact, speaks, team)
}

// figures fetches the columns that the method compares.
func (b *Board) figures(sp *spec) {
	switch g := sp.giver(); g.Method {
	case SkillBased:
		for _, s := range sp.need.Skills {
			sp.levels = append(sp.levels, b.index.column(figure{skill: s.Name}, b.seats))
		}
	case RoundRobin:
		sp.turns = b.index.column(figure{team: g.ID}, b.seats)
	default:
	}
}

// team gives a team's settings, and those for conversations without one if it does
// not exist.
func (b *Board) team(id chat.TeamID) Team {
	t, ok := b.teams[id]
	if !ok {
		if t, ok = b.teams[""]; !ok {
			t = DefaultTeam()
		}
	}
	if !t.Method.known() {
		t.Method = LoadBalanced
	}
	return t
}

// floor gives the first stage at which somebody on shift could ever have it. To wait
// before it would be to wait for nobody.
func (b *Board) floor(sp *spec) Stage {
	if sp.floored == b.shifts {
		return sp.floor
	}
	sp.floor, sp.floored = StageExact, b.shifts
	for sp.floor < StageOverflow && !sp.could[sp.floor].meets(b.shift) {
		sp.floor++
	}
	return sp.floor
}
