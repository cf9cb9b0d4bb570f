package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/auth/authtest"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) // bleve starts some when it is imported
}

const (
	origin   = "https://chat.example.com"
	password = "grüner Esel im Regen"
)

// The people and sites of the house.
const (
	siteA = chat.SiteID("site-bikes")
	siteB = chat.SiteID("site-boats")
	keyA  = "key-bikes-1"
	keyB  = "key-boats-1"

	ada  = chat.AgentID("agent-ada-1")  // answers on site A
	ben  = chat.AgentID("agent-ben-1")  // answers on site B
	cleo = chat.AgentID("agent-cleo-1") // supervises site A
	dora = chat.AgentID("agent-dora-1") // admin
	emil = chat.AgentID("agent-emil-1") // answers on site A
)

// house is everything behind the API's ports, in memory.
type house struct {
	tb     testing.TB
	mem    *authtest.Memory
	auth   *auth.Service
	server *api.Server
	http   http.Handler
	log    *lockedBuffer
	config api.Config

	bookOnce sync.Once
	books    *store.Store // teams, skills, statuses and rules

	mu            sync.Mutex // guards what follows
	now           time.Time
	broken        error // what the desk fails with
	staffed       bool
	conversations map[chat.ConversationID]*record
	starts        map[string]chat.ConversationID
	marks         map[chat.ConversationID]store.Marks
	statuses      map[chat.AgentID]agent.Status
	answered      []chat.AgentID
	sites         map[chat.SiteID]store.Site
	siteReads     int
	visitors      map[chat.VisitorID]store.Visitor
	visits        map[string]chat.VisitorID // by token hash
	pages         map[chat.VisitorID][]store.VisitedPage
	gone          []chat.VisitorID // whose sockets were closed
	erased        []chat.VisitorID
	news          map[chat.ConversationID]store.Visitor // what agents were told last
	secrets       map[chat.SiteID][]api.IdentitySecret
	drafts        map[string]string
	articles      []store.Article
	ratings       map[string]bool
	pictures      map[chat.AgentID]store.Picture
	dispositions  map[string]string
	copilot       func(piece func(string) error) (api.CopilotText, error)
	setupHash     string
	owns          map[chat.AgentID]agent.OwnID
	invariants    store.Invariants
	rerouted      []chat.TeamID // from and to, in turn
	arrivals      []store.Arrival
	work          []store.Work
	reachable     bool
	closedFor     map[chat.TeamID]chat.TeamID // who serves while a team is closed
	refreshed     []chat.AgentID
	checks        map[string]error

	drawer  *drawer      // people's devices
	onPhone chat.AgentID // whose dashboard is closed
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newHouse builds the house; change, if not nil, adjusts the configuration.
func newHouse(tb testing.TB, change func(*api.Config)) *house {
	tb.Helper()
	h := &house{tb: tb, log: &lockedBuffer{}, now: time.Date(2026, 9, 14, 10, 0, 0, 0, time.UTC), staffed: true,
		conversations: map[chat.ConversationID]*record{}, starts: map[string]chat.ConversationID{}, marks: map[chat.ConversationID]store.Marks{},
		statuses: map[chat.AgentID]agent.Status{}, owns: map[chat.AgentID]agent.OwnID{}, reachable: true, sites: map[chat.SiteID]store.Site{}, visitors: map[chat.VisitorID]store.Visitor{},
		visits: map[string]chat.VisitorID{}, news: map[chat.ConversationID]store.Visitor{}, secrets: map[chat.SiteID][]api.IdentitySecret{}, pages: map[chat.VisitorID][]store.VisitedPage{}, drafts: map[string]string{}, ratings: map[string]bool{},
		pictures: map[chat.AgentID]store.Picture{}, dispositions: map[string]string{}, checks: map[string]error{"database": nil}}
	h.drawer = newDrawer(h.clock, ada, ben, cleo, dora, emil, "agent-else-1")
	h.mem = &authtest.Memory{Now: h.clock}
	log := slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	public, err := url.Parse(origin)
	if err != nil {
		tb.Fatal(err)
	}
	h.auth, err = auth.New(auth.Parts{Secret: bytes.Repeat([]byte("k"), 32), Sessions: h.mem, Accounts: h.mem, Tickets: h.mem, Sockets: h.mem,
		Tries: limit.NewLocal(h.clock), Now: h.clock, Log: log})
	if err != nil {
		tb.Fatal(err)
	}
	h.config = api.Config{Public: public, Auth: h.auth, Taker: limit.NewLocal(h.clock), Limits: api.DefaultLimits(), Now: h.clock, Log: log}
	if change != nil {
		change(&h.config)
	}
	h.open()
	h.furnish()
	return h
}

// open makes the server; once more after a change of the configuration.
func (h *house) open() {
	h.tb.Helper()
	var err error
	h.server, err = api.New(h.config, api.Ports{Desk: h, Timeline: h, Marks: h, Inbox: h, People: h, Pictures: h, Presence: presence{h},
		Audience: h, Sites: h, Visitors: h, VisitorSessions: h, VisitorSockets: h, VisitorNews: h, IdentitySecrets: h, Eraser: h, Handoffs: h, Expectations: h, UnsentDrafts: h,
		Articles: h, ArticleWriter: h, Finder: finder{h}, Copilot: h, Dispositions: h, Setup: h, Health: h,
		Teams: books{h}, Rerouter: h, Reach: h, Devices: h.drawer, Pusher: h.drawer, Skills: books{h}, OwnStatuses: books{h}, RoutingRules: books{h}, Topics: books{h}, Rehearser: h, Past: h, Decisions: books{h}, Board: books{h}, Deadlines: books{h}, Invariants: h})
	if err != nil {
		h.tb.Fatal(err)
	}
	if h.http, err = h.server.Handler(); err != nil {
		h.tb.Fatal(err)
	}
}

// passwordHash is made once: it costs 20 MiB and some time.
var passwordHash = sync.OnceValue(func() string {
	hash, err := auth.NewPasswords(1).Hash(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

// furnish puts two sites and their people into the house.
func (h *house) furnish() {
	for _, a := range []agent.Agent{
		{ID: ada, Name: "Ada", Role: agent.RoleAgent, Sites: []chat.SiteID{siteA}, Greeting: "Hi, I'm {name}!", Title: "Customer care"},
		{ID: ben, Name: "Ben", Role: agent.RoleAgent, Sites: []chat.SiteID{siteB}},
		{ID: cleo, Name: "Cleo", Role: agent.RoleSupervisor, Sites: []chat.SiteID{siteA}},
		{ID: dora, Name: "Dora", Role: agent.RoleAdmin},
		{ID: emil, Name: "Emil", Role: agent.RoleAgent, Sites: []chat.SiteID{siteA}},
	} {
		a.Email, a.Capacity, a.CreatedAt = strings.ToLower(a.Name)+"@example.com", 4, h.now
		h.mem.Put(a.Clean())
		h.statuses[a.ID] = agent.Available
	}
	for _, s := range []store.Site{
		{ID: siteA, Key: keyA, Name: "Bikes", Domains: []string{"shop.example.com"}, Settings: store.SiteSettings{Greeting: "Hello", Assistant: "Wheely",
			Instructions: "secret persona", Accent: "#3451D1", TypingPreview: true}},
		{ID: siteB, Key: keyB, Name: "Boats"},
	} {
		s.Mode, s.Version, s.CreatedAt = chat.Live, 1, h.now
		s.Hours = hours.Plan{Zone: "Europe/Berlin", Weekly: []hours.Interval{{Day: hours.Monday, From: 9 * 60, To: 17 * 60}}}
		h.sites[s.ID] = s.Clean()
	}
	for i, site := range []chat.SiteID{siteA, siteB} {
		h.articles = append(h.articles,
			store.Article{ID: chat.ArticleID(fmt.Sprintf("article-%d-returns", i)), Site: site, Slug: "returns", Title: "How to return a bicycle", Body: "Send it **back** within 30 days.", Version: 1, UpdatedAt: h.now},
			store.Article{ID: chat.ArticleID(fmt.Sprintf("article-%d-secret", i)), Site: site, Slug: "secret", Title: "Prices of next year", Body: "A draft.", Draft: true, Version: 2, UpdatedAt: h.now})
	}
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// request is what a test sends.
type request struct {
	method, path string
	body         string
	header       map[string]string
	cookies      []*http.Cookie
	noOrigin     bool
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	tb testing.TB
}

// do sends a request as a browser on Baton's own page would.
func (h *house) do(r request) answer {
	h.tb.Helper()
	req := httptest.NewRequest(r.method, origin+r.path, strings.NewReader(r.body))
	req.RemoteAddr = "192.0.2.1:4711"
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if !r.noOrigin {
		req.Header.Set("Origin", origin)
	}
	for k, v := range r.header {
		req.Header.Set(k, v)
	}
	for _, c := range r.cookies {
		req.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, req)
	a := answer{w, h.tb}
	a.tellsTheTruth(r.method, r.path)
	return a
}

// want fails the test unless the answer has the status.
func (a answer) want(status int) answer {
	a.tb.Helper()
	if a.Code != status {
		a.tb.Fatalf("status %d, want %d: %s", a.Code, status, a.Body.String())
	}
	return a
}

// wantError fails unless the answer is a failure with the code and field, and returns
// its sentence.
func (a answer) wantError(status int, code chat.Code, field string) string {
	a.tb.Helper()
	a.want(status)
	var e struct {
		Code, Say, Field string
		RequestID        string `json:"request_id"`
	}
	if err := json.Unmarshal(a.Body.Bytes(), &e); err != nil {
		a.tb.Fatalf("the failure is not JSON: %v: %s", err, a.Body.String())
	}
	if e.Code != string(code) || e.Field != field || e.Say == "" || e.RequestID == "" || e.RequestID != a.Header().Get("X-Request-ID") {
		a.tb.Fatalf("failure %s, want code %s, field %q, a sentence and the request id", a.Body.String(), code, field)
	}
	return e.Say
}

// read decodes the answer's body.
func read[T any](a answer) T {
	a.tb.Helper()
	var v T
	if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil {
		a.tb.Fatalf("decode %s: %v", a.Body.String(), err)
	}
	return v
}

// cookie gives a cookie that the answer set, or nil.
func (a answer) cookie(name string) *http.Cookie {
	for _, c := range a.Result().Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// token signs an agent in without a password.
func (h *house) token(id chat.AgentID) string {
	h.tb.Helper()
	a, err := h.mem.Agent(context.Background(), id)
	if err != nil {
		h.tb.Fatal(err)
	}
	g, err := h.auth.Begin(context.Background(), a, "test")
	if err != nil {
		h.tb.Fatal(err)
	}
	return g.Access
}

// as sends a request of an agent.
func (h *house) as(id chat.AgentID, method, path, body string) answer {
	h.tb.Helper()
	return h.do(request{method: method, path: "/api/v1" + path, body: body, header: map[string]string{"Authorization": "Bearer " + h.token(id)}})
}

// guest is a visitor with their cookie.
type guest struct { //nolint:recvcheck // two of its methods take a new cookie
	h      *house
	id     chat.VisitorID
	key    string
	cookie *http.Cookie
}

// guest opens a session on a site.
func (h *house) guest(key string) guest {
	h.tb.Helper()
	a := h.do(request{method: http.MethodPost, path: "/api/v1/visitor/session", body: `{"site":"` + key + `","locale":"de-AT","timezone":"Europe/Vienna","page":{"url":"https://shop.example.com/wheels","title":"Wheels"}}`}).want(http.StatusOK)
	g := guest{h: h, key: key}
	for _, c := range a.Result().Cookies() {
		g.cookie = c
	}
	g.id = chat.VisitorID(read[struct{ Visitor struct{ ID string } }](a).Visitor.ID)
	return g
}

// do sends a request of the visitor.
func (g guest) do(method, path, body string) answer {
	g.h.tb.Helper()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	return g.h.do(request{method: method, path: "/api/v1/visitor" + path + join + "site=" + g.key, body: body, cookies: []*http.Cookie{g.cookie}})
}

// write starts a conversation, or goes on with one.
func (g guest) write(text string) chat.ConversationID {
	g.h.tb.Helper()
	a := g.do(http.MethodPost, "/messages", `{"client_id":"`+chat.NewID()+`","text":`+quote(text)+`}`).want(http.StatusOK)
	return chat.ConversationID(read[struct{ Conversation string }](a).Conversation)
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// conversation gives a copy of a conversation as it stands.
func (h *house) conversation(id chat.ConversationID) *chat.Conversation {
	h.tb.Helper()
	c, err := h.Load(context.Background(), id)
	if err != nil {
		h.tb.Fatal(err)
	}
	return c.Clone()
}

// must lets the house's people do something directly.
func (h *house) must(id chat.ConversationID, cmds ...chat.Command) {
	h.tb.Helper()
	if _, err := h.Do(context.Background(), id, cmds...); err != nil {
		h.tb.Fatal(err)
	}
}

func profileOf(id chat.AgentID, name string) chat.Profile { return chat.Profile{ID: id, Name: name} }
