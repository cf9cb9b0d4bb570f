package copilot

import (
	_ "embed" // again.txt
	"regexp"
	"slices"
	"strings"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/internal/wording"
)

// Known is something that a reply asks for and that the visitor has said.
type Known struct {
	What  string `json:"what"`          // the field's name, or "question"
	Value string `json:"value"`         // what the visitor said
	Asked string `json:"asked"`         // the sentence of the reply that asks
	Seq   int64  `json:"seq,omitempty"` // where the visitor said it; 0: it came another way
}

//go:embed again.txt
var againList []byte

// words recognise sentences that ask, and what they ask for.
var words = wording.MustPatterns(againList, "asking", chat.FieldEmail, chat.FieldPhone, chat.FieldName, orderNumber)

const orderNumber = "order_number"

// askedFor are the fields that are looked for, in the order in which they are
// reported.
var askedFor = []string{chat.FieldEmail, chat.FieldPhone, chat.FieldName, orderNumber}

var (
	mailValue  = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	phoneValue = regexp.MustCompile(`\+[0-9][0-9 ().\-/]{6,18}[0-9]|\b0[0-9][0-9 ().\-/]{6,16}[0-9]`)
	orderValue = regexp.MustCompile(`(?i)(?:\border|bestell\w*|auftrag\w*|commande|pedido|ordine|encomenda|bestelling|订单号?|الطلب)` +
		`[^\d\n]{0,20}?([a-z]{0,4}-?[0-9][0-9a-z-]{3,20})|#([0-9]{4,12})\b|\b((?-i:[A-Z]{1,4})-[0-9]{4,12})\b`)
)

// AskedAgain finds what a reply asks for though the visitor has said it: a
// field that is known or stands in the transcript, or a question that was
// asked and answered before. lines is the transcript before the reply.
func AskedAgain(text string, fields []chat.Field, lines []transcript.Line) []Known {
	var out []Known
	for sentence := range strings.FieldsFuncSeq(separate(text), func(r rune) bool { return r == '\n' }) {
		sentence = strings.TrimSpace(sentence)
		if sentence == "" || !words["asking"].MatchString(sentence) {
			continue
		}
		out = append(out, askedField(sentence, fields, lines)...)
		if k, ok := askedBefore(sentence, lines); ok && len(out) == 0 {
			out = append(out, k)
		}
	}
	return out
}

var sentenceEnd = regexp.MustCompile(`([.!?؟]["”»)]?)\s+|([。！？])`)

func separate(text string) string { return sentenceEnd.ReplaceAllString(text, "$1$2\n") }

func askedField(sentence string, fields []chat.Field, lines []transcript.Line) []Known {
	var out []Known
	for _, field := range askedFor {
		if !words[field].MatchString(sentence) {
			continue
		}
		if value, seq, ok := valueOf(field, fields, lines); ok && !strings.Contains(sentence, value) {
			out = append(out, Known{What: field, Value: value, Asked: sentence, Seq: seq})
		}
	}
	return out
}

// valueOf looks a field up among the collected ones, then in what the visitor
// wrote, latest first.
func valueOf(field string, fields []chat.Field, lines []transcript.Line) (value string, seq int64, ok bool) {
	for _, l := range slices.Backward(lines) {
		if l.ByVisitor() {
			if v := inText(field, l.Text); v != "" {
				value, seq = v, l.Seq
				break
			}
		}
	}
	for _, f := range fields {
		if f.Name == field && f.Value != "" {
			if f.Value != value {
				seq = 0
			}
			return f.Value, seq, true
		}
	}
	return value, seq, value != ""
}

func inText(field, text string) string {
	switch field {
	case chat.FieldEmail:
		return mailValue.FindString(text)
	case chat.FieldPhone:
		return phoneValue.FindString(text)
	case orderNumber:
		for i, group := range orderValue.FindStringSubmatch(text) {
			if i > 0 && group != "" {
				return group
			}
		}
	}
	return ""
}

// alike is the share of common words from which two questions are the same.
const alike = 0.7

// askedBefore finds a question of the assistant or the team that says the same
// and that the visitor answered.
func askedBefore(sentence string, lines []transcript.Line) (Known, bool) {
	mine := transcript.Words(sentence)
	if len(mine) < 3 {
		return Known{}, false
	}
	for i, l := range lines {
		if l.ByVisitor() || i+1 >= len(lines) || !lines[i+1].ByVisitor() {
			continue
		}
		for earlier := range strings.FieldsFuncSeq(separate(l.Text), func(r rune) bool { return r == '\n' }) {
			if strings.ContainsAny(earlier, "?？؟") && overlap(mine, transcript.Words(earlier)) >= alike {
				return Known{What: "question", Value: transcript.Shorten(lines[i+1].Text, 160), Asked: sentence, Seq: lines[i+1].Seq}, true
			}
		}
	}
	return Known{}, false
}

// overlap is the share of words that two sets have in common (Jaccard).
func overlap(a, b map[string]bool) float64 {
	same := 0
	for w := range a {
		if b[w] {
			same++
		}
	}
	all := len(a) + len(b) - same
	if all == 0 {
		return 0
	}
	return float64(same) / float64(all)
}
