package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

const refreshCookie = "__Host-baton-refresh"

// withPassword gives an agent the house's password.
func (h *house) withPassword(id chat.AgentID) {
	h.tb.Helper()
	if _, err := h.mem.UpdateAgent(h.tb.Context(), id, func(a *agent.Agent) error { a.PasswordHash = passwordHash(); return nil }); err != nil {
		h.tb.Fatal(err)
	}
}

func (h *house) post(path, body string, cookies ...*http.Cookie) answer {
	h.tb.Helper()
	return h.do(request{method: http.MethodPost, path: "/api/v1" + path, body: body, cookies: cookies})
}

type session struct {
	AccessToken string    `json:"access_token"`
	ExpiresAt   time.Time `json:"expires_at"`
	Me          struct {
		Agent struct{ ID, Email, Name, Greeting string }
	}
}

func TestSigningInAndOut(t *testing.T) {
	h := newHouse(t, nil)
	h.withPassword(ada)
	a := h.post("/auth/sign-in", `{"email":"Ada@example.com","password":"`+password+`"}`).want(http.StatusOK)
	s := read[session](a)
	if s.Me.Agent.ID != string(ada) || s.Me.Agent.Email != "ada@example.com" || !s.ExpiresAt.Equal(h.clock().Add(10*time.Minute)) {
		t.Errorf("session = %+v, want Ada's for ten minutes", s)
	}
	if a.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control = %q, want no-store", a.Header().Get("Cache-Control"))
	}
	first := a.cookie(refreshCookie)
	if first == nil || !first.HttpOnly || !first.Secure || first.SameSite != http.SameSiteStrictMode || first.Path != "/" || first.Domain != "" {
		t.Fatalf("cookie = %v, want HttpOnly, Secure, SameSite=Strict, for this host only", first)
	}
	me := request{method: http.MethodGet, path: "/api/v1/me", header: map[string]string{"Authorization": "Bearer " + s.AccessToken}}
	h.do(me).want(http.StatusOK)

	a = h.post("/auth/refresh", "", first).want(http.StatusOK)
	second := a.cookie(refreshCookie)
	if second == nil || second.Value == first.Value {
		t.Fatal("the refresh gave no new cookie")
	}
	h.post("/auth/sign-out", "", second).want(http.StatusNoContent)
	h.do(me).wantError(http.StatusUnauthorized, chat.SignedOut, "")
	a = h.post("/auth/refresh", "", second)
	a.wantError(http.StatusUnauthorized, chat.SignedOut, "")
	if c := a.cookie(refreshCookie); c == nil || c.MaxAge >= 0 {
		t.Error("a cookie that is of no use stays in the browser")
	}
	if len(h.mem.Closed()) == 0 {
		t.Error("the sockets of the session stayed open")
	}
	h.post("/auth/sign-out", "").want(http.StatusNoContent)
}

func TestSignInRefusals(t *testing.T) {
	h := newHouse(t, nil)
	h.withPassword(ada)
	wrong := h.post("/auth/sign-in", `{"email":"ada@example.com","password":"something else"}`).wantError(http.StatusBadRequest, chat.Invalid, "password")
	unknown := h.post("/auth/sign-in", `{"email":"eve@example.com","password":"something else"}`).wantError(http.StatusBadRequest, chat.Invalid, "password")
	if wrong != unknown {
		t.Errorf("wrong password: %q, unknown address: %q; want the same", wrong, unknown)
	}
	for range auth.TriesOfAccount.Burst - 1 {
		h.post("/auth/sign-in", `{"email":"ada@example.com","password":"something else"}`)
	}
	a := h.post("/auth/sign-in", `{"email":"ada@example.com","password":"`+password+`"}`)
	a.wantError(http.StatusTooManyRequests, chat.TooMany, "")
	if a.Header().Get("Retry-After") != "90" {
		t.Errorf("Retry-After = %q, want 90", a.Header().Get("Retry-After"))
	}
	if strings.Contains(h.log.String(), password) || strings.Contains(h.log.String(), "ada@example.com") {
		t.Error("the log holds a password or an address")
	}
}

func TestAStolenRefreshCookieEndsTheSession(t *testing.T) {
	h := newHouse(t, nil)
	h.withPassword(ada)
	stolen := h.post("/auth/sign-in", `{"email":"ada@example.com","password":"`+password+`"}`).want(http.StatusOK).cookie(refreshCookie)
	a := h.post("/auth/refresh", "", stolen).want(http.StatusOK)
	mine, token := a.cookie(refreshCookie), read[session](a).AccessToken
	h.pass(store.RefreshGrace + time.Second)
	say := h.post("/auth/refresh", "", stolen).wantError(http.StatusUnauthorized, chat.SignedOut, "")
	if !strings.Contains(say, "two places") {
		t.Errorf("say = %q, want it to say what happened", say)
	}
	h.post("/auth/refresh", "", mine).wantError(http.StatusUnauthorized, chat.SignedOut, "")
	h.do(request{method: http.MethodGet, path: "/api/v1/me", header: map[string]string{"Authorization": "Bearer " + token}}).wantError(http.StatusUnauthorized, chat.SignedOut, "")
}

