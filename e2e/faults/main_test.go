package faults_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/batonchat/baton/internal/testkit"
)

// program is the path of the Baton that the tests run, and built the open file
// that it leads to.
var (
	program string
	built   *os.File
)

func TestMain(m *testing.M) {
	var err error
	if built, err = build(); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
	program = fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), built.Fd())
	testkit.Main(m)
}

// build makes the program and keeps it as an open file without a name, so that
// it is gone when the tests end, however they do.
func build() (*os.File, error) {
	folder, err := os.MkdirTemp("", "baton-faults-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "baton")
	args := append([]string{"build", "-o", path}, buildFlags...)
	if out, err := exec.Command("go", append(args, "github.com/batonchat/baton/cmd/baton")...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the program: %w: %s", err, out)
	}
	return os.Open(path)
}
