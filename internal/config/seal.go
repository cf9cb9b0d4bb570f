package config

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Sealer keeps secrets of others in the database: encrypted and authenticated with
// a key that is not there.
type Sealer struct {
	aead  cipher.AEAD
	keyID string
}

// Sealed is a secret as it may be stored.
type Sealed struct {
	KeyID string // of the key that opens it; tells nothing of the key
	Box   []byte
}

// ErrOtherKey says that something was sealed with another key than this one.
var ErrOtherKey = errors.New("sealed with another secret key")

// Sealer derives a sealer for one purpose.
func (k Key) Sealer(purpose string) Sealer {
	key := k.Derive("seal/" + purpose)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for another length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for another block size
	}
	id := sha256.Sum256(k.Derive("name of " + purpose))
	return Sealer{aead, hex.EncodeToString(id[:8])}
}

// Seal closes a secret that belongs to an owner, such as a site: it opens for no other.
func (s Sealer) Seal(owner string, secret []byte) Sealed {
	return Sealed{s.keyID, s.aead.Seal(nil, nil, secret, []byte(owner))} //nolint:gosec // the cipher makes a random nonce itself
}

// Open gives the secret back. It fails with ErrOtherKey when the installation's key
// was another one then.
func (s Sealer) Open(owner string, sealed Sealed) ([]byte, error) {
	if sealed.KeyID != s.keyID {
		return nil, ErrOtherKey
	}
	secret, err := s.aead.Open(nil, nil, sealed.Box, []byte(owner))
	if err != nil {
		return nil, fmt.Errorf("open what is sealed for %s: %w", owner, err)
	}
	return secret, nil
}
