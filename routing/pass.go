package routing

import (
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// run is one look for what can be given. It keeps places that it gives until its end,
// then puts them back: the board hears from others what became of the decisions.
type run struct {
	id     int // tells runs apart
	now    int64
	mask   bitset // who can still be given something
	left   int    // how many that are
	room   int    // how many places they have
	solo   int    // the only position of the mask; -1: there may be several
	pool   bitset // scratch
	pass   *passed
	out    []Decision
	agents []chat.AgentID // memory that decisions share
	heads  []head
	moved  []int32 // lanes that something was given of
}

// head is a lane that may still get something, by the rank of its first conversation.
type head struct {
	score   float64
	entered int64
	at      int32 // in the board's list
	front   bool
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
		b.expect()
		b.give()
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
	slot := b.order[e.lane.at]
	slot.entered = e.entered
	if s, open := b.open(&slot); open {
		d, ok = b.choose(&slot, e, s)
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
	b.expect()
	b.give()
	return b.end()
}

// begin prepares the run.
func (b *Board) begin(now time.Time, solo int) {
	r := &b.run
	r.id++
	r.now, r.solo, r.out, r.agents, r.heads, r.moved = stamp(now), solo, nil, nil, r.heads[:0], r.moved[:0]
	r.mask, r.pool = lengthen(r.mask, b.index.words), lengthen(r.pool, b.index.words)
	if solo >= 0 {
		clear(r.mask)
		r.mask.put(solo, true)
	} else {
		copy(r.mask, b.free)
	}
	if r.left = r.mask.count(); r.left == 1 {
		r.mask.each(func(at int) { r.solo = at })
	}
	r.pass = &passed{board: b, version: b.version, now: now}
}

// expect makes room for as many decisions as there can be.
func (b *Board) expect() {
	r := &b.run
	r.room = 0
	r.mask.each(func(at int) { r.room += b.seats[at].places - b.seats[at].load })
	n := min(r.room, len(b.waiting))
	r.out, r.agents, r.pass.log = make([]Decision, 0, n), make([]chat.AgentID, 0, n), make([]gift, 0, n)
}

// end puts everything back as it was.
func (b *Board) end() []Decision {
	for _, g := range slices.Backward(b.run.pass.log) {
		b.ungive(g)
	}
	for _, at := range b.run.moved {
		b.order[at].rewind()
	}
	return b.run.out
}

// give takes the lanes by their first conversations, the best first, until nobody is
// left who could take any.
func (b *Board) give() {
	r := &b.run
	if r.solo >= 0 && b.seats[r.solo].places-b.seats[r.solo].load <= fewPlaces {
		for r.left > 0 && b.giveBest() {
		}
		return
	}
	choosy := r.room < len(b.order)/2 // else most lanes are looked at again anyway
	for i := range b.order {
		if s := &b.order[i]; !choosy || b.opens(s) {
			r.heads = append(r.heads, s.head(i, r.now))
		}
	}
	for i := len(r.heads)/2 - 1; i >= 0; i-- {
		b.sink(i)
	}
	for len(r.heads) > 0 && r.left > 0 {
		b.giveFirst()
		b.sink(0)
	}
}

// fewPlaces are given one after the other by looking through the lanes each time, which
// is faster than putting the lanes in order.
const fewPlaces = 4

// giveBest gives a place of the only one who is left to the best of the lanes.
func (b *Board) giveBest() bool {
	r := &b.run
	r.heads = append(r.heads[:0], head{})
	found := false
	for i := range b.order {
		s := &b.order[i]
		h := s.head(i, r.now)
		if s.spent || found && !b.sooner(&h, &r.heads[0]) || !b.opens(s) {
			continue
		}
		if s.alone && s.first.bars(b.seats[r.solo].who.Agent, r.now) {
			continue
		}
		r.heads[0], found = h, true
	}
	if found {
		b.giveFirst()
	}
	return found
}

// giveFirst gives the first conversation of the first lane to somebody, or takes the
// lane out if nobody may have it.
func (b *Board) giveFirst() {
	r := &b.run
	at := r.heads[0].at
	slot := &b.order[at]
	s, open := b.open(slot)
	if open {
		var d Decision
		if d, open = b.choose(slot, slot.current(), s); open {
			r.out, r.moved = append(r.out, d), append(r.moved, at)
			slot.advance()
		}
	}
	if open && !slot.spent {
		r.heads[0] = slot.head(int(at), r.now)
		return
	}
	last := len(r.heads) - 1
	r.heads[0] = r.heads[last]
	r.heads = r.heads[:last]
}

func (s *slot) head(at int, now int64) head {
	return head{score(s.entered, s.target, now, s.ahead), s.entered, int32(at), s.front}
}

// sink restores the heap below a place.
func (b *Board) sink(i int) {
	heads := b.run.heads
	for {
		first := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(heads); child++ {
			if b.sooner(&heads[child], &heads[first]) {
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

// sooner reports whether the first of one lane is taken before that of another.
func (b *Board) sooner(x, y *head) bool {
	switch {
	case x.front != y.front:
		return x.front
	case x.score != y.score:
		return x.score > y.score
	case x.entered != y.entered:
		return x.entered < y.entered
	}
	return b.order[x.at].current().id < b.order[y.at].current().id
}

// open gives the stage at which a lane's first conversation stands, and whether
// somebody is left who may take it there. A stage that nobody on shift could ever serve
// is passed over.
func (b *Board) open(slot *slot) (Stage, bool) {
	r := &b.run
	s := max(slot.place.due(r.now-slot.entered, slot.jumps), b.floors[slot.kind])
	switch {
	case s < StageTeam:
		return s, r.meets(slot.spec.give[s])
	case r.solo >= 0:
		return s, r.left > 0 && slot.place.admits(r, s)
	default:
		return s, slot.place.give[s].meets(r.mask)
	}
}

// opens reports whether somebody is left for a lane's first conversation. When only one
// is, most lanes that they cannot serve are told cheaply.
func (b *Board) opens(s *slot) bool {
	if r := &b.run; r.solo >= 0 {
		if !s.place.admits(r, StageOverflow) {
			return false
		}
		if s.anchor != nil && !s.anchor.bits.has(r.solo) && max(s.place.due(r.now-s.entered, s.jumps), b.floors[s.kind]) < StageAnyLevel {
			return false
		}
	}
	_, open := b.open(s)
	return open
}

// admits reports whether a place lets in the only one who is left, at a late stage.
func (p *place) admits(r *run, s Stage) bool {
	if p.run != r.id {
		p.run = r.id
		p.lets[StageTeam], p.lets[StageOverflow] = p.give[StageTeam].has(r.solo), p.give[StageOverflow].has(r.solo)
	}
	return p.lets[s]
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
		col.top++
	}
	r.pass.log = append(r.pass.log, g)
	s.load++
	s.idle = unknownIdle + int64(len(r.pass.log))
	if s.load >= s.places {
		r.mask.put(at, false)
		r.left--
	}
}

// ungive takes back a place that take gave.
func (b *Board) ungive(g gift) {
	s := &b.seats[g.at]
	s.load--
	s.idle = g.idle
	if g.col != nil {
		g.col.values[g.at] = g.turn
	}
}

// top gives the highest cursor of a round.
func (b *Board) top(col *column) int64 {
	if col.run != b.run.id {
		col.run, col.top = b.run.id, max(slices.Max(col.values), 0)
	}
	return col.top
}
