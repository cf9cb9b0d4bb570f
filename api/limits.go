package api

import (
	"context"
	"net/netip"
	"time"

	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/chat"
)

// Limits bounds how often things may be asked for. The zero value bounds nothing,
// which is for benchmarks; see [DefaultLimits].
type Limits struct {
	Address   limit.Budget // requests of one address, of whatever kind
	Agent     limit.Budget // requests of one sign-in
	Visitor   limit.Budget // requests of one visitor
	Visits    limit.Budget // new visitors from one address
	Starts    limit.Budget // conversations begun by one visitor
	StartsAt  limit.Budget // conversations begun from one address
	Told      limit.Budget // events and attributes that a page tells of one visitor
	Copilot   limit.Budget // drafts and answers for one agent
	Set       limit.Budget // tries at the first run from one address
	Passwords limit.Budget // passwords hashed for one admin
	Imagined  limit.Budget // simulations, rehearsals and topics tried by one person: each keeps the machine busy
}

// DefaultLimits leave room for an office behind one address, and for a person who
// types fast.
func DefaultLimits() Limits {
	return Limits{
		Address:   limit.Budget{Name: "address", Burst: 400, Every: 25 * time.Millisecond},
		Agent:     limit.Budget{Name: "agent", Burst: 200, Every: 50 * time.Millisecond},
		Visitor:   limit.Budget{Name: "visitor", Burst: 60, Every: 250 * time.Millisecond},
		Visits:    limit.Budget{Name: "visits", Burst: 60, Every: 5 * time.Second},
		Starts:    limit.Budget{Name: "starts", Burst: 5, Every: 2 * time.Minute},
		StartsAt:  limit.Budget{Name: "starts at", Burst: 60, Every: 10 * time.Second},
		Told:      limit.Budget{Name: "told", Burst: 40, Every: 2 * time.Second},
		Copilot:   limit.Budget{Name: "copilot", Burst: 20, Every: 3 * time.Second},
		Set:       limit.Budget{Name: "setup", Burst: 10, Every: time.Minute},
		Passwords: limit.Budget{Name: "passwords", Burst: 20, Every: 10 * time.Second},
		Imagined:  limit.Budget{Name: "imagined", Burst: 24, Every: 5 * time.Second},
	}
}

// take uses one of a budget's times. A count that cannot be made lets pass: the
// sign-in, which must not, counts by itself.
func (s *Server) take(ctx context.Context, b limit.Budget, key string) error {
	wait, err := s.cfg.Taker.Take(ctx, b, key)
	if err != nil {
		s.cfg.Log.WarnContext(ctx, "requests cannot be counted", "budget", b.Name, "err", err)
		return nil
	}
	if wait > 0 {
		return limit.Refused(wait, "That was too often in a short time. Try again in %s.", limit.Words(wait))
	}
	return nil
}

// MayStart says whether a visitor may begin one more conversation, from an address.
// Sockets ask it too.
func (s *Server) MayStart(ctx context.Context, v chat.VisitorID, from netip.Addr) error {
	if err := s.take(ctx, s.cfg.Limits.Starts, string(v)); err != nil {
		return err
	}
	return s.take(ctx, s.cfg.Limits.StartsAt, limit.AddressKey(from))
}
