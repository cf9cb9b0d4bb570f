package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Limits of the way out. Beyond them messages are not sent but found through
// the store, as after any other loss.
const (
	outboxMessages = 16384
	packetBytes    = 256 << 10
	publishTimeout = 3 * time.Second
)

// Redis joins nodes by pub/sub. One channel carries all facts of an
// installation; a second one, the node's own, carries its probes: a probe that
// does not come back within two intervals means that the subscription is dead
// whatever the connection says.
type Redis struct {
	*Local
	client   redis.UniversalClient
	log      *slog.Logger
	node     string
	facts    string
	probes   string
	interval time.Duration

	out   chan Message // sent by Publish, read by the sender; full means loss
	lost  atomic.Bool  // something was not sent since the last success
	heard atomic.Int64 // when the last probe came back, unix ns; 0: not subscribed
	last  atomic.Value // string: why the bus is down
}

// RedisConfig says how to reach Redis.
type RedisConfig struct {
	URL      string        // redis://, rediss://, or a Sentinel or Cluster URL
	Node     string        // this node's name
	Epoch    string        // the installation's epoch; separates installations on one Redis
	Interval time.Duration // between probes; 0: 5 s
	Log      *slog.Logger
}

// NewRedis makes the bus. It connects in Run; a Redis that is away is not an
// error, only not ready.
func NewRedis(cfg RedisConfig) (*Redis, error) {
	redis.SetLogger(quiet{}) // what matters is logged here, in the installation's own format
	client, err := redisClient(cfg.URL)
	if err != nil {
		return nil, err
	}
	if cfg.Interval == 0 {
		cfg.Interval = 5 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	prefix := "baton:" + cfg.Epoch
	return &Redis{Local: NewLocal(), client: client, log: cfg.Log, node: cfg.Node, facts: prefix + ":facts", probes: prefix + ":probe:" + cfg.Node,
		interval: cfg.Interval, out: make(chan Message, outboxMessages)}, nil
}

// quiet drops what the client library would print.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

// redisClient reads the URL forms: one server; master_name for Sentinel;
// several addr parameters for a cluster.
func redisClient(url string) (redis.UniversalClient, error) {
	switch {
	case strings.Contains(url, "master_name="):
		o, err := redis.ParseFailoverURL(url)
		if err != nil {
			return nil, fmt.Errorf("the Redis URL cannot be read: %w", err)
		}
		return redis.NewFailoverClient(o), nil
	case strings.Contains(url, "addr="):
		o, err := redis.ParseClusterURL(url)
		if err != nil {
			return nil, fmt.Errorf("the Redis URL cannot be read: %w", err)
		}
		return redis.NewClusterClient(o), nil
	default:
		o, err := redis.ParseURL(url)
		if err != nil {
			return nil, fmt.Errorf("the Redis URL cannot be read: %w", err)
		}
		return redis.NewClient(o), nil
	}
}

// Publish delivers here at once and to the others through Redis.
func (r *Redis) Publish(msgs ...Message) {
	r.Local.Publish(msgs...)
	for _, m := range msgs {
		select {
		case r.out <- m:
		default:
			r.lost.Store(true)
		}
	}
}

// Client is the connection pool, for others who need this Redis. It is closed with
// the bus.
func (r *Redis) Client() redis.UniversalClient { return r.client }

// Shared is true.
func (r *Redis) Shared() bool { return true }

// Ready says whether the last probe is fresh.
func (r *Redis) Ready() error {
	at := r.heard.Load()
	if at != 0 && time.Since(time.Unix(0, at)) < 3*r.interval {
		return nil
	}
	why, _ := r.last.Load().(string)
	if why == "" {
		why = "no answer yet"
	}
	return fmt.Errorf("Redis does not carry messages: %s", why)
}

// Run sends and receives until ctx ends.
func (r *Redis) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { r.send(ctx) })
	wg.Go(func() { r.receive(ctx) })
	wg.Wait()
	return r.client.Close()
}

