package builtin

import (
	"embed"
	"math"
	"strings"
	"sync"
	"unicode"
)

// The words that tell a mood live in mood/<language>.txt, in the form of the
// grammars, without rules.
//
//go:embed mood/*.txt
var moodFiles embed.FS

// moodBook holds the mood words by language and the bit of each class.
type moodBook struct {
	grammars map[string]*grammar
	names    classNames
}

var moods = sync.OnceValue(func() *moodBook {
	b := &moodBook{}
	b.grammars = loadGrammars(moodFiles, "mood", &b.names)
	return b
})

// mood is what the words and the form of a message say about its writer.
type mood struct {
	counts map[string]float64  // words of each class
	said   map[string][]string // the same as written
	words  int
	shout  float64 // share of capitals among the letters
	marks  float64 // exclamation marks
	asks   float64 // question marks
	smiles float64 // friendly pictures and signs
	frowns float64 // angry or sad ones
}

// readMood counts the mood words of a message. Without a list for the language
// the English one serves, because many swear in English.
func readMood(text, lang string) *mood {
	book := moods()
	g := book.grammars[base(lang)]
	if g == nil {
		g = book.grammars["en"]
	}
	m := &mood{counts: map[string]float64{}, said: map[string][]string{}}
	runes, tokens := tokenise(text)
	for i := range tokens {
		tokens[i].word = g.unstretch(tokens[i].word)
	}
	r := g.read(runes, tokens, false)
	for i := 0; i < len(r.units); {
		c, length := r.units[i].class, 1
		if len(r.edges[i]) > 0 {
			c, length = c|r.edges[i][0].class, r.edges[i][0].length
		}
		if r.units[i].word != "" {
			m.words += length
		}
		if c != 0 {
			m.note(book, c, r.words(span{i, i + length}))
		}
		i += length
	}
	m.form(text)
	return m
}

func (m *mood) note(book *moodBook, c class, words string) {
	for name, bit := range book.names.bits {
		if c&bit != 0 {
			m.counts[name]++
			m.said[name] = append(m.said[name], words)
		}
	}
}

const (
	smiling  = "😀😃😄😁😆😅🤣😂🙂😊😇🥰😍😘❤💕👍👏🙏🎉😎🤗♥💖💙💜😉😋"
	frowning = "😠😡🤬😤😞😒😩😫😔🙁☹😢😭💔👎🤮😑😐🖕😣😖🙄😕😟🤦"
)

func (m *mood) form(text string) {
	upper, letters := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			upper++
			letters++
		case unicode.IsLower(r):
			letters++
		case r == '!' || r == '！':
			m.marks++
		case r == '?' || r == '？':
			m.asks++
		case strings.ContainsRune(smiling, r):
			m.smiles++
		case strings.ContainsRune(frowning, r):
			m.frowns++
		}
	}
	for _, s := range []string{":)", ":-)", ":D", ";)", "xD", "^^", "<3"} {
		m.smiles += float64(strings.Count(text, s))
	}
	for _, s := range []string{":(", ":-(", ":/", "-_-", ">:", ":'("} {
		m.frowns += float64(strings.Count(text, s))
	}
	if letters >= 8 {
		m.shout = float64(upper) / float64(letters)
	}
}

// frustrationWeights says how much the logarithm of each count adds. Most were
// fitted on public forum comments; FAULT, WAIT and BLAME, which forums hardly
// know, were set by hand for what people write to companies.
var frustrationWeights = map[string]float64{
	"SWEAR": 1.39, "AWFUL": 1.01, "THREAT": 1.0, "BLAME": 0.8, "INSULT": 0.76, "RAGE": 0.70, "DANGER": 0.5, "WAIT": 0.35,
	"FAULT": 0.25, "NOT": 0.2, "YOU": 0.14, "IRK": 0.1, "ME": 0.05, "SOFT": -0.35, "GLAD": -0.92,
}

// bitter are the classes of words that show frustration by themselves.
var bitter = []string{"SWEAR", "INSULT", "RAGE", "AWFUL", "IRK", "LETDOWN"}

// frustration is how likely the writer of the message is frustrated, where half
// of all writers are.
func (m *mood) frustration() float64 {
	z := 0.0
	for name, w := range frustrationWeights {
		z += w * math.Log1p(m.counts[name])
	}
	z += 0.15*math.Log1p(m.marks) - 0.35*math.Log1p(m.asks) - 0.5*math.Log1p(m.smiles) + math.Log1p(m.frowns)
	if m.shout > 0.5 {
		z += 0.6
	}
	length := math.Sqrt(float64(max(1, m.words)))
	bad := 0.0
	for _, name := range bitter {
		bad += m.counts[name]
	}
	z += 1.11*bad/length - 1.11*m.counts["GLAD"]/length
	switch {
	case bad == 0:
		z -= 1.08
	case bad == 1 && m.asks > 0:
		z -= 0.5
	}
	if m.counts["SWEAR"] > 0 && m.counts["YOU"] > 0 {
		z += 0.29
	}
	if m.counts["NOT"] > 0 && m.counts["GLAD"] > 0 {
		z += 0.13
	}
	return 1 / (1 + math.Exp(-z))
}

// unstretch shortens letters that were drawn out ("sooooo"), to two if the
// grammar knows such a word, else to one.
func (g *grammar) unstretch(word string) string {
	var two, one []rune
	run := 0
	runes := []rune(word)
	for i, r := range runes {
		run++
		if i == 0 || runes[i-1] != r {
			run = 1
		}
		if run <= 2 {
			two = append(two, r)
		}
		next := i+1 < len(runes) && runes[i+1] == r
		if run == 1 || run == 2 && !next {
			one = append(one, r)
		}
	}
	if len(two) == len(runes) {
		return word
	}
	if _, ok := g.lookup(string(two)); ok {
		return string(two)
	}
	return string(one)
}
