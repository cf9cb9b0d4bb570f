package testkit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// PostgresEnv names the variable that may hold the address of a running server. With
// it, tests make their databases there instead of starting a server: another version
// of Postgres, say. Its user must be a superuser.
const PostgresEnv = "BATON_TEST_POSTGRES"

// PostgresServer is a running Postgres that belongs to this process.
type PostgresServer struct {
	kept *kept
	url  string
}

// StartPostgres starts a server with an empty cluster. The caller stops it.
func StartPostgres() (*PostgresServer, error) {
	const install, bins = "postgresql", "/usr/lib/postgresql/*/bin"
	initdb, err := program("initdb", install, bins)
	if err != nil {
		return nil, err
	}
	server, err := program("postgres", install, bins)
	if err != nil {
		return nil, err
	}
	as, err := unprivileged("postgres", "nobody")
	if err != nil {
		return nil, err
	}
	var failed error
	for range 3 { // somebody may take the free port before Postgres does
		var s *PostgresServer
		if s, failed = startPostgres(initdb, server, as); failed == nil {
			return s, nil
		}
	}
	return nil, fmt.Errorf("start Postgres: %w", failed)
}

// makeAndServe makes a cluster with the initdb in $1 and becomes the server in $2.
// The cluster itself need not survive a power cut while it is made: hence --no-sync.
const makeAndServe = `"$1" --pgdata=data --username=baton --pwfile=password --auth=scram-sha-256 \
	--encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions && rm password && shift && exec "$@"`

func startPostgres(initdb, server string, as *syscall.Credential) (*PostgresServer, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "baton-postgres-")
	if err != nil {
		return nil, err
	}
	password := rand.Text()
	if err := writePassword(filepath.Join(folder, "password"), password, as); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	// INT is Postgres's fast shutdown: open connections are closed, not waited for.
	k, err := keep("INT", folder, as, "/bin/sh", "-c", makeAndServe, "postgres", initdb, server, "-D", "data", "-p", port,
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300",
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	s := &PostgresServer{kept: k, url: fmt.Sprintf("postgres://baton:%s@127.0.0.1:%s/postgres?sslmode=disable", password, port)}
	err = k.await(func() error { return execOn(s.url, "SELECT 1") })
	if err != nil {
		return nil, errors.Join(err, k.end("KILL"))
	}
	return s, nil
}

// writePassword leaves the password for initdb, and gives file and folder to the
// user that the server will run as.
func writePassword(file, password string, as *syscall.Credential) error {
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil || as == nil {
		return err
	}
	for _, path := range []string{filepath.Dir(file), file} {
		if err := os.Chown(path, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	return nil
}

// URL is the address of the server's maintenance database. Make others from it
// with CREATE DATABASE; tests call Postgres instead.
func (s *PostgresServer) URL() string { return s.url }

// Stop ends the server and removes its data.
func (s *PostgresServer) Stop() error { return s.kept.end("") }

// execOn runs one statement on a connection of its own.
func execOn(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// databases makes databases on the one server of this test binary.
var databases struct {
	sync.Mutex
	own       *PostgresServer   // nil until the first test asks, and with PostgresEnv
	admin     string            // address of the maintenance database
	templates map[string]string // database that each template's name stands for
	made      int
}

// Postgres returns the address of a new, empty database. It is dropped when the
// test ends, together with the connections that are still open to it.
func Postgres(tb testing.TB) string {
	tb.Helper()
	databases.Lock()
	defer databases.Unlock()
	return clone(tb, "template0")
}

// PostgresFrom is Postgres, except that the database is a copy of the one that
// prepare has filled. prepare runs once per test binary for each name and must
// leave no connection open; use it for migrations.
func PostgresFrom(tb testing.TB, name string, prepare func(address string) error) string {
	tb.Helper()
	databases.Lock()
	defer databases.Unlock() // deferred: prepare may call tb.Fatal
	template, ok := databases.templates[name]
	if !ok {
		var err error
		if template, err = create("template0"); err == nil {
			err = prepare(within(databases.admin, template))
		}
		if err != nil {
			tb.Fatalf("prepare the database %q: %v", name, err)
		}
		if databases.templates == nil {
			databases.templates = map[string]string{}
		}
		databases.templates[name] = template
	}
	return clone(tb, template)
}

// clone gives tb a copy of template. The caller holds the lock.
func clone(tb testing.TB, template string) string {
	tb.Helper()
	name, err := create(template)
	if err != nil {
		tb.Fatal(err)
	}
	admin := databases.admin
	tb.Cleanup(func() {
		if err := execOn(admin, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop the test's database: %v", err)
		}
	})
	return within(admin, name)
}

// create makes a database as a copy of template, starting the server if need be.
// The caller holds the lock.
func create(template string) (string, error) {
	if databases.admin == "" {
		databases.admin = os.Getenv(PostgresEnv)
	}
	if databases.admin == "" {
		s, err := StartPostgres()
		if err != nil {
			return "", err
		}
		databases.own, databases.admin = s, s.URL()
	}
	databases.made++
	// Test binaries share a server, hence the process number.
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), databases.made)
	if err := execOn(databases.admin, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		return "", fmt.Errorf("create a test database: %w", err)
	}
	return name, nil
}

// stopPostgres ends what this test binary started: its server, or on a shared
// server its templates.
func stopPostgres() error {
	databases.Lock()
	defer databases.Unlock()
	var failed error
	if databases.own != nil {
		failed = databases.own.Stop()
	} else {
		for _, template := range databases.templates {
			failed = errors.Join(failed, execOn(databases.admin, "DROP DATABASE "+template+" WITH (FORCE)"))
		}
	}
	databases.own, databases.admin, databases.templates = nil, "", nil
	return failed
}

// within returns address with its database replaced.
func within(address, database string) string {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		// Only PostgresEnv can hold anything else, and connecting told so before.
		return address
	}
	u.Path = "/" + database
	return u.String()
}
