package store

import "context"

// MigrateTo brings the schema to an earlier version, for tests of what an upgrade does.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}
