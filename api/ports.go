package api

import (
	"context"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/rehearsal"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/knowledge"
	"github.com/batonchat/baton/routing"
)

// What follows is all that the API needs of the rest of the house. Lookups fail
// with chat.NotFound when there is nothing. Where a port speaks of the store's types,
// *store.Store fills it as it is.

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
	// Epoch is the incarnation of the database: cursors of another one are void.
	Epoch() string
}

// Marks keeps what was seen, by the agents' numbers.
type Marks interface {
	MarkSeen(ctx context.Context, marks map[chat.ConversationID]store.Marks) error
	Seen(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]store.Marks, error)
}

// Inbox reads lists of conversations.
type Inbox interface {
	Inbox(ctx context.Context, q store.InboxQuery) (rows []store.ListedConversation, next string, err error)
	InboxCounts(ctx context.Context, sites []chat.SiteID, a chat.AgentID) (store.InboxCounts, error)
	InboxHeads(ctx context.Context, sites []chat.SiteID) (map[chat.SiteID]int64, error)
	Search(ctx context.Context, text string, sites []chat.SiteID, limit int) ([]store.Hit, error)
}

// People keeps the agents.
type People interface {
	Agent(ctx context.Context, id chat.AgentID) (agent.Agent, error)
	Agents(ctx context.Context) ([]agent.Agent, error)
	CreateAgent(ctx context.Context, a agent.Agent) (agent.Agent, error)
	UpdateAgent(ctx context.Context, id chat.AgentID, change func(*agent.Agent) error) (agent.Agent, error)
}

// Pictures keeps agents' pictures.
type Pictures interface {
	SetPicture(ctx context.Context, id chat.AgentID, mediaType string, content []byte) (hash string, err error)
	Picture(ctx context.Context, id chat.AgentID) (store.Picture, error)
}

// Presence knows who is there.
type Presence interface {
	Of(ctx context.Context, a chat.AgentID) (agent.State, error)
	Everybody(ctx context.Context) ([]agent.State, error)
	SetStatus(ctx context.Context, a chat.AgentID, s agent.Status, until time.Time, by chat.Party) (agent.State, error)
	SetOwn(ctx context.Context, a chat.AgentID, o agent.Own, until time.Time, by chat.Party) (agent.State, error)
	// Answered notes that the agent answered an offer.
	Answered(ctx context.Context, a chat.AgentID) error
	// Refresh tells everybody of an agent's state again, after the account changed.
	Refresh(ctx context.Context, a chat.AgentID) error
}

// Audience knows who has what open right now, as far as sockets tell.
type Audience interface {
	// Viewing gives the agents who have a conversation open.
	Viewing(ctx context.Context, id chat.ConversationID) []chat.AgentID
	// VisitorsOnline says which visitors have Baton open.
	VisitorsOnline(ctx context.Context, ids []chat.VisitorID) (map[chat.VisitorID]bool, error)
}

// Sites keeps sites and their settings.
type Sites interface {
	Sites(ctx context.Context) ([]store.Site, error)
	Site(ctx context.Context, id chat.SiteID) (store.Site, error)
	SiteByKey(ctx context.Context, key string) (store.Site, error)
	CreateSite(ctx context.Context, s store.Site) (store.Site, error)
	UpdateSite(ctx context.Context, id chat.SiteID, version int64, change func(*store.Site) error) (store.Site, error)
	// SawSite notes the first page that loaded a site's widget.
	SawSite(ctx context.Context, id chat.SiteID, host string) error
}

// Teams keeps teams. Of a change it names the people for whom it changed something.
type Teams interface {
	Teams(ctx context.Context) ([]store.Team, error)
	Team(ctx context.Context, id chat.TeamID) (store.Team, error)
	CreateTeam(ctx context.Context, t store.Team) (store.Team, error)
	UpdateTeam(ctx context.Context, id chat.TeamID, version int64, change func(*store.Team)) (store.Team, []chat.AgentID, error)
	DeleteTeam(ctx context.Context, id, moveTo chat.TeamID, force bool) ([]chat.AgentID, error)
}

// Rerouter finds other people for conversations that wait.
type Rerouter interface {
	// Reroute makes whoever waits for a team wait for another one; for anybody on the
	// site if that is empty.
	Reroute(ctx context.Context, from, to chat.TeamID, by chat.Party) error
}

// Reach says who could be reached.
type Reach interface {
	// Reachable reports whether anybody could take a conversation of the site with
	// this route now, be they full or not.
	Reachable(ctx context.Context, site chat.SiteID, r chat.Route) (bool, error)
	// Serving gives the team that conversations of a team go to now, by its hours and its
	// overflow, and the one that helps that out; empty: its own.
	Serving(ctx context.Context, site chat.SiteID, team chat.TeamID) (serves, helps chat.TeamID, err error)
}

