package config

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Key is the installation's secret, from which the keys for single purposes are
// derived. It prints as ***.
type Key struct{ secret Secret }

// Derive gives a key of 32 bytes for one purpose. Keys of different purposes tell
// nothing of each other; the same purpose gives the same key on every node.
func (k Key) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(k.secret.Reveal()), nil, "baton/"+purpose, 32)
	if err != nil {
		panic(err) // only for lengths that we do not ask for
	}
	return key
}

func (k Key) String() string { return k.secret.String() }

// keyFile is the key's name in the data folder: beside the database, so that a copy of
// the database alone opens nothing.
const keyFile = "secret.key"

// Key gives the installation's key. When none was set it is the one in the data
// folder, which is made at the first start.
func (c Config) Key() (Key, error) {
	if c.SecretKey.Set() {
		return Key{c.SecretKey}, nil
	}
	path := filepath.Join(c.DataDir, keyFile)
	if err := makeKey(path); err != nil {
		return Key{}, fmt.Errorf("make the secret key: %w", err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("read the secret key: %w", err)
	}
	key := strings.TrimSpace(string(b))
	if len(key) < minKey {
		return Key{}, fmt.Errorf("the secret key in %s is damaged. Bring it back from a backup; if there is none, "+
			"delete it; then everybody has to sign in again and sites need new identity secrets", path)
	}
	return Key{NewSecret(key)}, nil
}

// makeKey makes the file unless it is there. It appears whole or not at all, also when
// two processes make it at once or the power fails.
func makeKey(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(folder, ".secret-*") // readable by us alone
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) //nolint:errcheck // a draft that stays is only untidy
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	_, err = draft.WriteString(base64.StdEncoding.EncodeToString(random) + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return syncFolder(folder)
}

// syncFolder makes a new name in a folder last.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
