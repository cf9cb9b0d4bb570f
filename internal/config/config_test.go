package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// A key of the sort that openssl makes.
const goodKey = "Zq3p7Lx0vWmT9cRk2YbN5sJd8fHgA1eUoQiXl4Ct6Mw="

func env(pairs ...string) []string { return pairs }

// cluster is an environment in which nothing is wrong, plus changes.
func cluster(pairs ...string) []string {
	return append(env("BATON_DATABASE_URL=postgres://baton:canary-db@db:5432/baton", "BATON_REDIS_URL=redis://:canary-redis@redis:6379/0",
		"BATON_SECRET_KEY="+goodKey, "BATON_PUBLIC_URL=https://chat.example.com/"), pairs...)
}

func TestNothingSetIsSolo(t *testing.T) {
	c, err := Read(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Postgres() || c.Cluster() || c.UsesModel() || c.Addr != ":8080" || c.PublicURL.String() != "http://localhost:8080" || c.DataDir != "data" ||
		c.LogLevel != slog.LevelInfo || c.DrainWait != 5*time.Second || c.LimitFactor != 1 || c.ModelURL.Host != "api.openai.com" {
		t.Errorf("Read(nothing) = %+v", c)
	}
	if w := c.Warnings(); len(w) != 0 {
		t.Errorf("the defaults warn of %v", w)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	c, err := Read(cluster("BATON_ADDR=0.0.0.0:80", "BATON_DEMO_ADDR=[::1]:0", "BATON_METRICS_ADDR=off", "BATON_TRUSTED_PROXIES=10.0.0.7, 192.168.3.9/24,fd00::/8",
		"BATON_LIMIT_FACTOR=10", "BATON_DATA_DIR=/srv/baton", "OPENAI_BASE_URL=http://127.0.0.1:11434/v1", "OPENAI_API_KEY=sk-1", "OPENAI_MODEL=llama",
		"BATON_MODEL_PATIENCE=4s", "BATON_MODEL_TIMEOUT=1m", "BATON_MODEL_CONTEXT=8000", "BATON_OFFER_TIME=20s", "BATON_DRAIN_WAIT=0s", "BATON_STOP_WITHIN=10s",
		"BATON_LOG_LEVEL=DEBUG", "BATON_LOG_FORMAT=text", "HOME=/root", "OPENAI_ORG_ID=x"))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(c.TrustedProxies); got != "[10.0.0.7/32 192.168.3.0/24 fd00::/8]" {
		t.Errorf("proxies %s", got)
	}
	if !c.Cluster() || !c.Postgres() || !c.UsesModel() || c.PublicURL.String() != "https://chat.example.com" || c.DatabaseURL.Reveal() != "postgres://baton:canary-db@db:5432/baton" ||
		c.SecretKey.Reveal() != goodKey || c.ModelKey.Reveal() != "sk-1" || c.LogLevel != slog.LevelDebug || c.MetricsAddr != Off || c.DrainWait != 0 {
		t.Errorf("Read() = %+v", c)
	}
	// Whatever is added to the struct must be settable, and nothing may be set twice.
	set := map[any]bool{}
	for _, s := range settings() {
		set[s.at(&c)] = true
	}
	v := reflect.ValueOf(&c).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && !set[v.Field(i).Addr().Interface()] {
			t.Errorf("no setting sets %s", f.Name)
		}
	}
	if len(set) != len(settings()) {
		t.Error("two settings set one field")
	}
}

func TestProblemsAreToldInTheOperatorsWords(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("  \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		environ []string
		want    string // variable and a piece of the sentence
	}{
		{"a port that is none", env("BATON_ADDR=8080"), "BATON_ADDR: \"8080\" is not an address to listen on"},
		{"a port beyond all ports", env("BATON_ADDR=:70000"), "BATON_ADDR: \":70000\""},
		{"two listeners on one port", env("BATON_ADDR=:9090"), "BATON_METRICS_ADDR: the port 9090 is that of BATON_ADDR"},
		{"a demo for everybody", env("BATON_DEMO_ADDR=:8081"), "BATON_DEMO_ADDR: the demo shop is for this machine only. Write 127.0.0.1:8081."},
		{"a public address with a path", env("BATON_PUBLIC_URL=https://example.com/chat"), "BATON_PUBLIC_URL: write scheme, host and port only, such as https://example.com."},
		{"a public address without a scheme", env("BATON_PUBLIC_URL=chat.example.com"), "BATON_PUBLIC_URL: this is not a web address"},
		{"a public address that cannot be read", env("BATON_PUBLIC_URL=https://exa mple\x7f"), "BATON_PUBLIC_URL: this is not an address"},
		{"a proxy by name", env("BATON_TRUSTED_PROXIES=proxy"), "BATON_TRUSTED_PROXIES: \"proxy\" is neither an address nor a network"},
		{"everybody as a proxy", env("BATON_TRUSTED_PROXIES=0.0.0.0/0"), "BATON_TRUSTED_PROXIES: 0.0.0.0/0 is everybody"},
		{"a number that is none", env("BATON_LIMIT_FACTOR=many"), "BATON_LIMIT_FACTOR: \"many\" is not a whole number"},
		{"neither yes nor no", env("BATON_PUSH_PRIVATE=perhaps"), "BATON_PUSH_PRIVATE: \"perhaps\" is neither true nor false"},
		{"nobody to write to", env("BATON_PUSH_CONTACT=it@example.com"), "BATON_PUSH_CONTACT: \"it@example.com\" is not an address like mailto:it@example.com or https://example.com"},
		{"no limits", env("BATON_LIMIT_FACTOR=0"), "BATON_LIMIT_FACTOR: 0 is not between 1 and 1000"},
		{"a time without a unit", env("BATON_DRAIN_WAIT=5"), "BATON_DRAIN_WAIT: \"5\" is not a time. Write 30s"},
		{"a negative time", env("BATON_DRAIN_WAIT=-1s"), "BATON_DRAIN_WAIT: -1s is not between"},
		{"more waiting than stopping", env("BATON_DRAIN_WAIT=30s"), "BATON_STOP_WITHIN: 30s leaves nothing after BATON_DRAIN_WAIT"},
		{"more patience than time", env("BATON_MODEL_PATIENCE=31s"), "BATON_MODEL_PATIENCE: 31s is longer than BATON_MODEL_TIMEOUT"},
		{"an unknown level", env("BATON_LOG_LEVEL=loud"), "BATON_LOG_LEVEL: \"loud\" is not a level"},
		{"an unknown format", env("BATON_LOG_FORMAT=xml"), "BATON_LOG_FORMAT: \"xml\" is neither json nor text"},
		{"a file as the data folder", env("BATON_DATA_DIR=" + file), "BATON_DATA_DIR: " + file + " is a file"},
		{"Redis beside SQLite", env("BATON_REDIS_URL=redis://redis:6379"), "BATON_REDIS_URL: several nodes cannot share SQLite"},
		{"Postgres without a key", env("BATON_DATABASE_URL=postgres://db/baton", "BATON_PUBLIC_URL=https://a.example"), "BATON_SECRET_KEY: it is needed with Postgres"},
		{"Postgres without a public address", env("BATON_DATABASE_URL=postgres://db/baton", "BATON_SECRET_KEY="+goodKey), "BATON_PUBLIC_URL: it is needed with Postgres"},
		{"another kind of database", cluster("BATON_DATABASE_URL=mysql://root:canary-x@db/baton"), "BATON_DATABASE_URL: this is not an address like postgres://"},
		{"a password that breaks the address", cluster("BATON_DATABASE_URL=postgres://baton:canary#x/@db/baton"), "BATON_DATABASE_URL: this is not an address like postgres://"},
		{"another kind of bus", cluster("BATON_REDIS_URL=amqp://redis"), "BATON_REDIS_URL: this is not an address like redis://"},
		{"a short key", env("BATON_SECRET_KEY=canary-short"), "BATON_SECRET_KEY: it has 12 characters; at least 32 are needed"},
		{"a placeholder as the key", env("BATON_SECRET_KEY=please-changeme-0123456789-abcdefghij"), "BATON_SECRET_KEY: this looks like a placeholder"},
		{"one letter as the key", env("BATON_SECRET_KEY=" + strings.Repeat("a", 40)), "BATON_SECRET_KEY: this looks like a placeholder or a pattern"},
		{"a repeated piece as the key", env("BATON_SECRET_KEY=" + strings.Repeat("abcdefghijklm", 3)), "BATON_SECRET_KEY: this looks like a placeholder or a pattern"},
		{"a key twice", env("BATON_SECRET_KEY="+goodKey, "BATON_SECRET_KEY_FILE="+file), "BATON_SECRET_KEY: BATON_SECRET_KEY_FILE is set too. Keep one of the two"},
		{"a missing key file", env("BATON_SECRET_KEY_FILE=/nowhere/key"), "BATON_SECRET_KEY: there is no file /nowhere/key"},
		{"an empty key file", env("BATON_SECRET_KEY_FILE=" + file), "BATON_SECRET_KEY: the file " + file + " is empty"},
		{"a folder as the key file", env("BATON_SECRET_KEY_FILE=" + t.TempDir()), "is not a small file with a secret in it"},
		{"a model without a key", env("OPENAI_MODEL=gpt"), "OPENAI_API_KEY: OPENAI_MODEL is set, so a key is needed"},
		{"a model server that is none", env("OPENAI_BASE_URL=localhost"), "OPENAI_BASE_URL: this is not a web address"},
		{"a tiny context", env("BATON_MODEL_CONTEXT=10"), "BATON_MODEL_CONTEXT: 10 is not between"},
		{"a misspelt setting", env("BATON_ADRR=:1"), "BATON_ADRR: there is no such setting. Did you mean BATON_ADDR?"},
		{"a misspelt file form", env("BATON_SECRETKEY_FILE=x"), "Did you mean BATON_SECRET_KEY_FILE?"},
		{"a file form of what is no secret", env("BATON_ADDR_FILE=x"), "BATON_ADDR_FILE: there is no such setting"},
		{"a setting of another world", env("BATON_FLUX_CAPACITOR=1"), "BATON_FLUX_CAPACITOR: there is no such setting; `baton check-config` lists"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(tt.environ)
			if _, ok := errors.AsType[Problems](err); !ok || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read() = %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("a secret is repeated: %v", err)
			}
		})
	}
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	_, err := Read(env("BATON_ADRR=:1", "BATON_LOG_LEVEL=loud", "BATON_DRAIN_WAIT=soon"))
	ps, _ := errors.AsType[Problems](err)
	var names []string
	for _, p := range ps {
		names = append(names, p.Name)
	}
	if !slices.Equal(names, []string{"BATON_ADRR", "BATON_DRAIN_WAIT", "BATON_LOG_LEVEL"}) {
		t.Errorf("told of %v", names)
	}
	_, err = Read(env("BATON_ADDR=x", "BATON_REDIS_URL=redis://r", "BATON_LOG_FORMAT=xml"))
	if ps, _ = errors.AsType[Problems](err); len(ps) != 3 {
		t.Errorf("told of %v", err)
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(goodKey+"\n"), 0o400); err != nil {
		t.Fatal(err)
	}
	c, err := Read(env("BATON_SECRET_KEY=", "BATON_SECRET_KEY_FILE="+path))
	if err != nil || c.SecretKey.Reveal() != goodKey {
		t.Fatalf("Read() = %v, %v", c.SecretKey.Set(), err)
	}
	var out bytes.Buffer
	if err := c.Print(&out); err != nil || !strings.Contains(out.String(), path) {
		t.Errorf("Print() does not say where the key comes from: %s, %v", out.String(), err)
	}
}

