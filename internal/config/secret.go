package config

import (
	"log/slog"
	"net/url"
)

// Secret is a value that shows itself only to Reveal. However it is printed, logged or
// encoded, it is ***; unset it is empty.
type Secret struct {
	// A pointer, because fmt calls no methods of what lies in unexported fields of
	// others, and would print a string there.
	value *string
}

// NewSecret wraps a value.
func NewSecret(value string) Secret { return Secret{&value} }

// Set reports whether there is a value.
func (s Secret) Set() bool { return s.Reveal() != "" }

// Reveal gives the value, for whoever must use it.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

func (s Secret) String() string {
	if !s.Set() {
		return ""
	}
	return "***"
}

// GoString gives no more than String, as do MarshalText and LogValue.
func (s Secret) GoString() string             { return s.String() }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.String()) }

// where is what a secret address may show of itself: scheme, host and path.
func (s Secret) where() string {
	u, err := url.Parse(s.Reveal())
	if err != nil || u.Host == "" {
		return s.String()
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
