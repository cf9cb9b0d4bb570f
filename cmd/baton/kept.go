package main

import (
	"context"
	"sync"
	"time"
)

// kept keeps what was read for a while, for whoever may be told something that old.
// However many ask at once, one of them reads for all. The zero value keeps nothing
// for long: set life.
type kept[K comparable, V any] struct {
	life time.Duration

	mu    sync.Mutex // guards what follows
	all   map[K]known[V]
	going map[K]*reading[V]
}

type known[V any] struct {
	value V
	read  time.Time
}

// reading is somebody's read, for those who ask meanwhile. What it brought is set before
// done is closed.
type reading[V any] struct {
	done  chan struct{}
	value V
	err   error
	left  bool // the reader gave up, which says nothing about what is read
}

// get gives what is known of key, and reads it if that is too old. What cannot be read
// is not kept.
func (k *kept[K, V]) get(ctx context.Context, key K, read func(ctx context.Context, key K) (V, error)) (V, error) {
	for {
		k.mu.Lock()
		if was, ok := k.all[key]; ok && time.Since(was.read) < k.life {
			k.mu.Unlock()
			return was.value, nil
		}
		r, others := k.going[key]
		if !others {
			r = &reading[V]{done: make(chan struct{})}
			if k.going == nil {
				k.going = map[K]*reading[V]{}
			}
			k.going[key] = r
		}
		k.mu.Unlock()
		if !others {
			r.value, r.err = read(ctx, key)
			r.left = r.err != nil && ctx.Err() != nil
			k.end(key, r)
			return r.value, r.err
		}
		select {
		case <-r.done:
			if !r.left {
				return r.value, r.err
			}
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		}
	}
}

// end keeps what was read and tells those who wait for it.
func (k *kept[K, V]) end(key K, r *reading[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.going, key)
	if r.err == nil {
		if k.all == nil {
			k.all = map[K]known[V]{}
		}
		k.all[key] = known[V]{r.value, time.Now()}
	}
	close(r.done)
}
