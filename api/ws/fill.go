package ws

import (
	"slices"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

// page is how many entries are read at once.
const page = 200

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

// filling reads until nothing is missing. While it runs, live events of the
// stream wait for it, because they are in the store too.
func (h *Hub) filling(st *stream) {
	for {
		st.mu.Lock()
		if !st.again || st.dead {
			st.fills = false
			st.mu.Unlock()
			return
		}
		st.again = false
		last := st.last
		st.mu.Unlock()
		events, reset, err := h.read(st, last, false)
		st.mu.Lock()
		if err != nil { // the next heartbeat tries again
			st.fills = false
			st.mu.Unlock()
			if h.ctx.Err() == nil {
				h.logger.Warn("a stream could not be read", "err", err)
			}
			return
		}
		if reset {
			h.resetLocked(st, "trimmed")
		}
		for _, ev := range events {
			if ev.seq == st.last+1 {
				st.deliver(ev)
			}
		}
		if len(events) == page || st.last < st.high && len(events) > 0 {
			st.again = true
		}
		st.mu.Unlock()
	}
}

// resetLocked tells everybody to start from a snapshot.
func (h *Hub) resetLocked(st *stream, reason string) {
	o := frame(frameReset{"reset", st.name, reason})
	for s, sb := range st.subs {
		sb.live = false
		s.send(o)
	}
	st.last = st.high
	if h.cfg.Metrics.Reset != nil {
		h.cfg.Metrics.Reset(reason)
	}
}

// read gives the events after a number: of the agents' numbering, or of the
// visitor's with public. reset says that the numbers right after it are gone.
func (h *Hub) read(st *stream, after int64, public bool) (events []event, reset bool, err error) {
	if st.conv != "" {
		var list []chat.Entry
		if public {
			list, err = h.cfg.Timeline.PublicEntries(h.ctx, st.conv, after, page)
		} else {
			list, err = h.cfg.Timeline.Entries(h.ctx, st.conv, after, page)
		}
		for _, e := range list {
			events = append(events, entryEvent(st.name, e, nil, !public, true))
		}
		return events, false, err
	}
	facts, ok, err := h.cfg.Timeline.InboxAfter(h.ctx, st.site, after, page)
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
