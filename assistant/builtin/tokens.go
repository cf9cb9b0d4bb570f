package builtin

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRunes bounds the work for one message: what lies beyond is not read. A
// visitor who asks for a person does so in far fewer letters.
const maxRunes = 4000

// token is one word of a visitor's message, folded for comparison.
type token struct {
	word string // lower case, without accents; "" at the end of a clause
	from int    // where it begins in the runes of the message
	to   int    // where it ends
}

// breaks tells whether the token only marks the end of a clause.
func (t token) breaks() bool { return t.word == "" }

// tokenise cuts a message into folded words and clause ends. Letters of scripts
// written without spaces become one token each.
func tokenise(text string) ([]rune, []token) {
	runes := []rune(strings.ToValidUTF8(text, " "))
	if len(runes) > maxRunes {
		runes = runes[:maxRunes]
	}
	var out []token
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case dense(r):
			out = append(out, token{word: string(r), from: i, to: i + 1})
			i++
		case wordly(r):
			end := i + 1
			for end < len(runes) && !dense(runes[end]) && (wordly(runes[end]) || unicode.Is(unicode.Mn, runes[end]) || joins(runes, end)) {
				end++
			}
			out = appendWord(out, runes, i, end)
			i = end
		default:
			if ends(r) && len(out) > 0 && !out[len(out)-1].breaks() && !abbreviates(runes, i) {
				out = append(out, token{from: i, to: i})
			}
			i++
		}
	}
	return runes, out
}

// appendWord adds the word runes[from:to], cut at an apostrophe where a Romance
// language elides ("d'aide") and joined where English contracts ("don't").
func appendWord(out []token, runes []rune, from, to int) []token {
	for k := from; k < to; k++ {
		if !apostrophe(runes[k]) {
			continue
		}
		if englishTail[strings.ToLower(string(runes[k+1:to]))] {
			head := fold(string(runes[from:k]))
			return append(out, token{word: head + fold(string(runes[k+1:to])), from: from, to: to})
		}
		if head := fold(string(runes[from:k])); head != "" {
			out = append(out, token{word: head, from: from, to: k})
		}
		return appendWord(out, runes, k+1, to)
	}
	if word := fold(string(runes[from:to])); word != "" {
		out = append(out, token{word: word, from: from, to: to})
	}
	return out
}

var englishTail = map[string]bool{"t": true, "d": true, "ll": true, "m": true, "re": true, "s": true, "ve": true}

// fold brings a word to the form in which words are compared: lower case, full
// width letters narrowed, accents and vowel points removed.
func fold(word string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(word)) {
		switch {
		case unicode.Is(unicode.Mn, r), r == 'ـ', r == '‌', r == '‍':
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ı':
			b.WriteByte('i')
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case r == 'đ':
			b.WriteByte('d')
		case r == 'أ' || r == 'إ' || r == 'آ' || r == 'ٱ':
			b.WriteRune('ا')
		case r == 'ى' || r == 'ئ':
			b.WriteRune('ي')
		case r == 'ؤ':
			b.WriteRune('و')
		case r == 'ة':
			b.WriteRune('ه')
		default:
			b.WriteRune(r)
		}
	}
	// Decomposition takes Hangul and voiced kana apart; put them together again.
	return norm.NFC.String(b.String())
}

// dense tells whether r belongs to a script written without spaces.
func dense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー'
}

// isDense tells whether a word is a sign of such a script.
func isDense(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return dense(r)
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == '`' || r == '´' || r == 'ʼ' }

// joins tells whether the sign at i stands inside a word.
func joins(runes []rune, i int) bool {
	return apostrophe(runes[i]) && i+1 < len(runes) && wordly(runes[i+1]) && !dense(runes[i+1])
}

// ends tells whether r ends a clause.
func ends(r rune) bool {
	return r == '\n' || strings.ContainsRune(".!?;:,…。，！？；：、؟،؛()[]\"“”«»|¡¿", r)
}

// abbreviates tells whether the sign at i stands inside a number ("10.5"), where
// it ends nothing.
func abbreviates(runes []rune, i int) bool {
	if runes[i] != '.' && runes[i] != ',' && runes[i] != ':' {
		return false
	}
	return i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
}
