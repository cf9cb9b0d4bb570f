package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// Job is a leased row of the outbox.
type Job struct {
	ID           int64
	Kind         chat.WorkKind
	Key          string
	Conversation chat.ConversationID
	Seq          int64
	Attempt      int // from 1
	Due          time.Time
}

// LeaseWork takes due work for a node until the lease ends, oldest first. Work
// of one conversation and lane is given out in order: the second only when the
// first is done or given up. Only work of these kinds is taken, of all if none is named.
func (s *Store) LeaseWork(ctx context.Context, node string, lease time.Duration, limit int, kinds ...chat.WorkKind) (jobs []Job, err error) {
	now := micros(s.Now())
	of, args := ofKinds("w.kind", kinds)
	err = s.Write(ctx, func(tx *gorm.DB) error {
		skip := ""
		if s.dialect == Postgres {
			skip = " FOR UPDATE SKIP LOCKED"
		}
		rows, err := tx.Raw(`UPDATE work SET leased_until = ?, leased_by = ?, attempts = attempts + 1 WHERE id IN (
			SELECT w.id FROM work w WHERE w.dead_at = 0 AND w.due_at <= ? AND w.leased_until <= ?`+of+`
				AND NOT EXISTS (SELECT 1 FROM work e WHERE e.conversation_id = w.conversation_id AND e.lane = w.lane AND e.id < w.id AND e.dead_at = 0 AND (e.due_at <= ? OR e.attempts > 0))
			ORDER BY w.due_at, w.id LIMIT ?`+skip+`) RETURNING `+jobColumns,
			slices.Concat([]any{now + lease.Microseconds(), node, now, now}, args, []any{now, limit})...).Rows()
		if err != nil {
			return err
		}
		jobs, err = collect(rows, scanJob)
		return err
	})
	return jobs, err
}

const jobColumns = "id, kind, key, conversation_id, seq, attempts, due_at"

func scanJob(r scanner) (j Job, err error) {
	var due int64
	err = r.Scan(&j.ID, &j.Kind, &j.Key, &j.Conversation, &j.Seq, &j.Attempt, &due)
	j.Due = moment(due)
	return j, err
}

// NextWork says when the earliest work that nobody holds becomes due, or a lease ends; ok is
// false when there is none. Much of the work is for later, such as the clocks of all open
// conversations, so only what is due is looked through. Only work of these kinds counts,
// of all if none is named.
func (s *Store) NextWork(ctx context.Context, kinds ...chat.WorkKind) (at time.Time, ok bool, err error) {
	var us int64
	of, args := ofKinds("kind", kinds)
	err = s.read.WithContext(ctx).Raw(`SELECT COALESCE(MIN(at), 0) FROM (
		SELECT (SELECT due_at FROM work WHERE dead_at = 0 AND leased_until <= due_at`+of+` ORDER BY due_at LIMIT 1) AS at
		UNION ALL SELECT MIN(leased_until) FROM work WHERE dead_at = 0 AND due_at <= ? AND leased_until > due_at`+of+`) AS moments`,
		slices.Concat(args, []any{micros(s.Now())}, args)...).Scan(&us).Error
	return moment(us), us != 0, err
}

// ofKinds is the condition that work is of one of these kinds; none if none is named.
func ofKinds(column string, kinds []chat.WorkKind) (condition string, args []any) {
	if len(kinds) == 0 {
		return "", nil
	}
	return " AND " + column + " IN ?", []any{kinds}
}

// RenewWork prolongs the leases that a node still holds.
func (s *Store) RenewWork(ctx context.Context, node string, ids []int64, lease time.Duration) error {
	if len(ids) == 0 {
		return nil
	}
	until := micros(s.Now()) + lease.Microseconds()
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE work SET leased_until = ? WHERE leased_by = ? AND id IN ?", until, node, ids).Error
	})
}

// FinishWork removes work that is done.
func (s *Store) FinishWork(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM work WHERE id IN ?", ids).Error
	})
}

