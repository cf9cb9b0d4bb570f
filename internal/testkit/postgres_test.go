package testkit_test

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/batonchat/baton/internal/testkit"
)

// open connects to the database at address until the test ends.
func open(tb testing.TB, address string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func run(tb testing.TB, address, statement string) {
	tb.Helper()
	conn := open(tb, address)
	defer conn.Close(context.Background())
	if _, err := conn.Exec(tb.Context(), statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

// one returns the only value that query yields in the database at address.
func one(tb testing.TB, address, query string) string {
	tb.Helper()
	conn := open(tb, address)
	defer conn.Close(context.Background())
	var value string
	if err := conn.QueryRow(tb.Context(), query).Scan(&value); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return value
}

func TestPostgresKeepsWhatItAcknowledges(t *testing.T) {
	address := testkit.Postgres(t)
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if got := one(t, address, "SHOW "+setting); got != "on" {
			t.Errorf("%s = %q, want on: figures count only with durability", setting, got)
		}
	}
}

func TestPostgresGivesEachTestItsOwnDatabase(t *testing.T) {
	first, second := testkit.Postgres(t), testkit.Postgres(t)
	run(t, first, "CREATE TABLE mark (x int)")
	if got := one(t, second, "SELECT coalesce(to_regclass('mark')::text, 'none')"); got != "none" {
		t.Errorf("the second database has %q from the first", got)
	}
}

func TestPostgresDropsTheDatabaseAfterTheTest(t *testing.T) {
	var address string
	t.Run("makes one and leaves a connection open", func(t *testing.T) {
		address = testkit.Postgres(t)
		open(t, address)
	})
	if _, err := pgx.Connect(t.Context(), address); err == nil {
		t.Error("the database outlived its test")
	}
}

func TestPostgresFromCopiesWhatWasPreparedOnce(t *testing.T) {
	name, prepared := "a mark "+rand.Text(), 0 // a new name, also with -count
	prepare := func(address string) error {
		prepared++
		run(t, address, "CREATE TABLE mark AS SELECT 7 AS x")
		return nil
	}
	for range 2 {
		address := testkit.PostgresFrom(t, name, prepare)
		if got := one(t, address, "DELETE FROM mark RETURNING x::text"); got != "7" {
			t.Errorf("the copy holds %q, want 7", got)
		}
	}
	if prepared != 1 {
		t.Errorf("prepared %d times, want once", prepared)
	}
}

func BenchmarkPostgres(b *testing.B) {
	testkit.Postgres(b)
	for b.Loop() {
		b.Run("database", func(b *testing.B) { testkit.Postgres(b) })
	}
}
