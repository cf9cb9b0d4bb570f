package config_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/batonchat/baton/internal/config"
)

func TestASealOpensForItsOwnerAndKeyOnly(t *testing.T) {
	key := func(secret string) config.Key {
		cfg := config.Config{SecretKey: config.NewSecret(secret)}
		k, err := cfg.Key()
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	mine := key("a secret that is long enough 0001")
	seal := mine.Sealer("test")
	closed := seal.Seal("site-1", []byte("canary"))
	if bytes.Contains(closed.Box, []byte("canary")) || closed.KeyID == "" {
		t.Errorf("sealed: %+v", closed)
	}
	if open, err := mine.Sealer("test").Open("site-1", closed); err != nil || string(open) != "canary" {
		t.Errorf("Open() = %q, %v", open, err)
	}
	if again := seal.Seal("site-1", []byte("canary")); bytes.Equal(again.Box, closed.Box) {
		t.Error("two seals of one secret are alike")
	}
	if _, err := seal.Open("site-2", closed); err == nil {
		t.Error("it opens for another owner")
	}
	for name, other := range map[string]config.Sealer{"key": key("a secret that is long enough 0002").Sealer("test"), "purpose": mine.Sealer("else")} {
		if _, err := other.Open("site-1", closed); !errors.Is(err, config.ErrOtherKey) {
			t.Errorf("it opens with another %s: %v", name, err)
		}
	}
	for _, spoilt := range [][]byte{nil, closed.Box[:10], append(bytes.Clone(closed.Box[:len(closed.Box)-1]), closed.Box[len(closed.Box)-1]^1)} {
		if _, err := seal.Open("site-1", config.Sealed{KeyID: closed.KeyID, Box: spoilt}); err == nil {
			t.Errorf("%d spoilt bytes open", len(spoilt))
		}
	}
}
