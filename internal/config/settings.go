package config

import "sync"

// Setting describes one variable.
type Setting struct {
	Name    string
	Default string // as it would be written; empty if there is none
	Without string // what holds without it, in words, if Default is empty
	Meaning string

	at func(c *Config) any // the field that it sets
}

// Secret reports whether the value is never printed and may be given as NAME_FILE.
func (s Setting) Secret() bool {
	_, secret := s.at(&Config{}).(*Secret)
	return secret
}

// DefaultText says what holds if the variable is not set; empty for nothing.
func (s Setting) DefaultText() string {
	if s.Default != "" {
		return s.Default
	}
	return s.Without
}

// Describe lists all settings, in the order in which they are explained.
func Describe() []Setting { return append([]Setting(nil), settings()...) }

// settings is the one source of names, defaults and meanings.
var settings = sync.OnceValue(func() []Setting {
	return []Setting{
		{
			Name: "BATON_ADDR", Default: ":8080",
			Meaning: "Where Baton listens, as host:port.",
			at:      func(c *Config) any { return &c.Addr },
		},
		{
			Name: "BATON_PUBLIC_URL", Without: "http://localhost and the port of BATON_ADDR",
			Meaning: "Where browsers find Baton, without a path. Needed with Postgres.",
			at:      func(c *Config) any { return &c.PublicURL },
		},
		{
			Name: "BATON_DEMO_ADDR", Default: "127.0.0.1:8081",
			Meaning: "Where serve --demo shows its shop; only on this machine.",
			at:      func(c *Config) any { return &c.DemoAddr },
		},
		{
			Name: "BATON_METRICS_ADDR", Default: "127.0.0.1:9090",
			Meaning: "Where Prometheus metrics and profiles are served, without a password: keep it private. off turns it off.",
			at:      func(c *Config) any { return &c.MetricsAddr },
		},
		{
			Name:    "BATON_TRUSTED_PROXIES",
			Meaning: "Addresses or networks, with commas between them, whose X-Forwarded-For is believed.",
			at:      func(c *Config) any { return &c.TrustedProxies },
		},
		{
			Name: "BATON_LIMIT_FACTOR", Default: "1",
			Meaning: "How many times the built-in rate limits to allow, from 1 to 1000: for many people behind one address, and for load " +
				"tests.",
			at: func(c *Config) any { return &c.LimitFactor },
		},
		{
			Name: "BATON_DATA_DIR", Default: "data",
			Meaning: "Folder for the database and the secret key, when neither is given below.",
			at:      func(c *Config) any { return &c.DataDir },
		},
		{ //nolint:gosec // the password is an example
			Name: "BATON_DATABASE_URL", Without: "SQLite in BATON_DATA_DIR",
			Meaning: "Postgres, such as postgres://baton:password@db:5432/baton.",
			at:      func(c *Config) any { return &c.DatabaseURL },
		},
		{
			Name: "BATON_REDIS_URL", Without: "one node",
			Meaning: "Redis, for several nodes that serve together, such as redis://:password@redis:6379/0. Needs Postgres.",
			at:      func(c *Config) any { return &c.RedisURL },
		},
		{
			Name: "BATON_SECRET_KEY", Without: "made at the first start, in BATON_DATA_DIR",
			Meaning: "At least 32 random characters from which keys are derived: make them with openssl rand -base64 32. The same on all " +
				"nodes; needed with Postgres.",
			at: func(c *Config) any { return &c.SecretKey },
		},
		{
			Name: "OPENAI_BASE_URL", Default: "https://api.openai.com/v1",
			Meaning: "An OpenAI-compatible server.",
			at:      func(c *Config) any { return &c.ModelURL },
		},
		{
			Name:    "OPENAI_API_KEY",
			Meaning: "Its key. A server of your own may need none.",
			at:      func(c *Config) any { return &c.ModelKey },
		},
		{
			Name: "OPENAI_MODEL", Without: "none: the built-in answers",
			Meaning: "The model that answers and drafts. Visitors' words are sent to OPENAI_BASE_URL only if this is set.",
			at:      func(c *Config) any { return &c.Model },
		},
		{
			Name: "BATON_MODEL_PATIENCE", Default: "10s",
			Meaning: "How long the model may take for its first word, and for each next one.",
			at:      func(c *Config) any { return &c.ModelPatience },
		},
		{
			Name: "BATON_MODEL_TIMEOUT", Default: "30s",
			Meaning: "How long it may take for a whole answer, a second try included. After that the built-in answer or a person takes " +
				"over.",
			at: func(c *Config) any { return &c.ModelTimeout },
		},
		{
			Name: "BATON_MODEL_CONTEXT", Default: "12000",
			Meaning: "How many tokens a prompt may have.",
			at:      func(c *Config) any { return &c.ModelContext },
		},
		{
			Name: "BATON_PUSH_CONTACT", Without: "BATON_PUBLIC_URL",
			Meaning: "Whom the push services of browsers write to if something is wrong: a mailto: or https: address.",
			at:      func(c *Config) any { return &c.PushContact },
		},
		{
			Name: "BATON_PUSH_PRIVATE", Default: "false",
			Meaning: "Whether push services may be at private addresses: for one within the house.",
			at:      func(c *Config) any { return &c.PushPrivate },
		},
		{
			Name: "BATON_OFFER_TIME", Default: "60s",
			Meaning: "How long a colleague may take to accept a transferred conversation.",
			at:      func(c *Config) any { return &c.OfferTime },
		},
		{
			Name: "BATON_DRAIN_WAIT", Default: "5s",
			Meaning: "How long a node that stops says that it is not ready before it closes, so that load balancers notice.",
			at:      func(c *Config) any { return &c.DrainWait },
		},
		{
			Name: "BATON_STOP_WITHIN", Default: "30s",
			Meaning: "How long stopping may take in all.",
			at:      func(c *Config) any { return &c.StopWithin },
		},
		{
			Name: "BATON_LOG_LEVEL", Default: "info",
			Meaning: "debug, info, warn or error.",
			at:      func(c *Config) any { return &c.LogLevel },
		},
		{
			Name: "BATON_LOG_FORMAT", Default: "json",
			Meaning: "json, or text for reading on a terminal.",
			at:      func(c *Config) any { return &c.LogFormat },
		},
	}
})
