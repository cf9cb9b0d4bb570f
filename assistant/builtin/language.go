package builtin

import (
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// DetectLanguage guesses the language of a message (ISO 639-1; "nb" for written
// Norwegian) and how sure that is (0..1). A text without letters gives "", 0.
//
// A word or two can belong to many languages: where the confidence is low, the
// visitor's own locale is the better guess (see LanguageOf).
func DetectLanguage(text string) (code string, confidence float64) {
	return languageModel().detect(text, "")
}

// LanguageOf is the language of a message by a visitor whose browser or former
// messages speak locale: what the text says where it says it clearly, else the
// locale's language. It is "" only if both tell nothing.
func LanguageOf(text, locale string) string {
	home := base(locale)
	if home == "no" {
		home = "nb"
	}
	code, sure := languageModel().detect(text, home)
	if code == "" || home != "" && sure < switchAt {
		return home
	}
	return code
}

// switchAt is how sure we must be that a visitor left their own language.
const switchAt = 0.8

// atHome is how much likelier, as a logarithm, the visitor's own language is
// than any other before a word is read.
const atHome = 3.0

// romanised is how much less likely, as a logarithm, Hindi in Latin letters is
// than the languages that are always written so.
const romanised = 1.0

// maxScored is how many words are read; more would not change the verdict.
const maxScored = 60

func (m *LanguageModel) detect(text, home string) (string, float64) {
	words := LanguageWords(text)
	if len(words) == 0 {
		return "", 0
	}
	script, share := scriptOf(words)
	candidates := byScript[script]
	if len(candidates) == 1 {
		return candidates[0], share
	}
	scores := make([]float64, len(candidates))
	best := 0
	for i, lang := range candidates {
		scores[i] = m.score(lang, words)
		switch lang {
		case home:
			scores[i] += atHome
		case "hi":
			scores[i] -= romanised
		}
		if scores[i] > scores[best] {
			best = i
		}
	}
	// Letters of a word depend on each other, so their evidence counts less than
	// its sum.
	const trust = 0.55
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(trust * (s - scores[best]))
	}
	return candidates[best], 1 / sum
}

// LanguageWords takes the words out of a message, without addresses, names that
// begin with @ or #, and numbers.
func LanguageWords(text string) []string {
	var out []string
	text = norm.NFC.String(strings.ToLower(strings.ToValidUTF8(text, " ")))
	for field := range strings.FieldsSeq(text) {
		if strings.HasPrefix(field, "http") || strings.HasPrefix(field, "www.") || field[0] == '@' || field[0] == '#' || strings.Contains(field, "@") {
			continue
		}
		for word := range strings.FieldsFuncSeq(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) }) {
			out = append(out, squeeze(word))
			if len(out) == maxScored {
				return out
			}
		}
	}
	return out
}

// squeeze shortens letters that were drawn out ("taaaan") to one.
func squeeze(word string) string {
	runes := []rune(word)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); {
		end := i
		for end < len(runes) && runes[end] == runes[i] {
			end++
		}
		out = append(out, runes[i])
		if end-i == 2 {
			out = append(out, runes[i])
		}
		i = end
	}
	return string(out)
}

type script string

// byScript lists the languages that a script may be in.
var byScript = map[script][]string{
	"latin": {"cs", "da", "de", "en", "es", "et", "fi", "fr", "hi", "hr", "hu", "id", "it", "lt", "lv", "nb", "nl",
		"pl", "pt", "ro", "sk", "sl", "sv", "tr", "vi"},
	"cyrillic": {"bg", "ru", "uk"}, "arabic": {"ar", "fa"},
	"greek": {"el"}, "hebrew": {"he"}, "devanagari": {"hi"}, "bengali": {"bn"}, "thai": {"th"},
	"kana": {"ja"}, "hangul": {"ko"}, "han": {"zh"},
}

var scriptTables = []struct {
	name  script
	table *unicode.RangeTable
}{
	{"latin", unicode.Latin}, {"cyrillic", unicode.Cyrillic}, {"arabic", unicode.Arabic}, {"han", unicode.Han},
	{"kana", unicode.Hiragana}, {"kana", unicode.Katakana}, {"hangul", unicode.Hangul}, {"greek", unicode.Greek},
	{"hebrew", unicode.Hebrew}, {"devanagari", unicode.Devanagari}, {"bengali", unicode.Bengali}, {"thai", unicode.Thai},
}

// scriptOf gives the script of most letters and its share. A sign of a script
// that writes whole words with few signs counts for several letters, Latin ones
// count little beside others, because names and products are written in them
// everywhere, and any kana makes Chinese signs Japanese.
func scriptOf(words []string) (script, float64) {
	counts, total := map[script]float64{}, 0.0
	for _, w := range words {
		for _, r := range w {
			for _, s := range scriptTables {
				if unicode.Is(s.table, r) {
					weight := 1.0
					switch s.name {
					case "han", "kana":
						weight = 2.5
					case "latin":
						weight = 0.4
					}
					counts[s.name] += weight
					total += weight
					break
				}
			}
		}
	}
	if counts["kana"] > 0 {
		counts["kana"] += counts["han"]
		delete(counts, "han")
	}
	best := script("latin")
	for _, s := range scriptTables {
		if counts[s.name] > counts[best] {
			best = s.name
		}
	}
	if total == 0 {
		return best, 0
	}
	return best, counts[best] / total
}
