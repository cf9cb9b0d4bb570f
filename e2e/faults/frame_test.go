package faults_test

import "github.com/batonchat/baton/chat"

// entry is a line of a timeline, as far as these tests look at it.
type entry struct {
	Seq       int64      `json:"seq"`
	PublicSeq int64      `json:"public_seq"`
	By        chat.Party `json:"by"`
	ClientID  string     `json:"client_id"`
	Kind      string     `json:"kind"`
	Body      struct {
		Text string `json:"text"`
		Run  string `json:"run"`
	} `json:"body"`
}

// byAssistant reports whether the entry is a message of the assistant.
func (e entry) byAssistant() bool {
	return e.Kind == chat.MessagePosted{}.Kind() && e.By.Kind == chat.ByAssistant.Kind
}

// frame is any frame of the server: the members of all of them.
type frame struct {
	T            string `json:"t"`
	Epoch        string `json:"epoch"`
	Conversation string `json:"conversation"`
	ClientID     string `json:"client_id"`
	Stream       string `json:"stream"`
	Seq          int64  `json:"seq"`
	Entry        entry  `json:"entry"`
	Run          string `json:"run"`
	Withdrawn    bool   `json:"withdrawn"`
	Error        struct {
		Code chat.Code `json:"code"`
		Say  string    `json:"say"`
	} `json:"error"`
	bye
}

// bye is what the server says before it closes.
type bye struct {
	Code    int   `json:"code"`
	DelayMS int64 `json:"delay_ms"`
	Resume  bool  `json:"resume"`
}

// cursor is how far a client has read a stream.
type cursor struct {
	Stream string `json:"stream"`
	After  int64  `json:"after"`
}

type helloFrame struct {
	T       string   `json:"t"`
	V       int      `json:"v"`
	Epoch   string   `json:"epoch"`
	Streams []cursor `json:"streams"`
}

type followFrame struct {
	T       string   `json:"t"`
	Streams []cursor `json:"streams"`
}

type postFrame struct {
	T            string `json:"t"`
	Ref          int64  `json:"ref"`
	Conversation string `json:"conversation"`
	ClientID     string `json:"client_id"`
	Text         string `json:"text"`
}
