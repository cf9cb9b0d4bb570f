package markdown

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inline reads the text of one paragraph or heading.
//
// It goes over the text once and leaves a flat row of tokens: text, finished nodes,
// and marks that may open or close something. Pairs of marks are found with a stack,
// as CommonMark describes it, and only noted on the tokens; the tree is built from
// the row at the end, so that nothing is moved twice and nothing recurses.
func inline(source string) []Node {
	s := scanner{src: source, lastRun: map[int]int{}}
	for s.at < len(s.src) {
		s.step()
	}
	s.flush()
	s.pair(0)
	return build(s.row)
}

// token is one piece of the row.
type token struct {
	node *Node // finished: text, code, link, break, soft

	// A run of * or _, or one bracket.
	mark              string
	left              int // marks not yet used
	canOpen, canClose bool
	closes            []*Node // what the run ends, innermost first
	opens             []*Node // what the run begins, innermost first
}

// bracket is a [ or ![ that may still become a link or an image.
type bracket struct {
	token int
	marks int // how many marks were open before it
	image bool
}

type scanner struct {
	src      string
	at       int
	words    strings.Builder // text not yet in the row
	row      []token
	marks    []int // tokens in row that are runs not yet paired
	brackets []bracket
	spent    int         // so many of the brackets hold a link already and can make no other
	lastRun  map[int]int // last place of a backtick run by its length; filled at the first run
}

// step reads one piece of the text.
func (s *scanner) step() {
	c := s.src[s.at]
	switch {
	case c == '\\' && s.escape():
	case c == '\n':
		s.lineEnd()
	case c == '`':
		s.code()
	case c == '*' || c == '_':
		s.run(c)
	case c == '[' || c == '!' && strings.HasPrefix(s.src[s.at:], "!["):
		s.open(c == '!')
	case c == ']' && s.close():
	case c == '<' && len(s.brackets) == 0 && s.angle():
	case c == ':' && len(s.brackets) == 0 && s.bare():
	default:
		s.words.WriteByte(c)
		s.at++
	}
}

// put ends the running text and adds a token.
func (s *scanner) put(t token) {
	s.flush()
	s.row = append(s.row, t)
}

// flush moves the running text into the row.
func (s *scanner) flush() {
	if s.words.Len() > 0 {
		s.row = append(s.row, token{node: &Node{Type: Text, Text: s.words.String()}})
		s.words.Reset()
	}
}

// escape reads a backslash before punctuation, or before a line end, which it breaks.
func (s *scanner) escape() bool {
	if s.at+1 == len(s.src) {
		return false
	}
	next := s.src[s.at+1]
	switch {
	case next == '\n':
		s.put(token{node: &Node{Type: Break}})
	case strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", next) >= 0:
		s.words.WriteByte(next)
	default:
		return false
	}
	s.at += 2
	return true
}

// lineEnd drops the spaces around the end of a line; two before it ask for a break.
func (s *scanner) lineEnd() {
	kind := Soft
	text := s.words.String()
	kept := strings.TrimRight(text, " ")
	if len(text)-len(kept) >= 2 {
		kind = Break
	}
	s.words.Reset()
	s.words.WriteString(kept)
	s.put(token{node: &Node{Type: kind}})
	s.at++
}

// code reads a run of backticks up to a run of the same length, or as text.
func (s *scanner) code() {
	length := runLength(s.src, s.at)
	start := s.at + length
	end := s.closingRun(start, length)
	if end < 0 {
		s.words.WriteString(s.src[s.at:start])
		s.at = start
		return
	}
	text := strings.ReplaceAll(s.src[start:end], "\n", " ")
	if strings.Trim(text, " ") != "" && text[0] == ' ' && text[len(text)-1] == ' ' {
		text = text[1 : len(text)-1]
	}
	s.put(token{node: &Node{Type: Code, Text: text}})
	s.at = end + length
}

// closingRun finds the next run of so many backticks, or returns -1. It knows the
// last run of each length, so that it never searches the rest of the text in vain.
func (s *scanner) closingRun(from, length int) int {
	if len(s.lastRun) == 0 {
		for i := 0; i < len(s.src); i++ {
			if s.src[i] == '`' {
				n := runLength(s.src, i)
				s.lastRun[n] = i
				i += n
			}
		}
	}
	if s.lastRun[length] < from {
		return -1
	}
	for i := from; ; i++ {
		if s.src[i] == '`' {
			n := runLength(s.src, i)
			if n == length {
				return i
			}
			i += n - 1
		}
	}
}

// runLength counts how often the byte at i comes in a row.
func runLength(src string, i int) int {
	n := 1
	for i+n < len(src) && src[i+n] == src[i] {
		n++
	}
	return n
}

// run reads a run of * or _ and decides by its neighbours what it may do. It is
// CommonMark's rule, made fair to Chinese, Japanese and Korean, which put no spaces
// around bold words and would otherwise lose it beside every bracket and full stop.
func (s *scanner) run(c byte) {
	length := runLength(s.src, s.at)
	before := look(utf8.DecodeLastRuneInString(s.src[:s.at]))
	after := look(utf8.DecodeRuneInString(s.src[s.at+length:]))
	leans := !after.space && (!after.punctuation || before.space || before.punctuation || before.wide) // on what follows
	rests := !before.space && (!before.punctuation || after.space || after.punctuation || after.wide)  // on what precedes
	t := token{mark: s.src[s.at : s.at+length], left: length, canOpen: leans, canClose: rests}
	if c == '_' {
		t.canOpen = leans && (!rests || before.punctuation)
		t.canClose = rests && (!leans || after.punctuation)
	}
	s.put(t)
	s.marks = append(s.marks, len(s.row)-1)
	s.at += length
}

