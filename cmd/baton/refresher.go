package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// refresher tells everybody the presence of agents whose load changed: several
// changes of a quarter of a second at once. Run it.
type refresher struct {
	presence *agent.Presence
	log      *slog.Logger

	mu      sync.Mutex // guards touched
	touched map[chat.AgentID]bool
}

// Touch notes that an agent's load changed.
func (r *refresher) Touch(a chat.AgentID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.touched == nil {
		r.touched = map[chat.AgentID]bool{}
	}
	r.touched[a] = true
}

// Run tells until ctx ends.
func (r *refresher) Run(ctx context.Context) error {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		r.mu.Lock()
		agents := r.touched
		r.touched = nil
		r.mu.Unlock()
		for a := range agents {
			if err := r.presence.Refresh(ctx, a); err != nil && ctx.Err() == nil && !chat.IsCode(err, chat.NotFound) {
				r.log.WarnContext(ctx, "somebody's load could not be told", "agent", a, "err", err)
			}
		}
	}
}
