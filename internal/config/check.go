package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// minKey is the least length of the secret key: 32 characters of base64 hold 192 bits.
const minKey = 32

// report adds a problem: the variable, and a sentence for the operator.
type report func(name, format string, args ...any)

// check finds what is wrong with values that could be read, one by one and together.
func (c Config) check() Problems {
	var ps Problems
	add := func(name, format string, args ...any) {
		ps = append(ps, Problem{name, fmt.Sprintf(format, args...)})
	}
	c.checkAddresses(add)
	c.checkPublicURL(add)
	c.checkDatabase(add)
	c.checkKey(add)
	c.checkModel(add)
	c.checkTimes(add)
	c.checkPush(add)
	if c.LimitFactor < 1 || c.LimitFactor > 1000 {
		add("BATON_LIMIT_FACTOR", "%d is not between 1 and 1000.", c.LimitFactor)
	}
	if c.LogFormat != "json" && c.LogFormat != "text" {
		add("BATON_LOG_FORMAT", "%q is neither json nor text.", c.LogFormat)
	}
	for _, p := range c.TrustedProxies {
		if p.Bits() == 0 {
			add("BATON_TRUSTED_PROXIES", "%s is everybody, so anybody could forge their address. Name your proxies' own network.", p)
		}
	}
	return ps
}

func (c Config) checkAddresses(add report) {
	owner := map[string]string{}
	for _, l := range []struct{ name, addr string }{{"BATON_ADDR", c.Addr}, {"BATON_DEMO_ADDR", c.DemoAddr}, {"BATON_METRICS_ADDR", c.MetricsAddr}} {
		if l.addr == Off && l.name == "BATON_METRICS_ADDR" {
			continue
		}
		host, port, err := net.SplitHostPort(l.addr)
		number, notNumber := strconv.ParseUint(port, 10, 16)
		if err != nil || notNumber != nil {
			add(l.name, "%q is not an address to listen on. Write host:port, such as 127.0.0.1:8080 or :8080.", l.addr)
			continue
		}
		if l.name == "BATON_DEMO_ADDR" && !loopback(host) {
			add(l.name, "the demo shop is for this machine only. Write 127.0.0.1:%s.", port)
		}
		if number == 0 { // any free port
			continue
		}
		if other, taken := owner[port]; taken {
			add(l.name, "the port %s is that of %s. Choose another.", port, other)
		}
		owner[port] = l.name
	}
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

func (c Config) checkPublicURL(add report) {
	u := c.PublicURL
	switch {
	case u == nil && c.Postgres():
		add("BATON_PUBLIC_URL", "it is needed with Postgres: write the address at which browsers find Baton, such as https://chat.example.com.")
	case u == nil: // BATON_ADDR is wrong, which is reported there
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		add("BATON_PUBLIC_URL", "this is not a web address. Write it like https://chat.example.com.")
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		add("BATON_PUBLIC_URL", "write scheme, host and port only, such as %s://%s. Baton needs a host of its own.", u.Scheme, u.Host)
	}
}

func (c Config) checkDatabase(add report) {
	if c.Postgres() {
		checkURL(add, "BATON_DATABASE_URL", c.DatabaseURL, "postgres://baton:password@db:5432/baton", "postgres", "postgresql")
	}
	if !c.Cluster() {
		c.checkDataDir(add)
		return
	}
	checkURL(add, "BATON_REDIS_URL", c.RedisURL, "redis://:password@redis:6379/0", "redis", "rediss")
	if !c.Postgres() {
		add("BATON_REDIS_URL", "several nodes cannot share SQLite. Set BATON_DATABASE_URL to a Postgres, or take this setting away to run one node.")
	}
}

// checkURL never repeats the address, which holds a password.
func checkURL(add report, name string, s Secret, example string, schemes ...string) {
	u, err := url.Parse(s.Reveal())
	if err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme) {
		return
	}
	add(name, "this is not an address like %s. Characters such as @, / or # in a password are written as %%40, %%2F, %%23.", example)
}

func (c Config) checkDataDir(add report) {
	if info, err := os.Stat(c.DataDir); err == nil && !info.IsDir() {
		add("BATON_DATA_DIR", "%s is a file. Name a folder; it is made if it does not exist.", c.DataDir)
	}
}

// placeholders are words of documentation and examples that are no secrets.
var placeholders = []string{"changeme", "change-me", "change_me", "secret", "password", "example", "replace", "insecure", "placeholder", "default", "xxxx"}

