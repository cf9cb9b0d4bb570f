package builtin

import "context"

// Library finds, among a site's articles, the passages nearest to a query.
type Library interface {
	// Search returns at most limit passages of the site's published articles,
	// best first, no two of the same article. Lang (ISO 639-1 or "") prefers
	// articles in that language. No passage at all is not an error.
	Search(ctx context.Context, site, query, lang string, limit int) ([]Passage, error)
}

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

// Citation names an article that an answer rests on.
type Citation struct {
	ArticleID string `json:"article_id"`
	Title     string `json:"title"`
	Slug      string `json:"slug"`
}

// Turn is one message that was said before.
type Turn struct {
	Visitor bool // else the assistant or an agent
	Text    string
}
