package markdown

import (
	"html"
	"html/template"
	"strconv"
	"strings"
)

// Render writes nodes as HTML for pages and articles, where a line end inside a
// paragraph is a space. Every text is escaped and every tag is one of ours. Links
// open in the same window and do not vouch for their target.
func Render(nodes []Node) template.HTML { return render(nodes, "\n") }

// RenderChat writes nodes as HTML for chat messages, in e-mail for example, where a
// line end is a line break.
func RenderChat(nodes []Node) template.HTML { return render(nodes, "<br>\n") }

func render(nodes []Node, soft string) template.HTML {
	w := htmlWriter{soft: soft}
	w.nodes(nodes)
	return template.HTML(w.String()) //nolint:gosec // built from escaped texts and the tags below
}

type htmlWriter struct {
	strings.Builder
	soft string
}

func (w *htmlWriter) nodes(nodes []Node) {
	for _, n := range nodes {
		w.node(n)
	}
}

// node writes one node. A type that is not on the list writes its children only.
func (w *htmlWriter) node(n Node) {
	switch n.Type {
	case Paragraph:
		w.block("p", n)
	case Heading:
		w.block("h"+strconv.Itoa(min(max(n.Level, 1), 6)), n)
	case Quote:
		w.block("blockquote", n)
	case List:
		w.list(n)
	case Item:
		w.block("li", n)
	case CodeBlock:
		w.WriteString("<pre><code>" + html.EscapeString(n.Text) + "</code></pre>\n")
	case Rule:
		w.WriteString("<hr>\n")
	case Text:
		w.WriteString(html.EscapeString(n.Text))
	case Strong, Em:
		w.around(string(n.Type), n)
	case Code:
		w.WriteString("<code>" + html.EscapeString(n.Text) + "</code>")
	case Link:
		w.link(n)
	case Break:
		w.WriteString("<br>\n")
	case Soft:
		w.WriteString(w.soft)
	default:
		w.nodes(n.Children)
	}
}

func (w *htmlWriter) around(tag string, n Node) {
	w.WriteString("<" + tag + ">")
	w.nodes(n.Children)
	w.WriteString("</" + tag + ">")
}

func (w *htmlWriter) block(tag string, n Node) {
	w.around(tag, n)
	w.WriteByte('\n')
}

func (w *htmlWriter) list(n Node) {
	if !n.Ordered {
		w.block("ul", n)
		return
	}
	start := ""
	if n.Start != 1 {
		start = ` start="` + strconv.Itoa(n.Start) + `"`
	}
	w.WriteString("<ol" + start + ">")
	w.nodes(n.Children)
	w.WriteString("</ol>\n")
}

// link checks the address once more, because a tree may come from elsewhere.
func (w *htmlWriter) link(n Node) {
	if !safeHref.MatchString(n.Href) {
		w.nodes(n.Children)
		return
	}
	w.WriteString(`<a href="` + html.EscapeString(n.Href) + `" rel="nofollow noopener noreferrer">`)
	w.nodes(n.Children)
	w.WriteString("</a>")
}
