package ws_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// gate lets in whoever says who they are: a cookie "visitor=ID", a ticket that
// is an agent's id.
type gate struct {
	s *store.Store
}

func (g gate) Visitor(r *http.Request) (policy.Principal, ws.VisitorRules, error) {
	ctx := r.Context()
	id, ok := strings.CutPrefix(r.Header.Get("Cookie"), "visitor=")
	if !ok {
		return policy.Principal{}, ws.VisitorRules{}, chat.Refuse(chat.SignedOut, "No session.")
	}
	rules := ws.VisitorRules{Language: "en"}
	latest, err := g.s.LatestOf(ctx, chat.VisitorID(id), 1)
	if err == nil && len(latest) > 0 {
		rules.Open = latest[0].ID
	}
	return policy.Principal{Visitor: chat.VisitorID(id), Site: "site-1", Session: "session-" + id}, rules, err
}

func (gate) Agent(_ context.Context, ticket string) (policy.Principal, error) {
	if ticket == "" {
		return policy.Principal{}, chat.Refuse(chat.SignedOut, "This ticket was used or has expired.")
	}
	return policy.Principal{Agent: chat.AgentID(ticket), Role: agent.RoleAgent, Session: "session-" + ticket}, nil
}

func (gate) MayStart(context.Context, policy.Principal, netip.Addr) error { return nil }
func (gate) StillValid(context.Context, policy.Principal) error           { return nil }

type nobody struct{}

func (nobody) AgentOpened(context.Context, string, chat.AgentID) error { return nil }
func (nobody) AgentGreeted(context.Context, chat.AgentID)              {}
func (nobody) AgentClosed(context.Context, string, chat.AgentID)       {}
func (nobody) AgentInput(context.Context, string, chat.AgentID)        {}
func (nobody) VisitorOpened(context.Context, chat.VisitorID, chat.Page) {
}
func (nobody) VisitorPage(context.Context, chat.VisitorID, chat.Page) {}
func (nobody) VisitorClosed(context.Context, chat.VisitorID)          {}

// node is one server process, as far as sockets and conversations go.
type node struct {
	desk *desk.Desk
	hub  *ws.Hub
	http *httptest.Server
	stop func()
}

// generous are limits that no test reaches by itself.
func generous() ws.Limits {
	limits := ws.DefaultLimits()
	limits.Heartbeat, limits.VisitorPosts, limits.AgentPosts = 100*time.Millisecond, 1e6, 1e6
	limits.VisitorBurst, limits.AgentBurst = 1e6, 1e6
	return limits
}

const origin = "https://chat.example.com"

func startNode(tb testing.TB, s *store.Store, b bus.Bus, change func(*ws.Limits)) *node {
	tb.Helper()
	limits := generous()
	if change != nil {
		change(&limits)
	}
	return startNodeOn(tb, s, s, b, limits)
}

// startNodeOn starts one that reads what its sockets missed from a timeline.
func startNodeOn(tb testing.TB, s *store.Store, timeline ws.Timeline, b bus.Bus, limits ws.Limits) *node {
	tb.Helper()
	n := &node{desk: desk.New(desk.Config{Rows: s, Bus: b, Shared: true})}
	n.hub = ws.New(ws.Config{Desk: n.desk, Timeline: timeline, Marks: s, Presence: nobody{}, Gate: gate{s}, Bus: b, Now: s.Now, Epoch: s.Epoch(),
		Node: chat.NewID(), Origin: origin, Shared: true, Limits: limits}, nil)
	b.Attach(n.desk)
	b.Attach(n.hub)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = n.desk.Run(ctx) })
	wg.Go(func() { _ = n.hub.Run(ctx) })
	mux := http.NewServeMux()
	mux.HandleFunc("/ws/visitor", n.hub.ServeVisitor)
	mux.HandleFunc("/ws/agent", n.hub.ServeAgent)
	n.http = httptest.NewUnstartedServer(mux)
	n.http.Listener = ws.Listen(n.http.Listener)
	n.http.Start()
	n.stop = sync.OnceFunc(func() { cancel(); wg.Wait(); n.http.Close() })
	tb.Cleanup(n.stop)
	return n
}

