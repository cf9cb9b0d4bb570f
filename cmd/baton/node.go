package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/assistant"
	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/copilot"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/config"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/llm"
	"github.com/batonchat/baton/internal/notify"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/knowledge"
	"github.com/batonchat/baton/routing/engine"
	"github.com/batonchat/baton/routing/sla"
)

// settings is all that a node needs to know.
type settings struct {
	Public     *url.URL
	DataDir    string
	Database   string // empty: SQLite in DataDir
	Redis      string // empty: this node is alone
	Secret     []byte
	Seal       config.Sealer
	Proxies    []netip.Prefix
	Model      llm.Config // Model empty: built-in only
	Dashboard  fs.FS
	Widget     fs.FS
	Limits     api.Limits
	Sockets    ws.Limits
	OfferTime  time.Duration
	Push       notify.Config // what push services know this installation by
	StopWithin time.Duration // for the rooms to end
	DrainFirst time.Duration // between "not ready" and the first goodbye
	Log        *slog.Logger
}

// node is one server process: all rooms, joined.
type node struct {
	settings

	id        string
	store     *store.Store
	bus       bus.Bus
	shared    limit.Taker // nil: this node is alone
	desk      *desk.Desk
	outbox    *desk.Outbox
	sweeper   *desk.Sweeper
	router    *engine.Engine
	previews  *desk.Previews
	sites     *siteBook
	due       *deadlines
	topics    *topics
	loads     *refresher
	presence  *agent.Presence
	visitors  *visitorWatch
	index     *knowledge.Index
	librarian *librarian
	hub       *ws.Hub
	places    *places
	outlook   *outlook
	pusher    *notify.Pusher
	phones    *phones
	rows      *store.Presence
	server    *api.Server
	auth      *auth.Service
	handler   http.Handler
	metrics   *prometheus.Registry
	auditor   *auditor
	draining  atomic.Bool
}

// openNode opens the database and joins the rooms; nothing runs yet. Close it.
func openNode(ctx context.Context, cfg settings) (*node, error) {
	n := &node{settings: cfg, id: chat.NewID(), metrics: prometheus.NewRegistry()}
	var err error
	if n.store, err = store.Open(ctx, store.Config{URL: cfg.Database, Folder: cfg.DataDir, Log: cfg.Log}); err != nil {
		return nil, err
	}
	if err := n.store.Migrate(ctx); err != nil {
		return nil, errors.Join(err, n.store.Close())
	}
	if err := n.join(); err != nil {
		return nil, errors.Join(err, n.close())
	}
	return n, nil
}

func (n *node) close() error {
	var errs []error
	if n.index != nil {
		errs = append(errs, n.index.Close())
	}
	return errors.Join(append(errs, n.store.Close())...)
}

// join makes every room and gives each what it asks for.
func (n *node) join() error {
	n.bus = bus.NewLocal()
	if n.Redis != "" {
		b, err := bus.NewRedis(bus.RedisConfig{URL: n.Redis, Node: n.id, Epoch: n.store.Epoch(), Log: n.Log})
		if err != nil {
			return err
		}
		n.bus = b
		n.shared = limit.NewRedis(b.Client(), "baton:"+n.store.Epoch())
	}
	lanes := 1
	if n.store.Dialect() == store.Postgres {
		lanes = 2 // one batch is decided while another waits for the disk
	}
	n.sites = newSiteBook(n.store)
	n.topics = newTopics(n.store)
	n.due = &deadlines{sites: n.sites, store: n.store, log: n.Log}
	n.previews = &desk.Previews{Lines: n.store, Bus: n.bus, Log: n.Log}
	n.desk = desk.New(desk.Config{Rows: n.store, Bus: n.bus, Log: n.Log, Lanes: lanes, Shared: n.bus.Shared(), Spoke: n.previews.Touch, Due: n.due.dueNow,
		Loaded: func(a chat.AgentID) { n.loads.Touch(a); n.router.Agent(a, true) }, Woken: func() { n.outbox.Wake() }})
	n.due.desk = n.desk
	n.previews.Due = n.due.dueOf
	n.bus.Attach(n.desk)
	n.rows = n.store.Presence(nil, n.bus.Shared())
	n.presence = agent.NewPresence(agent.Parts{Node: n.id, Records: n.rows, Leases: n.rows, Announce: announcer{n.bus, func(a chat.AgentID) { n.router.Agent(a, true) }}, Log: n.Log})
	n.loads = &refresher{presence: n.presence, log: n.Log}
	n.visitors = &visitorWatch{rows: n.rows, node: n.id, log: n.Log}
	index, err := knowledge.Open(filepath.Join(n.DataDir, "articles"))
	if err != nil {
		return err
	}
	n.index, n.librarian = index, newLibrarian(n.store, index, n.Log)
	return n.joinHelp()
}

