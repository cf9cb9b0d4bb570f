package auth

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// Hash is how secrets lie in the database: SHA-256 of 32 random bytes needs no salt
// and no stretching.
type Hash [sha256.Size]byte

// Session is one sign-in of an agent on one device. All of its refresh tokens are
// one family: the newest may be exchanged once.
type Session struct {
	ID        string
	Agent     chat.AgentID
	Refresh   Hash // of the newest refresh token
	Before    Hash // of the one that it replaced; zero at first
	RotatedAt time.Time
	CreatedAt time.Time
	ExpiresAt time.Time // when nothing prolongs it
	EndedAt   time.Time // zero while it lasts
	Device    string    // "Firefox on Linux"
}

// Sessions keeps sign-ins.
type Sessions interface {
	// BeginSession stores a new session.
	BeginSession(ctx context.Context, s Session) error
	// Session reads one, ended or not, and fails with chat.NotFound if there is none.
	Session(ctx context.Context, id string) (Session, error)
	// RotateSession replaces the newest token's hash: if from is the newest of a
	// session that has not ended, to becomes it, from the one before, at the time of
	// the rotation, and expires the new end. done is false when from is not the newest.
	RotateSession(ctx context.Context, id string, from, to Hash, at, expires time.Time) (done bool, err error)
	// EndSession ends one. Ending it twice, or one that is not there, is no error.
	EndSession(ctx context.Context, id string, at time.Time) error
	// EndSessionsOf ends all of an agent's sessions but one (empty: all) and tells which.
	EndSessionsOf(ctx context.Context, a chat.AgentID, except string, at time.Time) (ended []string, err error)
}

// Accounts knows the agents.
type Accounts interface {
	// Agent reads one, disabled or not, or fails with chat.NotFound.
	Agent(ctx context.Context, id chat.AgentID) (agent.Agent, error)
	// AgentByEmail finds one by the address in lower case, or fails with chat.NotFound.
	AgentByEmail(ctx context.Context, email string) (agent.Agent, error)
	// SetPasswordHash replaces the hash.
	SetPasswordHash(ctx context.Context, id chat.AgentID, hash string) error
}

// Tickets keeps what lets one socket in. All nodes share it.
type Tickets interface {
	// PutTicket keeps what a ticket stands for until a time.
	PutTicket(ctx context.Context, ticket Hash, session string, until time.Time) error
	// TakeTicket gives it and forgets it, so that only one caller of all nodes gets
	// it. It fails with chat.NotFound when there is none or its time is over.
	TakeTicket(ctx context.Context, ticket Hash, now time.Time) (session string, err error)
}

// Sockets closes the sockets of sessions that ended, on every node.
type Sockets interface {
	// SessionEnded closes the sockets of one session.
	SessionEnded(ctx context.Context, session string)
}
