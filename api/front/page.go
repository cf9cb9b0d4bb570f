package front

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
)

// NoncePlaceholder is what the build leaves where a nonce belongs.
const NoncePlaceholder = "__BATON_NONCE__"

// Page serves a document of the files with a fresh nonce, and with what policy makes
// of that nonce as its Content-Security-Policy. name says which; the first that is
// there is taken. When none is, the answer tells how to build it.
func (f *Files) Page(w http.ResponseWriter, r *http.Request, policy func(nonce string) string, names ...string) {
	h := w.Header()
	h.Set("Content-Type", types[".html"])
	h.Set("Cache-Control", "no-store")
	for _, name := range names {
		content, err := f.Read(name)
		if err != nil {
			continue
		}
		nonce := newNonce()
		h.Set("Content-Security-Policy", policy(nonce))
		send(w, r, http.StatusOK, bytes.ReplaceAll(content, []byte(NoncePlaceholder), []byte(nonce)))
		return
	}
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	send(w, r, http.StatusServiceUnavailable, []byte(notBuilt))
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Front end not built</title>
<h1>Front end not built</h1>
<p>This Baton was compiled without its front ends. Run <code>make build</code>, which needs Node, and start it again.</p>
`

func newNonce() string {
	b := make([]byte, 18)
	_, _ = rand.Read(b) // never fails
	return base64.StdEncoding.EncodeToString(b)
}

// send answers with bytes made at run time, compressed if that is worth it.
func send(w http.ResponseWriter, r *http.Request, status int, content []byte) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(content) > 600 && accepted(r.Header.Get("Accept-Encoding")).gzip {
		h.Set("Content-Encoding", "gzip")
		content = pack(content)
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // a client that is gone
	}
}

func pack(content []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(content) // into memory
	_ = z.Close()
	return b.Bytes()
}

// scripts is the part of both policies that says what a page may load. connect is
// where its sockets go.
func scripts(nonce, connect string) string {
	return "default-src 'none'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self' 'nonce-" + nonce + "'; img-src 'self' data: blob:; " +
		"font-src 'self'; media-src 'self'; connect-src 'self' " + connect + "; base-uri 'none'; require-trusted-types-for 'script'"
}

// DashboardPolicy is the Content-Security-Policy of the dashboard: nobody frames it. Its
// worker shows what a device is asked while no page is open.
// origin is Baton's own.
func DashboardPolicy(origin string) func(nonce string) string {
	return func(nonce string) string {
		return scripts(nonce, socketOrigin(origin)) + "; frame-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'"
	}
}

// PanelPolicy is that of the widget's panel: only pages of the site's domains, and
// Baton's own for previews, may frame it. The domains must have been checked.
func PanelPolicy(origin string, domains []string) func(nonce string) string {
	return func(nonce string) string {
		return scripts(nonce, socketOrigin(origin)) + "; form-action 'none'; frame-ancestors " + strings.Join(append([]string{"'self'"}, domains...), " ")
	}
}

// socketOrigin is the same origin for sockets; not every browser counts those as 'self'.
func socketOrigin(origin string) string {
	return "ws" + strings.TrimPrefix(origin, "http")
}
