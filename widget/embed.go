// Package widget holds the built front end of the visitor: the loader that a
// host page includes, and the panel that it opens in a frame.
//
// The Node build writes it to dist/, each file beside its .gz and .br forms.
// Without a build there is only placeholder.txt, so that Go builds by itself.
package widget

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist gives the built files: loader.js, panel.html and assets/.
//
// In loader.js the word __BATON_SETTINGS__ stands exactly once, in the place of
// the site's public settings as JSON (or null for a site that is not served).
// In panel.html the word __BATON_NONCE__ stands for a fresh nonce.
func Dist() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // dist is embedded above
	}
	return dist
}
