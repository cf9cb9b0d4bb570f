// Package widget holds the built front end. Go builds without it: then only a
// placeholder is inside, and the page says how to build it.
package widget

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files gives what the build wrote into dist.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is embedded above
	}
	return files
}
