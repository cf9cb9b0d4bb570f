package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// ofConversations and ofVisitor are where a person's words and traces are
// kept: whoever adds a table that holds some adds it here.
var (
	ofConversations = []string{"entries", "read_marks", "offers", "work", "handoff_steps", "drafts", "copilot_drafts", "deliveries", "routing_decisions", "wrap_ups"}
	ofVisitor       = []string{"visitor_sessions", "visitor_pages", "visitor_presence", "article_feedback"}
)

// EraseVisitor destroys all that is kept of a visitor, in one transaction:
// record, sessions, trail, conversations with every text and draft. The lists
// of the team lose the rows. What remains says that there was somebody, and
// when they were erased.
func (s *Store) EraseVisitor(ctx context.Context, id chat.VisitorID) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		var site string
		if err := tx.Raw("SELECT site_id FROM visitors WHERE id = ?", string(id)).Scan(&site).Error; err != nil {
			return err
		}
		if site == "" {
			return chat.Refuse(chat.NotFound, "This visitor does not exist.")
		}
		var conversations []string
		if err := tx.Raw("SELECT id FROM conversations WHERE visitor_id = ? ORDER BY id", string(id)).Scan(&conversations).Error; err != nil {
			return err
		}
		if err := s.eraseConversations(tx, site, conversations); err != nil {
			return err
		}
		for _, table := range ofVisitor {
			if err := tx.Exec("DELETE FROM "+table+" WHERE visitor_id = ?", string(id)).Error; err != nil {
				return err
			}
		}
		if err := tx.Exec("DELETE FROM visitors WHERE id = ?", string(id)).Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO erasures (visitor_id, site_id, conversations, at) VALUES (?, ?, ?, ?) ON CONFLICT (visitor_id) DO NOTHING",
			string(id), site, len(conversations), micros(s.Now())).Error
	})
}

func (s *Store) eraseConversations(tx *gorm.DB, site string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	for _, table := range ofConversations {
		if err := tx.Exec("DELETE FROM "+table+" WHERE conversation_id IN ?", ids).Error; err != nil {
			return err
		}
	}
	for _, table := range []string{"conversation_details", "conversations"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE id IN ?", ids).Error; err != nil {
			return err
		}
	}
	for _, id := range ids {
		var seq int64
		err := tx.Raw("INSERT INTO inbox_heads (site_id, seq) VALUES (?, 1) ON CONFLICT (site_id) DO UPDATE SET seq = inbox_heads.seq + 1 RETURNING seq", site).Scan(&seq).Error
		if err != nil {
			return err
		}
		if err := tx.Exec("INSERT INTO inbox (site_id, seq, conversation_id, at) VALUES (?, ?, ?, ?)", site, seq, id, micros(s.Now())).Error; err != nil {
			return err
		}
	}
	return nil
}
