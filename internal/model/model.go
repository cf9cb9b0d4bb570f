// Package model holds the words that are exchanged with a language model:
// prompts, tools, replies and the ways in which it fails. Whoever needs a model
// declares an interface over these; internal/llm fills it.
//
// The package stands on the ground floor and imports only the standard library.
package model

import (
	"encoding/json"
	"time"
)

// Role says whose turn a message is.
type Role string

// The roles. What the system prompt says is the only instruction; everything
// else is data.
const (
	User      Role = "user"
	Assistant Role = "assistant"
	Result    Role = "tool" // what a tool call gave
)

// Message is one turn.
type Message struct {
	Role  Role
	Text  string
	Calls []Call // Assistant: the tools it called
	For   string // Result: the id of the call
}

// Call is a tool call. Arguments are what the model wrote: JSON, if it behaved.
type Call struct {
	ID        string
	Name      string
	Arguments string
}

// Tool is something that the model may call.
type Tool struct {
	Name        string
	Description string
	Schema      json.RawMessage // JSON schema of the arguments
}

// Prompt is one question to a model.
type Prompt struct {
	System    string
	Messages  []Message // oldest first; the oldest go first when there are too many
	Tools     []Tool
	MaxTokens int      // of the reply; 0: the client's default
	Account   []string // on whose allowances this is spent: "site:s1", "conversation:c1"
}

// Reply is what a model said. Text or Calls is not empty.
type Reply struct {
	Text  string
	Calls []Call
	Cut   bool // it reached MaxTokens and breaks off
	Usage Usage
}

// Usage is what a reply cost.
type Usage struct {
	Prompt     int // tokens
	Completion int
	Estimated  bool          // the server did not say; counted by us
	FirstToken time.Duration // until something came
	Took       time.Duration
}

// Add sums up the tokens of several replies.
func (u Usage) Add(v Usage) Usage {
	first := u.FirstToken
	if first == 0 {
		first = v.FirstToken
	}
	return Usage{u.Prompt + v.Prompt, u.Completion + v.Completion, u.Estimated || v.Estimated, first, u.Took + v.Took}
}
