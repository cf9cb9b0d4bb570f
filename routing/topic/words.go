package topic

import (
	"strings"
	"unicode"
)

// What lies beyond these bounds is not read: a topic shows in far fewer words,
// and a visitor who pastes a log file must not cost more than one who asks.
const (
	maxRunes    = 1500 // of a message
	maxWords    = 120  // of a message
	maxLetters  = 24   // of a word
	maxMessages = 24   // of a conversation, counted from its end
	maxTogether = 400  // words of all messages
)

// word is one word of a message.
type word struct {
	folded  string // as words are compared: lower case, without accents
	said    string // as it was written
	signs   bool   // signs of a script that is written without spaces
	idle    bool   // of idle talk
	follows bool   // its first sign is the second of the word before
}

// run is letters that stand together, or signs of a script that is written
// without spaces.
type run struct {
	letters []rune
	signs   bool
}

// runsOf cuts a message where letters and signs end.
func runsOf(message string) []run {
	var out []run
	kind, runes := blank, 0
	for _, r := range message {
		if runes++; runes > maxRunes || len(out) > maxWords {
			break
		}
		k := kindOf(r)
		if k == mark && kind == letter {
			k = letter
		}
		switch {
		case k != letter && k != sign:
		case k == kind:
			last := &out[len(out)-1]
			last.letters = append(last.letters, r)
		default:
			out = append(out, run{letters: []rune{r}, signs: k == sign})
		}
		kind = k
	}
	return out
}

// parse gives the words of a message, none if it is idle talk. A greeting and
// one word more is taken for a greeting by name, unless the word is among those
// that the site named.
func parse(message string, named func(word) bool) []word {
	runs := runsOf(message)
	if idle().says(runs) {
		return nil
	}
	words := wordsOf(runs)
	if len(words) == 0 || idle().greets(runs) && !named(words[len(words)-1]) {
		return nil
	}
	return words
}

// wordsOf makes words of runs. In scripts written without spaces each two
// neighbouring signs are a word, so words overlap there.
func wordsOf(runs []run) []word {
	var out []word
	for _, r := range runs {
		switch {
		case !r.signs:
			out = appendWord(out, r.letters)
		case len(r.letters) == 1:
			out = append(out, word{folded: fold(string(r.letters)), said: string(r.letters), signs: true})
		default:
			for i := 1; i < len(r.letters); i++ {
				said := string(r.letters[i-1 : i+1])
				out = append(out, word{folded: fold(said), said: said, signs: true, follows: i > 1, idle: idle().words[said]})
			}
		}
	}
	return out[:min(len(out), maxWords)]
}

func appendWord(out []word, letters []rune) []word {
	said := string(letters[:min(len(letters), maxLetters)])
	if folded := fold(said); folded != "" {
		return append(out, word{folded: folded, said: said, idle: idle().words[squeeze(folded)]})
	}
	return out
}

type kind int

const (
	blank kind = iota
	letter
	mark // belongs to the letter before it
	sign
)

func kindOf(r rune) kind {
	switch {
	case r < unicode.MaxASCII:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return letter
		}
		return blank
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return sign
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return letter
	case unicode.Is(unicode.M, r):
		return mark
	}
	return blank
}

// plainLetters gives the plain form of letters with accents, and of others that
// people without the right keyboard write otherwise.
var plainLetters = func() map[rune]string {
	out := map[rune]string{}
	for plain, letters := range map[string]string{
		"a": "àáâãäåāăąạảấầẩẫậắằẳẵặ", "c": "çćĉċč", "d": "ďđ", "e": "èéêëēĕėęěẹẻẽếềểễệ", "g": "ĝğġģ", "h": "ĥħ",
		"i": "ìíîïĩīĭįıịỉ", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŉ", "o": "òóôõöøōŏőọỏốồổỗộớờởỡợơ",
		"r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûüũūŭůűųụủứừửữựư", "w": "ŵ", "y": "ýÿŷỳỵỷỹ", "z": "źżž",
		"ae": "æ", "oe": "œ", "ss": "ß", "е": "ё", "ا": "أإآٱ", "ه": "ة", "ي": "ىئ", "و": "ؤ",
	} {
		for _, r := range letters {
			out[r] = plain
		}
	}
	return out
}()

// fold brings a word to the form in which words are compared.
func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '！' && r <= '～' {
			r -= '！' - '!' // full width
		}
		r = unicode.ToLower(r)
		plain, ok := plainLetters[r]
		switch {
		case r < unicode.MaxASCII:
			b.WriteRune(r)
		case ok:
			b.WriteString(plain)
		case unicode.Is(unicode.Mn, r), r == unicode.ReplacementChar:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shape is the form of a word with digits: how many, and where letters stand.
// Numbers differ each time; that somebody gave a postal code or an order number
// does not.
func shape(folded string) (form string, ok bool) {
	var b strings.Builder
	for _, r := range folded {
		switch {
		case r >= '0' && r <= '9':
			b.WriteByte('0')
			ok = true
		default:
			b.WriteByte('x')
		}
	}
	return b.String(), ok
}
