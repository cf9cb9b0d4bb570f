// Package demo holds the demonstration: Northwheel, a bicycle shop with a help
// centre, its pages and the people who answer for it. It is what a newcomer sees
// first, and what the end-to-end tests walk through.
//
// The shop is an ordinary web site that embeds the widget with one script tag. Its
// pages carry a strict Content-Security-Policy, so whatever works here works on a
// careful customer's site. Nothing can be bought: pages, prices and people are
// invented, telephone numbers and mail addresses are of ranges that nobody has.
package demo

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/batonchat/baton/knowledge"
)

//go:embed articles/shop/*.md
var articleFiles embed.FS

//go:embed shop
var shopFiles embed.FS

// Articles returns the shop's help centre: Markdown files with front matter, as
// knowledge.ImportFolder reads them.
func Articles() fs.FS {
	sub, err := fs.Sub(articleFiles, "articles/shop")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Handler serves the shop. Every page ends with a script tag for widgetScriptURL,
// an absolute http or https address such as
// http://localhost:8080/widget.js?site=KEY; its origin is the only foreign one that
// the pages' policy allows.
func Handler(widgetScriptURL string) (http.Handler, error) {
	return handler(widgetScriptURL, time.Now)
}

func handler(widgetScriptURL string, now func() time.Time) (http.Handler, error) {
	widget, err := url.Parse(widgetScriptURL)
	if err != nil || widget.Host == "" || widget.Scheme != "http" && widget.Scheme != "https" {
		return nil, fmt.Errorf("the widget's script address %q is not an absolute http or https address", widgetScriptURL)
	}
	pages, err := template.ParseFS(shopFiles, "shop/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read the shop's pages: %w", err)
	}
	help, err := readHelp(Articles())
	if err != nil {
		return nil, err
	}
	s := &shop{
		pages:  pages,
		help:   help,
		now:    now,
		policy: policy(widget.Scheme + "://" + widget.Host),
		script: template.HTML(`<script async src="` + template.HTMLEscapeString(widgetScriptURL) + `"></script>`), //nolint:gosec // escaped
	}
	return s.routes()
}

// policy is the strictest that the widget's documentation promises to work under.
func policy(widgetOrigin string) string {
	return strings.Join([]string{
		"default-src 'none'", "style-src 'self'", "img-src 'self' data:", "script-src " + widgetOrigin, "frame-src " + widgetOrigin,
		"connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// shop serves pages out of templates and files out of memory.
type shop struct {
	pages  *template.Template
	help   helpCentre
	now    func() time.Time
	policy string
	script template.HTML
}

func (s *shop) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /bicycles/{slug}", s.bicycle)
	mux.HandleFunc("GET /orders/"+orderNumber, s.order)
	mux.HandleFunc("GET /help", s.helpIndex)
	mux.HandleFunc("GET /help/{slug}", s.article)
	mux.HandleFunc("GET /", s.missing)
	files := map[string]string{"/shop.css": "text/css; charset=utf-8", "/favicon.svg": "image/svg+xml"}
	for path, contentType := range files {
		content, err := shopFiles.ReadFile("shop" + path)
		if err != nil {
			return nil, fmt.Errorf("read the shop's files: %w", err)
		}
		mux.Handle("GET "+path, file(content, contentType))
	}
	for _, p := range People() {
		mux.Handle("GET "+p.PortraitPath, file(p.Portrait, "image/svg+xml"))
	}
	return s.secured(mux), nil
}

// secured puts the headers of a careful site on every answer.
func (s *shop) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		next.ServeHTTP(w, r)
	})
}

// file serves bytes that do not change while the program runs.
func file(content []byte, contentType string) http.Handler {
	sum := sha256.Sum256(content)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}

// page is what every template gets.
type page struct {
	Title    string
	At       string // which entry of the menu is current
	Script   template.HTML
	Order    string
	Bicycles []Bicycle
	Help     helpCentre
	Content  any
}

// show writes a whole page, never half of one. A template that fails is a bug of this
// package; the server logs the panic.
func (s *shop) show(w http.ResponseWriter, status int, name string, p page) {
	p.Script, p.Order, p.Bicycles, p.Help = s.script, orderNumber, bicycles, s.help
	var body bytes.Buffer
	if err := s.pages.ExecuteTemplate(&body, name, p); err != nil {
		panic(fmt.Sprintf("draw %s of the demonstration shop: %v", name, err))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the visitor may have gone
}

func (s *shop) missing(w http.ResponseWriter, _ *http.Request) {
	s.show(w, http.StatusNotFound, "missing.tmpl", page{Title: "Page not found"})
}

// helpCentre is the shop's articles by collection.
type helpCentre struct {
	Collections []collection
	bySlug      map[string]knowledge.Article
}

type collection struct {
	Name     string
	Anchor   string
	Articles []knowledge.Article
}
