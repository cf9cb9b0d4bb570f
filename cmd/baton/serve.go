package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // opening hours work on machines without zone files

	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/dashboard"
	"github.com/batonchat/baton/demo"
	"github.com/batonchat/baton/internal/config"
	"github.com/batonchat/baton/internal/llm"
	"github.com/batonchat/baton/internal/notify"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/widget"
)

// ServeCmd serves until it is told to stop.
type ServeCmd struct {
	Demo      bool `help:"Fill an empty database with two sites, articles and people, and show the demo shop."`
	PrintJSON bool `name:"print-json" help:"Print the addresses and first accounts as one line of JSON."`
}

// serve runs the program: it returns when ctx ended and everything is done.
func serve(ctx context.Context, cfg config.Config, cmd ServeCmd, out io.Writer, log *slog.Logger) error {
	l, err := listen(ctx, cfg.Addr, "BATON_ADDR")
	if err != nil {
		return err
	}
	defer l.Close()
	set, err := nodeSettings(cfg, l.Addr(), log)
	if err != nil {
		return err
	}
	n, err := openNode(ctx, set)
	if err != nil {
		return err
	}
	defer func() {
		if err := n.close(); err != nil {
			log.Warn("the end was not quite clean", "err", err)
		}
	}()
	n.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	var g errgroup.Group
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	says, err := n.beside(ctx, &g, cfg, cmd, stop)
	says.Address = "http://" + l.Addr().String()
	if err != nil {
		stop()
		return errors.Join(err, g.Wait())
	}
	if err := says.print(out, cmd.PrintJSON); err != nil {
		stop()
		return errors.Join(err, g.Wait())
	}
	if !cfg.Postgres() {
		g.Go(func() error { return serveControl(ctx, cfg.DataDir, n.store, log) })
	}
	g.Go(func() error {
		defer stop() // one room that fails ends the house
		return n.run(ctx, l)
	})
	return g.Wait()
}

// beside starts what is not part of the node: metrics, and the demo shop.
func (n *node) beside(ctx context.Context, g *errgroup.Group, cfg config.Config, cmd ServeCmd, stop func()) (greeting, error) {
	says := greeting{Dashboard: n.Public.String()}
	if cfg.MetricsAddr != config.Off {
		l, err := listen(ctx, cfg.MetricsAddr, "BATON_METRICS_ADDR")
		if err != nil {
			return says, err
		}
		says.Metrics = "http://" + l.Addr().String() + "/metrics"
		g.Go(func() error { defer stop(); return serveUntil(ctx, l, n.private()) })
	}
	if !cmd.Demo {
		return says, n.setupLink(ctx, &says)
	}
	return says, n.openShop(ctx, g, cfg, &says, stop)
}

// openShop fills the demo and serves its shop, on an origin of its own.
func (n *node) openShop(ctx context.Context, g *errgroup.Group, cfg config.Config, says *greeting, stop func()) error {
	l, err := listen(ctx, cfg.DemoAddr, "BATON_DEMO_ADDR")
	if err != nil {
		return err
	}
	says.Shop = "http://" + l.Addr().String()
	if err := n.seed(ctx, l.Addr().String(), says); err != nil {
		return errors.Join(fmt.Errorf("fill the demo: %w", err), l.Close())
	}
	shop, err := demo.Handler(n.Public.String() + "/widget.js?site=" + says.SiteKey)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	g.Go(func() error { defer stop(); return serveUntil(ctx, l, shop) })
	return nil
}

// listen takes an address, or says whose fault it is.
func listen(ctx context.Context, addr, variable string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil && strings.Contains(err.Error(), "address already in use") {
		return nil, fmt.Errorf("something else listens on %s already. Stop it, or choose another address with %s", addr, variable)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s (%s): %w", addr, variable, err)
	}
	return l, nil
}

func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		_ = srv.Close()
	}()
	err := srv.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		<-done
		return nil
	}
	return err
}

