package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// Commit is one conversation's step: what it was, what was written, what it is
// now, and what must hold for that.
type Commit struct {
	Before   *chat.Conversation // as it was read; nil when this starts it
	After    *chat.Conversation
	Entries  []chat.Entry
	Work     []chat.Work
	Seats    []chat.Seat
	StartKey string // with a nil Before: the sender's own id of the start

	// Out: the number in the site's inbox stream, 0 when the lists do not
	// change; and why nothing was stored, nil when all was.
	InboxSeq int64
	Err      error
}

// ErrStarted says that this visitor's start with this key was stored before.
var ErrStarted = errors.New("this start was stored before")

// ErrDuplicate says that an entry with the same sender and client id exists.
var ErrDuplicate = errors.New("this send was stored before")

// light reports whether the append path can take the step.
func (c *Commit) light() bool {
	return c.Before != nil && len(c.Seats) == 0 && !coldChanged(c.Before, c.Entries)
}

// Commit stores the steps, each on its own merits: every step's Err says
// whether it was stored. No two steps may be of one conversation. Messages
// share statements and one flush to disk; steps that need more (a seat, the
// inbox stream) get transactions of their own on Postgres, and share the one
// on SQLite.
//
// Locks are taken in the order: conversations by id, then agents by id, then
// the site's inbox head.
func (s *Store) Commit(ctx context.Context, steps []*Commit) {
	var light, heavy []*Commit
	for _, c := range steps {
		c.Err, c.InboxSeq = nil, 0
		if c.light() {
			light = append(light, c)
		} else {
			heavy = append(heavy, c)
		}
	}
	now := s.Now()
	if s.dialect == SQLite {
		s.commitSQLite(ctx, now, light, heavy)
		return
	}
	s.appendPostgres(ctx, now, light)
	for _, c := range heavy {
		c.Err = s.inTx(ctx, func(tx *sql.Tx) error { return s.heavy(ctx, tx, now, c) })
	}
}

// inTx runs fn in one transaction of the writer, again after a deadlock.
func (s *Store) inTx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	for try := 0; ; try++ {
		tx, err := s.hot.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		err = fn(tx)
		if err == nil {
			err = tx.Commit()
		} else {
			_ = tx.Rollback()
		}
		if err == nil || try >= 3 || !retryable(err) {
			return err
		}
	}
}

// commitSQLite stores everything in one transaction. If one item trips over a
// constraint the transaction is done again item by item.
func (s *Store) commitSQLite(ctx context.Context, now time.Time, light, heavy []*Commit) {
	all := append(slices.Clone(light), heavy...)
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.appendSQLite(ctx, tx, now, light); err != nil {
			return err
		}
		for _, c := range heavy {
			if err := s.guarded(ctx, tx, now, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	if len(all) == 1 || !uniqueViolation(err) {
		for _, c := range all {
			c.Err, c.InboxSeq = classUnique(err), 0
		}
		return
	}
	for _, c := range all {
		if c.light() {
			s.commitSQLite(ctx, now, []*Commit{c}, nil)
		} else {
			s.commitSQLite(ctx, now, nil, []*Commit{c})
		}
	}
}

func classUnique(err error) error {
	if uniqueViolation(err) {
		return fmt.Errorf("%w: %w", ErrDuplicate, err)
	}
	return err
}

// guarded keeps the transaction alive when one heavy step is refused.
func (s *Store) guarded(ctx context.Context, tx *sql.Tx, now time.Time, c *Commit) error {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT step"); err != nil {
		return err
	}
	err := s.heavy(ctx, tx, now, c)
	if err == nil {
		_, err = tx.ExecContext(ctx, "RELEASE step")
		return err
	}
	c.Err, c.InboxSeq = classUnique(err), 0
	if _, err := tx.ExecContext(ctx, "ROLLBACK TO step"); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "RELEASE step")
	return err
}

