package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/chat"
)

// DraftKind says in which tab of the composer something was typed.
type DraftKind string

// The tabs.
const (
	ReplyDraft DraftKind = "reply"
	NoteDraft  DraftKind = "note"
)

type draftRow struct {
	ConversationID string `gorm:"primaryKey"`
	AgentID        string `gorm:"primaryKey"`
	Kind           string `gorm:"primaryKey"`
	Text           string
	UpdatedAt      int64 `gorm:"autoUpdateTime:false"`
}

func (draftRow) TableName() string { return "drafts" }

// SaveDraft keeps what an agent typed and did not send, in place of what was there;
// an empty text takes it away.
func (s *Store) SaveDraft(ctx context.Context, c chat.ConversationID, who chat.AgentID, kind DraftKind, text string) error {
	if kind != ReplyDraft && kind != NoteDraft {
		return chat.RefuseField("kind", "A draft is a reply or a note.")
	}
	row := draftRow{string(c), string(who), string(kind), text, micros(s.Now())}
	err := s.Write(ctx, func(tx *gorm.DB) error {
		if text == "" {
			return tx.Delete(&row).Error
		}
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("keep a draft: %w", err)
	}
	return nil
}

// Drafts gives what an agent typed in a conversation and did not send.
func (s *Store) Drafts(ctx context.Context, c chat.ConversationID, who chat.AgentID) (map[DraftKind]string, error) {
	var rows []draftRow
	err := s.DB(ctx).Where("conversation_id = ? AND agent_id = ?", string(c), string(who)).Order("kind").Limit(2).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	all := make(map[DraftKind]string, len(rows))
	for _, r := range rows {
		all[DraftKind(r.Kind)] = r.Text
	}
	return all, nil
}

// DraftsOf gives in which of the conversations an agent has an unsent reply, for the
// marks in lists of at most 1000.
func (s *Store) DraftsOf(ctx context.Context, who chat.AgentID, conversations []chat.ConversationID) (map[chat.ConversationID]bool, error) {
	if len(conversations) > 1000 {
		return nil, fmt.Errorf("look for drafts of %d conversations at once; at most 1000 are allowed", len(conversations))
	}
	var ids []chat.ConversationID
	err := s.DB(ctx).Table("drafts").Where("agent_id = ? AND kind = ? AND conversation_id IN ?", string(who), string(ReplyDraft), conversations).
		Order("conversation_id").Pluck("conversation_id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("look for drafts: %w", err)
	}
	all := make(map[chat.ConversationID]bool, len(ids))
	for _, id := range ids {
		all[id] = true
	}
	return all, nil
}
