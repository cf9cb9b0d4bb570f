package api_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/chat"
)

func TestFailuresHaveOneShape(t *testing.T) {
	h, g, id := waiting(t)
	bearer := map[string]string{"Authorization": "Bearer " + h.token(ada)}
	tests := []struct {
		name   string
		r      request
		status int
		code   chat.Code
		field  string
	}{
		{"an unknown route", request{method: "GET", path: "/api/v1/nonsense"}, 404, chat.NotFound, ""},
		{"an unknown version", request{method: "GET", path: "/api/v9/me"}, 404, chat.NotFound, ""},
		{"another method", request{method: "DELETE", path: "/api/v1/me"}, 404, chat.NotFound, ""},
		{"a path that climbs", request{method: "GET", path: "/api/v1/../../etc/passwd"}, 404, chat.NotFound, ""},
		{"no content type", request{method: "PATCH", path: "/api/v1/me", body: `{}`, header: map[string]string{"Authorization": bearer["Authorization"], "Content-Type": "text/plain"}}, 400, chat.Invalid, ""},
		{"no body", request{method: "PUT", path: "/api/v1/me/status", header: map[string]string{"Authorization": bearer["Authorization"], "Content-Type": "application/json"}}, 400, chat.Invalid, ""},
		{"a body of 65 KiB", request{method: "PUT", path: "/api/v1/me/status", body: `{"status":"` + strings.Repeat("x", 65<<10) + `"}`, header: bearer}, 400, chat.Invalid, ""},
		{"a note with a NUL", request{method: "POST", path: "/api/v1/conversations/" + string(id) + "/notes", body: `{"client_id":"12345678","text":"a\u0000"}`, header: bearer}, 400, chat.Invalid, "text"},
		{"a note with broken UTF-8", request{method: "POST", path: "/api/v1/conversations/" + string(id) + "/notes", body: "{\"client_id\":\"12345678\",\"text\":\"a\xff\"}", header: bearer}, 400, chat.Invalid, "text"},
		{"a note of invisible characters", request{method: "POST", path: "/api/v1/conversations/" + string(id) + "/notes", body: `{"client_id":"12345678","text":"\u200b\u2060 \u3164"}`, header: bearer}, 400, chat.Invalid, "text"},
		{"an id that is none", request{method: "GET", path: "/api/v1/conversations/%27%20or%201=1", header: bearer}, 404, chat.NotFound, ""},
		{"an id with a NUL", request{method: "GET", path: "/api/v1/conversations/abcdefgh%00", header: bearer}, 404, chat.NotFound, ""},
		{"an id of 4,000 characters", request{method: "GET", path: "/api/v1/sites/" + strings.Repeat("a", 4000), header: bearer}, 404, chat.NotFound, ""},
		{"an unknown parameter", request{method: "GET", path: "/api/v1/inbox?list=all&debug=1", header: bearer}, 400, chat.Invalid, "debug"},
		{"a parameter without value", request{method: "GET", path: "/api/v1/inbox?list=", header: bearer}, 400, chat.Invalid, "list"},
		{"a semicolon in the address", request{method: "GET", path: "/api/v1/inbox?list=all;x=1", header: bearer}, 400, chat.Invalid, "list"},
		{"a visitor without site", request{method: "GET", path: "/api/v1/visitor/articles", cookies: []*http.Cookie{g.cookie}}, 400, chat.Invalid, "site"},
		{"a visitor on an unknown site", request{method: "GET", path: "/api/v1/visitor/articles?site=key-nobody-1", cookies: []*http.Cookie{g.cookie}}, 404, chat.NotFound, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := h.do(test.r)
			a.wantError(test.status, test.code, test.field)
			for name, want := range map[string]string{"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
				"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Strict-Transport-Security": "max-age=31536000"} {
				if got := a.Header().Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestCausesStayInTheLog(t *testing.T) {
	tests := []struct {
		name   string
		broken error
		status int
		code   chat.Code
	}{
		{"an error nobody classed", errors.New("column secret_column does not exist"), 500, chat.Internal},
		{"one classed as internal", &chat.Error{Code: chat.Internal, Say: "secret_column is missing"}, 500, chat.Internal},
		{"a database that is away", &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("secret_column refused")}, 503, chat.Unavailable},
		{"a deadline", fmt.Errorf("secret_column: %w", context.DeadlineExceeded), 503, chat.Unavailable},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h, _, id := waiting(t)
			token := h.token(ada)
			h.mu.Lock()
			h.broken = test.broken
			h.mu.Unlock()
			a := h.do(request{method: http.MethodGet, path: "/api/v1/conversations/" + string(id), header: map[string]string{"Authorization": "Bearer " + token}})
			say := a.wantError(test.status, test.code, "")
			if strings.Contains(a.Body.String(), "secret_column") {
				t.Errorf("the answer tells the cause: %s", say)
			}
			request := a.Header().Get("X-Request-ID")
			logged := 0
			for line := range strings.Lines(h.log.String()) {
				if strings.Contains(line, "secret_column") && strings.Contains(line, request) {
					logged++
				}
			}
			if logged != 1 {
				t.Errorf("the cause is in the log %d times with its request id, want once", logged)
			}
			if retry := a.Header().Get("Retry-After"); (retry != "") != (test.code == chat.Unavailable) {
				t.Errorf("Retry-After %q", retry)
			}
		})
	}
}

func TestAPanicIsAnsweredAndTheProcessStaysUp(t *testing.T) {
	h, _, id := waiting(t)
	h.copilot = func(func(string) error) (api.CopilotText, error) { panic("secret state") }
	drafts := "/conversations/" + string(id) + "/copilot/drafts"
	a := h.as(ada, http.MethodPost, drafts, `{}`)
	a.wantError(http.StatusInternalServerError, chat.Internal, "")
	if strings.Contains(a.Body.String(), "secret") || !strings.Contains(h.log.String(), "secret state") {
		t.Error("the cause belongs into the log and nowhere else")
	}
	h.copilot = nil
	h.as(ada, http.MethodPost, drafts, `{}`).want(http.StatusOK)
}

func TestTheLogHoldsNothingThatPeopleWrote(t *testing.T) {
	h, g, id := waiting(t)
	h.withPassword(ada)
	h.post("/auth/sign-in", `{"email":"ada@example.com","password":"`+password+`"}`).want(http.StatusOK)
	g.do(http.MethodPost, "/contact", `{"conversation":"`+string(id)+`","value":"canary@example.com"}`).want(http.StatusOK)
	g.do(http.MethodPost, "/messages", `{"client_id":"12345678","text":"CANARY text"}`).want(http.StatusOK)
	h.as(ada, http.MethodGet, "/search?q=CANARY", "").want(http.StatusOK)
	h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/claim", `{"relieves":"CANARY-agent"}`)
	log := h.log.String()
	for _, secret := range []string{"CANARY", "canary@", "ada@example.com", password, g.cookie.Value, "Bearer", "?q="} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(log, "route=/api/v1/search") || !strings.Contains(log, "status=200") {
		t.Errorf("the log lacks the requests themselves: %s", log)
	}
}

func TestRequestsOfOneAddressAreLimited(t *testing.T) {
	h := newHouse(t, func(c *api.Config) {
		c.Limits.Address = limit.Budget{Name: "address", Burst: 3, Every: time.Minute}
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	from := func(remote, forwarded string) int {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/setup", nil)
		r.RemoteAddr = remote
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		w := httptest.NewRecorder()
		h.http.ServeHTTP(w, r)
		return w.Code
	}
	steps := []struct {
		name, remote, forwarded string
		want                    int
	}{
		{"first", "192.0.2.7:1", "", 200}, {"second", "192.0.2.7:2", "", 200}, {"third", "192.0.2.7:3", "", 200},
		{"fourth", "192.0.2.7:4", "", 429},
		{"a stranger's header is not believed", "192.0.2.7:5", "198.51.100.1", 429},
		{"another address", "192.0.2.8:1", "", 200},
		{"one IPv6 host", "[2001:db8:1:2::1]:1", "", 200}, {"its neighbour", "[2001:db8:1:2::2]:1", "", 200}, {"and another", "[2001:db8:1:2:ffff::3]:1", "", 200},
		{"a fourth of the same /64", "[2001:db8:1:2:aaaa::4]:1", "", 429},
		{"another /64", "[2001:db8:1:3::1]:1", "", 200},
		{"behind our proxy", "10.0.0.1:1", "203.0.113.1", 200}, {"again", "10.0.0.1:1", "203.0.113.1", 200}, {"and again", "10.0.0.1:1", "203.0.113.1", 200},
		{"a fourth time", "10.0.0.1:1", "203.0.113.1", 429},
		{"somebody else behind it", "10.0.0.1:1", "203.0.113.2", 200},
		{"a client that adds its own hop", "10.0.0.1:1", "1.2.3.4, 203.0.113.1", 429},
	}
	for _, s := range steps {
		if got := from(s.remote, s.forwarded); got != s.want {
			t.Errorf("%s: %d, want %d", s.name, got, s.want)
		}
	}
}

func TestRequestsOfOneAgentAreLimited(t *testing.T) {
	h := newHouse(t, func(c *api.Config) { c.Limits.Agent = limit.Budget{Name: "agent", Burst: 2, Every: time.Minute} })
	me := request{method: http.MethodGet, path: "/api/v1/me", header: map[string]string{"Authorization": "Bearer " + h.token(ada)}}
	h.do(me).want(http.StatusOK)
	h.do(me).want(http.StatusOK)
	h.do(me).wantError(http.StatusTooManyRequests, chat.TooMany, "")
	h.as(emil, http.MethodGet, "/me", "").want(http.StatusOK)
}

type deafTaker struct{}

func (deafTaker) Take(context.Context, limit.Budget, string) (time.Duration, error) {
	return 0, errors.New("connection refused")
}

func TestRequestsThatCannotBeCountedPass(t *testing.T) {
	h := newHouse(t, func(c *api.Config) { c.Taker = deafTaker{} })
	h.as(ada, http.MethodGet, "/me", "").want(http.StatusOK)
	if !strings.Contains(h.log.String(), "requests cannot be counted") {
		t.Error("nothing in the log")
	}
}

func TestHealth(t *testing.T) {
	h := newHouse(t, nil)
	get := func(path string) answer { return h.do(request{method: http.MethodGet, path: path, noOrigin: true}) }
	get("/healthz").want(http.StatusOK)
	if got := get("/readyz").want(http.StatusOK).Body.String(); got != `{"status":"ok","checks":{"database":"ok"}}` {
		t.Errorf("readyz %s", got)
	}
	h.checks = map[string]error{"database": errors.New("dial tcp db.internal:5432: refused"), "bus": nil}
	if got := get("/readyz").want(http.StatusServiceUnavailable).Body.String(); got != `{"status":"not ready","checks":{"bus":"ok","database":"failed"}}` {
		t.Errorf("readyz %s", got)
	}
	get("/healthz").want(http.StatusOK)
}

func TestMetricsAreNotPublicAndNameRoutes(t *testing.T) {
	registry := prometheus.NewRegistry()
	h := newHouse(t, func(c *api.Config) { c.Metrics = registry })
	h.as(ada, http.MethodGet, "/conversations/some-conversation", "").want(http.StatusNotFound)
	h.do(request{method: "PURGE", path: "/random/" + strings.Repeat("x", 50)})
	h.do(request{method: http.MethodGet, path: "/metrics", header: map[string]string{"Accept": "text/plain"}}).want(http.StatusNotFound)
	w := httptest.NewRecorder()
	api.MetricsHandler(registry).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := w.Body.String()
	if !strings.Contains(text, `baton_http_requests_total{method="GET",route="/api/v1/conversations/:id",status="404"} 1`) {
		t.Errorf("metrics lack the request:\n%s", text)
	}
	if strings.Contains(text, "some-conversation") || strings.Contains(text, "PURGE") || strings.Contains(text, "xxx") {
		t.Error("metrics have labels that a client chose")
	}
}

func TestTheContractIsServed(t *testing.T) {
	h := newHouse(t, nil)
	a := h.do(request{method: http.MethodGet, path: "/api/openapi.yaml", noOrigin: true}).want(http.StatusOK)
	if !strings.HasPrefix(a.Body.String(), "openapi: 3.0.3") {
		t.Errorf("served %.40s", a.Body.String())
	}
}

func TestNewRefusesAnAddressThatIsNone(t *testing.T) {
	for _, public := range []string{"", "chat.example.com", "ftp://chat.example.com", "https://"} {
		u, err := url.Parse(public)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := api.New(api.Config{Public: u}, api.Ports{}); err == nil || !strings.Contains(err.Error(), "https://chat.example.com") {
			t.Errorf("New(%q) = %v, want a refusal with an example", public, err)
		}
	}
}

func TestPlainHTTPIsWarnedOf(t *testing.T) {
	h := newHouse(t, func(c *api.Config) { c.Public = &url.URL{Scheme: "http", Host: "10.0.0.7:8080"} })
	if !strings.Contains(h.log.String(), "plain http") {
		t.Error("nothing in the log")
	}
	a := h.do(request{method: http.MethodGet, path: "/healthz"})
	if a.Header().Get("Strict-Transport-Security") != "" {
		t.Error("a plain address asks for https for a year")
	}
}

// A real connection: a stream arrives piece by piece, and a client that leaves ends
// the work.
func TestStreamsOverARealConnection(t *testing.T) {
	h, _, id := waiting(t)
	next, ended := make(chan string), make(chan error, 1)
	h.copilot = func(piece func(string) error) (api.CopilotText, error) {
		for text := range next {
			if err := piece(text); err != nil {
				ended <- err
				return api.CopilotText{}, err
			}
		}
		ended <- nil
		return api.CopilotText{ID: "draft-0001", Text: "done"}, nil
	}
	server := api.NewHTTPServer(h.http, slog.New(slog.DiscardHandler))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+listener.Addr().String()+"/api/v1/conversations/"+string(id)+"/copilot/drafts", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+h.token(ada))
	go func() { next <- "first" }()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	in := bufio.NewReader(res.Body)
	if line, err := in.ReadString('\n'); err != nil || line != `{"delta":"first"}`+"\n" {
		t.Fatalf("first line %q, %v; want it before the second is written", line, err)
	}
	next <- "second"
	if line, err := in.ReadString('\n'); err != nil || line != `{"delta":"second"}`+"\n" {
		t.Fatalf("second line %q, %v", line, err)
	}
	leave()
	if _, err := io.Copy(io.Discard, in); !errors.Is(err, context.Canceled) {
		t.Errorf("after leaving: %v", err)
	}
	for { // the server learns of it by a write that fails
		select {
		case next <- "into the void":
		case err := <-ended:
			if err == nil {
				t.Error("the work went on to its end although nobody reads")
			}
			return
		}
	}
}
