package main

import (
	"context"
	"sync"
	"time"
)

// kept keeps what was read for a while, for whoever may be told something that old.
// However many ask at once, one of them reads. The zero value keeps nothing for long:
// set life.
type kept[K comparable, V any] struct {
	life time.Duration

	mu  sync.Mutex // guards all
	all map[K]*once[V]
}

// once is what was read of one thing. Whoever holds the turn may touch the rest.
type once[V any] struct {
	turn  chan struct{} // capacity 1
	value V
	read  time.Time // zero: not yet
}

// get gives what is known of key, and reads it if that is too old. What cannot be read
// is not kept.
func (k *kept[K, V]) get(ctx context.Context, key K, read func(ctx context.Context, key K) (V, error)) (V, error) {
	o := k.of(key)
	select {
	case o.turn <- struct{}{}:
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
	defer func() { <-o.turn }()
	if !o.read.IsZero() && time.Since(o.read) < k.life {
		return o.value, nil
	}
	value, err := read(ctx, key)
	if err != nil {
		k.forget(key, o)
		return value, err
	}
	o.value, o.read = value, time.Now()
	return value, nil
}

func (k *kept[K, V]) of(key K) *once[V] {
	k.mu.Lock()
	defer k.mu.Unlock()
	o := k.all[key]
	if o == nil {
		o = &once[V]{turn: make(chan struct{}, 1)}
		if k.all == nil {
			k.all = map[K]*once[V]{}
		}
		k.all[key] = o
	}
	return o
}

// forget drops what could not be read, so that names of nothing take no room.
func (k *kept[K, V]) forget(key K, o *once[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all[key] == o {
		delete(k.all, key)
	}
}
