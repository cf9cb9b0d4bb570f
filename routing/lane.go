package routing

import (
	"cmp"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// entry is a conversation on the board.
type entry struct {
	w       Waiting
	entered int64
	lane    *lane
}

// lane is a line of conversations of which each may be taken by whoever may take one
// that stands behind it: they need the same, age alike, and only the time since when
// they wait differs. So if nobody is found for the first, nobody is for the others.
type lane struct {
	key     laneKey
	at      int      // place in the board's list
	entries []*entry // in order
	taken   int      // how many from the front are given, within a pass
}

type laneKey struct {
	spec   *spec
	target time.Duration
	front  bool
	ahead  bool
	jumps  bool                // past the offers that may be missed: at the last stage
	alone  chat.ConversationID // barred from somebody: has a lane of its own
}

func (e *entry) key(sp *spec) laneKey {
	k := laneKey{spec: sp, target: e.w.target(), front: e.w.Front, ahead: e.w.Ahead, jumps: e.w.Misses >= MissesToOverflow}
	if len(e.w.Bars) > 0 {
		k.alone = e.w.Conversation
	}
	return k
}

func (e *entry) compare(f *entry) int {
	if order := cmp.Compare(e.entered, f.entered); order != 0 {
		return order
	}
	return cmp.Compare(e.w.Conversation, f.w.Conversation)
}

// due gives the stage that the wait has led to, whoever there is.
func (e *entry) due(now int64) Stage {
	return stageAfter(&e.lane.key.spec.begins, time.Duration(now-e.entered), e.w.Misses)
}

// join puts an entry in its place.
func (b *Board) join(e *entry, k laneKey) {
	l := b.lanes[k]
	if l == nil {
		l = &lane{key: k, at: len(b.order)}
		b.lanes[k] = l
		b.order = append(b.order, l)
	} else {
		b.releaseSpec(k.spec) // a lane uses its spec once
	}
	at, _ := slices.BinarySearchFunc(l.entries, e, (*entry).compare)
	l.entries = slices.Insert(l.entries, at, e)
	e.lane = l
	b.queued[k.spec.need.Team]++
}

// leave takes an entry out of its lane, and the lane off the board with its last.
func (b *Board) leave(e *entry) {
	l := e.lane
	at, _ := slices.BinarySearchFunc(l.entries, e, (*entry).compare)
	if at == 0 {
		l.entries[0] = nil
		l.entries = l.entries[1:] // the common case costs nothing
	} else {
		l.entries = slices.Delete(l.entries, at, at+1)
	}
	team := l.key.spec.need.Team
	if b.queued[team]--; b.queued[team] == 0 {
		delete(b.queued, team)
	}
	if len(l.entries) > 0 {
		return
	}
	last := b.order[len(b.order)-1]
	b.order[l.at], last.at = last, l.at
	b.order[len(b.order)-1] = nil
	b.order = b.order[:len(b.order)-1]
	delete(b.lanes, l.key)
	b.releaseSpec(l.key.spec)
}

// until gives the first of the lane's entries that entered after a moment.
func (l *lane) until(moment int64) int {
	at, _ := slices.BinarySearchFunc(l.entries, moment, func(e *entry, m int64) int {
		if e.entered <= m {
			return -1
		}
		return 1
	})
	return at
}
