package builtin

import "slices"

// Kind tells in which way a visitor asks for a person.
type Kind string

// The ways of asking, from the plainest to the one that only implies it.
const (
	KindPerson      Kind = "person"      // in so many words: "can I talk to a human?"
	KindUnreachable Kind = "unreachable" // says that nobody answers elsewhere
	KindUrgent      Kind = "urgent"      // says that it cannot wait
	KindPatience    Kind = "patience"    // gives up on the assistant or the service
)

// Wish is what made us believe that the visitor wants a person.
type Wish struct {
	Kind     Kind
	Lang     string // language of the phrase, which may differ from the conversation's
	Evidence string // the visitor's own words
}

// families lists, for each kind, the rules that prove it and those that take the
// proof away ("I don't want ...", "are you ..."). The kinds that only imply the
// wish rest on single words, so those must be spelt right, and in a long message
// they say how the visitor feels about what else it says.
var families = []struct {
	family, against string
	kind            Kind
	strict          bool
	longest         int // words of a message in which it means a wish, 0 for any
}{
	{"always", "bots", KindPerson, false, 0},
	{"person", "block", KindPerson, false, 0},
	{"unreachable", "", KindUnreachable, true, 25},
	{"urgent", "calm", KindUrgent, true, 10},
	{"patience", "calm", KindPatience, true, 14},
}

// WantsPerson tells whether a visitor's message asks for a human being, and by
// which words. Lang is the best guess at the message's language (ISO 639-1, ""
// if none); phrases of every known language are recognised whatever it says, but
// slips of the finger are only forgiven in lang and in languages that the rest
// of the message confirms.
//
// A question about the assistant ("are you a real person?"), a refusal ("no need
// for an agent"), a third party ("can I talk to my doctor") and a question for a
// telephone number are no wish.
func WantsPerson(text, lang string) (Wish, bool) {
	best, rank := Wish{}, len(families)
	eachReading(text, lang, func(r reading) bool {
		against := map[string][]span{}
		for i, f := range families[:rank] {
			if _, ok := against[f.against]; !ok {
				against[f.against] = r.find(f.against)
			}
			if f.longest > 0 && r.length() > f.longest {
				continue
			}
			found := r.find(f.family)
			if f.strict {
				found = r.spelt(found)
			}
			found = r.telling(found)
			if s, ok := unopposed(found, against[f.against]); ok {
				best, rank = Wish{Kind: f.kind, Lang: r.g.lang, Evidence: r.words(s)}, i
				break
			}
		}
		return rank > 1
	})
	return best, rank < len(families)
}

// WantsCallback tells whether the visitor asks to be telephoned, or for a number
// to telephone. Such a message is answered from the articles first; it is no wish
// for a person in the chat.
func WantsCallback(text, lang string) (evidence string, ok bool) {
	eachReading(text, lang, func(r reading) bool {
		for _, s := range r.find("callback") {
			evidence, ok = r.words(s), true
			return false
		}
		return true
	})
	return evidence, ok
}

// unopposed gives the first span that none of the others touches.
func unopposed(spans, others []span) (span, bool) {
	for _, s := range spans {
		if !slices.ContainsFunc(others, s.overlaps) {
			return s, true
		}
	}
	return span{}, false
}

// eachReading reads the message through the grammar of lang and through those
// that know at least as many of its words, until f returns false.
func eachReading(text, lang string, f func(reading) bool) {
	runes, tokens := tokenise(text)
	if len(tokens) == 0 {
		return
	}
	lang = base(lang)
	most, own := 0, 0
	for _, g := range grammars() {
		n := g.known(tokens)
		most = max(most, n)
		if g.lang == lang {
			own = n
		}
	}
	for _, g := range ordered(lang) {
		n := g.known(tokens)
		if g.lang != lang && (n == 0 || n < own) {
			continue
		}
		if !f(g.read(runes, tokens, g.lang == lang || n == most)) {
			return
		}
	}
}

// known counts the tokens that the grammar has an entry for.
func (g *grammar) known(tokens []token) int {
	n := 0
	for _, t := range tokens {
		if _, ok := g.phrases[t.word]; ok {
			n++
			continue
		}
		if _, ok := g.lookup(t.word); ok {
			n++
		}
	}
	return n
}

// grammarOf gives the grammar of a language, nil if there is none.
func grammarOf(lang string) *grammar {
	for _, g := range grammars() {
		if g.lang == lang {
			return g
		}
	}
	return nil
}

// frames tells whether a word only frames a message ("please", "hello").
func (g *grammar) frames(word string) bool {
	c, _ := g.lookup(word)
	return c&g.politeness != 0
}

// ordered lists the grammars with lang's first.
func ordered(lang string) []*grammar {
	all := grammars()
	out := make([]*grammar, 0, len(all))
	for _, g := range all {
		if g.lang == lang {
			out = append(out, g)
		}
	}
	for _, g := range all {
		if g.lang != lang {
			out = append(out, g)
		}
	}
	return out
}

// base cuts a locale ("pt-BR", "zh_TW") to its language.
func base(locale string) string {
	for i := range locale {
		if locale[i] == '-' || locale[i] == '_' {
			locale = locale[:i]
			break
		}
	}
	return asciiLower(locale)
}

func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
