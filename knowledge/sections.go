package knowledge

import "strings"

// section is a stretch of an article that can answer a question by itself.
type section struct {
	heading string // the heading it stands under, "" at the top
	text    string // Markdown
}

// passageWords is how long a passage may grow before the next paragraph starts
// another one.
const passageWords = 90

// sections cuts Markdown at its headings, and long stretches between paragraphs.
// A fenced block or a list is never cut in the middle.
func sections(markdown string) []section {
	var out []section
	heading, blocks, words := "", []string(nil), 0
	flush := func() {
		if text := strings.TrimSpace(strings.Join(blocks, "\n\n")); text != "" {
			out = append(out, section{heading, text})
		}
		blocks, words = nil, 0
	}
	for _, b := range blocksOf(markdown) {
		if title, ok := headingOf(b); ok {
			flush()
			heading = title
			continue
		}
		n := len(strings.Fields(b))
		if words > 0 && words+n > passageWords && !listed(b) {
			flush()
		}
		blocks, words = append(blocks, b), words+n
	}
	flush()
	return out
}

// blocksOf cuts Markdown into paragraphs, headings, lists and fenced blocks.
func blocksOf(markdown string) []string {
	var out, lines []string
	fence := ""
	flush := func() {
		if len(lines) > 0 {
			out = append(out, strings.Join(lines, "\n"))
		}
		lines = nil
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(markdown, "\r\n", "\n"), "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence != "":
			lines = append(lines, line)
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
				flush()
			}
		case strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~"):
			flush()
			fence, lines = trimmed[:3], []string{line}
		case trimmed == "":
			flush()
		case isHeading(trimmed):
			flush()
			out = append(out, trimmed)
		default:
			lines = append(lines, line)
		}
	}
	flush()
	return out
}

func isHeading(line string) bool {
	rest := strings.TrimLeft(line, "#")
	depth := len(line) - len(rest)
	return depth >= 1 && depth <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

func headingOf(block string) (string, bool) {
	if !isHeading(block) {
		return "", false
	}
	return strings.Join(strings.Fields(plain(strings.Trim(block, "# \t"))), " "), true
}

// listed tells whether a block is an item of a list or indented under one, which
// belongs to what stands before it.
func listed(block string) bool {
	if block[0] == ' ' || block[0] == '\t' {
		return true
	}
	if len(block) > 1 && strings.IndexByte("-*+", block[0]) >= 0 && block[1] == ' ' {
		return true
	}
	digits := 0
	for digits < len(block) && block[digits] >= '0' && block[digits] <= '9' {
		digits++
	}
	return digits > 0 && digits < len(block) && (block[digits] == '.' || block[digits] == ')')
}

// plain takes the signs of Markdown away and leaves the words, for indexing.
func plain(markdown string) string {
	var b strings.Builder
	b.Grow(len(markdown))
	for i := 0; i < len(markdown); i++ {
		c := markdown[i]
		switch {
		case c == '\\' && i+1 < len(markdown) && strings.IndexByte("\\`*_{}[]()#+-.!|>~", markdown[i+1]) >= 0:
			i++
			b.WriteByte(markdown[i])
		case c == ']' && i+1 < len(markdown) && markdown[i+1] == '(':
			if end := strings.IndexByte(markdown[i:], ')'); end > 0 {
				i += end
			}
			b.WriteByte(' ')
		case c == '*' || c == '`' || c == '[' || c == ']' || c == '|' || c == '>' || c == '#' || c == '~':
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
