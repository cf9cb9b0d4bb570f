package chat

import "time"

// Reason is why a conversation was handed off: one of eight, derived from the
// trigger.
type Reason string

// The reasons.
const (
	ExplicitRequest Reason = "explicit_request"
	LowConfidence   Reason = "low_confidence"
	OutOfRemit      Reason = "out_of_remit"
	Sentiment       Reason = "sentiment"
	Unsafe          Reason = "unsafe"
	VIP             Reason = "vip"
	ByRule          Reason = "rule"
	AgentTakeover   Reason = "agent_takeover"
)

// Category is the coarse class that analytics counts.
type Category string

// The categories.
const (
	KnowledgeGap Category = "knowledge_gap"
	ComplexIssue Category = "complex"
	Emotional    Category = "emotional"
)

// Category derives the class of a reason.
func (r Reason) Category() Category {
	switch r {
	case LowConfidence, OutOfRemit:
		return KnowledgeGap
	case Sentiment, Unsafe:
		return Emotional
	default:
		return ComplexIssue
	}
}

// Trigger is what fired, with its evidence.
type Trigger struct {
	Kind     string `json:"kind"`               // "asked_in_words", "pressed_button", "no_answer_twice", "model_tool"...
	Evidence string `json:"evidence,omitempty"` // the sentence or the count behind it
}

// HandoffStep is a step of the saga, in order.
type HandoffStep string

// The steps: each has a proof row, and none starts before the one above it.
const (
	StepTold      HandoffStep = "told"
	StepPackaged  HandoffStep = "packaged"
	StepDelivered HandoffStep = "delivered"
	StepHeld      HandoffStep = "held"
	StepClosed    HandoffStep = "closed"
)

// Handoff is the open handoff of a conversation, or its last one.
type Handoff struct {
	ID        HandoffID `json:"id"`
	Reason    Reason    `json:"reason"`
	Category  Category  `json:"category"`
	Triggers  []Trigger `json:"triggers,omitempty"`
	Promise   Promise   `json:"promise"`
	First     *Promise  `json:"first_promise,omitempty"` // what was promised before it was changed, unless the visitor chose otherwise
	AskedAt   time.Time `json:"asked_at"`
	Packaged  bool      `json:"packaged"`
	Delivered bool      `json:"delivered"`
	Open      bool      `json:"open"`                 // told and not yet joined, cancelled or closed
	AskingFor string    `json:"asking_for,omitempty"` // "contact" while the one field is asked for
	Summary   string    `json:"summary,omitempty"`    // one line: what the visitor wants
	JoinedAt  time.Time `json:"joined_at,omitzero"`   // when the first person took it
}

// KeptUntil gives the moment until which somebody has to come for the promise to be kept: a
// correction that asks for more patience does not make the first one true.
func (h *Handoff) KeptUntil() time.Time {
	last := h.Promise.Breaks()
	if h.First != nil && h.First.Breaks().Before(last) {
		return h.First.Breaks()
	}
	return last
}

// Package is what travels with a handoff to whoever picks it up. The
// transcript itself is the timeline up to Seq and is never summarised away.
type Package struct {
	Handoff   HandoffID         `json:"handoff"`
	Seq       int64             `json:"seq"`     // the timeline up to here belongs to it
	Summary   string            `json:"summary"` // one line
	Points    []string          `json:"points,omitempty"`
	Tried     []string          `json:"tried,omitempty"` // what the assistant already said
	Topic     string            `json:"topic,omitempty"`
	Intent    string            `json:"intent,omitempty"`
	Sentiment string            `json:"sentiment,omitempty"` // "calm", "annoyed", "angry"
	Language  string            `json:"language,omitempty"`
	Page      Page              `json:"page"`
	Fields    []Field           `json:"fields,omitempty"`
	Contact   string            `json:"contact,omitempty"` // e-mail or phone; empty while only the session reaches them
	Priority  int               `json:"priority"`
	Articles  []Citation        `json:"articles,omitempty"`
	By        string            `json:"by"` // "model" or "extractive": who wrote the summary
	Visitor   map[string]string `json:"visitor,omitempty"`
}
