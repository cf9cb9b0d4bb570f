package auth_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/chat"
)

const (
	siteKey     = "key-bikes-1"
	siteSecret  = "5e1f0c9a7b3d2e4f5e1f0c9a7b3d2e4f5e1f0c9a7b3d2e4f5e1f0c9a7b3d2e4f"
	olderSecret = "aaaaaaaa7b3d2e4f5e1f0c9a7b3d2e4f5e1f0c9a7b3d2e4f5e1f0c9a7b3d2e4f"
)

var identityNow = time.Date(2026, 9, 14, 10, 0, 0, 0, time.UTC)

// claimsWith are right claims, changed; nil takes one away.
func claimsWith(change jwt.MapClaims) jwt.MapClaims {
	c := jwt.MapClaims{"aud": siteKey, "sub": "customer-7", "exp": identityNow.Add(time.Hour).Unix()}
	maps.Copy(c, change)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

func signWith(t *testing.T, method jwt.SigningMethod, key any, change jwt.MapClaims) string {
	t.Helper()
	token, err := jwt.NewWithClaims(method, claimsWith(change)).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestIdentityTokens(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	signed := func(change jwt.MapClaims) string {
		return signWith(t, jwt.SigningMethodHS256, []byte(siteSecret), change)
	}
	good := signed(nil)
	parts := strings.Split(good, ".")
	part := func(json string) string { return base64.RawURLEncoding.EncodeToString([]byte(json)) }
	many := jwt.MapClaims{}
	for i := range chat.MaxAttributes + 1 {
		many["key"+strings.Repeat("x", i)] = "x"
	}
	at := func(d time.Duration) int64 { return identityNow.Add(d).Unix() }

	tests := []struct {
		name  string
		token string
		field string // of the refusal; empty: it is right
	}{
		{"right", good, ""},
		{"right, with the secret before", signWith(t, jwt.SigningMethodHS256, []byte(olderSecret), nil), ""},
		{"audience in a list", signed(jwt.MapClaims{"aud": []string{"else", siteKey}}), ""},
		{"a day ahead", signed(jwt.MapClaims{"exp": at(24 * time.Hour)}), ""},
		{"issued a little in our future", signed(jwt.MapClaims{"iat": at(30 * time.Second), "nbf": at(30 * time.Second)}), ""},

		{"alg none", signWith(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), "token.alg"},
		{"alg none, with the signature left in", part(`{"alg":"none"}`) + "." + parts[1] + "." + parts[2], "token.alg"},
		{"another HMAC", signWith(t, jwt.SigningMethodHS512, []byte(siteSecret), nil), "token.alg"},
		{"RS256", signWith(t, jwt.SigningMethodRS256, rsaKey, nil), "token.alg"},
		{"HS256 with somebody's public key", signWith(t, jwt.SigningMethodHS256, publicPEM, nil), "token.signature"},
		{"an alg that nobody knows", part(`{"alg":"HS257"}`) + "." + parts[1] + "." + parts[2], "token.alg"},
		{"another secret", signWith(t, jwt.SigningMethodHS256, []byte("something else that is long enough"), nil), "token.signature"},
		{"an empty secret", signWith(t, jwt.SigningMethodHS256, []byte{}, nil), "token.signature"},
		{"claims changed after signing", parts[0] + "." + part(`{"aud":"key-bikes-1","sub":"admin","exp":1789383600}`) + "." + parts[2], "token.signature"},
		{"no signature", parts[0] + "." + parts[1] + ".", "token.signature"},
		{"a wrong claim and a wrong signature", signWith(t, jwt.SigningMethodHS256, []byte("something else"), jwt.MapClaims{"exp": nil}), "token.signature"},

		{"of another site", signed(jwt.MapClaims{"aud": "key-boats-1"}), "token.aud"},
		{"no audience", signed(jwt.MapClaims{"aud": nil}), "token.aud"},
		{"an audience that is no text", signed(jwt.MapClaims{"aud": 7}), "token.aud"},
		{"expired", signed(jwt.MapClaims{"exp": at(-2 * time.Minute)}), "token.exp"},
		{"no end", signed(jwt.MapClaims{"exp": nil}), "token.exp"},
		{"an end in the far future", signed(jwt.MapClaims{"exp": at(24*time.Hour + 2*time.Minute)}), "token.exp"},
		{"an end in milliseconds", signed(jwt.MapClaims{"exp": at(time.Hour) * 1000}), "token.exp"},
		{"an end in words", signed(jwt.MapClaims{"exp": "tomorrow"}), "token.exp"},
		{"not valid yet", signed(jwt.MapClaims{"nbf": at(2 * time.Minute)}), "token.nbf"},
		{"issued in the future", signed(jwt.MapClaims{"iat": at(2 * time.Minute)}), "token.iat"},
		{"no subject", signed(jwt.MapClaims{"sub": nil}), "token.sub"},
		{"a blank subject", signed(jwt.MapClaims{"sub": " "}), "token.sub"},
		{"a number as subject", signed(jwt.MapClaims{"sub": 7}), "token.sub"},
		{"a long subject", signed(jwt.MapClaims{"sub": strings.Repeat("x", 129)}), "token.sub"},
		{"a name that is no text", signed(jwt.MapClaims{"name": true}), "token.name"},
		{"a long name", signed(jwt.MapClaims{"name": strings.Repeat("x", 101)}), "token.name"},
		{"an address that is none", signed(jwt.MapClaims{"email": "maria"}), "token.email"},
		{"a number that is none", signed(jwt.MapClaims{"phone": "maria@example.com"}), "token.phone"},
		{"nested attributes", signed(jwt.MapClaims{"roles": []string{"admin"}}), "token.roles"},
		{"an object", signed(jwt.MapClaims{"plan": map[string]string{"name": "pro"}}), "token.plan"},
		{"a long attribute", signed(jwt.MapClaims{"note": strings.Repeat("x", 1025)}), "token.note"},
		{"an attribute with a bad name", signed(jwt.MapClaims{"my plan": "pro"}), "token"},
		{"too many attributes", signed(many), "token"},

		{"empty", "", "token"},
		{"no token", "hello", "token"},
		{"four parts", good + ".x", "token"},
		{"a list of claims", parts[0] + "." + part(`[]`) + "." + parts[2], "token"},
		{"oversize", signed(jwt.MapClaims{"note": strings.Repeat("x", auth.MaxIdentityToken)}), "token"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := auth.ReadIdentity(test.token, siteKey, [][]byte{[]byte(siteSecret), []byte(olderSecret)}, func() time.Time { return identityNow })
			if test.field == "" {
				if err != nil || got.ExternalID != "customer-7" {
					t.Fatalf("ReadIdentity() = %+v, %v", got, err)
				}
				return
			}
			wantField(t, err, test.field)
			if refusal, ok := errors.AsType[*chat.Error](err); ok && (strings.Contains(refusal.Say, siteSecret) || test.token != "" && strings.Contains(refusal.Say, test.token)) {
				t.Errorf("the refusal gives something away: %s", refusal.Say)
			}
		})
	}
	_, err = auth.ReadIdentity(good, siteKey, nil, func() time.Time { return identityNow })
	wantField(t, err, "token")
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	refusal, ok := errors.AsType[*chat.Error](err)
	if !ok || refusal.Code != chat.Invalid || refusal.Field != field || refusal.Say == "" {
		t.Errorf("refusal %+v (%v), want one about %q", refusal, err, field)
	}
}

func TestWhatAnIdentityTokenSays(t *testing.T) {
	token := signWith(t, jwt.SigningMethodHS256, []byte(siteSecret), jwt.MapClaims{"name": " Maria Silva ", "email": "maria@example.com", "phone": "+49 30 1234567",
		"locale": "pt-BR", "tier": "gold", "plan": "pro", "seats": 5, "trial": false, "since": "2026-01-01T00:00:00Z", "iss": "shop", "jti": "1", "nothing": jwt.MapClaims(nil)})
	got, err := auth.ReadIdentity(token, siteKey, [][]byte{[]byte(siteSecret)}, func() time.Time { return identityNow })
	want := auth.VisitorIdentity{ExternalID: "customer-7", Name: "Maria Silva", Email: "maria@example.com", Phone: "+49301234567", Locale: "pt-BR",
		Attributes: map[string]string{"tier": "gold", "plan": "pro", "seats": "5", "trial": "false", "since": "2026-01-01T00:00:00Z"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadIdentity() = %+v, %v; want %+v", got, err, want)
	}
}

func TestUserHashes(t *testing.T) {
	hash := func(secret, id string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(id))
		return hex.EncodeToString(mac.Sum(nil))
	}
	secrets := [][]byte{[]byte(siteSecret), []byte(olderSecret)}
	tests := []struct{ name, id, hash, field string }{
		{"right", "customer-7", hash(siteSecret, "customer-7"), ""},
		{"right, in capitals", "customer-7", strings.ToUpper(hash(siteSecret, "customer-7")), ""},
		{"right, with the secret before", "customer-7", hash(olderSecret, "customer-7"), ""},
		{"of another user", "customer-8", hash(siteSecret, "customer-7"), "hash"},
		{"another secret", "customer-7", hash("else", "customer-7"), "hash"},
		{"too short", "customer-7", hash(siteSecret, "customer-7")[:32], "hash"},
		{"empty", "customer-7", "", "hash"},
		{"no hexadecimal digits", "customer-7", strings.Repeat("x", 64), "hash"},
		{"no user", "", hash(siteSecret, ""), "user_id"},
		{"a long user", strings.Repeat("x", 129), hash(siteSecret, strings.Repeat("x", 129)), "user_id"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := auth.CheckUserHash(test.id, test.hash, secrets)
			if test.field != "" {
				wantField(t, err, test.field)
			} else if err != nil || !reflect.DeepEqual(got, auth.VisitorIdentity{ExternalID: test.id}) {
				t.Errorf("CheckUserHash() = %+v, %v", got, err)
			}
		})
	}
	if _, err := auth.CheckUserHash("customer-7", hash("", "customer-7"), nil); err == nil {
		t.Error("a site without a secret vouches for somebody")
	}
}

func FuzzReadIdentity(f *testing.F) {
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOm51bGx9.x")
	f.Fuzz(func(t *testing.T, token string) {
		if v, err := auth.ReadIdentity(token, siteKey, [][]byte{[]byte(siteSecret)}, func() time.Time { return identityNow }); err == nil {
			t.Errorf("%q is taken for a signed identity: %+v", token, v)
		} else if chat.CodeOf(err) != chat.Invalid {
			t.Errorf("%q: %v", token, err)
		}
	})
}
