package transcript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Extract is what can be said of a conversation without understanding it, in
// the words that were used.
type Extract struct {
	Summary string   // one line: the visitor's sentence that says most
	Points  []string // the visitor's other sentences that say something new, in order
	Tried   []string // what the assistant answered, and what it had no answer to
}

// How much of each an extract holds, in characters and in sentences.
const (
	summaryLength = 140
	pointLength   = 160
	maxPoints     = 5
	maxTried      = 5
)

// Make extracts from the lines. idle tells which of the visitor's messages ask
// nothing by themselves (greetings, the wish for a person); they are used only
// when there is nothing else. It may be nil.
func Make(lines []Line, idle func(text string) bool) Extract {
	var said, rest []string
	open := make(map[string]bool) // sentences that nobody has answered
	for _, l := range lines {
		if !l.ByVisitor() {
			continue
		}
		if idle != nil && idle(l.Text) {
			rest = append(rest, l.Text)
			continue
		}
		for _, s := range sentences(l.Text) {
			said = append(said, s)
			open[s] = !answered(lines, l.Seq)
		}
	}
	if len(said) == 0 {
		said = rest
	}
	worth := func(s string) float64 {
		if open[s] {
			return 2 * weight(s)
		}
		return weight(s)
	}
	x := Extract{Tried: tried(lines)}
	best := -1
	for i, s := range said {
		if best < 0 || worth(s) > worth(said[best]) {
			best = i
		}
	}
	if best < 0 {
		return x
	}
	x.Summary = Shorten(said[best], summaryLength)
	chosen := []string{said[best]}
	for i, s := range said {
		if i != best && weight(s) >= 2 && !repeats(s, chosen) && len(x.Points) < maxPoints {
			chosen = append(chosen, s)
			x.Points = append(x.Points, Shorten(s, pointLength))
		}
	}
	return x
}

// answered reports whether the assistant had an answer to the visitor's message
// at seq.
func answered(lines []Line, seq int64) bool {
	for _, l := range lines {
		if l.ByAssistant() && l.UpTo >= seq {
			return !l.Unanswered && (l.Template == "" || len(l.Citations) > 0)
		}
	}
	return false
}

// tried tells what the assistant did, the newest last.
func tried(lines []Line) []string {
	var out []string
	for i, l := range lines {
		if !l.ByAssistant() || l.UpTo == 0 {
			continue
		}
		if l.Unanswered {
			out = append(out, "Had no answer to “"+Shorten(question(lines[:i], l.UpTo), 100)+"”")
			continue
		}
		if l.Template != "" && len(l.Citations) == 0 {
			continue // Baton's own words; an answer below which a person is offered is one
		}
		first := l.Text
		if s := sentences(l.Text); len(s) > 0 {
			first = s[0]
		}
		entry := Shorten(first, pointLength)
		if len(l.Citations) > 0 {
			entry += " (from “" + l.Citations[0].Title + "”)"
		}
		out = append(out, entry)
	}
	if len(out) > maxTried {
		out = out[len(out)-maxTried:]
	}
	return out
}

func question(before []Line, upTo int64) string {
	for _, l := range slices.Backward(before) {
		if l.ByVisitor() && l.Seq <= upTo {
			return l.Text
		}
	}
	return ""
}

// sentences cuts a text at ends of sentences and of lines.
func sentences(text string) []string {
	var out []string
	start := 0
	cut := func(end int) {
		if s := strings.TrimSpace(text[start:end]); s != "" {
			out = append(out, s)
		}
		start = end
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		after := i
		switch r {
		case '\n', '。', '！', '？', '؟':
			cut(after)
		case '.', '!', '?':
			if next, _ := utf8.DecodeRuneInString(text[after:]); after == len(text) || unicode.IsSpace(next) {
				cut(after)
			}
		}
	}
	cut(len(text))
	return out
}

// weight guesses how much a sentence says: its words, a question counting more,
// a number (of an order, of an error) too. What stands in Chinese, where no
// spaces part the words, is counted by its characters.
func weight(s string) float64 {
	words, digits := 0.0, false
	for w := range strings.FieldsSeq(s) {
		letters := 0
		for _, r := range w {
			switch {
			case unicode.Is(unicode.Han, r):
				words += 0.5
			case unicode.IsLetter(r):
				letters++
			case unicode.IsDigit(r):
				digits = true
			}
		}
		if letters > 3 {
			words++
		}
	}
	words = min(words, 14) // a longer one says no more about what is wanted
	if strings.ContainsAny(s, "?？؟") {
		words += 3
	}
	if digits {
		words += 2
	}
	return words
}

// repeats reports whether most words of s stand in one of the others already.
func repeats(s string, others []string) bool {
	mine := Words(s)
	if len(mine) == 0 {
		return false
	}
	for _, o := range others {
		theirs := Words(o)
		same := 0
		for w := range mine {
			if theirs[w] {
				same++
			}
		}
		if float64(same) >= 0.7*float64(len(mine)) {
			return true
		}
	}
	return false
}

// Words gives the set of words of a text in lower case; Chinese in pairs of
// characters.
func Words(s string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		r := []rune(w)
		if !unicode.Is(unicode.Han, r[0]) || len(r) == 1 {
			out[w] = true
			continue
		}
		for i := range len(r) - 1 {
			out[string(r[i:i+2])] = true
		}
	}
	return out
}

// Shorten makes one line of s with at most limit characters, cut between words.
func Shorten(s string, limit int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	r := []rune(s)[:limit-1]
	for i := len(r) - 1; i > limit/2; i-- {
		if unicode.IsSpace(r[i]) {
			r = r[:i]
			break
		}
	}
	return strings.TrimRight(string(r), " ,;:.") + "…"
}
