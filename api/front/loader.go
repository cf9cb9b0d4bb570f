package front

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// SettingsPlaceholder is what the build leaves in the loader where a site's settings
// belong: an expression of JavaScript.
const SettingsPlaceholder = "__BATON_SETTINGS__"

// loaderName is the loader's file in the widget's dist.
const loaderName = "loader.js"

// Loader is the script that a host's page loads, before it is filled.
type Loader struct {
	text   []byte // empty: not built
	filled *filledLoaders
}

// filledLoaders remembers what was made for the sites that were asked for last.
type filledLoaders struct {
	mu   sync.Mutex // guards made
	made *simplelru.LRU[string, script]
}

type script struct{ plain, packed []byte }

// NewLoader takes the loader from the widget's files.
func NewLoader(files *Files) (Loader, error) {
	made, err := simplelru.NewLRU[string, script](256, nil)
	if err != nil {
		return Loader{}, err
	}
	l := Loader{filled: &filledLoaders{made: made}}
	text, err := files.Read(loaderName)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	if !bytes.Contains(text, []byte(SettingsPlaceholder)) { // a minifier may have copied it
		return l, fmt.Errorf("%s does not hold the placeholder %s", loaderName, SettingsPlaceholder)
	}
	l.text = text
	return l, nil
}

// Serve answers with the loader for a site's settings.
func (l Loader) Serve(w http.ResponseWriter, r *http.Request, settings any) {
	if len(l.text) == 0 {
		l.Warn(w, r, "this server was compiled without its front ends; run make build.")
		return
	}
	value, err := json.Marshal(settings) // escapes what could end a script
	if err != nil {
		http.Error(w, "This script cannot be made at the moment.", http.StatusInternalServerError)
		return
	}
	s := l.fill(string(value))
	shareable(w, "public, max-age=300, stale-while-revalidate=86400")
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	content, tag := s.plain, etag(s.plain)
	if accepted(r.Header.Get("Accept-Encoding")).gzip {
		content, tag = s.packed, strings.TrimSuffix(tag, `"`)+`gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	if unchanged(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // a client that is gone
	}
}

// unchanged reports whether a client has the tagged version already.
func unchanged(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}

func (l Loader) fill(value string) script {
	l.filled.mu.Lock()
	defer l.filled.mu.Unlock()
	s, ok := l.filled.made.Get(value)
	if !ok {
		s.plain = bytes.ReplaceAll(l.text, []byte(SettingsPlaceholder), []byte(value))
		s.packed = pack(s.plain)
		l.filled.made.Add(value, s)
	}
	return s
}

// Warn answers with a script that prints one warning for the developer and does
// nothing else. why must be our own words.
func (l Loader) Warn(w http.ResponseWriter, r *http.Request, why string) {
	line, err := json.Marshal("Baton: " + why)
	if err != nil {
		line = []byte(`"Baton"`)
	}
	shareable(w, "public, max-age=60")
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte("console.warn(" + string(line) + ");\n"))
	}
}

// shareable are the headers of a script that other sites' pages load.
func shareable(w http.ResponseWriter, cache string) {
	h := w.Header()
	h.Set("Content-Type", types[".js"])
	h.Set("Cache-Control", cache)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", "*")
}
