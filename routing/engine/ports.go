package engine

import (
	"context"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// Lines knows who waits. Only conversations in the state queued do: what is offered is
// in somebody's hands.
type Lines interface {
	// Waiting gives everybody who waits, as it is stored.
	Waiting(ctx context.Context) ([]routing.Waiting, error)
	// WaitingOne gives one conversation; ok is false if it does not wait (any more).
	WaitingOne(ctx context.Context, id chat.ConversationID) (w routing.Waiting, ok bool, err error)
}

// People knows who could help, with loads and turns as they are stored.
type People interface {
	Candidates(ctx context.Context) ([]routing.Candidate, error)
	// Candidate gives one agent; ok is false if there is no such agent.
	Candidate(ctx context.Context, id chat.AgentID) (c routing.Candidate, ok bool, err error)
	Teams(ctx context.Context) ([]routing.Team, error)
}

// Hands carry decisions out.
type Hands interface {
	// Give offers or assigns the conversation. It fails with chat.Conflict if
	// something is no longer as the decision saw it; then nothing was given. why is
	// kept with what was.
	Give(ctx context.Context, d routing.Decision, why routing.Explanation, now time.Time) error
	// Later ends a wait with the promise of an answer later. why is kept.
	Later(ctx context.Context, d routing.Decision, why routing.Explanation) error
	// Withdraw ends the open offers to an agent who takes no work any more.
	Withdraw(ctx context.Context, a chat.AgentID) error
}
