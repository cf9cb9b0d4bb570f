package routing

import (
	"cmp"

	"github.com/batonchat/baton/chat"
)

// place gives the place of a need, which must be released once for each use.
func (b *Board) place(n *Need) *place {
	key := placeKey{n.Site, n.Team, cmp.Or(n.Overflow, b.team(n.Team).Overflow)}
	p := b.corners[key]
	if p == nil {
		p = &place{key: key, team: b.team(key.team), helper: b.team(key.over)}
		for s, wait := range p.team.begins() {
			p.begins[s] = int64(wait)
		}
		b.corners[key] = p
		b.people(p)
		p.balanced = p.giver().Method == LoadBalanced
		if g := p.giver(); g.Method == RoundRobin {
			p.turns = b.index.column(figure{team: g.ID}, b.seats)
		}
	}
	p.users++
	return p
}

func (b *Board) releasePlace(p *place) {
	if p.users--; p.users > 0 {
		return
	}
	for _, s := range p.sets {
		b.index.release(s)
	}
	if p.turns != nil {
		b.index.drop(p.turns)
	}
	if b.corners[p.key] == p {
		delete(b.corners, p.key)
	}
}

// people works out whom a place has. A team that does not exist or has no members
// stands for the whole site.
func (b *Board) people(p *place) {
	use := func(l layer, id, other chat.TeamID) *set {
		s := b.index.set(question{layer: l, a: string(id), b: string(other)}, b.seats)
		p.sets = append(p.sets, s)
		return s
	}
	site := use(onSite, chat.TeamID(p.key.site), "")
	team := &pool{layers: []*set{site}}
	both := team
	if p.key.team != "" {
		if members := use(inTeam, p.key.team, ""); members.count > 0 {
			team = &pool{layers: []*set{members, site}}
			both = team
			if p.key.over != "" {
				both = &pool{layers: []*set{use(inEither, p.key.team, p.key.over), site}}
			}
		}
	}
	p.could[StageTeam], p.could[StageOverflow] = team, both
	p.give[StageTeam], p.give[StageOverflow] = team, both
	switch helped := p.key.over != "" && p.helper.Method != Manual; {
	case p.team.Method == Manual && helped:
		p.give[StageTeam], p.give[StageOverflow] = closed, &pool{layers: []*set{use(inTeam, p.key.over, ""), site}}
	case p.team.Method == Manual:
		p.give[StageTeam], p.give[StageOverflow] = closed, closed
	case !helped:
		p.give[StageOverflow] = team
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

// settle makes places and specs follow the teams before something is asked.
func (b *Board) settle() {
	if !b.stale {
		return
	}
	b.stale = false
	clear(b.corners) // those in use are let go by their specs
	for _, sp := range b.specs {
		b.resolve(sp)
		b.ground(sp)
	}
	for i := range b.order {
		b.order[i].follow(b.order[i].lane.key.spec)
	}
}