// claimed starts a conversation and gives it to an agent.
func claimed(tb testing.TB, s *store.Store, n *node, visitor, agent string) chat.ConversationID {
	tb.Helper()
	addAgent(tb, s, agent)
	res, err := n.desk.Start(tb.Context(), chat.Start{Site: "site-1", Visitor: chat.VisitorID(visitor), ClientID: chat.NewID(), Text: "Hello"})
	if err != nil {
		tb.Fatal(err)
	}
	id := res.Conversation.ID
	if _, err := n.desk.Do(tb.Context(), id, chat.Claim{Agent: chat.Profile{ID: chat.AgentID(agent), Name: "Ada"}, Handoff: chat.HandoffID(chat.NewID())}); err != nil {
		tb.Fatal(err)
	}
	return id
}

func addAgent(tb testing.TB, s *store.Store, id string) {
	tb.Helper()
	err := s.Write(tb.Context(), func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO agents (id, email, name, title, greeting, picture, role, capacity, languages, skills, teams, sites, preferences, password_hash, created_at, disabled_at,
			status, status_until, span_since, missed_offers, last_input_at, idle_at, dropped_at, gone_at, presence_version, presence_at)
			VALUES (?, ?, ?, '', '', '', 'agent', 1000, '[]', '{}', '[]', '[]', '{}', '', 0, 0, 'available', 0, 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING`, id, id+"@example.com", id).Error
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// frame is any frame from the server.
type frame struct {
	T            string          `json:"t"`
	Ref          int64           `json:"ref"`
	Stream       string          `json:"stream"`
	Seq          int64           `json:"seq"`
	Code         int             `json:"code"`
	ClientID     string          `json:"client_id"`
	Conversation string          `json:"conversation"`
	Entry        json.RawMessage `json:"entry"`
	Heads        map[string]int64
	Row          struct {
		Version int64      `json:"version"`
		State   chat.State `json:"state"`
	} `json:"row"`
	Error struct {
		Code chat.Code `json:"code"`
		Say  string    `json:"say"`
	} `json:"error"`
	DelayMS int64           `json:"delay_ms"`
	Visitor int64           `json:"visitor"`
	Team    int64           `json:"team"`
	Record  json.RawMessage `json:"record"`
	Place   int             `json:"place"`

	Open        bool         `json:"open"`
	Online      bool         `json:"online"`
	OpensAt     time.Time    `json:"opens_at"`
	Expectation chat.Promise `json:"expectation"`
}

// client is one browser tab: it follows one conversation, checks that numbers
// come without holes, and reconnects with its cursor.
type client struct {
	tb     testing.TB
	url    string
	header http.Header
	stream string

	mu      sync.Mutex // guards what follows
	conn    *websocket.Conn
	entries []chat.Entry
	frames  []frame // all that were not entries
	changed *sync.Cond
	closed  bool
	ended   error
}

func visitor(tb testing.TB, n *node, id string, conv chat.ConversationID) *client {
	tb.Helper()
	return newClient(tb, n.http.URL+"/ws/visitor?site=key", http.Header{"Cookie": {"visitor=" + id}}, conv)
}

func agentTab(tb testing.TB, n *node, id string, conv chat.ConversationID) *client {
	tb.Helper()
	return newClient(tb, n.http.URL+"/ws/agent?ticket="+id, http.Header{}, conv)
}

func newClient(tb testing.TB, url string, h http.Header, conv chat.ConversationID) *client {
	tb.Helper()
	h.Set("Origin", origin)
	c := &client{tb: tb, url: "ws" + strings.TrimPrefix(url, "http"), header: h, stream: desk.ConversationPrefix + string(conv)}
	c.changed = sync.NewCond(&c.mu)
	return c
}

// connect opens the socket and resumes.
func (c *client) connect() {
	c.tb.Helper()
	conn, res, err := websocket.DefaultDialer.Dial(c.url, c.header)
	if err != nil {
		c.tb.Fatalf("dial: %v", err)
	}
	_ = res.Body.Close()
	c.mu.Lock()
	c.conn, c.closed, c.ended = conn, false, nil
	after := c.lastLocked()
	c.mu.Unlock()
	c.send(map[string]any{"t": "hello", "v": 1, "streams": []any{map[string]any{"stream": c.stream, "after": after}}})
	done := make(chan struct{})
	go func() { defer close(done); c.read(conn) }()
	c.tb.Cleanup(func() { _ = conn.Close(); <-done })
}

func (c *client) lastLocked() int64 {
	if len(c.entries) == 0 {
		return 0
	}
	return c.entries[len(c.entries)-1].Seq
}

func (c *client) send(v any) {
	c.tb.Helper()
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if err := conn.WriteJSON(v); err != nil {
		c.tb.Logf("send: %v", err)
	}
}

func (c *client) read(conn *websocket.Conn) {
	for {
		var f frame
		err := conn.ReadJSON(&f)
		c.mu.Lock()
		if err != nil {
			if c.conn == conn {
				c.closed, c.ended = true, err
			}
			c.changed.Broadcast()
			c.mu.Unlock()
			return
		}
		if f.T == "entry" && c.conn == conn {
			c.takeLocked(f)
		} else {
			c.frames = append(c.frames, f)
		}
		c.changed.Broadcast()
		c.mu.Unlock()
	}
}

// heard gives the frames of a type that came so far.
func (c *client) heard(kind string) (frames []frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.frames {
		if f.T == kind {
			frames = append(frames, f)
		}
	}
	return frames
}

func (c *client) takeLocked(f frame) {
	e := chat.Entry{}
	if err := json.Unmarshal(f.Entry, &e); err != nil {
		c.tb.Errorf("an entry cannot be read: %v", err)
		return
	}
	if want := c.lastLocked() + 1; e.Seq != want {
		c.tb.Errorf("%s got entry %d, want %d", c.url, e.Seq, want)
	}
	c.entries = append(c.entries, e)
}

// drop cuts the connection without a goodbye.
func (c *client) drop() {
	c.mu.Lock()
	conn := c.conn
	c.conn = nil
	c.mu.Unlock()
	_ = conn.NetConn().Close()
}

// wait blocks until ok holds, or fails the test after a long time.
func (c *client) wait(what string, ok func() bool) {
	c.tb.Helper()
	late := time.AfterFunc(30*time.Second, func() { c.changed.Broadcast() })
	defer late.Stop()
	begun := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for !ok() {
		if time.Since(begun) > 29*time.Second {
			c.tb.Fatalf("waited in vain for %s; have %d entries, %+v, ended %v", what, len(c.entries), c.frames, c.ended)
		}
		c.changed.Wait()
	}
}

// frameOf waits for a frame of a type.
func (c *client) frameOf(t string) frame {
	c.tb.Helper()
	var got frame
	c.wait("a frame "+t, func() bool {
		for _, f := range c.frames {
			if f.T == t {
				got = f
				return true
			}
		}
		return false
	})
	return got
}

// texts gives the messages that the tab shows.
func (c *client) texts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, e := range c.entries {
		if m, ok := e.Fact.(chat.MessagePosted); ok {
			out = append(out, m.Text)
		}
	}
	return out
}

func post(conv chat.ConversationID, i int, key, text string) map[string]any {
	return map[string]any{"t": "post", "ref": i, "conversation": conv, "client_id": key, "text": text}
}

func key(i int) string { return fmt.Sprintf("client-%06d", i) }
