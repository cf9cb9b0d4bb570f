package api

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// What a visitor's panel shows at first.
const (
	topArticles   = 5
	pastOfVisitor = 10
)

// OpenVisitorSession implements route.ServerInterface.
func (s *Server) OpenVisitorSession(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.VisitorSessionRequest) (any, error) {
		site, err := s.sites.byKey(ctx, body.Site)
		if err != nil {
			return nil, err
		}
		out := wire.VisitorSession{Site: publicSite(site), Past: []wire.PastConversation{}, Epoch: s.ports.Timeline.Epoch()}
		if out.Team, err = s.team(ctx, site); err != nil {
			return nil, err
		}
		if out.Articles, err = s.usefulArticles(ctx, site, topArticles); err != nil || body.Preview {
			return out, err
		}
		said := store.Claim{Locale: body.Locale, Timezone: knownZone(body.Timezone), Device: device(c.Request)}
		v, err := s.visit(ctx, c, site, who.address, said)
		if err != nil {
			return nil, err
		}
		s.sawPage(ctx, site, v.ID, body.Page)
		out.Visitor = &wire.VisitorSelf{ID: string(v.ID), Name: v.Name, Email: v.Email}
		return out, s.addConversations(ctx, &out, v)
	})
}

// knownZone keeps a time zone that exists; what a browser makes up is of no use.
func knownZone(name string) string {
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return ""
	}
	return name
}

// visit continues the session that the browser's cookie names, or begins one with a
// new visitor. Either way the cookie lasts its full time again.
func (s *Server) visit(ctx context.Context, c *gin.Context, site store.Site, from netip.Addr, said store.Claim) (store.Visitor, error) {
	expires := s.cfg.Now().Add(auth.VisitLife)
	token := s.cookies.Visit(c.Request, site.ID)
	if hash, ok := auth.HashSecret(token); ok {
		v, _, err := s.ports.VisitorSessions.VisitorBySession(ctx, hash, site.ID)
		if err == nil {
			if err := s.ports.VisitorSessions.ExtendVisitorSession(ctx, hash, expires); err != nil {
				return v, err
			}
			s.cookies.SetVisit(c.Writer, site.ID, token)
			return s.ports.Visitors.NoteClaim(ctx, v.ID, said)
		}
		if !chat.IsCode(err, chat.SignedOut) && !chat.IsCode(err, chat.NotFound) {
			return v, err
		}
	}
	if err := s.take(ctx, s.cfg.Limits.Visits, limit.AddressKey(from)); err != nil {
		return store.Visitor{}, err
	}
	return s.beginVisit(ctx, c, store.Visitor{Site: site.ID, Locale: said.Locale, Timezone: said.Timezone, Device: said.Device,
		Name: said.Name, Email: said.Email})
}

// beginVisit stores a new visitor and gives the browser their cookie.
func (s *Server) beginVisit(ctx context.Context, c *gin.Context, v store.Visitor) (store.Visitor, error) {
	v, err := s.ports.VisitorSessions.CreateVisitor(ctx, v)
	if err != nil {
		return v, err
	}
	return v, s.openVisit(ctx, c, v)
}

// openVisit lets the browser be a visitor, by a new cookie.
func (s *Server) openVisit(ctx context.Context, c *gin.Context, v store.Visitor) error {
	token, hash := auth.NewSecret()
	if err := s.ports.VisitorSessions.CreateVisitorSession(ctx, hash, v.ID, v.Site, s.cfg.Now().Add(auth.VisitLife)); err != nil {
		return err
	}
	s.cookies.SetVisit(c.Writer, v.Site, token)
	return nil
}

// sawPage notes where a visitor is. It is worth a warning, not a failed request.
func (s *Server) sawPage(ctx context.Context, site store.Site, v chat.VisitorID, p chat.Page) {
	if err := s.ports.Visitors.SawPage(ctx, v, p); err != nil {
		s.cfg.Log.WarnContext(ctx, "a visitor's page could not be noted", "visitor", string(v), "request_id", requestID(ctx), "err", err)
	}
	if u, err := url.Parse(p.URL); err == nil && u.Host != "" {
		s.siteSeen(ctx, site, u.Host)
	}
}

