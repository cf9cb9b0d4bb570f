package builtin

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The model of letters: how often a letter follows up to three others in each
// language, and how often common words are written. It is written by
// `go run ./internal/eval -train-language`, from texts of ours and public samples;
// a line is letters, or = and a word, and then language=count.
//
//go:embed letters.gz
var lettersFile []byte

var languageModel = sync.OnceValue(func() *LanguageModel {
	m, err := ReadLanguageModel(lettersFile)
	if err != nil {
		panic(fmt.Sprintf("builtin: letters.gz: %v", err))
	}
	return m
})

// LanguageModel knows how often a letter follows up to three others in each
// language, and the common words of each. Keys are hashes of language and letters:
// the rare collision costs less than keeping the letters.
type LanguageModel struct {
	counts   map[uint32]uint16
	contexts map[uint32]followers
	words    map[uint32]uint16
	met      map[string]float64 // how many words of each language were counted
}

// followers sums up what may follow some letters.
type followers struct {
	total    uint32 // how often they were met
	distinct uint16 // how many different letters followed
}

// ReadLanguageModel unpacks a model: gzipped lines of letters, a tab, and the
// languages that write them with how often, as in "sch	de=120 nl=80"; "=der	de=90"
// is a whole word.
func ReadLanguageModel(file []byte) (*LanguageModel, error) {
	src, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	m := &LanguageModel{counts: map[uint32]uint16{}, contexts: map[uint32]followers{}, words: map[uint32]uint16{}, met: map[string]float64{}}
	lines := bufio.NewScanner(src)
	for n := 1; lines.Scan(); n++ {
		gram, rest, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			return nil, fmt.Errorf("line %d: no tab", n)
		}
		word, whole := strings.CutPrefix(gram, wordMark)
		for field := range strings.FieldsSeq(rest) {
			lang, count, _ := strings.Cut(field, "=")
			k, err := strconv.ParseUint(count, 10, 16)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			if whole {
				m.words[letterKey(lang, []rune(wordMark+word))] = uint16(k)
				m.met[lang] += float64(k)
			} else {
				m.add(lang, []rune(gram), uint16(k))
			}
		}
	}
	return m, lines.Err()
}

func (m *LanguageModel) add(lang string, gram []rune, count uint16) {
	m.counts[letterKey(lang, gram)] = count
	before := letterKey(lang, gram[:len(gram)-1])
	c := m.contexts[before]
	m.contexts[before] = followers{c.total + uint32(count), c.distinct + 1}
}

// letterKey is FNV-1a over language and letters.
func letterKey(lang string, gram []rune) uint32 {
	h := uint32(2166136261)
	for i := range len(lang) {
		h = (h ^ uint32(lang[i])) * 16777619
	}
	for _, r := range gram {
		h = (h ^ uint32(r)) * 16777619
		h ^= h >> 15
	}
	return h
}

// LetterOrder is how many letters before a letter are looked at.
const LetterOrder = 3

// Detect is DetectLanguage with this model.
func (m *LanguageModel) Detect(text string) (code string, confidence float64) {
	return m.detect(text, "")
}

// wordMark begins what is a whole word; no message has it within one.
const wordMark = "="

// byHeart is how often a word is taken as a whole, if the language has it among
// its common ones, rather than letter by letter.
const byHeart = 0.9

// mostKnown is how much likelier, as a logarithm, that can make a word. Other
// languages may have it too and were only not seen to use it ("information").
const mostKnown = 4.0

// unmet is how many words more a language is taken to have been met in, so that
// one of few samples is not too sure of those.
const unmet = 300

// score is the logarithm of how likely the language writes the words.
func (m *LanguageModel) score(lang string, words []string) float64 {
	sum := 0.0
	for _, w := range words {
		runes := []rune(wordMark + w)
		times := float64(m.words[letterKey(lang, runes)])
		runes = append(runes, ' ')
		runes[0] = ' '
		spelt := 0.0
		for i := 1; i < len(runes); i++ {
			spelt += math.Log(m.likely(lang, runes[max(0, i-LetterOrder):i+1]))
		}
		spelt += math.Log(1 - byHeart)
		if times > 0 {
			// The sum of both ways, without the underflow of long words.
			known := min(spelt+mostKnown, math.Log(byHeart*times/(m.met[lang]+unmet)))
			spelt = max(spelt, known) + math.Log1p(math.Exp(-math.Abs(spelt-known)))
		}
		sum += spelt
	}
	return sum
}

// unseen is the share of a letter that a language was never seen to use.
const unseen = 1.0 / 200

// smoothing is how much the shorter context counts beside the longer one.
const smoothing = 7.0

// likely is the chance of the last letter after those before it: contexts of
// growing length, each correcting the one before.
func (m *LanguageModel) likely(lang string, gram []rune) float64 {
	p := unseen
	for from := range slices.Backward(gram) {
		c, ok := m.contexts[letterKey(lang, gram[from:len(gram)-1])]
		if !ok {
			break
		}
		n := float64(m.counts[letterKey(lang, gram[from:])])
		weight := smoothing * float64(c.distinct)
		p = (n + weight*p) / (float64(c.total) + weight)
	}
	return p
}
