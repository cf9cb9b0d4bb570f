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
	hint   int     // the word in which somebody was found last
	list   ranking // of those who are left in a pass
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

// find gives somebody of the mask who is in the pool, -1 if there is nobody.
func (p *pool) find(mask bitset) int {
	if p.closed {
		return -1
	}
	if p.hint < len(mask) && mask[p.hint] != 0 {
		if word := p.word(p.hint, mask[p.hint]); word != 0 {
			return p.hint<<6 + bits.TrailingZeros64(word)
		}
	}
	for i, word := range mask {
		if word == 0 {
			continue
		}
		if word = p.word(i, word); word != 0 {
			p.hint = i
			return i<<6 + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// findFrom is find, looking from another place for each seed.
func (p *pool) findFrom(mask bitset, seed int) int {
	if p.closed {
		return -1
	}
	for n := range mask {
		i := (seed + n) % len(mask)
		if word := p.word(i, mask[i]); word != 0 {
			turn := seed / len(mask) & 63
			return i<<6 + (bits.TrailingZeros64(bits.RotateLeft64(word, -turn))+turn)&63
		}
	}
	return -1
}

// meets reports whether anybody of the mask is in the pool.
func (p *pool) meets(mask bitset) bool { return p.find(mask) >= 0 }

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

// within gives the pool of the layers, which is wider if that asks the same.
func within(wider *pool, layers ...[]*set) *pool {
	all := slices.Concat(layers...)
	if slices.Equal(all, wider.layers) {
		return wider
	}
	return &pool{layers: all}
}
