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
		w.weight *= telling(t, lang)
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

// signs are what an article's fit is judged by, each from 0 to 1.
type signs struct {
	bm25           float64 // of all its words
	titleWords     float64 // likeness of the title, by words
	titleLetters   float64 // and by letters
	askWords       float64 // likeness of the nearest title or phrasing
	askLetters     float64
	severalWords   float64 // mean likeness of the nearest few of them
	severalLetters float64
	coverage       float64 // share of the query's weight that the article's words cover
	focus          float64 // share that one title or phrasing covers
	themeWords     float64 // share that the titles and phrasings cover on the whole
	themeLetters   float64 // the same by letters
	votes          float64 // share of the nearest lines of all articles that are this one's
	passage        float64 // share that the best passage covers
}

// fit is how well an article fits a query.
type fit struct {
	signs
	card  *card
	best  int // index of the best passage, -1 if the article has none
	score float64
	near  []float64
}

// theme tells how much of the query the titles and phrasings of an article have
// in common: a word that stands in most of them counts nearly whole, one that
// stands in a single one of many counts little.
func (q *lookup) theme(k *card) (words, letters float64) {
	var has [maxWords]float64
	n := float64(len(k.asks)) + 2
	for _, p := range k.askWords {
		if a := q.at(p.id); a.word > 0 {
			has[a.word-1] = max(has[a.word-1], float64(a.worth)*math.Sqrt(float64(p.count)/n))
		}
	}
	for i, w := range q.words {
		words += has[i] * w.weight
	}
	if q.total > 0 {
		words /= q.total
	}
	for _, p := range k.askGrams {
		if int(p.id) < len(q.marks) {
			letters += float64(q.marks[p.id]) * math.Sqrt(float64(p.count)/n)
		}
	}
	if q.grams2 > 0 {
		letters /= q.grams2
	}
	return words, letters
}

// voters is how many of the nearest lines vote.
const voters = 10

// vote shares out the likeness of the nearest lines among their articles.
func vote(fits []fit) {
	type ballot struct {
		likeness float64
		fit      int
	}
	var all []ballot
	for i, f := range fits {
		for _, x := range f.near {
			all = append(all, ballot{x, i})
		}
	}
	slices.SortFunc(all, func(a, b ballot) int { return cmp.Compare(b.likeness, a.likeness) })
	all = all[:min(voters, len(all))]
	sum := 0.0
	for _, b := range all {
		sum += b.likeness
	}
	for _, b := range all {
		if sum > 0 {
			fits[b.fit].votes += b.likeness / sum
		}
	}
}

// rank scores the cards and sorts them, best first.
func (c *catalogue) rank(q *lookup, cards []*card) []fit {
	out := make([]fit, 0, len(cards))
	average := 1.0
	if len(c.cards) > 0 {
		average = max(1, float64(c.length)/float64(len(c.cards)))
	}
	for _, k := range cards {
		out = append(out, q.fit(k, average))
	}
	vote(out)
	for i := range out {
		out[i].score = out[i].signs.score()
	}
	slices.SortStableFunc(out, func(a, b fit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.card.article.ID, b.card.article.ID))
	})
	return out
}

// score weighs the signs. The weights were fitted so that the right article of
// several public collections comes first as often as possible.
func (s signs) score() float64 {
	return 0.32*s.bm25 + 0.22*s.titleWords + 0.1*s.titleLetters + 0.3*s.askWords + 0.4*s.askLetters +
		0.28*s.severalWords + 0.3*s.severalLetters + 0.25*s.coverage + 0.35*s.focus + 0.42*s.passage
}

// several is how many titles and phrasings count as the nearest few.
const several = 4

func (q *lookup) fit(k *card, average float64) fit {
	f := fit{card: k, best: -1}
	byWords, byLetters := make([]float64, 0, len(k.asks)), make([]float64, 0, len(k.asks))
	var byLikeness []float64
	for i, l := range k.asks {
		words, letters, covered := q.like(l)
		if i == 0 {
			f.titleWords, f.titleLetters = words, letters
		}
		byWords, byLetters = append(byWords, words), append(byLetters, letters)
		byLikeness = append(byLikeness, (words+letters)/2)
		f.askWords, f.askLetters, f.focus = max(f.askWords, words), max(f.askLetters, letters), max(f.focus, covered)
	}
	f.severalWords, f.severalLetters = meanOfBest(byWords, several), meanOfBest(byLetters, several)
	f.themeWords, f.themeLetters = q.theme(k)
	for i := range byLikeness {
		f.near = append(f.near, byLikeness[i])
	}
	f.bm25, f.coverage = q.bm25(k.all, float64(k.bodyLen+k.asks[0].length), average)
	if q.total > 0 {
		f.bm25 /= q.total
	}
	bestScore := -1.0
	for i, p := range k.passages {
		if s, covered := q.bm25(p.words, float64(p.length), passageWords); s > bestScore {
			bestScore, f.best, f.passage = s, i, covered
		}
	}
	return f
}

func meanOfBest(all []float64, n int) float64 {
	slices.SortFunc(all, func(a, b float64) int { return cmp.Compare(b, a) })
	all, sum := all[:min(n, len(all))], 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(max(1, len(all)))
}
