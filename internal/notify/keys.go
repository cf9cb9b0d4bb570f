package notify

import (
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
)

// minSecret is in bytes: what the least secret must have to stand for a key of 128 bits.
const minSecret = 32

// Keys identify this installation to push services (VAPID). A device takes messages
// only from the keys it subscribed with: with other keys, every device has to subscribe
// again.
type Keys struct {
	private func() *ecdh.PrivateKey // a function, since no way of printing looks into one; nil in the zero Keys
}

// NewKeys derives the keys from the installation's secret, so that all nodes have the
// same and nothing is stored. The secret must have at least 32 bytes.
func NewKeys(secret []byte) (Keys, error) {
	if len(secret) < minSecret {
		return Keys{}, fmt.Errorf("derive the keys for push services: the secret has %d bytes, at least %d are needed", len(secret), minSecret)
	}
	chance, err := hkdf.Key(sha256.New, secret, nil, "baton/web push/vapid", 48)
	if err != nil {
		return Keys{}, fmt.Errorf("derive the keys for push services: %w", err)
	}
	private, err := ecdh.P256().NewPrivateKey(scalar(chance))
	if err != nil {
		return Keys{}, fmt.Errorf("derive the keys for push services: %w", err)
	}
	return Keys{func() *ecdh.PrivateKey { return private }}, nil
}

// scalar turns random bytes into a private key of P-256, 32 bytes from 1 to n-1, by the
// method of FIPS 186-5 A.2.1. At least 8 more bytes than the key has keep the remainder
// from favouring small keys.
func scalar(chance []byte) []byte {
	one := big.NewInt(1)
	most := new(big.Int).Sub(elliptic.P256().Params().N, one)
	d := new(big.Int).SetBytes(chance)
	d.Mod(d, most).Add(d, one)
	return d.FillBytes(make([]byte, 32))
}

// Public is what a browser is given to subscribe with (applicationServerKey): the
// public key as an uncompressed point, in base64url without padding. It is empty for
// the zero Keys.
func (k Keys) Public() string {
	if k.private == nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(k.private().PublicKey().Bytes())
}

func (k Keys) secret() string {
	return base64.RawURLEncoding.EncodeToString(k.private().Bytes())
}
