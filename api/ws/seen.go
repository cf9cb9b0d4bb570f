package ws

import (
	"context"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

// MarkSeen raises the read mark of one side, given in that side's numbering,
// and tells both sides, each in its own. It is written with all others at most
// once a second: what a crash loses, the reader's next mark brings back.
func (h *Hub) MarkSeen(ctx context.Context, c *chat.Conversation, visitor bool, n int64) error {
	if n <= 0 || n > 1<<53 {
		return chat.RefuseField("seq", "A read mark is the number of an entry.")
	}
	h.seenMu.Lock()
	m := h.seen[c.ID]
	raised := visitor && n > m.Visitor || !visitor && n > m.Team
	if visitor {
		m.Visitor = max(m.Visitor, n)
	} else {
		m.Team = max(m.Team, n)
	}
	h.seen[c.ID] = m
	h.seenMu.Unlock()
	if !raised {
		return nil
	}
	public, seq, err := h.bothNumbers(ctx, c.ID, visitor, n)
	if err != nil {
		return err
	}
	toVisitor, toAgents := frameSeen{T: "seen", Conversation: c.ID}, frameSeen{T: "seen", Conversation: c.ID}
	if visitor {
		toVisitor.Visitor, toAgents.Visitor = public, seq
	} else {
		toVisitor.Team, toAgents.Team = public, seq
	}
	stream := desk.ConversationPrefix + string(c.ID)
	h.cfg.Bus.Publish(bus.Message{Stream: stream, Kind: "visitor", Data: encode(toVisitor)}, bus.Message{Stream: stream, Kind: "agents", Data: encode(toAgents)})
	return nil
}

// bothNumbers gives a mark in the visitor's and in the agents' numbering. The
// usual mark is the newest entry, whose numbers the stream knows.
func (h *Hub) bothNumbers(ctx context.Context, id chat.ConversationID, visitor bool, n int64) (public, seq int64, err error) {
	if st := h.stream(desk.ConversationPrefix + string(id)); st != nil {
		st.mu.Lock()
		last, pub, pubAt := st.last, st.pub, st.pubAt
		st.mu.Unlock()
		switch {
		case visitor && n == pub && pubAt > 0:
			return n, pubAt, nil
		case !visitor && n == last:
			return pub, n, nil
		}
	}
	if visitor {
		seq, err = h.cfg.Timeline.PrivateNumber(ctx, id, n)
		return n, seq, err
	}
	public, err = h.cfg.Timeline.PublicNumber(ctx, id, n)
	return public, n, err
}

// flushSeen writes the read marks of the last second.
func (h *Hub) flushSeen(ctx context.Context) {
	h.seenMu.Lock()
	marks := h.seen
	h.seen = map[chat.ConversationID]store.Marks{}
	h.seenMu.Unlock()
	if err := h.cfg.Marks.MarkSeen(ctx, marks); err != nil && ctx.Err() == nil {
		h.logger.Warn("read marks could not be stored; readers will send them again", "err", err)
		return
	}
	for id, m := range marks {
		if m.Team > 0 && h.cfg.Read != nil {
			h.cfg.Read(id)
		}
	}
}
