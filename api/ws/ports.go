package ws

import (
	"context"
	"net/http"
	"net/netip"
	"time"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

// Desk takes commands.
type Desk interface {
	Do(ctx context.Context, id chat.ConversationID, cmds ...chat.Command) (desk.Result, error)
	// Submit is Do without the waiting; it keeps the caller's order.
	Submit(ctx context.Context, id chat.ConversationID, done func(desk.Result, error), cmds ...chat.Command)
	Start(ctx context.Context, s chat.Start) (desk.Result, error)
	Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error)
}

// Timeline reads what happened.
type Timeline interface {
	Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
	PublicEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
	PublicNumber(ctx context.Context, id chat.ConversationID, seq int64) (int64, error)
	PrivateNumber(ctx context.Context, id chat.ConversationID, public int64) (int64, error)
	Heads(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID][2]int64, error)
	InboxAfter(ctx context.Context, site chat.SiteID, after int64, limit int) ([]store.InboxFact, bool, error)
	InboxHead(ctx context.Context, site chat.SiteID) (int64, error)
	Conversations(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]*chat.Conversation, error)
}

// Marks keeps what was seen.
type Marks interface {
	MarkSeen(ctx context.Context, marks map[chat.ConversationID]store.Marks) error
	Seen(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]store.Marks, error)
}

// Presence is told about people's sockets. Its methods must not block for
// long; they run on the socket's reader.
type Presence interface {
	AgentOpened(ctx context.Context, connection string, a chat.AgentID) error
	// AgentGreeted is called once the socket hears: what changed by its opening
	// should be told now.
	AgentGreeted(ctx context.Context, a chat.AgentID)
	AgentClosed(ctx context.Context, connection string, a chat.AgentID)
	AgentInput(ctx context.Context, connection string, a chat.AgentID)
	VisitorOpened(ctx context.Context, v chat.VisitorID, page chat.Page)
	VisitorPage(ctx context.Context, v chat.VisitorID, page chat.Page)
	VisitorClosed(ctx context.Context, v chat.VisitorID)
}

// Gate says who opens a socket.
type Gate interface {
	// Visitor authenticates by the request's cookie for the site whose key it names.
	Visitor(r *http.Request) (policy.Principal, VisitorRules, error)
	// Agent takes a single-use ticket.
	Agent(ctx context.Context, ticket string) (policy.Principal, error)
	// MayStart refuses a visitor who opens too many conversations.
	MayStart(ctx context.Context, who policy.Principal, from netip.Addr) error
	// StillValid re-checks a session, at most once a minute each.
	StillValid(ctx context.Context, p policy.Principal) error
}

// VisitorRules are the site's settings that matter to a visitor's socket.
type VisitorRules struct {
	ShowTyping bool // agents may see what the visitor types before it is sent
	Language   string
	From       netip.Addr // where the browser is; invalid when not known
	Contact    string
	Previous   chat.ConversationID // the resolved conversation that a new one continues
	Open       chat.ConversationID // the one that goes on, if any
}

// Limits bound what one socket may do. The zero value is not usable; see
// [DefaultLimits].
type Limits struct {
	FrameBytes     int64
	QueueFrames    int
	QueueBytes     int
	HelloWithin    time.Duration
	WriteWithin    time.Duration
	PingEvery      time.Duration
	SilentFor      time.Duration
	Heartbeat      time.Duration
	VisitorPosts   float64 // sends a second, sustained
	VisitorBurst   int
	AgentPosts     float64
	AgentBurst     int
	SocketsPerUser int
	Streams        int // that one socket may follow
}

// DefaultLimits are what production uses.
func DefaultLimits() Limits {
	return Limits{FrameBytes: 64 << 10, QueueFrames: 256, QueueBytes: 1 << 20, HelloWithin: 5 * time.Second, WriteWithin: 10 * time.Second,
		PingEvery: 25 * time.Second, SilentFor: 60 * time.Second, Heartbeat: 15 * time.Second,
		VisitorPosts: 5, VisitorBurst: 40, AgentPosts: 50, AgentBurst: 400, SocketsPerUser: 40, Streams: 300}
}

// Config is what a hub works with.
type Config struct {
	Desk     Desk
	Timeline Timeline
	Marks    Marks
	Presence Presence
	Gate     Gate
	Bus      interface{ Publish(msgs ...bus.Message) }
	Now      func() time.Time
	Epoch    string
	Node     string
	Origin   string // the only origin that may open sockets, such as https://chat.example.com
	Shared   bool   // other nodes publish too: heads are read from the database
	Limits   Limits
	Metrics  Metrics
	// Read is told of conversations that the team has read further. May be nil.
	Read func(id chat.ConversationID)
}

// Metrics counts; nil functions are not called.
type Metrics struct {
	Opened  func(kind string)
	Closed  func(kind string, code int)
	Dropped func(kind string)
	Gap     func()
	Reset   func(reason string)
}
