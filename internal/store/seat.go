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
		if len(seats) == 1 || c.After.Owner.IsAgent(seat.Agent) { // an open call to several comes to whoever takes it
			if err := s.given(ctx, tx, now, seat); err != nil {
				return err
			}
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
	var capacity, disabled, missed, idle, onPhone int64
	s.stmts.Add(1)
	err := tx.QueryRowContext(ctx, s.numbered(`SELECT name, status,
		EXISTS (SELECT 1 FROM statuses t WHERE t.id = agents.status_own AND t.deleted_at = 0 AND NOT t.takes_work),
		`+places+`, disabled_at, missed_offers, idle_at, CASE WHEN gone_at = 0 THEN on_phone_at ELSE 0 END FROM agents WHERE id = ?`+lock), string(seat.Agent)).Scan(&name, &status, &noWork, &capacity, &disabled, &missed, &idle, &onPhone)
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
	err = tx.QueryRowContext(ctx, s.numbered("SELECT "+loadOf("?", true)+`,
		EXISTS (SELECT 1 FROM connections k JOIN nodes n ON n.id = k.node_id WHERE k.agent_id = ? AND n.expires_at > `+fresh+`)`),
		string(seat.Agent), string(id), micros(now), string(seat.Agent), string(id), string(seat.Agent), string(id), micros(now), string(seat.Agent), clock).Scan(&load, &connected)
	if seat.Limit > 0 {
		capacity = min(capacity, int64(seat.Limit))
	}
	switch {
	case err != nil:
		return fmt.Errorf("count the load of agent %s: %w", seat.Agent, err)
	case seat.Routable && (status != string(agent.Available) || noWork || !connected && onPhone == 0 || idle != 0 || missed >= agent.MaxMisses):
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

// loadOf counts, as SQL, the places that an agent occupies: conversations that go on and
// are not parked, open offers, and work after the goodbye. owner stands for the agent.
// Its parameters, in order, with but only if one conversation is left out of the count:
// [owner, conversation,] now, [owner, conversation,] [owner, conversation,] now.
func loadOf(owner string, but bool) string {
	left := func(column string) string {
		if but {
			return " AND " + column + " <> ?"
		}
		return ""
	}
	return `(SELECT COUNT(*) FROM conversations v LEFT JOIN teams g ON g.id = v.team_id
			WHERE v.owner_kind = 'agent' AND v.owner_id = ` + owner + ` AND v.state = 'active'` + left("v.id") + `
				AND (COALESCE(g.park_after, 0) = 0 OR v.last_at >= ? - g.park_after))
		+ (SELECT COUNT(*) FROM offers o WHERE o.agent_id = ` + owner + left("o.conversation_id") + `)
		+ (SELECT COUNT(*) FROM wrap_ups u WHERE u.agent_id = ` + owner + left("u.conversation_id") + ` AND u.ends_at > ?)`
}

// given notes that something new came to an agent, and moves them to the end of the
// team's round. If somebody else has moved them since, nothing is given.
func (s *Store) given(ctx context.Context, tx *sql.Tx, now time.Time, seat chat.Seat) error {
	if _, err := s.exec(ctx, tx, "UPDATE agents SET given_at = ? WHERE id = ?", micros(now), string(seat.Agent)); err != nil {
		return err
	}
	t := seat.Turn
	if t == nil {
		return nil
	}
	n, err := s.exec(ctx, tx, `INSERT INTO team_turns (team_id, agent_id, turn) VALUES (?, ?, ?)
		ON CONFLICT (team_id, agent_id) DO UPDATE SET turn = excluded.turn WHERE team_turns.turn = ?`, string(t.Team), string(seat.Agent), t.Next, t.Seen)
	if err == nil && n == 0 {
		err = chat.Refuse(chat.Conflict, "It was somebody else's turn by then.")
	}
	return err
}

// wrapUp lets the end of a conversation occupy its agent's place for as long as the
// team's settings say.
func (s *Store) wrapUp(ctx context.Context, tx *sql.Tx, now time.Time, c *Commit) error {
	if c.Before == nil || c.Before.State != chat.StateActive || c.After.State != chat.StateResolved || c.After.Team() == "" {
		return nil
	}
	_, err := s.exec(ctx, tx, `INSERT INTO wrap_ups (conversation_id, agent_id, ends_at) SELECT ?, ?, ? + wrap_up FROM teams WHERE id = ? AND wrap_up > 0
		ON CONFLICT (conversation_id) DO UPDATE SET agent_id = excluded.agent_id, ends_at = excluded.ends_at`,
		string(c.After.ID), c.Before.Owner.ID, micros(now), string(c.After.Team()))
	return err
}
