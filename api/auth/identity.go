package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/batonchat/baton/chat"
)

const (
	// IdentityLife is how far ahead the end of a visitor's identity token may lie.
	IdentityLife = 24 * time.Hour
	// MaxIdentityToken is how long such a token may be, in bytes.
	MaxIdentityToken = 8 << 10

	identityLeeway = time.Minute // between the site's clock and ours
	maxExternalID  = 128
)

// VisitorIdentity is what a site's signature says of a visitor.
type VisitorIdentity struct {
	ExternalID         string // the site's own id of them
	Name, Email, Phone string
	Locale             string
	Attributes         map[string]string // nil: nothing was said of them
}

// ReadIdentity checks an identity token: HS256 with one of the site's secrets, for
// this site (its public key is the audience), not longer than [IdentityLife]. What is
// wrong is said by the name of the claim; none of them is looked at before the
// signature is right.
func ReadIdentity(token, site string, secrets [][]byte, now func() time.Time) (VisitorIdentity, error) {
	if len(token) > MaxIdentityToken {
		return VisitorIdentity{}, chat.RefuseField("token", "The identity token has %d bytes; at most %d are allowed.", len(token), MaxIdentityToken)
	}
	if len(secrets) == 0 {
		return VisitorIdentity{}, noSecret()
	}
	keys := jwt.VerificationKeySet{}
	for _, secret := range secrets {
		keys.Keys = append(keys.Keys, secret)
	}
	var claims identityClaims
	_, err := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithAudience(site), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithLeeway(identityLeeway), jwt.WithTimeFunc(now), jwt.WithStrictDecoding()).
		ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return keys, nil })
	if err != nil {
		return VisitorIdentity{}, identityRefusal(err, token, site)
	}
	return claims.identity(now())
}

// identityRefusal turns a failed check into a sentence for the site's developer.
func identityRefusal(err error, token, site string) error {
	if refusal, ok := errors.AsType[*chat.Error](err); ok {
		return refusal
	}
	refuse := func(claim, say string) error {
		return &chat.Error{Code: chat.Invalid, Field: "token." + claim, Say: say, Err: err}
	}
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return refuse("exp", "The identity token has expired (exp). Sign a fresh one for each page.")
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return refuse("nbf", "The identity token is not valid yet (nbf). Compare the clocks of the servers.")
	case errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return refuse("iat", "The identity token was issued in the future (iat). Compare the clocks of the servers.")
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return refuse("aud", "The identity token is for somebody else: aud must be this site's key, "+site+".")
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing):
		if strings.Contains(err.Error(), "aud") {
			return refuse("aud", "The identity token needs aud, this site's key: "+site+".")
		}
		return refuse("exp", "The identity token needs exp, at most 24 hours ahead.")
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		if alg := algorithmOf(token); alg != jwt.SigningMethodHS256.Alg() {
			return refuse("alg", "The identity token must be signed with HS256.")
		}
		return refuse("signature", "The signature of the identity token is wrong: it was not made with this site's identity secret.")
	case errors.Is(err, jwt.ErrTokenUnverifiable):
		return refuse("alg", "The identity token must be signed with HS256.")
	default:
		return &chat.Error{Code: chat.Invalid, Field: "token", Say: "The identity token is no JWT: it must be three parts of base64url with points between them.", Err: err}
	}
}

// algorithmOf gives what a token's header names, for the refusal only.
func algorithmOf(token string) string {
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	if err != nil {
		return ""
	}
	return parsed.Method.Alg()
}

func noSecret() error {
	return &chat.Error{Code: chat.Invalid, Field: "token", Say: "This site has no identity secret. Make one in the dashboard: Settings, Put it on your site, Identity."}
}

// CheckUserHash checks the simple form of a signed identity: hash is the HMAC-SHA256 of
// the user's id in hexadecimal digits. It vouches for the id and nothing else.
func CheckUserHash(userID, hash string, secrets [][]byte) (VisitorIdentity, error) {
	if len(secrets) == 0 {
		return VisitorIdentity{}, noSecret()
	}
	if err := checkExternalID("user_id", userID); err != nil {
		return VisitorIdentity{}, err
	}
	given, err := hex.DecodeString(hash)
	if err != nil || len(given) != sha256.Size {
		return VisitorIdentity{}, chat.RefuseField("hash", "hash must be 64 hexadecimal digits: the HMAC-SHA256 of user_id with this site's identity secret.")
	}
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(userID))
		if hmac.Equal(given, mac.Sum(nil)) {
			return VisitorIdentity{ExternalID: userID}, nil
		}
	}
	return VisitorIdentity{}, chat.RefuseField("hash", "hash does not fit user_id: it was not made with this site's identity secret.")
}