// neighbour is what counts about the character beside a run. The start and the end
// of the text are spaces.
type neighbour struct{ space, punctuation, wide bool }

func look(r rune, size int) neighbour {
	n := neighbour{space: size == 0 || isSpace(r), wide: isWide(r)}
	n.punctuation = !n.space && !n.wide && (unicode.IsPunct(r) || unicode.IsSymbol(r))
	return n
}

func isSpace(r rune) bool { return r == '\n' || unicode.Is(unicode.Z, r) }

// isWide reports whether r belongs to Chinese, Japanese or Korean text, marks included.
func isWide(r rune) bool {
	return r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// open reads [ or ![.
func (s *scanner) open(image bool) {
	mark := "["
	if image {
		mark = "!["
	}
	s.put(token{mark: mark, left: len(mark)})
	s.brackets = append(s.brackets, bracket{len(s.row) - 1, len(s.marks), image})
	s.at += len(mark)
}

// close reads ] and, if an address follows, makes a link of all since the opening
// bracket. The label of an image, and of a link to an address that is not allowed,
// stays without it.
func (s *scanner) close() bool {
	if len(s.brackets) == 0 {
		return false
	}
	last := len(s.brackets) - 1
	b := s.brackets[last]
	s.brackets = s.brackets[:last]
	mayLink := b.image || last >= s.spent
	s.spent = min(s.spent, last)
	if !mayLink {
		return false
	}
	target := target.FindStringSubmatch(s.src[s.at:])
	if target == nil {
		return false
	}
	s.flush()
	s.pair(b.marks)
	opening := &s.row[b.token]
	opening.left = 0
	href := strings.Trim(target[1], "<>")
	if !b.image && safeHref.MatchString(href) {
		link := &Node{Type: Link, Href: href}
		opening.opens = []*Node{link}
		s.row = append(s.row, token{closes: []*Node{link}})
	}
	if !b.image {
		s.spent = last
	}
	s.at += len(target[0])
	return true
}

var (
	// target is what follows a label: an address with at most one level of round
	// brackets, perhaps a title, which is not kept.
	target = regexp.MustCompile(`^\]\([ \n]*(?:(<[^<>\n]*>|(?:[^ \n()<>]|\([^ \n()<>]*\))+)` +
		`(?:[ \n]+(?:"[^"]*"|'[^']*'))?[ \n]*)?\)`)

	// safeHref is the allow-list of addresses. The scheme must come first, and nothing
	// that could end an attribute or hide the address may follow.
	safeHref = regexp.MustCompile("^(?:(?i:http)[sS]?://|(?i:mailto):)[^\\x00-\\x20\\x7f<>\"`\\\\]+$")
	email    = regexp.MustCompile(`^[0-9A-Za-z_.+-]+@[0-9A-Za-z_-]+(?:\.[0-9A-Za-z_-]+)+$`)
	angled   = regexp.MustCompile(`^<([^ \n<>]+)>`)

	bareChar = `[0-9A-Za-z\x{C0}-\x{52F}\-._~:/?#@!$&'*+,;=%]`
	// bareScheme is what must stand before a bare address's colon.
	bareScheme = regexp.MustCompile(`(?:^|[^0-9A-Za-z])((?i:http)[sS]?)$`)
	// bareRest begins at the colon. It ends at a round bracket without its partner.
	// Chinese, Japanese and Korean text runs on without a space after an address, so
	// those scripts end it too.
	bareRest = regexp.MustCompile(`^://[0-9A-Za-z\x{C0}-\x{52F}](?:` + bareChar + `|\(` + bareChar + `*\))*`)
)

// angle reads <https://example.com> and <somebody@example.com>. Any other text in
// angle brackets stays text.
func (s *scanner) angle() bool {
	found := angled.FindStringSubmatch(s.src[s.at:])
	switch {
	case found == nil:
		return false
	case safeHref.MatchString(found[1]):
		s.address(found[1], found[1])
	case email.MatchString(found[1]):
		s.address("mailto:"+found[1], found[1])
	default:
		return false
	}
	s.at += len(found[0])
	return true
}

// bare reads https://example.com/ in running text. It is called at the colon and
// takes the scheme back from the text before it.
func (s *scanner) bare() bool {
	rest := bareRest.FindString(s.src[s.at:])
	if rest == "" {
		return false
	}
	words := s.words.String()
	scheme := bareScheme.FindStringSubmatch(words[max(0, len(words)-6):])
	if scheme == nil {
		return false
	}
	rest = strings.TrimRight(rest, ".,:;!?'*_~&") // these end the sentence rather than the address
	s.words.Reset()
	s.words.WriteString(words[:len(words)-len(scheme[1])])
	s.address(scheme[1]+rest, scheme[1]+rest)
	s.at += len(rest)
	return true
}

// address adds a link whose label is its address.
func (s *scanner) address(href, label string) {
	s.put(token{node: &Node{Type: Link, Href: href, Children: []Node{{Type: Text, Text: label}}}})
}