// siteSeen notes that a page of a host loaded the widget. Only the first time counts,
// and Baton's own pages do not.
func (s *Server) siteSeen(ctx context.Context, site store.Site, host string) {
	if !site.FirstSeenAt.IsZero() || strings.EqualFold(host, s.cfg.Public.Host) || len(host) > 253 {
		return
	}
	if _, before := s.seen.LoadOrStore(site.ID, true); before {
		return
	}
	if err := s.ports.Sites.SawSite(ctx, site.ID, strings.ToLower(host)); err != nil {
		s.seen.Delete(site.ID)
		s.cfg.Log.WarnContext(ctx, "the widget's first page could not be noted", "site", string(site.ID), "request_id", requestID(ctx), "err", err)
		return
	}
	s.sites.forget(site.ID)
}

// team says who answers on a site, and when.
func (s *Server) team(ctx context.Context, site store.Site) (wire.TeamStatus, error) {
	e, err := s.ports.Expectations.Expect(ctx, site.ID)
	if err != nil {
		return wire.TeamStatus{}, err
	}
	promise := e.Promise
	promise.Inputs = chat.PromiseInputs{} // figures for the team only
	out := wire.TeamStatus{Open: e.Open, Online: e.Online, OpensAt: e.OpensAt, Timezone: site.Hours.Zone, Faces: list(e.Faces)}
	if promise.Kind != "" {
		out.Expectation = &promise
	}
	return out, nil
}

// addConversations adds the conversation that goes on and those before it.
func (s *Server) addConversations(ctx context.Context, out *wire.VisitorSession, v store.Visitor) error {
	latest, err := s.ports.Visitors.LatestOf(ctx, v.ID, pastOfVisitor+1)
	if err != nil {
		return err
	}
	for i, cv := range latest {
		if i == 0 && s.continues(cv) {
			current, err := s.visitorSnapshot(ctx, cv)
			if err != nil {
				return err
			}
			out.Conversation = &current
			continue
		}
		line, err := s.firstLine(ctx, cv)
		if err != nil {
			return err
		}
		out.Past = append(out.Past, pastConversation(cv, line))
	}
	return nil
}

// continues reports whether the visitor's next message belongs to the conversation:
// it goes on, or ended so lately that writing reopens it.
func (s *Server) continues(cv *chat.Conversation) bool {
	return cv.State != chat.StateResolved || s.cfg.Now().Sub(cv.ResolvedAt) <= chat.ReopenWithin
}

// firstLine is how a visitor recognises a conversation: by what they wrote first.
func (s *Server) firstLine(ctx context.Context, cv *chat.Conversation) (string, error) {
	entries, err := s.ports.Timeline.Entries(ctx, cv.ID, 0, 10)
	for _, e := range entries {
		if m, ok := e.Fact.(chat.MessagePosted); ok && e.By.Kind == chat.VisitorParty {
			return shorten(m.Text), err
		}
	}
	return "", err
}

// endVisit ends a visitor's session and their sockets.
func (s *Server) endVisit(ctx context.Context, who caller) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTime) // also when the tab is gone
	defer cancel()
	err := s.ports.VisitorSessions.EndVisitorSession(ctx, who.visit)
	s.ports.VisitorSockets.VisitorEnded(ctx, who.Visitor)
	return err
}

// EndVisitorSession implements route.ServerInterface.
func (s *Server) EndVisitorSession(c *gin.Context, _ wire.EndVisitorSessionParams) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, _ nothing) (any, error) {
		s.cookies.ClearVisit(c.Writer, who.Site)
		return nil, s.endVisit(ctx, who)
	})
}

// EraseVisitor implements route.ServerInterface.
func (s *Server) EraseVisitor(c *gin.Context, _ wire.EraseVisitorParams) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, _ nothing) (any, error) {
		if err := s.ports.Eraser.EraseVisitor(ctx, who.Visitor); err != nil {
			return nil, err
		}
		s.cookies.ClearVisit(c.Writer, who.Site)
		return nil, s.endVisit(ctx, who)
	})
}
