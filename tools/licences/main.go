// Command licences checks that everything shipped inside Baton may be shipped under
// the MIT licence. It reads the licence file of each Go module that ./... compiles
// in and the licence field of each npm package that is not for development, and
// fails on one that is missing, unknown or not on the list.
//
//	licences REPOSITORY
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are SPDX names of licences that ask for no more than a notice or, for
// MPL, for changes to its own files.
var allowed = []string{
	"0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "Unlicense", "Zlib",
}

// reviewed are files that a person has read because the checker cannot: notices in
// prose that add no condition to the licence beside them.
var reviewed = []string{
	"modernc.org/libc/LICENSE-3RD-PARTY.md",   // Go (BSD), musl (MIT and BSD)
	"modernc.org/memory/LICENSE-LOGO",         // where a picture comes from, which we do not ship
	"modernc.org/sqlite/LICENSE-3RD-PARTY.md", // a table of MIT, BSD, Apache and public domain texts
	"modernc.org/sqlite/LICENSE-SQLITE",       // public domain
}

// covered is the share of a licence file, in percent, that must be licence text.
const covered = 75

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: licences REPOSITORY")
		os.Exit(2)
	}
	modules, goErr := checkGo(os.Args[1])
	packages, npmErr := checkNPM(filepath.Join(os.Args[1], "package-lock.json"))
	if err := errors.Join(goErr, npmErr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("licences: %d Go modules and %d npm packages may be shipped\n", modules, packages)
}

// checkGo returns how many modules the program is made of, and an error that names
// each one whose licence is not allowed.
func checkGo(repository string) (int, error) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "./...")
	list.Dir, list.Stderr = repository, os.Stderr
	out, err := list.Output()
	if err != nil {
		return 0, fmt.Errorf("list modules: %w", err)
	}
	lines := strings.Fields(string(out))
	checked := map[string]bool{}
	var bad error
	for pair := range slices.Chunk(lines, 2) {
		module, folder := pair[0], pair[1]
		if checked[module] {
			continue
		}
		checked[module] = true
		bad = errors.Join(bad, checkModule(module, folder))
	}
	return len(checked), bad
}

// checkModule fails unless the module's folder has a licence file, and every one is
// understood and holds only allowed licences.
func checkModule(module, folder string) error {
	var files []string
	for _, pattern := range []string{"[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*", "COPYING*", "UNLICENSE*"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return fmt.Errorf("%s has no licence file", module)
	}
	var bad error
	for _, file := range files {
		name := module + "/" + filepath.Base(file)
		if slices.Contains(reviewed, name) {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		found := licensecheck.Scan(text)
		if found.Percent < covered {
			bad = errors.Join(bad, fmt.Errorf("%s is only %.0f %% known licence text: read it, then list it as reviewed", name, found.Percent))
		}
		for _, match := range found.Match {
			if !slices.Contains(allowed, match.ID) {
				bad = errors.Join(bad, fmt.Errorf("%s is %s, which is not on the list", name, match.ID))
			}
		}
	}
	return bad
}

// checkNPM does the same from the lock file.
func checkNPM(lock string) (int, error) {
	text, err := os.ReadFile(lock)
	if err != nil {
		return 0, err
	}
	var file struct {
		Packages map[string]struct {
			Licence string `json:"license"`
			Dev     bool   `json:"dev"`
			Link    bool   `json:"link"`
		} `json:"packages"`
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&file); err != nil {
		return 0, fmt.Errorf("read %s: %w", lock, err)
	}
	count := 0
	var bad error
	for name, p := range file.Packages {
		if p.Dev || p.Link || !strings.Contains(name, "node_modules/") {
			continue
		}
		count++
		if !slices.Contains(allowed, p.Licence) {
			bad = errors.Join(bad, fmt.Errorf("%s: licence %q is not on the list", name, p.Licence))
		}
	}
	return count, bad
}
