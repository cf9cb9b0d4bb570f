package agent

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// Run renews the node's lease and does what is due, until ctx ends. Then it takes
// away the sockets that are still registered, and the lease. It returns nil: a
// database that is away is waited for.
func (p *Presence) Run(ctx context.Context) error {
	away := false
	for ctx.Err() == nil {
		timer := time.NewTimer(p.rounds(ctx, &away))
		select {
		case <-ctx.Done():
		case <-p.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
	p.leave(ctx)
	return nil
}

// rounds does one round, logs when the store goes away and comes back, and returns
// how long the next round may wait.
func (p *Presence) rounds(ctx context.Context, away *bool) time.Duration {
	next, err := p.timedRound(ctx)
	switch {
	case ctx.Err() != nil: // it failed because it was told to end
	case err != nil && !*away:
		p.Log.WarnContext(ctx, "presence cannot be kept up; nobody is taken for gone meanwhile", slog.Any("err", err))
	case err == nil && *away:
		p.Log.InfoContext(ctx, "presence is kept up again")
	}
	*away = err != nil
	return next
}

// timedRound is Round with an end, so that a database that hangs is noticed.
func (p *Presence) timedRound(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, Renewal/2)
	defer cancel()
	return p.Round(ctx)
}

// Round renews the lease once and does everything that is due. It returns how long
// the next round may wait. Run calls it; tests that own the clock call it themselves.
func (p *Presence) Round(ctx context.Context) (time.Duration, error) {
	touched := p.touched()
	steady, err := p.renew(ctx, touched)
	if err != nil {
		p.touchAgain(touched)
		// A lease lasts for three renewals, so there is time for a few more attempts.
		return Renewal / 4, err
	}
	p.mu.Lock()
	closing := maps.Clone(p.closing)
	p.mu.Unlock()
	for _, s := range closing {
		if err := p.close(ctx, s); err != nil {
			return Renewal / 4, fmt.Errorf("write down a closed socket: %w", err)
		}
	}
	next, err := p.sweep(ctx, steady)
	if err != nil {
		return Renewal / 4, err
	}
	return next, nil
}

// renew renews the lease. steady reports whether it has held for so long that the
// leases of others, which they renewed meanwhile if they could, mean something. If
// ours had run out, others may have reaped our sockets: they are registered again.
func (p *Presence) renew(ctx context.Context, touched []string) (steady bool, err error) {
	now, err := p.Leases.Renew(ctx, p.Node, touched)
	p.mu.Lock()
	if err != nil {
		p.lease.steady = time.Time{}
		p.mu.Unlock()
		return false, fmt.Errorf("%w: %w", errNoLease, err)
	}
	lapsed := !p.lease.renewed.IsZero() && now.Sub(p.lease.renewed) >= Lease
	if lapsed || p.lease.steady.IsZero() {
		p.lease.steady = now
	}
	p.lease.renewed, p.lease.asked = now, time.Now()
	steady = p.lease.held(Lease, now)
	p.mu.Unlock()
	if lapsed {
		err = p.restore(ctx, now.Add(Lease))
	}
	return steady, err
}

// Held reports whether this node's lease holds at now, by the store's clock, and has
// held without a break for at least d. While it has not, nobody's absence over that
// time proves anything: it may be the node or the database that was away (promise P9).
func (p *Presence) Held(d time.Duration, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lease.held(d, now)
}

// restore registers this node's sockets again.
func (p *Presence) restore(ctx context.Context, expires time.Time) error {
	for _, c := range p.held() {
		c.ExpiresAt = expires
		_, err := p.change(ctx, c.Agent, func(r *Record, now time.Time) ([]Kind, error) {
			return r.Connect(c, now), nil
		})
		if err != nil && !chat.IsCode(err, chat.NotFound) {
			return fmt.Errorf("register a socket again: %w", err)
		}
		if !p.holds(c.ID) { // it ended meanwhile
			p.owe(c)
		}
	}
	return nil
}

// ensureLease returns until when this node's lease is known to last, and renews it
// first if it is not known to be good.
func (p *Presence) ensureLease(ctx context.Context) (time.Time, error) {
	p.mu.Lock()
	good := !p.lease.steady.IsZero() && time.Since(p.lease.asked) < Renewal+renewalSlack
	p.mu.Unlock()
	if !good {
		if _, err := p.renew(ctx, nil); err != nil {
			return time.Time{}, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lease.renewed.Add(Lease), nil
}

// sweep writes down what time has brought about, for agents of all nodes. Every node
// does so; whoever comes second finds nothing left to do.
func (p *Presence) sweep(ctx context.Context, steady bool) (time.Duration, error) {
	records, now, err := p.Records.Present(ctx)
	if err != nil {
		return 0, fmt.Errorf("read who is present: %w", err)
	}
	idle := make(map[chat.AgentID]bool)
	next := now.Add(Renewal)
	for i := range records {
		r := &records[i]
		sockets := len(r.Connections)
		if kinds := r.Sweep(now, steady); len(kinds) > 0 || len(r.Connections) != sockets {
			_, err := p.change(ctx, r.Agent, func(r *Record, now time.Time) ([]Kind, error) { return r.Sweep(now, steady), nil })
			if err != nil && !chat.IsCode(err, chat.NotFound) {
				return 0, fmt.Errorf("write down the presence of %s: %w", r.Agent, err)
			}
		}
		if !r.IdleAt.IsZero() {
			idle[r.Agent] = true
		}
		if p.tellLoad(ctx, r.State(now), r.Connections) && now.Add(fullLook).Before(next) {
			next = now.Add(fullLook)
		}
		if due := r.Next(); !due.IsZero() && due.Before(next) && due.After(now) {
			next = due
		}
	}
	p.mu.Lock()
	p.idle = idle
	p.mu.Unlock()
	return next.Sub(now), nil
}

// tellLoad announces a load that has changed although nothing has happened: a wrap-up ended,
// or a conversation in which nobody spoke was parked. Where the agent has a socket elsewhere
// that node does, so that a change is told about once. full reports whether the agent has no
// free place, so that it should be looked at again soon.
func (p *Presence) tellLoad(ctx context.Context, s State, sockets []Connection) (full bool) {
	here := len(sockets) == 0 || slices.ContainsFunc(sockets, func(c Connection) bool { return c.Node == p.Node })
	if p.loadMoved(s) && here {
		p.Announce.Announce(ctx, Change{Kind: Refreshed, At: s.At, State: s})
	}
	return s.Why == WhyFull
}

// touchAgain gives back what touched took.
func (p *Presence) touchAgain(ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if s, ok := p.conns[id]; ok {
			s.touched = true
		}
	}
}

// leave takes everything of this node out of the store. What fails is left to the
// end of the lease.
func (p *Presence) leave(ctx context.Context) {
	// The work of a loop that was told to end; it gets a short time of its own.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	for _, c := range p.held() {
		p.Disconnect(ctx, c.ID)
	}
	if err := p.Leases.Leave(ctx, p.Node); err != nil {
		p.Log.WarnContext(ctx, "the node's lease could not be ended; it will run out by itself", slog.Any("err", err))
	}
}
