package api

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
)

// SignIn implements route.ServerInterface.
func (s *Server) SignIn(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.SignIn) (any, error) {
		g, err := s.cfg.Auth.SignIn(ctx, auth.Attempt{Email: body.Email, Password: body.Password, Address: who.address, Device: device(c.Request)})
		if err != nil {
			return nil, err
		}
		return s.signedIn(ctx, c, g)
	})
}

// Refresh implements route.ServerInterface.
func (s *Server) Refresh(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, _ caller, _ nothing) (any, error) {
		g, err := s.cfg.Auth.Refresh(ctx, s.cookies.Refresh(c.Request))
		if chat.IsCode(err, chat.SignedOut) {
			s.cookies.ClearRefresh(c.Writer)
		}
		if err != nil {
			return nil, err
		}
		return s.signedIn(ctx, c, g)
	})
}

// signedIn gives the browser its cookie and tells who is signed in.
func (s *Server) signedIn(ctx context.Context, c *gin.Context, g auth.Grant) (wire.Session, error) {
	me, err := s.me(ctx, g.Agent)
	if err != nil {
		return wire.Session{}, err
	}
	s.cookies.SetRefresh(c.Writer, g.Refresh, g.RefreshExpires, s.cfg.Now())
	return wire.Session{AccessToken: g.Access, ExpiresAt: g.AccessExpires, Session: g.Session, Me: me}, nil
}

// SignOut implements route.ServerInterface.
func (s *Server) SignOut(c *gin.Context) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, _ caller, _ nothing) (any, error) {
		err := s.cfg.Auth.SignOut(ctx, s.cookies.Refresh(c.Request))
		s.cookies.ClearRefresh(c.Writer)
		return nil, err
	})
}

// SignOutEverywhere implements route.ServerInterface.
func (s *Server) SignOutEverywhere(c *gin.Context) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, _ nothing) (any, error) {
		err := s.cfg.Auth.EndAll(ctx, who.Agent, "", store.SignedOutEverywhere)
		s.cookies.ClearRefresh(c.Writer)
		return nil, err
	})
}

// CreateTicket implements route.ServerInterface.
func (s *Server) CreateTicket(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		ticket, expires, err := s.cfg.Auth.Ticket(ctx, who.Principal)
		return wire.Ticket{Ticket: ticket, ExpiresAt: expires}, err
	})
}

// GetSetup implements route.ServerInterface.
func (s *Server) GetSetup(c *gin.Context, params wire.GetSetupParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		admin, err := s.ports.Setup.HasAdmin(ctx)
		if err != nil {
			return nil, err
		}
		status := wire.SetupStatus{Needed: !admin, Token: wire.SetupStatusTokenMissing}
		if admin || params.XSetupToken == "" {
			return status, nil
		}
		if err := s.take(ctx, s.cfg.Limits.Set, limit.AddressKey(who.address)); err != nil {
			return nil, err
		}
		status.Token = wire.SetupStatusTokenWrong
		want, _, known, err := s.ports.Setup.Setting(ctx, store.SetupToken)
		if err != nil {
			return nil, err
		}
		got, ok := auth.HashSecret(params.XSetupToken)
		if ok && known && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1 {
			status.Token = wire.SetupStatusTokenRight
		}
		return status, nil
	})
}

// CompleteSetup implements route.ServerInterface.
func (s *Server) CompleteSetup(c *gin.Context) {
	act(s, c, http.StatusCreated, func(ctx context.Context, who caller, body wire.Setup) (any, error) {
		if err := s.take(ctx, s.cfg.Limits.Set, limit.AddressKey(who.address)); err != nil {
			return nil, err
		}
		token, ok := auth.HashSecret(body.Token)
		if !ok {
			return nil, chat.Refuse(chat.Forbidden, "This set-up link is not complete. Copy all of the link that the server printed.")
		}
		hash, err := s.cfg.Auth.NewHash(ctx, "password", body.Password, body.Email, body.Name)
		if err != nil {
			return nil, err
		}
		site, err := newSite(body.Site)
		if err != nil {
			return nil, err
		}
		admin := agent.Agent{Email: body.Email, Name: body.Name, Role: agent.RoleAdmin, Capacity: defaultCapacity, PasswordHash: hash,
			Greeting: defaultGreeting, Preferences: json.RawMessage("{}")}
		admin, site, err = s.ports.Setup.SetupOnce(ctx, token, admin, site)
		if err != nil {
			return nil, err
		}
		g, err := s.cfg.Auth.Begin(ctx, admin, device(c.Request))
		if err != nil {
			return nil, err
		}
		session, err := s.signedIn(ctx, c, g)
		return wire.SetupDone{Session: session, Site: wireSite(site)}, err
	})
}

// newSite makes a site out of what is asked for at its creation.
func newSite(n wire.NewSite) (store.Site, error) {
	zone := n.Timezone
	if zone == "" {
		zone = "UTC"
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		return store.Site{}, chat.RefuseField("timezone", "There is no time zone %q. Write a name such as Europe/Berlin.", zone)
	}
	week := hours.Plan{Zone: zone}
	for day := hours.Monday; day <= hours.Friday; day++ {
		week.Weekly = append(week.Weekly, hours.Interval{Day: day, From: 9 * 60, To: 17 * 60})
	}
	return store.Site{Name: n.Name, Domains: n.Domains, Mode: chat.Live, Hours: week, Settings: store.SiteSettings{Locale: n.Locale}}, nil
}
