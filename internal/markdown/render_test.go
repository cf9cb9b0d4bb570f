package markdown

import (
	"encoding/json"
	"testing"
)

func TestRender(t *testing.T) {
	for _, tt := range []struct{ name, source, want string }{
		{"paragraphs and marks", "a *b* **c** `d<e>`", "<p>a <em>b</em> <strong>c</strong> <code>d&lt;e&gt;</code></p>\n"},
		{"a line end is a space", "a\nb", "<p>a\nb</p>\n"},
		{"a break is a break", "a  \nb", "<p>a<br>\nb</p>\n"},
		{"HTML is shown", "<img src=x onerror=alert(1)> & \"q\"", "<p>&lt;img src=x onerror=alert(1)&gt; &amp; &#34;q&#34;</p>\n"},
		{"links vouch for nobody", "[a](https://b.example/?c=1&d='2')", `<p><a href="https://b.example/?c=1&amp;d=&#39;2&#39;" rel="nofollow noopener noreferrer">a</a></p>` + "\n"},
		{"lists keep their first number", "3. a\n4. b\n\n- c", "<ol start=\"3\"><li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n<ul><li><p>c</p>\n</li>\n</ul>\n"},
		{"the rest", "# a\n> b\n\n```\n<c>\n```\n---", "<h1>a</h1>\n<blockquote><p>b</p>\n</blockquote>\n<pre><code>&lt;c&gt;</code></pre>\n<hr>\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(Render(Parse(tt.source))); got != tt.want {
				t.Errorf("Render(%q)\n  = %q\nwant %q", tt.source, got, tt.want)
			}
		})
	}
}

func TestRenderChatBreaksAtLineEnds(t *testing.T) {
	if got, want := string(RenderChat(Parse("a\nb"))), "<p>a<br>\nb</p>\n"; got != want {
		t.Errorf("RenderChat() = %q, want %q", got, want)
	}
}

// A tree may come out of a database or a request rather than out of Parse.
func TestRenderTrustsNoTree(t *testing.T) {
	for _, tt := range []struct {
		name string
		node Node
		want string
	}{
		{"a forbidden address", Node{Type: Link, Href: "javascript:alert(1)", Children: []Node{{Type: Text, Text: "a"}}}, "a"},
		{"a quote in an address", Node{Type: Link, Href: `https://a.example/"x`, Children: []Node{{Type: Text, Text: "a"}}}, "a"},
		{"an unknown type", Node{Type: "script", Text: "x", Children: []Node{{Type: Text, Text: "<a>"}}}, "&lt;a&gt;"},
		{"a heading of level 9", Node{Type: Heading, Level: 9}, "<h6></h6>\n"},
		{"a heading of level 0", Node{Type: Heading}, "<h1></h1>\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(Render([]Node{tt.node})); got != tt.want {
				t.Errorf("Render(%+v) = %q, want %q", tt.node, got, tt.want)
			}
		})
	}
}

func TestPlainText(t *testing.T) {
	for _, tt := range []struct{ name, source, want string }{
		{"marks go", "a *b* **c** `d` ~e~", "a b c d ~e~"},
		{"one line each", "# a\n\nb\nc\n\n> d\n\n---\n\n```\ne\nf\n```", "a\nb\nc\nd\n\ne\nf"},
		{"lists keep their marks", "1. a\n2. b\n   - c\n   - d\n3. e", "1. a\n2. b\n- c\n- d\n3. e"},
		{"an empty item keeps its mark", "- a\n-\n- b", "- a\n- \n- b"},
		{"only the first line of an item has a mark", "- a\n\n  b", "- a\nb"},
		{"addresses follow their label", "[Returns](https://a.example) https://b.example [mail](mailto:c@d.example) <e@f.example>",
			"Returns (https://a.example) https://b.example mail (c@d.example) e@f.example"},
		{"images are their text", "![a bicycle](https://a.example/b.png)", "a bicycle"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := PlainText(Parse(tt.source)); got != tt.want {
				t.Errorf("PlainText(%q)\n  = %q\nwant %q", tt.source, got, tt.want)
			}
		})
	}
}

func TestJSONRefusesUnknownTypes(t *testing.T) {
	if got, err := json.Marshal(Node{Type: "img"}); err == nil {
		t.Errorf("Marshal() = %s, want an error", got)
	}
	if got, err := json.Marshal(Node{Type: Item}); err != nil || string(got) != `{"type":"item","children":[]}` {
		t.Errorf("Marshal(item without children) = %s, %v", got, err)
	}
}
