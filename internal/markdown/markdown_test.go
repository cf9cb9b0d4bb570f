package markdown

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write testdata/random.json anew from what Parse returns")

// sample is one entry of the files that this test shares with
// shared/src/markdown.test.ts.
type sample struct {
	Name   string          `json:"name,omitempty"`
	Source string          `json:"source"`
	Nodes  json.RawMessage `json:"nodes"`
}

func samples(t *testing.T, file string) []sample {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []sample
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return all
}

func checkSample(t *testing.T, s sample) {
	t.Helper()
	got, err := json.Marshal(Parse(s.Source))
	if err != nil {
		t.Fatal(err)
	}
	if !sameJSON(t, got, s.Nodes) {
		t.Errorf("Parse(%q)\n  = %s\nwant %s", s.Source, got, s.Nodes)
	}
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

func TestCases(t *testing.T) {
	all := samples(t, "testdata/cases.json")
	if len(all) < 80 {
		t.Fatalf("%d cases, want at least 80", len(all))
	}
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) { checkSample(t, s) })
	}
}

// TestRandomCases holds both readers to the same answer on text that nobody would
// have thought of.
func TestRandomCases(t *testing.T) {
	const file = "testdata/random.json"
	if *update {
		writeRandom(t, file)
	}
	for _, s := range samples(t, file) {
		checkSample(t, s)
	}
}

// pieces leave out list items without text: goldmark closes them earlier than
// CommonMark wants, and the reader in the browser follows CommonMark.
var pieces = []string{
	"*", "**", "***", "_", "__", "`", "``", "[", "]", "(", ")", "![", "](https://a.b)", "](javascript:x)", "](", " \"t\")",
	"<", ">", "<https://q.r>", "<a@b.c>", "https://a.b/c", "http://x", "://", "a", "b c", "word", " ", "  ", "\\", "\\*", "!", ".",
	",", ":", "é", "中文", "。", "「", "😀", "\u00a0", "&amp;", "<b>", "[1]", "x_y", "\n", "\n", "\n\n", "  \n", "\\\n", "\t",
	"\n> a", "\n- b", "\n* c", "\n+ d", "\n1. e", "\n2) f", "\n  - g", "\n   1. h", "\n# i", "\n## j ##", "\n```\n", "\n~~~", "\n---\n",
	"\n    k", "\n> - l", "\n- > m", "\n- ```",
}

