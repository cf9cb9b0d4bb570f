package ws

import (
	"maps"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

const (
	page = 200 // entries that are read at once for somebody who resumes
	part = 8   // a fill reads this part of a session's queue at once, and as much is held

	hold    = 10 * time.Millisecond  // for what was overtaken, before it is read from the store
	breath  = 100 * time.Millisecond // for followers between two pages of a fill
	breaths = time.Second            // of one fill: whoever is slower still harms only themselves
)

// fill reads what a stream may lack from the store.
func (h *Hub) fill(st *stream) {
	st.mu.Lock()
	defer st.mu.Unlock()
	h.fillLocked(st)
}

func (h *Hub) fillLocked(st *stream) {
	if st.dead || !st.known {
		return
	}
	st.again = true
	if st.fills {
		return
	}
	st.fills = true
	h.wg.Go(func() { h.filling(st) })
}

// holdLocked waits a moment for what is missing before a message that came early: with
// several nodes, and several at work on each, messages overtake each other.
func (h *Hub) holdLocked(st *stream, m bus.Message) {
	l := &h.cfg.Limits
	if _, twice := st.early[m.Seq]; !twice && len(st.early) < h.part() && st.earlyBytes+len(m.Data) <= l.QueueBytes/part { // else it is read from the store
		if st.early == nil {
			st.early = map[int64]bus.Message{}
		}
		st.early[m.Seq] = m
		st.earlyBytes += len(m.Data)
	}
	h.patientLocked(st)
}

// patientLocked has the store read if the hole is still there after a moment.
func (h *Hub) patientLocked(st *stream) {
	if st.held || st.fills || st.last >= st.high {
		return
	}
	st.held = true
	time.AfterFunc(hold, func() {
		st.mu.Lock()
		defer st.mu.Unlock()
		if st.held = false; st.last < st.high && !st.dead {
			h.gap()
			h.fillLocked(st)
		}
	})
}

// earlyLocked hands on what came early and is next.
func (h *Hub) earlyLocked(st *stream) {
	for {
		m, ok := st.early[st.last+1]
		if !ok {
			break
		}
		st.dropEarly(m)
		if !h.passLocked(st, m) {
			h.fillLocked(st)
			break
		}
	}
	for seq, m := range st.early {
		if seq <= st.last {
			st.dropEarly(m)
		}
	}
}

// part is how much of a session's queue one go may take, in frames.
func (h *Hub) part() int { return max(1, h.cfg.Limits.QueueFrames/part) }

// filling reads until nothing is missing.
func (h *Hub) filling(st *stream) {
	limit, found, left := h.part(), false, breaths
	for {
		st.mu.Lock()
		if !st.again || st.dead {
			st.fills = false
			if found { // else the store does not have what was heard of, and the next news or heartbeat looks again
				h.patientLocked(st)
			}
			st.mu.Unlock()
			return
		}
		st.again = false
		last := st.last
		st.mu.Unlock()
		events, reset, err := h.read(st, last, false, limit)
		st.mu.Lock()
		if err != nil { // the next heartbeat tries again
			st.fills = false
			st.mu.Unlock()
			if h.ctx.Err() == nil {
				h.logger.Warn("a stream could not be read", "err", err)
			}
			return
		}
		found = found || len(events) > 0
		if reset {
			h.resetLocked(st, "trimmed")
		}
		for _, ev := range events {
			if ev.seq == st.last+1 {
				st.deliver(ev)
			}
		}
		h.earlyLocked(st)
		if len(events) == limit || st.last < st.high && len(events) > 0 {
			st.again = true
		}
		more := st.again
		st.mu.Unlock()
		if more {
			left -= st.breathe(min(breath, left))
		}
	}
}

// breathe lets the followers read what a fill gave them before it goes on, unless they
// take longer than the others can be expected to wait. It says how long it waited.
func (st *stream) breathe(most time.Duration) time.Duration {
	st.mu.Lock()
	list := slices.Collect(maps.Keys(st.subs))
	st.mu.Unlock()
	begun := time.Now()
	for _, s := range list {
		s.roomUntil(begun.Add(most))
	}
	return time.Since(begun)
}

// resetLocked tells everybody to start from a snapshot.
func (h *Hub) resetLocked(st *stream, reason string) {
	o := frame(frameReset{"reset", st.name, reason})
	for s, sb := range st.subs {
		sb.live = false
		s.send(o)
	}
	st.last = st.high
	clear(st.early)
	st.earlyBytes = 0
	if h.cfg.Metrics.Reset != nil {
		h.cfg.Metrics.Reset(reason)
	}
}

// read gives the events after a number: of the agents' numbering, or of the
// visitor's with public. reset says that the numbers right after it are gone.
func (h *Hub) read(st *stream, after int64, public bool, limit int) (events []event, reset bool, err error) {
	if st.conv != "" {
		var list []chat.Entry
		if public {
			list, err = h.cfg.Timeline.PublicEntries(h.ctx, st.conv, after, limit)
		} else {
			list, err = h.cfg.Timeline.Entries(h.ctx, st.conv, after, limit)
		}
		for _, e := range list {
			events = append(events, entryEvent(st.name, e, nil, !public, true))
		}
		return events, false, err
	}
	facts, ok, err := h.cfg.Timeline.InboxAfter(h.ctx, st.site, after, limit)
	if err != nil || !ok {
		return nil, !ok, err
	}
	return h.inboxEvents(st, facts)
}

// inboxEvents draws rows as they are stored now: a row that changed twice is drawn
// twice the same, which harms nobody. What this node remembers would not do: it may
// lag behind the number that was read, and that number is used up by the row.
func (h *Hub) inboxEvents(st *stream, facts []store.InboxFact) (events []event, reset bool, err error) {
	ids := make([]chat.ConversationID, 0, len(facts))
	for _, f := range facts {
		if !slices.Contains(ids, f.Conversation) {
			ids = append(ids, f.Conversation)
		}
	}
	stored, err := h.cfg.Timeline.Conversations(h.ctx, ids)
	if err != nil {
		return nil, false, err
	}
	for _, f := range facts {
		row := []byte("null") // erased since
		if c, ok := stored[f.Conversation]; ok {
			row = encode(desk.RowOf(c))
		}
		events = append(events, event{seq: f.Seq, agent: inboxFrame(st.name, f.Seq, row)})
	}
	return events, false, nil
}