// Devices keeps the devices on which people are asked while no dashboard of theirs is open.
type Devices interface {
	Devices(ctx context.Context, a chat.AgentID) ([]store.Device, error)
	Device(ctx context.Context, a chat.AgentID, id string) (store.Device, error)
	AddDevice(ctx context.Context, d store.Device) (store.Device, error)
	RemoveDevice(ctx context.Context, a chat.AgentID, id string) error
}

// Pusher asks people on their devices.
type Pusher interface {
	// Key is what a browser needs to make a subscription for this installation.
	Key() string
	// Check refuses a device whose address no push service would have given out. The error
	// reads on after a colon.
	Check(d store.Device) error
	// Test sends something to see. It fails with chat.NotFound if the push service no
	// longer knows the device, which is forgotten then.
	Test(ctx context.Context, d store.Device) error
}

// Skills keeps skills. Of a change it names the people for whom it changed something.
type Skills interface {
	Skills(ctx context.Context) ([]store.Skill, error)
	CreateSkill(ctx context.Context, k store.Skill) (store.Skill, error)
	UpdateSkill(ctx context.Context, name string, change func(*store.Skill)) (store.Skill, []chat.AgentID, error)
	DeleteSkill(ctx context.Context, name string, force bool) ([]chat.AgentID, error)
}

// OwnStatuses keeps the installation's own statuses. Of a change it names the people
// who have the status.
type OwnStatuses interface {
	OwnStatuses(ctx context.Context) ([]store.OwnStatus, error)
	OwnStatus(ctx context.Context, id agent.OwnID) (store.OwnStatus, error)
	CreateOwnStatus(ctx context.Context, o store.OwnStatus) (store.OwnStatus, error)
	UpdateOwnStatus(ctx context.Context, id agent.OwnID, version int64, by chat.Party, change func(*store.OwnStatus)) (store.OwnStatus, []chat.AgentID, error)
	DeleteOwnStatus(ctx context.Context, id agent.OwnID, by chat.Party) ([]chat.AgentID, error)
}

// RoutingRules keeps sites' routing rules.
type RoutingRules interface {
	RoutingRules(ctx context.Context, site chat.SiteID) (store.RoutingRules, error)
	CheckRoutingRules(ctx context.Context, site chat.SiteID, rules []routing.Rule) (routing.Problems, error)
	PutRoutingRules(ctx context.Context, r store.RoutingRules) (store.RoutingRules, routing.Problems, error)
	// HandedOff gives what was handed off last, the newest first.
	HandedOff(ctx context.Context, site chat.SiteID, limit int) ([]store.HandedOff, error)
}

// Rehearser asks what would happen to conversations that nobody has had yet. It changes
// nothing.
type Rehearser interface {
	// Rehearse answers for each situation; for those that every site should have an
	// answer to if there is none.
	Rehearse(ctx context.Context, site store.Site, asked []rehearsal.Situation) ([]rehearsal.Answer, error)
}

// Past knows what came and who worked.
type Past interface {
	// Arrivals gives what was handed off from a until b, in order, at most limit.
	Arrivals(ctx context.Context, sites []chat.SiteID, a, b time.Time, limit int) ([]store.Arrival, error)
	// Working gives the stretches in which people took new conversations.
	Working(ctx context.Context, a, b time.Time) ([]store.Work, error)
}

// Decisions knows why conversations went to whom they did, the newest first.
type Decisions interface {
	Decisions(ctx context.Context, id chat.ConversationID) ([]store.Decision, error)
}

// Topics keeps what sites' visitors may write about.
type Topics interface {
	Topics(ctx context.Context, site chat.SiteID) (store.Topics, error)
	PutTopics(ctx context.Context, t store.Topics) (store.Topics, error)
}

// Deadlines tells by when a person owes a visitor something.
type Deadlines interface {
	// Due gives what is owed first, of the first and the next response; nil: nothing is.
	Due(ctx context.Context, c *chat.Conversation) *chat.Deadline
	// Deadlines gives all clocks that run, the first due first.
	Deadlines(ctx context.Context, c *chat.Conversation) ([]chat.Deadline, error)
}

// Board reads what a supervisor watches.
type Board interface {
	Board(ctx context.Context, sites []chat.SiteID, today time.Time) (store.Board, error)
}

// Invariants counts broken promises of the whole installation; at most a minute old.
type Invariants interface {
	Invariants(ctx context.Context) (store.Invariants, error)
}

// Visitors keeps visitors.
type Visitors interface {
	Visitor(ctx context.Context, id chat.VisitorID) (store.Visitor, error)
	Visitors(ctx context.Context, ids []chat.VisitorID) (map[chat.VisitorID]store.Visitor, error)
	NoteClaim(ctx context.Context, id chat.VisitorID, c store.Claim) (store.Visitor, error)
	SawPage(ctx context.Context, id chat.VisitorID, p chat.Page) error
	Trail(ctx context.Context, id chat.VisitorID, limit int) ([]store.VisitedPage, error)
	// LatestOf gives the visitor's conversations, the newest first.
	LatestOf(ctx context.Context, v chat.VisitorID, limit int) ([]*chat.Conversation, error)
}

