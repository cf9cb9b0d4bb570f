package builtin

import (
	"slices"
	"strings"
	"unicode"
)

// An answer of up to shortAnswer words is given whole; a longer passage is cut
// to the part that answers, of about partAnswer words.
const (
	shortAnswer = 110
	partAnswer  = 70
)

// extract picks from a passage what answers the question, in the order and the
// words in which it is written. Lists and fenced blocks are steps or code, so
// they are kept whole, with the line that introduces them.
func extract(question string, p Passage) string {
	text := strings.TrimSpace(p.Text)
	if text == "" {
		return ""
	}
	if len(strings.Fields(text)) <= shortAnswer && len([]rune(text)) <= 8*shortAnswer {
		return text
	}
	asked := tellingWords(question)
	parts := partsOf(text)
	best := 0
	for i := range parts {
		parts[i].score = overlap(asked, parts[i].text)
		if parts[i].score > parts[best].score {
			best = i
		}
	}
	return join(window(parts, best))
}

// part is a sentence of a passage, or a list or fenced block of it.
type part struct {
	text    string
	block   int // parts of one paragraph share a number
	listing bool
	score   int
}

func partsOf(text string) []part {
	var out []part
	for n, block := range strings.Split(text, "\n\n") {
		block = strings.TrimRight(block, "\n ")
		if strings.TrimSpace(block) == "" {
			continue
		}
		if isListing(block) {
			out = append(out, part{text: block, block: n, listing: true})
			continue
		}
		for _, s := range sentences(block) {
			out = append(out, part{text: s, block: n})
		}
	}
	return out
}

// window grows from the best part to its neighbours until it is long enough. A
// listing brings the line before it, and a line that ends in a colon the listing
// after it.
func window(parts []part, best int) []part {
	from, to := best, best+1
	words := len(strings.Fields(parts[best].text))
	for words < partAnswer && (from > 0 || to < len(parts)) {
		next := to < len(parts) && (from == 0 || parts[to].score >= parts[from-1].score)
		if next {
			words += len(strings.Fields(parts[to].text))
			to++
			continue
		}
		from--
		words += len(strings.Fields(parts[from].text))
	}
	if from > 0 && parts[from].listing {
		from--
	}
	if to < len(parts) && strings.HasSuffix(parts[to-1].text, ":") {
		to++
	}
	return parts[from:to]
}

func join(parts []part) string {
	var b strings.Builder
	for i, p := range parts {
		switch {
		case i == 0:
		case p.block != parts[i-1].block:
			b.WriteString("\n\n")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(strings.TrimSpace(p.text))
	}
	return b.String()
}

func isListing(block string) bool {
	first := strings.TrimLeft(block, " \t")
	if strings.HasPrefix(first, "```") || strings.HasPrefix(first, "|") {
		return true
	}
	lines := strings.Split(block, "\n")
	return slices.ContainsFunc(lines, func(line string) bool {
		line = strings.TrimLeft(line, " \t")
		rest := strings.TrimLeft(line, "0123456789")
		return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "+ ") ||
			rest != line && (strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") "))
	})
}

// sentences cuts a paragraph after the signs that end a sentence.
func sentences(paragraph string) []string {
	runes := []rune(strings.Join(strings.Fields(paragraph), " "))
	var out []string
	from := 0
	for i, r := range runes {
		wide := strings.ContainsRune("。！？", r)
		if !wide && !strings.ContainsRune(".!?؟", r) {
			continue
		}
		if !wide && i+1 < len(runes) && runes[i+1] != ' ' {
			continue
		}
		if r == '.' && i+2 < len(runes) && !startsSentence(runes[i+2]) {
			continue
		}
		out = append(out, strings.TrimSpace(string(runes[from:i+1])))
		from = i + 1
	}
	if rest := strings.TrimSpace(string(runes[from:])); rest != "" {
		out = append(out, rest)
	}
	return out
}

func startsSentence(r rune) bool {
	return unicode.IsUpper(r) || !unicode.IsLower(r) && !unicode.IsDigit(r)
}

// tellingWords are the words of a question by which a sentence is recognised.
func tellingWords(question string) []string {
	_, tokens := tokenise(question)
	var out []string
	for _, t := range tokens {
		if runes := []rune(t.word); len(runes) > 3 || len(runes) > 0 && dense(runes[0]) {
			out = append(out, stem(t.word))
		}
	}
	return out
}

// overlap counts how many of the words stand in the text.
func overlap(asked []string, text string) int {
	_, tokens := tokenise(text)
	have := map[string]bool{}
	for _, t := range tokens {
		have[stem(t.word)] = true
	}
	n := 0
	for _, w := range asked {
		if have[w] {
			n++
		}
	}
	return n
}

// stem cuts a word to its first five letters, which is enough to find "deliver"
// in "delivery" in most languages with endings.
func stem(word string) string {
	runes := []rune(word)
	return string(runes[:min(5, len(runes))])
}
