package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func soloIn(t *testing.T, folder string) Config {
	t.Helper()
	c, err := Read(env("BATON_DATA_DIR=" + folder))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheKeyIsMadeOnceAndKept(t *testing.T) {
	c := soloIn(t, filepath.Join(t.TempDir(), "new", "folder"))
	keys := make([][]byte, 16)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			k, err := c.Key()
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = k.Derive("test")
		})
	}
	all.Wait()
	for _, k := range keys {
		if len(k) != 32 || !bytes.Equal(k, keys[0]) {
			t.Fatal("sixteen starts at once did not agree on one key")
		}
	}
	info, err := os.Stat(filepath.Join(c.DataDir, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the rights %v, %v; want 0600", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(c.DataDir, ".secret-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestPurposesHaveKeysOfTheirOwn(t *testing.T) {
	one, err := Read(env("BATON_SECRET_KEY=" + goodKey))
	if err != nil {
		t.Fatal(err)
	}
	key, err := one.Key()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(key.Derive("access tokens"), key.Derive("refresh tokens")) || !bytes.Equal(key.Derive("access tokens"), key.Derive("access tokens")) {
		t.Error("purposes share a key, or one purpose has two")
	}
}

func TestADamagedKeyIsNotReplaced(t *testing.T) {
	c := soloIn(t, t.TempDir())
	path := filepath.Join(c.DataDir, keyFile)
	if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := c.Key()
	if err == nil || !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), path) {
		t.Errorf("Key() = %v, want it to say that the file is damaged", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "half" {
		t.Errorf("the file now holds %q, %v", b, err)
	}
}

func TestAFolderThatCannotBeMadeIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	c := soloIn(t, filepath.Join(file, "folder"))
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Key(); err == nil || !strings.Contains(err.Error(), "make the secret key") {
		t.Errorf("Key() = %v", err)
	}
}
