// Package docs holds Baton's own help pages, from which its assistant answers
// questions about Baton.
package docs

import (
	"embed"
	"io/fs"
)

//go:embed help/*.md
var help embed.FS

// Help gives the pages: Markdown with front matter, as knowledge.ImportFolder
// reads them.
func Help() fs.FS {
	pages, err := fs.Sub(help, "help")
	if err != nil {
		panic(err) // they are embedded above
	}
	return pages
}
