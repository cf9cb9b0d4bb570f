package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// spanRow is a stretch of time in one status.
type spanRow struct {
	ID        int64 `gorm:"primaryKey;autoIncrement"`
	AgentID   string
	Status    string
	Own       string
	Online    bool
	ShiftOver bool
	StartedAt int64
	EndedAt   int64
	ByKind    string
	ByID      string
}

func (spanRow) TableName() string { return "agent_status_intervals" }

func spanRowOf(who chat.AgentID, s agent.Span) spanRow {
	return spanRow{0, string(who), string(s.Status), string(s.Own), s.Online, s.Over, micros(s.From), micros(s.To), string(s.By.Kind), s.By.ID}
}

// keepSpans ends the stretch that went on and adds those that followed.
func keepSpans(tx *gorm.DB, before, after *agent.Record) error {
	if before.Span.From.Equal(after.Span.From) && len(after.Closed) == 0 {
		return nil
	}
	ended := after.Closed
	if !before.Span.From.IsZero() && len(ended) > 0 {
		err := tx.Table("agent_status_intervals").Where("agent_id = ? AND ended_at = 0", string(after.Agent)).Update("ended_at", micros(ended[0].To)).Error
		if err != nil {
			return err
		}
		ended = ended[1:]
	}
	var rows []spanRow
	for _, s := range ended {
		rows = append(rows, spanRowOf(after.Agent, s))
	}
	rows = append(rows, spanRowOf(after.Agent, after.Span))
	return tx.Create(&rows).Error
}

// MaxSpans is how many stretches a list holds at most.
const MaxSpans = 1000

// Spans gives the stretches of an agent that reach into the time from a until b, in
// order; the last may still go on.
func (s *Store) Spans(ctx context.Context, who chat.AgentID, a, b time.Time) ([]agent.Span, error) {
	var rows []spanRow
	err := s.DB(ctx).Where("agent_id = ? AND started_at < ? AND (ended_at = 0 OR ended_at > ?)", string(who), micros(b), micros(a)).
		Order("started_at, id").Limit(MaxSpans).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the statuses of %s: %w", who, err)
	}
	spans := make([]agent.Span, len(rows))
	for i, r := range rows {
		spans[i] = agent.Span{Status: agent.Status(r.Status), Own: agent.OwnID(r.Own), Over: r.ShiftOver, Online: r.Online, From: moment(r.StartedAt), To: moment(r.EndedAt),
			By: chat.Party{Kind: chat.PartyKind(r.ByKind), ID: r.ByID}}
	}
	return spans, nil
}
