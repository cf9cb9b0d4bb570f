package store

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// ErrInUse says that another process serves this data folder.
var ErrInUse = errors.New("the data folder is in use")

// takeLock keeps a second process out of the folder. The lock belongs to the
// open file, so it goes when the process does, however it ends.
func (s *Store) takeLock(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the lock file: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		b, _ := os.ReadFile(path)
		_ = f.Close()
		who := strings.TrimSpace(string(b))
		if who == "" {
			who = "another process"
		}
		return fmt.Errorf("%w: %s holds %s. Stop it first, or choose another BATON_DATA_DIR", ErrInUse, who, path)
	}
	_ = f.Truncate(0)
	_, _ = f.WriteAt(fmt.Appendf(nil, "baton (process %d)\n", os.Getpid()), 0)
	s.lock = f
	return nil
}
