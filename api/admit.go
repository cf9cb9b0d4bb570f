package api

import (
	"context"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
)

// How long a request may take. Reading a slow model takes longer than writing a row.
const (
	requestTime = 20 * time.Second
	importTime  = 60 * time.Second
	copilotTime = 120 * time.Second
)

var requestTimes = map[string]time.Duration{
	"importArticles":     importTime,
	"createCopilotDraft": copilotTime,
	"askCopilot":         copilotTime,
	"getCopilot":         copilotTime,
}

// admit stands before every operation: it finds the operation, counts the request,
// finds out who asks, and refuses whoever the policy does not let in.
func (s *Server) admit(c *gin.Context) {
	operation, ok := theContract().Find(c.Request.Method, c.FullPath()[len(apiPrefix):])
	if !ok {
		s.fail(c, errNoRoute)
		return
	}
	within, named := requestTimes[operation.ID]
	if !named {
		within = requestTime
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), within)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)

	who := caller{operation: operation, address: s.address(c)}
	rule := policy.RuleOf(operation.ID)
	if err := s.identify(c, rule, &who); err != nil {
		s.fail(c, err)
		return
	}
	if err := rule.Admit(who.Principal); err != nil {
		s.fail(c, err)
		return
	}
	if err := operation.CheckQuery(c.Request.URL.Query()); err != nil {
		s.fail(c, err)
		return
	}
	c.Request = c.Request.WithContext(context.WithValue(ctx, callerKey, who))
	c.Next()
}

// identify finds out who asks, by the way that the operation's rule names, and counts
// the request for them.
func (s *Server) identify(c *gin.Context, rule policy.Rule, who *caller) error {
	ctx := c.Request.Context()
	if err := s.take(ctx, s.cfg.Limits.Address, limit.AddressKey(who.address)); err != nil {
		return err
	}
	switch rule.Door {
	case policy.ByToken:
		token, ok := bearer(c.Request)
		if !ok {
			return chat.Refuse(chat.SignedOut, "Sign in first.")
		}
		p, err := s.cfg.Auth.Authenticate(ctx, token)
		if err != nil {
			return err
		}
		who.Principal = p
		return s.take(ctx, s.cfg.Limits.Agent, p.Session)
	case policy.ByVisitorCookie:
		if err := s.ownPage(c.Request); err != nil {
			return err
		}
		if err := s.identifyVisitor(ctx, c.Request, who); err != nil {
			return err
		}
		return s.take(ctx, s.cfg.Limits.Visitor, string(who.Visitor))
	case policy.ByOwnCookie:
		return s.ownPage(c.Request)
	case policy.Open, policy.Closed:
	}
	return nil
}

// identifyVisitor finds the visitor by the cookie of the site that the address names.
func (s *Server) identifyVisitor(ctx context.Context, r *http.Request, who *caller) error {
	key := r.URL.Query().Get("site")
	if key == "" {
		return chat.RefuseField("site", "The address needs the parameter site.")
	}
	site, err := s.sites.byKey(ctx, key)
	if err != nil {
		return err
	}
	hash, ok := auth.HashSecret(s.cookies.Visit(r, site.ID))
	if !ok {
		return errNoVisit
	}
	v, _, err := s.ports.VisitorSessions.VisitorBySession(ctx, hash, site.ID)
	if err != nil {
		return err
	}
	if v.Site != site.ID {
		return errNoVisit
	}
	who.Principal = policy.Principal{Visitor: v.ID, Site: site.ID, Session: hash}
	who.site, who.visitor, who.visit = site, v, hash
	return nil
}

var (
	errNoRoute = chat.Refuse(chat.NotFound, "There is nothing at this address.")
	errNoVisit = chat.Refuse(chat.SignedOut, "Your session has ended. Reload the page to begin a new one.")
)

// ownPage refuses requests that another site's page makes with our cookies. Browsers
// name the page's origin in all requests that can change something; in those that
// only read they say at least whether it is the same.
func (s *Server) ownPage(r *http.Request) error {
	origin, from := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case origin == s.origin:
		return nil
	case origin == "" && reads && (from == "" || from == "same-origin" || from == "none"):
		return nil
	default:
		return chat.Refuse(chat.Forbidden, "This request must come from Baton's own pages at %s.", s.origin)
	}
}

// address is where the request comes from, looking behind the proxies that the
// operator trusts.
func (s *Server) address(c *gin.Context) netip.Addr {
	a, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return netip.IPv4Unspecified()
	}
	return a
}
