// Package authtest keeps sessions, accounts and tickets in memory, for tests of
// whoever needs a working sign-in.
package authtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/chat"
)

// Memory fills auth's ports. Its zero value is empty and ready.
type Memory struct {
	mu       sync.Mutex // guards what follows
	sessions map[string]auth.Session
	agents   map[chat.AgentID]agent.Agent
	tickets  map[auth.Hash]ticket
	closed   []string
	away     error
	reads    int
}

type ticket struct {
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

// BeginSession implements auth.Sessions.
func (m *Memory) BeginSession(_ context.Context, s auth.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return m.away
	}
	if m.sessions == nil {
		m.sessions = map[string]auth.Session{}
	}
	m.sessions[s.ID] = s
	return nil
}

// Session implements auth.Sessions.
func (m *Memory) Session(_ context.Context, id string) (auth.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.away != nil {
		return auth.Session{}, m.away
	}
	s, ok := m.sessions[id]
	if !ok {
		return s, chat.Refuse(chat.NotFound, "There is no such session.")
	}
	return s, nil
}

// RotateSession implements auth.Sessions.
func (m *Memory) RotateSession(_ context.Context, id string, from, to auth.Hash, at, expires time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return false, m.away
	}
	s, ok := m.sessions[id]
	if !ok || s.Refresh != from || !s.EndedAt.IsZero() {
		return false, nil
	}
	s.Before, s.Refresh, s.RotatedAt, s.ExpiresAt = from, to, at, expires
	m.sessions[id] = s
	return true, nil
}

// EndSession implements auth.Sessions.
func (m *Memory) EndSession(_ context.Context, id string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return m.away
	}
	if s, ok := m.sessions[id]; ok && s.EndedAt.IsZero() {
		s.EndedAt = at
		m.sessions[id] = s
	}
	return nil
}

// EndSessionsOf implements auth.Sessions.
func (m *Memory) EndSessionsOf(_ context.Context, a chat.AgentID, except string, at time.Time) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return nil, m.away
	}
	var ended []string
	for id, s := range m.sessions {
		if s.Agent == a && id != except && s.EndedAt.IsZero() {
			s.EndedAt = at
			m.sessions[id] = s
			ended = append(ended, id)
		}
	}
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

// SetPasswordHash implements auth.Accounts.
func (m *Memory) SetPasswordHash(_ context.Context, id chat.AgentID, hash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return m.away
	}
	a := m.agents[id]
	a.PasswordHash = hash
	m.agents[id] = a
	return nil
}

// PutTicket implements auth.Tickets.
func (m *Memory) PutTicket(_ context.Context, hash auth.Hash, session string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return m.away
	}
	if m.tickets == nil {
		m.tickets = map[auth.Hash]ticket{}
	}
	m.tickets[hash] = ticket{session, until}
	return nil
}

// TakeTicket implements auth.Tickets.
func (m *Memory) TakeTicket(_ context.Context, hash auth.Hash, now time.Time) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return "", m.away
	}
	t, ok := m.tickets[hash]
	delete(m.tickets, hash)
	if !ok || !now.Before(t.until) {
		return "", chat.Refuse(chat.NotFound, "There is no such ticket.")
	}
	return t.session, nil
}

// SessionEnded implements auth.Sockets.
func (m *Memory) SessionEnded(_ context.Context, session string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = append(m.closed, session)
}
