// Package limit slows down whoever asks too often: token buckets by address, by
// session, by account.
//
// [Local] keeps its buckets in this process, [Redis] where all nodes share them. One
// stands in front of the other ([Shared]): when Redis cannot be asked, the local buckets
// go on counting, so a limit may be as many times wider as there are nodes, but is
// never gone.
package limit

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"github.com/batonchat/baton/chat"
)

// Budget is how often something may be done. Burst times at once; each is given
// back after Every. A Burst of 0 means without limit.
type Budget struct {
	Name  string // part of the bucket's name, so that budgets do not mix
	Burst int
	Every time.Duration
}

// Taker counts uses.
type Taker interface {
	// Take uses one of the budget's times for the key. A positive wait says that
	// nothing was taken and when to try again. An error says that it could not be
	// counted, and nothing about whether it may be done.
	Take(ctx context.Context, b Budget, key string) (wait time.Duration, err error)
}

// localBuckets is how many keys are remembered; the least used are forgotten first.
const localBuckets = 100_000

// Local is a Taker within one process. It never fails.
type Local struct {
	now func() time.Time

	mu      sync.Mutex // guards buckets
	buckets *simplelru.LRU[bucket, *rate.Limiter]
}

type bucket struct{ budget, key string }

// NewLocal makes an empty Local; a nil clock is the system's.
func NewLocal(now func() time.Time) *Local {
	if now == nil {
		now = time.Now
	}
	lru, err := simplelru.NewLRU[bucket, *rate.Limiter](localBuckets, nil)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &Local{now: now, buckets: lru}
}

// Take implements Taker.
func (l *Local) Take(_ context.Context, b Budget, key string) (time.Duration, error) {
	if b.Burst <= 0 {
		return 0, nil
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter, ok := l.buckets.Get(bucket{b.Name, key})
	if !ok {
		limiter = rate.NewLimiter(rate.Every(b.Every), b.Burst)
		l.buckets.Add(bucket{b.Name, key}, limiter)
	}
	r := limiter.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait, nil
}

// Shared asks one Taker and falls back on another when the first cannot be asked.
type Shared struct {
	First    Taker
	Fallback Taker
	Log      *slog.Logger

	away atomic.Int64 // when First may be asked again, unix ns: what is away is not waited for by every request
}

// askAgain is for how long a Taker that failed is left alone.
const askAgain = time.Second

// Take implements Taker.
func (s *Shared) Take(ctx context.Context, b Budget, key string) (time.Duration, error) {
	if time.Now().UnixNano() < s.away.Load() {
		return s.Fallback.Take(ctx, b, key)
	}
	wait, err := s.First.Take(ctx, b, key)
	if err == nil {
		return wait, nil
	}
	if ctx.Err() == nil {
		s.away.Store(time.Now().Add(askAgain).UnixNano())
		s.Log.WarnContext(ctx, "shared limits cannot be asked, counting on this node alone", "budget", b.Name, "err", err)
	}
	return s.Fallback.Take(ctx, b, key)
}

// AddressKey is the key of an address: an IPv6 client usually has a whole /64.
func AddressKey(a netip.Addr) string {
	a = a.Unmap()
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// Refused is the error for whoever must wait. format and args make the sentence.
func Refused(wait time.Duration, format string, args ...any) error {
	return &TooOftenError{Err: &chat.Error{Code: chat.TooMany, Say: fmt.Sprintf(format, args...)}, Wait: wait}
}

// TooOftenError is a refusal that says when to come back. It unwraps to a [chat.Error].
type TooOftenError struct {
	Err  error
	Wait time.Duration
}

// Error and Unwrap are those of the refusal.
func (e *TooOftenError) Error() string { return e.Err.Error() }
func (e *TooOftenError) Unwrap() error { return e.Err }

// Words writes a wait the way people say it, rounded up.
func Words(wait time.Duration) string {
	switch {
	case wait <= time.Second:
		return "a second"
	case wait <= 90*time.Second:
		return fmt.Sprintf("%d seconds", int(math.Ceil(wait.Seconds())))
	case wait <= 90*time.Minute:
		return fmt.Sprintf("%d minutes", int(math.Ceil(wait.Minutes())))
	default:
		return fmt.Sprintf("%d hours", int(math.Ceil(wait.Hours())))
	}
}
