package builtin

import (
	"slices"
	"strings"
)

// reading is a message seen through one grammar.
type reading struct {
	g     *grammar
	runes []rune
	units []unit
	edges [][]edge // by unit: the known phrases that begin there, longest first
}

// unit is a word of the message, or the end of a clause if word is "".
type unit struct {
	word  string // as the grammar spells it, if it knows it
	class class
	from  int // in the runes of the message
	to    int
	slip  bool // the visitor wrote it a little otherwise
}

// edge is a known phrase over several units.
type edge struct {
	length int
	joined string
	class  class
}

// span is a stretch of units, [from, to).
type span struct{ from, to int }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

// read looks the tokens up in the grammar. Slips of the finger are only forgiven
// where forgive is set, because a foreign word is often one letter away.
func (g *grammar) read(runes []rune, tokens []token, forgive bool) reading {
	r := reading{g: g, runes: runes, units: make([]unit, 0, len(tokens))}
	for _, t := range tokens {
		u := unit{word: t.word, from: t.from, to: t.to}
		known := t.breaks()
		if !known {
			u.class, known = g.lookup(t.word)
		}
		if known || !forgive {
			r.units = append(r.units, u)
			continue
		}
		r.units = append(r.units, g.forgive(u)...)
	}
	r.edges = make([][]edge, len(r.units))
	for i, u := range r.units {
		for _, e := range g.phrases[u.word] {
			if r.says(i, e.words) {
				r.edges[i] = append(r.edges[i], edge{len(e.words), e.joined, e.class})
			}
		}
	}
	return r
}

// says tells whether the words stand at unit i.
func (r reading) says(i int, words []string) bool {
	if i+len(words) > len(r.units) {
		return false
	}
	for k, w := range words {
		if r.units[i+k].word != w {
			return false
		}
	}
	return true
}

// lookup gives the classes of a word, and whether the grammar knows it at all.
func (g *grammar) lookup(word string) (class, bool) {
	found, known := g.classes[word]
	if len(g.stems) == 0 {
		return found, known
	}
	for i := range word {
		if i > 0 {
			found |= g.stems[word[:i]]
		}
	}
	found |= g.stems[word]
	return found, known || found != 0
}

// forgive reads an unknown word as a known one that differs by one slip, or as
// two known words run together.
func (g *grammar) forgive(u unit) []unit {
	runes := []rune(u.word)
	if len(runes) >= 4 {
		if word, ok := g.nearest(u.word); ok {
			u.word = word
			u.class, u.slip = g.classes[word], true
			return []unit{u}
		}
	}
	if len(runes) < 5 || u.to-u.from != len(runes) {
		return []unit{u}
	}
	for cut := 1; cut < len(runes)-1; cut++ {
		left, okLeft := g.classes[string(runes[:cut])]
		right, okRight := g.classes[string(runes[cut:])]
		if okLeft && okRight {
			a, b := u, u
			a.word, a.class, a.to = string(runes[:cut]), left, u.from+cut
			b.word, b.class, b.from = string(runes[cut:]), right, u.from+cut
			return []unit{a, b}
		}
	}
	return []unit{u}
}

// nearest finds the known word one slip away: a letter too many, missing, wrong
// or two swapped.
func (g *grammar) nearest(word string) (string, bool) {
	g.typing.Do(g.indexTypos)
	best, found := "", false
	for _, short := range append(withoutOne(word), inOrder(word)) {
		for _, known := range g.typos[short] {
			if plausibleSlip(word, known) && (!found || known < best) {
				best, found = known, true
			}
		}
	}
	return best, found
}

// plausibleSlip tells whether typing known could have produced word. Short words
// are one letter away from too many others, so they must keep most of their
// letters.
func plausibleSlip(word, known string) bool {
	a, b := []rune(word), []rune(known)
	swapped := a[0] == b[0] && sameLetters(a, b)
	if len(b) >= 7 && swapped {
		return true
	}
	if abs(len(a)-len(b)) > 1 || slips(a, b) > 1 {
		return false
	}
	switch {
	case len(b) > 5 || swapped:
		return true
	case len(a) < len(b):
		return len(b) == 5 && a[0] == b[0]
	case len(a) == len(b):
		return a[0] == b[0] && besideOnKeyboard(a, b) || len(b) == 5 && a[0] == b[0]
	}
	return a[0] == b[0] && (len(b) == 5 || a[len(a)-1] == b[len(b)-1])
}