func writeRandom(t *testing.T, file string) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var all []sample
	for range 300 {
		var b strings.Builder
		for range 2 + r.IntN(10) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		nodes, err := json.Marshal(Parse(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sample{Source: b.String(), Nodes: nodes})
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	out.WriteString("[\n")
	for i, s := range all {
		if i > 0 {
			out.WriteString(",")
		}
		if err := encoder.Encode(s); err != nil {
			t.Fatal(err)
		}
	}
	out.WriteString("]\n")
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestInlineAgreesWithGoldmark compares our linear reader with goldmark's own on
// what both read.
func TestInlineAgreesWithGoldmark(t *testing.T) {
	marks := rapid.SampledFrom([]string{
		"*", "**", "***", "_", "__", "a", "b", " ", ".", ",", "(", "é", "😀", "`", "``", "\\", "[", "]", "](mailto:c)", "](mailto:d \"t\")",
	})
	rapid.Check(t, func(t *rapid.T) {
		source := "x" + strings.Join(rapid.SliceOfN(marks, 0, 16).Draw(t, "marks"), "") + "x"
		var page bytes.Buffer
		if err := goldmark.Convert([]byte(source), &page); err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(string(Render(Parse(source))), ` rel="nofollow noopener noreferrer"`, "")
		want := strings.ReplaceAll(page.String(), "&quot;", "&#34;")
		want = strings.ReplaceAll(want, ` title="t"`, "")
		if got != want {
			t.Fatalf("Render(Parse(%q))\n  = %q\nwant %q", source, got, want)
		}
	})
}

// hostile are the repetitions that made other readers slow.
var hostile = []string{
	"*a_ ", "*a **a ", "a**b", "[", "![", "[]", "[a](", "[a](<b", "[a](b \"", "[a](b '", "`", "` `` ``` ", "`a``b```c", "<a ", "<a@", "<https://a",
	"> ", "- ", "1. ", "https://a)", "https://a(", "\\", "*", "_a", "**a*", "]", "[a][b", "# ", "```\n", "> a\n", "- a\n\n", "  - a\n", "a  \n",
	"[*a ", "![a](b", "[[a](https://b)", "![[a](https://b)", "> - ", "-\n", "a@b.", "[a](b    ",
}

func TestHostileTextTakesLinearTime(t *testing.T) {
	const small, factor = 2 << 10, 32
	for _, unit := range hostile {
		t.Run(unit, func(t *testing.T) {
			short := strings.Repeat(unit, small/len(unit))
			long := strings.Repeat(short, factor)
			// Eight times what proportion allows, for a busy machine; the square would be
			// 32 times.
			limit := 8*factor*min(duration(short), duration(short), duration(short)) + 100*time.Millisecond
			// A pause of the machine may spoil one reading, but not three.
			for range 3 {
				if duration(long) < limit {
					return
				}
			}
			t.Errorf("%d bytes of %q took more than %v three times", len(long), unit, limit)
		})
	}
}

func duration(source string) time.Duration {
	start := time.Now()
	Parse(source)
	return time.Since(start)
}

func FuzzParse(f *testing.F) {
	for _, piece := range append(pieces, hostile...) {
		f.Add(piece, 3)
	}
	f.Fuzz(func(t *testing.T, source string, times int) {
		if times < 1 || times > 200 || len(source) > 2000 {
			return
		}
		source = strings.Repeat(source, times)
		nodes := Parse(source)
		for _, n := range nodes {
			checkNode(t, n, 1)
		}
		if _, err := json.Marshal(nodes); err != nil {
			t.Fatal(err)
		}
		checkHTML(t, string(RenderChat(nodes)))
		PlainText(nodes)
	})
}

// checkNode fails for a node that is not on the list, holds what it may not, or lies
// too deep.
func checkNode(t *testing.T, n Node, depth int) {
	t.Helper()
	// A list counts with its item; below the blocks comes a paragraph, and below the
	// marks a text.
	if depth > 2*MaxDepth+1+MaxDepth+1 {
		t.Fatalf("a %s lies %d deep", n.Type, depth)
	}
	if n.Type.holds() != (n.Children != nil) {
		t.Fatalf("%s with children %v", n.Type, n.Children)
	}
	if n.Type == Link && !safeHref.MatchString(n.Href) {
		t.Fatalf("link to %q", n.Href)
	}
	switch n.Type {
	case Text, Code, CodeBlock, Rule, Break, Soft, Paragraph, Heading, Quote, List, Item, Strong, Em, Link:
	default:
		t.Fatalf("node type %q", n.Type)
	}
	for i, child := range n.Children {
		if child.Type == Text && (child.Text == "" || i > 0 && n.Children[i-1].Type == Text) {
			t.Fatalf("%s holds an empty or divided text", n.Type)
		}
		if child.Type == Link && n.Type == Link {
			t.Fatal("a link inside a link")
		}
		checkNode(t, child, depth+1)
	}
}

var tags = strings.Fields("p h1 h2 h3 h4 h5 h6 blockquote ul ol li pre code hr strong em a br")

// checkHTML fails for any tag that is not one of ours in its exact form.
func checkHTML(t *testing.T, page string) {
	t.Helper()
	for i, part := range strings.Split(page, "<") {
		if i == 0 {
			continue
		}
		tag, _, closed := strings.Cut(part, ">")
		name := strings.TrimPrefix(tag, "/")
		if strings.HasPrefix(tag, `a href="`) && strings.Count(tag, `"`) == 4 && strings.HasSuffix(tag, `" rel="nofollow noopener noreferrer"`) {
			name = "a"
		}
		if strings.HasPrefix(tag, `ol start="`) && strings.Count(tag, `"`) == 2 {
			name = "ol"
		}
		if !closed || !slices.Contains(tags, name) {
			t.Fatalf("tag <%s> in %q", tag, page)
		}
	}
}
