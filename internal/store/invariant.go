package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// Invariants counts what must never be (promises R1 to R3, P4): each figure is 0.
type Invariants struct {
	OverCapacity int // agents who were given something while they had no place
	Orphans      int // conversations that nobody has and that are in no line
	DoubleOwner  int // conversations of which two could think that they are theirs
	StreamHoles  int // streams whose numbers do not add up
}

// Broken reports whether any promise is broken.
func (i Invariants) Broken() bool { return i != Invariants{} }

// Invariants looks, in one reading of the database, at everything that goes on.
func (s *Store) Invariants(ctx context.Context) (Invariants, error) {
	var out Invariants
	var snapshot []*sql.TxOptions
	if s.dialect == Postgres { // SQLite reads one state of the database anyway
		snapshot = append(snapshot, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	}
	err := s.read.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var err error
		if out.OverCapacity, err = overCapacity(tx, s.Now()); err != nil {
			return fmt.Errorf("look for agents over their capacity: %w", err)
		}
		for _, check := range []struct {
			into *int
			what string
			sql  string
			args []any
		}{
			{&out.Orphans, "orphans", orphans, []any{sql.Named("stale", micros(s.Now().Add(-offerOverdue)))}},
			{&out.DoubleOwner, "double owners", doubleOwners, nil},
			{&out.StreamHoles, "holes", holes, []any{sql.Named("since", micros(s.Now().Add(-time.Hour)))}},
		} {
			if err := tx.Raw(check.sql, check.args...).Scan(check.into).Error; err != nil {
				return fmt.Errorf("look for %s: %w", check.what, err)
			}
		}
		return nil
	}, snapshot...)
	return out, err
}

// offerOverdue is how long after its end an offer may still be open: the outbox ends
// it, on whichever node is alive.
const offerOverdue = 5 * time.Minute

// orphans counts conversations that are not resolved and have neither an owner, a live
// offer, a place in line, nor an answer that somebody owes and was told of.
const orphans = `SELECT COUNT(*) FROM conversations c WHERE c.state <> 'resolved' AND CASE c.state
	WHEN 'assistant' THEN c.owner_kind <> 'assistant'
	WHEN 'queued' THEN c.entered_queue_at = 0
	WHEN 'offered' THEN NOT EXISTS (SELECT 1 FROM offers o WHERE o.conversation_id = c.id AND o.expires_at > @stale)
	WHEN 'follow_up' THEN NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.conversation_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM work w WHERE w.conversation_id = c.id AND w.dead_at = 0 AND w.kind <> 'sla.clock')
	ELSE c.owner_kind <> 'agent' OR NOT EXISTS (SELECT 1 FROM agents a WHERE a.id = c.owner_id) END`

// doubleOwners counts conversations with two rounds of offers, with an offer or an owner
// where there can be none, or whose owner is not who joined last.
const doubleOwners = `SELECT COUNT(*) FROM conversations c JOIN conversation_details d ON d.id = c.id WHERE
	c.state IN ('queued', 'offered', 'follow_up', 'assistant', 'resolved') AND c.owner_kind = 'agent'
	OR EXISTS (SELECT 1 FROM offers o WHERE o.conversation_id = c.id) AND (
		(SELECT COUNT(DISTINCT o.offer_id) FROM offers o WHERE o.conversation_id = c.id) > 1
		OR c.state NOT IN ('offered', 'active')
		OR c.state = 'active' AND COALESCE(CAST(d.cold -> 'offer' ->> 'warm' AS TEXT), '') NOT IN ('1', 'true'))
	OR c.state IN ('active', 'snoozed') AND c.owner_kind = 'agent' AND COALESCE((SELECT CAST(e.body -> 'agent' ->> 'id' AS TEXT) FROM entries e
		WHERE e.conversation_id = c.id AND e.kind = 'agent.joined' ORDER BY e.seq DESC LIMIT 1), '') <> c.owner_id`

