package knowledge

import "unicode"

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

// lookUp analyses a query as the articles in lang are analysed.
func (c *catalogue) lookUp(text, lang string) *lookup {
	q := &lookup{}
	seen := map[string]bool{}
	for _, t := range terms(text, lang) {
		if seen[t] || len(q.words) == maxWords {
			continue
		}
		seen[t] = true
		q.add(c.want(t, lang))
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

// want looks a word up, and those that mean nearly the same.
func (c *catalogue) want(stem, lang string) want {
	w := want{id: -1}
	if id, ok := c.words.id(stem); ok {
		w.id, w.weight = id, c.idf(c.words.df[id])
	} else {
		w.weight, w.also = c.idf(0), c.misspelt(stem)
	}
	w.weight *= telling(stem, lang)
	for _, s := range synonyms(stem, lang) {
		if id, ok := c.words.id(s); ok && id != w.id {
			w.also = append(w.also, id)
		}
	}
	return w
}

func (q *lookup) add(w want) {
	q.words = append(q.words, w)
	q.total += w.weight
	switch {
	case w.id >= 0:
		q.known += w.weight
	case len(w.also) > 0:
		q.known += nearly * w.weight
	}
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
