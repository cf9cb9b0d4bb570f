package assistant

import (
	"strings"
	"time"
	"unicode"

	"github.com/batonchat/baton/chat"
)

// breath is how much time passes at least between two pieces of a draft, so
// that a fast model does not make a frame of every syllable.
const breath = 30 * time.Millisecond

// speech shows a reply while it is being written. It holds back the beginning
// until that cannot be the mark of a missing answer any more.
type speech struct {
	live         Live
	conversation chat.ConversationID
	run          chat.RunID
	now          func() time.Time

	held  string // not shown yet
	begun bool   // the beginning has been judged
	n     int    // pieces shown
	last  time.Time
}

func (s *speech) write(text string) {
	s.held += text
	if !s.begun {
		start := strings.TrimLeft(s.held, " \n\r\t")
		switch {
		case len(start) < len(noAnswer) && strings.EqualFold(start, noAnswer[:len(start)]):
			return
		case len(start) >= len(noAnswer) && strings.EqualFold(start[:len(noAnswer)], noAnswer):
			s.held = strings.TrimLeft(start[len(noAnswer):], " \n\r\t")
		default:
			s.held = start
		}
		s.begun = true
	}
	if now := s.now(); s.n == 0 || now.Sub(s.last) >= breath {
		s.last = now
		s.flush()
	}
}

// flush shows all that is held.
func (s *speech) flush() {
	if s.held == "" || !s.begun {
		return
	}
	s.n++
	s.live.Draft(s.conversation, s.run, s.n, s.held)
	s.held = ""
}

// withdraw takes back what was shown.
func (s *speech) withdraw() {
	if s.n > 0 {
		s.live.Withdraw(s.conversation, s.run)
	}
	s.n, s.held = 0, ""
}

// worded reports whether a text says something: it has letters or digits, and
// is not one short piece over and over, as a model does that is stuck.
func worded(text string) bool {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return false
	}
	words := strings.Fields(text)
	if len(words) < 40 {
		return !stuck([]rune(text))
	}
	different := make(map[string]bool)
	for _, w := range words {
		different[w] = true
	}
	return len(different)*8 > len(words)
}

// stuck finds a text that is one run of up to 12 characters again and again.
func stuck(text []rune) bool {
	if len(text) < 48 {
		return false
	}
	for size := 1; size <= 12; size++ {
		same := true
		for i := size; i < len(text) && same; i++ {
			same = text[i] == text[i-size]
		}
		if same {
			return true
		}
	}
	return false
}
