package pushservice

import (
	"bytes"
	"crypto/ecdh"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// The example of RFC 8291, 5.
const (
	examplePrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
	examplePublic  = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
	exampleAuth    = "BTBZMqHH6r4Tts7J_aSIgg"
	exampleBody    = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXzt" +
		"LVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
	examplePlain = "When I grow up, I want to be a watermelon"
)

func example(t *testing.T) (body []byte, private *ecdh.PrivateKey, auth []byte) {
	t.Helper()
	b := func(s string) []byte {
		out, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	private, err := ecdh.P256().NewPrivateKey(b(examplePrivate))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(private.PublicKey().Bytes(), b(examplePublic)) {
		t.Fatal("the example's keys do not belong together")
	}
	return b(exampleBody), private, b(exampleAuth)
}

func TestTheExampleOfRFC8291IsDecrypted(t *testing.T) {
	body, private, auth := example(t)
	got, err := decrypt(body, private, auth)
	if err != nil || string(got) != examplePlain {
		t.Errorf("decrypt() = %q, %v, want %q", got, err, examplePlain)
	}
}

func TestADamagedBodyIsRefused(t *testing.T) {
	tests := []struct {
		name   string
		damage func(body []byte) []byte
		want   string
	}{
		{"cut off within the head", func(b []byte) []byte { return b[:50] }, "too few"},
		{"a key of another size", func(b []byte) []byte { b[20] = 33; return b }, "33 bytes, not 65"},
		{"a point beside the curve", func(b []byte) []byte { b[30] ^= 1; return b }, "P-256"},
		{"more than its stated record", func(b []byte) []byte { copy(b[16:20], []byte{0, 0, 0, 58}); return b }, "must be one record"},
		{"a changed letter", func(b []byte) []byte { b[len(b)-20] ^= 1; return b }, "not encrypted for this device"},
		{"another salt", func(b []byte) []byte { b[0] ^= 1; return b }, "not encrypted for this device"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, private, auth := example(t)
			_, err := decrypt(tt.damage(body), private, auth)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("decrypt() = %v, want an error with %q", err, tt.want)
			}
		})
	}
	t.Run("another device's secret", func(t *testing.T) {
		body, private, auth := example(t)
		auth[0] ^= 1
		if got, err := decrypt(body, private, auth); err == nil {
			t.Errorf("decrypt() = %q, want an error", got)
		}
	})
}

func TestPaddingIsTakenOff(t *testing.T) {
	for in, want := range map[string]string{
		"hello\x02":             "hello",
		"hello\x02\x00\x00":     "hello",
		"ends in two\x02\x02":   "ends in two\x02",
		"ends in null\x00\x02":  "ends in null\x00",
		"\x02\x00":              "",
		"hello\x01\x00":         "refused",
		"hello":                 "refused",
		"\x00\x00":              "refused",
		"":                      "refused",
		"not the last\x02\x00a": "refused",
	} {
		got, err := unpad(slices.Clone([]byte(in)))
		if err != nil {
			got = []byte("refused")
		}
		if string(got) != want {
			t.Errorf("unpad(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}
