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
	words          []want
	grams          []want
	total          float64 // weight of all words
	known          float64 // weight of those that the catalogue has
	words2, grams2 float64 // sums of squared weights
	// By number of a word: which word of the query it answers (1 is the first, 0
	// none) and how well; by number of a gram: its squared weight.
	answers []answer
	marks   []float32
}

// answer says which word of a query a known word answers.
type answer struct {
	word  int16
	worth float32
}

// want is a word or gram of the query and what finding it is worth.
type want struct {
	id     int32 // -1: the catalogue does not have it
	weight float64
	also   []int32 // words that mean nearly the same
}

// nearly is how much a synonym or a misspelt word is worth beside the word.
const nearly = 0.6

// maxWords is how many different words of a query count; the rest of a very long
// message is passed over.
const maxWords = 64

// stopped is how much of its weight a stop word keeps.
const stopped = 0.3

func (c *catalogue) query(text, lang string) lookup {
	var q lookup
	seen := map[string]bool{}
	for _, t := range terms(text, lang) {
		if seen[t] || len(q.words) == maxWords {
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
	q.place(c)
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

// place makes the tables by which lines are compared with the query.
func (q *lookup) place(c *catalogue) {
	q.answers = make([]answer, len(c.words.list))
	for i, w := range q.words {
		q.words2 += w.weight * w.weight
		for _, id := range w.also {
			if q.answers[id].word == 0 {
				q.answers[id] = answer{int16(i + 1), nearly}
			}
		}
	}
	for i, w := range q.words {
		if w.id >= 0 {
			q.answers[w.id] = answer{int16(i + 1), 1}
		}
	}
	q.marks = make([]float32, len(c.grams.list))
	for _, w := range q.grams {
		q.grams2 += w.weight * w.weight
		if w.id >= 0 {
			q.marks[w.id] = float32(w.weight * w.weight)
		}
	}
}

// at looks a word of a line up; words that came after the lookup was made answer
// nothing.
func (q *lookup) at(id int32) answer {
	if int(id) >= len(q.answers) {
		return answer{}
	}
	return q.answers[id]
}

// bm25 scores a body, and gives the share of the query's weight found in it.
func (q *lookup) bm25(in []posting, length, average float64) (score, covered float64) {
	const k1, b = 1.2, 0.6
	var best [maxWords]float64
	var has [maxWords]float64
	for _, p := range in {
		a := q.at(p.id)
		if a.word == 0 {
			continue
		}
		i, n := a.word-1, float64(p.count)
		w := q.words[i].weight
		best[i] = max(best[i], float64(a.worth)*w*n*(k1+1)/(n+k1*(1-b+b*length/average)))
		has[i] = max(has[i], float64(a.worth)*w)
	}
	for i := range q.words {
		score += best[i]
		covered += has[i]
	}
	if q.total == 0 {
		return 0, 0
	}
	return score, covered / q.total
}

// like is the cosine between the query and a title or phrasing, by words and by
// letters, and the share of the query's weight found in it.
func (q *lookup) like(l line) (words, letters, covered float64) {
	var has [maxWords]float64
	for _, p := range l.words {
		if a := q.at(p.id); a.word > 0 {
			has[a.word-1] = max(has[a.word-1], float64(a.worth))
		}
	}
	dot := 0.0
	for i, w := range q.words {
		dot += has[i] * w.weight * w.weight
		covered += has[i] * w.weight
	}
	if dot > 0 && l.words2 > 0 {
		words = min(1, dot/math.Sqrt(q.words2*l.words2))
		covered /= q.total
	}
	dot = 0
	for _, p := range l.grams {
		if int(p.id) < len(q.marks) {
			dot += float64(q.marks[p.id])
		}
	}
	if dot > 0 && l.grams2 > 0 {
		letters = min(1, dot/math.Sqrt(q.grams2*l.grams2))
	}
	return words, letters, covered
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
func (c *catalogue) rank(q *lookup, cards []*card, w weights) []fit {
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

func (c *catalogue) fit(q *lookup, k *card, average float64, w weights) fit {
	f := fit{card: k, passage: -1}
	likes := make([]float64, 0, len(k.asks))
	for i, l := range k.asks {
		words, letters, covered := q.like(l)
		like := (1-w.letters)*words + w.letters*letters
		if i == 0 {
			f.title = like
		}
		likes = append(likes, like)
		f.phrasing, f.focus = max(f.phrasing, like), max(f.focus, covered)
	}
	slices.SortFunc(likes, func(a, b float64) int { return cmp.Compare(b, a) })
	few := likes[:min(4, len(likes))]
	for _, x := range few {
		f.several += x / float64(len(few))
	}
	f.bm25, f.coverage = q.bm25(k.all, float64(k.bodyLen+k.asks[0].length), average)
	bestScore := -1.0
	for i, p := range k.passages {
		if s, covered := q.bm25(p.words, float64(p.length), passageWords); s > bestScore {
			bestScore, f.passage, f.best = s, i, covered
		}
	}
	f.score = w.bm25*f.bm25/max(1, q.total) + w.title*f.title + w.phrasing*f.phrasing + w.several*f.several +
		w.coverage*f.coverage + w.focus*f.focus + w.passage*f.best
	return f
}
