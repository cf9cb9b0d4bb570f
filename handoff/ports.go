package handoff

import (
	"context"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/transcript"
)

// Desk is the only writer of conversations.
type Desk interface {
	// Do decides the commands one after another and commits what follows from
	// all of them in one transaction, or nothing when one is refused. It
	// returns the conversation as it stands afterwards.
	Do(ctx context.Context, id chat.ConversationID, commands ...chat.Command) (*chat.Conversation, error)
	// Load gives the conversation as it stands now; the caller may change it.
	Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error)
	// Entries gives at most limit entries after a place of the timeline, in order.
	Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
}

// Settings are what a site's admin chose, as far as handoffs are concerned.
type Settings struct {
	Hours       *hours.Calendar   // when the people asked for are there; nil: always
	Team        string            // as visitors know it ("Anna’s team"); empty: "our team" in their language
	Language    string            // of the site, for visitors whose own is not known
	LiveOff     bool              // people never join live; everything is answered later
	AsyncTarget time.Duration     // how much open time an answer later may take; 0: DefaultAsyncTarget
	AsyncAlways bool              // AsyncTarget goes on while it is closed
	HandlePrior time.Duration     // how long a conversation occupies a person until that is measured; 0: DefaultHandlePrior
	Lines       map[string]string // the admin's own texts: "de.told_closed" -> template; see [CheckLine]
}

// Sites gives the settings of a site.
type Sites interface {
	// Handoffs gives them with the opening hours of a team of the site; those of the
	// site itself for an empty team.
	Handoffs(ctx context.Context, site chat.SiteID, team chat.TeamID) (Settings, error)
}

// Staffing is who could take a conversation, and who waits before it.
type Staffing struct {
	Routable int           // people who could take it, full ones included
	Slots    int           // their slots, free and busy
	Free     int           // of which free
	Ahead    int           // conversations in line before this one
	Offered  int           // before this one, and offered to somebody: they hold a place, but may come back
	Handle   time.Duration // mean time for which a conversation of this queue occupies a slot
	Samples  int           // how many measurements stand behind Handle
	Wait     time.Duration // mean of the last waits in this queue
	Waits    int           // how many; 0: none measured
	Site     Measured      // of all queues of the site: stands in for what this queue has not shown yet
	Reserved bool          // somebody is reserved for this conversation
	Pickup   time.Duration // how long whoever is free may take to notice: a phone has to be taken out; 0: they look at a screen

	// What its team allows.
	InLine     bool          // it waits already: the router turns it away, not its promise
	AtOnce     int           // free slots that it would be given now, before the search for people has widened
	MaxWaiting int           // how many may stay in line; 0: any number, or its length does not turn this one away
	MaxWait    time.Duration // how long it may wait; 0: for ever
}

// Measured is how long conversations took; see [Staffing].
type Measured struct {
	Handle  time.Duration
	Samples int
	Wait    time.Duration
	Waits   int
}

// Staff knows who is there.
type Staff interface {
	// Staffing counts for the conversation c: the people who could take it, and
	// those in line before it (all who wait, when it is not in line itself).
	Staffing(ctx context.Context, c *chat.Conversation) (Staffing, error)
	// Routable reports whether the agent could take one more conversation of the site now.
	Routable(ctx context.Context, agent chat.AgentID, site chat.SiteID) (bool, error)
}

// Case is what is known of a conversation that is about to be handed off.
type Case struct {
	Conversation *chat.Conversation
	Reason       chat.Reason
	Lines        []transcript.Line // all that was said
	Language     string            // in which the visitor writes
	Sentiment    string            // "calm", "annoyed", "angry"
	Settings     Settings
	At           time.Time
}

// Routes decides what a conversation needs of whoever takes it.
type Routes interface {
	// Route goes by the site's rules. later says that by them nobody joins live now.
	Route(ctx context.Context, c Case) (r chat.Route, later bool, err error)
}

// Visitor is what is known of a person apart from this conversation. Empty
// fields are unknown.
type Visitor struct {
	Name    string
	Zone    *time.Location    // nil: not known; times are then the site's and say so
	Contact string            // e-mail or phone from an earlier visit or from the host
	Facts   map[string]string // tier, plan, lifetime value...: travels with the package
	VIP     bool
}

// Visitors gives what is known of a visitor.
type Visitors interface {
	Visitor(ctx context.Context, id chat.VisitorID) (Visitor, error)
}

// Parcel is a package on its way, with what its destination needs besides.
type Parcel struct {
	Conversation chat.ConversationID
	Site         chat.SiteID
	Reason       chat.Reason
	AskedAt      time.Time
	Package      chat.Package
}

// Destination is the one place of a site where handoffs are worked on.
type Destination interface {
	// Name is what the timeline calls it: "queue".
	Name() string
	// Deliver puts the parcel there. A parcel of the same handoff that is there
	// already is left as it is and is no error: the handoff's id is unique.
	Deliver(ctx context.Context, p Parcel) error
}

// Destinations gives each site's one destination.
type Destinations interface {
	Destination(ctx context.Context, site chat.SiteID) (Destination, error)
}

// Summariser writes what a person reads first. It fills Summary, Points,
// Tried, Topic, Intent, Sentiment, Articles and By of the package; the rest is
// ignored. It must answer without a model too.
type Summariser interface {
	Summarise(ctx context.Context, c *chat.Conversation, entries []chat.Entry) (chat.Package, error)
}
