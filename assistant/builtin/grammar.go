package builtin

import (
	"bufio"
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// The phrase families live in words/<language>.txt, one grammar a language, so
// that a person who speaks the language can read and mend them without Go:
//
//	[PERSON]                 the words of a class follow, one entry a word;
//	human human_being        "_" joins the words of one entry, a final "*" stands for any ending
//	[rules]
//	person: TALK with? FILL* PERSON
//
// In a rule, capitals name a class, small letters are the word itself, "A|B" is
// either, "?" optional, "*" up to four times, "_3" up to three words of any
// kind, "^" and "$" the ends of a clause. No rule reads across a clause end.
//
//go:embed words/*.txt
var wordFiles embed.FS

// class is a set of word classes, one bit each.
type class uint64

// grammar is all that is known of one language.
type grammar struct {
	lang       string
	classes    map[string]class    // exact folded word, or letters of a dense script
	stems      map[string]class    // word beginnings that end with "*" in the file
	phrases    map[string][]entry  // by first word: entries of several words, longest first
	typing     sync.Once           // makes typos, when the first slip is looked for
	typos      map[string][]string // a word with one letter left out, or its letters in order -> known words
	rules      map[string][][]item // by family
	politeness class               // the class of words that only frame a message
}

// entry is a phrase of several words, read as one unit.
type entry struct {
	words  []string
	joined string // with "_" between the words, as rules name it
	class  class
}

// item is one place of a pattern.
type item struct {
	classes  class
	words    []string
	min, max int
	any      bool // any word at all
	anchor   byte // '^' or '$', else 0
}

var grammars = sync.OnceValue(func() []*grammar {
	byLang := loadGrammars(wordFiles, "words", &classNames{})
	var out []*grammar
	for _, lang := range slices.Sorted(maps.Keys(byLang)) {
		out = append(out, byLang[lang])
	}
	return out
})

// loadGrammars reads the embedded files of a folder. A mistake in them is ours,
// and tests meet it first.
func loadGrammars(files embed.FS, folder string, names *classNames) map[string]*grammar {
	list, err := files.ReadDir(folder)
	if err != nil {
		panic(fmt.Sprintf("builtin: embedded %s: %v", folder, err))
	}
	out := map[string]*grammar{}
	for _, f := range list {
		src, err := files.ReadFile(path.Join(folder, f.Name()))
		if err != nil {
			panic(fmt.Sprintf("builtin: embedded %s: %v", folder, err))
		}
		lang := strings.TrimSuffix(f.Name(), ".txt")
		if out[lang], err = parseGrammar(lang, string(src), names); err != nil {
			panic(fmt.Sprintf("builtin: %s/%s: %v", folder, f.Name(), err))
		}
	}
	return out
}

// classNames gives each class name its bit.
type classNames struct{ bits map[string]class }

func (n *classNames) bit(name string) (class, error) {
	if c, ok := n.bits[name]; ok {
		return c, nil
	}
	if n.bits == nil {
		n.bits = map[string]class{}
	}
	if len(n.bits) == 64 {
		return 0, fmt.Errorf("class %s: no more than 64 classes", name)
	}
	c := class(1) << len(n.bits)
	n.bits[name] = c
	return c, nil
}

func parseGrammar(lang, src string, names *classNames) (*grammar, error) {
	g := &grammar{
		lang: lang, classes: map[string]class{}, stems: map[string]class{}, phrases: map[string][]entry{},
		typos: map[string][]string{}, rules: map[string][][]item{},
	}
	section, lines := "", bufio.NewScanner(strings.NewReader(src))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "":
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		case section == "rules":
			err = g.addRule(line, names)
		default:
			err = g.addWords(section, line, names)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	for first := range g.phrases {
		slices.SortFunc(g.phrases[first], func(a, b entry) int { return len(b.words) - len(a.words) })
	}
	g.politeness = names.bits["POLITE"]
	return g, nil
}

func (g *grammar) addWords(section, line string, names *classNames) error {
	bit, err := names.bit(section)
	if err != nil {
		return err
	}
	for raw := range strings.FieldsSeq(line) {
		for _, form := range spellings(g.lang, raw) {
			g.addWord(form, bit)
		}
	}
	return nil
}

func (g *grammar) addWord(raw string, bit class) {
	if stem, ok := strings.CutSuffix(raw, "*"); ok {
		g.stems[fold(stem)] |= bit
		return
	}
	words := wordsOf(raw)
	if len(words) == 1 {
		g.classes[words[0]] |= bit
		return
	}
	for _, w := range words {
		if _, ok := g.classes[w]; !ok {
			g.classes[w] = 0 // known, so that it is not taken for a slip
		}
	}
	first := words[0]
	for i, e := range g.phrases[first] {
		if slices.Equal(e.words, words) {
			g.phrases[first][i].class |= bit
			return
		}
	}
	g.phrases[first] = append(g.phrases[first], entry{words: words, joined: strings.Join(words, "_"), class: bit})
}

// wordsOf cuts an entry as a message would be cut.
func wordsOf(entry string) []string {
	_, tokens := tokenise(strings.ReplaceAll(entry, "_", " "))
	words := make([]string, 0, len(tokens))
	for _, t := range tokens {
		words = append(words, t.word)
	}
	return words
}

// spellings adds the forms that people type without the keys for them.
func spellings(lang, word string) []string {
	if lang != "de" && lang != "sv" && lang != "da" && lang != "tr" {
		return []string{word}
	}
	plain := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "å", "aa", "ø", "oe").Replace(word)
	if plain == word {
		return []string{word}
	}
	return []string{word, plain}
}

