package api_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/chat"
)

func built(t *testing.T) *house {
	t.Helper()
	return newHouse(t, func(c *api.Config) {
		c.Dashboard = fstest.MapFS{"index.html": {Data: []byte("<title>Dashboard</title>")}, "favicon.svg": {Data: []byte("<svg/>")}, "assets/app-1a2b3c4d.js": {Data: []byte("app")}}
		c.Widget = fstest.MapFS{"panel.html": {Data: []byte("<title>Panel</title>")}, "loader.js": {Data: []byte("boot(__BATON_SETTINGS__)")}, "assets/panel-1a2b3c4d.js": {Data: []byte("panel")}}
	})
}

func TestWhichAddressGetsWhat(t *testing.T) {
	h := built(t)
	const page = "text/html,application/xhtml+xml,*/*;q=0.8"
	tests := []struct {
		name, path, accept string
		status             int
		body               string // part of it
	}{
		{"the dashboard", "/", page, 200, "<title>Dashboard</title>"},
		{"a deep link", "/inbox/queue/abcdefgh?sort=newest", page, 200, "<title>Dashboard</title>"},
		{"the page by its file name", "/index.html", page, 404, "no such file"},
		{"one of its files", "/favicon.svg", "image/*", 200, "<svg/>"},
		{"an asset", "/assets/app-1a2b3c4d.js", "*/*", 200, "app"},
		{"an asset of an older build", "/assets/app-00000000.js", "*/*", 404, "no such file"},
		{"an asset without extension", "/assets/app", page, 404, "no such file"},
		{"an unknown file", "/robots.txt", page, 404, "no such file"},
		{"a climb", "/../../../etc/passwd", "text/plain", 404, "no such file"},
		{"an address for a program", "/inbox", "application/json", 404, "no such file"},
		{"an unknown operation", "/api/nonsense", page, 404, `"code":"not_found"`},
		{"the panel", "/w/" + keyA, page, 200, "<title>Panel</title>"},
		{"a panel of no site", "/w/key-nobody-1", page, 404, `"code":"not_found"`},
		{"a file of the panel", "/w/assets/panel-1a2b3c4d.js", "*/*", 200, "panel"},
		{"an unknown file of the panel", "/w/assets/panel-00000000.js", page, 404, "no such file"},
		{"a file under a key", "/w/" + keyA + "/panel-1a2b3c4d.js", "*/*", 404, "no such file"},
		{"the loader", "/widget.js?site=" + keyA, "*/*", 200, `boot({"accent":"#3451D1",`},
		{"the loader of no site", "/widget.js?site=key-nobody-1", "*/*", 200, `console.warn("Baton: there is no site`},
		{"the loader without site", "/widget.js", "*/*", 200, `console.warn("Baton: there is no site`},
		{"the loader of nonsense", "/widget.js?site=%22);alert(1)//", "*/*", 200, `console.warn("Baton: there is no site`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := h.do(request{method: http.MethodGet, path: test.path, header: map[string]string{"Accept": test.accept}, noOrigin: true}).want(test.status)
			if !strings.Contains(a.Body.String(), test.body) || strings.Contains(a.Body.String(), "alert(1)") {
				t.Errorf("body %s, want %s", a.Body.String(), test.body)
			}
			if a.Header().Get("X-Content-Type-Options") != "nosniff" || a.Header().Get("Set-Cookie") != "" {
				t.Errorf("headers %v", a.Header())
			}
		})
	}
	h.do(request{method: http.MethodPost, path: "/inbox", body: "{}"}).wantError(http.StatusNotFound, chat.NotFound, "")
	if a := h.do(request{method: http.MethodHead, path: "/", header: map[string]string{"Accept": page}}); a.Code != http.StatusOK || a.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", a.Code, a.Body.Len())
	}
}

func TestWhoMayFrameWhat(t *testing.T) {
	h := built(t)
	get := func(path string) http.Header {
		return h.do(request{method: http.MethodGet, path: path, noOrigin: true}).want(http.StatusOK).Header()
	}
	dashboard, panel := get("/"), get("/w/"+keyA)
	if !strings.Contains(dashboard.Get("Content-Security-Policy"), "frame-ancestors 'none'") || dashboard.Get("X-Frame-Options") != "DENY" {
		t.Errorf("dashboard %v", dashboard)
	}
	if !strings.HasSuffix(panel.Get("Content-Security-Policy"), "frame-ancestors 'self' shop.example.com") || panel.Get("X-Frame-Options") != "" {
		t.Errorf("panel %v", panel)
	}
}

func TestTheLoaderTellsOnlyWhatIsPublic(t *testing.T) {
	h := built(t)
	body := h.do(request{method: http.MethodGet, path: "/widget.js?site=" + keyA, noOrigin: true}).want(http.StatusOK).Body.String()
	for _, secret := range []string{"secret persona", "shop.example.com", "hours", "version"} {
		if strings.Contains(body, secret) {
			t.Errorf("the loader tells %q: %s", secret, body)
		}
	}
	if !strings.Contains(body, `"assistant":"Wheely"`) || !strings.Contains(body, `"accent":"#3451D1"`) {
		t.Errorf("loader %s", body)
	}
}

func TestSiteSettingsAreBelievedForFiveSeconds(t *testing.T) {
	h := built(t)
	load := func() string {
		return h.do(request{method: http.MethodGet, path: "/widget.js?site=" + keyA, noOrigin: true}).want(http.StatusOK).Body.String()
	}
	for range 10 {
		load()
		h.do(request{method: http.MethodGet, path: "/widget.js?site=key-nobody-1", noOrigin: true})
	}
	if h.siteReads != 2 {
		t.Errorf("twenty loads read sites %d times, want 2", h.siteReads)
	}
	h.as(dora, http.MethodPatch, "/sites/"+string(siteA), `{"greeting":"At once"}`).want(http.StatusOK)
	if !strings.Contains(load(), "At once") {
		t.Error("a change made on this node is not shown at once")
	}
	s := h.sites[siteA]
	s.Settings.Greeting = "From another node"
	h.sites[siteA] = s
	if strings.Contains(load(), "another node") {
		t.Error("the settings were read again at once")
	}
	h.pass(6e9)
	if !strings.Contains(load(), "another node") {
		t.Error("a change made on another node is not shown after six seconds")
	}
	s.Settings.Greeting = "Told by another node"
	h.sites[siteA] = s
	h.server.ForgetSite(siteA)
	if !strings.Contains(load(), "Told by another node") {
		t.Error("a change that another node tells of is not shown at once")
	}
}

func TestWithoutFrontEndsThePageSaysSo(t *testing.T) {
	h := newHouse(t, nil)
	for _, path := range []string{"/", "/w/" + keyA} {
		a := h.do(request{method: http.MethodGet, path: path, noOrigin: true}).want(http.StatusServiceUnavailable)
		if !strings.Contains(a.Body.String(), "Front end not built") {
			t.Errorf("%s: %s", path, a.Body.String())
		}
	}
}

func TestSocketsAreServedBesideTheAPI(t *testing.T) {
	h := newHouse(t, func(c *api.Config) {
		c.Sockets = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("socket " + r.URL.Path)) })
	})
	if got := h.do(request{method: http.MethodGet, path: "/ws/agent?ticket=x"}).want(http.StatusOK).Body.String(); got != "socket /ws/agent" {
		t.Errorf("answer %q", got)
	}
	h.do(request{method: http.MethodGet, path: "/wsx", header: map[string]string{"Accept": "text/plain"}}).want(http.StatusNotFound)
}
