package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// Work is what the outbox needs of the database.
type Work interface {
	LeaseWork(ctx context.Context, node string, lease time.Duration, limit int, kinds ...chat.WorkKind) ([]store.Job, error)
	RenewWork(ctx context.Context, node string, ids []int64, lease time.Duration) error
	FinishWork(ctx context.Context, ids []int64) error
	RetryWork(ctx context.Context, id int64, at time.Time, why string) error
	PostponeWork(ctx context.Context, id int64, at time.Time) error
	GiveUpUnknownWork(ctx context.Context, before time.Time, kinds ...chat.WorkKind) ([]store.Job, error)
	NextWork(ctx context.Context, kinds ...chat.WorkKind) (time.Time, bool, error)
	ReleaseLeases(ctx context.Context, node string) error
	Now() time.Time
}

// Handler does one kind of work. It may run more than once for one job, so it
// must find out what is done already. An error means: again, later.
type Handler func(ctx context.Context, job store.Job) error

// AgainError is what a handler returns whose work goes on: it is done again at that moment,
// and nothing has failed.
type AgainError struct{ At time.Time }

func (a AgainError) Error() string { return "goes on at " + a.At.UTC().Format(time.RFC3339Nano) }

// OutboxConfig is what an outbox works with.
type OutboxConfig struct {
	Work     Work
	Node     string
	Handlers map[chat.WorkKind]Handler
	Log      *slog.Logger
	Workers  int           // jobs at once; 0: 64
	Lease    time.Duration // 0: 15 s
	Poll     time.Duration // the longest sleep; 0: 2 s
	Attempts int           // before work is given up; 0: 12
	Alone    bool          // no other node: leases of a former process are void
}

// Outbox does work that was committed, at least once each, in order within a
// conversation and lane, on whichever node is free. Run it.
type Outbox struct {
	cfg   OutboxConfig
	kinds []chat.WorkKind // that it can do: the rest is left to nodes of another version
	wake  chan struct{}   // capacity 1: a wake-up is not lost and not counted

	mu   sync.Mutex // guards held
	held map[int64]bool
}

// NewOutbox makes an outbox.
func NewOutbox(cfg OutboxConfig) *Outbox {
	cfg.Workers = orDefault(cfg.Workers, 64)
	cfg.Lease = orDefault(cfg.Lease, 15*time.Second)
	cfg.Poll = orDefault(cfg.Poll, 2*time.Second)
	cfg.Attempts = orDefault(cfg.Attempts, 12)
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	return &Outbox{cfg: cfg, kinds: slices.Sorted(maps.Keys(cfg.Handlers)), wake: make(chan struct{}, 1), held: map[int64]bool{}}
}

func orDefault[T comparable](v, d T) T {
	var zero T
	if v == zero {
		return d
	}
	return v
}

// Wake says that there is new work.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends, then waits for the jobs under way (whose context
// ends too) and gives the leases back, so that another node goes on at once.
func (o *Outbox) Run(ctx context.Context) error {
	if o.cfg.Alone {
		if err := o.cfg.Work.ReleaseLeases(ctx, ""); err != nil {
			return fmt.Errorf("free the leases of the former process: %w", err)
		}
	}
	var wg sync.WaitGroup
	done := make(chan struct{}, o.cfg.Workers) // a worker says that it is free
	renew := time.NewTicker(o.cfg.Lease / 3)
	defer renew.Stop()
	unknown := time.NewTicker(unknownFor / 6)
	defer unknown.Stop()
	for ctx.Err() == nil {
		more := o.lease(ctx, &wg, done)
		if more {
			continue
		}
		timer := time.NewTimer(o.sleep(ctx))
		select {
		case <-ctx.Done():
		case <-o.wake:
		case <-done:
		case <-timer.C:
		case <-renew.C:
			o.renew(ctx)
		case <-unknown.C:
			o.giveUpUnknown(ctx)
		}
		timer.Stop()
	}
	wg.Wait()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return o.cfg.Work.ReleaseLeases(end, o.cfg.Node)
}

