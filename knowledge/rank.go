package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

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
	near  []float64 // likeness of each title and phrasing
	query *lookup   // the query as articles in this language are analysed
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

// elsewhere is what is left of the score of an article in another language than
// the visitor's.
const elsewhere = 0.9

// rank scores the cards and sorts them, best first. Queries holds the query as
// analysed for each language of the cards.
func (c *catalogue) rank(queries map[string]*lookup, cards []*card, lang string) []fit {
	out := make([]fit, 0, len(cards))
	average := max(1, float64(c.length)/float64(max(1, len(c.cards))))
	for _, k := range cards {
		if q := queries[k.article.Language]; q != nil {
			out = append(out, q.fit(k, average))
		}
	}
	vote(out)
	for i := range out {
		out[i].score = out[i].signs.score()
		if written := out[i].card.article.Language; lang != "" && written != "" && written != lang {
			out[i].score *= elsewhere
		}
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
	f := fit{card: k, best: -1, query: q, near: make([]float64, 0, len(k.asks))}
	byWords, byLetters := make([]float64, 0, len(k.asks)), make([]float64, 0, len(k.asks))
	for i, l := range k.asks {
		words, letters, covered := q.like(l)
		if i == 0 {
			f.titleWords, f.titleLetters = words, letters
		}
		byWords, byLetters = append(byWords, words), append(byLetters, letters)
		f.near = append(f.near, (words+letters)/2)
		f.askWords, f.askLetters, f.focus = max(f.askWords, words), max(f.askLetters, letters), max(f.focus, covered)
	}
	f.severalWords, f.severalLetters = meanOfBest(byWords, several), meanOfBest(byLetters, several)
	f.themeWords, f.themeLetters = q.theme(k)
	f.bm25, f.coverage = q.bm25(k.all, float64(k.bodyLen+k.asks[0].length), average)
	if q.total > 0 {
		f.bm25 /= q.total
	}
	densest := -1.0
	for _, p := range k.passages {
		if s, covered := q.bm25(p.words, float64(p.length), passageWords); s > densest {
			densest, f.passage = s, covered
		}
	}
	f.best = q.telling(k)
	return f
}

// What counts when one passage of an article is chosen: words of the title stand
// all over the article, so they tell little, and the first passage is the answer
// to a question that says no more than the title.
const (
	titled = 0.25 // of its score, for a word that the title has
	leads  = 0.25 // of the query's weight, for the first passage
)

// telling gives the index of the passage that tells most of what the title does
// not, -1 if there is none.
func (q *lookup) telling(k *card) int {
	_, inTitle := q.parts(k.asks[0].words, 1, 1)
	best, most := -1, -1.0
	for i, p := range k.passages {
		score := 0.0
		parts, _ := q.parts(p.words, float64(p.length), passageWords)
		for w := range q.words {
			if inTitle[w] > 0 {
				parts[w] *= titled
			}
			score += parts[w]
		}
		if i == 0 {
			score += leads * q.total
		}
		if score > most {
			best, most = i, score
		}
	}
	return best
}
