package front_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/batonchat/baton/api/front"
)

func packed(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.Bytes()
}

const script = "export const answer = 42;"

// dist is a front end as the build leaves it: one file in all forms, one only packed,
// one only plain.
func dist() fstest.MapFS {
	return fstest.MapFS{
		"index.html":             {Data: []byte(`<script nonce="__BATON_NONCE__"></script><style nonce="__BATON_NONCE__"></style>` + strings.Repeat("<p>filler</p>", 80))},
		"assets/app-1a2b3c4d.js": {Data: []byte(script)}, "assets/app-1a2b3c4d.js.gz": {Data: packed(script)}, "assets/app-1a2b3c4d.js.br": {Data: []byte("br form")},
		"assets/lean-5e6f7a8b.css.gz": {Data: packed("a{}")}, "assets/lean-5e6f7a8b.css.br": {Data: []byte("br css")},
		"favicon.svg":     {Data: []byte("<svg/>")},
		"placeholder.txt": {Data: []byte("x")},
		"source.ts":       {Data: []byte("secret source")},
		"loader.js":       {Data: []byte(`(function(){var s=__BATON_SETTINGS__;})();` + strings.Repeat("/*filler*/", 80))},
	}
}

func files(t *testing.T, fsys fstest.MapFS) *front.Files {
	t.Helper()
	f, err := front.New(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func get(header ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func TestServeChoosesTheBestForm(t *testing.T) {
	f := files(t, dist())
	tests := []struct {
		name, file, accept string
		form, body         string
	}{
		{"all of today's browsers", "assets/app-1a2b3c4d.js", "gzip, deflate, br, zstd", "br", "br form"},
		{"gzip only", "assets/app-1a2b3c4d.js", "gzip", "gzip", string(packed(script))},
		{"nothing", "assets/app-1a2b3c4d.js", "", "", script},
		{"brotli refused", "assets/app-1a2b3c4d.js", "br;q=0, gzip;q=0.5", "gzip", string(packed(script))},
		{"all refused", "assets/app-1a2b3c4d.js", "br; q=0, gzip;q=0.000", "", script},
		{"nothing, and only packed forms", "assets/lean-5e6f7a8b.css", "", "", "a{}"},
		{"brotli, but only plain", "favicon.svg", "br", "", "<svg/>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			if !f.Serve(w, get("Accept-Encoding", test.accept), test.file) {
				t.Fatal("there is no such file")
			}
			if w.Header().Get("Content-Encoding") != test.form || w.Body.String() != test.body || w.Header().Get("Vary") != "Accept-Encoding" {
				t.Errorf("encoding %q, vary %q, body %q", w.Header().Get("Content-Encoding"), w.Header().Get("Vary"), w.Body.String())
			}
		})
	}
}

func TestServeSaysHowLongToKeep(t *testing.T) {
	f := files(t, dist())
	w := httptest.NewRecorder()
	f.Serve(w, get(), "assets/app-1a2b3c4d.js")
	if got := w.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("a hashed name: %q, %q", got, w.Header().Get("Content-Type"))
	}
	w = httptest.NewRecorder()
	f.Serve(w, get(), "favicon.svg")
	tag := w.Header().Get("ETag")
	if got := w.Header().Get("Cache-Control"); got != "public, max-age=300" || tag == "" {
		t.Errorf("another name: %q, tag %q", got, tag)
	}
	w = httptest.NewRecorder()
	f.Serve(w, get("If-None-Match", tag), "favicon.svg")
	if w.Code != http.StatusNotModified {
		t.Errorf("status %d, want 304", w.Code)
	}
}

func TestServeKnowsOnlyWhatWasBuilt(t *testing.T) {
	f := files(t, dist())
	for _, name := range []string{"", ".", "assets", "assets/", "nothing.js", "../secret", "source.ts", "assets/app-1a2b3c4d.js.gz", "/favicon.svg"} {
		if f.Serve(httptest.NewRecorder(), get(), name) {
			t.Errorf("%q was served", name)
		}
	}
	empty, err := front.New(nil)
	if err != nil || empty.Has("index.html") {
		t.Errorf("no files at all: %v, %v", empty.Has("index.html"), err)
	}
	if _, err := front.New(fstest.MapFS{"a.js.br": {Data: []byte("x")}}); err == nil || !strings.Contains(err.Error(), "a.js") {
		t.Errorf("a file that some clients could not get: %v, want an error", err)
	}
}

