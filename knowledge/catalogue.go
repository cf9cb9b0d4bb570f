package knowledge

import (
	"math"
	"slices"
	"strings"
)

// catalogue holds what ranking needs to know of a site's articles: which words
// stand in which line, and how rare each word is. It is a plain value without
// locks.
type catalogue struct {
	words  vocabulary
	grams  vocabulary
	cards  map[string]*card // by article
	drafts map[string]int64 // versions of the articles that nobody may find
	length int              // words in all bodies

	languages map[string]int // how many cards are in each language
}

// vocabulary numbers words (or grams) and counts the articles that have each.
type vocabulary struct {
	ids  map[string]int32
	list []string
	df   []int32
}

// id gives the number of a word that at least one article has.
func (v *vocabulary) id(word string) (int32, bool) {
	id, ok := v.ids[word]
	return id, ok && v.df[id] > 0
}

// count gives each word its number and counts how often it stands there.
func (v *vocabulary) count(words []string) []posting {
	out := make([]posting, 0, len(words))
	for _, w := range words {
		id, ok := v.ids[w]
		if !ok {
			id = int32(len(v.list))
			v.ids[w] = id
			v.list = append(v.list, w)
			v.df = append(v.df, 0)
		}
		out = append(out, posting{id, 1})
	}
	return tally(out)
}

// card is one article as the catalogue knows it.
type card struct {
	article  Article
	asks     []line // the title, then the phrasings
	passages []line
	words    []int32 // all different words, sorted
	grams    []int32
	bodyLen  int
	all      []posting // words of all lines together
	askWords []posting // in how many titles and phrasings each word stands
	askGrams []posting // and each gram
}

// line is a title, a phrasing or a passage.
type line struct {
	section string
	text    string // as written
	words   []posting
	grams   []posting // of titles and phrasings only
	length  int
	// Sums of squared weights, renewed when the statistics change.
	words2, grams2 float64
}

// posting says how often a word or a gram stands in a line.
type posting struct {
	id    int32
	count int32
}

func newCatalogue() *catalogue {
	return &catalogue{
		words: vocabulary{ids: map[string]int32{}},
		grams: vocabulary{ids: map[string]int32{}},
		cards: map[string]*card{}, drafts: map[string]int64{}, languages: map[string]int{},
	}
}

// sheet is an article cut into words, before they are numbered.
type sheet struct {
	article  Article
	asks     []sheetLine
	passages []sheetLine
}

type sheetLine struct {
	section, text string
	words, grams  []string
}

// read cuts an article into words. It takes the time that long texts need, so it
// runs before any lock.
func read(a Article) sheet {
	s := sheet{article: a}
	s.article.Body = "" // the passages hold it
	for _, text := range append([]string{a.Title}, a.Phrasings...) {
		if strings.TrimSpace(text) != "" {
			s.asks = append(s.asks, sheetLine{text: text, words: terms(text, a.Language), grams: grams(text)})
		}
	}
	for _, part := range sections(a.Body) {
		words := terms(plain(part.heading+"\n"+part.text), a.Language)
		s.passages = append(s.passages, sheetLine{section: part.heading, text: part.text, words: words})
	}
	return s
}

// put adds an article or replaces the one with its id. Of a draft it keeps the
// version only.
func (c *catalogue) put(s sheet) {
	c.remove(s.article.ID)
	if s.article.Draft {
		c.drafts[s.article.ID] = s.article.Version
		return
	}
	k := &card{article: s.article, asks: c.number(s.asks), passages: c.number(s.passages)}
	for _, l := range k.passages {
		k.bodyLen += l.length
	}
	lines := slices.Concat(k.asks, k.passages)
	k.all = merged(lines)
	for _, l := range k.asks {
		k.askWords, k.askGrams = append(k.askWords, once(l.words)...), append(k.askGrams, once(l.grams)...)
	}
	k.askWords, k.askGrams = tally(k.askWords), tally(k.askGrams)
	for _, l := range lines {
		for _, p := range l.words {
			k.words = append(k.words, p.id)
		}
		for _, p := range l.grams {
			k.grams = append(k.grams, p.id)
		}
	}
	slices.Sort(k.words)
	slices.Sort(k.grams)
	k.words, k.grams = slices.Compact(k.words), slices.Compact(k.grams)
	c.weigh(k, 1)
	c.cards[k.article.ID] = k
}

// remove forgets an article; one that is not there is no mistake.
func (c *catalogue) remove(id string) {
	delete(c.drafts, id)
	if k, ok := c.cards[id]; ok {
		c.weigh(k, -1)
		delete(c.cards, id)
	}
}

// weigh adds the card to the statistics (by 1) or takes it out (by -1).
func (c *catalogue) weigh(k *card, by int) {
	for _, id := range k.words {
		c.words.df[id] += int32(by)
	}
	for _, id := range k.grams {
		c.grams.df[id] += int32(by)
	}
	c.length += by * k.bodyLen
	lang := k.article.Language
	if c.languages[lang] += by; c.languages[lang] == 0 {
		delete(c.languages, lang)
	}
}

func (c *catalogue) number(lines []sheetLine) []line {
	out := make([]line, 0, len(lines))
	for _, l := range lines {
		out = append(out, line{section: l.section, text: l.text, words: c.words.count(l.words), grams: c.grams.count(l.grams), length: len(l.words)})
	}
	return out
}

// tally sorts postings and adds up those of the same id.
func tally(all []posting) []posting {
	slices.SortFunc(all, func(a, b posting) int { return int(a.id - b.id) })
	out := all[:0]
	for _, p := range all {
		if n := len(out); n > 0 && out[n-1].id == p.id {
			out[n-1].count += p.count
			continue
		}
		out = append(out, p)
	}
	return out
}

func merged(lines []line) []posting {
	var all []posting
	for _, l := range lines {
		all = append(all, l.words...)
	}
	return tally(all)
}

// renew brings the weights of all titles and phrasings up to date. Call it after
// every change, before the next search.
func (c *catalogue) renew() {
	for _, k := range c.cards {
		for i := range k.asks {
			l := &k.asks[i]
			l.words2, l.grams2 = 0, 0
			for _, p := range l.words {
				x := c.weight(p.id, k.article.Language)
				l.words2 += x * x
			}
			for _, p := range l.grams {
				x := c.idf(c.grams.df[p.id])
				l.grams2 += x * x
			}
		}
	}
}

// weight is what a known word counts in the given language.
func (c *catalogue) weight(id int32, lang string) float64 {
	return c.idf(c.words.df[id]) * telling(c.words.list[id], lang)
}

// once counts each posting of a line as one.
func once(line []posting) []posting {
	out := make([]posting, 0, len(line))
	for _, p := range line {
		out = append(out, posting{p.id, 1})
	}
	return out
}

// idf is how much information it is that a word with document frequency df is
// present.
func (c *catalogue) idf(df int32) float64 {
	n := float64(len(c.cards))
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}

// grams cuts text into overlapping stretches of three and four letters within
// words, by which misspelt and compound words are still alike.
func grams(text string) []string {
	var out []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !isWordRune(r) }) {
		runes := []rune(" " + word + " ")
		for n := 3; n <= 4; n++ {
			for i := 0; i+n <= len(runes); i++ {
				out = append(out, string(runes[i:i+n]))
			}
		}
		if len(runes) == 2+1 {
			out = append(out, string(runes))
		}
	}
	return out
}