// send joins what waits into packets.
func (r *Redis) send(ctx context.Context) {
	var packet []Message
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-r.out:
			packet = append(packet[:0], m)
		}
		size := len(packet[0].Data)
	more:
		for size < packetBytes {
			select {
			case m := <-r.out:
				packet = append(packet, m)
				size += len(m.Data)
			default:
				break more
			}
		}
		if r.lost.Swap(false) {
			packet = append(packet, Message{Stream: "node", Kind: "resync"})
		}
		pctx, cancel := context.WithTimeout(ctx, publishTimeout)
		err := r.client.Publish(pctx, r.facts, appendPacket(nil, r.node, packet)).Err()
		cancel()
		if err != nil && ctx.Err() == nil {
			r.lost.Store(true)
			r.last.Store(err.Error())
		}
	}
}

// receive keeps a subscription alive: each time it is confirmed, whatever was
// said before may have been missed.
func (r *Redis) receive(ctx context.Context) {
	for wait := 100 * time.Millisecond; ctx.Err() == nil; wait = min(2*wait, 5*time.Second) {
		began := time.Now()
		err := r.subscription(ctx)
		r.heard.Store(0)
		if ctx.Err() != nil {
			return
		}
		r.last.Store(err.Error())
		r.log.Warn("the subscription at Redis ended, trying again", "err", err)
		if time.Since(began) > 30*time.Second {
			wait = 100 * time.Millisecond
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait/2 + rand.N(wait)): //nolint:gosec // jitter
		}
	}
}

func (r *Redis) subscription(ctx context.Context) error {
	sub := r.client.Subscribe(ctx, r.facts, r.probes)
	defer sub.Close() //nolint:errcheck // the error that ended it is returned
	// A blocked read does not notice that ctx ended; closing wakes it.
	defer context.AfterFunc(ctx, func() { _ = sub.Close() })()
	began := time.Now()
	nextProbe := began
	for probe := 0; ; {
		if now := time.Now(); !now.Before(nextProbe) {
			probe++
			nextProbe = now.Add(r.interval)
			pctx, cancel := context.WithTimeout(ctx, r.interval)
			err := r.client.Publish(pctx, r.probes, strconv.Itoa(probe)).Err()
			cancel()
			if err != nil {
				return fmt.Errorf("send a probe: %w", err)
			}
		}
		if last := max(r.heard.Load(), began.UnixNano()); time.Since(time.Unix(0, last)) > 2*r.interval {
			return errors.New("a probe did not come back")
		}
		msg, err := sub.ReceiveTimeout(ctx, max(time.Until(nextProbe), time.Millisecond))
		if err != nil {
			var timeout interface{ Timeout() bool }
			if errors.As(err, &timeout) && timeout.Timeout() && ctx.Err() == nil {
				continue
			}
			return err
		}
		r.handle(msg)
	}
}

func (r *Redis) handle(msg any) {
	switch m := msg.(type) {
	case *redis.Subscription:
		if m.Channel == r.facts {
			r.resync("subscribed")
		}
	case *redis.Message:
		if m.Channel == r.probes {
			r.heard.Store(time.Now().UnixNano())
			return
		}
		node, rest, err := packetNode([]byte(m.Payload))
		if err != nil || node == r.node {
			return
		}
		msgs, err := packetMessages(rest)
		if err != nil {
			r.log.Error("a packet from another node cannot be read", "node", node, "err", err)
			r.resync("packet")
			return
		}
		if n := len(msgs); n > 0 && msgs[n-1].Stream == "node" && msgs[n-1].Kind == "resync" {
			msgs = msgs[:n-1]
			defer r.resync("peer")
		}
		r.mu.RLock()
		defer r.mu.RUnlock()
		for _, rc := range r.receivers {
			rc.Receive(msgs)
		}
	}
}
