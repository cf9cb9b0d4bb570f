package builtin

import "slices"

// reading is a message seen through one grammar: its units and their classes.
type reading struct {
	g     *grammar
	runes []rune
	units []unit
}

// unit is a word or a known phrase of the message.
type unit struct {
	word  string
	class class
	from  int
	to    int
	exact bool // the grammar knows this very spelling
}

// span is a stretch of units, [from, to).
type span struct{ from, to int }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

// read looks the tokens up in the grammar. Slips of the finger are only forgiven
// where forgive is set, because a foreign word is often one letter away.
func (g *grammar) read(runes []rune, tokens []token, forgive bool) reading {
	r := reading{g: g, runes: runes, units: make([]unit, 0, len(tokens))}
	for i := 0; i < len(tokens); {
		if e, ok := g.phraseAt(tokens[i:]); ok {
			last := tokens[i+len(e.words)-1]
			r.units = append(r.units, unit{word: e.joined, class: e.class, from: tokens[i].from, to: last.to, exact: true})
			i += len(e.words)
			continue
		}
		t := tokens[i]
		u := unit{word: t.word, from: t.from, to: t.to}
		u.class, u.exact = g.lookup(t.word)
		i++
		if u.exact || !forgive || t.breaks() {
			r.units = append(r.units, u)
			continue
		}
		r.units = append(r.units, g.forgive(u)...)
	}
	return r
}

func (g *grammar) phraseAt(tokens []token) (entry, bool) {
	for _, e := range g.phrases[tokens[0].word] {
		if len(e.words) > len(tokens) {
			continue
		}
		same := true
		for k, w := range e.words {
			if tokens[k].word != w {
				same = false
				break
			}
		}
		if same {
			return e, true
		}
	}
	return entry{}, false
}

func (g *grammar) lookup(word string) (class, bool) {
	if c, ok := g.classes[word]; ok {
		return c, true
	}
	if len(g.stems) == 0 {
		return 0, false
	}
	var found class
	for i := range word {
		if c, ok := g.stems[word[:i]]; ok && i > 0 {
			found |= c
		}
	}
	if c, ok := g.stems[word]; ok {
		found |= c
	}
	return found, found != 0
}

// forgive reads an unknown word as a known one that differs by one slip (two in
// long words), or as two known words run together.
func (g *grammar) forgive(u unit) []unit {
	runes := []rune(u.word)
	if len(runes) >= 4 {
		if word, ok := g.nearest(u.word); ok {
			u.word, u.class = word, g.classes[word]
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
	best, found := "", false
	for _, short := range withoutOne(word) {
		for _, known := range g.typos[short] {
			if !plausibleSlip(word, known) {
				continue
			}
			if !found || known < best {
				best, found = known, true
			}
		}
	}
	return best, found
}

// plausibleSlip tells whether typing known could have produced word. Short words
// are one letter away from too many others, so they must keep first and last.
func plausibleSlip(word, known string) bool {
	a, b := []rune(word), []rune(known)
	if abs(len(a)-len(b)) > 1 || slips(a, b) > 1 {
		return false
	}
	if len(b) <= 5 {
		return a[0] == b[0] && (a[len(a)-1] == b[len(b)-1] || len(a) == len(b) && len(b) == 5) && (len(b) > 4 || sameLetters(a, b) || len(a) > len(b))
	}
	return true
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
	for _, rule := range r.g.rules {
		if rule.family != family {
			continue
		}
		for start := range r.units {
			if end, ok := r.match(rule.items, start, start); ok && end > start {
				out = append(out, span{start, end})
			}
		}
	}
	return out
}

// match tries the items from position at; begin is where the whole match began.
func (r reading) match(items []item, at, begin int) (int, bool) {
	if len(items) == 0 {
		return at, true
	}
	it, rest := items[0], items[1:]
	if it.anchor != 0 {
		if it.anchor == '^' && !r.clauseStart(at) || it.anchor == '$' && !r.clauseEnd(at) {
			return 0, false
		}
		return r.match(rest, at, begin)
	}
	limit := at
	for limit < len(r.units) && limit-at < it.max && it.accepts(r.units[limit]) {
		limit++
	}
	// Gaps are taken as short as they can be, everything else as long.
	if it.any {
		for end := at; end <= limit; end++ {
			if got, ok := r.match(rest, end, begin); ok {
				return got, true
			}
		}
		return 0, false
	}
	for end := limit; end-at >= it.min; end-- {
		if got, ok := r.match(rest, end, begin); ok {
			return got, true
		}
	}
	return 0, false
}

func (it item) accepts(u unit) bool {
	if u.word == "" {
		return false
	}
	return it.any || it.classes&u.class != 0 || slices.Contains(it.words, u.word)
}

func (r reading) clauseStart(at int) bool { return at == 0 || r.units[at-1].word == "" }

func (r reading) clauseEnd(at int) bool { return at >= len(r.units) || r.units[at].word == "" }

// words gives back the visitor's own words of a span.
func (r reading) words(s span) string {
	return string(r.runes[r.units[s.from].from:r.units[s.to-1].to])
}