func TestPageHasAFreshNonce(t *testing.T) {
	f := files(t, dist())
	policy := front.DashboardPolicy("https://chat.example.com")
	nonces := map[string]bool{}
	for range 3 {
		w := httptest.NewRecorder()
		f.Page(w, get(), policy, "index.html")
		csp, body := w.Header().Get("Content-Security-Policy"), w.Body.String()
		_, rest, _ := strings.Cut(csp, "script-src 'self' 'nonce-")
		nonce, _, _ := strings.Cut(rest, "'")
		if len(nonce) < 22 || strings.Count(body, `nonce="`+nonce+`"`) != 2 || strings.Contains(body, "__BATON") {
			t.Fatalf("nonce %q in %s", nonce, body)
		}
		nonces[nonce] = true
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("Cache-Control %q", w.Header().Get("Cache-Control"))
		}
		want := "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self' 'nonce-N'; img-src 'self' data: blob:; font-src 'self'; media-src 'self'; " +
			"connect-src 'self' wss://chat.example.com; base-uri 'none'; require-trusted-types-for 'script'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'"
		if got := strings.ReplaceAll(csp, nonce, "N"); got != want {
			t.Errorf("policy %s\nwant %s", got, want)
		}
	}
	if len(nonces) != 3 {
		t.Error("a nonce came twice")
	}
}

func TestPageIsPackedWhenWorthIt(t *testing.T) {
	f := files(t, dist())
	w := httptest.NewRecorder()
	f.Page(w, get("Accept-Encoding", "gzip"), front.DashboardPolicy("https://chat.example.com"), "index.html")
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || !bytes.Contains(body, []byte("filler")) || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("body %s, %v", body, err)
	}
}

func TestPanelMayBeFramedBySitesOwnPagesOnly(t *testing.T) {
	policy := front.PanelPolicy("http://localhost:8080", []string{"shop.example.com", "*.example.org", "localhost:8081"})("N")
	if !strings.HasSuffix(policy, "; frame-ancestors 'self' shop.example.com *.example.org localhost:8081") || !strings.Contains(policy, "connect-src 'self' ws://localhost:8080") {
		t.Errorf("policy %s", policy)
	}
	if policy := front.PanelPolicy("https://chat.example.com", nil)("N"); !strings.HasSuffix(policy, "; frame-ancestors 'self'") {
		t.Errorf("policy without domains %s", policy)
	}
}

func TestAFrontEndThatWasNotBuiltSaysSo(t *testing.T) {
	f := files(t, fstest.MapFS{"placeholder.txt": {Data: []byte("not built")}})
	w := httptest.NewRecorder()
	f.Page(w, get(), front.DashboardPolicy("https://chat.example.com"), "index.html")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "Front end not built") || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("%d %s", w.Code, w.Body.String())
	}
	l, err := front.NewLoader(f)
	if err != nil {
		t.Fatal(err)
	}
	w = httptest.NewRecorder()
	l.Serve(w, get(), map[string]string{})
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), `console.warn("Baton: `) {
		t.Errorf("loader: %d %s", w.Code, w.Body.String())
	}
}

func TestLoaderCarriesSettings(t *testing.T) {
	l, err := front.NewLoader(files(t, dist()))
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{"name": "</script><script>alert(1)//\u2028", "key": "k"}
	w := httptest.NewRecorder()
	l.Serve(w, get(), settings)
	h := w.Header()
	if !strings.Contains(w.Body.String(), `var s={"key":"k","name":"\u003c/script\u003e\u003cscript\u003ealert(1)//\u2028"};`) {
		t.Errorf("loader %s", w.Body.String())
	}
	if h.Get("Cache-Control") != "public, max-age=300, stale-while-revalidate=86400" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" ||
		h.Get("Content-Type") != "text/javascript; charset=utf-8" || h.Get("Vary") != "Accept-Encoding" {
		t.Errorf("headers %v", h)
	}
	again := httptest.NewRecorder()
	l.Serve(again, get("If-None-Match", `"other", W/`+h.Get("ETag")), settings)
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("unchanged: %d with %d bytes", again.Code, again.Body.Len())
	}
	changed := httptest.NewRecorder()
	l.Serve(changed, get("If-None-Match", h.Get("ETag")), map[string]string{"key": "other"})
	if changed.Code != http.StatusOK || changed.Header().Get("ETag") == h.Get("ETag") {
		t.Errorf("changed settings: %d, the same tag", changed.Code)
	}
	zipped := httptest.NewRecorder()
	l.Serve(zipped, get("Accept-Encoding", "gzip"), settings)
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Header().Get("ETag") == h.Get("ETag") {
		t.Errorf("packed: %v", zipped.Header())
	}
}

func TestLoaderWithoutPlaceholderIsAMistake(t *testing.T) {
	if _, err := front.NewLoader(files(t, fstest.MapFS{"loader.js": {Data: []byte("nothing")}})); err == nil || !strings.Contains(err.Error(), "__BATON_SETTINGS__") {
		t.Errorf("NewLoader() = %v, want it to name the placeholder", err)
	}
}
