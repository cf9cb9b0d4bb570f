package routing

import (
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// DefaultTarget is how long somebody may wait when no rule says otherwise.
const DefaultTarget = 3 * time.Minute

// Waiting is a conversation in line.
type Waiting struct {
	Conversation chat.ConversationID
	EnteredAt    time.Time     // when this wait began
	Front        bool          // had a person already and lost them
	Ahead        bool          // enters as if its target had just passed: VIP, or at risk
	Target       time.Duration // how long it may wait; 0: DefaultTarget
}

// score grows with the wait, the faster the shorter the target; at 1 the target has
// passed. A head start of one target puts its holder before everybody who is still
// within their own, and nobody is passed for ever.
func (w Waiting) score(now time.Time) float64 {
	target := w.Target
	if target <= 0 {
		target = DefaultTarget
	}
	waited := now.Sub(w.EnteredAt)
	if w.Ahead {
		waited += target
	}
	return float64(waited) / float64(target)
}

// compare is negative when w should be taken before v.
func (w Waiting) compare(v Waiting, now time.Time) int {
	if w.Front != v.Front {
		if w.Front {
			return -1
		}
		return 1
	}
	if a, b := w.score(now), v.score(now); a != b {
		if a > b {
			return -1
		}
		return 1
	}
	if order := w.EnteredAt.Compare(v.EnteredAt); order != 0 {
		return order
	}
	return strings.Compare(string(w.Conversation), string(v.Conversation))
}

// Line gives those who wait in the order in which they should be taken: first who
// lost their person, then by score, the longest wait first among equals. With the
// manual method it is what agents see and claim from.
func Line(waiting []Waiting, now time.Time) []Waiting {
	line := slices.Clone(waiting)
	slices.SortFunc(line, func(a, b Waiting) int { return a.compare(b, now) })
	return line
}

// Before counts those who should be taken before w, which need not be in line itself.
func Before(waiting []Waiting, w Waiting, now time.Time) int {
	n := 0
	for _, other := range waiting {
		if other.Conversation != w.Conversation && other.compare(w, now) < 0 {
			n++
		}
	}
	return n
}