// VisitorSessions keeps visitors' sessions, by the hash of their token.
type VisitorSessions interface {
	CreateVisitor(ctx context.Context, v store.Visitor) (store.Visitor, error)
	CreateVisitorSession(ctx context.Context, tokenHash string, v chat.VisitorID, site chat.SiteID, expires time.Time) error
	VisitorBySession(ctx context.Context, tokenHash string, site chat.SiteID) (store.Visitor, time.Time, error)
	ExtendVisitorSession(ctx context.Context, tokenHash string, expires time.Time) error
	EndVisitorSession(ctx context.Context, tokenHash string) error
	// VerifiedVisitor finds or adds whom the site vouches for; BindVisitor lets it vouch
	// for an unverified one, if it knows nobody under that id and nothing speaks against it.
	VerifiedVisitor(ctx context.Context, v store.Visitor) (store.Visitor, error)
	BindVisitor(ctx context.Context, id chat.VisitorID, v store.Visitor) (now store.Visitor, bound bool, err error)
}

// IdentitySecrets keeps what sites sign their visitors' identities with: readable in
// memory only.
type IdentitySecrets interface {
	// IdentitySecrets gives those that count now, the current one first.
	IdentitySecrets(ctx context.Context, site chat.SiteID) ([]IdentitySecret, error)
	// RotateIdentitySecret makes a secret the current one and keeps those before it a while.
	RotateIdentitySecret(ctx context.Context, site chat.SiteID, secret []byte, keep time.Duration) ([]IdentitySecret, error)
}

// IdentitySecret is one of a site's secrets.
type IdentitySecret struct {
	Secret    []byte
	CreatedAt time.Time
	EndsAt    time.Time // zero for the current one
}

// VisitorNews tells agents who have a conversation open what is known of its visitor now.
type VisitorNews interface {
	VisitorChanged(id chat.ConversationID, v store.Visitor)
}

// Eraser destroys all that is kept of a visitor: record, sessions, conversations with
// every text, drafts, search.
type Eraser interface {
	EraseVisitor(ctx context.Context, id chat.VisitorID) error
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
	Expect(ctx context.Context, site chat.SiteID) (Expectation, error)
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
	SaveDraft(ctx context.Context, c chat.ConversationID, who chat.AgentID, kind store.DraftKind, text string) error
	Drafts(ctx context.Context, c chat.ConversationID, who chat.AgentID) (map[store.DraftKind]string, error)
}

// Articles keeps a site's help.
type Articles interface {
	Article(ctx context.Context, site chat.SiteID, id chat.ArticleID) (store.Article, error)
	PublishedArticle(ctx context.Context, site chat.SiteID, slug string) (store.Article, error)
	Articles(ctx context.Context, q store.ArticleQuery) ([]store.ArticleSummary, error)
	RateArticle(ctx context.Context, site chat.SiteID, id chat.ArticleID, v chat.VisitorID, helped bool) error
}

// ArticleWriter changes a site's help. Searches find what it stored soon after.
type ArticleWriter interface {
	SaveArticle(ctx context.Context, a store.Article, base int64) (store.Article, store.Saved, error)
	SaveArticles(ctx context.Context, site chat.SiteID, all []store.Article) ([]store.SaveResult, error)
	DeleteArticle(ctx context.Context, site chat.SiteID, id chat.ArticleID) error
}

// Finder searches published articles; *knowledge.Index fills it.
type Finder interface {
	Search(ctx context.Context, site, query, lang string, limit int) ([]knowledge.Passage, error)
}

// Copilot helps the agent who has a conversation open.
type Copilot interface {
	// Pane summarises a conversation and names related articles.
	Pane(ctx context.Context, id chat.ConversationID) (CopilotPane, error)
	// Draft writes a reply for the agent, and hands out pieces of it as they come. An
	// error of piece ends it.
	Draft(ctx context.Context, id chat.ConversationID, a chat.AgentID, hint string, piece func(delta string) error) (CopilotText, error)
	// Ask answers the agent's own question from the site's articles.
	Ask(ctx context.Context, id chat.ConversationID, a chat.AgentID, question string, piece func(delta string) error) (CopilotText, error)
	// Status tells what works.
	Status(ctx context.Context) CopilotStatus
}

// Dispositions keeps what became of copilot drafts.
type Dispositions interface {
	DisposeCopilotDraft(ctx context.Context, id string, who chat.AgentID, d store.Disposition) error
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
	HasAdmin(ctx context.Context) (bool, error)
	// Setting gives a value of the installation; [store.SetupToken] holds the hash of
	// the link's token.
	Setting(ctx context.Context, name string) (value string, at time.Time, ok bool, err error)
	SetupOnce(ctx context.Context, tokenHash string, admin agent.Agent, site store.Site) (agent.Agent, store.Site, error)
}

// Health says whether this node should get requests.
type Health interface {
	// Checks runs every check and names them; a nil error is a pass.
	Checks(ctx context.Context) map[string]error
}
