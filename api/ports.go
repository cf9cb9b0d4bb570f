package api

import (
	"context"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/knowledge"
)

// What follows is all that the API needs of the rest of the house. Lookups fail
// with chat.NotFound when there is nothing, and with chat.Unavailable when the
// database cannot be reached.

// Desk is the life of conversations.
type Desk interface {
	Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error)
	Do(ctx context.Context, id chat.ConversationID, cmds ...chat.Command) (desk.Result, error)
	Start(ctx context.Context, s chat.Start) (desk.Result, error)
}

// Timeline reads what happened, in the agents' form and in order.
type Timeline interface {
	Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
	// EntriesBefore gives the last entries before a number (0: from the end). With
	// public only those that the visitor may see, and before is their number.
	EntriesBefore(ctx context.Context, id chat.ConversationID, before int64, limit int, public bool) ([]chat.Entry, error)
	Entry(ctx context.Context, id chat.ConversationID, seq int64) (chat.Entry, error)
}

// Marks keeps what was seen, by the agents' numbers.
type Marks interface {
	MarkSeen(ctx context.Context, marks map[chat.ConversationID]store.Marks) error
	Seen(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]store.Marks, error)
}

// Inbox reads lists of conversations.
type Inbox interface {
	// Inbox gives one page of a list.
	Inbox(ctx context.Context, q InboxQuery) (InboxPage, error)
	// Counts counts all lists and the longest wait.
	Counts(ctx context.Context, sites []chat.SiteID, a chat.AgentID) (InboxCounts, error)
	// Heads gives the last numbers of inbox streams.
	Heads(ctx context.Context, sites []chat.SiteID) (map[chat.SiteID]int64, error)
	// Search looks through visitors, summaries and texts; the newest first.
	Search(ctx context.Context, q SearchQuery) ([]SearchHit, error)
}

// InboxQuery names a page of a list.
type InboxQuery struct {
	List   string        // mine, queue, assistant, follow_up, snoozed, all, resolved
	Agent  chat.AgentID  // whose "mine"
	Sites  []chat.SiteID // never empty
	Sort   string        // waiting (the longest first), newest, priority
	Cursor string        // InboxPage.Next of the page before
	Limit  int
}

// InboxPage is a page of a list.
type InboxPage struct {
	Rows []InboxRow
	Next string // empty: the last page
}

// InboxRow is a conversation in a list.
type InboxRow struct {
	Conversation *chat.Conversation
	LastText     string // the last public message; may be long
	Unread       int    // the visitor's messages that the team has not read
}

// InboxCounts says how many conversations each list holds.
type InboxCounts struct {
	Mine, MineToAnswer, Queue, Assistant, FollowUp, Snoozed, All int

	LongestWaitingSince time.Time // in the queue; zero: nobody waits
}

// SearchQuery is what somebody looks for.
type SearchQuery struct {
	Text  string
	Sites []chat.SiteID // never empty
	Limit int
}

// SearchHit is a conversation that fits.
type SearchHit struct {
	Conversation *chat.Conversation
	Where        string // visitor, summary, message, note
	Excerpt      string
	Seq          int64 // for messages and notes
	At           time.Time
}

// People keeps the agents. Reading them by id or address is part of auth.Accounts.
type People interface {
	auth.Accounts
	Agents(ctx context.Context) ([]agent.Agent, error)
	// CreateAgent fails with chat.Conflict on the field email when the address is taken.
	CreateAgent(ctx context.Context, a agent.Agent) error
	// ChangeAgent lends the account to change and stores what change did to it, in one
	// transaction. It may call change more than once, and refuses to leave the
	// installation without an admin who may sign in.
	ChangeAgent(ctx context.Context, id chat.AgentID, change func(a *agent.Agent) error) (agent.Agent, error)
}

// Pictures keeps agents' pictures.
type Pictures interface {
	PutPicture(ctx context.Context, a chat.AgentID, mime string, picture []byte) error
	Picture(ctx context.Context, a chat.AgentID) (mime string, picture []byte, err error)
	DeletePicture(ctx context.Context, a chat.AgentID) error
}