// lease takes what is due and starts it. It reports whether there may be more.
func (o *Outbox) lease(ctx context.Context, wg *sync.WaitGroup, done chan<- struct{}) bool {
	o.mu.Lock()
	free := o.cfg.Workers - len(o.held)
	o.mu.Unlock()
	if free <= 0 {
		return false
	}
	jobs, err := o.cfg.Work.LeaseWork(ctx, o.cfg.Node, o.cfg.Lease, free, o.kinds...)
	if err != nil {
		if ctx.Err() == nil {
			o.cfg.Log.Warn("the outbox cannot be read, trying again", "err", err)
		}
		return false
	}
	for _, job := range jobs {
		o.mu.Lock()
		o.held[job.ID] = true
		o.mu.Unlock()
		wg.Go(func() {
			o.do(ctx, job)
			o.mu.Lock()
			delete(o.held, job.ID)
			o.mu.Unlock()
			select {
			case done <- struct{}{}:
			default:
			}
		})
	}
	return len(jobs) == free
}

// sleep gives the time until work becomes due, at most Poll.
func (o *Outbox) sleep(ctx context.Context) time.Duration {
	at, ok, err := o.cfg.Work.NextWork(ctx, o.kinds...)
	if err != nil || !ok {
		return o.cfg.Poll
	}
	wait := at.Sub(o.cfg.Work.Now())
	if wait <= 0 { // due, but held or behind other work: whoever ends that wakes us
		wait = 250 * time.Millisecond
	}
	return min(o.cfg.Poll, wait+time.Millisecond)
}

func (o *Outbox) renew(ctx context.Context) {
	o.mu.Lock()
	ids := make([]int64, 0, len(o.held))
	for id := range o.held {
		ids = append(ids, id)
	}
	o.mu.Unlock()
	if err := o.cfg.Work.RenewWork(ctx, o.cfg.Node, ids, o.cfg.Lease); err != nil && ctx.Err() == nil {
		o.cfg.Log.Warn("leases could not be renewed", "err", err)
	}
}

// unknownFor is how long work waits for a node that knows its kind: longer than nodes of
// two versions run beside each other.
const unknownFor = time.Hour

// giveUpUnknown ends what keeps later work of its conversation waiting for a node that is no more.
func (o *Outbox) giveUpUnknown(ctx context.Context) {
	jobs, err := o.cfg.Work.GiveUpUnknownWork(ctx, o.cfg.Work.Now().Add(-unknownFor), o.kinds...)
	if err != nil && ctx.Err() == nil {
		o.cfg.Log.Warn("work of unknown kinds could not be looked for; it will be tried again", "err", err)
	}
	for _, j := range jobs {
		o.cfg.Log.Error("work was given up: for an hour no node of this cluster has known its kind; was a newer version run before?", "kind", string(j.Kind), "conversation", string(j.Conversation))
	}
}

// do runs one job and says what became of it, whatever happens to ctx.
func (o *Outbox) do(ctx context.Context, job store.Job) {
	err := o.handle(ctx, job)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	again, goesOn := errors.AsType[AgainError](err)
	switch {
	case goesOn:
		err = o.cfg.Work.PostponeWork(end, job.ID, again.At)
	case err == nil:
		err = o.cfg.Work.FinishWork(end, []int64{job.ID})
	case ctx.Err() != nil:
		return // the end of this node: the leases are given back
	case job.Attempt >= o.cfg.Attempts:
		o.cfg.Log.Error("work was given up", "kind", string(job.Kind), "conversation", string(job.Conversation), "attempts", job.Attempt, "err", err)
		err = o.cfg.Work.RetryWork(end, job.ID, time.Time{}, err.Error())
	default:
		o.cfg.Log.Warn("work did not succeed and will be tried again", "kind", string(job.Kind), "conversation", string(job.Conversation), "attempt", job.Attempt, "err", err)
		err = o.cfg.Work.RetryWork(end, job.ID, o.cfg.Work.Now().Add(backoff(job.Attempt)), err.Error())
	}
	if err != nil {
		o.cfg.Log.Warn("the outcome of work could not be stored; its lease will end", "kind", string(job.Kind), "err", err)
	}
}

func (o *Outbox) handle(ctx context.Context, job store.Job) (err error) {
	h, ok := o.cfg.Handlers[job.Kind]
	if !ok {
		return fmt.Errorf("nobody does work of the kind %s", job.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(err, fmt.Errorf("panic: %v", p))
		}
	}()
	return h(ctx, job)
}

// backoff grows from half a second to five minutes, with jitter.
func backoff(attempt int) time.Duration {
	d := min(500*time.Millisecond<<min(attempt-1, 12), 5*time.Minute)
	return d/2 + rand.N(d/2+1) //nolint:gosec // jitter
}
