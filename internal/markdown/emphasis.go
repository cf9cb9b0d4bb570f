package markdown

import (
	"slices"
	"strings"
)

// pair finds bold and italic among the marks from the given one on, and forgets
// them.
//
// It walks the marks from left to right with a stack of those that may still open.
// A closing mark takes the nearest opening one that fits; what lies between is text.
// When none fits, the place is kept, so that no later mark of the same kind looks
// behind it again: without that, the search would be quadratic.
func (s *scanner) pair(from int) {
	type kind struct {
		char    byte
		canOpen bool
		third   int
	}
	nothingBefore := map[kind]int{}
	var openers []int
	for _, at := range s.marks[from:] {
		closer := &s.row[at]
		for closer.canClose && closer.left > 0 {
			k := kind{closer.mark[0], closer.canOpen, len(closer.mark) % 3}
			i := len(openers) - 1
			for i >= 0 && openers[i] >= nothingBefore[k] && !fits(&s.row[openers[i]], closer) {
				i--
			}
			if i < 0 || openers[i] < nothingBefore[k] {
				nothingBefore[k] = at
				break
			}
			opener := &s.row[openers[i]]
			join(opener, closer)
			openers = openers[:i+1]
			if opener.left == 0 {
				openers = openers[:i]
			}
		}
		if closer.canOpen && closer.left > 0 {
			openers = append(openers, at)
		}
	}
	s.marks = s.marks[:from]
}

// fits reports whether the two runs may be joined. The sum of their lengths decides
// doubtful cases, as CommonMark has it, so that **a*b** is read as people mean it.
func fits(opener, closer *token) bool {
	if opener.mark[0] != closer.mark[0] {
		return false
	}
	o, c := len(opener.mark), len(closer.mark)
	return !opener.canClose && !closer.canOpen || (o+c)%3 != 0 || c%3 == 0
}

// join makes one italic or bold node between the two.
func join(opener, closer *token) {
	node, used := &Node{Type: Em}, 1
	if opener.left >= 2 && closer.left >= 2 {
		node, used = &Node{Type: Strong}, 2
	}
	opener.left -= used
	closer.left -= used
	opener.opens = append(opener.opens, node)
	closer.closes = append(closer.closes, node)
}

// build makes the tree out of the row. Beyond MaxDepth a node's children go into
// the node around it.
func build(row []token) []Node {
	b := builder{open: []*Node{{Children: []Node{}}}}
	for _, t := range row {
		if t.node != nil {
			b.add(*t.node)
			continue
		}
		for range t.closes {
			b.end()
		}
		if t.left > 0 {
			b.add(Node{Type: Text, Text: t.mark[:t.left]})
		}
		for _, outer := range slices.Backward(t.opens) {
			b.begin(outer)
		}
	}
	b.flush()
	return b.open[0].Children
}

// builder is a tree in the making.
type builder struct {
	open   []*Node         // from the root to the innermost open node
	beyond int             // nodes open beyond MaxDepth, which are left out
	words  strings.Builder // neighbouring texts, joined
}

func (b *builder) add(n Node) {
	if n.Type == Text {
		b.words.WriteString(n.Text)
		return
	}
	b.flush()
	b.append(n)
}

func (b *builder) append(n Node) {
	parent := b.open[len(b.open)-1]
	parent.Children = append(parent.Children, n)
}

func (b *builder) flush() {
	if b.words.Len() > 0 {
		b.append(Node{Type: Text, Text: b.words.String()})
		b.words.Reset()
	}
}

func (b *builder) begin(n *Node) {
	if len(b.open) > MaxDepth {
		b.beyond++
		return
	}
	b.flush()
	n.Children = []Node{}
	b.open = append(b.open, n)
}

func (b *builder) end() {
	if b.beyond > 0 {
		b.beyond--
		return
	}
	b.flush()
	done := b.open[len(b.open)-1]
	b.open = b.open[:len(b.open)-1]
	b.append(*done)
}
