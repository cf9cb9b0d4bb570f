package ws

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
)

// sendsUnderway is how many sends of one socket may wait for their commit.
const sendsUnderway = 32

const pingMessage = websocket.PingMessage

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own plain types always encode
	}
	return b
}

// upgrader keeps small buffers, because most sockets are idle; writes borrow
// theirs from a pool.
func (h *Hub) upgrader() *websocket.Upgrader {
	return &websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 4096, WriteBufferPool: &writeBuffers, HandshakeTimeout: 5 * time.Second,
		CheckOrigin: func(r *http.Request) bool { return strings.EqualFold(r.Header.Get("Origin"), h.cfg.Origin) }}
}

// ServeVisitor opens a visitor's socket.
func (h *Hub) ServeVisitor(w http.ResponseWriter, r *http.Request) {
	if !h.admit(w, r) {
		return
	}
	who, rules, err := h.cfg.Gate.Visitor(r)
	if err != nil {
		deny(w, err)
		return
	}
	h.serve(w, r, who, rules)
}

// ServeAgent opens an agent's socket.
func (h *Hub) ServeAgent(w http.ResponseWriter, r *http.Request) {
	if !h.admit(w, r) {
		return
	}
	who, err := h.cfg.Gate.Agent(r.Context(), r.URL.Query().Get("ticket"))
	if err != nil {
		deny(w, err)
		return
	}
	h.serve(w, r, who, VisitorRules{})
}

// admit refuses what cannot become a socket of ours, before anything is spent
// on it.
func (h *Hub) admit(w http.ResponseWriter, r *http.Request) bool {
	h.mu.RLock()
	draining := h.draining
	h.mu.RUnlock()
	switch {
	case draining:
		w.Header().Set("Retry-After", "2")
		deny(w, chat.Refuse(chat.Unavailable, "The server is restarting. Try again in a moment."))
	case !strings.EqualFold(r.Header.Get("Origin"), h.cfg.Origin):
		deny(w, chat.Refuse(chat.Forbidden, "Sockets are opened from %s only.", h.cfg.Origin))
	case !websocket.IsWebSocketUpgrade(r):
		deny(w, chat.Refuse(chat.Invalid, "This address is for WebSockets only."))
	default:
		return true
	}
	return false
}

// deny answers before the upgrade, in the API's one shape.
func deny(w http.ResponseWriter, err error) {
	status := map[chat.Code]int{chat.NotFound: 404, chat.Forbidden: 403, chat.SignedOut: 401, chat.Invalid: 400, chat.Unavailable: 503, chat.TooMany: 429}[chat.CodeOf(err)]
	if status == 0 {
		status = 500
	}
	say := "Something went wrong on our side."
	if e, ok := asError(err); ok {
		say = e.Say
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(encode(map[string]any{"code": chat.CodeOf(err), "say": say, "request_id": chat.NewID()}))
}

// serve upgrades, and returns while the socket lives on: the request and all
// that hangs on it are freed.
func (h *Hub) serve(w http.ResponseWriter, r *http.Request, who policy.Principal, rules VisitorRules) {
	if h.tooMany(who) {
		deny(w, chat.Refuse(chat.TooMany, "Too many windows are open at once. Close some."))
		return
	}
	conn, err := h.upgrader().Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader answered
	}
	l := h.cfg.Limits
	s := &session{hub: h, conn: conn, who: who, rules: rules, id: chat.NewID(), follows: map[string]*sub{}, underway: make(chan struct{}, sendsUnderway),
		posts: rate.NewLimiter(rate.Limit(l.VisitorPosts), l.VisitorBurst)}
	s.drained.L = &s.mu
	if who.IsAgent() {
		s.posts = rate.NewLimiter(rate.Limit(l.AgentPosts), l.AgentBurst)
	}
	s.open = rules.Open
	s.lastCheck.Store(time.Now().Unix())
	ctx := h.ctx
	if err := h.join(ctx, s); err != nil {
		_ = conn.Close()
		return
	}
	h.wg.Go(func() { s.read(ctx) })
}

func (h *Hub) tooMany(who policy.Principal) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.visitors[who.Visitor]) >= h.cfg.Limits.SocketsPerUser && who.IsVisitor() ||
		len(h.agents[who.Agent]) >= h.cfg.Limits.SocketsPerUser && who.IsAgent()
}

// join registers a socket and tells presence.
func (h *Hub) join(ctx context.Context, s *session) error {
	if s.who.IsAgent() {
		if err := h.cfg.Presence.AgentOpened(ctx, s.id, s.who.Agent); err != nil {
			h.logger.Warn("presence could not be stored; the agent will try again", "err", err)
			return err
		}
	}
	h.mu.Lock()
	h.sessions[s] = true
	first := false
	if s.who.IsAgent() {
		add(h.agents, s.who.Agent, s)
	} else {
		first = len(h.visitors[s.who.Visitor]) == 0
		add(h.visitors, s.who.Visitor, s)
	}
	h.mu.Unlock()
	if first {
		h.cfg.Presence.VisitorOpened(ctx, s.who.Visitor, chat.Page{})
	}
	if h.cfg.Metrics.Opened != nil {
		h.cfg.Metrics.Opened(s.kind())
	}
	return nil
}

func add[K comparable](m map[K]map[*session]bool, k K, s *session) {
	if m[k] == nil {
		m[k] = map[*session]bool{}
	}
	m[k][s] = true
}

// leave forgets a socket when its reader ends.
func (h *Hub) leave(ctx context.Context, s *session) {
	for name := range s.follows {
		if id, ok := strings.CutPrefix(name, desk.ConversationPrefix); ok && s.who.IsVisitor() && len(h.ofVisitor(s.who.Visitor)) == 1 {
			h.online(chat.ConversationID(id), false, nil)
		}
	}
	s.mu.Lock()
	names := make([]string, 0, len(s.follows))
	for name := range s.follows {
		names = append(names, name)
	}
	s.mu.Unlock()
	for _, name := range names {
		h.unfollow(s, name)
	}
	if s.who.IsAgent() {
		h.setViewing(s, "")
	}
	h.mu.Lock()
	delete(h.sessions, s)
	last := false
	if s.who.IsAgent() {
		drop(h.agents, s.who.Agent, s)
	} else {
		drop(h.visitors, s.who.Visitor, s)
		last = len(h.visitors[s.who.Visitor]) == 0
	}
	empty := len(h.sessions) == 0
	h.mu.Unlock()
	if empty {
		select {
		case h.empty <- struct{}{}:
		default:
		}
	}
	s.mu.Lock()
	s.left = true
	busy, code := s.writing, s.code
	s.mu.Unlock()
	if !busy {
		_ = s.conn.Close()
	}
	if s.who.IsAgent() {
		h.cfg.Presence.AgentClosed(context.WithoutCancel(ctx), s.id, s.who.Agent)
	} else if last {
		h.cfg.Presence.VisitorClosed(context.WithoutCancel(ctx), s.who.Visitor)
	}
	if h.cfg.Metrics.Closed != nil {
		h.cfg.Metrics.Closed(s.kind(), code)
	}
}

func drop[K comparable](m map[K]map[*session]bool, k K, s *session) {
	delete(m[k], s)
	if len(m[k]) == 0 {
		delete(m, k)
	}
}