func TestToolsOfThisRepositoryAreNoStrangers(t *testing.T) {
	if _, err := Read(env("BATON_TEST_POSTGRES=postgres://x", "BATON_ROUNDS=3", "BATON_CHROMIUM=/usr/bin/chromium")); err != nil {
		t.Error(err)
	}
}

func TestSecretsNeverShow(t *testing.T) {
	c, err := Read(cluster("OPENAI_API_KEY=canary-openai", "BATON_SECRET_KEY=canary-"+goodKey, "BATON_DATABASE_URL=postgres://baton:canary-db@db:5432/baton?password=canary-q",
		"OPENAI_BASE_URL=http://user:canary-url@model.example/v1"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("starting", "config", c.DatabaseURL, "key", c.SecretKey)
	slog.New(slog.NewTextHandler(&out, nil)).Info("starting", "all", fmt.Sprintf("%v %+v %#v %s %q", c.SecretKey, c.SecretKey, c.SecretKey, c.SecretKey, c.SecretKey))
	encoded, err := json.Marshal(struct{ Key Secret }{c.SecretKey})
	if err != nil {
		t.Fatal(err)
	}
	key, err := c.Key()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "%v %+v %#v %s", key, key, key, encoded)
	if err := c.Print(&out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "canary") {
		t.Errorf("a secret shows: %s", out.String())
	}
	for _, want := range []string{"postgres://db:5432/baton", "redis://redis:6379/0", "http://model.example/v1", "***"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not shown in %s", want, out.String())
		}
	}
}

