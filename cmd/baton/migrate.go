package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/batonchat/baton/internal/config"
	"github.com/batonchat/baton/internal/store"
)

// MigrateCmd looks after the schema.
type MigrateCmd struct {
	Up     MigrateUpCmd     `cmd:"" help:"Bring the schema to this program's version."`
	Status MigrateStatusCmd `cmd:"" help:"List the steps of the schema and which were taken."`
}

// MigrateUpCmd takes the steps that are missing.
type MigrateUpCmd struct{}

// MigrateStatusCmd lists the steps.
type MigrateStatusCmd struct{}

// Run brings the schema up to date and says what it did.
func (MigrateUpCmd) Run(ctx context.Context, sh *shell) error {
	return withStore(ctx, sh, func(s *store.Store) error {
		before, err := s.Migrations(ctx)
		if err != nil {
			return err
		}
		if err := s.Migrate(ctx); err != nil {
			return err
		}
		steps := 0
		for _, m := range before {
			if !m.Applied {
				steps++
				fmt.Fprintf(sh.out, "%05d %s\n", m.Version, m.Name)
			}
		}
		if steps == 0 {
			fmt.Fprintln(sh.out, "The schema is up to date.")
			return nil
		}
		fmt.Fprintf(sh.out, "The schema is up to date; steps taken: %d.\n", steps)
		return nil
	})
}

// Run lists the steps.
func (MigrateStatusCmd) Run(ctx context.Context, sh *shell) error {
	return withStore(ctx, sh, func(s *store.Store) error {
		steps, err := s.Migrations(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(sh.out, 0, 4, 2, ' ', 0)
		for _, m := range steps {
			state := "missing"
			if m.Applied {
				state = "taken"
			}
			fmt.Fprintf(table, "%05d\t%s\t%s\n", m.Version, m.Name, state)
		}
		return table.Flush()
	})
}

// withStore opens the database that the environment names, without touching its
// schema.
func withStore(ctx context.Context, sh *shell, use func(*store.Store) error) error {
	return withOpen(ctx, sh, false, use)
}

// withStoreToRead is withStore for what only reads, which a running server does not hinder.
func withStoreToRead(ctx context.Context, sh *shell, use func(*store.Store) error) error {
	return withOpen(ctx, sh, true, use)
}

func withOpen(ctx context.Context, sh *shell, readOnly bool, use func(*store.Store) error) error {
	cfg, err := config.Read(sh.environ)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, cfg, sh, readOnly)
	if err != nil {
		return err
	}
	return errors.Join(use(s), s.Close())
}

func openStore(ctx context.Context, cfg config.Config, sh *shell, readOnly bool) (*store.Store, error) {
	s, err := store.Open(ctx, store.Config{URL: cfg.DatabaseURL.Reveal(), Folder: cfg.DataDir, Log: newLog(cfg, sh.err), ReadOnly: readOnly})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
