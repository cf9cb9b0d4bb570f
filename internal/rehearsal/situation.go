package rehearsal

import (
	"context"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/routing"
)

// Staffing is how people are in a situation.
type Staffing string

// The kinds of staffing.
const (
	AsNow         Staffing = "now"
	EverybodyFree Staffing = "everybody_free" // online, with no conversation
	EverybodyFull Staffing = "everybody_full" // online, with all that they may have
	Nobody        Staffing = "nobody"         // online
)

// Situation is a handoff to imagine.
type Situation struct {
	At         time.Time // zero: now
	Language   string    // in which the visitor writes; empty: the site's
	Tier       string
	Topic      string
	Page       string // URL
	Attributes map[string]string
	Reason     chat.Reason // empty: the visitor asks for a person
	Sentiment  string      // "calm", "annoyed", "angry"; empty: calm
	Contact    bool        // there is a way to reach the visitor later
	Staffing   Staffing    // empty: AsNow
}

// Kind says where a question comes from.
type Kind string

// The kinds of questions.
const (
	Ordinary Kind = "ordinary"
	Tier     Kind = "vip"
	Topic    Kind = "topic"
	Language Kind = "language"
	Full     Kind = "full"
	Empty    Kind = "nobody"
	Closed   Kind = "closed"
	Angry    Kind = "angry"
	OfRule   Kind = "rule"
	Own      Kind = "own"
)

// Question is a situation in words.
type Question struct {
	Kind      Kind
	Say       string
	Situation Situation
	Rule      string // OfRule: its ID
	Never     string // not empty: why there is nothing to ask
}

// House is a site as it is at the moment.
type House struct {
	Site     chat.SiteID
	Settings handoff.Settings
	Hours    map[chat.TeamID]*hours.Calendar // of teams that have their own; the others go by the site's
	Domain   string                          // where its pages are
	Rules    []routing.Rule
	Teams    []routing.Team
	People   []routing.Candidate  // of all sites
	Queued   []*chat.Conversation // who waits now, on all sites
	Now      time.Time
	Code     Code
}

// Visitor is what routing knows of the visitor of a situation.
type Visitor struct {
	Tier       string
	Attributes map[string]string
}

// Code is how stored conversations are routed, made to work on one that is not stored.
type Code interface {
	// Route goes by the site's rules; see [handoff.Routes].
	Route(ctx context.Context, c handoff.Case, v Visitor) (r chat.Route, later bool, err error)
	// Staffing counts for a conversation among people, with the queued before it.
	Staffing(c *chat.Conversation, people []routing.Candidate, queued []*chat.Conversation, now time.Time) handoff.Staffing
	// Waiting is a queued conversation as the board sees it.
	Waiting(c *chat.Conversation) routing.Waiting
}

// Answer is what would happen.
type Answer struct {
	Question Question
	Open     bool         // the site, at that moment
	Rule     routing.Rule // that matched; without an ID if none did
	Team     routing.Team // whose conversation it would be; without an ID: the site's
	Route    chat.Route
	Live     bool   // somebody joins; else an answer comes later
	Why      string // not live: why, as package handoff says it
	Promise  chat.Promise
	Said     string // what the visitor reads first
	Asked    bool   // for a way to reach them
	Steps    []Step // what follows, in order
	Reaches  []Reach
	Verdict  Verdict
	Advice   string // one sentence
	Area     Area   // where it is changed; empty: nothing is to be changed
}

// Did says what a step is.
type Did string

// The steps.
const (
	Offered  Did = "offered"  // somebody is asked
	Assigned Did = "assigned" // somebody gets it without being asked
	Told     Did = "told"     // the visitor reads another line, and goes on waiting
	Later    Did = "later"    // the wait ends with the promise of an answer
)

// Step is something that happens while the visitor waits.
type Step struct {
	After  time.Duration // since they began to wait
	Did    Did
	People []string      // by name
	Stage  routing.Stage // Offered, Assigned
	Why    string        // why they, or why later
	Said   string        // what the visitor reads
}

// Reach is whom a stage of the search lets in who was not let in before.
type Reach struct {
	Stage  routing.Stage
	After  time.Duration
	People []string // by name
}
