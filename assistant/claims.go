package assistant

import (
	_ "embed" // claims.txt
	"regexp"
	"strings"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/internal/wording"
)

//go:embed claims.txt
var claimList []byte

// claiming recognises sentences that promise a person; claims.txt says how.
var claiming = wording.MustPatterns(claimList, "told", "coming", "offering", "ruling")

// claims finds a sentence that says that a person was told or will come,
// though nothing of the kind was done: the sentence, or nothing. What an
// article says of itself ("our team will call you within two days") is none.
func claims(text string, found []builtin.Passage) string {
	for sentence := range strings.FieldsFuncSeq(separate(text), func(r rune) bool { return r == '\n' }) {
		if claiming["offering"].MatchString(sentence) {
			continue
		}
		coming := !claiming["ruling"].MatchString(sentence) && claiming["coming"].MatchString(sentence)
		if (coming || claiming["told"].MatchString(sentence)) && !quoted(sentence, found) {
			return strings.TrimSpace(sentence)
		}
	}
	return ""
}

var sentenceEnd = regexp.MustCompile(`([.!?؟]["”»)]?)\s+|([。！？])`)

// separate puts each sentence on a line of its own.
func separate(text string) string { return sentenceEnd.ReplaceAllString(text, "$1$2\n") }

// quoted reports whether most words of a sentence stand in one of the passages.
func quoted(sentence string, found []builtin.Passage) bool {
	mine := transcript.Words(sentence)
	for _, p := range found {
		theirs, same := transcript.Words(p.Text), 0
		for w := range mine {
			if theirs[w] {
				same++
			}
		}
		if float64(same) >= 0.75*float64(len(mine)) {
			return true
		}
	}
	return false
}
