package ws

import (
	"context"
	"slices"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

// headsAtOnce bounds one query of a heartbeat.
const headsAtOnce = 5000

// heartbeat compares what was sent with what is stored, which finds a lost
// tail, and tells every socket where its streams are. A lone node has nothing
// to compare: it published all there is.
func (h *Hub) heartbeat(ctx context.Context) {
	h.mu.RLock()
	var conversations []*stream
	var inboxes []*stream
	for _, st := range h.streams {
		if st.conv != "" {
			conversations = append(conversations, st)
		} else {
			inboxes = append(inboxes, st)
		}
	}
	h.mu.RUnlock()
	if h.cfg.Shared {
		for part := range slices.Chunk(conversations, headsAtOnce) {
			h.compare(ctx, part)
		}
		for _, st := range inboxes {
			if head, err := h.cfg.Timeline.InboxHead(ctx, st.site); err == nil {
				h.raise(st, head)
			}
		}
	}
	for _, s := range h.all() {
		if s.greeted.Load() {
			h.sendHeads(s)
		}
	}
}

func (h *Hub) compare(ctx context.Context, list []*stream) {
	ids := make([]chat.ConversationID, len(list))
	for i, st := range list {
		ids[i] = st.conv
	}
	heads, err := h.cfg.Timeline.Heads(ctx, ids)
	if err != nil {
		return // the database is away; readiness says so
	}
	for _, st := range list {
		h.raise(st, heads[st.conv][0])
	}
}

func (h *Hub) raise(st *stream, head int64) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.high = max(st.high, head); st.high > st.last {
		h.gap()
		h.fillLocked(st)
	}
}

// sendHeads tells a session where its streams are. The set of what it follows
// is read under the hub's lock through the streams, because the reader owns
// the session's own map.
func (h *Hub) sendHeads(s *session) {
	heads := map[string]int64{}
	for _, st := range h.followed(s) {
		st.mu.Lock()
		if sb := st.subs[s]; sb != nil && sb.live {
			if s.who.IsVisitor() {
				heads[st.name] = st.pub
			} else {
				heads[st.name] = st.last
			}
		}
		st.mu.Unlock()
	}
	s.send(frame(frameHeads{T: "heads", Heads: heads}).passing())
}

func (h *Hub) followed(s *session) []*stream {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*stream, 0, len(s.follows))
	for _, sb := range s.follows {
		list = append(list, sb.stream)
	}
	return list
}

// online tells the team whether the visitor has the page open.
func (h *Hub) online(id chat.ConversationID, on bool, page *chat.Page) {
	fr := map[string]any{"t": "online", "conversation": id, "online": on}
	if page != nil {
		fr["page"] = page
	}
	h.cfg.Bus.Publish(bus.Message{Stream: desk.ConversationPrefix + string(id), Kind: "agents", Data: encode(fr)})
}

// VisitorChanged tells the agents who have a conversation open what is known of its
// visitor now.
func (h *Hub) VisitorChanged(id chat.ConversationID, v store.Visitor) {
	fr := frameVisitor{"visitor", id, visitorNews{v.Name, v.Email, v.Phone, v.Verified, v.ExternalID, v.Proved, v.Signed, v.Attributes}}
	h.cfg.Bus.Publish(bus.Message{Stream: desk.ConversationPrefix + string(id), Kind: "agents", Data: encode(fr)})
}

// setViewing notes which conversation an agent's tab shows, and tells the
// colleagues who have it open too.
func (h *Hub) setViewing(s *session, id chat.ConversationID) {
	var told []chat.ConversationID
	h.mu.Lock()
	for c, set := range h.viewing {
		if set[s] && c != id {
			delete(set, s)
			told = append(told, c)
			if len(set) == 0 {
				delete(h.viewing, c)
			}
		}
	}
	if id != "" {
		if h.viewing[id] == nil {
			h.viewing[id] = map[*session]bool{}
		}
		h.viewing[id][s] = true
		told = append(told, id)
	}
	h.mu.Unlock()
	for _, c := range told {
		h.tellViewers(c)
	}
}

// tellViewers sends who has a conversation open on this node.
func (h *Hub) tellViewers(id chat.ConversationID) {
	h.mu.RLock()
	agents := []chat.AgentID{}
	for s := range h.viewing[id] {
		if !slices.Contains(agents, s.who.Agent) {
			agents = append(agents, s.who.Agent)
		}
	}
	h.mu.RUnlock()
	slices.Sort(agents)
	h.cfg.Bus.Publish(bus.Message{Stream: desk.ConversationPrefix + string(id), Kind: "agents",
		Data: encode(map[string]any{"t": "viewing", "conversation": id, "agents": agents, "node": h.cfg.Node})})
}

// Viewers lists who has a conversation open on this node.
func (h *Hub) Viewers(id chat.ConversationID) []chat.AgentID {
	h.mu.RLock()
	defer h.mu.RUnlock()
	agents := []chat.AgentID{}
	for s := range h.viewing[id] {
		if !slices.Contains(agents, s.who.Agent) {
			agents = append(agents, s.who.Agent)
		}
	}
	slices.Sort(agents)
	return agents
}
