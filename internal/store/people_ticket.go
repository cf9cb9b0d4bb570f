package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// ticketRow is a single-use ticket for opening a socket.
type ticketRow struct {
	Hash      string `gorm:"primaryKey"`
	AgentID   string
	SessionID string
	ExpiresAt int64
}

func (ticketRow) TableName() string { return "tickets" }

// CreateTicket keeps the hash of a ticket that opens one socket of the session, on
// any node, until expires.
func (s *Store) CreateTicket(ctx context.Context, hash string, who chat.AgentID, session string, expires time.Time) error {
	row := ticketRow{hash, string(who), session, micros(expires)}
	if err := s.Write(ctx, func(tx *gorm.DB) error { return tx.Create(&row).Error }); err != nil {
		return fmt.Errorf("keep a ticket: %w", err)
	}
	return nil
}

// TakeTicket uses a ticket up and tells whose it is. However many ask at once, one
// gets it; the others, and whoever comes too late, get chat.SignedOut.
func (s *Store) TakeTicket(ctx context.Context, hash string) (who chat.AgentID, session string, err error) {
	var taken []ticketRow
	err = s.Write(ctx, func(tx *gorm.DB) error {
		taken = nil
		return tx.Raw("DELETE FROM tickets WHERE hash = ? RETURNING hash, agent_id, session_id, expires_at", hash).Scan(&taken).Error
	})
	if err != nil {
		return "", "", fmt.Errorf("take a ticket: %w", err)
	}
	if len(taken) == 0 || taken[0].ExpiresAt <= micros(s.Now()) {
		return "", "", chat.Refuse(chat.SignedOut, "This ticket was used or is too old. Ask for a new one.")
	}
	return chat.AgentID(taken[0].AgentID), taken[0].SessionID, nil
}

// keepEnded is how long sessions that ended stay for the audit.
const keepEnded = 30 * 24 * time.Hour

// Prune deletes tickets, sign-ins and visitors' sessions that ran out: at most limit
// of each, so that no lock is held for long. It returns how many went; ask again
// while that is not zero.
func (s *Store) Prune(ctx context.Context, limit int) (int64, error) {
	now := s.Now()
	var gone int64
	for _, sweep := range []struct {
		statement string
		before    time.Time
	}{
		{"DELETE FROM tickets WHERE hash IN (SELECT hash FROM tickets WHERE expires_at <= ? LIMIT ?)", now},
		{"DELETE FROM visitor_sessions WHERE token_hash IN (SELECT token_hash FROM visitor_sessions WHERE expires_at <= ? LIMIT ?)", now},
		{"DELETE FROM agent_sessions WHERE id IN (SELECT id FROM agent_sessions WHERE expires_at <= ? LIMIT ?)", now.Add(-keepEnded)},
	} {
		err := s.Write(ctx, func(tx *gorm.DB) error {
			done := tx.Exec(sweep.statement, micros(sweep.before), limit)
			gone += done.RowsAffected
			return done.Error
		})
		if err != nil {
			return gone, fmt.Errorf("delete what ran out: %w", err)
		}
	}
	return gone, nil
}