func checkExternalID(field, id string) error {
	if strings.TrimSpace(id) == "" {
		return chat.RefuseField(field, "%s must be your own id of the visitor, as text.", field)
	}
	return chat.CheckLine(field, id, maxExternalID)
}

// identityClaims are a token's claims as they came: whatever type a claim has, it is
// read only after the signature was found right, so that the refusal can name it.
type identityClaims map[string]json.RawMessage

// reserved are the claims that are no attributes.
var reserved = map[string]bool{"iss": true, "sub": true, "aud": true, "exp": true, "nbf": true, "iat": true, "jti": true,
	"name": true, "email": true, "phone": true, "locale": true}

func (c identityClaims) GetExpirationTime() (*jwt.NumericDate, error) { return c.date("exp") }
func (c identityClaims) GetNotBefore() (*jwt.NumericDate, error)      { return c.date("nbf") }
func (c identityClaims) GetIssuedAt() (*jwt.NumericDate, error)       { return c.date("iat") }
func (c identityClaims) GetIssuer() (string, error)                   { return "", nil }
func (c identityClaims) GetSubject() (string, error)                  { return c.text("sub") }

// GetAudience takes a text or a list of texts.
func (c identityClaims) GetAudience() (jwt.ClaimStrings, error) {
	var all jwt.ClaimStrings
	if raw, ok := c["aud"]; ok && json.Unmarshal(raw, &all) != nil {
		return nil, chat.RefuseField("token.aud", "The claim aud must be this site's key, as text.")
	}
	return all, nil
}

func (c identityClaims) date(name string) (*jwt.NumericDate, error) {
	raw, ok := c[name]
	if !ok || string(raw) == "null" {
		return nil, nil //nolint:nilnil // the claim is not there, which the parser judges
	}
	var date jwt.NumericDate
	if raw[0] == '"' || json.Unmarshal(raw, &date) != nil {
		return nil, chat.RefuseField("token."+name, "The claim %s must be a number: seconds since 1970.", name)
	}
	return &date, nil
}

// text gives a claim that must be a text if it is there.
func (c identityClaims) text(name string) (string, error) {
	raw, ok := c[name]
	if !ok || string(raw) == "null" {
		return "", nil
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return "", chat.RefuseField("token."+name, "The claim %s must be text.", name)
	}
	return strings.TrimSpace(s), nil
}

// identity reads the claims of a token whose signature and times are right.
func (c identityClaims) identity(now time.Time) (VisitorIdentity, error) {
	v := VisitorIdentity{Attributes: map[string]string{}}
	ends, err := c.date("exp")
	if err != nil {
		return v, err
	}
	if ends.After(now.Add(IdentityLife + identityLeeway)) {
		return v, chat.RefuseField("token.exp", "The identity token lasts too long (exp): at most 24 hours ahead are allowed.")
	}
	for name, to := range map[string]*string{"sub": &v.ExternalID, "name": &v.Name, "email": &v.Email, "phone": &v.Phone, "locale": &v.Locale} {
		if *to, err = c.text(name); err != nil {
			return v, err
		}
	}
	if err := checkExternalID("token.sub", v.ExternalID); err != nil {
		return v, err
	}
	for _, line := range []struct {
		name, value string
		limit       int
	}{{"name", v.Name, 100}, {"locale", v.Locale, 35}} {
		if err := chat.CheckLine("token."+line.name, line.value, line.limit); err != nil {
			return v, err
		}
	}
	if v.Email, err = contactClaim("email", chat.FieldEmail, v.Email); err != nil {
		return v, err
	}
	if v.Phone, err = contactClaim("phone", chat.FieldPhone, v.Phone); err != nil {
		return v, err
	}
	for name, raw := range c {
		if reserved[name] || string(raw) == "null" {
			continue
		}
		if v.Attributes[name], err = scalar(name, raw); err != nil {
			return v, err
		}
	}
	return v, chat.CheckAttributes("token", v.Attributes, chat.MaxAttributes)
}

// contactClaim reads an address or a number.
func contactClaim(claim, kind, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	found, clean, err := chat.ParseContact(value)
	if err != nil || found != kind {
		return "", chat.RefuseField("token."+claim, "The claim %s does not look like one.", claim)
	}
	return clean, nil
}

// scalar gives a flat claim as text: a text, a number or a boolean.
func scalar(name string, raw json.RawMessage) (string, error) {
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case '{', '[':
		return "", chat.RefuseField("token."+name, "The claim %s must be flat: text, a number, true or false.", name)
	default:
		return string(raw), nil
	}
}
