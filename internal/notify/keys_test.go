package notify

import (
	"bytes"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// keys gives keys from a secret that is one letter 32 times.
func keys(t *testing.T, letter string) Keys {
	t.Helper()
	k, err := NewKeys([]byte(strings.Repeat(letter, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeysFollowFromTheSecret(t *testing.T) {
	// Another value than this one would cut off every device that has subscribed.
	const want = "BHfCzvc4whnfOPGHUHtKY3FG4oOuAGQLiDp_x1nBuMtoTtLHgNh0uOVFkvg9ydkcWq06MeP_lB7eX22VV6MAlzE"
	if got := keys(t, "a").Public(); got != want {
		t.Errorf("Public() = %q, want %q as ever", got, want)
	}
	if keys(t, "a").Public() == keys(t, "b").Public() {
		t.Error("two secrets gave the same key")
	}
	if got := (Keys{}).Public(); got != "" {
		t.Errorf("Public() of no keys = %q, want nothing", got)
	}
	if _, err := NewKeys(make([]byte, 31)); err == nil || !strings.Contains(err.Error(), "31 bytes") {
		t.Errorf("NewKeys() of a short secret = %v, want an error", err)
	}
}

func TestKeysDoNotPrintTheirSecret(t *testing.T) {
	k := keys(t, "a")
	raw, err := base64.RawURLEncoding.DecodeString(k.secret())
	if err != nil {
		t.Fatal(err)
	}
	forms := []string{k.secret(), hex.EncodeToString(raw), strings.Trim(fmt.Sprintf("%d", raw), "[]"), string(raw)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		printed := fmt.Sprintf(strings.Repeat(verb+" ", 4), k, &k, Config{Keys: k}, NewPusher(Config{Keys: k}))
		for _, form := range forms {
			if strings.Contains(printed, form) {
				t.Errorf("%s prints the private key: %s", verb, printed)
			}
		}
	}
}

func TestScalarsAreInRange(t *testing.T) {
	n := elliptic.P256().Params().N
	last := new(big.Int).Sub(n, big.NewInt(1))
	tests := []struct {
		name   string
		chance *big.Int
		want   *big.Int
	}{
		{"nothing becomes one", big.NewInt(0), big.NewInt(1)},
		{"the greatest remainder becomes n-1", new(big.Int).Sub(last, big.NewInt(1)), last},
		{"n-1 begins again at one", last, big.NewInt(1)},
		{"n is the second of the next round", n, big.NewInt(2)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := scalar(tt.chance.FillBytes(make([]byte, 48)))
			if new(big.Int).SetBytes(got).Cmp(tt.want) != 0 || len(got) != 32 {
				t.Errorf("scalar(%x) = %x, want %x", tt.chance, got, tt.want)
			}
		})
	}
	if d := new(big.Int).SetBytes(scalar(bytes.Repeat([]byte{0xff}, 48))); d.Sign() <= 0 || d.Cmp(n) >= 0 {
		t.Errorf("scalar of all ones = %x, want 1 to n-1", d)
	}
}
