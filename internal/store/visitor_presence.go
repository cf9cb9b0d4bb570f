package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// moment stands in SQL for the time by which leases are judged.
func (p *Presence) moment() any {
	if p.clock != nil {
		return micros(p.clock())
	}
	return gorm.Expr("(extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
}

// SetVisitorsOpen notes which visitors have Baton open on a node and which no
// longer do, all in one statement.
func (p *Presence) SetVisitorsOpen(ctx context.Context, node string, open map[chat.VisitorID]bool) error {
	if len(open) == 0 {
		return nil
	}
	ids := make([]chat.VisitorID, 0, len(open))
	for id := range open {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for part := range slices.Chunk(ids, 1000) {
		var b strings.Builder
		args := make([]any, 0, 4*len(part))
		now := p.moment()
		for i, id := range part {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("(?,?,?,?)")
			args = append(args, string(id), node, open[id], now)
		}
		err := p.s.Write(ctx, func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO visitor_presence (visitor_id, node_id, open, at) VALUES "+b.String()+
				" ON CONFLICT (visitor_id, node_id) DO UPDATE SET open = excluded.open, at = excluded.at", args...).Error
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// VisitorsOnline says which of these visitors have Baton open on a live node.
func (p *Presence) VisitorsOnline(ctx context.Context, ids []chat.VisitorID) (map[chat.VisitorID]bool, error) {
	out := map[chat.VisitorID]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	var found []chat.VisitorID
	err := p.s.DB(ctx).Raw(`SELECT DISTINCT p.visitor_id FROM visitor_presence p JOIN nodes n ON n.id = p.node_id
		WHERE p.open AND n.expires_at > ? AND p.visitor_id IN ?`, p.moment(), ids).Scan(&found).Error
	for _, id := range found {
		out[id] = true
	}
	return out, err
}

// Abandoned finds conversations in which a visitor waits for a person but has
// had Baton open nowhere for at least so long, and says when that was true. It proves
// nothing while the caller's own lease does not hold: no node may have been able to
// write down who came back.
func (p *Presence) Abandoned(ctx context.Context, gone time.Duration, limit int) ([]*chat.Conversation, time.Time, error) {
	now, err := p.now(p.s.DB(ctx))
	if err != nil {
		return nil, now, fmt.Errorf("ask for the time: %w", err)
	}
	before := micros(now.Add(-gone))
	list, err := p.s.conversations(ctx, `state IN ('queued', 'offered') AND last_at < ? AND entered_queue_at < ?
		AND NOT EXISTS (SELECT 1 FROM visitor_presence p JOIN nodes n ON n.id = p.node_id WHERE p.visitor_id = conversations.visitor_id AND p.open AND n.expires_at > ?)
		AND NOT EXISTS (SELECT 1 FROM visitor_presence p LEFT JOIN nodes n ON n.id = p.node_id WHERE p.visitor_id = conversations.visitor_id
			AND CASE WHEN p.open THEN COALESCE(n.expires_at, p.at) ELSE p.at END > ?)
		ORDER BY entered_queue_at LIMIT ?`, before, before, micros(now), before, limit)
	return list, now, err
}

// ForgetVisitors removes what dead nodes left behind, and windows that have been closed
// for so long.
func (p *Presence) ForgetVisitors(ctx context.Context, closed time.Duration) error {
	return p.s.Write(ctx, func(tx *gorm.DB) error {
		now, err := p.now(tx)
		if err != nil {
			return err
		}
		return tx.Exec("DELETE FROM visitor_presence WHERE at < ? AND (NOT open OR node_id NOT IN (SELECT id FROM nodes WHERE expires_at > ?))", micros(now.Add(-closed)), micros(now)).Error
	})
}

// StrandedOffers finds conversations offered to somebody who has had no socket
// for so long and is not asked on a device, with who that is.
func (p *Presence) StrandedOffers(ctx context.Context, gone time.Duration) (map[chat.ConversationID]chat.AgentID, error) {
	db := p.s.DB(ctx)
	now, err := p.now(db)
	if err != nil {
		return nil, fmt.Errorf("ask for the time: %w", err)
	}
	rows, err := db.Raw(`SELECT o.conversation_id, o.agent_id FROM offers o JOIN agents a ON a.id = o.agent_id
		WHERE a.dropped_at > 0 AND a.dropped_at <= ? AND NOT (`+onPhone+`) LIMIT 500`, micros(now.Add(-gone))).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err below says it
	out := map[chat.ConversationID]chat.AgentID{}
	for rows.Next() {
		var c chat.ConversationID
		var a chat.AgentID
		if err := rows.Scan(&c, &a); err != nil {
			return nil, err
		}
		out[c] = a
	}
	return out, rows.Err()
}
