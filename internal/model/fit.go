package model

import (
	"slices"
	"unicode/utf8"
)

// Tokens estimates how many tokens a text is, on the high side: four letters
// of Latin script, or a little more than one character of any other.
func Tokens(text string) int {
	ascii, other := 0, 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			ascii++
		} else {
			other++
		}
	}
	return (ascii+3)/4 + (other*5+3)/4
}

// overhead is what a message costs besides its text.
const overhead = 6

func (m Message) tokens() int {
	n := Tokens(m.Text) + overhead
	for _, c := range m.Calls {
		n += Tokens(c.Name) + Tokens(c.Arguments) + overhead
	}
	return n
}

func (p Prompt) fixed() int {
	n := Tokens(p.System) + overhead
	for _, t := range p.Tools {
		n += Tokens(t.Name) + Tokens(t.Description) + Tokens(string(t.Schema)) + overhead
	}
	return n
}

// Size estimates the tokens of the whole prompt.
func (p Prompt) Size() int {
	n := p.fixed()
	for _, m := range p.Messages {
		n += m.tokens()
	}
	return n
}

// Fit drops the oldest messages until the prompt has at most limit tokens. A
// tool's result never stays without its call, and the last user message with
// all that follows always stays; when that alone is too much, it reports a
// Budget failure.
func Fit(p Prompt, limit int) (Prompt, error) {
	kept := len(p.Messages)
	for i, m := range slices.Backward(p.Messages) {
		kept = i
		if m.Role == User {
			break
		}
	}
	size := p.fixed()
	for _, m := range p.Messages[kept:] {
		size += m.tokens()
	}
	if size > limit {
		return p, &Failure{Why: Budget, Say: "The question is longer than the language model can take."}
	}
	for kept > 0 {
		size += p.Messages[kept-1].tokens()
		if size > limit {
			break
		}
		kept--
	}
	for kept < len(p.Messages) && p.Messages[kept].Role == Result {
		kept++ // its call was dropped
	}
	p.Messages = p.Messages[kept:]
	return p, nil
}
