package main

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// gate says who opens a socket.
type gate struct {
	store   *store.Store
	auth    *auth.Service
	cookies auth.Cookies
	proxies []netip.Prefix
	server  func() *api.Server // set once both exist
}

// Visitor reads the cookie of the site that the request names.
func (g gate) Visitor(r *http.Request) (policy.Principal, ws.VisitorRules, error) {
	ctx := r.Context()
	site, err := g.store.SiteByKey(ctx, r.URL.Query().Get("site"))
	if err != nil {
		return policy.Principal{}, ws.VisitorRules{}, err
	}
	hash, ok := auth.HashSecret(g.cookies.Visit(r, site.ID))
	if !ok {
		return policy.Principal{}, ws.VisitorRules{}, chat.Refuse(chat.SignedOut, "There is no session. Open the chat again.")
	}
	v, _, err := g.store.VisitorBySession(ctx, hash, site.ID)
	if err != nil {
		return policy.Principal{}, ws.VisitorRules{}, err
	}
	rules := ws.VisitorRules{ShowTyping: site.Settings.TypingPreview, Language: v.Locale, Contact: v.Email, From: g.from(r)}
	if rules.Contact == "" {
		rules.Contact = v.Phone
	}
	latest, err := g.store.LatestOf(ctx, v.ID, 1)
	if err != nil {
		return policy.Principal{}, rules, err
	}
	if len(latest) > 0 {
		if latest[0].State == chat.StateResolved {
			rules.Previous = latest[0].ID
		} else {
			rules.Open = latest[0].ID
		}
	}
	return policy.Principal{Visitor: v.ID, Site: site.ID, Session: hash}, rules, nil
}

// Agent takes a ticket.
func (g gate) Agent(ctx context.Context, ticket string) (policy.Principal, error) {
	return g.auth.Redeem(ctx, ticket)
}

// MayStart bounds how many conversations a visitor begins.
func (g gate) MayStart(ctx context.Context, who policy.Principal, from netip.Addr) error {
	return g.server().MayStart(ctx, who.Visitor, from)
}

// StillValid re-checks a session.
func (g gate) StillValid(ctx context.Context, p policy.Principal) error {
	return g.auth.StillValid(ctx, p)
}

// from gives the browser's address: the last one that no trusted proxy added.
func (g gate) from(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	at := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && g.trusts(at); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at
}

func (g gate) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(g.proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
