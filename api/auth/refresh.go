package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
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

// first makes the first token of a session.
func (r refreshTokens) first(session string) (token string, hash Hash) {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails
	return r.assemble(session, secret)
}

// next makes the successor of a token.
func (r refreshTokens) next(session string, secret []byte) (token string, hash Hash) {
	return r.assemble(session, r.mac("next", session, secret))
}

func (r refreshTokens) assemble(session string, secret []byte) (string, Hash) {
	b64 := base64.RawURLEncoding
	return session + "." + b64.EncodeToString(secret) + "." + b64.EncodeToString(r.mac("seal", session, secret)[:sealBytes]), sha256.Sum256(secret)
}

// read takes a token apart; ok is false when it was never ours.
func (r refreshTokens) read(token string) (session string, secret []byte, hash Hash, ok bool) {
	parts := strings.Split(token, ".")
	if len(token) > 256 || len(parts) != 3 || !chat.ValidID(parts[0]) {
		return "", nil, Hash{}, false
	}
	b64 := base64.RawURLEncoding.Strict()
	secret, err := b64.DecodeString(parts[1])
	seal, sealErr := b64.DecodeString(parts[2])
	if err != nil || sealErr != nil || len(secret) != secretBytes || !hmac.Equal(seal, r.mac("seal", parts[0], secret)[:sealBytes]) {
		return "", nil, Hash{}, false
	}
	return parts[0], secret, sha256.Sum256(secret), true
}

func (r refreshTokens) mac(purpose, session string, secret []byte) []byte {
	m := hmac.New(sha256.New, r.key)
	m.Write([]byte(purpose + "\x00" + session + "\x00"))
	m.Write(secret)
	return m.Sum(nil)
}

// NewSecret makes an opaque token (of a visitor's session, of a ticket) and the
// hash under which it is stored.
func NewSecret() (token string, hash Hash) {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails
	return base64.RawURLEncoding.EncodeToString(secret), sha256.Sum256(secret)
}

// HashSecret gives the hash of a token from NewSecret; ok is false when it cannot be
// one.
func HashSecret(token string) (hash Hash, ok bool) {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(secret) != secretBytes {
		return Hash{}, false
	}
	return sha256.Sum256(secret), true
}
