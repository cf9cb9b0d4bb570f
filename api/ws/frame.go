package ws

import (
	"encoding/json"
	"strconv"

	gojson "github.com/go-json-experiment/json"

	"github.com/batonchat/baton/chat"
)

// Close codes of docs/protocol.md.
const (
	closeRestart      = 4000
	closeSlow         = 4001
	closeHelloMissing = 4002
	closeSignedOut    = 4003
	closeProtocol     = 4004
	closeTooBig       = 4005
	closeTooFast      = 4006
)

// frameIn is any frame from a client. One struct reads all types; each type's
// handler looks at its own fields, and the table says which may be there.
type frameIn struct {
	T            string              `json:"t"`
	V            int                 `json:"v,omitempty"`
	Ref          int64               `json:"ref,omitempty"`
	Epoch        string              `json:"epoch,omitempty"`
	Streams      []streamIn          `json:"streams,omitempty"`
	Conversation chat.ConversationID `json:"conversation,omitempty"`
	ClientID     string              `json:"client_id,omitempty"`
	Text         string              `json:"text,omitempty"`
	Page         *chat.Page          `json:"page,omitempty"`
	On           bool                `json:"on,omitempty"`
	Note         bool                `json:"note,omitempty"`
	Seq          int64               `json:"seq,omitempty"`
}

// streamIn is a stream to follow, with the last number that the client has; in
// unfollow frames it may be a bare name.
type streamIn struct {
	Stream string `json:"stream"`
	After  int64  `json:"after,omitempty"`
}

// UnmarshalJSON takes an object, or a string for a bare name.
func (s *streamIn) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return gojson.Unmarshal(b, &s.Stream)
	}
	type plain streamIn
	return gojson.Unmarshal(b, (*plain)(s), gojson.RejectUnknownMembers(true))
}

// decode reads a client's frame strictly: one object, no unknown or repeated
// members, exact names.
func decode(b []byte) (frameIn, error) {
	var f frameIn
	if err := gojson.Unmarshal(b, &f, gojson.RejectUnknownMembers(true)); err != nil {
		return frameIn{}, &chat.Error{Code: chat.Invalid, Say: "This frame cannot be read: it must be one JSON object with the fields of docs/protocol.md.", Err: err}
	}
	if f.T == "" {
		return frameIn{}, chat.RefuseField("t", "A frame needs its type in \"t\".")
	}
	return f, nil
}

// The frames to clients.
type (
	frameWelcome struct {
		T         string `json:"t"`
		Epoch     string `json:"epoch"`
		Node      string `json:"node"`
		Session   string `json:"session"`
		Heartbeat int    `json:"heartbeat"`
	}
	frameAck struct {
		T            string              `json:"t"`
		Ref          int64               `json:"ref"`
		Conversation chat.ConversationID `json:"conversation"`
		ClientID     string              `json:"client_id"`
		Seq          int64               `json:"seq"`
		At           string              `json:"at"`
	}
	frameRefused struct {
		T      string  `json:"t"`
		Ref    int64   `json:"ref,omitempty"`
		Stream string  `json:"stream,omitempty"`
		Error  refusal `json:"error"`
	}
	refusal struct {
		Code      chat.Code `json:"code"`
		Say       string    `json:"say"`
		Field     string    `json:"field,omitempty"`
		RequestID string    `json:"request_id,omitempty"`
	}
	frameLive struct {
		T      string `json:"t"`
		Stream string `json:"stream"`
		Seq    int64  `json:"seq"`
	}
	frameReset struct {
		T      string `json:"t"`
		Stream string `json:"stream"`
		Reason string `json:"reason"`
	}
	frameHeads struct {
		T     string               `json:"t"`
		Heads map[string]int64     `json:"heads"`
		Seen  map[string]frameMark `json:"seen,omitempty"`
	}
	frameMark struct {
		Visitor int64 `json:"visitor,omitempty"`
		Team    int64 `json:"team,omitempty"`
	}
	frameSeen struct {
		T            string              `json:"t"`
		Conversation chat.ConversationID `json:"conversation"`
		Visitor      int64               `json:"visitor,omitempty"`
		Team         int64               `json:"team,omitempty"`
	}
	frameTyping struct {
		T            string              `json:"t"`
		Conversation chat.ConversationID `json:"conversation"`
		By           chat.Party          `json:"by"`
		On           bool                `json:"on"`
		Name         string              `json:"name,omitempty"`
		Note         bool                `json:"note,omitempty"`
		Text         string              `json:"text,omitempty"`
	}
	frameVisitor struct {
		T            string              `json:"t"`
		Conversation chat.ConversationID `json:"conversation"`
		Record       visitorNews         `json:"record"`
	}
	visitorNews struct {
		Name       string            `json:"name,omitempty"`
		Email      string            `json:"email,omitempty"`
		Phone      string            `json:"phone,omitempty"`
		Verified   bool              `json:"verified"`
		ExternalID string            `json:"external_id,omitempty"`
		Proved     []string          `json:"proved,omitempty"`
		Signed     map[string]string `json:"signed,omitempty"`
		Attributes map[string]string `json:"attributes,omitempty"`
	}
	frameBye struct {
		T       string `json:"t"`
		Code    int    `json:"code"`
		Say     string `json:"say"`
		DelayMS int64  `json:"delay_ms,omitempty"`
		Resume  bool   `json:"resume"`
	}
)

// out is a frame on its way to sockets, encoded once for all of them.
type out struct {
	data      []byte
	ephemeral bool
}

// frame encodes v once.
func frame(v any) *out {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own plain types always encode
	}
	return raw(b)
}

func raw(b []byte) *out { return &out{data: b} }

// entryFrame and inboxFrame are the two frames of which there are many. Their long
// part is JSON already and put in by hand: the encoder would read it once more.
func entryFrame(stream string, entry []byte) *out {
	b := make([]byte, 0, len(entry)+len(stream)+40)
	b = append(b, `{"t":"entry","stream":`...)
	b = append(append(b, encode(stream)...), `,"entry":`...)
	return raw(append(append(b, entry...), '}'))
}

func inboxFrame(stream string, seq int64, row []byte) *out {
	b := make([]byte, 0, len(row)+len(stream)+60)
	b = append(b, `{"t":"inbox","stream":`...)
	b = append(append(b, encode(stream)...), `,"seq":`...)
	b = append(strconv.AppendInt(b, seq, 10), `,"row":`...)
	return raw(append(append(b, row...), '}'))
}

// passing marks a frame that may be dropped.
func (o *out) passing() *out {
	o.ephemeral = true
	return o
}

func refused(ref int64, stream string, err error, requestID string) *out {
	r := refusal{Code: chat.CodeOf(err), Say: "Something went wrong on our side. Try again.", RequestID: requestID}
	if e, ok := asError(err); ok {
		r.Say, r.Field = e.Say, e.Field
	}
	return frame(frameRefused{T: "refused", Ref: ref, Stream: stream, Error: r})
}
