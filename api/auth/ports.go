package auth

import (
	"context"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// Sessions keeps agents' sign-ins, each with the hash of its newest refresh token.
// Its own clock decides what has run out.
type Sessions interface {
	CreateSession(ctx context.Context, who chat.AgentID, device, tokenHash string, expires time.Time) (store.Session, error)
	// RotateSession exchanges a refresh token for the one that follows from it, and
	// ends the session when the token is an old one.
	RotateSession(ctx context.Context, id, presented, next string, expires time.Time) (store.Session, store.Rotation, error)
	// SignedIn gives a session that goes on and its agent, or chat.SignedOut.
	SignedIn(ctx context.Context, session string) (store.Session, agent.Agent, error)
	EndSession(ctx context.Context, id string, why store.EndedWhy) error
	// EndSessions ends all sign-ins of an agent but one (none if except is empty) and
	// tells which ended.
	EndSessions(ctx context.Context, who chat.AgentID, except string, why store.EndedWhy) ([]string, error)
}

// Accounts knows the agents.
type Accounts interface {
	Agent(ctx context.Context, id chat.AgentID) (agent.Agent, error)
	AgentByEmail(ctx context.Context, email string) (agent.Agent, error)
	// UpdateAgent lends the account to change and stores what it did.
	UpdateAgent(ctx context.Context, id chat.AgentID, change func(*agent.Agent) error) (agent.Agent, error)
}

// Tickets keeps what lets one socket in. All nodes share it.
type Tickets interface {
	CreateTicket(ctx context.Context, hash string, who chat.AgentID, session string, expires time.Time) error
	// TakeTicket uses a ticket up: of all who ask, one gets it.
	TakeTicket(ctx context.Context, hash string) (who chat.AgentID, session string, err error)
}

// Sockets closes the sockets of sessions that ended, on every node.
type Sockets interface {
	SessionEnded(ctx context.Context, session string)
}
