package copilot

import (
	"regexp"
	"strings"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

// Known is something that a reply asks for and that the visitor has said.
type Known struct {
	What  string `json:"what"`          // the field's name, or "question"
	Value string `json:"value"`         // what the visitor said
	Asked string `json:"asked"`         // the sentence of the reply that asks
	Seq   int64  `json:"seq,omitempty"` // where the visitor said it; 0: it came another way
}

// asking matches sentences that want something from the reader.
var asking = regexp.MustCompile(`(?i)[?？؟]|\b(?:please|could you|can you|may i|what(?:['’]s| is)|tell me|send (?:me|us)|give (?:me|us)|provide|share|let me know|bitte|nennen|schicken|geben|mitteilen|merci de|veuillez|pouvez-vous|donnez|indiquez|envoyez|por favor|puede|podría|indique|envíe|per favore|può|potrebbe|indichi|mandi|pode|poderia|informe|envie|alstublieft|kunt u|geef|stuur)\b|请|麻烦|告诉|提供|من فضلك|هل يمكن|أرسل|أعطني`)

// fieldWords are how a reply names what it asks for, in all languages together.
var fieldWords = []struct {
	field string
	names *regexp.Regexp
}{
	{chat.FieldEmail, regexp.MustCompile(`(?i)\be-?mails?\b|\bmail ?(?:address|adresse)|correo|courriel|adresse mail|posta elettronica|邮箱|邮件|电子邮|بريد`)},
	{chat.FieldPhone, regexp.MustCompile(`(?i)\b(?:phone|telephone|mobile|cell) ?(?:number)?\b|telefon|handynummer|téléphone|portable|teléfono|móvil|cellulare|telemóvel|celular|电话|手机|هاتف|جوال`)},
	{chat.FieldName, regexp.MustCompile(`(?i)\b(?:your|full|first|last) (?:\w+ )?name\b|\bihr(?:en)? (?:\w+ )?namen?\b|votre (?:nom|prénom)|su nombre|tu nombre|il suo nome|seu nome|uw naam|姓名|名字|اسمك`)},
	{"order_number", regexp.MustCompile(`(?i)\border(?:[ -]?(?:number|no|nr|id))\b|which order|bestell(?:ung|nummer|-nr)|auftragsnummer|numéro de (?:la |votre )?commande|número de(?:l| su| tu)? pedido|numero (?:d['’]|dell['’]|del suo )?ordine|número d[ao] (?:pedido|encomenda)|bestelnummer|ordernummer|订单号|订单编号|رقم الطلب`)},
}

var (
	mailValue  = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	phoneValue = regexp.MustCompile(`\+[0-9][0-9 ().\-/]{6,18}[0-9]|\b0[0-9][0-9 ().\-/]{6,16}[0-9]`)
	orderValue = regexp.MustCompile(`(?i)(?:\border|bestell\w*|auftrag\w*|commande|pedido|ordine|encomenda|bestelling|订单号?|الطلب)[^\d\n]{0,20}?([a-z]{0,4}-?[0-9][0-9a-z-]{3,20})|#([0-9]{4,12})\b|\b((?-i:[A-Z]{1,4})-[0-9]{4,12})\b`)
)

// AskedAgain finds what a reply asks for though the visitor has said it: a
// field that is known or stands in the transcript, or a question that was
// asked and answered before. lines is the transcript before the reply.
func AskedAgain(text string, fields []chat.Field, lines []transcript.Line) []Known {
	var out []Known
	for sentence := range strings.FieldsFuncSeq(separate(text), func(r rune) bool { return r == '\n' }) {
		sentence = strings.TrimSpace(sentence)
		if sentence == "" || !asking.MatchString(sentence) {
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
	for _, w := range fieldWords {
		if !w.names.MatchString(sentence) {
			continue
		}
		if value, seq, ok := valueOf(w.field, fields, lines); ok && !strings.Contains(sentence, value) {
			out = append(out, Known{What: w.field, Value: value, Asked: sentence, Seq: seq})
		}
	}
	return out
}

// valueOf looks a field up among the collected ones, then in what the visitor
// wrote, latest first.
func valueOf(field string, fields []chat.Field, lines []transcript.Line) (value string, seq int64, ok bool) {
	for i := len(lines) - 1; i >= 0; i-- {
		if l := lines[i]; l.ByVisitor() {
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
	case "order_number":
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
