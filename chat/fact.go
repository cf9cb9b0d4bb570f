package chat

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// Fact is something that happened, in the past tense. The set is sealed: only
// this package can add one, and [Facts] lists them all.
type Fact interface {
	// Kind is the fact's name on the wire and on disk.
	Kind() string
	fact()
}

// Entry is a fact with its place in a conversation's timeline.
type Entry struct {
	Conversation ConversationID
	Seq          int64 // place in the whole timeline, from 1, without holes
	PublicSeq    int64 // place in what the visitor may see; 0 when hidden from them
	At           time.Time
	By           Party
	ClientID     string // the sender's own id of this send; empty when there is none
	Fact         Fact
}

// wireEntry is an entry as JSON: the same on the bus, in the API and in frames.
type wireEntry struct {
	wireHead
	Body json.RawMessage `json:"body"`
}

// wireHead is all of it that comes before the body.
type wireHead struct {
	Seq       int64     `json:"seq"`
	PublicSeq int64     `json:"public_seq,omitempty"`
	At        time.Time `json:"at"`
	By        Party     `json:"by"`
	ClientID  string    `json:"client_id,omitempty"`
	Kind      string    `json:"kind"`
}

// MarshalJSON gives the agents' form of the entry. The body is put behind the rest by
// hand: the encoder would read all of it once more.
func (e Entry) MarshalJSON() ([]byte, error) {
	body, err := json.Marshal(e.Fact)
	if err != nil {
		return nil, fmt.Errorf("encode fact %s: %w", e.Fact.Kind(), err)
	}
	head, err := json.Marshal(wireHead{e.Seq, e.PublicSeq, e.At, e.By, e.ClientID, e.Fact.Kind()})
	if err != nil {
		return nil, fmt.Errorf("encode entry %d: %w", e.Seq, err)
	}
	const member = `,"body":`
	out := make([]byte, 0, len(head)+len(member)+len(body))
	out = append(append(append(out, head[:len(head)-1]...), member...), body...)
	return append(out, '}'), nil
}

// JSON is MarshalJSON for entries of this program, which always encode.
func (e Entry) JSON() []byte {
	b, err := e.MarshalJSON()
	if err != nil {
		panic(err)
	}
	return b
}

// UnmarshalJSON reads the agents' form. The conversation is not part of it.
func (e *Entry) UnmarshalJSON(b []byte) error {
	var w wireEntry
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	f, err := DecodeFact(w.Kind, w.Body)
	if err != nil {
		return err
	}
	*e = Entry{e.Conversation, w.Seq, w.PublicSeq, w.At, w.By, w.ClientID, f}
	return nil
}

// ForVisitor gives the visitor's form of the entry: numbered by PublicSeq,
// with everything private taken out. ok is false when the visitor may not see
// it at all.
func (e Entry) ForVisitor() (Entry, bool) {
	if e.PublicSeq == 0 {
		return Entry{}, false
	}
	f, ok := Visible(e.Fact)
	if !ok {
		return Entry{}, false
	}
	return Entry{Conversation: e.Conversation, Seq: e.PublicSeq, At: e.At, By: e.By, ClientID: e.ClientID, Fact: f}, true
}

// Facts gives the zero value of every fact, in the order in which the
// documentation lists them.
func Facts() []Fact {
	return []Fact{
		Started{}, MessagePosted{}, NotePosted{}, MessageEdited{}, MessageDeleted{}, FieldCollected{},
		HandoffRequested{}, ContactAsked{}, HandoffPackaged{}, HandoffDelivered{}, HandoffFailed{}, HandoffCancelled{}, PromiseChanged{},
		Queued{}, Routed{}, MovedToFollowUp{}, OfferMade{}, OfferEnded{}, AgentJoined{}, AgentLeft{}, HandedBack{},
		Snoozed{}, Woken{}, Resolved{}, Reopened{}, RatingGiven{}, AssistantFailed{},
		VisitorEvent{}, VisitorIdentified{}, SLAWarned{}, SLABreached{},
	}
}

var factTypes = func() map[string]reflect.Type {
	m := make(map[string]reflect.Type)
	for _, f := range Facts() {
		m[f.Kind()] = reflect.TypeOf(f)
	}
	return m
}()

// DecodeFact reads a fact back from its kind and JSON body. A kind that this
// version does not know becomes [Unknown], which later versions may have
// written: it keeps its place and changes nothing.
func DecodeFact(kind string, body []byte) (Fact, error) {
	t, ok := factTypes[kind]
	if !ok {
		return Unknown{Name: kind, Body: append(json.RawMessage(nil), body...)}, nil
	}
	v := reflect.New(t)
	if err := json.Unmarshal(body, v.Interface()); err != nil {
		return nil, fmt.Errorf("decode fact %s: %w", kind, err)
	}
	f, ok := reflect.TypeAssert[Fact](v.Elem())
	if !ok {
		return nil, fmt.Errorf("decode fact %s: %v is not a fact", kind, t)
	}
	return f, nil
}

// Unknown is a fact written by a newer version.
type Unknown struct {
	Name string
	Body json.RawMessage
}

func (u Unknown) Kind() string { return u.Name }
func (Unknown) fact()          {}

// MarshalJSON gives the body back unchanged.
func (u Unknown) MarshalJSON() ([]byte, error) { return u.Body, nil }
