package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/batonchat/baton/chat"
)

// refreshTokens makes refresh tokens of the form session.secret.seal.
//
// A token's successor follows from it by a keyed hash, so that two nodes that are
// asked with the same token at the same time give the same answer, although the
// database holds hashes only. The seal shows that a token was once ours: a stranger
// who knows a session's id cannot end it by presenting nonsense as an old token.
type refreshTokens struct{ key []byte }

const (
	secretBytes = 32
	sealBytes   = 16
)

// write makes the token of a session with a secret.
func (r refreshTokens) write(session string, secret []byte) string {
	b64 := base64.RawURLEncoding
	return session + "." + b64.EncodeToString(secret) + "." + b64.EncodeToString(r.mac("seal", session, secret)[:sealBytes])
}

// next gives the secret that follows a token's.
func (r refreshTokens) next(session string, secret []byte) []byte {
	return r.mac("next", session, secret)
}

// read takes a token apart; ok is false when it was never ours.
func (r refreshTokens) read(token string) (session string, secret []byte, ok bool) {
	parts := strings.Split(token, ".")
	if len(token) > 256 || len(parts) != 3 || !chat.ValidID(parts[0]) {
		return "", nil, false
	}
	b64 := base64.RawURLEncoding.Strict()
	secret, err := b64.DecodeString(parts[1])
	seal, sealErr := b64.DecodeString(parts[2])
	if err != nil || sealErr != nil || len(secret) != secretBytes || !hmac.Equal(seal, r.mac("seal", parts[0], secret)[:sealBytes]) {
		return "", nil, false
	}
	return parts[0], secret, true
}

func (r refreshTokens) mac(purpose, session string, secret []byte) []byte {
	m := hmac.New(sha256.New, r.key)
	m.Write([]byte(purpose + "\x00" + session + "\x00"))
	m.Write(secret)
	return m.Sum(nil)
}

func newSecret() []byte {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails
	return secret
}

// hash is how secrets lie in the database: 32 random bytes need no salt and no
// stretching.
func hash(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:])
}

// NewSecret makes an opaque token (of a visitor's session, of a ticket, of the first
// run's link) and the hash under which it is stored.
func NewSecret() (token, tokenHash string) {
	secret := newSecret()
	return base64.RawURLEncoding.EncodeToString(secret), hash(secret)
}

// HashSecret gives the hash of a token from NewSecret; ok is false when it cannot be
// one.
func HashSecret(token string) (tokenHash string, ok bool) {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(secret) != secretBytes {
		return "", false
	}
	return hash(secret), true
}