func TestTokensThatAreRefused(t *testing.T) {
	h := newHouse(t, nil)
	good := h.token(ada)
	tests := []struct{ name, header string }{
		{"none", ""},
		{"another scheme", "Basic " + good},
		{"no scheme", good},
		{"nothing behind the scheme", "Bearer "},
		{"nonsense", "Bearer a.b.c"},
		{"a changed signature", "Bearer " + good[:len(good)-4] + "AAAA"},
		{"two tokens", "Bearer " + good + " " + good},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := h.do(request{method: http.MethodGet, path: "/api/v1/me", header: map[string]string{"Authorization": test.header}})
			a.wantError(http.StatusUnauthorized, chat.SignedOut, "")
			if a.Header().Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
		})
	}
	h.pass(11 * time.Minute)
	h.do(request{method: http.MethodGet, path: "/api/v1/me", header: map[string]string{"Authorization": "Bearer " + good}}).wantError(http.StatusUnauthorized, chat.SignedOut, "")
}

func TestSignOutEverywhereAndTickets(t *testing.T) {
	h := newHouse(t, nil)
	ticket := read[struct{ Ticket string }](h.as(ada, http.MethodPost, "/auth/ticket", "").want(http.StatusOK)).Ticket
	p, err := h.auth.Redeem(t.Context(), ticket)
	if err != nil || p.Agent != ada {
		t.Fatalf("Redeem() = %v, %v; want Ada", p.Agent, err)
	}
	ticket = read[struct{ Ticket string }](h.as(ada, http.MethodPost, "/auth/ticket", "").want(http.StatusOK)).Ticket
	h.as(ada, http.MethodPost, "/auth/sign-out-everywhere", "").want(http.StatusNoContent)
	if _, err := h.auth.Redeem(t.Context(), ticket); !chat.IsCode(err, chat.SignedOut) {
		t.Errorf("the ticket of a session that ended: %v, want signed_out", err)
	}
	if err := h.auth.StillValid(t.Context(), p); !chat.IsCode(err, chat.SignedOut) {
		t.Errorf("an open socket's session: %v, want signed_out", err)
	}
}

func TestFirstRun(t *testing.T) {
	h := newHouse(t, nil)
	get := func(token string) string {
		return read[struct{ Token string }](h.do(request{method: http.MethodGet, path: "/api/v1/setup", header: map[string]string{"X-Setup-Token": token}}).want(http.StatusOK)).Token
	}
	if a := h.do(request{method: http.MethodGet, path: "/api/v1/setup"}).want(http.StatusOK); strings.Contains(a.Body.String(), "true") {
		t.Errorf("with an admin: %s, want nothing to be needed", a.Body.String())
	}
	if _, err := h.mem.UpdateAgent(t.Context(), dora, func(a *agent.Agent) error { a.DisabledAt = h.now; return nil }); err != nil {
		t.Fatal(err)
	}
	token, hash := auth.NewSecret()
	h.setupHash = hash
	other, _ := auth.NewSecret()
	for given, want := range map[string]string{"": "missing", "nonsense": "wrong", other: "wrong", token: "right"} {
		if got := get(given); got != want {
			t.Errorf("token %q is %s, want %s", given, got, want)
		}
	}
	body := func(token, password, more string) string {
		return `{"token":"` + token + `","name":"Grace","email":"grace@example.com","password":"` + password + `","site":{"name":"Shop","domains":["shop.example.com"]` + more + `}}`
	}
	h.post("/setup", body("nonsense", password, "")).wantError(http.StatusForbidden, chat.Forbidden, "")
	h.post("/setup", body(other, password, "")).wantError(http.StatusForbidden, chat.Forbidden, "")
	h.post("/setup", body(token, "password1234", "")).wantError(http.StatusBadRequest, chat.Invalid, "password")
	h.post("/setup", body(token, password, `,"timezone":"Mars/Olympus"`)).wantError(http.StatusBadRequest, chat.Invalid, "timezone")
	a := h.post("/setup", body(token, password, `,"timezone":"Europe/Berlin","locale":"de"`)).want(http.StatusCreated)
	done := read[struct {
		Session session
		Site    struct {
			Name   string
			Locale string
			Hours  struct {
				Zone   string
				Weekly []any
			}
		}
	}](a)
	if done.Session.Me.Agent.Name != "Grace" || done.Site.Hours.Zone != "Europe/Berlin" || len(done.Site.Hours.Weekly) != 5 || done.Site.Locale != "de" {
		t.Errorf("done = %+v, want Grace's site, open on five days in Berlin", done)
	}
	h.post("/auth/refresh", "", a.cookie(refreshCookie)).want(http.StatusOK)
	h.post("/setup", body(token, password, "")).wantError(http.StatusConflict, chat.Conflict, "")
}

func TestFirstRunTriesAreLimited(t *testing.T) {
	h := newHouse(t, nil)
	if _, err := h.mem.UpdateAgent(t.Context(), dora, func(a *agent.Agent) error { a.DisabledAt = h.now; return nil }); err != nil {
		t.Fatal(err)
	}
	for range api.DefaultLimits().Set.Burst {
		h.do(request{method: http.MethodGet, path: "/api/v1/setup", header: map[string]string{"X-Setup-Token": "x"}}).want(http.StatusOK)
	}
	h.do(request{method: http.MethodGet, path: "/api/v1/setup", header: map[string]string{"X-Setup-Token": "x"}}).wantError(http.StatusTooManyRequests, chat.TooMany, "")
}
