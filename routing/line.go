package routing

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// DefaultTarget is how long somebody may wait when no rule says otherwise.
const DefaultTarget = 3 * time.Minute

// Waiting is a conversation in line.
type Waiting struct {
	Conversation  chat.ConversationID
	Need          Need
	EnteredAt     time.Time     // when this wait began; stages and scores count from it
	FirstQueuedAt time.Time     // when the conversation's first wait began; only told
	Front         bool          // had a person already and lost them
	Ahead         bool          // enters as if its target had just passed: VIP, or at risk
	Target        time.Duration // how long it may wait; 0: DefaultTarget
	Misses        int           // offers missed in this wait
	Bars          []Bar         // who may not be given it for a while
}

// Bar keeps a conversation from an agent who just missed it.
type Bar struct {
	Agent chat.AgentID
	Until time.Time
}

// target is how long the conversation may wait.
func (w *Waiting) target() time.Duration {
	if w.Target <= 0 {
		return DefaultTarget
	}
	return w.Target
}

// stamp is a moment in nanoseconds; a time that was never set is long ago.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return math.MinInt64 / 4
	}
	return t.UnixNano()
}

// rank is a conversation's place in line at a moment.
type rank struct {
	front   bool
	score   float64
	entered int64
	id      chat.ConversationID
}

// rank works out the place. The score grows with the wait, the faster the shorter the
// target; at 1 the target has passed. A head start of one target puts its holder
// before everybody who is still within their own, and nobody is passed for ever.
func (w *Waiting) rank(now int64) rank {
	entered := stamp(w.EnteredAt)
	return rank{w.Front, score(entered, int64(w.target()), now, w.Ahead), entered, w.Conversation}
}

func score(entered, target, now int64, ahead bool) float64 {
	waited := float64(now - entered)
	if ahead {
		waited += float64(target)
	}
	return waited / float64(target)
}

// compare is negative when r should be taken before s.
func (r rank) compare(s rank) int {
	switch {
	case r.front != s.front:
		if r.front {
			return -1
		}
		return 1
	case r.score != s.score:
		if r.score > s.score {
			return -1
		}
		return 1
	case r.entered != s.entered:
		if r.entered < s.entered {
			return -1
		}
		return 1
	default:
		return strings.Compare(string(r.id), string(s.id))
	}
}

// Line gives those who wait in the order in which they should be taken: first who
// lost their person, then by score, the longest wait first among equals. With the
// manual method it is what agents see and claim from.
func Line(waiting []Waiting, now time.Time) []Waiting {
	line, at := slices.Clone(waiting), stamp(now)
	slices.SortFunc(line, func(a, b Waiting) int { return a.rank(at).compare(b.rank(at)) })
	return line
}

// Before counts those who should be taken before w, which need not be in line itself.
func Before(waiting []Waiting, w Waiting, now time.Time) int {
	n, at := 0, stamp(now)
	mine := w.rank(at)
	for i := range waiting {
		if waiting[i].Conversation != w.Conversation && waiting[i].rank(at).compare(mine) < 0 {
			n++
		}
	}
	return n
}