// keyRows are the rows of letters on most keyboards.
var keyRows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// besideOnKeyboard tells whether the one letter in which two words of the same
// length differ lies next to the right one.
func besideOnKeyboard(a, b []rune) bool {
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		ra, ca := keyOf(a[i])
		rb, cb := keyOf(b[i])
		return ra >= 0 && rb >= 0 && abs(ra-rb) <= 1 && abs(ca-cb) <= 1
	}
	return false
}

func keyOf(r rune) (row, column int) {
	for i, keys := range keyRows {
		if c := strings.IndexRune(keys, r); c >= 0 {
			return i, c
		}
	}
	return -1, -1
}

func sameLetters(a, b []rune) bool {
	x, y := slices.Clone(a), slices.Clone(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// slips counts how many letters were added, lost, changed or swapped between two
// words, up to 2.
func slips(a, b []rune) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) == 0 && len(b) == 0:
		return 0
	case len(a) <= 1 && len(b) <= 1:
		return 1
	case len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return 1
	}
	return 2
}

// find returns where the rules of a family match.
func (r reading) find(family string) []span {
	var out []span
	for _, rule := range r.g.rules[family] {
		for start := range r.units {
			if end, ok := r.match(rule, start); ok && end > start {
				out = append(out, span{start, end})
			}
		}
	}
	return out
}

// match tries the items from position at and gives the end of the match.
func (r reading) match(items []item, at int) (int, bool) {
	if len(items) == 0 {
		return at, true
	}
	it := items[0]
	switch {
	case it.anchor == '^' && !r.clauseStart(at), it.anchor == '$' && !r.clauseEnd(at):
		return 0, false
	case it.anchor != 0:
		return r.match(items[1:], at)
	case it.any:
		return r.matchGap(items, at)
	}
	return r.matchItem(items, at, 0)
}

// matchGap skips as few words as it can.
func (r reading) matchGap(items []item, at int) (int, bool) {
	for skipped := 0; ; skipped++ {
		if end, ok := r.match(items[1:], at+skipped); ok {
			return end, true
		}
		if skipped == items[0].max || at+skipped >= len(r.units) || r.units[at+skipped].word == "" {
			return 0, false
		}
	}
}

// matchItem takes the first item as often as it can, done times already.
func (r reading) matchItem(items []item, at, done int) (int, bool) {
	it := items[0]
	if done < it.max {
		for _, length := range r.readings(it, at) {
			if end, ok := r.matchItem(items, at+length, done+1); ok {
				return end, true
			}
		}
	}
	if done >= it.min {
		return r.match(items[1:], at)
	}
	return 0, false
}

// readings lists how many units from at on the item may take at once, the most
// first: a phrase, or a single word.
func (r reading) readings(it item, at int) []int {
	if at >= len(r.units) {
		return nil
	}
	var out []int
	for _, e := range r.edges[at] {
		if it.accepts(e.joined, e.class) {
			out = append(out, e.length)
		}
	}
	if u := r.units[at]; u.word != "" && it.accepts(u.word, u.class) {
		out = append(out, 1)
	}
	return out
}

func (it item) accepts(word string, c class) bool {
	return it.classes&c != 0 || slices.Contains(it.words, word)
}

func (r reading) clauseStart(at int) bool { return at == 0 || r.units[at-1].word == "" }

func (r reading) clauseEnd(at int) bool { return at >= len(r.units) || r.units[at].word == "" }

// spelt keeps the spans in which every word was written as the grammar knows it.
func (r reading) spelt(spans []span) []span {
	return slices.DeleteFunc(spans, func(s span) bool {
		return slices.ContainsFunc(r.units[s.from:s.to], func(u unit) bool { return u.slip })
	})
}

// length counts the words of the message.
func (r reading) length() int {
	n := 0
	for _, u := range r.units {
		if u.word != "" {
			n++
		}
	}
	return n
}

// oneWord is the length up to which a single word may be all that is asked.
const oneWord = 12

// telling drops the spans of a single word where that word says little: in the
// midst of a long message, or misspelt beside others.
func (r reading) telling(spans []span) []span {
	length := r.length()
	return slices.DeleteFunc(spans, func(s span) bool {
		if s.to-s.from > 1 || isDense(r.units[s.from].word) {
			return false
		}
		return length > oneWord || length > 3 && r.units[s.from].slip
	})
}

// words gives back the visitor's own words of a span.
func (r reading) words(s span) string {
	return string(r.runes[r.units[s.from].from:r.units[s.to-1].to])
}
