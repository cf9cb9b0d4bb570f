package chat

import "time"

// Started says that a visitor opened a conversation.
type Started struct {
	Site     SiteID         `json:"site"`
	Visitor  VisitorID      `json:"visitor"`
	Language string         `json:"language,omitempty"` // what the browser asks for; refined later
	Page     Page           `json:"page"`
	Previous ConversationID `json:"previous,omitempty"` // the resolved one that this continues
	Contact  string         `json:"contact,omitempty"`  // how the visitor could be reached already
}

// MessagePosted says that somebody wrote something that the visitor may read.
type MessagePosted struct {
	Text       string     `json:"text"` // the small Markdown subset
	Citations  []Citation `json:"citations,omitempty"`
	Template   string     `json:"template,omitempty"`   // which of Baton's own lines this is: "told", "greeting", "cancelled"...
	Run        RunID      `json:"run,omitempty"`        // the assistant run that wrote it; replaces its streamed draft
	UpTo       int64      `json:"up_to,omitempty"`      // assistant: the visitor's message that this answers, by Seq
	Confidence float64    `json:"confidence,omitempty"` // assistant: probability that this answers, 0 to 1
	Unanswered bool       `json:"unanswered,omitempty"` // assistant: it had to say that it does not know
	Language   string     `json:"language,omitempty"`   // as detected or written
}

// NotePosted says that an agent wrote something that only the team may read.
type NotePosted struct {
	Text string `json:"text"`
}

// MessageEdited says that the author of a message changed its text.
type MessageEdited struct {
	Target       int64  `json:"target"`                  // the message's Seq
	PublicTarget int64  `json:"public_target,omitempty"` // and its PublicSeq; 0 for a note
	Text         string `json:"text"`
}

// MessageDeleted says that the author of a message withdrew it.
type MessageDeleted struct {
	Target       int64 `json:"target"`
	PublicTarget int64 `json:"public_target,omitempty"`
}

// FieldCollected says that something became known about the visitor or the case.
type FieldCollected struct {
	Field Field `json:"field"`
}

// HandoffRequested says that a person is needed and that the visitor was told
// what happens next (the message at ToldSeq, in the same transaction).
type HandoffRequested struct {
	Handoff  HandoffID `json:"handoff"`
	Reason   Reason    `json:"reason,omitempty"`
	Triggers []Trigger `json:"triggers,omitempty"`
	ToldSeq  int64     `json:"told_seq,omitempty"`
	Promise  Promise   `json:"promise"`
}

// ContactAsked says that the visitor was asked, in the chat, for the one field
// by which they can be reached later.
type ContactAsked struct {
	Handoff HandoffID `json:"handoff"`
}

// HandoffPackaged says that everything a person needs was put together.
type HandoffPackaged struct {
	Package Package `json:"package"`
}

// HandoffDelivered says that the package reached its one destination.
type HandoffDelivered struct {
	Handoff     HandoffID `json:"handoff"`
	Destination string    `json:"destination,omitempty"` // "queue", later "email" and "slack"
}

// HandoffFailed says that a step did not work and will be tried again.
type HandoffFailed struct {
	Handoff HandoffID   `json:"handoff"`
	Step    HandoffStep `json:"step"`
	Attempt int         `json:"attempt"`
	Say     string      `json:"say"` // for the team
}

// HandoffCancelled says that the visitor no longer needs a person.
type HandoffCancelled struct {
	Handoff HandoffID `json:"handoff"`
	Solved  bool      `json:"solved"` // they said that it works now
}

// PromiseChanged says that the visitor was given another expectation.
type PromiseChanged struct {
	Handoff HandoffID `json:"handoff"`
	Promise Promise   `json:"promise"`
}

// QueuedWhy says what put a conversation in line.
type QueuedWhy string

// Why a conversation is in line.
const (
	QueuedByHandoff    QueuedWhy = "handoff"
	QueuedByRelease    QueuedWhy = "released"
	QueuedByTransfer   QueuedWhy = "transferred"
	QueuedByAgentGone  QueuedWhy = "agent_gone"
	QueuedByOfferEnded QueuedWhy = "offer_ended"
	QueuedByReturn     QueuedWhy = "visitor_returned"
	QueuedByNewMessage QueuedWhy = "reopened"
	QueuedByWaking     QueuedWhy = "woken" // its snooze ended, and its owner was not at work
)

// Queued says that a conversation took a place in line.
type Queued struct {
	Why       QueuedWhy `json:"why"`
	EnteredAt time.Time `json:"entered_at"` // decides the place; kept when an offer ends
	Front     bool      `json:"front,omitempty"`
	Barred    *Bar      `json:"barred,omitempty"` // who gave it away: not the next to be asked
}

// Routed says what the conversation needs of the person who takes it.
type Routed struct {
	Route Route `json:"route"`
}

// FollowUpChosen is why a conversation is answered later when its visitor preferred that.
const FollowUpChosen = "chosen"

