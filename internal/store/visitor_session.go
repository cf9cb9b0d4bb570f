package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

type visitorSessionRow struct {
	TokenHash string `gorm:"primaryKey"`
	VisitorID string
	SiteID    string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	ExpiresAt int64
}

func (visitorSessionRow) TableName() string { return "visitor_sessions" }

// CreateVisitorSession lets whoever holds the token with this hash be the visitor,
// on this site, until expires.
func (s *Store) CreateVisitorSession(ctx context.Context, tokenHash string, v chat.VisitorID, site chat.SiteID, expires time.Time) error {
	row := visitorSessionRow{tokenHash, string(v), string(site), micros(s.Now()), micros(expires)}
	if err := s.Write(ctx, func(tx *gorm.DB) error { return tx.Create(&row).Error }); err != nil {
		return fmt.Errorf("keep a visitor's session: %w", err)
	}
	return nil
}

// VisitorBySession gives the visitor whose session on this site has the token hash,
// and until when it lasts. Another site's, an ended and an unknown one are alike
// chat.SignedOut.
func (s *Store) VisitorBySession(ctx context.Context, tokenHash string, site chat.SiteID) (Visitor, time.Time, error) {
	var row struct {
		Visitor   visitorRow `gorm:"embedded"`
		ExpiresAt int64
	}
	err := s.DB(ctx).Raw(`SELECT v.*, s.expires_at FROM visitor_sessions s JOIN visitors v ON v.id = s.visitor_id
		WHERE s.token_hash = ? AND s.site_id = ? AND v.site_id = s.site_id AND s.expires_at > ?`,
		tokenHash, string(site), micros(s.Now())).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Visitor{}, time.Time{}, chat.Refuse(chat.SignedOut, "Your session has ended. Reload the page to begin a new one.")
	}
	if err != nil {
		return Visitor{}, time.Time{}, fmt.Errorf("read a visitor's session: %w", err)
	}
	return row.Visitor.visitor(), moment(row.ExpiresAt), nil
}

// ExtendVisitorSession makes a session last until expires, if it goes on.
func (s *Store) ExtendVisitorSession(ctx context.Context, tokenHash string, expires time.Time) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE visitor_sessions SET expires_at = ? WHERE token_hash = ? AND expires_at > ?",
			micros(expires), tokenHash, micros(s.Now())).Error
	})
	if err != nil {
		return fmt.Errorf("extend a visitor's session: %w", err)
	}
	return nil
}

// EndVisitorSession ends a session. One that has ended already is no error.
func (s *Store) EndVisitorSession(ctx context.Context, tokenHash string) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM visitor_sessions WHERE token_hash = ?", tokenHash).Error
	})
	if err != nil {
		return fmt.Errorf("end a visitor's session: %w", err)
	}
	return nil
}