func (g *grammar) addRule(line string, names *classNames) error {
	family, pattern, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("rule %q has no family before a colon", line)
	}
	var items []item
	for part := range strings.FieldsSeq(pattern) {
		it, err := parseItem(part, names)
		if err != nil {
			return err
		}
		for _, word := range it.words {
			g.addWord(word, 0) // known, so that it is not taken for a slip
		}
		items = append(items, it)
	}
	if len(items) == 0 {
		return fmt.Errorf("rule %q has no pattern", line)
	}
	family = strings.TrimSpace(family)
	g.rules[family] = append(g.rules[family], items)
	return nil
}

func parseItem(part string, names *classNames) (item, error) {
	if part == "^" || part == "$" {
		return item{anchor: part[0]}, nil
	}
	if n, ok := strings.CutPrefix(part, "_"); ok {
		if len(n) != 1 || n[0] < '1' || n[0] > '9' {
			return item{}, fmt.Errorf("gap %q: want _1 to _9", part)
		}
		return item{any: true, max: int(n[0] - '0')}, nil
	}
	it := item{min: 1, max: 1}
	if p, ok := strings.CutSuffix(part, "?"); ok {
		part, it.min = p, 0
	} else if p, ok := strings.CutSuffix(part, "*"); ok {
		part, it.min, it.max = p, 0, 4
	}
	for alt := range strings.SplitSeq(part, "|") {
		if alt == strings.ToUpper(alt) && alt != strings.ToLower(alt) {
			bit, err := names.bit(alt)
			if err != nil {
				return item{}, err
			}
			it.classes |= bit
			continue
		}
		words := wordsOf(alt)
		if len(words) == 0 {
			return item{}, fmt.Errorf("%q holds a word without letters", part)
		}
		it.words = append(it.words, strings.Join(words, "_"))
	}
	return it, nil
}

// indexTypos remembers, for each known word long enough to be told from others,
// its forms with one letter left out. Two words that share such a form differ by
// one slip of the finger.
func (g *grammar) indexTypos() {
	for word := range g.classes {
		if letters := []rune(word); len(letters) < 4 || dense(letters[0]) {
			continue
		}
		for _, short := range append(withoutOne(word), inOrder(word)) {
			g.typos[short] = append(g.typos[short], word)
		}
	}
	for _, known := range g.typos {
		slices.Sort(known)
	}
}

// inOrder sorts the letters of a word, so that words made of the same letters
// meet. The mark in front keeps the result apart from every word.
func inOrder(word string) string {
	letters := []rune(word)
	slices.Sort(letters)
	return "=" + string(letters)
}

// withoutOne lists the word itself and the word without each one of its letters.
func withoutOne(word string) []string {
	runes := []rune(word)
	out := []string{word}
	for i := range runes {
		out = append(out, string(runes[:i])+string(runes[i+1:]))
	}
	return out
}
