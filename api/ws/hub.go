package ws

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

// Hub holds this node's sockets and hands them what happens. Run it.
type Hub struct {
	cfg    Config
	logger *slog.Logger
	wg     sync.WaitGroup // every goroutine of every socket

	mu       sync.RWMutex // guards what follows
	streams  map[string]*stream
	sessions map[*session]bool
	visitors map[chat.VisitorID]map[*session]bool
	agents   map[chat.AgentID]map[*session]bool
	viewing  map[chat.ConversationID]map[*session]bool
	draining bool

	seenMu sync.Mutex // guards seen
	seen   map[chat.ConversationID]store.Marks

	teamMu sync.Mutex // guards the team of each session

	empty  chan struct{}   // capacity 1: the last socket left
	ctx    context.Context //nolint:containedctx // ends with Run; for work that no socket owns
	cancel context.CancelFunc
}

// New makes a hub.
func New(cfg Config, log *slog.Logger) *Hub {
	if log == nil {
		log = slog.Default()
	}
	h := &Hub{cfg: cfg, logger: log, streams: map[string]*stream{}, sessions: map[*session]bool{}, visitors: map[chat.VisitorID]map[*session]bool{},
		agents: map[chat.AgentID]map[*session]bool{}, viewing: map[chat.ConversationID]map[*session]bool{}, seen: map[chat.ConversationID]store.Marks{}, empty: make(chan struct{}, 1)}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h
}

func (h *Hub) log() *slog.Logger { return h.logger }

func (h *Hub) gap() {
	if h.cfg.Metrics.Gap != nil {
		h.cfg.Metrics.Gap()
	}
}

func (h *Hub) dropped(kind string) {
	if h.cfg.Metrics.Dropped != nil {
		h.cfg.Metrics.Dropped(kind)
	}
}

// Run beats the heart until ctx ends, then drains: it tells every socket to
// come back after a spread-out delay, and waits for the goroutines.
func (h *Hub) Run(ctx context.Context) error {
	beat := time.NewTicker(h.cfg.Limits.Heartbeat)
	ping := time.NewTicker(h.cfg.Limits.PingEvery)
	seen := time.NewTicker(time.Second)
	defer beat.Stop()
	defer ping.Stop()
	defer seen.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-beat.C:
			h.heartbeat(ctx)
		case <-ping.C:
			h.ping()
			h.recheck(ctx)
		case <-seen.C:
			h.flushSeen(ctx)
		}
	}
	h.drain()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	h.flushSeen(end)
	h.cancel()
	h.wg.Wait()
	return nil
}

// drain ends all sockets with a delay that spreads the return.
func (h *Hub) drain() {
	h.mu.Lock()
	h.draining = true
	list := make([]*session, 0, len(h.sessions))
	for s := range h.sessions {
		list = append(list, s)
	}
	h.mu.Unlock()
	spread := min(10*time.Second, time.Second+time.Duration(len(list))*2*time.Millisecond)
	for _, s := range list {
		s.end(closeRestart, "The server restarts. You will be reconnected.", time.Second/2+rand.N(spread), true) //nolint:gosec // jitter
	}
	if len(list) > 0 {
		select {
		case <-h.empty:
		case <-time.After(5 * time.Second):
		}
	}
	for _, s := range h.all() {
		s.abort()
	}
}

func (h *Hub) all() []*session {
	h.mu.RLock()
	defer h.mu.RUnlock()
	list := make([]*session, 0, len(h.sessions))
	for s := range h.sessions {
		list = append(list, s)
	}
	return list
}

// ping asks every socket for a sign of life, but for those that are being written to:
// whether they read is seen from that.
func (h *Hub) ping() {
	for _, s := range h.all() {
		if s.isWriting() {
			continue
		}
		if err := s.conn.WriteControl(pingMessage, nil, time.Now().Add(time.Second)); err != nil && !isTimeout(err) {
			s.abort()
		}
	}
}

// recheck closes sockets whose session has ended.
func (h *Hub) recheck(ctx context.Context) {
	now := time.Now().Unix()
	for _, s := range h.all() {
		if now-s.lastCheck.Load() < 55 {
			continue
		}
		s.lastCheck.Store(now)
		if !s.who.IsAgent() {
			continue // a visitor's session is ended by CloseVisitor
		}
		if err := h.cfg.Gate.StillValid(ctx, s.who); chat.IsCode(err, chat.SignedOut) {
			s.end(closeSignedOut, "You were signed out.", 0, false)
		}
	}
}

// CloseSession ends the sockets of one sign-in, CloseAgent all of a person's,
// CloseVisitor all of a visitor's; on this node.
func (h *Hub) CloseSession(session string) {
	for _, s := range h.all() {
		if s.who.Session == session {
			s.end(closeSignedOut, "You were signed out.", 0, false)
		}
	}
}

