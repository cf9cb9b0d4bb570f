package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// printed is what a command left behind.
type printed struct {
	code     int
	out, err string
}

func (p printed) String() string {
	return fmt.Sprintf("exit %d\nout: %s\nerr: %s", p.code, p.out, p.err)
}

// baton runs a command in an environment.
func baton(t *testing.T, environ []string, input string, args ...string) printed {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, shell{environ, strings.NewReader(input), &out, &errs})
	return printed{code, out.String(), errs.String()}
}

func (p printed) want(t *testing.T, code int, pieces ...string) {
	t.Helper()
	if p.code != code {
		t.Errorf("want exit %d, got %s", code, p)
	}
	for _, piece := range pieces {
		if !strings.Contains(p.out+p.err, piece) {
			t.Errorf("want %q in %s", piece, p)
		}
	}
}

func TestHelpAndUsage(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"help lists the commands", []string{"--help"}, exitDone, []string{"serve", "migrate up", "admin create", "check-config", "version"}},
		{"help of serve explains every setting", []string{"serve", "--help"}, exitDone, []string{"BATON_DATABASE_URL (or BATON_DATABASE_URL_FILE)", "--demo"}},
		{"nothing is not a command", nil, exitConfig, []string{"See `baton --help`"}},
		{"an unknown command", []string{"server"}, exitConfig, []string{"unexpected argument server", "See `baton --help`"}},
		{"an unknown flag", []string{"serve", "--port=80"}, exitConfig, []string{"unknown flag --port"}},
		{"an admin without an address", []string{"admin", "create", "--name=Ada"}, exitConfig, []string{"--email"}},
		{"the version", []string{"version"}, exitDone, []string{"baton ", "go1.", "schema "}},
		{"the table for the README", []string{"check-config", "--markdown"}, exitDone, []string{"| variable | default | meaning |", "| `BATON_ADDR` | `:8080` |"}},
		{"the list of settings", []string{"check-config", "--list"}, exitDone, []string{"Default: 127.0.0.1:9090"}},
	} {
		t.Run(tt.name, func(t *testing.T) { baton(t, nil, "", tt.args...).want(t, tt.code, tt.want...) })
	}
}

func TestCheckConfig(t *testing.T) {
	baton(t, []string{"OPENAI_API_KEY=canary", "BATON_PUBLIC_URL=http://chat.example.com"}, "", "check-config").
		want(t, exitDone, "OPENAI_API_KEY", "***", "environment", "Note: BATON_PUBLIC_URL is plain http", "The configuration is right.")
	if got := baton(t, []string{"OPENAI_API_KEY=canary"}, "", "check-config"); strings.Contains(got.out, "canary") {
		t.Errorf("a secret is printed: %s", got)
	}
	wrong := []string{"BATON_ADRR=:1", "BATON_LOG_LEVEL=loud"}
	for _, command := range [][]string{{"check-config"}, {"serve"}, {"migrate", "up"}, {"admin", "create", "--email=a@example.com", "--name=Ada"}} {
		baton(t, wrong, "", command...).want(t, exitConfig, "the configuration is not right", "Did you mean BATON_ADDR?", "BATON_LOG_LEVEL: \"loud\" is not a level")
	}
}

// onBoth runs a test with an empty database of each kind.
func onBoth(t *testing.T, test func(t *testing.T, environ []string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, []string{"BATON_DATA_DIR=" + filepath.Join(t.TempDir(), "data")}) })
	t.Run("postgres", func(t *testing.T) {
		test(t, []string{"BATON_DATABASE_URL=" + testkit.Postgres(t), "BATON_DATA_DIR=" + t.TempDir(), "BATON_PUBLIC_URL=https://chat.example.com",
			"BATON_SECRET_KEY=Zq3p7Lx0vWmT9cRk2YbN5sJd8fHgA1eUoQiXl4Ct6Mw="})
	})
}

func TestMigrate(t *testing.T) {
	onBoth(t, func(t *testing.T, environ []string) {
		before := baton(t, environ, "", "migrate", "status")
		before.want(t, exitDone, "00001", "00002", "people", "missing")
		baton(t, environ, "", "migrate", "up").want(t, exitDone, "00002", "The schema is up to date; steps taken:")
		baton(t, environ, "", "migrate", "up").want(t, exitDone, "The schema is up to date.")
		after := baton(t, environ, "", "migrate", "status")
		after.want(t, exitDone, "taken")
		if strings.Contains(after.out, "missing") {
			t.Errorf("after migrate up: %s", after)
		}
	})
}

// openFor opens the database of an environment.
func openFor(t *testing.T, environ []string) *store.Store {
	t.Helper()
	cfg := store.Config{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "BATON_DATA_DIR":
			cfg.Folder = value
		case "BATON_DATABASE_URL":
			cfg.URL = value
		}
	}
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// wantAdmin fails unless the account may sign in with the password.
func wantAdmin(t *testing.T, s *store.Store, email, password string) {
	t.Helper()
	a, err := s.AgentByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	ok, _, err := auth.NewPasswords(1).Matches(t.Context(), a.PasswordHash, password)
	if err != nil || !ok || a.Role != agent.RoleAdmin || a.Disabled() {
		t.Errorf("%s with %q: %v, %v, role %s", email, password, ok, err, a.Role)
	}
}

