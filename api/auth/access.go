package auth

import (
	"crypto/hkdf"
	"crypto/sha256"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/batonchat/baton/chat"
)

// AccessLife is how long an access token works.
const AccessLife = 10 * time.Minute

// What our access tokens carry, and others' do not.
const (
	tokenIssuer   = "baton"
	tokenAudience = "baton-agents"
	tokenType     = "access"
	clockLeeway   = 5 * time.Second // between nodes
)

// Access makes and reads access tokens. They say who and in which session; what that
// person may do is looked up, never read from the token.
type Access struct {
	key    []byte
	now    func() time.Time
	parser *jwt.Parser
}

type accessClaims struct {
	jwt.RegisteredClaims

	Type    string `json:"typ"`
	Session string `json:"sid"`
}

// NewAccess derives the signing key from the installation's secret.
func NewAccess(secret []byte, now func() time.Time) *Access {
	return &Access{key: subkey(secret, "access token"), now: now, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithIssuer(tokenIssuer), jwt.WithAudience(tokenAudience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(clockLeeway),
		jwt.WithTimeFunc(now), jwt.WithStrictDecoding(),
	)}
}

// Issue makes a token for a session.
func (a *Access) Issue(session string, who chat.AgentID) (token string, expires time.Time, err error) {
	now := a.now()
	expires = now.Add(AccessLife).Truncate(time.Second)
	token, err = jwt.NewWithClaims(jwt.SigningMethodHS256, accessClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: tokenIssuer, Audience: jwt.ClaimStrings{tokenAudience}, Subject: string(who), ID: chat.NewID(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
		},
		Type: tokenType, Session: session,
	}).SignedString(a.key)
	return token, expires, err
}

// Read checks a token and tells whose it is.
func (a *Access) Read(token string) (session string, who chat.AgentID, err error) {
	var c accessClaims
	if _, err := a.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return a.key, nil }); err != nil {
		return "", "", &chat.Error{Code: chat.SignedOut, Say: "Your sign-in has run out. Sign in again.", Err: err}
	}
	switch {
	case c.Type != tokenType, c.IssuedAt == nil, !chat.ValidID(c.Session), !chat.ValidID(c.Subject),
		c.ExpiresAt.Sub(c.IssuedAt.Time) > AccessLife:
		return "", "", chat.Refuse(chat.SignedOut, "Your sign-in has run out. Sign in again.")
	}
	return c.Session, chat.AgentID(c.Subject), nil
}

// subkey derives a key for one purpose, so that no two purposes share one.
func subkey(secret []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "baton "+purpose, sha256.Size)
	if err != nil {
		panic(err) // only for absurd lengths
	}
	return key
}
