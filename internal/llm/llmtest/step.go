package llmtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Step is what the model does with one request.
type Step struct {
	Text   string `json:"text,omitempty"`
	Think  string `json:"think,omitempty"` // sent as reasoning, before the text
	Calls  []Call `json:"calls,omitempty"`
	Finish string `json:"finish,omitempty"` // why it stopped; empty: "stop", or "tool_calls" with calls

	Piece  int      `json:"piece,omitempty"`    // characters a chunk; 0: 12
	Before Duration `json:"before,omitempty"`   // wait before the first chunk
	Every  Duration `json:"every,omitempty"`    // wait between chunks
	Silent bool     `json:"no_usage,omitempty"` // leave out the usage

	Status     int    `json:"status,omitempty"` // answer with this status instead
	Code       string `json:"code,omitempty"`   // the error's code then
	RetryAfter int    `json:"retry_after,omitempty"`

	Stall   int    `json:"stall,omitempty"`   // say nothing more after this many chunks, until the client leaves
	Cut     int    `json:"cut,omitempty"`     // break the connection after this many chunks
	Garbage string `json:"garbage,omitempty"` // write this in place of the stream
	Midway  string `json:"midway,omitempty"`  // end the text with an error of this code inside the stream

	// Gate, if not nil, is received from before every chunk, so that a test
	// decides when the model speaks.
	Gate <-chan struct{} `json:"-"`
}

// Call is a tool call.
type Call struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

// Request is what a client asked.
type Request struct {
	Model     string    `json:"model"`
	Messages  []Message `json:"messages"`
	MaxTokens int       `json:"max_tokens"`
	Stream    bool      `json:"stream"`
	Tools     []struct {
		Type     string `json:"type"`
		Function struct {
			Name       string          `json:"name"`
			Parameters json.RawMessage `json:"parameters"`
		} `json:"function"`
	} `json:"tools"`
	Key string `json:"-"` // as it came in the header
}

// Message is a turn of a request.
type Message struct {
	Role      string `json:"role"`
	Content   string `json:"content"`
	CallID    string `json:"tool_call_id,omitempty"`
	ToolCalls []struct {
		ID       string `json:"id"`
		Function Call   `json:"function"`
	} `json:"tool_calls,omitempty"`
}

// Last gives the last message with the role, empty if there is none.
func (r Request) Last(role string) string {
	for _, m := range slices.Backward(r.Messages) {
		if m.Role == role {
			return m.Content
		}
	}
	return ""
}

// delimiters are what Baton puts around the words of others in a prompt.
var delimiters = regexp.MustCompile(`</?data-[a-z0-9]+>`)

// Asked gives the visitor's last words: what follows "The visitor writes:" in
// the last user message, all of it when that does not stand there.
func (r Request) Asked() string {
	text := r.Last("user")
	if _, after, ok := strings.Cut(text, "The visitor writes:\n"); ok {
		text = after
	}
	return strings.TrimSpace(delimiters.ReplaceAllString(text, ""))
}

// AfterTool reports whether the client brings a tool's result.
func (r Request) AfterTool() bool {
	return len(r.Messages) > 0 && r.Messages[len(r.Messages)-1].Role == "tool"
}

// Text gives all of the prompt's texts, for looking for what must not be there.
func (r Request) Text() string {
	var all strings.Builder
	for _, m := range r.Messages {
		all.WriteString(m.Content + "\n")
		for _, c := range m.ToolCalls {
			all.WriteString(c.Function.Arguments + "\n")
		}
	}
	return all.String()
}

// Duration is a time.Duration that a script writes as "40ms".
type Duration time.Duration

// UnmarshalText reads "40ms".
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v < 0 {
		return errors.Join(fmt.Errorf("%q is no length of time such as 40ms", text), err)
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes "40ms".
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }
