package auth

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/batonchat/baton/chat"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

func TestAccessTokensThatAreRefused(t *testing.T) {
	now := time.Unix(1_900_000_000, 0)
	a := NewAccess(secret, func() time.Time { return now })
	good := func() accessClaims {
		return accessClaims{
			RegisteredClaims: jwt.RegisteredClaims{
				Issuer: tokenIssuer, Audience: jwt.ClaimStrings{tokenAudience}, Subject: "agent-ada-1", ID: "jti-12345678",
				IssuedAt: jwt.NewNumericDate(now.Add(-time.Minute)), ExpiresAt: jwt.NewNumericDate(now.Add(9 * time.Minute)),
			},
			Type: tokenType, Session: "session-1",
		}
	}
	sign := func(method jwt.SigningMethod, key any, c jwt.Claims) string {
		t.Helper()
		token, err := jwt.NewWithClaims(method, c).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	tests := []struct {
		name  string
		token func() string
		ok    bool
	}{
		{"one as it should be", func() string { return sign(jwt.SigningMethodHS256, a.key, good()) }, true},
		{"another signature method of the same key", func() string { return sign(jwt.SigningMethodHS512, a.key, good()) }, false},
		{"no signature", func() string { return sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good()) }, false},
		{"the installation's secret itself as key", func() string { return sign(jwt.SigningMethodHS256, secret, good()) }, false},
		{"another issuer", func() string { c := good(); c.Issuer = "else"; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"no issuer", func() string { c := good(); c.Issuer = ""; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"another audience", func() string {
			c := good()
			c.Audience = jwt.ClaimStrings{"baton-visitors"}
			return sign(jwt.SigningMethodHS256, a.key, c)
		}, false},
		{"no audience", func() string { c := good(); c.Audience = nil; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"another type", func() string { c := good(); c.Type = "refresh"; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"no type", func() string { c := good(); c.Type = ""; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"no session", func() string { c := good(); c.Session = ""; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"no subject", func() string { c := good(); c.Subject = ""; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"no end", func() string { c := good(); c.ExpiresAt = nil; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"its end over", func() string {
			c := good()
			c.ExpiresAt = jwt.NewNumericDate(now.Add(-clockLeeway - time.Second))
			return sign(jwt.SigningMethodHS256, a.key, c)
		}, false},
		{"no beginning", func() string { c := good(); c.IssuedAt = nil; return sign(jwt.SigningMethodHS256, a.key, c) }, false},
		{"a beginning in the future", func() string {
			c := good()
			c.IssuedAt = jwt.NewNumericDate(now.Add(clockLeeway + time.Second))
			return sign(jwt.SigningMethodHS256, a.key, c)
		}, false},
		{"a longer life than we give", func() string {
			c := good()
			c.ExpiresAt = jwt.NewNumericDate(now.Add(time.Hour))
			return sign(jwt.SigningMethodHS256, a.key, c)
		}, false},
		{"not valid yet", func() string {
			c := good()
			c.NotBefore = jwt.NewNumericDate(now.Add(time.Minute))
			return sign(jwt.SigningMethodHS256, a.key, c)
		}, false},
		{"a changed byte", func() string {
			token := sign(jwt.SigningMethodHS256, a.key, good())
			parts := strings.Split(token, ".")
			return parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2]))
		}, false},
		{"nothing", func() string { return "" }, false},
		{"rubbish", func() string { return "a.b.c" }, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			session, who, err := a.Read(test.token())
			switch {
			case test.ok && (err != nil || session != "session-1" || who != "agent-ada-1"):
				t.Errorf("Read() = %q, %q, %v; want session-1, agent-ada-1", session, who, err)
			case !test.ok && !chat.IsCode(err, chat.SignedOut):
				t.Errorf("Read() = %v, want signed_out", err)
			}
		})
	}
}

func TestAccessTokenLastsTenMinutes(t *testing.T) {
	now := time.Unix(1_900_000_000, 0)
	a := NewAccess(secret, func() time.Time { return now })
	token, expires, err := a.Issue("session-1", "agent-ada-1")
	if err != nil || !expires.Equal(now.Add(10*time.Minute)) {
		t.Fatalf("Issue() until %v, %v; want ten minutes", expires, err)
	}
	now = now.Add(10 * time.Minute)
	if _, _, err := a.Read(token); err != nil { // within the leeway for clocks
		t.Errorf("after 10 min: %v", err)
	}
	now = now.Add(clockLeeway + time.Second)
	if _, _, err := a.Read(token); !chat.IsCode(err, chat.SignedOut) {
		t.Errorf("after 10 min and 6 s: %v, want signed_out", err)
	}
}
