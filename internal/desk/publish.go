package desk

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
)

// The names of streams and of what they carry.
const (
	ConversationPrefix = "conversation:"
	InboxPrefix        = "inbox:"
	VisitorPrefix      = "visitor:"
	KindEntry          = "entry"
	KindInbox          = "inbox"
	KindStarted        = "started"
)

// Row is a conversation in a list: what the inbox stream carries. It holds no
// message text.
type Row struct {
	Conversation   chat.ConversationID `json:"conversation"`
	Site           chat.SiteID         `json:"site"`
	Visitor        RowVisitor          `json:"visitor"`
	Seq            int64               `json:"version"`
	State          chat.State          `json:"state"`
	Owner          chat.Party          `json:"owner"`
	Priority       int                 `json:"priority"`
	Reason         chat.Reason         `json:"reason,omitempty"`
	Summary        string              `json:"summary,omitempty"`
	Topic          string              `json:"topic,omitempty"`
	Language       string              `json:"language,omitempty"`
	Turn           string              `json:"turn"` // visitor: they have the word; team: we have
	StartedAt      time.Time           `json:"started_at"`
	EnteredQueueAt time.Time           `json:"entered_queue_at,omitzero"`
	Front          bool                `json:"front,omitempty"`          // while it waits: what its place in line comes from
	Ahead          bool                `json:"ahead,omitempty"`          // the same
	Target         int                 `json:"target_seconds,omitempty"` // the same; 0: the usual
	DueBy          time.Time           `json:"due_by,omitzero"`
	SnoozedUntil   time.Time           `json:"snoozed_until,omitzero"`
	ResolvedAt     time.Time           `json:"resolved_at,omitzero"`
	LastAt         time.Time           `json:"last_at,omitzero"`
	LastBy         chat.PartyKind      `json:"last_by,omitempty"`
	Agent          *chat.Profile       `json:"agent,omitempty"`
	Offer          *chat.Offer         `json:"offer,omitempty"`
	Promise        *chat.Promise       `json:"promise,omitempty"`
	SLA            *chat.Deadline      `json:"sla,omitempty"` // what a person owes first
}

// RowVisitor is the visitor in a row.
type RowVisitor struct {
	ID   chat.VisitorID `json:"id"`
	Name string         `json:"name,omitempty"`
}

// turn says whose turn it is where the visitor waits for words since a time.
func turn(waits time.Time) string {
	if waits.IsZero() {
		return "visitor"
	}
	return "team"
}

// RowOf draws a conversation's row.
func RowOf(c *chat.Conversation) Row {
	r := Row{Conversation: c.ID, Site: c.Site, Visitor: RowVisitor{c.Visitor, c.FieldValue(chat.FieldName)}, Seq: c.Seq, State: c.State, Owner: c.Owner, Priority: c.Priority,
		Summary: c.Summary, Topic: c.Topic, Language: c.Language, Turn: turn(c.TurnAt), StartedAt: c.StartedAt, EnteredQueueAt: c.EnteredQueueAt,
		DueBy: c.DueBy, SnoozedUntil: c.SnoozedUntil, ResolvedAt: c.ResolvedAt, LastAt: c.LastMessage.At, LastBy: c.LastMessage.By.Kind, Agent: c.Agent, Offer: c.Offer}
	if c.Waiting() {
		r.Front = c.Front
		if c.Route != nil {
			r.Ahead, r.Target = c.Route.Ahead, c.Route.Target
		}
	}
	if c.Handoff != nil {
		r.Reason, r.Promise = c.Handoff.Reason, &c.Handoff.Promise
	}
	return r
}

// publish sends what the steps committed, before anybody is answered, so that
// whoever reads its answer can be sure that the others are being told.
func (d *Desk) publish(steps []*step) {
	var msgs []bus.Message
	for _, s := range steps {
		if s.commit.Err != nil {
			continue
		}
		c := s.commit.After
		stream := ConversationPrefix + string(c.ID)
		if s.commit.Before == nil || s.commit.Before.LastMessage.Seq != c.LastMessage.Seq {
			d.cfg.Spoke(c.ID)
		}
		d.tellLoads(s.commit.Before, c)
		for _, e := range s.commit.Entries {
			msgs = append(msgs, bus.Message{Stream: stream, Kind: KindEntry, Seq: e.Seq, Data: e.JSON(), Here: e})
		}
		if s.commit.InboxSeq > 0 {
			row := RowOf(c)
			row.SLA = d.cfg.Due(c)
			msgs = append(msgs, bus.Message{Stream: InboxPrefix + string(c.Site), Kind: KindInbox, Seq: s.commit.InboxSeq, Data: Encode(row), Here: row})
		}
		if s.commit.Before == nil {
			msgs = append(msgs, bus.Message{Stream: VisitorPrefix + string(c.Visitor), Kind: KindStarted, Data: Encode(map[string]chat.ConversationID{"conversation": c.ID})})
		}
	}
	if len(msgs) > 0 {
		d.cfg.Bus.Publish(msgs...)
	}
}

// tellLoads names the agents who hold a conversation or an offer now and did
// not before, or the other way round.
func (d *Desk) tellLoads(before, after *chat.Conversation) {
	had, has := holders(before), holders(after)
	for _, a := range had {
		if !slices.Contains(has, a) {
			d.cfg.Loaded(a)
		}
	}
	for _, a := range has {
		if !slices.Contains(had, a) {
			d.cfg.Loaded(a)
		}
	}
}

func holders(c *chat.Conversation) []chat.AgentID {
	if c == nil {
		return nil
	}
	var out []chat.AgentID
	if c.State == chat.StateActive {
		out = append(out, c.Owner.Agent())
	}
	if c.Offer != nil {
		out = append(out, c.Offer.Agents...)
	}
	return out
}

// Encode writes one of our own plain types as JSON; those always encode.
func Encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own plain types always encode
	}
	return b
}
