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
	Phrasing  float64 // likeness of the query to the nearest title or phrasing
	Body      float64 // share of it that this passage alone covers
	Known     float64 // share of the query's words that the site's articles use at all
	Gap       float64 // lead in score over the next article, relative to its own score
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
