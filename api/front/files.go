package front

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// Files are what a front end was built into. They do not change while Baton runs.
type Files struct {
	fsys  fs.FS
	known map[string]file // by the name without .gz and .br
}

// file says in which forms a file is there.
type file struct {
	plain, gzip, brotli bool
	etag                string // empty for hashed names, which need none
}

// types of what front ends are made of. The system's table differs from place to place.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json", ".map": "application/json", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".jpg": "image/jpeg", ".webp": "image/webp",
	".woff2": "font/woff2", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav",
}

// hashed is the folder whose names change with their content.
const hashed = "assets/"

// New looks through a dist folder; nil is an empty one.
func New(fsys fs.FS) (*Files, error) {
	f := &Files{fsys: fsys, known: map[string]file{}}
	if fsys == nil {
		return f, nil
	}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		base, form := name, ""
		if ext := path.Ext(name); ext == ".gz" || ext == ".br" {
			base, form = strings.TrimSuffix(name, ext), ext
		}
		if types[path.Ext(base)] == "" {
			return nil
		}
		k := f.known[base]
		switch form {
		case ".gz":
			k.gzip = true
		case ".br":
			k.brotli = true
		default:
			k.plain = true
		}
		f.known[base] = k
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name, k := range f.known {
		if !k.plain && !k.gzip {
			return nil, fmt.Errorf("%s is there as .br only; .gz is needed too", name)
		}
		if !strings.HasPrefix(name, hashed) {
			content, err := f.Read(name)
			if err != nil {
				return nil, err
			}
			k.etag = etag(content)
			f.known[name] = k
		}
	}
	return f, nil
}

func etag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// Has reports whether there is such a file.
func (f *Files) Has(name string) bool {
	_, ok := f.known[name]
	return ok
}

// Read gives a file's content, unpacked.
func (f *Files) Read(name string) ([]byte, error) {
	k, ok := f.known[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	if k.plain {
		return fs.ReadFile(f.fsys, name)
	}
	packed, err := fs.ReadFile(f.fsys, name+".gz")
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return content, nil
}

// Serve answers with a file, in the best form that the client takes. It reports false,
// and has done nothing, when there is no such file.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, name string) bool {
	k, ok := f.known[name]
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", types[path.Ext(name)])
	h.Add("Vary", "Accept-Encoding")
	if strings.HasPrefix(name, hashed) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "public, max-age=300")
	}
	content, form, err := f.form(name, k, accepted(r.Header.Get("Accept-Encoding")))
	if closer, ok := content.(io.Closer); ok {
		defer closer.Close()
	}
	if err != nil {
		http.Error(w, "This file cannot be read at the moment.", http.StatusInternalServerError)
		return true
	}
	if form != "" {
		h.Set("Content-Encoding", form)
	}
	if k.etag != "" {
		// One tag for each form, as caches need it.
		h.Set("ETag", strings.TrimSuffix(k.etag, `"`)+form+`"`)
	}
	http.ServeContent(w, r, "", time.Time{}, content)
	return true
}

// form opens a file in the best form.
func (f *Files) form(name string, k file, takes encodings) (content io.ReadSeeker, form string, err error) {
	switch {
	case k.brotli && takes.brotli:
		content, err = f.open(name + ".br")
		return content, "br", err
	case k.gzip && takes.gzip:
		content, err = f.open(name + ".gz")
		return content, "gzip", err
	case k.plain:
		content, err = f.open(name)
		return content, "", err
	}
	unpacked, err := f.Read(name)
	return bytes.NewReader(unpacked), "", err
}

func (f *Files) open(name string) (io.ReadSeeker, error) {
	opened, err := f.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	content, ok := opened.(io.ReadSeeker) // embedded files and those of a disk are
	if !ok {
		return nil, errors.Join(fmt.Errorf("%s cannot be read from any place", name), opened.Close())
	}
	return content, nil
}

// encodings are those that a client takes, of the ones we have.
type encodings struct{ brotli, gzip bool }

// accepted reads Accept-Encoding. What a client refuses with q=0 it does not get.
func accepted(header string) encodings {
	var e encodings
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := strings.ReplaceAll(weight, " ", "")
		takes := q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "br":
			e.brotli = takes
		case "gzip", "x-gzip":
			e.gzip = takes
		}
	}
	return e
}