// shownPassword is the made-up password in what was printed.
func shownPassword(t *testing.T, p printed) string {
	t.Helper()
	_, rest, found := strings.Cut(p.out, "Password: ")
	password, _, _ := strings.Cut(rest, " ")
	if !found || len(password) < auth.MinPassword {
		t.Fatalf("no password in %s", p)
	}
	return password
}

func TestAdminCreate(t *testing.T) {
	onBoth(t, func(t *testing.T, environ []string) {
		file := filepath.Join(t.TempDir(), "password")
		if err := os.WriteFile(file, []byte("crocus-lantern-velvet\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		made := baton(t, environ, "", "admin", "create", "--email=Ada@Example.com", "--name=Ada")
		made.want(t, exitDone, "ada@example.com is an admin now.")
		given := baton(t, environ, "", "admin", "create", "--email=ben@example.com", "--name=Ben", "--password-file="+file)
		given.want(t, exitDone, "ben@example.com is an admin now.")
		typed := baton(t, environ, "crocus lantern velvet\n", "admin", "create", "--email=cy@example.com", "--name=Cy", "--password-file=-")
		typed.want(t, exitDone)
		if strings.Contains(given.out+typed.out, "Password") || strings.Contains(given.out, "crocus") {
			t.Errorf("a given password is shown: %s %s", given, typed)
		}

		ask := []string{"admin", "create", "--name=Ada", "--email"}
		baton(t, environ, "", append(ask, "ADA@example.com")...).want(t, exitFailed, "has an account already")
		baton(t, environ, "", append(ask, "ada")...).want(t, exitConfig, "does not look like an e-mail address")
		baton(t, environ, "password1234", append(ask, "dee@example.com", "--password-file=-")...).want(t, exitConfig, "harder to guess")
		baton(t, environ, "short", append(ask, "dee@example.com", "--password-file=-")...).want(t, exitConfig, "at least 12 characters")
		baton(t, environ, "\n", append(ask, "dee@example.com", "--password-file=-")...).want(t, exitConfig, "The password is empty")
		baton(t, environ, "", append(ask, "dee@example.com", "--password-file=/nowhere")...).want(t, exitFailed, "/nowhere")

		s := openFor(t, environ)
		wantAdmin(t, s, "ada@example.com", shownPassword(t, made))
		wantAdmin(t, s, "ben@example.com", "crocus-lantern-velvet")
		wantAdmin(t, s, "cy@example.com", "crocus lantern velvet")
		if all, err := s.Agents(t.Context()); err != nil || len(all) != 3 {
			t.Errorf("there are %d accounts, %v; refused ones must leave nothing", len(all), err)
		}
	})
}

// serving holds the data folder, as a server does, and answers commands.
func serving(t *testing.T, environ []string, folder string) *store.Store {
	t.Helper()
	s := openFor(t, environ)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serveControl(ctx, folder, s, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("serveControl() = %v", err)
		}
	})
	waitFor(t, func() error {
		c, err := net.Dial("unix", controlPath(folder))
		if err == nil {
			err = c.Close()
		}
		return err
	})
	return s
}

// waitFor calls ready until it succeeds.
func waitFor(t *testing.T, ready func() error) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ready()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		<-tick.C
	}
}

func TestAdminCreateThroughTheRunningServer(t *testing.T) {
	folder := t.TempDir()
	environ := []string{"BATON_DATA_DIR=" + folder}
	// What a process that was killed leaves behind.
	if err := os.MkdirAll(filepath.Join(folder, controlFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(controlPath(folder), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := serving(t, environ, folder)
	info, err := os.Stat(filepath.Dir(controlPath(folder)))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("others may reach the socket: %v, %v", info.Mode(), err)
	}
	made := baton(t, environ, "", "admin", "create", "--email=ada@example.com", "--name=Ada")
	made.want(t, exitDone, "ada@example.com is an admin now.")
	wantAdmin(t, s, "ada@example.com", shownPassword(t, made))
	baton(t, environ, "", "admin", "create", "--email=ada@example.com", "--name=Ada").want(t, exitFailed, "has an account already")
	baton(t, environ, "short", "admin", "create", "--email=ben@example.com", "--name=Ben", "--password-file=-").want(t, exitConfig, "at least 12 characters")
	baton(t, environ, "", "migrate", "status").want(t, exitFailed, "the data folder is in use", "Stop it first")
}

func TestADeepDataFolderIsReachedFromInside(t *testing.T) {
	deep := filepath.Join(t.TempDir(), strings.Repeat("a-folder-with-a-long-name/", 6))
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(deep))
	environ := []string{"BATON_DATA_DIR=" + deep}
	serving(t, environ, deep)
	baton(t, environ, "", "admin", "create", "--email=ada@example.com", "--name=Ada").want(t, exitDone, "is an admin now")
}

func TestAFolderThatAnotherProgramHoldsIsSaid(t *testing.T) {
	environ := []string{"BATON_DATA_DIR=" + t.TempDir()}
	openFor(t, environ) // holds the lock and answers nothing
	baton(t, environ, "", "admin", "create", "--email=ada@example.com", "--name=Ada").want(t, exitFailed, "ask the server that uses", "run this as the server's user")
}

func TestReport(t *testing.T) {
	var w bytes.Buffer
	if code := report(&w, fmt.Errorf("open: %w", errors.Join(fs.ErrPermission))); code != exitFailed || !strings.Contains(w.String(), "baton: open: permission denied") {
		t.Errorf("report() = %d, %q", code, w.String())
	}
	if code := report(&w, nil); code != exitDone {
		t.Errorf("report(nil) = %d", code)
	}
}
