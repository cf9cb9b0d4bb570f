package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// Renew makes the node's lease last, in one statement: see [agent.Leases].
func (p *Presence) Renew(ctx context.Context, node string, touched []string) (time.Time, error) {
	var now time.Time
	err := p.s.Write(ctx, func(tx *gorm.DB) error {
		var expires int64
		if err := p.renew(tx, node).Scan(&expires).Error; err != nil {
			return err
		}
		now = moment(expires).Add(-agent.Lease)
		for ids := range slices.Chunk(touched, 500) {
			if err := tx.Exec("UPDATE connections SET last_input_at = ? WHERE id IN ?", micros(now), ids).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return now, fmt.Errorf("renew the lease of node %s: %w", node, err)
	}
	return now, nil
}

func (p *Presence) renew(tx *gorm.DB, node string) *gorm.DB {
	lease := agent.Lease.Microseconds()
	if p.clock != nil {
		now := micros(p.clock())
		return tx.Raw(`INSERT INTO nodes (id, started_at, expires_at, shared_bus) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at RETURNING expires_at`, node, now, now+lease, p.sharedBus)
	}
	return tx.Raw(`INSERT INTO nodes (id, started_at, expires_at, shared_bus)
		SELECT ?::text, t.us, t.us + ?::bigint, ?::boolean FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS us) t
		ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at RETURNING expires_at`, node, lease, p.sharedBus)
}

// Leave ends the lease: see [agent.Leases].
func (p *Presence) Leave(ctx context.Context, node string) error {
	return p.s.Write(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM connections WHERE node_id = ?", node).Error; err != nil {
			return err
		}
		// Without the lease nothing says how long visitors had Baton open here: until now.
		if err := tx.Exec("UPDATE visitor_presence SET open = ?, at = ? WHERE node_id = ? AND open", false, p.moment(), node).Error; err != nil {
			return err
		}
		return tx.Exec("DELETE FROM nodes WHERE id = ?", node).Error
	})
}

// otherNode is a node whose lease holds.
type otherNode struct {
	ID        string
	ExpiresAt int64
	SharedBus bool
}

// Join takes the first lease of a node, unless that would split the installation:
// several nodes need a bus that all of them share (promise P12). Refused, it is a
// chat.Conflict that says until when the other lease lasts. On SQLite, where the
// folder's lock keeps others out, leases that are left are those of a dead process.
func (p *Presence) Join(ctx context.Context, node string) error {
	return p.s.Write(ctx, func(tx *gorm.DB) error {
		// Two nodes that start at once come one after the other.
		if err := tx.Exec("UPDATE installation SET epoch = epoch WHERE id = 1").Error; err != nil {
			return fmt.Errorf("wait for other nodes that start: %w", err)
		}
		now, err := p.now(tx)
		if err != nil {
			return err
		}
		if p.s.dialect == SQLite {
			if err := tx.Exec("UPDATE nodes SET expires_at = ? WHERE expires_at > ?", micros(now), micros(now)).Error; err != nil {
				return fmt.Errorf("end the leases of a dead process: %w", err)
			}
		}
		var others []otherNode
		err = tx.Table("nodes").Where("id <> ? AND expires_at > ?", node, micros(now)).Order("expires_at DESC, id").Limit(100).Find(&others).Error
		if err != nil {
			return fmt.Errorf("look for other nodes: %w", err)
		}
		for _, o := range others {
			if !o.SharedBus || !p.sharedBus {
				return chat.Refuse(chat.Conflict, "Another Baton serves this database (node %s, its lease lasts until %s), "+
					"and the two would not hear each other. Stop it, or give every node the same BATON_REDIS_URL.",
					o.ID, moment(o.ExpiresAt).Format("15:04:05 UTC"))
			}
		}
		if err := forgetNodes(tx, now.Add(-24*time.Hour)); err != nil {
			return err
		}
		var expires int64
		return p.renew(tx, node).Scan(&expires).Error
	})
}

// forgetNodes deletes leases that ran out before a time and hold nothing.
func forgetNodes(tx *gorm.DB, before time.Time) error {
	err := tx.Exec("DELETE FROM nodes WHERE expires_at < ? AND NOT EXISTS (SELECT 1 FROM connections c WHERE c.node_id = nodes.id)", micros(before)).Error
	if err != nil {
		return fmt.Errorf("forget dead nodes: %w", err)
	}
	return nil
}

// GoneWithWork gives the agents who are gone and still own a conversation that goes
// on: what a sweep has to take from them in case nobody heard that they left.
func (s *Store) GoneWithWork(ctx context.Context) ([]chat.AgentID, error) {
	var ids []chat.AgentID
	err := s.DB(ctx).Raw(`SELECT id FROM agents WHERE gone_at > 0
		AND EXISTS (SELECT 1 FROM conversations v WHERE v.owner_kind = 'agent' AND v.owner_id = agents.id AND v.state = 'active')
		ORDER BY id LIMIT ?`, MaxAgents).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("look for gone agents with conversations: %w", err)
	}
	return ids, nil
}