func (c Config) checkKey(add report) {
	key := c.SecretKey.Reveal()
	switch {
	case key == "" && c.Postgres():
		add("BATON_SECRET_KEY", "it is needed with Postgres. Make one with `openssl rand -base64 32` and give the same to every node, "+
			"best as BATON_SECRET_KEY_FILE.")
	case key == "":
	case len(key) < minKey:
		add("BATON_SECRET_KEY", "it has %d characters; at least %d are needed. Make one with `openssl rand -base64 32`.", len(key), minKey)
	case guessable(key):
		add("BATON_SECRET_KEY", "this looks like a placeholder or a pattern, not like chance. Make one with `openssl rand -base64 32`.")
	}
}

// guessable reports whether a key is plainly not random: few different characters, a
// repeated piece, or an example's words.
func guessable(key string) bool {
	lower := strings.ToLower(key)
	for _, word := range placeholders {
		if strings.Contains(lower, word) {
			return true
		}
	}
	seen := map[rune]bool{}
	for _, r := range key {
		seen[r] = true
	}
	if len(seen) < 10 {
		return true
	}
	for n := 1; n <= len(key)/2; n++ {
		if strings.Repeat(key[:n], len(key)/n+1)[:len(key)] == key {
			return true
		}
	}
	return false
}

func (c Config) checkModel(add report) {
	if u := c.ModelURL; u == nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		add("OPENAI_BASE_URL", "this is not a web address. Write it like https://api.openai.com/v1 or http://127.0.0.1:11434/v1.")
	}
	if c.UsesModel() && !c.ModelKey.Set() && c.sources["OPENAI_BASE_URL"] == "default" {
		add("OPENAI_API_KEY", "OPENAI_MODEL is set, so a key is needed, or OPENAI_BASE_URL for a server of your own.")
	}
	if c.ModelContext < 1000 || c.ModelContext > 2_000_000 {
		add("BATON_MODEL_CONTEXT", "%d is not between 1000 and 2000000 tokens.", c.ModelContext)
	}
}

func (c Config) checkPush(add report) {
	if u, err := url.Parse(c.PushContact); c.PushContact != "" && (err != nil || u.Scheme != "https" && (u.Scheme != "mailto" || !strings.Contains(u.Opaque, "@"))) {
		add("BATON_PUSH_CONTACT", "%q is not an address like mailto:it@example.com or https://example.com.", c.PushContact)
	}
}

func (c Config) checkTimes(add report) {
	for _, t := range []struct {
		name     string
		is       time.Duration
		min, max time.Duration
	}{
		{"BATON_MODEL_PATIENCE", c.ModelPatience, time.Second, 5 * time.Minute},
		{"BATON_MODEL_TIMEOUT", c.ModelTimeout, time.Second, 10 * time.Minute},
		{"BATON_OFFER_TIME", c.OfferTime, 5 * time.Second, time.Hour},
		{"BATON_DRAIN_WAIT", c.DrainWait, 0, 5 * time.Minute},
		{"BATON_STOP_WITHIN", c.StopWithin, time.Second, 10 * time.Minute},
	} {
		if t.is < t.min || t.is > t.max {
			add(t.name, "%v is not between %v and %v.", t.is, t.min, t.max)
		}
	}
	if c.ModelPatience > c.ModelTimeout {
		add("BATON_MODEL_PATIENCE", "%v is longer than BATON_MODEL_TIMEOUT (%v).", c.ModelPatience, c.ModelTimeout)
	}
	if c.DrainWait >= c.StopWithin {
		add("BATON_STOP_WITHIN", "%v leaves nothing after BATON_DRAIN_WAIT (%v).", c.StopWithin, c.DrainWait)
	}
}

// Warnings tells what is allowed and yet probably not meant.
func (c Config) Warnings() []string {
	var all []string
	if c.PublicURL != nil && c.PublicURL.Scheme == "http" && !loopback(c.PublicURL.Hostname()) {
		all = append(all, "BATON_PUBLIC_URL is plain http: passwords and conversations travel unencrypted, "+
			"and browsers keep the widget out of https pages.")
	}
	if host, _, err := net.SplitHostPort(c.MetricsAddr); err == nil && !loopback(host) {
		all = append(all, "BATON_METRICS_ADDR answers everybody who can reach it, without a password.")
	}
	if !c.UsesModel() && c.ModelKey.Set() {
		all = append(all, "OPENAI_API_KEY is set, but no OPENAI_MODEL: the built-in answers are used.")
	}
	if c.Postgres() && !c.Cluster() {
		all = append(all, "Postgres without BATON_REDIS_URL is for one node; a second one will refuse to start.")
	}
	return all
}
