package builtin

import (
	"fmt"
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
	Hostile     SignalKind = "hostile"     // insults or threats
	Unsafe      SignalKind = "unsafe"      // danger to somebody
)

// Signal is one sign, how strong it is (0..1) and what it was seen in.
type Signal struct {
	Kind     SignalKind
	Score    float64
	Evidence string // a sentence for the person who reads it, in English
}

// Signals looks for signs of frustration in a conversation, oldest turn first.
// Only what the visitor wrote counts, and words only in the newest message.
func Signals(turns []Turn, lang string) []Signal {
	var said []string
	for _, t := range turns {
		if t.Visitor && strings.TrimSpace(t.Text) != "" {
			said = append(said, t.Text)
		}
	}
	if len(said) == 0 {
		return nil
	}
	var out []Signal
	last := said[len(said)-1]
	if s, ok := shouting(last); ok {
		out = append(out, s)
	}
	return out
}

// shouting measures the share of capitals among the letters.
func shouting(text string) (Signal, bool) {
	upper, letters := 0, 0
	for _, r := range text {
		if unicode.IsUpper(r) {
			upper++
		}
		if unicode.IsUpper(r) || unicode.IsLower(r) {
			letters++
		}
	}
	if letters < 8 || upper*10 < letters*7 {
		return Signal{}, false
	}
	return Signal{Shouting, float64(upper) / float64(letters), fmt.Sprintf("%d of %d letters are capitals", upper, letters)}, true
}