// private serves what only the operator should see.
func (n *node) private() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(n.metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// nodeSettings turns what the operator set into what a node needs.
func nodeSettings(cfg config.Config, at net.Addr, log *slog.Logger) (settings, error) {
	key, err := cfg.Key()
	if err != nil {
		return settings{}, err
	}
	keys, err := notify.NewKeys(key.Derive("push"))
	if err != nil {
		return settings{}, err
	}
	public := publicURL(cfg, at)
	s := settings{Public: public, Push: notify.Config{Keys: keys, Subject: cfg.PushContactOr(public), Private: cfg.PushPrivate},
		DataDir: cfg.DataDir, Database: cfg.DatabaseURL.Reveal(), Redis: cfg.RedisURL.Reveal(), Secret: key.Derive("sessions"), Seal: key.Sealer("identity secrets"),
		Proxies: cfg.TrustedProxies, Dashboard: dashboard.Files(), Widget: widget.Files(), DrainFirst: cfg.DrainWait, StopWithin: cfg.StopWithin, OfferTime: cfg.OfferTime, Log: log,
		Limits: scaled(cfg.LimitFactor), Sockets: scaledSockets(cfg.LimitFactor)}
	if cfg.UsesModel() {
		s.Model = llm.Config{Key: cfg.ModelKey.Reveal(), Model: cfg.Model, Timeout: cfg.ModelTimeout, Patience: cfg.ModelPatience, ContextTokens: cfg.ModelContext}
		if cfg.ModelURL != nil {
			s.Model.BaseURL = cfg.ModelURL.String()
		}
	}
	return s, nil
}

// publicURL is where browsers find Baton. When the operator left it open it is
// this machine, at the port that was really taken.
func publicURL(cfg config.Config, at net.Addr) *url.URL {
	u := *cfg.PublicURL
	if tcp, ok := at.(*net.TCPAddr); ok && u.Port() == "0" {
		u.Host = net.JoinHostPort(u.Hostname(), fmt.Sprint(tcp.Port))
	}
	return &u
}

// scaled multiplies the API's budgets.
func scaled(factor int) api.Limits {
	l := api.DefaultLimits()
	for _, b := range []*limit.Budget{&l.Address, &l.Agent, &l.Visitor, &l.Visits, &l.Starts, &l.StartsAt, &l.Told, &l.Copilot, &l.Set, &l.Passwords, &l.Imagined} {
		b.Burst *= factor
		b.Every /= time.Duration(factor)
	}
	return l
}

// scaledSockets multiplies the sockets' budgets.
func scaledSockets(factor int) ws.Limits {
	l := ws.DefaultLimits()
	l.VisitorPosts *= float64(factor)
	l.VisitorBurst *= factor
	l.AgentPosts *= float64(factor)
	l.AgentBurst *= factor
	return l
}

// account is somebody who can sign in.
type account struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// greeting is what the program says when it starts.
type greeting struct {
	Dashboard string    `json:"dashboard"`
	Address   string    `json:"address"` // where this process itself listens
	Setup     string    `json:"setup,omitempty"`
	Shop      string    `json:"shop,omitempty"`
	Metrics   string    `json:"metrics,omitempty"`
	SiteKey   string    `json:"site_key,omitempty"`
	DocsKey   string    `json:"docs_site_key,omitempty"`
	Admin     *account  `json:"admin,omitempty"`
	Agents    []account `json:"agents,omitempty"`
}

func (g greeting) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(g)
	}
	var b strings.Builder
	b.WriteString("\nBaton is running.\n\n")
	fmt.Fprintf(&b, "  Dashboard   %s\n", g.Dashboard)
	if g.Shop != "" {
		fmt.Fprintf(&b, "  Demo shop   %s   (chat there as a visitor)\n", g.Shop)
	}
	if g.Setup != "" {
		fmt.Fprintf(&b, "\n  There is no admin yet. Set Baton up here (the link works once):\n  %s\n", g.Setup)
	}
	if g.Admin != nil {
		fmt.Fprintf(&b, "\n  Sign in to the dashboard as\n")
		for _, a := range append([]account{*g.Admin}, g.Agents...) {
			fmt.Fprintf(&b, "    %-14s %-24s %s\n", a.Name, a.Email, a.Password)
		}
	}
	b.WriteString("\n  Stop with Ctrl+C.\n\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// setupLink makes the one-time link of the first run, when nobody rules yet.
func (n *node) setupLink(ctx context.Context, says *greeting) error {
	exists, err := n.store.HasAdmin(ctx)
	if err != nil || exists {
		return err
	}
	token, hash := auth.NewSecret()
	if err := n.store.SetSetting(ctx, store.SetupToken, hash); err != nil {
		return err
	}
	says.Setup = n.Public.JoinPath("setup").String() + "?token=" + token
	return nil
}
