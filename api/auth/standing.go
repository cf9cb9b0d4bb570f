package auth

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/singleflight"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// StandingFor is how long a session and its agent are believed without asking the
// database again.
const StandingFor = 5 * time.Second

const standingSize = 10_000

// standing is a session and its agent, as they were read at a time.
type standing struct {
	session store.Session
	agent   agent.Agent
	read    time.Time // when the reading began
}

// standings remembers what was read, for a short time.
type standings struct {
	sessions Sessions
	now      func() time.Time
	flight   singleflight.Group

	mu    sync.Mutex // guards known
	known *simplelru.LRU[string, standing]
}

func newStandings(sessions Sessions, now func() time.Time) *standings {
	known, err := simplelru.NewLRU[string, standing](standingSize, nil)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &standings{sessions: sessions, now: now, known: known}
}

var errSignedOut = chat.Refuse(chat.SignedOut, "Your session has ended. Sign in again.")

// of gives the standing of a session that may be used now, at most StandingFor old.
func (s *standings) of(ctx context.Context, session string) (standing, error) {
	now := s.now()
	s.mu.Lock()
	st, ok := s.known.Get(session)
	s.mu.Unlock()
	if !ok || now.Sub(st.read) > StandingFor || now.Before(st.read) {
		var err error
		if st, err = s.read(ctx, session); err != nil {
			return standing{}, err
		}
	}
	if !now.Before(st.session.ExpiresAt) {
		return standing{}, errSignedOut
	}
	return st, nil
}

// read asks the database, once for all who wait for the same session.
func (s *standings) read(ctx context.Context, session string) (standing, error) {
	// The first caller may leave while others still wait.
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	v, err, _ := s.flight.Do(session, func() (any, error) {
		st := standing{read: s.now()}
		var err error
		if st.session, st.agent, err = s.sessions.SignedIn(detached, session); err != nil {
			return nil, err
		}
		s.mu.Lock()
		s.known.Add(session, st)
		s.mu.Unlock()
		return st, nil
	})
	if err != nil {
		return standing{}, signedOutOr(err)
	}
	st, ok := v.(standing)
	if !ok {
		return standing{}, errSignedOut
	}
	return st, nil
}

// signedOutOr turns "there is no such row" into the end of a session. Whatever else
// went wrong, nobody is let in.
func signedOutOr(err error) error {
	switch chat.CodeOf(err) {
	case chat.NotFound:
		return errSignedOut
	case chat.Internal:
		return &chat.Error{Code: chat.Unavailable, Say: "Baton cannot check your sign-in at the moment. Try again shortly.", Err: err}
	default:
		return err
	}
}

// forget drops what is known of a session.
func (s *standings) forget(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known.Remove(session)
}

// forgetAgent drops what is known of all sessions of an agent.
func (s *standings) forgetAgent(id chat.AgentID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range s.known.Keys() {
		if st, ok := s.known.Peek(key); ok && st.agent.ID == id {
			s.known.Remove(key)
		}
	}
}