// MovedToFollowUp says that a person owes an answer later.
type MovedToFollowUp struct {
	Why   string    `json:"why"` // "nobody_reachable", "closed", "live_off", "busy", "chosen", "deadline", "visitor_left"
	DueBy time.Time `json:"due_by,omitzero"`
}

// OfferMade says that a conversation was proposed to somebody.
type OfferMade struct {
	Offer     OfferID   `json:"offer,omitempty"`
	Agents    []AgentID `json:"agents,omitempty"`
	From      Party     `json:"from,omitzero"` // who transfers; the system when routing offers
	Note      string    `json:"note,omitempty"`
	Warm      bool      `json:"warm,omitempty"` // the first owner stays until somebody accepts
	ExpiresAt time.Time `json:"expires_at"`
	Why       string    `json:"why,omitempty"` // from routing: why they, in one line
}

// OfferEnd is how an offer ended without anybody joining.
type OfferEnd string

// The ends of an offer. An accepted one ends with AgentJoined.
const (
	OfferDeclined  OfferEnd = "declined"
	OfferLapsed    OfferEnd = "lapsed"
	OfferWithdrawn OfferEnd = "withdrawn"
)

// OfferEnded says that one agent's part in an offer is over; Closed says that
// it was the last one.
type OfferEnded struct {
	Offer       OfferID   `json:"offer,omitempty"`
	Agent       AgentID   `json:"agent,omitempty"`
	How         OfferEnd  `json:"how"`
	Closed      bool      `json:"closed"`
	Warm        bool      `json:"warm,omitempty"`
	BarredUntil time.Time `json:"barred_until,omitzero"` // until then Agent is passed over for this conversation
}

// JoinedHow says by which way an agent came to own a conversation.
type JoinedHow string

// The ways to own a conversation.
const (
	JoinedByClaim      JoinedHow = "claim"    // from the queue or the follow-up list
	JoinedByTakeover   JoinedHow = "takeover" // from the assistant, unasked
	JoinedByOffer      JoinedHow = "offer"
	JoinedByAssignment JoinedHow = "assigned" // by routing, without asking
	JoinedByReopen     JoinedHow = "reopen"
	JoinedByWaking     JoinedHow = "woken"
	JoinedByForce      JoinedHow = "forced" // a supervisor's logged override
)

// AgentJoined says that a person took over answering.
type AgentJoined struct {
	Agent    Profile   `json:"agent"`
	How      JoinedHow `json:"how,omitempty"`
	Relieved Party     `json:"relieved"` // who answered until now
	Offer    OfferID   `json:"offer,omitempty"`
	QueuedAt time.Time `json:"queued_at,omitzero"` // when the visitor began to wait for it; zero: they did not
	Why      string    `json:"why,omitempty"`      // assigned: why they, in one line
}

// LeftWhy says why an agent no longer owns a conversation.
type LeftWhy string

// Why an agent left.
const (
	LeftReleased    LeftWhy = "released"
	LeftTransferred LeftWhy = "transferred"
	LeftGone        LeftWhy = "gone"
	LeftFollowUp    LeftWhy = "follow_up"
	LeftAbsent      LeftWhy = "absent" // not at work when what they had put aside woke
)

// AgentLeft says that a person stopped owning the conversation. What follows
// in the same transaction says who has it now.
type AgentLeft struct {
	Agent Profile `json:"agent"`
	Why   LeftWhy `json:"why"`
}

// HandedBack says that an agent gave the conversation back to the assistant.
type HandedBack struct {
	Agent Profile `json:"agent"`
}

// Snoozed says that an agent put the conversation aside until a time.
type Snoozed struct {
	Until time.Time `json:"until"`
}

// Woken says that a snoozed conversation needs its owner again.
type Woken struct {
	Why string `json:"why"` // "time", "visitor"
}

// Outcome is how a conversation ended.
type Outcome string

// The outcomes.
const (
	OutcomeSolved       Outcome = "solved"
	OutcomeSelfResolved Outcome = "self_resolved"
	OutcomeAbandoned    Outcome = "abandoned"
	OutcomeSilent       Outcome = "silent" // nobody wrote for a day
)

// Resolved says that the conversation is closed.
type Resolved struct {
	Outcome Outcome `json:"outcome"`
}

// Reopened says that the visitor wrote again within seven days.
type Reopened struct {
	Why string `json:"why"` // "visitor", "agent"
}

// Segment is the part of a conversation that a rating is about.
type Segment string

// The segments.
const (
	AssistantOnly Segment = "assistant_only"
	AfterHandoff  Segment = "after_handoff"
)

// SLAWarned says that four fifths of a clock's time have passed.
type SLAWarned struct {
	Clock     Clock     `json:"clock"`
	StartedAt time.Time `json:"started_at"`
	DueAt     time.Time `json:"due_at"`
}

