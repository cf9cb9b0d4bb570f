package testkit

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

//go:embed keeper.sh
var keeperScript string

// patience is how long a server may take to answer after its start, and to end
// after it was told to.
const patience = 60 * time.Second

// kept is a running server and the keeper that ends it with us.
type kept struct {
	name  string
	leash io.WriteCloser // closing it ends the server
	ended chan struct{}  // closed by the one goroutine that waits for cmd
	log   *os.File       // the server's output; readable even when its folder is gone
}

// keep runs command in folder under a keeper, which ends it with signal and then
// removes the folder. The server's output goes to the file "log" there.
func keep(signal, folder string, as *syscall.Credential, command ...string) (*kept, error) {
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, err
	}
	args := append([]string{"-c", keeperScript, "keeper", signal, folder}, command...)
	cmd := exec.Command("/bin/sh", args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Dir = folder
	// A group of its own, so that Ctrl-C reaches us first and the keeper can clean up.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: as}
	leash, err := cmd.StdinPipe()
	if err != nil {
		log.Close()
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		log.Close()
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	k := &kept{name: filepath.Base(command[0]), leash: leash, ended: make(chan struct{}), log: log}
	go func() {
		defer close(k.ended)
		_ = cmd.Wait() // its status is the server's, which was told to end
	}()
	return k, nil
}

// end stops the server with the named signal ("" is the keeper's own) and waits.
func (k *kept) end(signal string) error {
	if signal != "" {
		if _, err := io.WriteString(k.leash, signal+"\n"); err != nil && !errors.Is(err, syscall.EPIPE) {
			return err
		}
	}
	k.leash.Close()
	select {
	case <-k.ended:
		k.log.Close()
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s did not end within %v", k.name, patience)
	}
}

// await calls ready until it succeeds. It gives up when the server has ended or
// patience has run out, with the end of the server's log.
func (k *kept) await(ready func() error) error {
	deadline := time.Now().Add(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ready()
		if err == nil {
			return nil
		}
		select {
		case <-k.ended:
			return fmt.Errorf("the server ended at once: %s", k.tail())
		case <-tick.C:
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not ready within %v: %w: %s", patience, err, k.tail())
		}
	}
}

// tail returns the last lines of the server's output for an error message.
func (k *kept) tail() string {
	text, err := io.ReadAll(io.NewSectionReader(k.log, 0, 1<<20))
	if err != nil {
		return "(no log: " + err.Error() + ")"
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}

// freePort returns a TCP port of the loopback address on which nobody listens.
// Another process may take it before we do, so callers try again.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// program finds name on the PATH or in one of the globbed folders, the highest
// version first. install says what a person has to install if it is not there.
func program(name, install string, globs ...string) (string, error) {
	var folders []string
	for _, g := range globs {
		found, err := filepath.Glob(g)
		if err != nil {
			return "", err
		}
		slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
		folders = append(folders, found...)
	}
	for _, f := range folders {
		path := filepath.Join(f, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("%s was not found: install it with `apt-get install %s` (make test does so on Debian)", name, install)
}

// version returns the number in a path such as /usr/lib/postgresql/15/bin.
func version(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
	if err != nil {
		return 0
	}
	return n
}

// unprivileged returns whom to run a server as that refuses root: the first of
// names that exists. For anybody but root it returns nil, which means ourselves.
func unprivileged(names ...string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nil is the credential of exec.Cmd for "as myself"
	}
	for _, name := range names {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("root may not run this server and none of the users %v exists", names)
}