// Presence knows who is there.
type Presence interface {
	Of(ctx context.Context, a chat.AgentID) (agent.State, error)
	Everybody(ctx context.Context) ([]agent.State, error)
	SetStatus(ctx context.Context, a chat.AgentID, s agent.Status, until time.Time, by chat.Party) (agent.State, error)
	// Answered notes that the agent answered an offer.
	Answered(ctx context.Context, a chat.AgentID) error
}

// Audience knows who has what open right now, as far as sockets tell.
type Audience interface {
	// Viewing gives the agents who have a conversation open.
	Viewing(ctx context.Context, id chat.ConversationID) []chat.AgentID
	// Online says which visitors have a page open.
	Online(ctx context.Context, ids []chat.VisitorID) map[chat.VisitorID]bool
}

// Sites keeps sites and their settings.
type Sites interface {
	Sites(ctx context.Context) ([]Site, error)
	Site(ctx context.Context, id chat.SiteID) (Site, error)
	SiteByKey(ctx context.Context, key string) (Site, error)
	CreateSite(ctx context.Context, s Site) error
	// ChangeSite lends the site to change and stores what change did to it with the
	// next version, in one transaction. It may call change more than once.
	ChangeSite(ctx context.Context, id chat.SiteID, change func(s *Site) error) (Site, error)
	// SiteSeen notes that a page loaded the widget; only the first time counts.
	SiteSeen(ctx context.Context, id chat.SiteID, host string, at time.Time) error
}

// Visitors keeps visitors.
type Visitors interface {
	Visitor(ctx context.Context, id chat.VisitorID) (Visitor, error)
	// VisitorsByID leaves out those who do not exist.
	VisitorsByID(ctx context.Context, ids []chat.VisitorID) (map[chat.VisitorID]Visitor, error)
	// ChangeVisitor lends the record to change and stores what change did to it.
	ChangeVisitor(ctx context.Context, id chat.VisitorID, change func(v *Visitor) error) (Visitor, error)
	// LatestOf gives the visitor's conversations, the newest first.
	LatestOf(ctx context.Context, id chat.VisitorID, limit int) ([]*chat.Conversation, error)
	// EraseVisitor destroys all that is kept of a visitor: record, sessions,
	// conversations with every text, drafts, search. What remains says that there was
	// something and when.
	EraseVisitor(ctx context.Context, id chat.VisitorID) error
}

// VisitorSessions keeps visitors' sessions, by the hash of their token.
type VisitorSessions interface {
	// BeginVisit stores a new visitor and their session.
	BeginVisit(ctx context.Context, token auth.Hash, v Visitor) error
	// Visit finds the visitor of a session that has not ended.
	Visit(ctx context.Context, token auth.Hash) (Visitor, error)
	// EndVisit ends a session; the visitor and their conversations stay.
	EndVisit(ctx context.Context, token auth.Hash) error
}

// VisitorSockets closes the sockets of a visitor, on every node.
type VisitorSockets interface {
	VisitorEnded(ctx context.Context, v chat.VisitorID)
}

// Handoffs passes conversations to people and back.
type Handoffs interface {
	Request(ctx context.Context, id chat.ConversationID, by chat.Party, reason chat.Reason, triggers []chat.Trigger, epoch int64) error
	Cancel(ctx context.Context, id chat.ConversationID, solved bool) error
	WriteLater(ctx context.Context, id chat.ConversationID) error
}

// Expectations says what a visitor who asked for a person now could expect.
type Expectations interface {
	Expect(ctx context.Context, s chat.SiteID) (Expectation, error)
}

// Expectation is who is there for a site at the moment.
type Expectation struct {
	Open    bool // business hours
	Online  bool // somebody could be reached
	Promise chat.Promise
	OpensAt time.Time // zero while open, or when the site never opens
	Faces   []chat.Profile
}

// UnsentDrafts keeps what agents typed and did not send.
type UnsentDrafts interface {
	// SaveDraft keeps a text for one agent, conversation and kind (reply, note). An
	// empty text forgets it.
	SaveDraft(ctx context.Context, a chat.AgentID, id chat.ConversationID, kind, text string) error
	// Drafts gives the texts by kind.
	Drafts(ctx context.Context, a chat.AgentID, id chat.ConversationID) (map[string]string, error)
}