// exec sends one hand-written statement and counts it.
func (s *Store) exec(ctx context.Context, tx *sql.Tx, q string, args ...any) (int64, error) {
	s.stmts.Add(1)
	r, err := tx.ExecContext(ctx, s.numbered(q), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// heavy stores a step that needs more than the append path.
func (s *Store) heavy(ctx context.Context, tx *sql.Tx, now time.Time, c *Commit) error {
	if err := s.putConversation(ctx, tx, c); err != nil {
		return err
	}
	if err := s.takeSeats(ctx, tx, now, c); err != nil {
		return err
	}
	if err := s.putEntries(ctx, tx, c.Entries); err != nil {
		return err
	}
	if err := s.putWork(ctx, tx, now, c); err != nil {
		return err
	}
	if err := s.putOffers(ctx, tx, c); err != nil {
		return err
	}
	if err := s.wrapUp(ctx, tx, now, c); err != nil {
		return err
	}
	if err := s.putHandoffSteps(ctx, tx, c); err != nil {
		return err
	}
	return s.putInbox(ctx, tx, now, c)
}

func (s *Store) putConversation(ctx context.Context, tx *sql.Tx, c *Commit) error {
	cold, err := marshal(c.After)
	if err != nil {
		return err
	}
	a, route := c.After, routeOf(c.After)
	values := []any{a.Seq, a.PublicSeq, string(a.State), string(a.Owner.Kind), a.Owner.ID, a.OwnerEpoch, a.Priority, micros(a.EnteredQueueAt), micros(a.ResolvedAt),
		string(a.LastMessage.By.Kind), a.LastMessage.By.ID, micros(a.LastMessage.At), a.LastMessage.Seq, a.VisitorSeq, a.AnsweredSeq, a.Unanswered, micros(a.TurnAt), string(route.Team), a.Front, route.Ahead, route.Target}
	if c.Before == nil {
		n, err := s.exec(ctx, tx, `INSERT INTO conversations (seq, public_seq, state, owner_kind, owner_id, owner_epoch, priority, entered_queue_at, resolved_at,
			last_by_kind, last_by_id, last_at, last_seq, visitor_seq, answered_seq, unanswered, turn_at, team_id, front, head_start, target_seconds, id, site_id, visitor_id, start_key, started_at)
			VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (visitor_id, start_key) DO NOTHING`,
			append(values, string(a.ID), string(a.Site), string(a.Visitor), c.StartKey, micros(a.StartedAt))...)
		if err == nil && n == 0 {
			err = ErrStarted
		}
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, tx, "INSERT INTO conversation_details (id, cold) VALUES (?, ?)", string(a.ID), cold)
		return err
	}
	n, err := s.exec(ctx, tx, `UPDATE conversations SET seq=?, public_seq=?, state=?, owner_kind=?, owner_id=?, owner_epoch=?, priority=?, entered_queue_at=?, resolved_at=?,
		last_by_kind=?, last_by_id=?, last_at=?, last_seq=?, visitor_seq=?, answered_seq=?, unanswered=?, turn_at=?, team_id=?, front=?, head_start=?, target_seconds=? WHERE id=? AND seq=?`,
		append(values, string(a.ID), c.Before.Seq)...)
	if err == nil && n == 0 {
		err = ErrMoved
	}
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, tx, "UPDATE conversation_details SET cold=? WHERE id=?", cold, string(a.ID))
	return err
}

// routeOf is what a conversation needs; nothing if it was never routed.
func routeOf(c *chat.Conversation) chat.Route {
	if c.Route == nil {
		return chat.Route{}
	}
	return *c.Route
}

func (s *Store) putEntries(ctx context.Context, tx *sql.Tx, entries []chat.Entry) error {
	var b strings.Builder
	b.WriteString("INSERT INTO entries (conversation_id, seq, public_seq, at, by_kind, by_id, client_id, kind, body) VALUES ")
	var args []any
	for i, e := range entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("(?,?,?,?,?,?,?,?,?)")
		body, err := marshal(e.Fact)
		if err != nil {
			return err
		}
		args = append(args, string(e.Conversation), e.Seq, null(e.PublicSeq), micros(e.At), string(e.By.Kind), e.By.ID, null(e.ClientID), e.Fact.Kind(), body)
	}
	_, err := s.exec(ctx, tx, b.String(), args...)
	return classUnique(err)
}

