package builtin

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

// families lists, for each kind, the rules that prove it, and whether a blocking
// phrase ("I don't want ...", "are you ...") takes the proof away.
var families = []struct {
	family    string
	kind      Kind
	blockable bool
}{
	{"always", KindPerson, false},
	{"person", KindPerson, true},
	{"unreachable", KindUnreachable, false},
	{"urgent", KindUrgent, false},
	{"patience", KindPatience, false},
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
	best, found, rank := Wish{}, false, len(families)
	eachReading(text, lang, func(r reading) bool {
		blocks := r.find("block")
		for i, f := range families[:rank] {
			for _, s := range r.find(f.family) {
				if f.blockable && blocked(s, blocks) {
					continue
				}
				best, found, rank = Wish{Kind: f.kind, Lang: r.g.lang, Evidence: r.words(s)}, true, i
				break
			}
			if rank == i {
				break
			}
		}
		return rank > 1
	})
	return best, found
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

func blocked(s span, blocks []span) bool {
	for _, b := range blocks {
		if s.overlaps(b) {
			return true
		}
	}
	return false
}

// eachReading reads the message through every grammar that knows a word of it,
// the likeliest first, until f returns false.
func eachReading(text, lang string, f func(reading) bool) {
	runes, tokens := tokenise(text)
	if len(tokens) == 0 {
		return
	}
	lang = base(lang)
	for _, g := range ordered(lang) {
		known := g.known(tokens)
		if g.lang != lang && known == 0 {
			continue
		}
		forgive := g.lang == lang || known*3 >= len(tokens)
		if !f(g.read(runes, tokens, forgive)) {
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
