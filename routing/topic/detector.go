package topic

import (
	"cmp"
	"slices"
	"strings"
)

// Enough is how sure Of must be to name a topic. A topic that is more likely
// than not is worth asking its team first; the wrong team can pass it on.
const Enough = 0.5

// Topic is a subject with examples: words, phrases or whole messages, in any
// language.
type Topic struct {
	Name     string
	Examples []string
}

// Solved is a conversation whose topic people have settled.
type Solved struct {
	Topic    string
	Messages []string // the visitor's, in their order
}

// Guess is a topic and how likely it is.
type Guess struct {
	Name string
	Sure float64
}

// Detector tells topics apart. It does not change and is safe for concurrent
// use.
type Detector struct {
	names []string // sorted; the class after the last is that nothing was said
	model *model
	words map[string]bool // of the examples, as an admin wrote them
}

// named tells whether an admin gave a word. Words that were learned may be names
// of people.
func (d *Detector) named(w word) bool { return d.words[w.folded] }

// New makes a detector of the topics of a site. A handful of examples for each
// will do; in those languages only which the examples are in. Topics of one name
// are one topic, those without a name or example are none. Examples that are
// idle talk teach nothing.
func New(topics []Topic) *Detector { return Learn(topics, nil) }

// Learn makes a detector of topics, as New does, and of conversations that were
// solved. Numbers of more than four digits are not remembered.
func Learn(topics []Topic, solved []Solved) *Detector {
	lessons := map[string][]document{}
	for _, t := range topics {
		if name := strings.TrimSpace(t.Name); name != "" {
			lessons[name] = append(lessons[name], examples(t.Examples)...)
		}
	}
	balance(lessons)
	d := &Detector{words: map[string]bool{}}
	for _, list := range lessons {
		for _, l := range list {
			for _, w := range l.messages[0] {
				d.words[w.folded] = true
			}
		}
	}
	for _, s := range solved {
		if name := strings.TrimSpace(s.Topic); name != "" {
			lessons[name] = append(lessons[name], conversation(s.Messages)...)
		}
	}
	var all []document
	for name, list := range lessons {
		if len(list) > 0 {
			d.names = append(d.names, name)
		}
	}
	slices.Sort(d.names)
	for class, name := range d.names {
		for _, l := range lessons[name] {
			l.class = class
			all = append(all, l)
		}
	}
	if len(d.names) > 0 {
		slices.SortFunc(all, inOrder)
		d.model = train(append(all, nothings(len(d.names), all)...), len(d.names)+1)
	}
	return d
}

// examples makes a lesson of each example.
func examples(texts []string) []document {
	var out []document
	for _, text := range texts {
		if words := parse(text, func(word) bool { return true }); len(words) > 0 {
			out = append(out, document{messages: [][]word{words}, weight: 1})
		}
	}
	return out
}

// balance makes the topics weigh the same, however many examples an admin
// thought of: that says nothing of how often visitors ask.
func balance(lessons map[string][]document) {
	sum := 0
	for _, list := range lessons {
		sum += len(list)
	}
	for _, list := range lessons {
		for i := range list {
			share := float64(sum) / float64(len(lessons)*len(list))
			list[i].weight = min(3, max(1.0/3, share))
		}
	}
}

// fullLesson is how many words a message needs to teach as much as any: short
// ones in a conversation are mostly names, numbers and yes.
const fullLesson = 8

// conversation makes lessons of a conversation as a whole and of its messages,
// so that the model can judge both a first message and what it became.
func conversation(messages []string) []document {
	said := read(messages, func(word) bool { return false })
	if len(said) == 0 {
		return nil
	}
	out := []document{{messages: said, weight: 1}}
	for _, words := range said {
		out = append(out, document{messages: [][]word{words}, weight: min(1, float64(len(words))/fullLesson)})
	}
	return out
}

// nothings are lessons in what says nothing, together as heavy as one topic.
func nothings(class int, others []document) []document {
	sum := 0.0
	for _, d := range others {
		sum += d.weight
	}
	phrases := idle().phrases
	var out []document
	for _, p := range phrases {
		out = append(out, document{[][]word{wordsOf(p)}, class, min(1, sum/float64(class*len(phrases)))})
	}
	return out
}

// inOrder sorts lessons so that it does not matter in which order they came.
func inOrder(a, b document) int {
	return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.weight, b.weight), slices.CompareFunc(a.messages, b.messages, func(x, y []word) int {
		return slices.CompareFunc(x, y, func(v, w word) int { return cmp.Compare(v.folded, w.folded) })
	}))
}

// read takes the words out of the newest messages, without idle talk.
func read(messages []string, named func(word) bool) [][]word {
	var out [][]word
	left := maxTogether
	for i := len(messages) - 1; i >= max(0, len(messages)-maxMessages) && left > 0; i-- {
		if words := parse(messages[i], named); len(words) > 0 {
			words = words[:min(len(words), left)]
			left -= len(words)
			out = append(out, words)
		}
	}
	slices.Reverse(out)
	return out
}

func (d *Detector) read(messages []string) [][]word {
	if d.model == nil {
		return nil
	}
	return read(messages, d.named)
}

// Of gives the topic of a visitor's messages and how sure that is; nothing, if
// no topic is likelier than Enough. It takes well under a millisecond.
func (d *Detector) Of(messages []string) (name string, sure float64) {
	said := d.read(messages)
	if len(said) == 0 {
		return "", 0
	}
	class, sure := d.best(said)
	if sure < Enough || len(d.evidence(said, class)) == 0 {
		return "", 0
	}
	return d.names[class], sure
}

// Rank gives all topics, the likeliest first. What is missing to 1 is the chance
// that nothing was said yet. It is empty if the messages are idle talk.
func (d *Detector) Rank(messages []string) []Guess {
	said := d.read(messages)
	if len(said) == 0 {
		return nil
	}
	p := d.model.probabilities(d.model.vector(said))
	out := make([]Guess, len(d.names))
	for i, name := range d.names {
		out[i] = Guess{name, p[i]}
	}
	slices.SortStableFunc(out, func(a, b Guess) int { return cmp.Compare(b.Sure, a.Sure) })
	return out
}

// Knows reports whether a name is that of a topic it can tell, in whatever case.
func (d *Detector) Knows(name string) bool {
	return slices.ContainsFunc(d.names, func(n string) bool { return strings.EqualFold(n, name) })
}

func (d *Detector) best(said [][]word) (class int, sure float64) {
	for i, p := range d.model.probabilities(d.model.vector(said))[:len(d.names)] {
		if p > sure {
			class, sure = i, p
		}
	}
	return class, sure
}
