package faults_test

import (
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/batonchat/baton/internal/testkit"
)

// refusesToStart wants a start to fail with the exit code and a sentence that
// holds all of the words, and nothing of the forbidden ones.
func refusesToStart(t *testing.T, env []string, code int, words []string, forbidden ...string) {
	t.Helper()
	p, out := launch(t, env)
	if got := p.code(t, patience); got != code {
		t.Errorf("it ended with %d, want %d", got, code)
	}
	said, err := io.ReadAll(out)
	if err != nil || len(said) > 0 {
		t.Errorf("it printed %q (%v) as if it had started", said, err)
	}
	wrote := p.wrote.String()
	for _, w := range words {
		if !strings.Contains(wrote, w) {
			t.Errorf("it says %q; %q should be in it", wrote, w)
		}
	}
	for _, w := range append(forbidden, "panic", "goroutine ") {
		if strings.Contains(wrote, w) {
			t.Errorf("it says %q; %q must not be in it", wrote, w)
		}
	}
}

func TestSecondProcessOnTheSameFolder(t *testing.T) {
	t.Parallel()
	env := profiles[0].env(t)
	h := open(t, env)
	refusesToStart(t, env, 1, []string{"the data folder is in use", "Stop it first", "BATON_DATA_DIR"})
	h.awaitReady(true)
	p := pairUp(t, h, h, h.agent(), 0) // the first one is unharmed
	settle(t, patience, p)
}

func TestTakenPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) // after the parallel subtests
	for _, name := range []string{"BATON_ADDR", "BATON_DEMO_ADDR", "BATON_METRICS_ADDR"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusesToStart(t, append(profiles[0].env(t), name+"="+l.Addr().String()), 1, []string{l.Addr().String(), name, "already"})
		})
	}
}

func TestUnknownSetting(t *testing.T) {
	t.Parallel()
	refusesToStart(t, append(profiles[0].env(t), "BATON_DATADIR=/somewhere"), 2, []string{"BATON_DATADIR"})
}

func TestPostgresAwayAtStart(t *testing.T) {
	t.Parallel()
	link := testkit.Proxy(t, testkit.Postgres(t))
	link.Cut()
	u, err := url.Parse(link.URL())
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	refusesToStart(t, cluster(t, link.URL(), testkit.Redis(t).URL()), 1, []string{"baton: connect to Postgres at " + u.Host}, password)
}
