package chat

import (
	"log/slog"
	"slices"
	"time"
)

// State is where a conversation stands; semantics.md 1 draws the moves.
type State string

// The states.
const (
	StateAssistant State = "assistant" // the assistant answers
	StateQueued    State = "queued"    // has a place in line and a promise
	StateOffered   State = "offered"   // proposed to somebody until it lapses
	StateActive    State = "active"    // a person owns it, the assistant is silent
	StateFollowUp  State = "follow_up" // a person owes an answer later
	StateSnoozed   State = "snoozed"   // put aside by its owner
	StateResolved  State = "resolved"  // closed
)

// States lists every state.
func States() []State {
	return []State{StateAssistant, StateQueued, StateOffered, StateActive, StateFollowUp, StateSnoozed, StateResolved}
}

// ReopenWithin is how long after its end a conversation is continued when the
// visitor writes again; later a new, linked one begins.
const ReopenWithin = 7 * 24 * time.Hour

// RatingEditableFor is how long a rating can be changed.
const RatingEditableFor = 24 * time.Hour

// Conversation is what is known of one conversation at a place of its
// timeline: everything that rules decide on, without the texts. It is the
// agents' view; [View] is the visitor's.
type Conversation struct {
	ID         ConversationID `json:"id"`
	Site       SiteID         `json:"site"`
	Visitor    VisitorID      `json:"visitor"`
	State      State          `json:"state"`
	Owner      Party          `json:"owner"`
	OwnerEpoch int64          `json:"owner_epoch"` // rises with every change of owner
	Seq        int64          `json:"seq"`         // the last entry's place; the snapshot is valid for it
	PublicSeq  int64          `json:"public_seq"`
	StartedAt  time.Time      `json:"started_at"`
	Language   string         `json:"language,omitempty"`
	Page       Page           `json:"page"`
	Previous   ConversationID `json:"previous,omitempty"`
	Priority   int            `json:"priority"`
	Topic      string         `json:"topic,omitempty"`
	Summary    string         `json:"summary,omitempty"`
	Fields     []Field        `json:"fields"`
	Contact    string         `json:"contact,omitempty"`

	FirstQueuedAt  time.Time `json:"first_queued_at,omitzero"`
	EnteredQueueAt time.Time `json:"entered_queue_at,omitzero"`
	Front          bool      `json:"front,omitempty"`
	Woken          bool      `json:"woken,omitempty"`       // in line since its snooze ended: the visitor did not ask for it
	Route          *Route    `json:"route,omitempty"`       // what it needs; absent: anybody on the site
	Misses         int       `json:"misses,omitempty"`      // offers of this wait that nobody took
	Bars           []Bar     `json:"bars,omitempty"`        // who had their chance
	DueBy          time.Time `json:"due_by,omitzero"`       // follow_up
	FollowUpAt     time.Time `json:"follow_up_at,omitzero"` // since when an answer later is owed

	Handoff *Handoff `json:"handoff,omitempty"`
	Offer   *Offer   `json:"offer,omitempty"`

	Agent        *Profile  `json:"agent,omitempty"`        // the owner, or the last person who was
	HumanJoined  bool      `json:"human_joined,omitempty"` // a person has owned it
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	ResolvedAt   time.Time `json:"resolved_at,omitzero"`
	Outcome      Outcome   `json:"outcome,omitempty"`
	Rating       *Rating   `json:"rating,omitempty"`

	LastMessage LastMessage `json:"last_message"`
	VisitorSeq  int64       `json:"visitor_seq"`          // the visitor's last message, by Seq
	AnsweredSeq int64       `json:"answered_seq"`         // the visitor's messages up to here were answered by the assistant
	Unanswered  int         `json:"unanswered,omitempty"` // assistant's turns in a row without an answer

	TurnAt          time.Time   `json:"turn_at,omitzero"`           // since when the visitor waits for words; zero: they have the word
	FirstResponseAt time.Time   `json:"first_response_at,omitzero"` // when a person first wrote themselves after the handoff
	Marks           []ClockMark `json:"marks,omitempty"`            // clocks that ran short or out
}

// LastMessage is the last public message, for lists.
type LastMessage struct {
	By  Party     `json:"by"`
	At  time.Time `json:"at,omitzero"`
	Seq int64     `json:"seq,omitempty"`
}

// Offer is the open round of offers of a conversation.
type Offer struct {
	ID        OfferID   `json:"id"`
	Agents    []AgentID `json:"agents"` // who may still accept
	From      Party     `json:"from"`
	Note      string    `json:"note,omitempty"`
	Warm      bool      `json:"warm,omitempty"`
	ExpiresAt time.Time `json:"expires_at"`
	Why       string    `json:"why,omitempty"`
}

// OpenTo reports whether the agent may accept the offer.
func (o *Offer) OpenTo(a AgentID) bool { return o != nil && slices.Contains(o.Agents, a) }

// Rating is what the visitor thought.
type Rating struct {
	Segment  Segment   `json:"segment"`
	Score    int       `json:"score"`
	Comment  string    `json:"comment,omitempty"`
	Repeated *bool     `json:"repeated,omitempty"`
	At       time.Time `json:"at"` // when first given
}

// AssistantMayWrite reports whether the rules let the assistant write to the
// visitor now.
func (c *Conversation) AssistantMayWrite() bool {
	return c.State == StateAssistant || c.State == StateQueued || c.State == StateFollowUp
}

// Waiting reports whether the visitor waits for a person to take over.
func (c *Conversation) Waiting() bool { return c.State == StateQueued || c.State == StateOffered }

// FieldValue gives what is known under a name.
func (c *Conversation) FieldValue(name string) string {
	for _, f := range c.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Clone gives a copy that shares nothing that Apply changes.
func (c *Conversation) Clone() *Conversation {
	d := *c
	d.Fields, d.Bars, d.Marks, d.Route = slices.Clone(c.Fields), slices.Clone(c.Bars), slices.Clone(c.Marks), c.Route.Clone()
	d.Handoff, d.Offer, d.Rating, d.Agent = clonePtr(c.Handoff), clonePtr(c.Offer), clonePtr(c.Rating), clonePtr(c.Agent)
	if d.Handoff != nil {
		d.Handoff.Triggers = slices.Clone(c.Handoff.Triggers)
	}
	if d.Offer != nil {
		d.Offer.Agents = slices.Clone(c.Offer.Agents)
	}
	return &d
}

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// LogValue keeps everything that people wrote out of the log.
func (c *Conversation) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(c.ID)), slog.String("state", string(c.State)),
		slog.Int64("seq", c.Seq), slog.Int64("epoch", c.OwnerEpoch))
}

// LogValue keeps the text out of the log.
func (e Entry) LogValue() slog.Value {
	kind := ""
	if e.Fact != nil {
		kind = e.Fact.Kind()
	}
	return slog.GroupValue(slog.String("conversation", string(e.Conversation)), slog.Int64("seq", e.Seq), slog.String("kind", kind))
}