func TestEverySettingIsExplained(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Describe() {
		if s.Meaning == "" || !strings.HasSuffix(s.Meaning, ".") || strings.Contains(s.Meaning, "|") || seen[s.Name] || s.Default != "" && s.Without != "" {
			t.Errorf("%s is explained as %q, default %q or %q", s.Name, s.Meaning, s.Default, s.Without)
		}
		seen[s.Name] = true
	}
}

// The README's table is between two markers and written by `baton check-config
// --markdown`.
func TestTheReadmeHasTheTable(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "<!-- config -->\n")
	if !found {
		return
	}
	table, _, closed := strings.Cut(rest, "<!-- /config -->")
	var want bytes.Buffer
	if err := Markdown(&want); err != nil {
		t.Fatal(err)
	}
	if !closed || strings.TrimSpace(table) != strings.TrimSpace(want.String()) {
		t.Errorf("the table in README.md is not the current one. Put this between <!-- config --> and <!-- /config -->:\n%s", want.String())
	}
}

func TestHelpNamesEverySetting(t *testing.T) {
	var help bytes.Buffer
	if err := Help(&help); err != nil {
		t.Fatal(err)
	}
	for _, s := range Describe() {
		if !strings.Contains(help.String(), s.Name) || !strings.Contains(help.String(), s.Meaning) {
			t.Errorf("the help leaves out %s", s.Name)
		}
	}
}

