package main

import (
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/batonchat/baton/migrations"
)

// VersionCmd prints what program this is.
type VersionCmd struct{}

// Run prints the program's version, that of Go, and that of the schema it knows.
func (VersionCmd) Run(sh *shell) error {
	schema, err := schemaVersion()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sh.out, "baton %s (%s, schema %s)\n", version(), runtime.Version(), schema)
	return err
}

// version is the module's version, or the revision that was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && (v == "" || v == "(devel)") && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return strings.Trim(v, "()")
}

// schemaVersion is the number of the last migration.
func schemaVersion() (string, error) {
	files, err := fs.Glob(migrations.Files, "postgres/*.sql")
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("find the migrations: %w", err)
	}
	number, _, _ := strings.Cut(path.Base(files[len(files)-1]), "_") // Glob sorts
	return strings.TrimLeft(number, "0"), nil
}
