package markdown

import (
	"encoding/json"
	"fmt"
)

// Type says what a node is. There are no others than the constants below.
type Type string

// Blocks. Quotes, lists and items hold blocks; paragraphs and headings hold inline
// nodes; code blocks hold text; rules hold nothing.
const (
	Paragraph Type = "paragraph"
	Heading   Type = "heading"
	Quote     Type = "quote"
	List      Type = "list"
	Item      Type = "item"
	CodeBlock Type = "code_block"
	Rule      Type = "rule"
)

// Inline nodes. Strong, em and links hold inline nodes; text and code hold text.
const (
	Text   Type = "text"
	Strong Type = "strong"
	Em     Type = "em"
	Code   Type = "code"
	Link   Type = "link"
	// Break is a line break that was asked for, by two spaces or a backslash.
	Break Type = "break"
	// Soft is a line end inside a paragraph. In a chat it is a line break, because
	// people press Enter and mean it; in an article it is a space.
	Soft Type = "soft"
)

// MaxDepth bounds how deep quotes and lists may nest in each other, and how deep
// bold, italic and links may. Marks beyond it are text, or vanish around their text.
const MaxDepth = 8

// Node is one node of the tree. Which fields count depends on Type.
type Node struct {
	Type     Type
	Text     string // text, code, code_block
	Children []Node // every type that holds nodes; never nil there
	Href     string // link: begins with http://, https:// or mailto:
	Level    int    // heading: 1 to 6
	Ordered  bool   // list
	Start    int    // ordered list: the first number, 0 to 999999999
}

// holds reports whether nodes of this type have children.
func (t Type) holds() bool {
	switch t {
	case Paragraph, Heading, Quote, List, Item, Strong, Em, Link:
		return true
	default:
		return false
	}
}

// MarshalJSON writes exactly the fields that count for the type, which is the form
// that shared/src/markdown.ts declares.
func (n Node) MarshalJSON() ([]byte, error) {
	type children struct {
		Children []Node `json:"children"`
	}
	kids := children{n.Children}
	if n.Children == nil {
		kids.Children = []Node{}
	}
	switch n.Type {
	case Paragraph, Quote, Item, Strong, Em:
		return json.Marshal(struct {
			Type Type `json:"type"`
			children
		}{n.Type, kids})
	case Heading:
		return json.Marshal(struct {
			Type  Type `json:"type"`
			Level int  `json:"level"`
			children
		}{n.Type, n.Level, kids})
	case List:
		return json.Marshal(struct {
			Type    Type `json:"type"`
			Ordered bool `json:"ordered"`
			Start   int  `json:"start"`
			children
		}{n.Type, n.Ordered, n.Start, kids})
	case Link:
		return json.Marshal(struct {
			Type Type   `json:"type"`
			Href string `json:"href"`
			children
		}{n.Type, n.Href, kids})
	case Text, Code, CodeBlock:
		return json.Marshal(struct {
			Type Type   `json:"type"`
			Text string `json:"text"`
		}{n.Type, n.Text})
	case Rule, Break, Soft:
		return json.Marshal(struct {
			Type Type `json:"type"`
		}{n.Type})
	default:
		return nil, fmt.Errorf("markdown node type %q is not on the list", n.Type)
	}
}
