package knowledge

import "strings"

// Passage is a stretch of an article, and how well it fits the query. The shares
// run from 0 to 1.
type Passage struct {
	ArticleID string
	Title     string
	Slug      string
	Section   string // the heading it stands under, "" at the top
	Text      string // Markdown
	Language  string
	Score     float64 // what the ranking is by; comparable within one site
	Coverage  float64 // share of the query's information that the article's words cover
	Focus     float64 // share of it that the title or one phrasing covers
	Body      float64 // share of it that this passage alone covers
	Known     float64 // share of it that the site's articles use at all
	Words     float64 // likeness of the nearest title or phrasing, by words
	Letters   float64 // and by letters, which forgives slips and endings
	Several   float64 // mean likeness of the nearest few titles and phrasings
	Theme     float64 // share that the titles and phrasings cover on the whole
	Votes     float64 // share of the nearest titles and phrasings of all articles that are this one's
	Gap       float64 // lead in score over the next article, relative to its own score
	Length    int     // different words in the query
	Weight    float64 // information in the query, counted in words that no article has
	Phrasings int     // how many phrasings the article has, its title included
}

// passages turns the best fits into what is shown.
func (c *catalogue) passages(fits []fit, limit int) []Passage {
	out := make([]Passage, 0, min(limit, len(fits)))
	for i, f := range fits[:min(limit, len(fits))] {
		a, q := f.card.article, f.query
		p := Passage{
			ArticleID: a.ID, Title: a.Title, Slug: a.Slug, Language: a.Language, Score: f.score,
			Coverage: f.coverage, Focus: f.focus, Body: f.passage, Words: f.askWords, Letters: f.askLetters,
			Several: (f.severalWords + f.severalLetters) / 2, Theme: (f.themeWords + f.themeLetters) / 2, Votes: f.votes,
			Gap: 1, Length: len(q.words), Weight: q.total / c.idf(0), Phrasings: len(f.card.asks),
		}
		if f.best >= 0 {
			p.Section, p.Text = f.card.passages[f.best].section, f.card.passages[f.best].text
		}
		if q.total > 0 {
			p.Known = q.known / q.total
		}
		if i+1 < len(fits) && f.score > 0 {
			p.Gap = (f.score - fits[i+1].score) / f.score
		}
		out = append(out, p)
	}
	return out
}

// gramTerm writes a gram as the index takes it: without spaces.
func gramTerm(gram string) string { return strings.ReplaceAll(gram, " ", "_") }

// joined writes the words of lines with spaces between, as the index takes them.
func joined(lines []sheetLine, letters bool) string {
	var b strings.Builder
	for _, l := range lines {
		list := l.words
		if letters {
			list = l.grams
		}
		for _, w := range list {
			b.WriteString(gramTerm(w))
			b.WriteByte(' ')
		}
	}
	return b.String()
}