// Articles keeps articles and finds them.
type Articles interface {
	Article(ctx context.Context, s chat.SiteID, id chat.ArticleID) (knowledge.Article, error)
	ArticleBySlug(ctx context.Context, s chat.SiteID, slug string) (knowledge.Article, error)
	// Articles lists by collection and title.
	Articles(ctx context.Context, q ArticleQuery) (ArticlePage, error)
	// FindArticles searches; the best first, one hit an article. Drafts are never found.
	FindArticles(ctx context.Context, s chat.SiteID, query, language string, limit int) ([]ArticleHit, error)
}

// ArticleWriter changes articles; what it stored is found by the next search.
type ArticleWriter interface {
	// SaveArticle stores a new article, or a changed one when ifVersion is not 0 and
	// still the stored version; else it fails with chat.Conflict. A slug that another
	// article of the site has is a chat.Conflict on the field slug.
	SaveArticle(ctx context.Context, a knowledge.Article, ifVersion int64) (knowledge.Article, error)
	DeleteArticle(ctx context.Context, s chat.SiteID, id chat.ArticleID) error
	// RateArticle keeps a visitor's word on an article; a later one replaces it.
	RateArticle(ctx context.Context, s chat.SiteID, id chat.ArticleID, v chat.VisitorID, helped bool) error
}

// ArticleQuery names a page of a site's articles.
type ArticleQuery struct {
	Site          chat.SiteID
	PublishedOnly bool
	ByUse         bool // the most useful first, instead of by collection and title
	Cursor        string
	Limit         int
}

// ArticlePage is a page of articles, without their bodies.
type ArticlePage struct {
	Articles []ListedArticle
	Next     string
}

// ListedArticle is an article with what visitors said about it.
type ListedArticle struct {
	knowledge.Article

	Helped, NotHelped int
}

// ArticleHit is an article that answers a search.
type ArticleHit struct {
	Article ListedArticle
	Excerpt string
}

// Copilot helps the agent who has a conversation open.
type Copilot interface {
	// Pane summarises a conversation and names related articles.
	Pane(ctx context.Context, id chat.ConversationID) (CopilotPane, error)
	// Draft writes a reply for the agent, and hands out pieces of it as they come.
	Draft(ctx context.Context, id chat.ConversationID, a chat.AgentID, hint string, piece func(delta string) error) (CopilotText, error)
	// Ask answers the agent's own question from the site's articles.
	Ask(ctx context.Context, id chat.ConversationID, a chat.AgentID, question string, piece func(delta string) error) (CopilotText, error)
	// Status tells what works.
	Status(ctx context.Context) CopilotStatus
}

// Dispositions keeps what became of copilot drafts.
type Dispositions interface {
	// Dispose notes it. It fails with chat.NotFound when this agent asked for no such
	// draft.
	Dispose(ctx context.Context, draft string, a chat.AgentID, what string) error
}

// CopilotPane is what an agent sees first.
type CopilotPane struct {
	Wants     string
	Points    []string
	Tried     []string
	Sentiment string
	Fields    []chat.Field
	By        string // model, built_in
	Seq       int64
	Articles  []chat.Citation
}

// CopilotText is what the copilot wrote.
type CopilotText struct {
	ID      string
	Text    string
	Sources []chat.Citation
	By      string // model, built_in
	Why     string
}

// CopilotStatus says what the copilot can do.
type CopilotStatus struct {
	Model    string // empty: built-in only
	Why      string
	Features []CopilotFeature
}

// CopilotFeature is one thing that it can do, or not.
type CopilotFeature struct {
	Name  string // summary, drafts, ask, rewrite, translate
	Works bool
	By    string // model, built_in, nobody
	Why   string
}

// Setup guards the first run.
type Setup interface {
	// SetupNeeded reports whether there is no admin yet.
	SetupNeeded(ctx context.Context) (bool, error)
	// RightToken compares a token with the one in the printed link.
	RightToken(ctx context.Context, token string) bool
	// FirstRun creates the first admin and the first site in one transaction. It fails
	// with chat.Conflict when there is an admin already.
	FirstRun(ctx context.Context, a agent.Agent, s Site) error
}

// Health says whether this node should get requests.
type Health interface {
	// Checks runs every check and names them; a nil error is a pass.
	Checks(ctx context.Context) map[string]error
}
