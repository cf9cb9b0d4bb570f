package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// freshLease is how long a node's lease must last for its agents to get new
// offers: a node that missed one renewal is under suspicion (promise P9).
const freshLease = 35 * time.Second

// takeSeats checks, with the agents' rows locked, that everybody who is to get
// the conversation has room for it. The load is counted in this transaction:
// active conversations and open offers, without this one.
func (s *Store) takeSeats(ctx context.Context, tx *sql.Tx, now time.Time, c *Commit) error {
	seats := slices.Clone(c.Seats)
	slices.SortFunc(seats, func(a, b chat.Seat) int { return cmp.Compare(a.Agent, b.Agent) })
	for _, seat := range seats {
		if err := s.takeSeat(ctx, tx, now, c.After.ID, seat); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) takeSeat(ctx context.Context, tx *sql.Tx, now time.Time, id chat.ConversationID, seat chat.Seat) error {
	lock := ""
	if s.dialect == Postgres {
		lock = " FOR UPDATE"
	}
	var name, status string
	var noWork bool
	var capacity, disabled, missed, idle int64
	s.stmts.Add(1)
	err := tx.QueryRowContext(ctx, s.numbered(`SELECT name, status,
		EXISTS (SELECT 1 FROM statuses t WHERE t.id = agents.status_own AND t.deleted_at = 0 AND NOT t.takes_work),
		capacity, disabled_at, missed_offers, idle_at FROM agents WHERE id = ?`+lock), string(seat.Agent)).Scan(&name, &status, &noWork, &capacity, &disabled, &missed, &idle)
	if errors.Is(err, sql.ErrNoRows) || err == nil && disabled != 0 {
		return chat.Refuse(chat.NotFound, "This person does not work here any more.")
	}
	if err != nil {
		return fmt.Errorf("lock agent %s: %w", seat.Agent, err)
	}
	var load int64
	var connected bool
	fresh, clock := "?", any(micros(now.Add(freshLease)))
	if s.dialect == Postgres { // nodes' own clocks may differ; the database's is one
		fresh, clock = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint + ?", any(freshLease.Microseconds())
	}
	s.stmts.Add(1)
	err = tx.QueryRowContext(ctx, s.numbered(`SELECT
		(SELECT COUNT(*) FROM conversations WHERE owner_kind = 'agent' AND owner_id = ? AND state = 'active' AND id <> ?)
		+ (SELECT COUNT(*) FROM offers WHERE agent_id = ? AND conversation_id <> ?),
		EXISTS (SELECT 1 FROM connections k JOIN nodes n ON n.id = k.node_id WHERE k.agent_id = ? AND n.expires_at > `+fresh+`)`),
		string(seat.Agent), string(id), string(seat.Agent), string(id), string(seat.Agent), clock).Scan(&load, &connected)
	switch {
	case err != nil:
		return fmt.Errorf("count the load of agent %s: %w", seat.Agent, err)
	case seat.Routable && (status != string(agent.Available) || noWork || !connected || idle != 0 || missed >= agent.MaxMisses):
		return chat.Refuse(chat.Conflict, "%s is not available right now.", name)
	case seat.Force:
		return nil
	case load >= capacity && seat.Routable:
		return chat.Refuse(chat.Conflict, "%s has no free place: %d of %d conversations.", name, load, capacity)
	case load >= capacity:
		return chat.Refuse(chat.Conflict, "You have %d of %d conversations. Finish or pass on one first.", load, capacity)
	}
	return nil
}