// null turns the zero value into SQL's NULL.
func null[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

func (s *Store) putWork(ctx context.Context, tx *sql.Tx, now time.Time, c *Commit) error {
	for _, w := range c.Work {
		due := w.At
		if due.IsZero() {
			due = now
		}
		if _, err := s.exec(ctx, tx, `INSERT INTO work (kind, key, lane, conversation_id, seq, due_at, leased_until, leased_by, attempts, last_error, dead_at, created_at)
			VALUES (?,?,?,?,?,?,0,'',0,'',0,?) ON CONFLICT (kind, key) DO NOTHING`,
			string(w.Kind), w.Key, laneOf(w.Kind), string(c.After.ID), w.Seq, micros(due), micros(now)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) putOffers(ctx context.Context, tx *sql.Tx, c *Commit) error {
	var before *chat.Offer
	if c.Before != nil {
		before = c.Before.Offer
	}
	if before == nil && c.After.Offer == nil {
		return nil
	}
	if _, err := s.exec(ctx, tx, "DELETE FROM offers WHERE conversation_id=?", string(c.After.ID)); err != nil {
		return err
	}
	if c.After.Offer == nil {
		return nil
	}
	for _, a := range c.After.Offer.Agents {
		if _, err := s.exec(ctx, tx, "INSERT INTO offers (conversation_id, agent_id, offer_id, expires_at) VALUES (?,?,?,?)",
			string(c.After.ID), string(a), string(c.After.Offer.ID), micros(c.After.Offer.ExpiresAt)); err != nil {
			return err
		}
	}
	return nil
}

// putHandoffSteps writes the saga's proof beside the facts that prove it.
func (s *Store) putHandoffSteps(ctx context.Context, tx *sql.Tx, c *Commit) error {
	for _, e := range c.Entries {
		for _, p := range proofs(c, e) {
			if _, err := s.exec(ctx, tx, `INSERT INTO handoff_steps (handoff_id, step, conversation_id, seq, attempts, last_error, finished_at) VALUES (?,?,?,?,?,?,?)
				ON CONFLICT (handoff_id, step) DO UPDATE SET seq=excluded.seq, attempts=handoff_steps.attempts+1, last_error=excluded.last_error, finished_at=excluded.finished_at
				WHERE handoff_steps.finished_at = 0`,
				string(p.handoff), string(p.step), string(e.Conversation), p.seq, 1, p.lastError, micros(p.finished)); err != nil {
				return err
			}
		}
	}
	return nil
}

type proof struct {
	handoff   chat.HandoffID
	step      chat.HandoffStep
	seq       int64
	lastError string
	finished  time.Time
}

// proofs derives the saga's steps from a fact. While the visitor waits the
// package is held for whoever comes; a person's joining, the end, or the
// visitor's "never mind" closes it.
func proofs(c *Commit, e chat.Entry) []proof {
	switch f := e.Fact.(type) {
	case chat.HandoffRequested:
		return []proof{{f.Handoff, chat.StepTold, f.ToldSeq, "", e.At}}
	case chat.HandoffPackaged:
		return []proof{{f.Package.Handoff, chat.StepPackaged, e.Seq, "", e.At}}
	case chat.HandoffDelivered:
		return []proof{{f.Handoff, chat.StepDelivered, e.Seq, "", e.At}, {f.Handoff, chat.StepHeld, e.Seq, "", e.At}}
	case chat.HandoffFailed:
		return []proof{{f.Handoff, f.Step, 0, f.Say, time.Time{}}}
	case chat.HandoffCancelled:
		return []proof{{f.Handoff, chat.StepClosed, e.Seq, "", e.At}}
	case chat.AgentJoined, chat.Resolved:
		if c.After.Handoff != nil {
			return []proof{{c.After.Handoff.ID, chat.StepClosed, e.Seq, "", e.At}}
		}
	}
	return nil
}

func (s *Store) putInbox(ctx context.Context, tx *sql.Tx, now time.Time, c *Commit) error {
	if inboxKeyOf(c.Before) == inboxKeyOf(c.After) {
		return nil
	}
	s.stmts.Add(1)
	err := tx.QueryRowContext(ctx, s.numbered(`INSERT INTO inbox_heads (site_id, seq) VALUES (?, 1)
		ON CONFLICT (site_id) DO UPDATE SET seq = inbox_heads.seq + 1 RETURNING seq`), string(c.After.Site)).Scan(&c.InboxSeq)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, tx, "INSERT INTO inbox (site_id, seq, conversation_id, at) VALUES (?,?,?,?)", string(c.After.Site), c.InboxSeq, string(c.After.ID), micros(now))
	return err
}
