package limit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
)

// askWithin is how long Redis may take to answer: a request waits for it.
const askWithin = 250 * time.Millisecond

// Redis is a Taker that all nodes share. It fails when Redis cannot be asked.
type Redis struct {
	limiter *redis_rate.Limiter
	prefix  string
}

// NewRedis makes a Redis. prefix separates installations that share one server.
// The client stays the caller's.
func NewRedis(client redis.UniversalClient, prefix string) *Redis {
	return &Redis{redis_rate.NewLimiter(client), prefix}
}

// Take implements Taker. Keys are stored as hashes: addresses and ids of people do
// not belong into a shared counter.
func (r *Redis) Take(ctx context.Context, b Budget, key string) (time.Duration, error) {
	if b.Burst <= 0 {
		return 0, nil
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	sum := sha256.Sum256([]byte(key))
	res, err := r.limiter.Allow(ctx, r.prefix+":"+b.Name+":"+hex.EncodeToString(sum[:16]), redis_rate.Limit{Rate: 1, Burst: b.Burst, Period: b.Every})
	if err != nil {
		return 0, fmt.Errorf("count in Redis: %w", err)
	}
	if res.Allowed > 0 {
		return 0, nil
	}
	return max(res.RetryAfter, time.Millisecond), nil
}
