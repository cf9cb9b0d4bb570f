package limit_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/api/limit"
)

type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func take(t *testing.T, l limit.Taker, b limit.Budget, key string) time.Duration {
	t.Helper()
	wait, err := l.Take(t.Context(), b, key)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

func TestLocalGivesBackOneAtATime(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	l := limit.NewLocal(c.now)
	b := limit.Budget{Name: "sign-in", Burst: 2, Every: time.Minute}
	for i := range 2 {
		if wait := take(t, l, b, "ada"); wait != 0 {
			t.Fatalf("try %d waits %v, want 0", i+1, wait)
		}
	}
	for range 3 { // being refused costs nothing
		if wait := take(t, l, b, "ada"); wait != time.Minute {
			t.Fatalf("the third try waits %v, want 1m", wait)
		}
	}
	if wait := take(t, l, b, "ben"); wait != 0 {
		t.Errorf("another key waits %v, want 0", wait)
	}
	if wait := take(t, l, limit.Budget{Name: "other", Burst: 1, Every: time.Hour}, "ada"); wait != 0 {
		t.Errorf("another budget waits %v, want 0", wait)
	}
	c.t = c.t.Add(time.Minute)
	if wait := take(t, l, b, "ada"); wait != 0 {
		t.Errorf("a minute later it waits %v, want 0", wait)
	}
	if wait := take(t, l, b, "ada"); wait != time.Minute {
		t.Errorf("and once more %v, want 1m", wait)
	}
}

func TestABudgetWithoutBurstIsNoLimit(t *testing.T) {
	l := limit.NewLocal(nil)
	for range 1000 {
		if wait := take(t, l, limit.Budget{Name: "off"}, "x"); wait != 0 {
			t.Fatalf("waits %v", wait)
		}
	}
}

type away struct{}

func (away) Take(context.Context, limit.Budget, string) (time.Duration, error) {
	return 0, errors.New("connection refused")
}

func TestSharedFallsBackOnLocalBuckets(t *testing.T) {
	var log bytes.Buffer
	s := &limit.Shared{First: away{}, Fallback: limit.NewLocal(nil), Log: slog.New(slog.NewTextHandler(&log, nil))}
	b := limit.Budget{Name: "api", Burst: 1, Every: time.Hour}
	if wait := take(t, s, b, "x"); wait != 0 {
		t.Fatalf("the first waits %v, want 0", wait)
	}
	if wait := take(t, s, b, "x"); wait == 0 {
		t.Error("the second does not wait, though the local bucket is empty")
	}
	if !strings.Contains(log.String(), "counting on this node alone") {
		t.Errorf("log = %q, want a warning", log.String())
	}
}

func TestAddressKey(t *testing.T) {
	tests := []struct{ address, want string }{
		{"192.0.2.7", "192.0.2.7"},
		{"::ffff:192.0.2.7", "192.0.2.7"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"},
		{"fe80::1%eth0", "fe80::/64"},
	}
	for _, test := range tests {
		if got := limit.AddressKey(netip.MustParseAddr(test.address)); got != test.want {
			t.Errorf("AddressKey(%s) = %s, want %s", test.address, got, test.want)
		}
	}
}
