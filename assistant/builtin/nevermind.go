package builtin

// Cancel is a waiting visitor's word that no person is needed any more.
type Cancel struct {
	Solved   bool // the visitor says that the matter is settled, not just dropped
	Lang     string
	Evidence string // the visitor's own words
}

// NeverMind tells whether a visitor who waits for a person calls it off: "never
// mind", "forget it", "it works now". It is meant for messages written while
// waiting; at other times "cancel" and "it works" may mean something else.
func NeverMind(text, lang string) (Cancel, bool) {
	best, found := Cancel{}, false
	eachReading(text, lang, func(r reading) bool {
		// "I don't want to talk to a robot" calls nothing off.
		against := append(r.find("uncancel"), r.find("always")...)
		if s, ok := unopposed(r.find("solved"), against); ok {
			best, found = Cancel{Solved: true, Lang: r.g.lang, Evidence: r.words(s)}, true
			return false
		}
		if s, ok := unopposed(r.find("cancel"), against); ok && !found {
			best, found = Cancel{Lang: r.g.lang, Evidence: r.words(s)}, true
		}
		return true
	})
	return best, found
}
