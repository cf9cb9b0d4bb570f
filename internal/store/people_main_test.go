package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// clock is a time that the test owns.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// onBoth runs a test on an empty store of each dialect, on a clock that it owns.
func onBoth(t *testing.T, test func(t *testing.T, s *store.Store, now *clock)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			now := newClock()
			test(t, open(t, now.now), now)
		})
	}
}

// must fails the test on an error and passes the value on.
func must[T any](tb testing.TB) func(T, error) T {
	tb.Helper()
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func wantCode(tb testing.TB, what string, err error, want chat.Code) {
	tb.Helper()
	if got := chat.CodeOf(err); got != want {
		tb.Errorf("%s: code %q (%v), want %q", what, got, err, want)
	}
}

// atOnce runs n calls at the same time and returns their errors.
func atOnce(n int, call func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = call(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

func count(errs []error, code chat.Code) int {
	n := 0
	for _, err := range errs {
		if chat.CodeOf(err) == code {
			n++
		}
	}
	return n
}
