package routing

import (
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// later adds the conversations that nobody got and that are past a limit of their
// team: those that waited too long, then the last to come to a line that is too long.
// Who lost their person and who jumps ahead are not turned away by the length.
func (b *Board) later() {
	r := &b.run
	given := len(r.out)
	left := map[chat.TeamID]int{} // in line behind those two
	for i := range b.order {
		slot, team := &b.order[i], &b.order[i].place.team
		l, late := slot.lane, int(slot.taken)
		if team.MaxWait > 0 {
			late = max(late, l.until(r.now-int64(team.MaxWait)))
		}
		for _, e := range l.entries[slot.taken:late] {
			r.out = append(r.out, b.postpone(e, LaterMaxWait))
		}
		slot.taken = int32(late)
		if team.MaxWaiting > 0 {
			left[l.key.spec.need.Team] += len(l.entries) - late
		}
	}
	for _, e := range b.surplus(left) {
		r.out = append(r.out, b.postpone(e, LaterQueueFull))
	}
	for i := range b.order {
		b.order[i].rewind()
	}
	slices.SortFunc(r.out[given:], func(x, y Decision) int {
		return x.entry.w.rank(r.now).compare(y.entry.w.rank(r.now))
	})
}

func (b *Board) postpone(e *entry, why LaterWhy) Decision {
	p := e.lane.key.spec.place
	return Decision{Conversation: e.w.Conversation, Later: why, Team: p.team.ID, Method: p.team.Method,
		Stage: max(p.due(b.run.now-e.entered, e.lane.key.jumps), b.floors[e.lane.key.spec.at]), run: b.run.pass, entry: e, given: len(b.run.pass.log)}
}

// surplus gives those who came last to lines that are longer than their team allows.
func (b *Board) surplus(left map[chat.TeamID]int) []*entry {
	last := map[chat.TeamID][]*entry{}
	for i := range b.order {
		l, sp := b.order[i].lane, b.order[i].spec
		if sp.place.team.MaxWaiting > 0 && left[sp.need.Team] > sp.place.team.MaxWaiting && l.mayBeTurnedAway() {
			last[sp.need.Team] = append(last[sp.need.Team], l.entries[b.order[i].taken:]...)
		}
	}
	var out []*entry
	for team, entries := range last {
		slices.SortFunc(entries, func(x, y *entry) int { return y.compare(x) })
		out = append(out, entries[:min(len(entries), left[team]-b.team(team).MaxWaiting)]...)
	}
	return out
}

func (l *lane) mayBeTurnedAway() bool { return !l.key.front && !l.key.ahead }

// over says whether one conversation is past a limit of its team.
func (b *Board) over(e *entry) LaterWhy {
	sp, team := e.lane.key.spec, &e.lane.key.spec.place.team
	if t := team.MaxWait; t > 0 && b.run.now-e.entered >= int64(t) {
		return LaterMaxWait
	}
	surplus := b.queued[sp.need.Team] - team.MaxWaiting
	if team.MaxWaiting <= 0 || surplus <= 0 || !e.lane.mayBeTurnedAway() {
		return ""
	}
	for i := range b.order { // how many came later still
		l := b.order[i].lane
		if l.key.spec.need.Team == sp.need.Team && l.mayBeTurnedAway() {
			at, found := slices.BinarySearchFunc(l.entries, e, (*entry).compare)
			if found {
				at++
			}
			surplus -= len(l.entries) - at
		}
	}
	if surplus <= 0 {
		return ""
	}
	return LaterQueueFull
}

// Next says when time alone changes what Pass answers, if it answers nothing at now: a
// stage begins that lets in somebody who is free, a bar of somebody free ends, or a
// conversation has waited as long as its team allows. It is zero if nothing will.
func (b *Board) Next(now time.Time) time.Time {
	b.settle()
	const never = int64(unknownIdle)
	at, next := stamp(now), never
	for i := range b.order {
		slot := &b.order[i]
		for s := StageTranslation; s < stages && !slot.jumps; s++ {
			if t := slot.after(at, slot.place.begins[s]); t < next && slot.spec.give[s] != slot.spec.give[s-1] && slot.spec.give[s].meets(b.free) {
				next = t
			}
		}
		if longest := slot.place.team.MaxWait; longest > 0 {
			next = min(next, slot.after(at, int64(longest)))
		}
		if !slot.alone {
			continue
		}
		for _, bar := range slot.first.w.Bars {
			if until := stamp(bar.Until); until > at && until < next && b.couldUse(slot.spec, bar.Agent) {
				next = until
			}
		}
	}
	if next == never {
		return time.Time{}
	}
	return time.Unix(0, next).In(now.Location())
}

// couldUse reports whether the agent is free for what the spec needs, at some stage.
func (b *Board) couldUse(sp *spec, id chat.AgentID) bool {
	at, known := b.places[id]
	return known && b.free.has(at) && sp.give[StageOverflow].has(at)
}

// Staff counts who could take what is needed at the last live stage, by being given it
// or by claiming it: what a visitor's expectation is computed from.
func (b *Board) Staff(n Need) Staffing {
	b.settle()
	sp := b.spec(n.canonical())
	defer b.releaseSpec(sp)
	var out Staffing
	b.shift.each(func(at int) {
		s := &b.seats[at]
		if s.who.attending() && sp.could[StageOverflow].has(at) {
			out.Routable++
			out.Slots += s.places
			left := max(s.places-s.load, 0)
			out.Free += left
			if !s.who.OnPhone {
				out.AtDesk += left
			}
		}
	})
	return out
}

// Ahead counts those who come before w, which need not be in line itself, and could
// take a place from it: somebody on the board might serve either.
func (b *Board) Ahead(w Waiting, now time.Time) int {
	b.settle()
	sp := b.spec(w.Need.canonical())
	defer b.releaseSpec(sp)
	n, at := 0, stamp(now)
	mine, all, shared := w.rank(at), b.mutual(sp), map[*spec]bool{}
	for i := range b.order {
		l, other := b.order[i].lane, b.order[i].spec
		meets, known := shared[other]
		if !known {
			meets = other == sp || other.could[StageOverflow].meets(all)
			shared[other] = meets
		}
		if !meets {
			continue
		}
		before, _ := slices.BinarySearchFunc(l.entries, mine, func(e *entry, r rank) int { return e.w.rank(at).compare(r) })
		n += before
		if e := b.waiting[w.Conversation]; e != nil && e.lane == l && e.w.rank(at).compare(mine) < 0 {
			n--
		}
	}
	return n
}

// mutual gives everybody who could serve a spec.
func (b *Board) mutual(sp *spec) bitset {
	everybody, out := make(bitset, b.index.words), make(bitset, b.index.words)
	for at := range b.seats {
		everybody.put(at, b.seats[at].taken)
	}
	sp.could[StageOverflow].and(everybody, out)
	return out
}

// Line gives those who wait in the order in which they should be taken.
func (b *Board) Line(now time.Time) []Waiting {
	all := make([]Waiting, 0, len(b.waiting))
	for i := range b.order {
		for _, e := range b.order[i].lane.entries {
			all = append(all, e.w)
		}
	}
	return Line(all, now)
}
