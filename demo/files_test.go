package demo

import (
	"io/fs"
	"testing/fstest"
)

// stringFS is a folder written as a map.
type stringFS map[string]string

func (s stringFS) FS() fs.FS {
	files := fstest.MapFS{}
	for name, content := range s {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}