// RetryWork gives work back: to be tried again at a time, or never (dead) when
// the time is zero. why is kept for the operator.
func (s *Store) RetryWork(ctx context.Context, id int64, at time.Time, why string) error {
	dead := int64(0)
	if at.IsZero() {
		dead = micros(s.Now())
	}
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE work SET leased_until = 0, leased_by = '', due_at = CASE WHEN CAST(? AS BIGINT) > 0 THEN due_at ELSE ? END, last_error = ?, dead_at = ? WHERE id = ?",
			dead, micros(at), why, dead, id).Error
	})
}

// unknownKind is told to the operator of work that nobody does.
const unknownKind = "no node does work of this kind"

// GiveUpUnknownWork gives up work that was due before a time and is of none of these kinds:
// no node has taken it since. It gives what it gave up.
func (s *Store) GiveUpUnknownWork(ctx context.Context, before time.Time, kinds ...chat.WorkKind) (jobs []Job, err error) {
	err = s.Write(ctx, func(tx *gorm.DB) error {
		rows, err := tx.Raw("UPDATE work SET last_error = ?, dead_at = ? WHERE dead_at = 0 AND due_at <= ? AND leased_until <= ? AND kind NOT IN ? RETURNING "+jobColumns,
			unknownKind, micros(s.Now()), micros(before), micros(s.Now()), kinds).Rows()
		if err != nil {
			return err
		}
		jobs, err = collect(rows, scanJob)
		return err
	})
	return jobs, err
}

// PostponeWork gives back work that went well and goes on at a time. It ends instead when
// later work of the same kind goes on in that conversation.
func (s *Store) PostponeWork(ctx context.Context, id int64, at time.Time) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(`DELETE FROM work WHERE id = ? AND EXISTS (SELECT 1 FROM work o WHERE o.conversation_id = work.conversation_id AND o.kind = work.kind AND o.id > work.id AND o.dead_at = 0)`, id)
		if done.Error != nil || done.RowsAffected > 0 {
			return done.Error
		}
		return tx.Exec("UPDATE work SET leased_until = 0, leased_by = '', attempts = 0, last_error = '', due_at = ? WHERE id = ?", micros(at), id).Error
	})
}

// ReleaseLeases gives back what a node held: its own at shutdown, or, with an
// empty name on a database that only one process can hold, everybody's at start.
func (s *Store) ReleaseLeases(ctx context.Context, node string) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		if node == "" {
			return tx.Exec("UPDATE work SET leased_until = 0, leased_by = '' WHERE leased_until > 0").Error
		}
		return tx.Exec("UPDATE work SET leased_until = 0, leased_by = '' WHERE leased_by = ?", node).Error
	})
}

// Backlog counts work that waits and gives its oldest due time, for metrics.
func (s *Store) Backlog(ctx context.Context) (pending, dead int64, oldest time.Time, err error) {
	var row struct {
		Pending, Dead, Oldest int64
	}
	err = s.read.WithContext(ctx).Raw(`SELECT COUNT(*) FILTER (WHERE dead_at = 0 AND due_at <= ?) AS pending, COUNT(*) FILTER (WHERE dead_at > 0) AS dead,
		COALESCE(MIN(due_at) FILTER (WHERE dead_at = 0 AND due_at <= ?), 0) AS oldest FROM work`, micros(s.Now()), micros(s.Now())).Scan(&row).Error
	return row.Pending, row.Dead, moment(row.Oldest), err
}

// Revive makes dead work due again (the operator's replay).
func (s *Store) Revive(ctx context.Context) (int64, error) {
	var n int64
	err := s.Write(ctx, func(tx *gorm.DB) error {
		r := tx.Exec("UPDATE work SET dead_at = 0, attempts = 0, leased_until = 0, due_at = ? WHERE dead_at > 0", micros(s.Now()))
		n = r.RowsAffected
		return r.Error
	})
	return n, err
}
