package routing

import (
	"math/bits"
	"slices"
)

// bitset is a set of positions on a board, 64 in a word. All sets of a board have the
// same number of words.
type bitset []uint64

func (s bitset) has(at int) bool { return s[at>>6]&(1<<(at&63)) != 0 }

// put adds or removes a position and reports whether that changed anything.
func (s bitset) put(at int, in bool) bool {
	if s.has(at) == in {
		return false
	}
	s[at>>6] ^= 1 << (at & 63)
	return true
}

func (s bitset) count() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// each calls visit with every position, lowest first.
func (s bitset) each(visit func(at int)) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			visit(i<<6 + bits.TrailingZeros64(word))
		}
	}
}

// pool is those who pass every one of some layers. A closed pool holds nobody.
type pool struct {
	layers []*set
	closed bool
}

// word gives the part of the pool within one word of a mask.
func (p *pool) word(i int, mask uint64) uint64 {
	for _, layer := range p.layers {
		if mask &= layer.bits[i]; mask == 0 {
			break
		}
	}
	return mask
}

// meets reports whether anybody of the mask is in the pool.
func (p *pool) meets(mask bitset) bool {
	if p.closed {
		return false
	}
	for i, word := range mask {
		if word != 0 && p.word(i, word) != 0 {
			return true
		}
	}
	return false
}

// has reports whether one position is in the pool.
func (p *pool) has(at int) bool {
	return !p.closed && p.word(at>>6, 1<<(at&63)) != 0
}

// and writes the part of the pool that is in the mask to out.
func (p *pool) and(mask, out bitset) {
	for i, word := range mask {
		if p.closed || word == 0 {
			out[i] = 0
			continue
		}
		out[i] = p.word(i, word)
	}
}

// same reports whether both pools ask the same, so that they hold the same people.
func (p *pool) same(q *pool) bool {
	return p.closed == q.closed && (p.closed || slices.Equal(p.layers, q.layers))
}
