package copilot

import (
	"context"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
)

// Passage is a stretch of an article that fits a query.
type Passage struct {
	Article  chat.ArticleID
	Title    string
	Slug     string
	Section  string
	Text     string  // Markdown
	Coverage float64 // share of the query that the article covers, 0 to 1
}

// Library finds passages in a site's articles, best first, no two of the same
// article.
type Library interface {
	Search(ctx context.Context, site chat.SiteID, query, lang string, limit int) ([]Passage, error)
}

// Settings are what a site's admin chose.
type Settings struct {
	Company      string
	Instructions string // on tone, for drafts
	TeamLanguage string // in which agents read summaries; empty: English
	Mask         bool   // e-mails, telephone and card numbers stay here
}

// Sites gives the settings of a site.
type Sites interface {
	Copilot(ctx context.Context, site chat.SiteID) (Settings, error)
}

// Model is a language model.
type Model interface {
	Chat(ctx context.Context, p model.Prompt, emit func(text string)) (model.Reply, error)
}

// How says what became of a draft.
type How string

// What an agent did with a draft.
const (
	Inserted  How = "inserted"
	Edited    How = "edited" // inserted and changed before it was sent
	Dismissed How = "dismissed"
)

// Drafts keeps drafts and what became of them.
type Drafts interface {
	// Save keeps a draft that an agent was given.
	Save(ctx context.Context, d Draft) error
	// Dispose keeps what the agent did with their draft; NotFound when there is
	// no such draft of this agent. A later call replaces an earlier one.
	Dispose(ctx context.Context, draft string, agent chat.AgentID, how How, at time.Time) error
}
