package markdown

import (
	"strconv"
	"strings"
)

// PlainText returns what the nodes say without their marks, for previews, search and
// text e-mail: one line for each paragraph, heading, item or line of code, items with
// their bullet or number, and a link's address after its label where they differ.
func PlainText(nodes []Node) string {
	var w plainWriter
	w.nodes(nodes)
	return strings.TrimRight(w.String(), "\n")
}

type plainWriter struct {
	strings.Builder
	lead string // what the next line begins with: a bullet or number
}

func (w *plainWriter) nodes(nodes []Node) {
	for _, n := range nodes {
		w.node(n)
	}
}

func (w *plainWriter) node(n Node) {
	switch n.Type {
	case Paragraph, Heading:
		w.begin()
		w.nodes(n.Children)
		w.WriteByte('\n')
	case CodeBlock:
		w.begin()
		w.WriteString(n.Text + "\n")
	case Rule:
		w.begin()
		w.WriteByte('\n')
	case List:
		w.list(n)
	case Text, Code:
		w.WriteString(n.Text)
	case Break, Soft:
		w.WriteByte('\n')
	case Link:
		w.link(n)
	default:
		w.nodes(n.Children)
	}
}

// begin writes the bullet or number that waits for the first line of an item.
func (w *plainWriter) begin() {
	w.WriteString(w.lead)
	w.lead = ""
}

func (w *plainWriter) list(n Node) {
	for i, item := range n.Children {
		w.lead = "- "
		if n.Ordered {
			w.lead = strconv.Itoa(n.Start+i) + ". "
		}
		w.nodes(item.Children)
		if w.lead != "" { // an empty item
			w.begin()
			w.WriteByte('\n')
		}
	}
}

func (w *plainWriter) link(n Node) {
	start := w.Len()
	w.nodes(n.Children)
	label := w.String()[start:]
	if address := strings.TrimPrefix(n.Href, "mailto:"); label != n.Href && label != address {
		w.WriteString(" (" + address + ")")
	}
}
