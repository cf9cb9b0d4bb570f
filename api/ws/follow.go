package ws

import (
	"context"
	"strings"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
)

// follow resumes a stream for a session: subscribe first, then read what is
// stored after the cursor, then go live, so that nothing falls in between.
// It runs on the session's reader.
func (h *Hub) follow(ctx context.Context, s *session, in streamIn, epoch string) error {
	if len(s.follows) >= h.cfg.Limits.Streams && s.follows[in.Stream] == nil {
		return chat.Refuse(chat.TooMany, "One socket can follow at most %d streams. Unfollow some first.", h.cfg.Limits.Streams)
	}
	st, head, err := h.open(ctx, s, in.Stream)
	if err != nil {
		return err
	}
	sb := &sub{stream: st, sent: in.After}
	switch {
	case epoch != "" && epoch != h.cfg.Epoch:
		h.reset(s, st, "epoch")
		return nil
	case in.After < 0 || in.After > head:
		h.reset(s, st, "future")
		return nil
	}
	st.mu.Lock()
	st.subs[s] = sb
	st.mu.Unlock()
	s.mu.Lock()
	s.follows[in.Stream] = sb
	s.mu.Unlock()
	return h.catchUp(s, st, sb)
}

func (h *Hub) reset(s *session, st *stream, reason string) {
	h.unfollow(s, st.name)
	s.send(frame(frameReset{"reset", st.name, reason}))
	if h.cfg.Metrics.Reset != nil {
		h.cfg.Metrics.Reset(reason)
	}
}

// open checks that the session may follow the stream, and gives it with its
// head in the session's numbering.
func (h *Hub) open(ctx context.Context, s *session, name string) (*stream, int64, error) {
	if id, ok := strings.CutPrefix(name, desk.ConversationPrefix); ok {
		c, err := h.conversation(ctx, s, chat.ConversationID(id))
		if err != nil {
			return nil, 0, err
		}
		st := h.enter(s, &stream{name: name, conv: c.ID})
		heads, err := h.cfg.Timeline.Heads(ctx, []chat.ConversationID{c.ID})
		if err != nil {
			h.unfollow(s, name)
			return nil, 0, err
		}
		head := heads[c.ID]
		st.learn(head[0], head[1])
		if s.who.IsVisitor() {
			return st, head[1], nil
		}
		return st, head[0], nil
	}
	if site, ok := strings.CutPrefix(name, desk.InboxPrefix); ok && s.who.IsAgent() {
		if err := policy.Site(s.who, chat.SiteID(site)); err != nil {
			return nil, 0, err
		}
		st := h.enter(s, &stream{name: name, site: chat.SiteID(site)})
		head, err := h.cfg.Timeline.InboxHead(ctx, chat.SiteID(site))
		if err != nil {
			h.unfollow(s, name)
			return nil, 0, err
		}
		st.learn(head, 0)
		return st, head, nil
	}
	return nil, 0, chat.Refuse(chat.NotFound, "There is no stream of this name.")
}

// learn sets where a fresh stream stands. Its head is read only after the hub
// knows the stream, so that nothing is published unheard in between.
func (st *stream) learn(seq, public int64) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.known {
		st.last, st.pub, st.known = seq, public, true
	}
	st.high = max(st.high, seq)
}

// enter gives the hub's stream of that name, which is the given one if nobody
// followed it, with the session as a follower that is not live yet.
func (h *Hub) enter(s *session, fresh *stream) *stream {
	h.mu.Lock()
	defer h.mu.Unlock()
	st := h.streams[fresh.name]
	if st == nil {
		st = fresh
		st.subs = map[*session]*sub{}
		h.streams[st.name] = st
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.subs[s] == nil {
		st.subs[s] = &sub{stream: st}
	}
	return st
}

// catchUp sends what is stored after the cursor until the session is where the
// live events are.
func (h *Hub) catchUp(s *session, st *stream, sb *sub) error {
	public := s.who.IsVisitor()
	for {
		st.mu.Lock()
		goal := st.last
		if public {
			goal = st.pub
		}
		if sb.sent >= goal {
			sb.live = true
			if st.high > st.last {
				h.fillLocked(st)
			}
			seq := sb.sent
			s.send(frame(frameLive{"live", st.name, seq}))
			st.mu.Unlock()
			return nil
		}
		st.mu.Unlock()
		if err := h.catchUpPage(s, st, sb, goal, public); err != nil {
			h.unfollow(s, st.name)
			return err
		}
	}
}

func (h *Hub) catchUpPage(s *session, st *stream, sb *sub, goal int64, public bool) error {
	events, reset, err := h.read(st, sb.sent, public, page)
	if err != nil {
		return err
	}
	if reset {
		h.reset(s, st, "trimmed")
		return chat.Refuse(chat.Conflict, "This place of the stream is no longer kept. Load it anew.")
	}
	if len(events) == 0 {
		return chat.Refuse(chat.Unavailable, "The stream could not be read up to its end (%d of %d). Try again.", sb.sent, goal)
	}
	for _, ev := range events { // a client that resumes from far behind gets them as fast as it reads
		if err := s.room(); err != nil {
			return err
		}
		sb.pass(s, ev)
	}
	return nil
}

// unfollow ends a session's place in a stream; the last one out takes the
// stream along.
func (h *Hub) unfollow(s *session, name string) {
	s.mu.Lock()
	delete(s.follows, name)
	s.mu.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	st := h.streams[name]
	if st == nil {
		return
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	delete(st.subs, s)
	if len(st.subs) == 0 {
		st.dead = true
		delete(h.streams, name)
	}
}

// conversation loads one that the session may see.
func (h *Hub) conversation(ctx context.Context, s *session, id chat.ConversationID) (*chat.Conversation, error) {
	if !chat.ValidID(string(id)) {
		return nil, policy.NoConversation()
	}
	c, err := h.cfg.Desk.Load(ctx, id)
	if chat.IsCode(err, chat.NotFound) {
		return nil, policy.NoConversation()
	}
	if err != nil {
		return nil, err
	}
	return c, policy.Conversation(s.who, c)
}
