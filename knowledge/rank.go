package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// lookup is a visitor's words, looked up in a catalogue.
type lookup struct {
	words []want
	grams []want
	total float64 // weight of all words
	known float64 // weight of those that the catalogue has
}

// want is a word or gram of the query and what finding it is worth.
type want struct {
	id     int32 // -1: the catalogue does not have it
	weight float64
	also   []int32 // words that mean nearly the same
}

// nearly is how much a synonym or a misspelt word is worth beside the word.
const nearly = 0.6

// stopped is how much of its weight a stop word keeps.
const stopped = 0.3

func (c *catalogue) query(text, lang string) lookup {
	var q lookup
	seen := map[string]bool{}
	for _, t := range terms(text, lang) {
		if seen[t] {
			continue
		}
		seen[t] = true
		w := want{id: -1}
		if id, ok := c.words.id(t); ok {
			w.id, w.weight = id, c.idf(c.words.df[id])
		} else {
			w.weight = c.idf(0)
			w.also = c.misspelt(t)
		}
		if stopWord(t, lang) {
			w.weight *= stopped
		}
		for _, s := range synonyms(t, lang) {
			if id, ok := c.words.id(s); ok && id != w.id {
				w.also = append(w.also, id)
			}
		}
		q.words = append(q.words, w)
		q.total += w.weight
		switch {
		case w.id >= 0:
			q.known += w.weight
		case len(w.also) > 0:
			q.known += nearly * w.weight
		}
	}
	for _, g := range grams(text) {
		if seen["g"+g] {
			continue
		}
		seen["g"+g] = true
		w := want{id: -1, weight: c.idf(0)}
		if id, ok := c.grams.id(g); ok {
			w.id, w.weight = id, c.idf(c.grams.df[id])
		}
		q.grams = append(q.grams, w)
	}
	return q
}

// misspelt finds known words one slip away from an unknown one.
func (c *catalogue) misspelt(word string) []int32 {
	n := len(word)
	if n < 5 {
		return nil
	}
	var out []int32
	for id, known := range c.words.list {
		if d := len(known) - n; d > 1 || d < -1 || c.words.df[id] == 0 || !oneSlip(word, known) {
			continue
		}
		out = append(out, int32(id))
	}
	return out
}

// oneSlip tells whether two words differ by one letter added, lost, changed, or
// two swapped.
func oneSlip(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

// amount looks a word up among sorted postings: 1 for the word itself, less for
// a near one.
func (w want) amount(in []posting) (count, worth float64) {
	if n := find(in, w.id); n > 0 {
		return float64(n), 1
	}
	for _, id := range w.also {
		if n := find(in, id); n > 0 {
			return float64(n), nearly
		}
	}
	return 0, 0
}

func find(in []posting, id int32) int32 {
	if id < 0 {
		return 0
	}
	i, ok := slices.BinarySearchFunc(in, id, func(p posting, id int32) int { return int(p.id - id) })
	if !ok {
		return 0
	}
	return in[i].count
}

// bm25 scores a body.
func (q lookup) bm25(in []posting, length, average float64) float64 {
	const k1, b = 1.2, 0.6
	sum := 0.0
	for _, w := range q.words {
		if n, worth := w.amount(in); n > 0 {
			sum += worth * w.weight * n * (k1 + 1) / (n + k1*(1-b+b*length/average))
		}
	}
	return sum
}

// covered is the share of the query's weight found among the postings.
func (q lookup) covered(in []posting) float64 {
	if q.total == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range q.words {
		if n, worth := w.amount(in); n > 0 {
			sum += worth * w.weight
		}
	}
	return sum / q.total
}

// like is the cosine between the query and a title or phrasing.
func (c *catalogue) like(q lookup, l line, lang string) (words, letters float64) {
	var dot, qq, ll float64
	for _, w := range q.words {
		qq += w.weight * w.weight
		if n, worth := w.amount(l.words); n > 0 {
			dot += worth * w.weight * w.weight
		}
	}
	for _, p := range l.words {
		x := c.idf(c.words.df[p.id])
		if stopWord(c.words.list[p.id], lang) {
			x *= stopped
		}
		ll += x * x
	}
	if dot > 0 {
		words = min(1, dot/math.Sqrt(qq*ll))
	}
	dot, qq, ll = 0, 0, 0
	for _, w := range q.grams {
		qq += w.weight * w.weight
		if find(l.grams, w.id) > 0 {
			dot += w.weight * w.weight
		}
	}
	for _, p := range l.grams {
		x := c.idf(c.grams.df[p.id])
		ll += x * x
	}
	if dot > 0 {
		letters = min(1, dot/math.Sqrt(qq*ll))
	}
	return words, letters
}

// fit is how well an article fits a query.
type fit struct {
	card     *card
	passage  int // index of the best passage, -1 if the article has none
	score    float64
	bm25     float64
	title    float64 // likeness of the title
	phrasing float64 // likeness of the nearest title or phrasing
	several  float64 // mean likeness of the nearest few of them
	coverage float64
	focus    float64
	best     float64 // coverage of the best passage
}

// rank scores the cards and sorts them, best first.
func (c *catalogue) rank(q lookup, cards []*card, w weights) []fit {
	out := make([]fit, 0, len(cards))
	average := 1.0
	if len(c.cards) > 0 {
		average = max(1, float64(c.length)/float64(len(c.cards)))
	}
	for _, k := range cards {
		f := c.fit(q, k, average, w)
		if f.score > 0 {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b fit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.card.article.ID, b.card.article.ID))
	})
	return out
}

// weights says how much each sign counts in the score.
type weights struct {
	bm25, title, phrasing, several, coverage, focus, passage, letters float64
}

var tuned = weights{bm25: 0.3, title: 0.5, phrasing: 1, several: 0.5, coverage: 0.5, focus: 0.5, passage: 0.3, letters: 0.5}

func (c *catalogue) fit(q lookup, k *card, average float64, w weights) fit {
	f := fit{card: k, passage: -1}
	lang := k.article.Language
	var likes []float64
	var everything []posting
	for i, l := range k.asks {
		words, letters := c.like(q, l, lang)
		like := (1-w.letters)*words + w.letters*letters
		if i == 0 {
			f.title = like
		}
		likes = append(likes, like)
		f.phrasing = max(f.phrasing, like)
		f.focus = max(f.focus, q.covered(l.words))
		everything = append(everything, l.words...)
	}
	slices.SortFunc(likes, func(a, b float64) int { return cmp.Compare(b, a) })
	few := likes[:min(4, len(likes))]
	for _, x := range few {
		f.several += x / float64(len(few))
	}
	everything = tally(append(everything, k.body...))
	f.coverage = q.covered(everything)
	f.bm25 = q.bm25(everything, float64(k.bodyLen+k.asks[0].length), average)
	bestScore := -1.0
	for i, p := range k.passages {
		if s := q.bm25(p.words, float64(p.length), passageWords); s > bestScore {
			bestScore, f.passage = s, i
			f.best = q.covered(p.words)
		}
	}
	f.score = w.bm25*f.bm25/max(1, q.total) + w.title*f.title + w.phrasing*f.phrasing + w.several*f.several +
		w.coverage*f.coverage + w.focus*f.focus + w.passage*f.best
	return f
}
