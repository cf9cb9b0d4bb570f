package routing

import (
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// run is one look for what can be given. It keeps places that it gives until its end,
// then puts them back: the board hears from others what became of the decisions.
type run struct {
	now    int64
	mask   bitset // who can still be given something
	left   int    // how many that are
	solo   int    // the only position of the mask; -1: there may be several
	pool   bitset // scratch
	pass   *passed
	out    []Decision
	agents []chat.AgentID // memory that decisions share
	heads  []head
	tops   map[*column]int64 // highest cursors, by round
	lists  map[listKey]*ranking
}

// head is a lane that may still get something, by its first conversation.
type head struct {
	rank rank
	lane *lane
}

// Pass says everything that can be given at now: the first in line gets whom the
// method chooses among those who may take it at its stage, then the next, with each
// place given once. Conversations past their team's limits that get nobody are to be
// answered later. The conversations of manual teams are given to nobody before the
// last stage, and then only to an overflow team that is not manual.
func (b *Board) Pass(now time.Time) []Decision {
	b.settle()
	b.begin(now, -1)
	if b.run.left > 0 {
		b.give(b.order)
	}
	if b.bounded {
		b.later()
	}
	return b.end()
}

// Arrived says what can be done at now about one conversation that has come into line
// or has changed. On a board where nothing else can be given it is what Pass says of
// it; others whom it makes too many for their team's limit are found by Pass alone.
func (b *Board) Arrived(id chat.ConversationID, now time.Time) (Decision, bool) {
	e := b.waiting[id]
	if e == nil {
		return Decision{}, false
	}
	b.settle()
	b.begin(now, -1)
	var (
		d  Decision
		ok bool
	)
	if s, open := b.open(e); open {
		d, ok = b.choose(e, s)
	}
	if !ok && b.bounded {
		if why := b.over(e); why != "" {
			d, ok = b.postpone(e, why), true
		}
	}
	b.end()
	return d, ok
}

// Freed says what can be given at now to one agent who has got a free place or has
// changed. On a board where nothing else can be given it is what Pass says.
func (b *Board) Freed(id chat.AgentID, now time.Time) []Decision {
	b.settle()
	at, known := b.places[id]
	if !known || !b.free.has(at) {
		return nil
	}
	b.begin(now, at)
	b.give(b.order)
	return b.end()
}

// begin prepares the run.
func (b *Board) begin(now time.Time, solo int) {
	r := &b.run
	r.now, r.solo, r.out, r.agents, r.heads = stamp(now), solo, nil, nil, r.heads[:0]
	r.mask, r.pool = lengthen(r.mask, b.index.words), lengthen(r.pool, b.index.words)
	if solo >= 0 {
		clear(r.mask)
		r.mask.put(solo, true)
	} else {
		copy(r.mask, b.free)
	}
	r.left = r.mask.count()
	r.pass = &passed{board: b, version: b.version, now: now}
	clear(r.tops)
	clear(r.lists)
}

// end puts everything back as it was.
func (b *Board) end() []Decision {
	for _, g := range slices.Backward(b.run.pass.log) {
		s := &b.seats[g.at]
		s.load--
		s.idle = g.idle
		if g.col != nil {
			g.col.values[g.at] = g.turn
		}
	}
	for _, d := range b.run.out {
		d.entry.lane.taken = 0
	}
	return b.run.out
}

// give takes the lanes by their first conversations, the best first, until nobody is
// left who could take any.
func (b *Board) give(lanes []*lane) {
	r := &b.run
	for _, l := range lanes {
		if _, open := b.open(l.entries[0]); open {
			r.heads = append(r.heads, head{l.entries[0].w.rank(r.now), l})
		}
	}
	heapify(r.heads)
	for len(r.heads) > 0 && r.left > 0 {
		l := r.heads[0].lane
		e := l.entries[l.taken]
		s, open := b.open(e)
		if open {
			var d Decision
			if d, open = b.choose(e, s); open {
				r.out = append(r.out, d)
				l.taken++
			}
		}
		if !open || l.taken == len(l.entries) {
			last := len(r.heads) - 1
			r.heads[0] = r.heads[last]
			r.heads = r.heads[:last]
		} else {
			r.heads[0].rank = l.entries[l.taken].w.rank(r.now)
		}
		sink(r.heads, 0)
	}
}

func heapify(heads []head) {
	for i := len(heads)/2 - 1; i >= 0; i-- {
		sink(heads, i)
	}
}

// sink restores the heap below a place.
func sink(heads []head, i int) {
	for {
		first := i
		for _, child := range [...]int{2*i + 1, 2*i + 2} {
			if child < len(heads) && heads[child].rank.compare(heads[first].rank) < 0 {
				first = child
			}
		}
		if first == i {
			return
		}
		heads[i], heads[first] = heads[first], heads[i]
		i = first
	}
}

// open gives the stage at which a conversation stands, and whether somebody is left
// who may take it there. A stage that nobody on shift could ever serve is passed over.
func (b *Board) open(e *entry) (Stage, bool) {
	r, sp := &b.run, e.lane.key.spec
	s := e.due(r.now)
	if r.meets(&sp.give[s]) {
		return s, true
	}
	if s == StageOverflow || !r.meets(&sp.give[StageOverflow]) {
		return s, false
	}
	if floor := b.floor(sp); floor > s {
		return floor, r.meets(&sp.give[floor])
	}
	return s, false
}

// meets reports whether somebody who is left is in the pool.
func (r *run) meets(p *pool) bool {
	if r.solo >= 0 {
		return r.left > 0 && p.has(r.solo)
	}
	return p.meets(r.mask)
}

// take gives a place of an agent away for as long as the pass lasts.
func (b *Board) take(at int, col *column) {
	r, s := &b.run, &b.seats[at]
	g := gift{at: at, idle: s.idle, col: col}
	if col != nil {
		g.turn = col.values[at]
		col.values[at] = b.top(col) + 1
		r.tops[col]++
	}
	r.pass.log = append(r.pass.log, g)
	s.load++
	s.idle = unknownIdle + int64(len(r.pass.log))
	if s.load >= s.places {
		r.mask.put(at, false)
		r.left--
	}
}

// top gives the highest cursor of a round.
func (b *Board) top(col *column) int64 {
	r := &b.run
	top, known := r.tops[col]
	if !known {
		if r.tops == nil {
			r.tops = map[*column]int64{}
		}
		for _, v := range col.values {
			top = max(top, v)
		}
		r.tops[col] = top
	}
	return top
}