func TestWarnings(t *testing.T) {
	c, err := Read(env("BATON_PUBLIC_URL=http://chat.example.com", "BATON_METRICS_ADDR=0.0.0.0:9090", "OPENAI_API_KEY=sk-1",
		"BATON_DATABASE_URL=postgres://db/baton", "BATON_SECRET_KEY="+goodKey))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(c.Warnings(), "\n")
	for _, want := range []string{"plain http", "BATON_METRICS_ADDR answers everybody", "no OPENAI_MODEL", "a second one will refuse"} {
		if !strings.Contains(all, want) {
			t.Errorf("no warning of %q in\n%s", want, all)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range settings() {
		f.Add(s.Name, s.Default)
	}
	f.Add("BATON_SECRET_KEY_FILE", "/proc/self/mem")
	f.Add("BATON_TRUSTED_PROXIES", ",,::ffff:0:0/96,")
	f.Fuzz(func(t *testing.T, name, value string) {
		c, err := Read([]string{name + "=" + value, "=", "\x00"})
		if ps, ok := errors.AsType[Problems](err); err != nil && (!ok || len(ps) == 0) {
			t.Errorf("Read() = %v", err)
		}
		if err := c.Print(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	})
}

func TestPushServicesHaveSomebodyToWriteTo(t *testing.T) {
	for _, tt := range []struct{ contact, public, want string }{
		{"mailto:it@example.com", "https://chat.example.com", "mailto:it@example.com"},
		{"", "https://chat.example.com", "https://chat.example.com"},
		{"", "http://localhost:8080", "mailto:postmaster@localhost"},
	} {
		public, err := url.Parse(tt.public)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Config{PushContact: tt.contact}).PushContactOr(public); got != tt.want {
			t.Errorf("PushContactOr(%s) with %q = %q, want %q", tt.public, tt.contact, got, tt.want)
		}
	}
}
