package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	gooselock "github.com/pressly/goose/v3/lock"
	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/migrations"
)

// Migration is one step of the schema and whether it was taken.
type Migration struct {
	Version int64
	Name    string
	Applied bool
}

func (s *Store) provider() (*goose.Provider, error) {
	dialect := goose.DialectPostgres
	if s.dialect == SQLite {
		dialect = goose.DialectSQLite3
	}
	sub, err := fs.Sub(migrations.Files, string(s.dialect))
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{}
	if s.dialect == Postgres {
		locker, err := gooselock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, s.hot, sub, opts...)
}

// Migrate brings the schema to this program's version, one process at a time,
// and reads the installation's epoch. A schema from a newer program is refused.
func (s *Store) Migrate(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := s.refuseNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return s.readEpoch(ctx)
}

// refuseNewer keeps an old program away from a schema that it does not know.
func (s *Store) refuseNewer(ctx context.Context, p *goose.Provider) error {
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if current > target {
		return fmt.Errorf("the database has schema version %d, but this program knows only %d. Start the newer program that made it", current, target)
	}
	return nil
}

// SchemaCurrent reports an error unless the schema is this program's.
func (s *Store) SchemaCurrent(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return err
	}
	if pending {
		return errors.New("the schema is older than this program; run baton migrate up")
	}
	return s.refuseNewer(ctx, p)
}

// Migrations lists the steps of the schema.
func (s *Store) Migrations(ctx context.Context) ([]Migration, error) {
	p, err := s.provider()
	if err != nil {
		return nil, err
	}
	status, err := p.Status(ctx)
	if err != nil {
		return nil, err
	}
	var out []Migration
	for _, m := range status {
		out = append(out, Migration{m.Source.Version, m.Source.Path, m.State == goose.StateApplied})
	}
	return out, nil
}

func (s *Store) readEpoch(ctx context.Context) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("INSERT INTO installation (id, epoch) VALUES (1, ?) ON CONFLICT (id) DO NOTHING", chat.NewID()).Error
	})
	if err != nil {
		return err
	}
	return s.write.WithContext(ctx).Raw("SELECT epoch FROM installation WHERE id = 1").Scan(&s.epoch).Error
}
