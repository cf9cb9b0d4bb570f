// Package authtest keeps sessions, accounts and tickets in memory, for tests of
// whoever needs a working sign-in.
package authtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// Memory fills auth's ports. Its zero value is empty; Now must be set.
type Memory struct {
	Now func() time.Time

	mu       sync.Mutex // guards what follows
	sessions map[string]row
	agents   map[chat.AgentID]agent.Agent
	tickets  map[string]ticket
	closed   []string
	away     error
	reads    int
}

// row is a session with the hashes of its newest two refresh tokens.
type row struct {
	store.Session

	token, before string
}

type ticket struct {
	agent   chat.AgentID
	session string
	until   time.Time
}

// Away makes every call fail with err until it is set back to nil.
func (m *Memory) Away(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = err
}

// Reads counts how often a session was read.
func (m *Memory) Reads() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reads
}

// Closed lists the sessions whose sockets were closed, in order.
func (m *Memory) Closed() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.closed)
}

// Put stores an account as it is.
func (m *Memory) Put(a agent.Agent) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.agents == nil {
		m.agents = map[chat.AgentID]agent.Agent{}
	}
	a.Version = max(a.Version, 1)
	m.agents[a.ID] = a
}

// All lists the accounts by name.
func (m *Memory) All() []agent.Agent {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []agent.Agent
	for _, a := range m.agents {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b agent.Agent) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all
}

// CreateSession implements auth.Sessions.
func (m *Memory) CreateSession(_ context.Context, who chat.AgentID, device, tokenHash string, expires time.Time) (store.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return store.Session{}, m.away
	}
	if m.sessions == nil {
		m.sessions = map[string]row{}
	}
	now := m.Now()
	s := store.Session{ID: chat.NewID(), Agent: who, Device: device, CreatedAt: now, RotatedAt: now, ExpiresAt: expires}
	m.sessions[s.ID] = row{s, tokenHash, ""}
	return s, nil
}

var errEnded = chat.Refuse(chat.SignedOut, "Your session has ended. Sign in again.")

// RotateSession implements auth.Sessions.
func (m *Memory) RotateSession(_ context.Context, id, presented, next string, expires time.Time) (store.Session, store.Rotation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return store.Session{}, store.Rotated, m.away
	}
	s, ok := m.sessions[id]
	now := m.Now()
	switch {
	case !ok || !s.EndedAt.IsZero() || !now.Before(s.ExpiresAt):
		return store.Session{}, store.Rotated, errEnded
	case s.token == presented:
		s.before, s.token, s.RotatedAt, s.ExpiresAt = presented, next, now, expires
		m.sessions[id] = s
		return s.Session, store.Rotated, nil
	case s.before == presented && s.token == next && now.Sub(s.RotatedAt) <= store.RefreshGrace:
		return s.Session, store.Repeated, nil
	default:
		s.EndedAt, s.EndedWhy = now, store.TokenReused
		m.sessions[id] = s
		return s.Session, store.Reused, errEnded
	}
}

// SignedIn implements auth.Sessions.
func (m *Memory) SignedIn(_ context.Context, session string) (store.Session, agent.Agent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.away != nil {
		return store.Session{}, agent.Agent{}, m.away
	}
	s, ok := m.sessions[session]
	a := m.agents[s.Agent]
	if !ok || !s.EndedAt.IsZero() || !m.Now().Before(s.ExpiresAt) || a.Disabled() {
		return store.Session{}, agent.Agent{}, errEnded
	}
	return s.Session, a, nil
}

// EndSession implements auth.Sessions.
func (m *Memory) EndSession(_ context.Context, id string, why store.EndedWhy) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return m.away
	}
	if s, ok := m.sessions[id]; ok && s.EndedAt.IsZero() {
		s.EndedAt, s.EndedWhy = m.Now(), why
		m.sessions[id] = s
	}
	return nil
}

// EndSessions implements auth.Sessions.
func (m *Memory) EndSessions(_ context.Context, who chat.AgentID, except string, why store.EndedWhy) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return nil, m.away
	}
	var ended []string
	for id, s := range m.sessions {
		if s.Agent == who && id != except && s.EndedAt.IsZero() {
			s.EndedAt, s.EndedWhy = m.Now(), why
			m.sessions[id] = s
			ended = append(ended, id)
		}
	}
	slices.Sort(ended)
	return ended, nil
}

// Agent implements auth.Accounts.
func (m *Memory) Agent(_ context.Context, id chat.AgentID) (agent.Agent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return agent.Agent{}, m.away
	}
	a, ok := m.agents[id]
	if !ok {
		return a, chat.Refuse(chat.NotFound, "There is no such agent.")
	}
	return a, nil
}

// AgentByEmail implements auth.Accounts.
func (m *Memory) AgentByEmail(_ context.Context, email string) (agent.Agent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return agent.Agent{}, m.away
	}
	for _, a := range m.agents {
		if a.Email == email {
			return a, nil
		}
	}
	return agent.Agent{}, chat.Refuse(chat.NotFound, "There is no such agent.")
}

// UpdateAgent implements auth.Accounts.
func (m *Memory) UpdateAgent(_ context.Context, id chat.AgentID, change func(*agent.Agent) error) (agent.Agent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return agent.Agent{}, m.away
	}
	a, ok := m.agents[id]
	if !ok {
		return a, chat.Refuse(chat.NotFound, "There is no such agent.")
	}
	before := a
	if err := change(&a); err != nil {
		return agent.Agent{}, err
	}
	a = a.Clean()
	if !a.SameAs(before) {
		a.Version++
	}
	if err := a.Validate(); err != nil {
		return agent.Agent{}, err
	}
	m.agents[id] = a
	return a, nil
}

// CreateTicket implements auth.Tickets.
func (m *Memory) CreateTicket(_ context.Context, hash string, who chat.AgentID, session string, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return m.away
	}
	if m.tickets == nil {
		m.tickets = map[string]ticket{}
	}
	m.tickets[hash] = ticket{who, session, expires}
	return nil
}

// TakeTicket implements auth.Tickets.
func (m *Memory) TakeTicket(_ context.Context, hash string) (chat.AgentID, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return "", "", m.away
	}
	t, ok := m.tickets[hash]
	delete(m.tickets, hash)
	if !ok || !m.Now().Before(t.until) {
		return "", "", chat.Refuse(chat.SignedOut, "This ticket was used or is too old. Ask for a new one.")
	}
	return t.agent, t.session, nil
}

// SessionEnded implements auth.Sockets.
func (m *Memory) SessionEnded(_ context.Context, session string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = append(m.closed, session)
}