// CloseAgent ends all sockets of an agent.
func (h *Hub) CloseAgent(a chat.AgentID) {
	for _, s := range h.ofAgent(a) {
		s.end(closeSignedOut, "You were signed out.", 0, false)
	}
}

// CloseVisitor ends all sockets of a visitor.
func (h *Hub) CloseVisitor(v chat.VisitorID) {
	for _, s := range h.ofVisitor(v) {
		s.end(closeSignedOut, "This session has ended.", 0, false)
	}
}

func (h *Hub) ofAgent(a chat.AgentID) []*session     { return listOf(h, h.agents, a) }
func (h *Hub) ofVisitor(v chat.VisitorID) []*session { return listOf(h, h.visitors, v) }

func listOf[K comparable](h *Hub, m map[K]map[*session]bool, k K) []*session {
	h.mu.RLock()
	defer h.mu.RUnlock()
	list := make([]*session, 0, len(m[k]))
	for s := range m[k] {
		list = append(list, s)
	}
	return list
}

// Receive takes what the bus brings.
func (h *Hub) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		kind, _, _ := strings.Cut(m.Stream, ":")
		switch {
		case m.Kind == desk.KindEntry, m.Kind == desk.KindInbox:
			h.durable(m)
		case kind == "visitor":
			h.toVisitor(m)
		case kind == "agent" || kind == "node":
			h.control(m)
		default:
			h.ephemeral(m)
		}
	}
}

// Resync fills possible holes in everything that is followed here.
func (h *Hub) Resync(reason string) {
	h.mu.RLock()
	list := make([]*stream, 0, len(h.streams))
	for _, st := range h.streams {
		list = append(list, st)
	}
	h.mu.RUnlock()
	for _, st := range list {
		h.fill(st)
	}
	if len(list) > 0 {
		h.logger.Info("streams are read again after a pause of the bus", "reason", reason, "streams", len(list))
	}
}

func (h *Hub) stream(name string) *stream {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.streams[name]
}

// durable delivers the next event of a stream, or finds the hole before it.
func (h *Hub) durable(m bus.Message) {
	st := h.stream(m.Stream)
	if st == nil {
		return
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.high = max(st.high, m.Seq)
	switch {
	case !st.known || m.Seq <= st.last: // a stream that is being opened reads the rest from the store
	case m.Seq > st.last+1:
		h.holdLocked(st, m)
	case !h.passLocked(st, m):
		h.fillLocked(st)
	default:
		h.earlyLocked(st)
	}
}

// passLocked delivers a message that is next; false: it cannot be read.
func (h *Hub) passLocked(st *stream, m bus.Message) bool {
	if m.Kind == desk.KindInbox {
		st.deliver(event{seq: m.Seq, agent: inboxFrame(st.name, m.Seq, m.Data)})
		return true
	}
	e, here := m.Here.(chat.Entry)
	if !here {
		e.Conversation = st.conv
		if err := json.Unmarshal(m.Data, &e); err != nil {
			return false
		}
	}
	agents, visitors := st.sides()
	st.deliver(entryEvent(st.name, e, m.Data, agents, visitors))
	return true
}

// toVisitor passes on what concerns a visitor and not one conversation.
func (h *Hub) toVisitor(m bus.Message) {
	v := chat.VisitorID(strings.TrimPrefix(m.Stream, desk.VisitorPrefix))
	list := h.ofVisitor(v)
	if len(list) == 0 {
		return
	}
	switch m.Kind {
	case desk.KindStarted:
		var body struct {
			Conversation chat.ConversationID `json:"conversation"`
		}
		if json.Unmarshal(m.Data, &body) == nil {
			o := frame(map[string]any{"t": "started", "conversation": body.Conversation})
			for _, s := range list {
				s.mu.Lock()
				s.open = body.Conversation
				s.mu.Unlock()
				s.send(o)
			}
		}
	case "close":
		h.CloseVisitor(v)
	}
}

// control handles what nodes tell each other about people.
func (h *Hub) control(m bus.Message) {
	a := chat.AgentID(strings.TrimPrefix(m.Stream, "agent:"))
	switch m.Kind {
	case "close":
		h.CloseAgent(a)
	case "close_session":
		h.CloseSession(string(m.Data))
	case "presence":
		o := raw(m.Data).passing()
		for _, s := range h.all() {
			if s.who.IsAgent() {
				s.send(o)
			}
		}
	}
}

// ephemeral passes a frame on to the followers of a conversation. The kind
// says to whom: "both", "agents", "visitor".
func (h *Hub) ephemeral(m bus.Message) {
	st := h.stream(m.Stream)
	if st == nil {
		return
	}
	o := raw(m.Data).passing()
	st.mu.Lock()
	defer st.mu.Unlock()
	for s, sb := range st.subs {
		if !sb.live || m.Kind == "agents" && !s.who.IsAgent() || m.Kind == "visitor" && s.who.IsAgent() {
			continue
		}
		s.send(o)
	}
}
