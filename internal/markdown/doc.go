// Package markdown turns the little Markdown that people, articles and assistants
// write into a tree of allow-listed nodes, and the tree into HTML or plain text.
//
// The subset: paragraphs, headings, quotes, bullet and numbered lists, fenced code,
// rules, bold, italic, inline code, line breaks, and links to http, https and
// mailto addresses, written out or bare. Everything else is shown as the text it
// is: HTML tags, entities, tables, references such as [1]. An image becomes its
// alternative text, a link to any other scheme its label. Nothing is ever dropped
// because it could not be read, and nothing but the [Type] constants comes out.
//
// The same tree is made in the browser by shared/src/markdown.ts. Both readers are
// held to testdata/cases.json and testdata/random.json. Differences from CommonMark,
// on both sides: no setext headings, indented code, HTML, entities or reference links;
// link titles and the language of code are dropped; a tab is four spaces; loose and tight lists are the same; a list
// item always holds blocks; * and _ beside Chinese, Japanese and Korean marks work.
// goldmark ends a list item without text earlier than CommonMark says, so the two
// readers may nest what follows such an item differently.
package markdown
