package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Parse reads Markdown into blocks. It never fails: what is not of the subset is
// text. Time grows in proportion to the length of the source, whatever it holds.
func Parse(source string) []Node {
	src := []byte(normalise(source))
	return blocks(blockReader.Parse(text.NewReader(src)), src)
}

// normalise makes line ends LF, tabs four spaces, and other control characters and
// broken UTF-8 harmless, and drops the space at the end, so that both readers start
// from the same text.
func normalise(source string) string {
	source = strings.ToValidUTF8(source, "\uFFFD")
	source = strings.ReplaceAll(source, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(source))
	for _, r := range source {
		switch {
		case r == '\n' || r == '\r':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteString("    ")
		case r < ' ' || r == 0x7F:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimRightFunc(b.String(), func(r rune) bool { return isSpace(r) || r == '\uFEFF' })
}

// blockReader is goldmark with only the blocks that the subset has, and without its
// inline half: that one takes quadratic time on hostile text (64 KB of "*a_ " keep it
// busy for seconds), so [inline] does that part.
var blockReader = parser.NewParser(parser.WithBlockParsers(
	util.Prioritized(parser.NewThematicBreakParser(), 100),
	util.Prioritized(shallow{parser.NewListParser()}, 200),
	util.Prioritized(parser.NewListItemParser(), 300),
	util.Prioritized(parser.NewATXHeadingParser(), 400),
	util.Prioritized(parser.NewFencedCodeBlockParser(), 500),
	util.Prioritized(shallow{parser.NewBlockquoteParser()}, 600),
	util.Prioritized(anyIndent{parser.NewParagraphParser()}, 700),
))

// anyIndent lets a paragraph begin at any indentation, because there is no indented
// code that would claim the line. Without it goldmark drops such lines.
type anyIndent struct{ parser.BlockParser }

func (anyIndent) CanAcceptIndentedLine() bool { return true }

// shallow refuses to open a quote or list inside MaxDepth others.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if parent.Kind() != ast.KindList && depth(parent) >= MaxDepth {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, r, pc)
}

// depth counts the quotes and lists around and including n.
func depth(n ast.Node) int {
	d := 0
	for ; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindBlockquote || n.Kind() == ast.KindList {
			d++
		}
	}
	return d
}

// blocks converts the block children of n. Only what it names comes through.
func blocks(n ast.Node, source []byte) []Node {
	out := []Node{}
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		out = append(out, block(child, source))
	}
	return out
}

func block(n ast.Node, source []byte) Node {
	content := func() string { return string(n.Lines().Value(source)) }
	switch n := n.(type) {
	case *ast.Heading:
		return Node{Type: Heading, Level: n.Level, Children: inline(content())}
	case *ast.Blockquote:
		return Node{Type: Quote, Children: blocks(n, source)}
	case *ast.List:
		return Node{Type: List, Ordered: n.IsOrdered(), Start: n.Start, Children: blocks(n, source)}
	case *ast.ListItem:
		return Node{Type: Item, Children: blocks(n, source)}
	case *ast.FencedCodeBlock:
		return Node{Type: CodeBlock, Text: strings.TrimSuffix(content(), "\n")}
	case *ast.ThematicBreak:
		return Node{Type: Rule}
	default: // *ast.Paragraph, and *ast.TextBlock in tight lists
		return Node{Type: Paragraph, Children: inline(content())}
	}
}
