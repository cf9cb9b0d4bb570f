package llm

import "strings"

// thoughts takes out what some models think aloud before they answer:
// "<think>…</think>" at the very beginning.
type thoughts struct {
	held  string // not decided yet
	state int
}

const (
	undecided = iota
	thinking
	answering
)

const thinkOpen, thinkClose = "<think>", "</think>"

// pass gives the part of the text that is answer, holding back what may still
// turn out to be a thought.
func (t *thoughts) pass(text string) string {
	if t.state == answering {
		return text
	}
	t.held += text
	if t.state == undecided {
		start := strings.TrimLeft(t.held, " \n\r\t")
		switch {
		case strings.HasPrefix(start, thinkOpen):
			t.state, t.held = thinking, start[len(thinkOpen):]
		case strings.HasPrefix(thinkOpen, start):
			return ""
		default:
			return t.rest()
		}
	}
	if _, after, ok := strings.Cut(t.held, thinkClose); ok {
		t.state, t.held = answering, ""
		return strings.TrimLeft(after, " \n\r\t")
	}
	if keep := len(thinkClose) - 1; len(t.held) > keep {
		t.held = t.held[len(t.held)-keep:] // enough to see the end when it comes
	}
	return ""
}

// rest gives what was held back when nothing more comes. Thoughts without an
// answer give nothing.
func (t *thoughts) rest() string {
	out := t.held
	if t.state == thinking {
		out = ""
	}
	t.state, t.held = answering, ""
	return out
}
