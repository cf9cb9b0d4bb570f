package api

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/contract"
	"github.com/batonchat/baton/api/front"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/route"
	"github.com/batonchat/baton/chat"
)

//go:embed openapi.yaml
var openapi []byte

// theContract reads openapi.yaml once for the process. It takes some 20 ms, which a
// start need not wait for.
var theContract = sync.OnceValue(func() *contract.Contract {
	c, err := contract.Load(openapi)
	if err != nil {
		panic(err) // our own file
	}
	return c
})

// apiPrefix stands before the paths of openapi.yaml.
const apiPrefix = "/api/v1"

// Ports is the rest of the house, as far as the API needs it. All are needed.
type Ports struct {
	Desk            Desk
	Timeline        Timeline
	Marks           Marks
	Inbox           Inbox
	People          People
	Pictures        Pictures
	Presence        Presence
	Audience        Audience
	Sites           Sites
	Teams           Teams
	Rerouter        Rerouter
	Reach           Reach
	Devices         Devices
	Pusher          Pusher
	Skills          Skills
	OwnStatuses     OwnStatuses
	RoutingRules    RoutingRules
	Rehearser       Rehearser
	Past            Past
	Decisions       Decisions
	Topics          Topics
	Board           Board
	Deadlines       Deadlines
	Invariants      Invariants
	Visitors        Visitors
	VisitorSessions VisitorSessions
	VisitorSockets  VisitorSockets
	VisitorNews     VisitorNews
	IdentitySecrets IdentitySecrets
	Eraser          Eraser
	Handoffs        Handoffs
	Expectations    Expectations
	UnsentDrafts    UnsentDrafts
	Articles        Articles
	ArticleWriter   ArticleWriter
	Finder          Finder
	Copilot         Copilot
	Dispositions    Dispositions
	Setup           Setup
	Health          Health
}

// Config is how the API is to behave.
type Config struct {
	Public         *url.URL       // where browsers find Baton: scheme, host and port
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed; usually none
	Auth           *auth.Service
	Taker          limit.Taker
	Limits         Limits
	Sockets        http.Handler // everything under /ws/; nil: there is none
	Dashboard      fs.FS        // the built front ends: contents of dist
	Widget         fs.FS
	OfferTime      time.Duration // how long a transferred conversation is offered; 0: 60 s
	Metrics        prometheus.Registerer
	Now            func() time.Time // nil: time.Now
	Log            *slog.Logger     // nil: the default
}

// Server answers HTTP requests. It is safe for concurrent use.
type Server struct {
	cfg     Config
	ports   Ports
	origin  string
	cookies auth.Cookies
	sites   *siteCache
	metrics *metrics
	dash    *front.Files
	widget  *front.Files
	loader  front.Loader
	seen    sync.Map // chat.SiteID: whose widget was seen, as far as this process knows
}

// New makes a Server.
func New(cfg Config, ports Ports) (*Server, error) {
	if cfg.Public == nil || cfg.Public.Host == "" || cfg.Public.Scheme != "http" && cfg.Public.Scheme != "https" {
		return nil, errors.New("the public address must be a URL such as https://chat.example.com")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.OfferTime == 0 {
		cfg.OfferTime = time.Minute
	}
	dash, err := front.New(cfg.Dashboard)
	if err != nil {
		return nil, fmt.Errorf("read the dashboard's files: %w", err)
	}
	widget, err := front.New(cfg.Widget)
	if err != nil {
		return nil, fmt.Errorf("read the widget's files: %w", err)
	}
	loader, err := front.NewLoader(widget)
	if err != nil {
		return nil, fmt.Errorf("read the widget's loader: %w", err)
	}
	s := &Server{cfg: cfg, ports: ports, origin: cfg.Public.Scheme + "://" + strings.ToLower(cfg.Public.Host), cookies: auth.NewCookies(cfg.Public),
		sites: newSiteCache(ports.Sites, cfg.Now), metrics: newMetrics(cfg.Metrics), dash: dash, widget: widget, loader: loader}
	go theContract()
	if s.cookies.Exposed() {
		cfg.Log.Warn("the public address is plain http: cookies can be read on the way; use https outside of tests", "public", s.origin)
	}
	return s, nil
}

// ForgetSite makes the next request read a site's settings again. It is called when
// another node changed them.
func (s *Server) ForgetSite(id chat.SiteID) { s.sites.forget(id) }

// Handler serves everything that is public.
func (s *Server) Handler() (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	proxies := make([]string, len(s.cfg.TrustedProxies))
	for i, p := range s.cfg.TrustedProxies {
		proxies[i] = p.String()
	}
	if err := e.SetTrustedProxies(proxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	e.Use(s.name, s.log, s.guard, s.recover)

	operations := e.Group(apiPrefix, s.closed, s.admit)
	route.RegisterHandlersWithOptions(operations, s, route.GinServerOptions{ErrorHandler: s.badParameter})
	e.GET("/api/openapi.yaml", s.closed, func(c *gin.Context) { c.Data(http.StatusOK, "application/yaml; charset=utf-8", openapi) })
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Handle(method, "/healthz", s.closed, s.healthz)
		e.Handle(method, "/readyz", s.closed, s.readyz)
		e.Handle(method, "/widget.js", s.serveLoader)
		e.Handle(method, "/w/:key", s.servePanel)
		e.Handle(method, "/w/:key/*file", s.servePanelFile)
	}
	e.NoRoute(s.serveDashboard)
	e.NoMethod(s.closed, func(c *gin.Context) {
		s.fail(c, chat.Refuse(chat.NotFound, "There is something at this address, but not for %s.", c.Request.Method))
	})
	if s.cfg.Sockets == nil {
		return e, nil
	}
	// Sockets live long: they should not hold on to anything of gin's.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/ws/") {
			s.cfg.Sockets.ServeHTTP(w, r)
			return
		}
		e.ServeHTTP(w, r)
	}), nil
}

// badParameter answers for parameters that the generated code cannot read; most are
// caught by the contract before.
func (s *Server) badParameter(c *gin.Context, err error, _ int) {
	s.fail(c, &chat.Error{Code: chat.Invalid, Say: "A part of the address has the wrong form.", Err: err})
}

// NewHTTPServer wraps a handler with the limits that keep slow or greedy clients from
// holding connections. Sockets set their own deadlines.
func NewHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
}
