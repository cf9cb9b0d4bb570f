package routing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/batonchat/baton/chat"
)

// place is a team on a site, with the team that helps it out: what decides who could
// serve a conversation once it has waited for long.
type place struct {
	key    placeKey
	users  int  // specs
	team   Team // its settings; its ID is empty if there is no such team
	helper Team // the same of the overflow team
	begins [stages]int64
	could  [stages]*pool // from StageTeam on
	give   [stages]*pool
	sets   []*set
	turns  *column // nil: the method is not round robin

	balanced bool // the method is load balanced

	flip   int // for which lodged is right
	lodged bool

	run  int          // for which lets is right
	lets [stages]bool // from StageTeam on: whether it lets in the only one who is left
}

type placeKey struct {
	site       chat.SiteID
	team, over chat.TeamID
}

// giver is the team by whose method and offers a conversation is given: its own, or
// the one that helps out where people only claim.
func (p *place) giver() *Team {
	if p.team.Method == Manual {
		return &p.helper
	}
	return &p.team
}

// spec is what some conversations need alike, and who could serve that at each stage.
type spec struct {
	give   [stages]*pool // whom it may be given; what a pass reads stands first
	levels []*column     // of the skills, for the method that asks for them
	lists  *[stages]ranking
	place  *place

	could [stages]*pool // who could have it, those who would have to claim it included
	sets  []*set        // in use by its own pools, once for each
	at    int           // place in the board's list
	key   string
	need  Need // as canonical made it
	users int  // lanes
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
		sp = &spec{key: key, need: n, at: b.kind()}
		b.specs[key], b.kinds[sp.at] = sp, sp
		b.resolve(sp)
		b.ground(sp)
	}
	sp.users++
	return sp
}

func (b *Board) releaseSpec(sp *spec) {
	if sp.users--; sp.users > 0 {
		return
	}
	b.forget(sp)
	delete(b.specs, sp.key)
	b.kinds[sp.at], b.homes[sp.at], b.floors[sp.at], b.guards[sp.at] = nil, nil, StageExact, -1
	b.unused = append(b.unused, sp.at)
}

// kind finds a place in the board's list for one more spec.
func (b *Board) kind() int {
	if n := len(b.unused); n > 0 {
		at := b.unused[n-1]
		b.unused = b.unused[:n-1]
		return at
	}
	b.kinds, b.homes = append(b.kinds, nil), append(b.homes, nil)
	b.floors, b.guards = append(b.floors, StageExact), append(b.guards, -1)
	return len(b.kinds) - 1
}

// forget gives back what a spec uses.
func (b *Board) forget(sp *spec) {
	for _, s := range sp.sets {
		b.index.release(s)
	}
	for _, c := range sp.levels {
		b.index.drop(c)
	}
	if sp.place != nil {
		b.releasePlace(sp.place)
	}
}

// resolve works out who could serve a spec with the teams as they are.
func (b *Board) resolve(sp *spec) {
	old := *sp
	sp.sets, sp.levels, sp.lists = nil, nil, nil
	n := &sp.need
	sp.place = b.place(n)
	for s := StageTeam; s < stages; s++ {
		sp.could[s], sp.give[s] = sp.place.could[s], sp.place.give[s]
	}
	b.narrow(sp)
	for s := range StageTeam {
		sp.give[s] = sp.could[s]
		if sp.place.team.Method == Manual {
			sp.give[s] = closed
		}
	}
	if sp.place.giver().Method == SkillBased {
		for _, s := range n.Skills {
			sp.levels = append(sp.levels, b.index.column(figure{skill: s.Name}, b.seats))
		}
	}
	b.forget(&old) // last, so that what both use is kept
}

// closed is the pool of those to whom nothing is given.
var closed = &pool{closed: true}

// narrow sets the pools of the stages that ask for more than the team.
func (b *Board) narrow(sp *spec) {
	use := func(q question) *set {
		s := b.index.set(q, b.seats)
		sp.sets = append(sp.sets, s)
		return s
	}
	n, team := &sp.need, sp.could[StageTeam]
	var exact, anyLevel, speaks, helps, own []*set
	for _, s := range n.Skills {
		exact = append(exact, use(question{layer: skilled, a: s.Name, level: s.Level}))
		anyLevel = append(anyLevel, use(question{layer: skilled, a: s.Name, level: 1}))
	}
	if n.Language != "" {
		speaks = []*set{use(question{layer: speaking, a: n.Language})}
		helps = []*set{use(question{layer: helping, a: n.Language})}
	}
	if len(n.Named) > 0 {
		ids := make([]string, len(n.Named))
		for i, id := range n.Named {
			ids[i] = string(id)
		}
		own = []*set{use(question{layer: named, a: strings.Join(ids, "\n")})}
	}
	sp.could[StageAnyLevel] = within(team, anyLevel, helps, team.layers)
	sp.could[StageTranslation] = within(sp.could[StageAnyLevel], exact, helps, team.layers)
	sp.could[StageExact] = within(sp.could[StageTranslation], exact, own, speaks, team.layers)
}

// ground finds the first stage at which somebody on shift could ever have it, and one
// who could; -1 stands for nobody. To wait before that stage would be to wait for
// nobody. Specs start looking at different people, so that nobody guards too many.
func (b *Board) ground(sp *spec) {
	floor, guard := StageExact, sp.could[StageExact].findFrom(b.shift, sp.at)
	for guard < 0 && floor < StageOverflow {
		floor++
		guard = sp.could[floor].findFrom(b.shift, sp.at)
	}
	b.floors[sp.at], b.guards[sp.at], b.homes[sp.at] = floor, int32(guard), sp.place
}

// came puts the floors right after somebody came on shift.
func (b *Board) came(at int) {
	b.flips++
	for i, floor := range b.floors {
		if floor == StageExact || !b.homes[i].lodges(at, b.flips) {
			continue
		}
		could := &b.kinds[i].could // the one for overflow lets them in
		for floor > StageExact && could[floor-1].has(at) {
			floor--
		}
		if floor < b.floors[i] || b.guards[i] < 0 {
			b.floors[i], b.guards[i] = floor, int32(at)
		}
	}
}

// lodges reports whether a place could use somebody at all. Flip tells calls about one
// person from those about another.
func (p *place) lodges(at, flip int) bool {
	if p.flip != flip {
		p.flip, p.lodged = flip, p.could[StageOverflow].has(at)
	}
	return p.lodged
}

// went puts the floors right after somebody left their shift.
func (b *Board) went(at int) {
	for i, guard := range b.guards {
		if int(guard) == at {
			b.ground(b.kinds[i])
		}
	}
}