// holes counts conversations that go on, or ended lately, whose entries are not as many
// as their last number says, and inbox streams whose head is not their last number.
const holes = `SELECT (SELECT COUNT(*) FROM conversations c WHERE (c.state <> 'resolved' OR c.resolved_at > @since) AND (
		(SELECT COUNT(*) FROM entries e WHERE e.conversation_id = c.id) <> c.seq
		OR (SELECT MAX(e.seq) FROM entries e WHERE e.conversation_id = c.id) <> c.seq
		OR (SELECT COUNT(e.public_seq) FROM entries e WHERE e.conversation_id = c.id) <> c.public_seq))
	+ (SELECT COUNT(*) FROM inbox_heads h WHERE h.seq <> (SELECT COALESCE(MAX(i.seq), 0) FROM inbox i WHERE i.site_id = h.site_id))`

// full is an agent who holds more than their capacity.
type full struct {
	ID         string
	Capacity   int
	CapacityAt int64
	Load       int
}

// heldItem is one thing that occupies a place.
type heldItem struct {
	Agent   string
	At      int64  // when it was given
	Body    string // the joining; of an offer an empty object
	Excused bool   // it woke up, or may be parked: nothing asks for room then
}

// overCapacity counts agents who were given something while they had no place. Some may
// hold more than their capacity without that: a supervisor forced it, which is logged;
// the capacity was lowered; or something that took no place woke up (promise R1).
func overCapacity(tx *gorm.DB, now time.Time) (int, error) {
	var suspects []full
	err := tx.Raw(`SELECT id, capacity, capacity_at, load FROM (SELECT a.id, `+places+` AS capacity, a.capacity_at,
			`+loadOf("a.id", false)+` AS load FROM agents a) AS held
		WHERE load > capacity ORDER BY id`, micros(now), micros(now)).Scan(&suspects).Error
	if err != nil || len(suspects) == 0 {
		return 0, err
	}
	ids := make([]string, len(suspects))
	for i, s := range suspects {
		ids[i] = s.ID
	}
	var items []heldItem
	err = tx.Raw(`SELECT c.owner_id AS agent, j.at, CAST(j.body AS TEXT) AS body, COALESCE(g.park_after, 0) > 0 OR EXISTS (SELECT 1 FROM entries w
				WHERE w.conversation_id = c.id AND w.seq > j.seq AND w.kind = 'conversation.woken') AS excused
			FROM conversations c LEFT JOIN teams g ON g.id = c.team_id JOIN entries j ON j.conversation_id = c.id AND j.kind = 'agent.joined'
				AND j.seq = (SELECT MAX(l.seq) FROM entries l WHERE l.conversation_id = c.id AND l.kind = 'agent.joined')
			WHERE c.state = 'active' AND c.owner_kind = 'agent' AND c.owner_id IN @ids AND (COALESCE(g.park_after, 0) = 0 OR c.last_at >= @now - g.park_after)
		UNION ALL SELECT o.agent_id, COALESCE((SELECT MAX(m.at) FROM entries m WHERE m.conversation_id = o.conversation_id AND m.kind = 'offer.made'), 0), '{}', FALSE
			FROM offers o WHERE o.agent_id IN @ids`, sql.Named("ids", ids), sql.Named("now", micros(now))).Scan(&items).Error
	if err != nil {
		return 0, err
	}
	n := 0
	for _, s := range suspects {
		wrong, err := s.wasGiven(items)
		if err != nil {
			return 0, err
		}
		if wrong {
			n++
		}
	}
	return n, nil
}

// wasGiven reports whether something beyond the capacity was given to the agent.
func (f full) wasGiven(items []heldItem) (bool, error) {
	load, since := f.Load, false
	for _, it := range items {
		if it.Agent != f.ID {
			continue
		}
		var joined chat.AgentJoined
		if err := json.Unmarshal([]byte(it.Body), &joined); err != nil {
			return false, fmt.Errorf("read a joining: %w", err)
		}
		switch {
		case it.Excused || joined.How == chat.JoinedByForce:
			load--
		case it.At > f.CapacityAt:
			since = true
		}
	}
	return load > f.Capacity && since, nil
}
