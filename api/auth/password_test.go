package auth

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/batonchat/baton/chat"
)

func TestPasswordsMatch(t *testing.T) {
	p := NewPasswords(2)
	hash, err := p.Hash(t.Context(), "grüner Esel im Regen")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash = %s, want Argon2id with 19 MiB, 2 passes, 1 thread", hash)
	}
	tests := []struct {
		name, password string
		want           bool
	}{
		{"the same", "grüner Esel im Regen", true},
		{"the same with a combining diaeresis", "gru\u0308ner Esel im Regen", true},
		{"another case", "Grüner Esel im Regen", false},
		{"with a space behind", "grüner Esel im Regen ", false},
		{"nothing", "", false},
	}
	for _, test := range tests {
		ok, stale, err := p.Matches(t.Context(), hash, test.password)
		if err != nil || ok != test.want || stale {
			t.Errorf("%s: Matches() = %v, stale %v, %v; want %v", test.name, ok, stale, err, test.want)
		}
	}
}

func TestPasswordHashOfAnotherCostIsStale(t *testing.T) {
	p := NewPasswords(1)
	cheap := cost{memory: 8 << 10, passes: 1, threads: 1}
	salt := []byte("0123456789abcdef")
	old := encode(cheap, salt, derive(cheap, "grüner Esel im Regen", salt))
	ok, stale, err := p.Matches(t.Context(), old, "grüner Esel im Regen")
	if err != nil || !ok || !stale {
		t.Errorf("Matches() = %v, stale %v, %v; want true, stale", ok, stale, err)
	}
	if _, stale, _ := p.Matches(t.Context(), old, "wrong"); stale {
		t.Error("a wrong password makes the hash stale")
	}
}

func TestPasswordHashesThatAreNotOurs(t *testing.T) {
	p := NewPasswords(1)
	good, err := p.Hash(t.Context(), "grüner Esel im Regen")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"grüner Esel im Regen",
		"$2a$10$abcdefghijklmnopqrstuv",
		strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=19456", "m=99999999", 1),
		strings.Replace(good, "t=2", "t=4000", 1),
		strings.Replace(good, "p=1", "p=0", 1),
		good[:len(good)-4],
		good + "$",
	} {
		if ok, _, err := p.Matches(t.Context(), bad, "grüner Esel im Regen"); ok || err == nil {
			t.Errorf("Matches(%q) = %v, %v; want an error", bad, ok, err)
		}
	}
}

// Each hash takes memory, so only so many are made at once. An unknown account costs
// the same as a known one: it waits for the same slots.
func TestPasswordsWaitForASlot(t *testing.T) {
	p := NewPasswords(1)
	p.slots <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(ctx, "grüner Esel im Regen"); !chat.IsCode(err, chat.Unavailable) {
		t.Errorf("Hash() = %v, want unavailable", err)
	}
	if _, _, err := p.Matches(ctx, "", "grüner Esel im Regen"); !chat.IsCode(err, chat.Unavailable) {
		t.Errorf("Matches() of an unknown account = %v, want unavailable", err)
	}
	<-p.slots
	if ok, _, err := p.Matches(t.Context(), "", ""); ok || err != nil {
		t.Errorf("Matches() of an unknown account = %v, %v; want false", ok, err)
	}
}

func TestCheckPassword(t *testing.T) {
	tests := []struct {
		name, password string
		say            string // begins with; empty: it is taken
	}{
		{"takes a few words", "grüner Esel im Regen", ""},
		{"takes letters of any script", "зелёный осёл под дождём", ""},
		{"takes twelve characters", "k7#mQz!w2Lp9", ""},
		{"takes 128 characters", strings.Repeat("k7#mQz!w", 16), ""},
		{"counts characters, not bytes", "зелёныйосёл", "A password needs at least 12 characters; this one has 11."},
		{"refuses 129 characters", strings.Repeat("k7#mQz!w", 16) + "x", "A password may have 128 characters; this one has 129."},
		{"refuses one character again and again", "aaaaaaaaaaaaaaaa", "This password repeats"},
		{"refuses what everybody tries", "password1234", "This password is one of the first"},
		{"refuses it in capitals and with signs", "!!PASSWORD!!2026", "This password is one of the first"},
		{"refuses a row of keys", "qwertyuiopas", "This password is one of the first"},
		{"refuses a row of digits", "123456789012", "This password is one of the first"},
		{"refuses the address", "ada.lovelace1", "This password is mostly your name"},
		{"refuses broken UTF-8", "grüner Esel \xff", "This password contains characters"},
		{"refuses a NUL", "grüner Esel\x00im", "This password contains characters"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := CheckPassword("new", test.password, "ada.lovelace@example.com", "Ada")
			if test.say == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			refusal, ok := errors.AsType[*chat.Error](err)
			if !ok || refusal.Field != "new" || !strings.HasPrefix(refusal.Say, test.say) {
				t.Errorf("CheckPassword() = %v, want %q", err, test.say)
			}
		})
	}
}

func TestMadeUpPasswordsAreGoodAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		p := MakeUpPassword()
		if seen[p] || len(p) != 19 {
			t.Fatalf("MakeUpPassword() = %q, again or of the wrong length", p)
		}
		seen[p] = true
		if err := CheckPassword("password", p); err != nil {
			t.Errorf("CheckPassword(%q) = %v", p, err)
		}
	}
}
