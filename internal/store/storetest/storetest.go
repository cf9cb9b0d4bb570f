// Package storetest opens real databases for tests, both kinds for one suite.
package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/testkit"
)

// Each runs a test once on SQLite and once on a real Postgres, each with an
// empty schema.
func Each(t *testing.T, run func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, SQLite(t, nil)) })
	t.Run("postgres", func(t *testing.T) { run(t, Postgres(t, nil)) })
}

// SQLite opens a copy of a migrated database in a temporary folder. now may be nil.
func SQLite(tb testing.TB, now func() time.Time) *store.Store {
	tb.Helper()
	schema, err := migrated()
	if err != nil {
		tb.Fatal(err)
	}
	folder := tb.TempDir()
	if err := os.WriteFile(filepath.Join(folder, database), schema, 0o600); err != nil {
		tb.Fatal(err)
	}
	return open(tb, store.Config{Folder: folder, Now: now})
}

// database is the name of the file in which SQLite keeps everything.
const database = "baton.db"

// migrated is the file of an empty database with the schema in it, made once.
var migrated = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "baton-schema-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	s, err := store.Open(context.Background(), store.Config{Folder: folder})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.Migrate(context.Background()), s.Close()); err != nil { // closing writes the log into the file
		return nil, err
	}
	return os.ReadFile(filepath.Join(folder, database))
})

// Postgres opens a copy of a migrated database. now may be nil.
func Postgres(tb testing.TB, now func() time.Time) *store.Store {
	tb.Helper()
	return open(tb, store.Config{URL: PostgresURL(tb), Now: now})
}

// PostgresURL is the address of a new database with the schema in it.
func PostgresURL(tb testing.TB) string {
	tb.Helper()
	return testkit.PostgresFrom(tb, "schema", func(address string) error {
		s, err := store.Open(tb.Context(), store.Config{URL: address})
		if err != nil {
			return err
		}
		if err := s.Migrate(tb.Context()); err != nil {
			return err
		}
		return s.Close()
	})
}

func open(tb testing.TB, cfg store.Config) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	if err := s.Migrate(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return s
}
