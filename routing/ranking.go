package routing

// A pool is worth ranking once when it is large and asked for again and again.
const (
	rankFrom  = 48 // people in the pool
	rankAfter = 2  // times it was asked for in this pass
)

// ranking is a pool in a heap, the best on top. Giving somebody a place only makes
// them worth less, so an entry that is out of date is put right when it comes up.
type ranking struct {
	run   int // for which it was made
	spec  *spec
	asked int
	heap  []ranked // empty: not made yet
}

type ranked struct {
	worth worth
	at    int
	load  int // when worth was worked out
}

// ranking gives the ranking of a pool, or nil while looking through the pool is
// cheaper.
func (b *Board) ranking(sp *spec, fit Stage) *ranking {
	r := &b.run
	list := &sp.give[fit].list
	if len(sp.levels) > 0 { // others compare the same pool by other skills
		if sp.lists == nil {
			sp.lists = new([stages]ranking)
		}
		list = &sp.lists[fit]
	}
	if list.run != r.id {
		*list = ranking{run: r.id, spec: sp, heap: list.heap[:0]}
	}
	if len(list.heap) > 0 {
		return list
	}
	if list.asked++; list.asked <= rankAfter || r.left < rankFrom {
		return nil
	}
	sp.give[fit].and(r.mask, r.pool)
	if r.pool.count() < rankFrom {
		list.asked = -1 << 30 // it only gets smaller
		return nil
	}
	r.pool.each(func(at int) {
		list.heap = append(list.heap, ranked{b.worth(sp, at), at, b.seats[at].load})
	})
	for i := len(list.heap)/2 - 1; i >= 0; i-- {
		list.sink(b, i)
	}
	return list
}

// best gives the best position that is left, -1 if none is.
func (l *ranking) best(b *Board) int {
	for len(l.heap) > 0 {
		top := &l.heap[0]
		switch seat := &b.seats[top.at]; {
		case !b.run.mask.has(top.at):
			last := len(l.heap) - 1
			*top = l.heap[last]
			l.heap = l.heap[:last]
		case seat.load != top.load:
			top.worth, top.load = b.worth(l.spec, top.at), seat.load
		default:
			return top.at
		}
		l.sink(b, 0)
	}
	return -1
}

// sink restores the heap below a place.
func (l *ranking) sink(b *Board, i int) {
	for {
		first := i
		for _, child := range [...]int{2*i + 1, 2*i + 2} {
			if child < len(l.heap) && b.before(l.heap[child].worth, l.heap[child].at, l.heap[first].worth, l.heap[first].at) {
				first = child
			}
		}
		if first == i {
			return
		}
		l.heap[i], l.heap[first] = l.heap[first], l.heap[i]
		i = first
	}
}
