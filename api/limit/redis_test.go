package limit_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func client(t *testing.T, url string) *redis.Client {
	t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	o.MaxRetries = -1
	c := redis.NewClient(o)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestNodesShareBucketsInRedis(t *testing.T) {
	server := testkit.Redis(t)
	one, two := limit.NewRedis(client(t, server.URL()), "baton:a"), limit.NewRedis(client(t, server.URL()), "baton:a")
	b := limit.Budget{Name: "sign-in", Burst: 2, Every: time.Minute}
	for i, l := range []limit.Taker{one, two} {
		if wait := take(t, l, b, "ada@example.com"); wait != 0 {
			t.Fatalf("try %d waits %v, want 0", i+1, wait)
		}
	}
	for _, l := range []limit.Taker{one, two, one} { // being refused costs nothing
		if wait := take(t, l, b, "ada@example.com"); wait <= 50*time.Second || wait > time.Minute {
			t.Fatalf("the third try waits %v, want about 1m", wait)
		}
	}
	if wait := take(t, limit.NewRedis(client(t, server.URL()), "baton:b"), b, "ada@example.com"); wait != 0 {
		t.Errorf("another installation's try waits %v, want 0", wait)
	}
	if wait := take(t, one, limit.Budget{Name: "off"}, "ada@example.com"); wait != 0 {
		t.Errorf("a budget without a burst waits %v, want 0", wait)
	}
	keys, err := client(t, server.URL()).Keys(t.Context(), "*ada*").Result()
	if err != nil || len(keys) > 0 {
		t.Errorf("Redis holds the address in %q (%v)", keys, err)
	}
}

func TestLimitsGoOnWithoutRedis(t *testing.T) {
	server := testkit.Redis(t)
	first := limit.NewRedis(client(t, server.URL()), "baton")
	shared := &limit.Shared{First: first, Fallback: limit.NewLocal(nil), Log: slog.New(slog.DiscardHandler)}
	b := limit.Budget{Name: "api", Burst: 1, Every: time.Hour}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Take(t.Context(), b, "x"); err == nil {
		t.Fatal("counted in a Redis that is away")
	}
	if wait := take(t, shared, b, "x"); wait != 0 {
		t.Fatalf("the first waits %v, want 0", wait)
	}
	if wait := take(t, shared, b, "x"); wait == 0 {
		t.Error("the second does not wait, though the local bucket is empty")
	}
}
