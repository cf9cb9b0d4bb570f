package main

import (
	"context"
	"time"

	"github.com/batonchat/baton/internal/load"
)

// Sizes of a run.
const (
	conversations = 100
	perAgent      = 10
	openRate      = 500
)

// talk is what is measured of anything that passes messages.
type talk struct {
	closed, open load.Report
	perMessage   float64 // statements a message in the closed loop
}

// measureRelay plays both loops on a relay.
func measureRelay(ctx context.Context, dsn string, d time.Duration) (talk, error) {
	address, stop, err := startRelay(ctx, dsn)
	if err != nil {
		return talk{}, err
	}
	defer stop()
	stage := &load.Relay{Address: address, PerAgent: perAgent}
	if err := stage.Open(conversations); err != nil {
		return talk{}, err
	}
	defer stage.Close()
	return measure(ctx, stage, d, func() float64 { return 0 })
}

// measure plays both loops. statements counts what the database was sent.
func measure(ctx context.Context, stage load.Stage, d time.Duration, statements func() float64) (talk, error) {
	pairs, err := load.Pairs(ctx, stage, conversations)
	if err != nil {
		return talk{}, err
	}
	defer func() {
		for _, p := range pairs {
			p.Close()
		}
	}()
	var t talk
	load.Closed(ctx, pairs, d/4) // warm caches and pools
	before := statements()
	t.closed = load.Closed(ctx, pairs, d)
	t.perMessage = (statements() - before) / float64(max(t.closed.Messages, 1))
	if t.closed.FirstFail != nil {
		return t, t.closed.FirstFail
	}
	t.open = load.Open(ctx, pairs, openRate, d)
	return t, t.open.FirstFail
}
