package pushservice

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/mail"
	"net/url"
	"strings"
	"time"
)

// sender is who signed a message.
type sender struct{ subject, key string }

// identify reads and verifies who sent a message (RFC 8292). It refuses with 401 if
// nobody says so, and with 403 if it is not true.
func identify(authorization []string, origin string, now time.Time) (sender, error) {
	if len(authorization) != 1 {
		return sender{}, refusalError{http.StatusUnauthorized, fmt.Errorf("there must be one header Authorization, not %d", len(authorization))}
	}
	scheme, rest, _ := strings.Cut(authorization[0], " ")
	if !strings.EqualFold(scheme, "vapid") {
		return sender{}, refusalError{http.StatusUnauthorized, fmt.Errorf("the scheme of the header Authorization must be vapid, not %q", scheme)}
	}
	parameters := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		parameters[name] = value
	}
	subject, err := verify(parameters["t"], parameters["k"], origin, now)
	if err != nil {
		return sender{}, refusalError{http.StatusForbidden, err}
	}
	return sender{subject, parameters["k"]}, nil
}

// verify checks a signed token by the key that came with it, and gives its subject.
func verify(token, key, origin string, now time.Time) (string, error) {
	if err := verifySignature(token, key); err != nil {
		return "", err
	}
	parts := strings.Split(token, ".")
	var header struct{ Typ, Alg string }
	if err := unpack(parts[0], &header); err != nil {
		return "", fmt.Errorf("the token's header is not readable: %w", err)
	}
	if header.Alg != "ES256" || header.Typ != "" && header.Typ != "JWT" {
		return "", fmt.Errorf("the token must be a JWT signed with ES256, not a %q with %q", header.Typ, header.Alg)
	}
	var claims struct {
		Aud, Sub string
		Exp      int64 // seconds since 1970
	}
	if err := unpack(parts[1], &claims); err != nil {
		return "", fmt.Errorf("the token's claims are not readable: %w", err)
	}
	if claims.Aud != origin {
		return "", fmt.Errorf("the token is for %q, this is %q", claims.Aud, origin)
	}
	switch left := time.Unix(claims.Exp, 0).Sub(now); {
	case left <= 0:
		return "", errors.New("the token has expired, or does not say when it will")
	case left > 24*time.Hour:
		return "", fmt.Errorf("the token lasts for %s, at most 24h are allowed", left)
	}
	if !reachable(claims.Sub) {
		return "", fmt.Errorf("the token's subject must be an address by mailto: or https:, not %q", claims.Sub)
	}
	return claims.Sub, nil
}

func verifySignature(token, key string) error {
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return fmt.Errorf("the key k is not base64url without padding: %w", err)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return fmt.Errorf("the key k is not an uncompressed point on P-256: %w", err)
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return fmt.Errorf("the token t has %d parts, not 3", len(parts))
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return errors.New("the token's signature is not 64 bytes in base64url without padding")
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(public, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return errors.New("the token was not signed by the key k")
	}
	return nil
}

func unpack(part string, into any) error {
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// reachable is as strict about a subject as Apple is.
func reachable(subject string) bool {
	if address, ok := strings.CutPrefix(subject, "mailto:"); ok {
		parsed, err := mail.ParseAddress(address)
		return err == nil && parsed.Address == address
	}
	u, err := url.Parse(subject)
	return err == nil && u.Scheme == "https" && u.Host != ""
}
