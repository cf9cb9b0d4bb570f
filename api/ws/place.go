package ws

import "github.com/batonchat/baton/chat"

type framePlace struct {
	T            string              `json:"t"`
	Conversation chat.ConversationID `json:"conversation"`
	Place        int                 `json:"place"`
}

// Visited gives the conversations that visitors follow on this node.
func (h *Hub) Visited() []chat.ConversationID {
	var ids []chat.ConversationID
	for _, st := range h.conversations() {
		st.mu.Lock()
		if _, visitors := st.sides(); visitors {
			ids = append(ids, st.conv)
		}
		st.mu.Unlock()
	}
	return ids
}

// TellPlaces tells the visitors on this node who wait their place in line, from 1, if it
// is not the one that they were told last; who could not be told is told by the next call.
// Who is not named waits no more.
func (h *Hub) TellPlaces(places map[chat.ConversationID]int) {
	for _, st := range h.conversations() {
		place := places[st.conv]
		var o *out // encoded once, if anybody has to hear it
		st.mu.Lock()
		for s, sb := range st.subs {
			if !sb.live || !s.who.IsVisitor() || sb.place == place {
				continue
			}
			if place == 0 {
				sb.place = 0
				continue
			}
			if o == nil {
				o = frame(framePlace{"place", st.conv, place}).passing()
			}
			if s.send(o) {
				sb.place = place
			}
		}
		st.mu.Unlock()
	}
}

// conversations gives the conversations that anybody follows here.
func (h *Hub) conversations() []*stream {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var list []*stream
	for _, st := range h.streams {
		if st.conv != "" {
			list = append(list, st)
		}
	}
	return list
}
