package topic

// feature is a hash of something that a text contains. Two that fall together
// cost less than keeping the texts.
type feature uint32

// What is hashed, as the seed of the hash.
const (
	aWord = iota + 1
	aPair
	aPart
	aShape
)

// How much each kind of feature counts beside a word.
const (
	pairWeight  = 0.7
	partWeight  = 0.35
	shapeWeight = 0.5
	idleShare   = 0.4 // what a word of idle talk weighs beside others
)

// Parts of words are this many letters long, the edges of the word among them.
const (
	minPart = 3
	maxPart = 5
)

// maxNumber is the longest number that is known by itself ("404", "2024").
// Longer ones belong to one customer and are known by their form alone.
const maxNumber = 4

// each calls visit with every feature of a message, what its kind weighs, and
// which word it comes from.
func each(words []word, visit func(f feature, weight float64, at int)) {
	if len(words) == 0 {
		return
	}
	before, idle := "", false
	for i, w := range words {
		name, share, together := w.folded, 1.0, 1.0
		if w.idle {
			share = idleShare
		}
		if w.idle && idle {
			together = idleShare
		}
		idle = w.idle
		form, number := shape(w.folded)
		if number {
			visit(hashOf(aShape, form), shapeWeight, i)
		}
		if !number || len(form) <= maxNumber {
			visit(hashOf(aWord, w.folded), share, i)
		} else {
			name = form
		}
		visit(hashOf(aPair, before, name), pairWeight*together, i)
		before = name
		if !number && !w.signs {
			eachPart(w.folded, func(f feature) { visit(f, partWeight*share, i) })
		}
	}
	visit(hashOf(aPair, before, ""), pairWeight, len(words)-1)
}

// eachPart visits the letters in a row of a word: they forgive misspelling and
// bring the forms of a word together.
func eachPart(folded string, visit func(feature)) {
	runes := []rune(" " + folded + " ")
	for n := minPart; n <= maxPart; n++ {
		for i := 0; i+n <= len(runes); i++ {
			visit(hashOf(aPart, string(runes[i:i+n])))
		}
	}
}

// hashOf is FNV-1a over the texts, stirred at the end.
func hashOf(seed uint32, texts ...string) feature {
	h := uint32(2166136261) ^ seed*0x9e3779b9
	for _, s := range texts {
		for i := range len(s) {
			h = (h ^ uint32(s[i])) * 16777619
		}
		h = (h ^ 0xff) * 16777619
	}
	h = (h ^ h>>15) * 0x85ebca6b
	return feature(h ^ h>>13)
}