// joinHelp makes the assistant, the handoffs and the copilot, and what looks for who was left.
func (n *node) joinHelp() error {
	sites, o := n.sites, office{n.desk, n.store}
	people := newStaff(n.store, n.presence, sites)
	n.sweeper = &desk.Sweeper{Find: n.store, Away: n.rows, Held: n.presence.Held, Desk: n.desk, Patience: desk.DefaultPatience(), Log: n.Log, Serves: people.Serving}
	model, err := n.model()
	if err != nil {
		return err
	}
	helper := copilot.New(copilot.Deps{Desk: o, Sites: sites, Library: shelf{n.index}, Drafts: copilotDrafts{n.store}, Model: copilotModel(model), Idle: idle,
		Sentiment: func(l []transcript.Line, lang string) string { s, _ := sentiment(l, lang); return s }, Log: n.Log, Now: n.store.Now})
	handoffs := handoff.New(handoff.Deps{Desk: o, Sites: sites, Staff: people, Routes: routes{n.store, sites, n.topics}, Visitors: guests{n.store}, Destinations: destinations{handoff.Queue{Rows: parcels{n.store}}},
		Summariser: helper, Language: builtin.DetectLanguage, Mood: func(l []transcript.Line, tag string) handoff.Mood {
			s, e := sentiment(l, tag)
			return handoff.Mood{Sentiment: s, Evidence: e}
		}, Log: n.Log, Now: n.store.Now})
	n.router = engine.New(engine.Parts{Lines: lines{n.store}, People: people, Hands: hands{n.desk, n.store, people, handoffs}, Now: n.store.Now, Log: n.Log, Gave: gaveMetrics(n.metrics)})
	n.bus.Attach(routingNews{n.router})
	turns := assistant.New(assistant.Deps{Desk: o, Handoffs: handoffs, Sites: sites, Library: library{n.index}, Live: live{n.bus}, Owners: n.desk,
		Model: assistantModel(model), Log: n.Log, Now: n.store.Now})
	clocks := &sla.Watch{Desk: o, Terms: n.due, Now: n.store.Now, Noted: slaMetrics(n.metrics)}
	n.outbox = desk.NewOutbox(desk.OutboxConfig{Work: n.store, Node: n.id, Handlers: handlers(turns, handoffs, n.desk, n.presence, owners{n.store, people}, clocks), Log: n.Log, Alone: !n.bus.Shared()})
	return n.joinEdge(people, handoffs, copilots{helper, n.Model.Model})
}

func (n *node) model() (*llm.Client, error) {
	if n.Model.Model == "" {
		return nil, nil //nolint:nilnil // no model is a way to run, not a mistake
	}
	return llm.New(n.Model)
}

func copilotModel(m *llm.Client) func(context.Context, chat.SiteID) copilot.Model {
	if m == nil {
		return nil
	}
	return func(context.Context, chat.SiteID) copilot.Model { return m }
}

func assistantModel(m *llm.Client) func(context.Context, chat.SiteID) assistant.Model {
	if m == nil {
		return nil
	}
	return func(context.Context, chat.SiteID) assistant.Model { return m }
}

// joinEdge makes sign-in, sockets and the API.
func (n *node) joinEdge(people *staff, handoffs *handoff.Service, helper copilots) error {
	var tries, requests limit.Taker = limit.NewLocal(n.store.Now), limit.NewLocal(n.store.Now)
	if n.shared != nil { // signing in is refused while tries cannot be counted; everything else goes on
		tries, requests = n.shared, &limit.Shared{First: n.shared, Fallback: requests, Log: n.Log}
	}
	var err error
	n.auth, err = auth.New(auth.Parts{Secret: n.Secret, Sessions: n.store, Accounts: n.store, Tickets: n.store, Sockets: closer{n.bus}, Tries: tries, Now: n.store.Now, Log: n.Log})
	if err != nil {
		return err
	}
	origin := n.Public.Scheme + "://" + n.Public.Host
	g := gate{store: n.store, auth: n.auth, cookies: auth.NewCookies(n.Public), proxies: n.Proxies, server: func() *api.Server { return n.server }}
	n.auditor = newAuditor(n.store.Invariants, n.Log)
	n.metrics.MustRegister(n.auditor)
	n.hub = ws.New(ws.Config{Desk: n.desk, Timeline: n.store, Marks: n.store, Presence: sockets{n.presence, n.visitors, n.store, n.Log}, Gate: g, Bus: n.bus,
		Now: n.store.Now, Epoch: n.store.Epoch(), Node: n.id, Origin: origin, Shared: n.bus.Shared(), Limits: n.Sockets, Metrics: socketMetrics(n.metrics), Read: n.previews.Touch}, n.Log)
	n.bus.Attach(n.hub)
	n.places = &places{line: n.store, sockets: n.hub, log: n.Log, news: make(chan struct{}, 1)}
	n.bus.Attach(n.places)
	n.outlook = &outlook{staff: people, sockets: n.hub, log: n.Log}
	n.pusher = notify.NewPusher(n.Push)
	n.phones = newPhones(n.store, n.rows, n.presence, n.pusher, n.Log)
	n.bus.Attach(&forgetter{n})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ws/visitor", n.hub.ServeVisitor)
	mux.HandleFunc("GET /ws/agent", n.hub.ServeAgent)
	n.server, err = api.New(api.Config{Public: n.Public, TrustedProxies: n.Proxies, Auth: n.auth, Taker: requests, Limits: n.Limits, Sockets: mux,
		Dashboard: n.Dashboard, Widget: n.Widget, OfferTime: n.OfferTime, Metrics: n.metrics, Now: n.store.Now, Log: n.Log}, n.ports(people, handoffs, helper))
	if err != nil {
		return err
	}
	n.handler, err = n.server.Handler()
	n.watch()
	return err
}

