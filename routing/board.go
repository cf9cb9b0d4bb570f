package routing

import (
	"maps"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// Board is what is known of everybody who waits and everybody who could help, kept
// ready for deciding. It is changed a little at a time, and what it answers depends
// only on what stands on it, not on how that came there. It is not safe for use by
// several goroutines at once.
//
// Asking changes nothing: whoever carries a decision out tells the board what came of
// it with PutAgent and DropWaiting.
//
// Its memory: a bit for each agent and each question that somebody's need asks; some 400
// bytes for each waiting conversation, and some 600 more for each need that no other
// shares, with the people who could serve it.
type Board struct {
	teams   map[chat.TeamID]Team
	bounded bool // some team limits its line
	places  map[chat.AgentID]int
	seats   []seat
	vacant  []int // positions nobody has
	index   index
	free    bitset // who may be given something now
	shift   bitset // who could be soon

	waiting map[chat.ConversationID]*entry
	corners map[placeKey]*place
	specs   map[string]*spec
	kinds   []*spec // all specs, in no order
	unused  []int   // places in kinds
	floors  []Stage // of each of kinds, close together
	guards  []int32 // the same
	homes   []*place
	flips   int // how often somebody came on shift
	lanes   map[laneKey]*lane
	order   []slot // all lanes, in no order
	queued  map[chat.TeamID]int
	stale   bool // places must be worked out again

	version int // changes of any kind
	run     run // kept for its memory
}

// seat is an agent on the board.
type seat struct {
	who    Candidate
	taken  bool
	places int
	load   int
	idle   int64 // since when
}

// NewBoard gives a board on which nobody stands.
func NewBoard() *Board {
	return &Board{
		teams: map[chat.TeamID]Team{}, places: map[chat.AgentID]int{}, waiting: map[chat.ConversationID]*entry{},
		corners: map[placeKey]*place{}, specs: map[string]*spec{}, lanes: map[laneKey]*lane{}, queued: map[chat.TeamID]int{},
		index: index{sets: map[question]*set{}, columns: map[figure]*column{}},
	}
}

// Snapshot is all that a pass depends on, beside the time.
type Snapshot struct {
	Teams   []Team
	Agents  []Candidate
	Waiting []Waiting
}

// Decide says what can be given to whom at now. Same input, same answer, whatever the
// order of the lists. Of entries with the same ID the last counts.
func Decide(s Snapshot, now time.Time) []Decision { return s.Board().Pass(now) }

// Board puts a snapshot on a board.
func (s Snapshot) Board() *Board {
	b := NewBoard()
	b.SetTeams(s.Teams)
	for _, c := range s.Agents {
		b.PutAgent(c)
	}
	for _, w := range s.Waiting {
		b.PutWaiting(w)
	}
	return b
}

// SetTeams replaces all teams.
func (b *Board) SetTeams(teams []Team) {
	b.version++
	b.stale, b.bounded = true, false
	clear(b.teams)
	for _, t := range teams {
		b.teams[t.ID] = t
		b.bounded = b.bounded || t.MaxWait > 0 || t.MaxWaiting > 0
	}
	for at := range b.seats {
		if b.seats[at].taken {
			b.sit(at)
		}
	}
}

// PutAgent puts an agent on the board, or what is newly known of them. The candidate
// is copied.
func (b *Board) PutAgent(c Candidate) {
	b.version++
	at, known := b.places[c.Agent]
	if !known {
		at = b.seat()
		b.places[c.Agent] = at
	}
	s := &b.seats[at]
	turned := !maps.Equal(s.who.Turns, c.Turns)
	if turned {
		c.Turns = maps.Clone(c.Turns)
	} else {
		c.Turns = s.who.Turns
	}
	if known && s.who.sameNature(&c) {
		c.Sites, c.Teams, c.Languages, c.Skills = s.who.Sites, s.who.Teams, s.who.Languages, s.who.Skills
		s.who = c
		if turned {
			b.index.note(at, &s.who)
		}
	} else {
		b.leaveShift(at)
		c.Sites, c.Teams, c.Languages, c.Skills = slices.Clone(c.Sites), slices.Clone(c.Teams), slices.Clone(c.Languages), maps.Clone(c.Skills)
		s.who, s.taken = c, true
		b.stale = b.index.enter(at, &s.who) || b.stale
	}
	b.sit(at)
}

// seat finds a position for one more agent.
func (b *Board) seat() int {
	if n := len(b.vacant); n > 0 {
		at := b.vacant[n-1]
		b.vacant = b.vacant[:n-1]
		return at
	}
	b.seats = append(b.seats, seat{})
	b.index.grow(len(b.seats))
	b.free, b.shift = lengthen(b.free, b.index.words), lengthen(b.shift, b.index.words)
	return len(b.seats) - 1
}

// sit works out what the pass needs of the agent at a position.
func (b *Board) sit(at int) {
	s := &b.seats[at]
	s.places = s.who.Limits.Places()
	for _, id := range s.who.Teams {
		if limit := b.teams[id].Limit; limit > 0 {
			s.places = min(s.places, limit)
		}
	}
	s.load, s.idle = s.who.Load.Total(), unknownIdle
	if !s.who.IdleSince.IsZero() {
		s.idle = s.who.IdleSince.UnixNano()
	}
	b.free.put(at, s.who.attending() && s.load < s.places)
	if on := s.who.onShift() && s.places > 0; !on {
		b.leaveShift(at)
	} else if b.shift.put(at, true) && !b.stale {
		b.came(at)
	}
}

func (b *Board) leaveShift(at int) {
	if b.shift.put(at, false) && !b.stale {
		b.went(at)
	}
}

// unknownIdle stands after every moment of which something is known.
const unknownIdle = 1 << 62

// DropAgent takes an agent off the board.
func (b *Board) DropAgent(id chat.AgentID) {
	at, known := b.places[id]
	if !known {
		return
	}
	b.version++
	b.leaveShift(at)
	b.free.put(at, false)
	delete(b.places, id)
	b.seats[at] = seat{}
	b.stale = b.index.enter(at, nil) || b.stale
	b.vacant = append(b.vacant, at)
}

// PutWaiting puts a conversation in line, or what is newly known of it. Its need's
// Stage, Way and Barred are not looked at.
func (b *Board) PutWaiting(w Waiting) {
	b.DropWaiting(w.Conversation)
	b.version++
	sp := b.spec(w.Need.canonical())
	preferred, tier := w.Need.Preferred, w.Need.Tier
	w.Need = sp.need // which all that need the same share
	w.Need.Preferred, w.Need.Tier = preferred, tier
	w.Bars = slices.Clone(w.Bars)
	e := &entry{entered: stamp(w.EnteredAt), id: w.Conversation, preferred: preferred, barred: len(w.Bars) > 0, w: w}
	b.waiting[w.Conversation] = e
	b.join(e, e.key(sp))
}

// DropWaiting takes a conversation out of line.
func (b *Board) DropWaiting(id chat.ConversationID) {
	e := b.waiting[id]
	if e == nil {
		return
	}
	b.version++
	delete(b.waiting, id)
	b.leave(e)
}

// Len is how many conversations wait.
func (b *Board) Len() int { return len(b.waiting) }
