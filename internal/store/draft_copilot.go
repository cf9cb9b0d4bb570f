package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// Disposition is what became of a draft of the copilot.
type Disposition string

// The dispositions.
const (
	Inserted  Disposition = "inserted"  // taken into the composer as it was
	Edited    Disposition = "edited"    // taken and changed
	Dismissed Disposition = "dismissed" // not wanted
)

// CopilotDraft is a reply that the copilot proposed to an agent.
type CopilotDraft struct {
	ID           string
	Conversation chat.ConversationID
	Agent        chat.AgentID
	Text         string
	Sources      []chat.Citation
	By           string // model, built_in
	CreatedAt    time.Time
	Disposition  Disposition // empty: nothing yet
	DisposedAt   time.Time
}

type copilotDraftRow struct {
	ID             string `gorm:"primaryKey"`
	ConversationID string
	AgentID        string
	Text           string
	Sources        []chat.Citation `gorm:"serializer:json"`
	WrittenBy      string
	CreatedAt      int64 `gorm:"autoCreateTime:false"`
	Disposition    string
	DisposedAt     int64
}

func (copilotDraftRow) TableName() string { return "copilot_drafts" }

func (r copilotDraftRow) draft() CopilotDraft {
	return CopilotDraft{r.ID, chat.ConversationID(r.ConversationID), chat.AgentID(r.AgentID), r.Text, r.Sources, r.WrittenBy, moment(r.CreatedAt),
		Disposition(r.Disposition), moment(r.DisposedAt)}
}

func noDraft() error {
	return chat.Refuse(chat.NotFound, "This draft does not exist, or somebody else asked for it.")
}

// KeepCopilotDraft keeps a draft. An empty ID gets a fresh one; the time is now.
func (s *Store) KeepCopilotDraft(ctx context.Context, d CopilotDraft) (CopilotDraft, error) {
	d.ID = cmp.Or(d.ID, chat.NewID())
	d.CreatedAt, d.Disposition, d.DisposedAt = s.Now(), "", time.Time{}
	row := copilotDraftRow{d.ID, string(d.Conversation), string(d.Agent), d.Text, append([]chat.Citation{}, d.Sources...), d.By, micros(d.CreatedAt), "", 0}
	if err := s.Write(ctx, func(tx *gorm.DB) error { return tx.Create(&row).Error }); err != nil {
		return CopilotDraft{}, fmt.Errorf("keep a draft of the copilot: %w", err)
	}
	return d, nil
}

// CopilotDraft gives a draft.
func (s *Store) CopilotDraft(ctx context.Context, id string) (CopilotDraft, error) {
	var row copilotDraftRow
	err := s.DB(ctx).Where("id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return CopilotDraft{}, noDraft()
	}
	if err != nil {
		return CopilotDraft{}, fmt.Errorf("read a draft of the copilot: %w", err)
	}
	return row.draft(), nil
}

// DisposeCopilotDraft notes what became of a draft that this agent asked for. An
// inserted draft may turn out edited or dismissed later; what was edited or
// dismissed stays so, and noting it again changes nothing.
func (s *Store) DisposeCopilotDraft(ctx context.Context, id string, who chat.AgentID, d Disposition) error {
	if d != Inserted && d != Edited && d != Dismissed {
		return chat.RefuseField("disposition", "A draft is inserted, edited or dismissed.")
	}
	err := s.Write(ctx, func(tx *gorm.DB) error {
		var row copilotDraftRow
		err := s.locked(tx).Where("id = ? AND agent_id = ?", id, string(who)).Take(&row).Error
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound):
			return noDraft()
		case err != nil:
			return err
		case row.Disposition == string(d):
			return nil
		case row.Disposition == string(Edited) || row.Disposition == string(Dismissed):
			return chat.Refuse(chat.Conflict, "This draft was %s before.", row.Disposition)
		}
		row.Disposition, row.DisposedAt = string(d), micros(s.Now())
		return tx.Select("disposition", "disposed_at").Updates(&row).Error
	})
	if err != nil {
		return fmt.Errorf("note what became of a draft: %w", err)
	}
	return nil
}
