package auth

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// VisitLife is how long a visitor's cookie lasts without a visit.
const VisitLife = 180 * 24 * time.Hour

// Cookies names Baton's cookies and sets their attributes.
//
// The prefix __Host- makes browsers refuse the cookie unless it is secure and of this
// very host. Browsers allow that on https and on localhost. A plain http address
// elsewhere gets cookies without the prefix, which protect less.
type Cookies struct {
	secure bool
	lone   bool // no other computer is involved
}

// NewCookies looks at the public address.
func NewCookies(public *url.URL) Cookies {
	host := public.Hostname()
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	address, err := netip.ParseAddr(host)
	return Cookies{secure: public.Scheme == "https" || local, lone: local || err == nil && address.IsLoopback()}
}

// Exposed reports whether cookies travel unprotected between computers, of which the
// operator should be warned.
func (c Cookies) Exposed() bool { return !c.secure && !c.lone }

func (c Cookies) name(rest string) string {
	if c.secure {
		return "__Host-baton-" + rest
	}
	return "baton-" + rest
}

// SetRefresh gives an agent's browser the refresh token.
func (c Cookies) SetRefresh(w http.ResponseWriter, token string, expires, now time.Time) {
	http.SetCookie(w, c.refresh(token, max(1, int(expires.Sub(now)/time.Second))))
}

// ClearRefresh takes it away.
func (c Cookies) ClearRefresh(w http.ResponseWriter) {
	http.SetCookie(w, c.refresh("", -1))
}

func (c Cookies) refresh(token string, age int) *http.Cookie {
	return &http.Cookie{Name: c.name("refresh"), Value: token, Path: "/", HttpOnly: true, Secure: c.secure, //nolint:gosec // Secure wherever browsers allow it
		SameSite: http.SameSiteStrictMode, MaxAge: age}
}

// Refresh reads it; empty when there is none.
func (c Cookies) Refresh(r *http.Request) string { return value(r, c.name("refresh")) }

// SetVisit gives a visitor's browser the token of their session on a site. The panel
// is a frame in the site's pages, so the cookie is a third party's there: partitioned
// by the page around it, and sent across sites.
func (c Cookies) SetVisit(w http.ResponseWriter, site chat.SiteID, token string) {
	http.SetCookie(w, c.visit(site, token, int(VisitLife/time.Second)))
}

// ClearVisit takes it away.
func (c Cookies) ClearVisit(w http.ResponseWriter, site chat.SiteID) {
	http.SetCookie(w, c.visit(site, "", -1))
}

func (c Cookies) visit(site chat.SiteID, token string, age int) *http.Cookie {
	k := &http.Cookie{Name: c.name(string(site)), Value: token, Path: "/", HttpOnly: true, Secure: c.secure, //nolint:gosec // Secure wherever browsers allow it
		SameSite: http.SameSiteLaxMode, MaxAge: age}
	if c.secure {
		k.SameSite, k.Partitioned = http.SameSiteNoneMode, true
	}
	return k
}

// Visit reads it from a request; empty when there is none.
func (c Cookies) Visit(r *http.Request, site chat.SiteID) string {
	return value(r, c.name(string(site)))
}

func value(r *http.Request, name string) string {
	k, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return k.Value
}
