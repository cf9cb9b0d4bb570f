package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// Decision is why somebody got a conversation, or nobody did.
type Decision struct {
	ID   string // of the offer that it led to, or one of its own
	Site chat.SiteID
	routing.Explanation
}

type decisionRow struct {
	ID             string `gorm:"primaryKey"`
	ConversationID string
	SiteID         string
	At             int64
	Body           routing.Explanation `gorm:"serializer:json"`
}

func (decisionRow) TableName() string { return "routing_decisions" }

// MaxDecisions is how many decisions of a conversation are given, the last ones.
const MaxDecisions = 100

// PutDecision notes why, before what it led to. Noting it again changes nothing.
func (s *Store) PutDecision(ctx context.Context, d Decision) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		row := decisionRow{d.ID, string(d.Conversation), string(d.Site), micros(d.At), d.Explanation}
		return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("note why conversation %s was given: %w", d.Conversation, err)
	}
	return nil
}

// Decisions gives why a conversation went to whom it did, the newest first.
func (s *Store) Decisions(ctx context.Context, id chat.ConversationID) ([]Decision, error) {
	var rows []decisionRow
	err := s.DB(ctx).Where("conversation_id = ?", string(id)).Order("at DESC, id DESC").Limit(MaxDecisions).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read why conversation %s was given: %w", id, err)
	}
	all := make([]Decision, len(rows))
	for i, r := range rows {
		all[i] = Decision{r.ID, chat.SiteID(r.SiteID), r.Body}
	}
	return all, nil
}

// HandedOff is a conversation that was handed off, for trying rules on it.
type HandedOff struct {
	Conversation *chat.Conversation
	Package      chat.Package // empty if none was put together
	Visitor      Visitor      // empty if they were erased
}

// HandedOff gives the conversations of a site that were handed off last, the newest
// first. What an agent took over unasked went nowhere by any rule.
func (s *Store) HandedOff(ctx context.Context, site chat.SiteID, limit int) ([]HandedOff, error) {
	conversations, err := s.conversations(ctx, `id IN (SELECT conversation_id FROM deliveries WHERE site_id = ? AND reason <> ? ORDER BY asked_at DESC LIMIT ?)
		ORDER BY started_at DESC, id DESC`, string(site), string(chat.AgentTakeover), limit)
	if err != nil {
		return nil, fmt.Errorf("read what was handed off on site %s: %w", site, err)
	}
	out := make([]HandedOff, len(conversations))
	ids, visitors := make([]chat.ConversationID, len(out)), make([]chat.VisitorID, len(out))
	for i, c := range conversations {
		out[i].Conversation, ids[i], visitors[i] = c, c.ID, c.Visitor
	}
	known, err := s.Visitors(ctx, visitors)
	if err != nil {
		return nil, err
	}
	packages, err := s.packages(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Visitor, out[i].Package = known[visitors[i]], packages[ids[i]]
	}
	return out, nil
}

// packages gives the last package of each conversation that has one.
func (s *Store) packages(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]chat.Package, error) {
	out := make(map[chat.ConversationID]chat.Package, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	entries, err := s.entries(ctx, "conversation_id IN ? AND kind = 'handoff.packaged' ORDER BY conversation_id, seq LIMIT ?", ids, 10*len(ids))
	for _, e := range entries {
		if f, ok := e.Fact.(chat.HandoffPackaged); ok {
			out[e.Conversation] = f.Package
		}
	}
	return out, err
}

// AskedAt is when a conversation was handed off.
func (h HandedOff) AskedAt() time.Time {
	if h.Conversation.Handoff == nil {
		return time.Time{}
	}
	return h.Conversation.Handoff.AskedAt
}