// SLABreached says that a clock's time has passed.
type SLABreached struct {
	Clock     Clock     `json:"clock"`
	StartedAt time.Time `json:"started_at"`
	DueAt     time.Time `json:"due_at"`
}

// RatingGiven says how the visitor found a segment. A later one replaces it.
type RatingGiven struct {
	Segment  Segment `json:"segment"`
	Score    int     `json:"score"` // 1 to 5
	Comment  string  `json:"comment,omitempty"`
	Repeated *bool   `json:"repeated,omitempty"` // "did you have to repeat yourself?", after a handoff only
}

// AssistantFailed says that the assistant could not answer as it should, and
// why; what was done instead follows on the timeline.
type AssistantFailed struct {
	Run     RunID  `json:"run,omitempty"`
	Why     string `json:"why"`     // "timeout", "rate_limited", "server_error", "broken_output", "budget"
	Say     string `json:"say"`     // for the team
	Instead string `json:"instead"` // "built_in_answer", "handoff"
}

// VisitorEvent says that the visitor did something on the host's page, as that
// page told it. Anybody can make a page tell anything, so it proves nothing.
type VisitorEvent struct {
	Name       string            `json:"name"`
	Props      map[string]string `json:"props,omitempty"`
	HappenedAt time.Time         `json:"happened_at,omitzero"` // when it was told late; else the entry's own time
}

// VisitorIdentified says that the site vouched for who the visitor is, by a
// signature. With Moved they were known already: they go on as themselves, with
// their own conversations, and this one stays where it is.
type VisitorIdentified struct {
	Moved bool `json:"moved,omitempty"`
}

func (Started) Kind() string           { return "conversation.started" }
func (MessagePosted) Kind() string     { return "message.posted" }
func (NotePosted) Kind() string        { return "note.posted" }
func (MessageEdited) Kind() string     { return "message.edited" }
func (MessageDeleted) Kind() string    { return "message.deleted" }
func (FieldCollected) Kind() string    { return "field.collected" }
func (HandoffRequested) Kind() string  { return "handoff.requested" }
func (ContactAsked) Kind() string      { return "handoff.contact_asked" }
func (HandoffPackaged) Kind() string   { return "handoff.packaged" }
func (HandoffDelivered) Kind() string  { return "handoff.delivered" }
func (HandoffFailed) Kind() string     { return "handoff.failed" }
func (HandoffCancelled) Kind() string  { return "handoff.cancelled" }
func (PromiseChanged) Kind() string    { return "promise.changed" }
func (Queued) Kind() string            { return "conversation.queued" }
func (Routed) Kind() string            { return "conversation.routed" }
func (MovedToFollowUp) Kind() string   { return "conversation.follow_up" }
func (OfferMade) Kind() string         { return "offer.made" }
func (OfferEnded) Kind() string        { return "offer.ended" }
func (AgentJoined) Kind() string       { return "agent.joined" }
func (AgentLeft) Kind() string         { return "agent.left" }
func (HandedBack) Kind() string        { return "conversation.handed_back" }
func (Snoozed) Kind() string           { return "conversation.snoozed" }
func (Woken) Kind() string             { return "conversation.woken" }
func (Resolved) Kind() string          { return "conversation.resolved" }
func (Reopened) Kind() string          { return "conversation.reopened" }
func (RatingGiven) Kind() string       { return "rating.given" }
func (SLAWarned) Kind() string         { return "sla.warned" }
func (SLABreached) Kind() string       { return "sla.breached" }
func (AssistantFailed) Kind() string   { return "assistant.failed" }
func (VisitorEvent) Kind() string      { return "visitor.event" }
func (VisitorIdentified) Kind() string { return "visitor.identified" }

func (Started) fact()           {}
func (MessagePosted) fact()     {}
func (NotePosted) fact()        {}
func (MessageEdited) fact()     {}
func (MessageDeleted) fact()    {}
func (FieldCollected) fact()    {}
func (HandoffRequested) fact()  {}
func (ContactAsked) fact()      {}
func (HandoffPackaged) fact()   {}
func (HandoffDelivered) fact()  {}
func (HandoffFailed) fact()     {}
func (HandoffCancelled) fact()  {}
func (PromiseChanged) fact()    {}
func (Queued) fact()            {}
func (Routed) fact()            {}
func (MovedToFollowUp) fact()   {}
func (OfferMade) fact()         {}
func (OfferEnded) fact()        {}
func (AgentJoined) fact()       {}
func (AgentLeft) fact()         {}
func (HandedBack) fact()        {}
func (Snoozed) fact()           {}
func (Woken) fact()             {}
func (Resolved) fact()          {}
func (Reopened) fact()          {}
func (RatingGiven) fact()       {}
func (SLAWarned) fact()         {}
func (SLABreached) fact()       {}
func (AssistantFailed) fact()   {}
func (VisitorEvent) fact()      {}
func (VisitorIdentified) fact() {}
