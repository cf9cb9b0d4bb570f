// Command factgen writes the TypeScript twin of package chat's facts: the
// types, a parser that trusts nothing, and golden lives that the front ends'
// reducers must replay to the same result.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", "shared", "folder of the shared front-end package")
	flag.Parse()
	files, err := Generate()
	if err != nil {
		log.Fatal(err)
	}
	for name, b := range files {
		p := filepath.Join(*out, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o750); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(p, b, 0o644); err != nil { //nolint:gosec // source code is public
			log.Fatal(err)
		}
	}
}
