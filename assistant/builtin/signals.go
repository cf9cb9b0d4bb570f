package builtin

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// SignalKind names a sign in the visitor's behaviour.
type SignalKind string

// The signs that are looked for.
const (
	Shouting    SignalKind = "shouting"    // capitals
	Shortening  SignalKind = "shortening"  // messages grow shorter
	Repeating   SignalKind = "repeating"   // the same question again
	Frustration SignalKind = "frustration" // words of anger or disappointment
	Hostile     SignalKind = "hostile"     // insults aimed at us
	Unsafe      SignalKind = "unsafe"      // a threat, or danger to the writer
)

// Signal is one sign, how strong it is (0..1; from 0.75 it is strong) and what
// it was seen in.
type Signal struct {
	Kind     SignalKind
	Score    float64
	Evidence string // for the person who reads it, in English with the visitor's own words
}

// Strong is the score from which a sign alone is reason enough to act.
const Strong = 0.75

// Signals looks for signs of frustration in a conversation, oldest turn first.
// Only what the visitor wrote counts; words are judged in the newest message,
// behaviour over the last few. The strongest sign comes first.
func Signals(turns []Turn, lang string) []Signal {
	said := visitorSaid(turns)
	if len(said) == 0 {
		return nil
	}
	last := said[len(said)-1]
	m := readMood(last, lang)
	var out []Signal
	for _, s := range []Signal{unsafe(m), hostile(m), frustrated(m), shouting(last, m), repeating(said, lang), shortening(turns, m, lang)} {
		if s.Score > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Signal) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	return out
}

// FrustrationOf is how likely the writer of one message is frustrated (0..1),
// and the words that say so.
func FrustrationOf(text, lang string) (score float64, words []string) {
	m := readMood(text, lang)
	return m.frustration(), m.bitterWords()
}

func visitorSaid(turns []Turn) []string {
	var said []string
	for _, t := range turns {
		if t.Visitor && strings.TrimSpace(t.Text) != "" {
			said = append(said, t.Text)
		}
	}
	return said
}

func (m *mood) bitterWords() []string {
	var out []string
	for _, name := range append([]string{"THREAT", "BLAME"}, bitter...) {
		for _, w := range m.said[name] {
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// minFrustration is the score under which words alone are no sign.
const minFrustration = 0.5

func frustrated(m *mood) Signal {
	score, words := m.frustration(), m.bitterWords()
	if score < minFrustration || len(words) == 0 {
		return Signal{}
	}
	return Signal{Frustration, score, "wrote " + quoted(words)}
}

func hostile(m *mood) Signal {
	words := append(slices.Clone(m.said["INSULT"]), m.said["SWEAR"]...)
	if len(words) == 0 || m.counts["YOU"] == 0 || m.counts["GLAD"] > 0 {
		return Signal{}
	}
	if m.asks > 0 && len(words) == 1 {
		return Signal{} // one rude word in a question may be the name of a thing
	}
	return Signal{Hostile, min(1, 0.55+0.15*float64(len(words))), "insults: " + quoted(words)}
}

func unsafe(m *mood) Signal {
	switch {
	case len(m.said["DANGER"]) > 0:
		return Signal{Unsafe, 0.95, "may be in danger: " + quoted(m.said["DANGER"])}
	case len(m.said["THREAT"]) > 0:
		return Signal{Unsafe, 0.9, "threatens: " + quoted(m.said["THREAT"])}
	}
	return Signal{}
}

// shoutingShare is the share of capitals from which a message shouts.
const shoutingShare = 0.7

// shouting needs two words in capitals, because one may be a name or a number.
func shouting(text string, m *mood) Signal {
	if m.shout < shoutingShare {
		return Signal{}
	}
	loud := 0
	for word := range strings.FieldsSeq(text) {
		letters, small, digits := 0, 0, 0
		for _, r := range word {
			switch {
			case unicode.IsUpper(r):
				letters++
			case unicode.IsLower(r):
				small++
			case unicode.IsDigit(r):
				digits++
			}
		}
		if letters >= 2 && small == 0 && digits == 0 {
			loud++
		}
	}
	if loud < 2 {
		return Signal{}
	}
	return Signal{Shouting, min(1, m.shout*(0.5+0.1*float64(loud))), fmt.Sprintf("%d words in capitals", loud)}
}

func quoted(words []string) string {
	const shown = 3
	var b strings.Builder
	for i, w := range words[:min(shown, len(words))] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", w)
	}
	return b.String()
}
