// Package store keeps Baton's rows: on Postgres, or on the embedded SQLite.
// Both serve the same methods with the same promises; one suite of tests runs
// on both.
//
// Every write of a conversation goes through [Store.Commit], which stores many
// conversations' new entries in one transaction and refuses those that moved
// since they were read. The store supplies the time ([Store.Now]), so that
// tests own the clock. gorm appears nowhere else.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/glebarez/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Dialect names a kind of database.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Config says where the rows live. Exactly one of URL and Folder is used: an
// empty URL means SQLite in Folder.
type Config struct {
	URL    string           // postgres://...
	Folder string           // for baton.db and its lock
	Now    func() time.Time // nil: the system's clock
	Log    *slog.Logger     // nil: the default one

	// ReadOnly opens what is there for reading, beside a process that serves it.
	ReadOnly bool
}

// Store is a database that is open. Close it.
type Store struct {
	dialect Dialect
	write   *gorm.DB // SQLite: the one writer connection
	read    *gorm.DB
	hot     *sql.DB // the pool behind write, for the statements written by hand
	lock    *os.File
	now     func() time.Time
	log     *slog.Logger
	stmts   atomic.Int64 // statements sent by the append path, for the benchmark
	epoch   string
}

// Open opens the database, without touching its schema: see [Store.Migrate].
// A second process on the same SQLite folder is refused.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	s := &Store{now: cfg.Now, log: cfg.Log}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if cfg.URL != "" {
		return s, s.openPostgres(ctx, cfg.URL)
	}
	if cfg.ReadOnly {
		return s, s.readSQLite(cfg.Folder)
	}
	return s, s.openSQLite(cfg.Folder)
}

// gormConfig keeps gorm quiet: errors are returned, and their statements hold
// people's words.
func gormConfig() *gorm.Config {
	return &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard, TranslateError: false}
}

func (s *Store) openPostgres(ctx context.Context, dsn string) error {
	s.dialect = Postgres
	u, err := url.Parse(dsn)
	if err != nil {
		return errors.New("the database URL cannot be read; it should look like postgres://user:password@host:5432/baton")
	}
	q := u.Query()
	setDefault(q, "statement_timeout", "15000")
	setDefault(q, "lock_timeout", "5000")
	setDefault(q, "idle_in_transaction_session_timeout", "30000")
	setDefault(q, "application_name", "baton")
	setDefault(q, "connect_timeout", "5")
	u.RawQuery = q.Encode()
	db, err := gorm.Open(postgres.New(postgres.Config{DSN: u.String()}), gormConfig())
	if err != nil {
		return fmt.Errorf("connect to Postgres at %s: %w", u.Host, err)
	}
	s.write, s.read = db, db
	if s.hot, err = db.DB(); err != nil {
		return err
	}
	s.hot.SetMaxOpenConns(16)
	s.hot.SetMaxIdleConns(16)
	s.hot.SetConnMaxIdleTime(5 * time.Minute)
	return s.hot.PingContext(ctx)
}

func setDefault(q url.Values, key, value string) {
	if !q.Has(key) {
		q.Set(key, value)
	}
}

const pragmas = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-16000)"

// readSQLite opens a database for reading alone, so it needs no lock: SQLite lets others
// read while one writes.
func (s *Store) readSQLite(folder string) error {
	s.dialect = SQLite
	path := filepath.Join(folder, database)
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("there is no database in %s: %w", folder, err)
	}
	var err error
	if s.read, err = gorm.Open(sqlite.Open("file:"+path+pragmas+"&_pragma=query_only(1)"), gormConfig()); err != nil {
		return fmt.Errorf("open %s for reading: %w", path, err)
	}
	s.write = s.read
	s.hot, err = s.read.DB()
	return err
}

// database is the file in which SQLite keeps everything.
const database = "baton.db"

func (s *Store) openSQLite(folder string) error {
	s.dialect = SQLite
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("create the data folder: %w", err)
	}
	if err := s.takeLock(filepath.Join(folder, "baton.lock")); err != nil {
		return err
	}
	path := filepath.Join(folder, database)
	var err error
	if s.write, err = gorm.Open(sqlite.Open("file:"+path+pragmas+"&_txlock=immediate"), gormConfig()); err != nil {
		return errors.Join(fmt.Errorf("open %s: %w", path, err), s.lock.Close())
	}
	if s.hot, err = s.write.DB(); err != nil {
		return err
	}
	s.hot.SetMaxOpenConns(1)
	if s.read, err = gorm.Open(sqlite.Open("file:"+path+pragmas+"&_pragma=query_only(1)"), gormConfig()); err != nil {
		return fmt.Errorf("open %s for reading: %w", path, err)
	}
	r, err := s.read.DB()
	if err != nil {
		return err
	}
	r.SetMaxOpenConns(4)
	return nil
}

// Close gives everything back, the lock included.
func (s *Store) Close() error {
	var errs []error
	if s.hot != nil {
		errs = append(errs, s.hot.Close())
	}
	if s.dialect == SQLite && s.read != nil {
		if r, err := s.read.DB(); err == nil {
			errs = append(errs, r.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Dialect says which database this is.
func (s *Store) Dialect() Dialect { return s.dialect }

// Now is the store's time: UTC, whole microseconds, as rows keep it.
func (s *Store) Now() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// Epoch names this incarnation of the database. Cursors carry it.
func (s *Store) Epoch() string { return s.epoch }

// DB gives reads a handle. Writes go through [Store.Write].
func (s *Store) DB(ctx context.Context) *gorm.DB { return s.read.WithContext(ctx) }

// Write runs fn in one transaction. On SQLite writers wait for each other; on
// Postgres a serialisation failure or deadlock is tried again, so fn must be
// repeatable.
func (s *Store) Write(ctx context.Context, fn func(tx *gorm.DB) error) error {
	for try := 0; ; try++ {
		err := s.write.WithContext(ctx).Transaction(fn)
		if err == nil || try >= 3 || !retryable(err) {
			return err
		}
	}
}

// Statements counts the statements of the append path so far.
func (s *Store) Statements() int64 { return s.stmts.Load() }

// Ping says whether the database answers and can be written.
func (s *Store) Ping(ctx context.Context) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE installation SET epoch = epoch WHERE id = 1").Error
	})
}

// micros and moment turn times into rows and back; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// numbered turns ? into $1, $2… for Postgres.
func (s *Store) numbered(q string) string {
	if s.dialect == SQLite {
		return q
	}
	var b strings.Builder
	n := 0
	for i := range len(q) {
		if q[i] != '?' {
			b.WriteByte(q[i])
			continue
		}
		n++
		fmt.Fprintf(&b, "$%d", n)
	}
	return b.String()
}
