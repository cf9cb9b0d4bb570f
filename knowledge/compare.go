package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// bm25 scores a body, and gives the share of the query's weight found in it.
func (q *lookup) bm25(in []posting, length, average float64) (score, covered float64) {
	best, has := q.parts(in, length, average)
	for i := range q.words {
		score += best[i]
		covered += has[i]
	}
	if q.total == 0 {
		return 0, 0
	}
	return score, covered / q.total
}

// parts is what each word of the query adds to the score of a body, and to what
// is found in it.
func (q *lookup) parts(in []posting, length, average float64) (best, has [maxWords]float64) {
	const k1, b = 1.2, 0.6
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
	return best, has
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

func meanOfBest(all []float64, n int) float64 {
	slices.SortFunc(all, func(a, b float64) int { return cmp.Compare(b, a) })
	all, sum := all[:min(n, len(all))], 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(max(1, len(all)))
}
