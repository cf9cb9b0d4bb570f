// Package config reads what the operator sets, from environment variables alone, into
// one typed struct. One table (settings.go) is the source of names, defaults and
// meanings: reading, help, check-config and the README are all made from it.
//
// Everything wrong is reported at once, in the operator's words ([Problems]). A
// variable that begins with BATON_ and is none of ours is an error, so that a misspelt
// setting cannot go unnoticed. Secrets may be given as a file (NAME_FILE) and print as
// ***.
package config

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Config is what the operator has set. Read makes it and has checked it.
type Config struct {
	Addr           string         // host:port
	PublicURL      *url.URL       // scheme, host and port; port 0 if Addr leaves it open and nothing was set
	DemoAddr       string         // host:port
	MetricsAddr    string         // host:port, or Off
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	LimitFactor    int            // multiplies the built-in rate limits

	DataDir     string // folder
	DatabaseURL Secret // unset: SQLite in DataDir
	RedisURL    Secret // unset: one node
	SecretKey   Secret // unset: see Key

	ModelURL      *url.URL // of an OpenAI-compatible server
	ModelKey      Secret
	Model         string        // empty: built-in answers
	ModelPatience time.Duration // for the first word and each next one
	ModelTimeout  time.Duration // for a whole answer
	ModelContext  int           // tokens of a prompt

	PushContact string // mailto: or https: address of the operator; empty: see PushContactOr
	PushPrivate bool   // push services may be at private addresses

	OfferTime  time.Duration // for accepting a transferred conversation
	DrainWait  time.Duration // between not ready and closing
	StopWithin time.Duration // for stopping in all

	LogLevel  slog.Level
	LogFormat string // json or text

	sources map[string]string // by variable: "default", "environment", or the file
}

// Off is the address of a listener that is not wanted.
const Off = "off"

// Cluster reports whether this is the profile for several nodes: Postgres and Redis.
func (c Config) Cluster() bool { return c.RedisURL.Set() }

// Postgres reports whether the rows live in Postgres.
func (c Config) Postgres() bool { return c.DatabaseURL.Set() }

// UsesModel reports whether a language model answers.
func (c Config) UsesModel() bool { return c.Model != "" }

// derived fills in what follows from other settings.
func (c Config) derived() Config {
	if c.PublicURL != nil {
		clean := *c.PublicURL
		clean.Path = strings.TrimSuffix(clean.Path, "/")
		c.PublicURL = &clean
		return c
	}
	_, port, err := net.SplitHostPort(c.Addr)
	if err == nil && !c.Postgres() {
		c.PublicURL = &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)}
	}
	return c
}

// PushContactOr gives whom push services write to: what was set, else the installation's
// own address, which they take if it is https. Some refuse a message without either.
func (c Config) PushContactOr(public *url.URL) string {
	if c.PushContact != "" {
		return c.PushContact
	}
	if public.Scheme == "https" {
		return public.String()
	}
	return "mailto:postmaster@" + public.Hostname()
}
