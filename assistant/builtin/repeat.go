package builtin

import (
	"fmt"
	"strings"
)

// remembered is how many of the visitor's messages are compared.
const remembered = 8

// alike is the likeness from which two messages ask the same.
const alike = 0.55

// repeating finds earlier messages that ask the same as the last one.
func repeating(said []string, lang string) Signal {
	if kind, ok := ChatsOnly(said[len(said)-1], lang); ok && kind != "" {
		return Signal{}
	}
	last := essence(said[len(said)-1], lang)
	if len(last) < 2 {
		return Signal{}
	}
	times, nearest := 1, 0.0
	for i := max(0, len(said)-1-remembered); i < len(said)-1; i++ {
		if l := likeness(last, essence(said[i], lang)); l >= alike {
			times++
			nearest = max(nearest, l)
		}
	}
	if times == 1 {
		return Signal{}
	}
	score := min(1, 0.35+0.2*float64(times-1)+0.25*nearest)
	return Signal{Repeating, score, fmt.Sprintf("asked %d times: %q", times, shortened(said[len(said)-1]))}
}

// essence is a message without politeness: the folded words that tell.
func essence(text, lang string) []string {
	_, tokens := tokenise(text)
	g := grammarOf(base(lang))
	var out []string
	for _, t := range tokens {
		if t.breaks() {
			continue
		}
		if g != nil && g.frames(t.word) {
			continue
		}
		out = append(out, t.word)
	}
	return out
}

// likeness compares two messages by their trigrams of letters: twice the shared
// ones over all.
func likeness(a, b []string) float64 {
	x, y := trigrams(a), trigrams(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	shared := 0
	for t := range x {
		if y[t] {
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y))
}

// trigrams takes each word apart, so that the order of words does not matter.
func trigrams(words []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		runes := []rune(" " + w + " ")
		for i := 0; i+3 <= len(runes); i++ {
			out[string(runes[i:i+3])] = true
		}
	}
	return out
}

func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return text
}

// falling is how many messages in a row must grow shorter.
const falling = 3

// shortening sees messages that shrink to a word or two without an answer being
// asked for: a short reply to a question is no sign of anything.
func shortening(turns []Turn, m *mood, lang string) Signal {
	var lengths []int
	asked := false
	for i := len(turns) - 1; i >= 0 && len(lengths) < falling; i-- {
		t := turns[i]
		if !t.Visitor {
			asked = asked || len(lengths) <= 1 && strings.ContainsAny(t.Text, "?？؟")
			continue
		}
		if n := wordCount(t.Text); n > 0 {
			lengths = append(lengths, n)
		}
	}
	if len(lengths) < falling || asked || m.counts["GLAD"] > 0 {
		return Signal{}
	}
	if kind, ok := ChatsOnly(lastSaid(turns), lang); ok && kind != "" {
		return Signal{}
	}
	last, middle, first := lengths[0], lengths[1], lengths[2]
	if !(last < middle && middle < first) || last > 4 || first < 3*last || first < 6 {
		return Signal{}
	}
	score := min(0.7, 0.3+0.05*float64(first)/float64(last))
	return Signal{Shortening, score, fmt.Sprintf("messages of %d, %d and now %d words", first, middle, last)}
}

// wordCount counts words; of scripts without spaces, two signs make a word.
func wordCount(text string) int {
	_, tokens := tokenise(text)
	words, signs := 0, 0
	for _, t := range tokens {
		switch {
		case t.breaks():
		case isDense(t.word):
			signs++
		default:
			words++
		}
	}
	return words + (signs+1)/2
}
