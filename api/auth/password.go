package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/batonchat/baton/chat"
)

// The length of a password, in characters.
const (
	MinPassword = 12
	MaxPassword = 128
)

// cost is what one hash takes. Hashes keep their own cost, so raising it here
// makes old ones be renewed at the next sign-in.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var current = cost{memory: 19 << 10, passes: 2, threads: 1}

// The most that a stored hash may ask for, so that a tampered row cannot exhaust us.
var most = cost{memory: 256 << 10, passes: 10, threads: 8}

const (
	saltBytes = 16
	keyBytes  = 32
)

// Passwords hashes and compares passwords with Argon2id, a few at a time: each takes
// some 20 MiB, and a crowd at the sign-in must not take it all.
type Passwords struct {
	slots chan struct{} // filled by whoever hashes, emptied when done; its size is the bound
	dummy string
}

// NewPasswords allows for so many hashes at once; at least one.
func NewPasswords(atOnce int) *Passwords {
	p := &Passwords{slots: make(chan struct{}, max(1, atOnce))}
	p.dummy = encode(current, make([]byte, saltBytes), make([]byte, keyBytes))
	return p
}

// Hash makes the string that is stored.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	return encode(current, salt, derive(current, password, salt)), nil
}

// Matches compares a password with a stored hash. stale says that it matches and
// that the hash should be made anew. An empty hash matches nothing and takes as long
// as a real one, so that nobody learns which accounts exist.
func (p *Passwords) Matches(ctx context.Context, stored, password string) (ok, stale bool, err error) {
	unknown := stored == ""
	if unknown {
		stored = p.dummy
	}
	c, salt, want, err := decode(stored)
	if err != nil {
		return false, false, err
	}
	if err := p.enter(ctx); err != nil {
		return false, false, err
	}
	defer p.leave()
	same := subtle.ConstantTimeCompare(derive(c, password, salt), want) == 1
	return same && !unknown, same && !unknown && c != current, nil
}

func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &chat.Error{Code: chat.Unavailable, Say: "Too many people are signing in right now. Try again in a moment.", Err: ctx.Err()}
	}
}

func (p *Passwords) leave() { <-p.slots }

// derive works on one Unicode form, so that a password is the same from every keyboard.
func derive(c cost, password string, salt []byte) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, c.passes, c.memory, c.threads, keyBytes)
}

func encode(c cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

var errHash = errors.New("the stored password hash is not one of ours")

func decode(stored string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, errHash
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return c, nil, nil, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads); err != nil {
		return c, nil, nil, errHash
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	switch {
	case saltErr != nil, keyErr != nil, len(salt) < 8, len(key) != keyBytes,
		c.memory < 8, c.passes < 1, c.threads < 1,
		c.memory > most.memory, c.passes > most.passes, c.threads > most.threads:
		return c, nil, nil, errHash
	}
	return c, salt, key, nil
}

//go:embed common.txt
var commonText string

// common holds the long passwords that are tried first, in lower case.
var common = func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			m[line] = true
		}
	}
	return m
}()

// CheckPassword says what is wrong with a new password. field names its input; hints
// are things that the account's owner is known by (address, name) and that others
// would try.
func CheckPassword(field, password string, hints ...string) error {
	n := utf8.RuneCountInString(password)
	folded := strings.ToLower(norm.NFKC.String(password))
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return chat.RefuseField(field, "This password contains characters that no keyboard makes. Choose another one.")
	case n < MinPassword:
		return chat.RefuseField(field, "A password needs at least %d characters; this one has %d. A few unrelated words do well.", MinPassword, n)
	case n > MaxPassword:
		return chat.RefuseField(field, "A password may have %d characters; this one has %d.", MaxPassword, n)
	case distinct(folded) < 5:
		return chat.RefuseField(field, "This password repeats a few characters only. Choose one that is harder to guess.")
	case guessable(folded):
		return chat.RefuseField(field, "This password is one of the first that others would try. Choose one that is harder to guess.")
	}
	for _, hint := range hints {
		local, _, _ := strings.Cut(strings.ToLower(hint), "@")
		if rest := strings.ReplaceAll(folded, local, ""); len(local) >= 4 && utf8.RuneCountInString(rest) < 6 && rest != folded {
			return chat.RefuseField(field, "This password is mostly your name or address. Choose one that others cannot guess.")
		}
	}
	return nil
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// guessable reports whether the password is a common one, with digits or signs
// around it or not.
func guessable(folded string) bool {
	core := strings.TrimFunc(folded, func(r rune) bool { return r < 'a' || r > 'z' })
	for _, run := range []string{"abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789", "98765432109876543210"} {
		if strings.Contains(run, folded) {
			return true
		}
	}
	return common[folded] || common[core]
}

// passwordAlphabet leaves out what is mistaken for something else when read aloud.
const passwordAlphabet = "abcdefghjkmnpqrstuvwxyz23456789"

// MakeUpPassword gives a random password of 16 letters and digits in groups of four,
// some 79 bits, to be handed over and changed.
func MakeUpPassword() string {
	var b strings.Builder
	buf := make([]byte, 1)
	for n := 0; n < 16; {
		_, _ = rand.Read(buf) // never fails
		if int(buf[0]) >= 256/len(passwordAlphabet)*len(passwordAlphabet) {
			continue // keeps every character equally likely
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(passwordAlphabet[int(buf[0])%len(passwordAlphabet)])
		n++
	}
	return b.String()
}
