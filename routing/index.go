package routing

import (
	"maps"
	"slices"
	"strings"

	"github.com/batonchat/baton/chat"
)

// layer is a kind of question about an agent that a set answers for all of them.
type layer uint8

const (
	onSite   layer = iota // works for the site
	inTeam                // enabled, and a member
	inEither              // a member of one of two teams
	skilled               // has the skill from the level up
	speaking              // speaks the language
	helping               // speaks it or translates
	named                 // is one of those listed
)

// question is one of a layer's questions. Equal questions share a set.
type question struct {
	layer layer
	a, b  string
	level int
}

// asks whether an agent is in the set.
func (q question) of(c *Candidate) bool {
	switch q.layer {
	case onSite:
		return c.works(chat.SiteID(q.a))
	case inTeam:
		return c.Enabled && c.in(chat.TeamID(q.a))
	case inEither:
		return c.in(chat.TeamID(q.a)) || c.in(chat.TeamID(q.b))
	case skilled:
		return c.Skills[q.a] >= q.level
	case speaking:
		return c.speaks(q.a)
	case helping:
		return c.helps(q.a)
	default:
		return slices.Contains(strings.Split(q.a, "\n"), string(c.Agent))
	}
}

// set is who passes a layer, kept up to date for as long as something asks.
type set struct {
	question question
	bits     bitset
	count    int
	users    int
}

// figure is a kind of number about an agent that a column holds for all of them.
type figure struct {
	skill string      // the level of a skill
	team  chat.TeamID // or the cursor in a team's round robin
}

func (f figure) of(c *Candidate) int64 {
	if f.skill != "" {
		return int64(c.Skills[f.skill])
	}
	return c.Turns[f.team]
}

// column holds a figure by position.
type column struct {
	figure figure
	values []int64
	users  int
	run    int   // for which top is right
	top    int64 // the highest, with what the run has given
}

// index answers questions about all agents of a board at once.
type index struct {
	words   int
	sets    map[question]*set
	columns map[figure]*column
}

// set gives the set for a question, which must be released once for each use.
func (x *index) set(q question, seats []seat) *set {
	s := x.sets[q]
	if s == nil {
		s = &set{question: q, bits: make(bitset, x.words)}
		for at := range seats {
			if seats[at].taken && q.of(&seats[at].who) {
				s.bits.put(at, true)
				s.count++
			}
		}
		x.sets[q] = s
	}
	s.users++
	return s
}

func (x *index) release(s *set) {
	if s.users--; s.users == 0 {
		delete(x.sets, s.question)
	}
}

func (x *index) column(f figure, seats []seat) *column {
	c := x.columns[f]
	if c == nil {
		c = &column{figure: f, values: make([]int64, len(seats), cap(seats))}
		for at := range seats {
			if seats[at].taken {
				c.values[at] = f.of(&seats[at].who)
			}
		}
		x.columns[f] = c
	}
	c.users++
	return c
}

func (x *index) drop(c *column) {
	if c.users--; c.users == 0 {
		delete(x.columns, c.figure)
	}
}

// grow makes room for positions up to n.
func (x *index) grow(n int) {
	x.words = max(x.words, (n+63)/64)
	for _, s := range x.sets {
		s.bits = lengthen(s.bits, x.words)
	}
	for _, c := range x.columns {
		c.values = lengthen(c.values, n)
	}
}

func lengthen[S ~[]E, E any](s S, n int) S {
	if n <= len(s) {
		return s
	}
	return append(s, make(S, n-len(s))...)
}

// enter answers every question anew for one position, and reports whether a team has
// got its first member or lost its last. Nil stands for nobody.
func (x *index) enter(at int, c *Candidate) (turned bool) {
	for q, s := range x.sets {
		in := c != nil && q.of(c)
		if !s.bits.put(at, in) {
			continue
		}
		before := s.count
		if in {
			s.count++
		} else {
			s.count--
		}
		turned = turned || q.layer == inTeam && (before == 0 || s.count == 0)
	}
	x.note(at, c)
	return turned
}

// note writes every figure of one position anew.
func (x *index) note(at int, c *Candidate) {
	for f, col := range x.columns {
		col.values[at] = 0
		if c != nil {
			col.values[at] = f.of(c)
		}
	}
}

// sameNature reports whether the answers about c are those about d: they may differ
// in how the agent is at the moment, not in who they are.
func (c Candidate) sameNature(d *Candidate) bool {
	return c.Enabled == d.Enabled && c.Translates == d.Translates && slices.Equal(c.Sites, d.Sites) && slices.Equal(c.Teams, d.Teams) &&
		slices.Equal(c.Languages, d.Languages) && maps.Equal(c.Skills, d.Skills)
}
