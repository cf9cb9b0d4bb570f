package routing

import (
	"cmp"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// entry is a conversation on the board.
type entry struct {
	entered   int64 // what a pass reads of w stands first, close together
	lane      *lane
	id        chat.ConversationID
	preferred chat.AgentID
	barred    bool
	w         Waiting
}

// lane is a line of conversations of which each may be taken by whoever may take one
// that stands behind it: they need the same, age alike, and only the time since when
// they wait differs. So if nobody is found for the first, nobody is for the others.
type lane struct {
	key     laneKey
	at      int      // place in the board's list
	entries []*entry // in order
}

// slot is what a look at all lanes needs of one, close together.
type slot struct {
	entered int64 // when its first conversation did
	target  int64
	place   *place
	spec    *spec
	lane    *lane
	first   *entry
	anchor  *set // who has the first skill needed, at its level; nil: none is
	kind    int  // of the spec
	front   bool
	ahead   bool
	jumps   bool
	alone   bool  // barred from somebody
	several bool  // more than one conversation
	taken   int32 // within a pass: how many from the front are given
	spent   bool  // within a pass: all of them are
}

// current gives the first conversation that is not given yet.
func (s *slot) current() *entry {
	if s.taken == 0 {
		return s.first
	}
	return s.lane.entries[s.taken]
}

// advance goes on to the next conversation of the lane, if there is one.
func (s *slot) advance() {
	s.taken++
	if s.spent = !s.several || int(s.taken) == len(s.lane.entries); !s.spent {
		s.entered = s.lane.entries[s.taken].entered
	}
}

// rewind ends a pass.
func (s *slot) rewind() {
	if s.several {
		s.entered = s.first.entered
	}
	s.taken, s.spent = 0, false
}

// lead notes what the slot needs of its lane's entries.
func (s *slot) lead() {
	s.first, s.several = s.lane.entries[0], len(s.lane.entries) > 1
	s.entered = s.first.entered
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
	return cmp.Compare(e.id, f.id)
}

// due gives the stage that a wait has led to, whoever there is.
func (p *place) due(waited int64, jumps bool) Stage {
	if jumps {
		return StageOverflow
	}
	s := StageOverflow
	for s > StageExact && waited < p.begins[s] {
		s--
	}
	return s
}

// follow notes what the slot needs of its lane's spec.
func (s *slot) follow(sp *spec) {
	s.place, s.spec, s.kind, s.anchor = sp.place, sp, sp.at, nil
	if len(sp.need.Skills) > 0 {
		s.anchor = sp.sets[0]
	}
}

// join puts an entry in its place.
func (b *Board) join(e *entry, k laneKey) {
	l := b.lanes[k]
	if l == nil {
		l = &lane{key: k, at: len(b.order)}
		b.lanes[k] = l
		s := slot{target: int64(k.target), lane: l, front: k.front, ahead: k.ahead, jumps: k.jumps, alone: k.alone != ""}
		s.follow(k.spec)
		b.order = append(b.order, s)
	} else {
		b.releaseSpec(k.spec) // a lane uses its spec once
	}
	at := len(l.entries)
	if at > 0 && e.compare(l.entries[at-1]) < 0 {
		at, _ = slices.BinarySearchFunc(l.entries, e, (*entry).compare)
	}
	l.entries = slices.Insert(l.entries, at, e)
	e.lane = l
	b.order[l.at].lead()
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
		b.order[l.at].lead()
		return
	}
	last := len(b.order) - 1
	b.order[l.at] = b.order[last]
	b.order[l.at].lane.at = l.at
	b.order[last] = slot{}
	b.order = b.order[:last]
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

// after gives the first moment after now at which one of the lane has waited for d, and
// something beyond every moment if there is none.
func (s *slot) after(now, d int64) int64 {
	if s.entered > now-d {
		return s.entered + d
	}
	if s.several {
		if i := s.lane.until(now - d); i < len(s.lane.entries) {
			return s.lane.entries[i].entered + d
		}
	}
	return unknownIdle
}