// ports is the house as the API sees it.
func (n *node) ports(people *staff, handoffs *handoff.Service, helper copilots) api.Ports {
	s, arts := n.store, articles{n.store, n.librarian}
	return api.Ports{Desk: ruled{n.desk, people}, Timeline: s, Marks: s, Inbox: s, People: s, Pictures: s, Presence: n.presence, Audience: audience{n.hub, n.rows}, Sites: s, Visitors: s,
		Teams: loudTeams{s, n.bus}, Rerouter: rerouter{s, n.desk}, Reach: people, Devices: s, Pusher: devicePusher{n.pusher, n.Push.Keys.Public(), s, n.Log}, Skills: s, OwnStatuses: s, RoutingRules: s, Topics: s,
		Rehearser: rehearsals{s, people, people.sites, n.topics}, Past: s, Decisions: s, Board: s, Deadlines: n.due, Invariants: n.auditor,
		VisitorSessions: s, VisitorSockets: closer{n.bus}, VisitorNews: n.hub, IdentitySecrets: identities{s, n.Seal, n.Log}, Eraser: eraser{s, n.desk}, Handoffs: handoffs, Expectations: people, UnsentDrafts: s, Articles: s,
		ArticleWriter: arts, Finder: n.index, Copilot: helper, Dispositions: s, Setup: s, Health: health{n}}
}

// run serves on the listener until ctx ends, then drains. Each loop has an
// owner here, who waits for it.
func (n *node) run(ctx context.Context, l net.Listener) error {
	if err := n.claimNode(ctx); err != nil {
		return err
	}
	rooms, stopRooms := context.WithCancel(context.WithoutCancel(ctx))
	edge, stopEdge := context.WithCancel(rooms)
	defer stopRooms()
	srv := api.NewHTTPServer(n.handler, n.Log)
	var g errgroup.Group
	for _, run := range []func(context.Context) error{n.bus.Run, n.desk.Run, n.presence.Run, n.visitors.Run, n.librarian.Run, n.previews.Run, n.loads.Run, n.auditor.Run} {
		g.Go(func() error { return run(rooms) })
	}
	for _, run := range []func(context.Context) error{n.outbox.Run, n.sweeper.Run, n.router.Run, n.hub.Run, n.places.Run, n.outlook.Run, n.phones.Run} {
		g.Go(func() error { return run(edge) })
	}
	var failed error
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ws.Listen(l)) }()
	select {
	case <-ctx.Done():
	case failed = <-served:
	}
	n.drain(srv)
	stopEdge()
	n.settle(srv)
	stopRooms()
	return errors.Join(failed, n.wait(&g))
}

// wait waits for the rooms, but not for ever: what they did not finish, another
// node or the next start does.
func (n *node) wait(g *errgroup.Group) error {
	done := make(chan error, 1)
	go func() { done <- g.Wait() }()
	late := time.NewTimer(n.StopWithin)
	defer late.Stop()
	select {
	case err := <-done:
		return err
	case <-late.C:
		return fmt.Errorf("not everything had ended %s after the order to stop; what was committed is safe", n.StopWithin)
	}
}

// drain says that this node should get nothing new, and gives the balancer
// time to notice.
func (n *node) drain(srv *http.Server) {
	n.draining.Store(true)
	srv.SetKeepAlivesEnabled(false)
	if n.DrainFirst > 0 {
		time.Sleep(n.DrainFirst)
	}
}

// settle waits for requests under way. Sockets are the hub's.
func (n *node) settle(srv *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		_ = srv.Close()
	}
}

// claimNode keeps a second node off a database when nothing joins the two.
func (n *node) claimNode(ctx context.Context) error {
	rows := n.store.Presence(nil, n.bus.Shared())
	if err := rows.Join(ctx, n.id); err != nil {
		return fmt.Errorf("join the installation: %w", err)
	}
	return nil
}
