package routing

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// choose gives a conversation to somebody who is left and in its pool, by the method of
// its team. It fails if all of them are barred from it.
func (b *Board) choose(slot *slot, e *entry, s Stage) (Decision, bool) {
	r, sp := &b.run, slot.spec
	giver := slot.place.giver()
	patience := giver.patience()
	d := Decision{Conversation: e.id, Assign: patience == 0, Patience: patience, Team: giver.ID,
		Method: giver.Method, Stage: s, run: r.pass, entry: e, given: len(r.pass.log)}
	first := len(r.agents)
	if at := b.preferred(sp, e, s); at >= 0 {
		b.hand(&d, slot.place, at)
	} else if giver.Method == FirstAvailable {
		for _, at := range b.everybody(sp, e, s) {
			b.hand(&d, slot.place, at)
		}
	} else if at := b.best(sp, e, s); at >= 0 {
		b.hand(&d, slot.place, at)
	}
	d.Agents = r.agents[first:len(r.agents):len(r.agents)]
	if len(d.Agents) > 0 && b.seats[b.places[d.Agents[0]]].who.OnPhone { // nobody is mixed: see everybody
		d.Assign, d.Patience = false, max(d.Patience, PhoneOffer)
	}
	return d, len(d.Agents) > 0
}

// PhoneOffer is how long an offer stands at least when it has to reach somebody on a
// device, who is always asked: a phone is taken out of a pocket.
const PhoneOffer = 60 * time.Second

// everybody gives the positions of all who are left and may take the conversation, in
// the order of their IDs. Those who are asked on a device are among them only if nobody
// is at a desk.
func (b *Board) everybody(sp *spec, e *entry, s Stage) []int {
	b.among(e, sp.give[s])
	var all []int
	b.run.pool.each(func(at int) { all = append(all, at) })
	if away := func(at int) bool { return b.seats[at].who.OnPhone }; slices.ContainsFunc(all, func(at int) bool { return !away(at) }) {
		all = slices.DeleteFunc(all, away)
	}
	slices.SortFunc(all, func(x, y int) int { return cmp.Compare(b.seats[x].who.Agent, b.seats[y].who.Agent) })
	return all
}

// hand adds an agent to a decision.
func (b *Board) hand(d *Decision, p *place, at int) {
	id := b.seats[at].who.Agent
	b.run.agents = append(b.run.agents, id)
	if p.turns != nil {
		d.Turn = Turn{Team: d.Team, Agent: id, Seen: p.turns.values[at], Next: b.top(p.turns) + 1}
	}
	b.take(at, p.turns)
}

// preferred gives the position of the agent whom the visitor knows, if they may take
// the conversation at the stage, else -1.
func (b *Board) preferred(sp *spec, e *entry, s Stage) int {
	if e.preferred == "" {
		return -1
	}
	at, known := b.places[e.preferred]
	if !known || !b.run.mask.has(at) || !sp.give[s].has(at) || e.barred && e.bars(e.preferred, b.run.now) {
		return -1
	}
	return at
}

// bars reports whether the agent just missed the conversation.
func (e *entry) bars(id chat.AgentID, now int64) bool {
	for _, bar := range e.w.Bars {
		if bar.Agent == id && stamp(bar.Until) > now {
			return true
		}
	}
	return false
}

// among fills the scratch pool with who is left and may take the conversation.
func (b *Board) among(e *entry, p *pool) {
	r := &b.run
	p.and(r.mask, r.pool)
	if !e.barred {
		return
	}
	for _, bar := range e.w.Bars {
		if at, known := b.places[bar.Agent]; known && stamp(bar.Until) > r.now {
			r.pool.put(at, false)
		}
	}
}

// best gives the position that the method chooses, -1 if there is none. Whoever would
// have been eligible at an earlier stage fits better and comes before the others.
func (b *Board) best(sp *spec, e *entry, s Stage) int {
	r := &b.run
	for fit := StageExact; fit <= s; fit++ {
		if fit < s && sp.give[fit] == sp.give[fit+1] || fit < s && !r.meets(sp.give[fit]) {
			continue
		}
		if !e.barred && r.solo < 0 {
			if list := b.ranking(sp, fit); list != nil {
				return list.best(b)
			}
		}
		b.among(e, sp.give[fit])
		if at := b.scan(sp, r.pool); at >= 0 {
			return at
		}
	}
	return -1
}

// worth is by what one agent is chosen before another; the lower is chosen.
type worth struct {
	phone  bool    // who is asked on a device comes after everybody at a desk
	figure float64 // the method's own
	idle   int64
}

// before reports whether the agent at one position is chosen before that at another.
func (b *Board) before(v worth, at int, w worth, other int) bool {
	if v.phone != w.phone {
		return w.phone
	}
	if v.figure != w.figure {
		return v.figure < w.figure
	}
	if v.idle != w.idle {
		return v.idle < w.idle
	}
	return b.seats[at].who.Agent < b.seats[other].who.Agent
}

// worth works out how much speaks for an agent. Within a pass it only gets less.
func (b *Board) worth(sp *spec, at int) worth {
	seat := &b.seats[at]
	w := worth{phone: seat.who.OnPhone, idle: seat.idle}
	switch {
	case sp.place.turns != nil:
		w.figure = float64(sp.place.turns.values[at])
	case sp.levels != nil:
		for _, level := range sp.levels {
			w.figure -= float64(level.values[at])
		}
	case sp.place.balanced:
		w.figure = float64(seat.load) / float64(max(seat.places, 1))
	}
	return w
}

// scan looks at everybody in a pool.
func (b *Board) scan(sp *spec, in bitset) int {
	best, least := -1, worth{}
	for i, word := range in {
		for ; word != 0; word &= word - 1 {
			at := i<<6 + bits.TrailingZeros64(word)
			if w := b.worth(sp, at); best < 0 || b.before(w, at, least, best) {
				best, least = at, w
			}
		}
	}
	return best
}
