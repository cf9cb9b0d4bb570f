package main

import (
	"context"
	"time"
)

// rounds does something again and again until ctx ends, and says when it begins to fail.
func rounds(ctx context.Context, every time.Duration, round func(ctx context.Context) error, say func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	trouble := trouble{say: say}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			trouble.note(ctx, round(ctx))
		}
	}
}

// trouble says once that something has begun to fail.
type trouble struct {
	say func(error)
	on  bool
}

func (t *trouble) note(ctx context.Context, err error) {
	if err != nil && !t.on && ctx.Err() == nil {
		t.say(err)
	}
	t.on = err != nil
}
