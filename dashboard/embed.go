// Package dashboard holds the agents' dashboard as it was built. The sources
// are TypeScript; `make web` builds them into dist, and without that step the
// package still compiles, with a placeholder in place of the page.
package dashboard

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files gives the contents of dist: index.html, what it loads, and beside each
// file its compressed forms (.gz and .br). Before the first build it holds a
// placeholder only.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return files
}
