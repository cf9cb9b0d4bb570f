package ws

import (
	"sync"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
)

// stream is what this node knows of a stream that somebody here follows.
type stream struct {
	name       string
	conv       chat.ConversationID // for conversation streams
	site       chat.SiteID         // for inbox streams
	mu         sync.Mutex          // guards what follows
	last       int64               // the newest number handed to subs (agents' numbering)
	pub        int64               // the newest public number handed to subs
	pubAt      int64               // the agents' number of that entry; 0: not known yet
	high       int64               // the newest number heard of; above last, what is missing is waited for or read
	subs       map[*session]*sub
	known      bool                  // last is set; before that, numbers are only heard of
	early      map[int64]bus.Message // came before what precedes them, by number
	earlyBytes int                   // of early
	held       bool                  // a moment is given to what is missing
	fills      bool                  // a fill runs
	again      bool                  // and must run once more
	dead       bool                  // removed from the hub
}

func (st *stream) dropEarly(m bus.Message) {
	delete(st.early, m.Seq)
	st.earlyBytes -= len(m.Data)
}

// sub is one session's place in a stream.
type sub struct {
	stream *stream
	live   bool  // gets new events; else it is still catching up
	sent   int64 // the newest number sent to it, in its own numbering
	place  int   // in line, as a visitor was told last; 0: they were not
}

// event is one durable thing of a stream, encoded for both sides at most once.
type event struct {
	seq     int64
	public  int64 // 0: hidden from visitors
	agent   *out
	visitor *out
	queued  bool // visitors forget the place that they were told
}

// deliver hands an event to the live followers. The caller holds st.mu and has
// made sure that ev is the next one.
func (st *stream) deliver(ev event) {
	st.last = ev.seq
	if ev.public > 0 {
		st.pub, st.pubAt = ev.public, ev.seq
	}
	for s, sb := range st.subs {
		if sb.live {
			sb.pass(s, ev)
		}
	}
}

// pass sends an event unless the session has it or may not see it.
func (sb *sub) pass(s *session, ev event) {
	if s.who.IsVisitor() {
		if ev.public > sb.sent && ev.visitor != nil {
			sb.sent = ev.public
			s.send(ev.visitor)
			if ev.queued {
				sb.place = 0
			}
		}
		return
	}
	if ev.seq > sb.sent {
		sb.sent = ev.seq
		s.send(ev.agent)
	}
}

// entryEvent encodes an entry for the sides that need it.
func entryEvent(stream string, e chat.Entry, data []byte, agents, visitors bool) event {
	ev := event{seq: e.Seq, public: e.PublicSeq}
	if agents {
		if data == nil {
			data = e.JSON()
		}
		ev.agent = entryFrame(stream, data)
	}
	if visitors {
		if v, ok := e.ForVisitor(); ok {
			ev.visitor = entryFrame(stream, v.JSON())
			_, ev.queued = e.Fact.(chat.Queued)
		}
	}
	return ev
}

// sides says which forms the followers need. The caller holds st.mu.
func (st *stream) sides() (agents, visitors bool) {
	for s := range st.subs {
		if s.who.IsVisitor() {
			visitors = true
		} else {
			agents = true
		}
	}
	return agents, visitors
}
