package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
)

func marshal(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(b), nil
}

// columns holds the append path's input, a slice for each column.
type columns struct {
	id, lastKind, lastID                                    []string
	before, seq, public, lastAt, lastSeq, visitor, answered []int64
	unanswered, turn                                        []int64
	eConv, eByKind, eByID, eClient, eKind, eBody            []string
	eSeq, ePublic, eAt                                      []int64
	wKind, wKey, wLane, wConv                               []string
	wSeq, wDue                                              []int64
}

func columnsOf(now time.Time, steps []*Commit) (*columns, error) {
	c := &columns{}
	for _, st := range steps {
		a := st.After
		c.id, c.before, c.seq, c.public = append(c.id, string(a.ID)), append(c.before, st.Before.Seq), append(c.seq, a.Seq), append(c.public, a.PublicSeq)
		c.lastKind, c.lastID = append(c.lastKind, string(a.LastMessage.By.Kind)), append(c.lastID, a.LastMessage.By.ID)
		c.lastAt, c.lastSeq = append(c.lastAt, micros(a.LastMessage.At)), append(c.lastSeq, a.LastMessage.Seq)
		c.visitor, c.answered, c.unanswered = append(c.visitor, a.VisitorSeq), append(c.answered, a.AnsweredSeq), append(c.unanswered, int64(a.Unanswered))
		c.turn = append(c.turn, micros(a.TurnAt))
		for _, e := range st.Entries {
			body, err := marshal(e.Fact)
			if err != nil {
				return nil, err
			}
			c.eConv, c.eSeq, c.ePublic, c.eAt = append(c.eConv, string(a.ID)), append(c.eSeq, e.Seq), append(c.ePublic, e.PublicSeq), append(c.eAt, micros(e.At))
			c.eByKind, c.eByID, c.eClient = append(c.eByKind, string(e.By.Kind)), append(c.eByID, e.By.ID), append(c.eClient, e.ClientID)
			c.eKind, c.eBody = append(c.eKind, e.Fact.Kind()), append(c.eBody, body)
		}
		for _, w := range st.Work {
			due := w.At
			if due.IsZero() {
				due = now
			}
			c.wKind, c.wKey, c.wLane, c.wConv = append(c.wKind, string(w.Kind)), append(c.wKey, w.Key), append(c.wLane, laneOf(w.Kind)), append(c.wConv, string(a.ID))
			c.wSeq, c.wDue = append(c.wSeq, w.Seq), append(c.wDue, micros(due))
		}
	}
	return c, nil
}

// The whole append in one statement and one round trip: lock what has not
// moved, in the order of ids; move it; add the entries and the work.
const appendPostgresSQL = `
WITH i AS (
	SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
		AS i(id, before, seq, public_seq, last_by_kind, last_by_id, last_at, last_seq, visitor_seq, answered_seq, unanswered, turn_at)
), locked AS (
	SELECT c.id FROM conversations c JOIN i ON c.id = i.id AND c.seq = i.before ORDER BY c.id FOR UPDATE OF c
), moved AS (
	UPDATE conversations c SET seq = i.seq, public_seq = i.public_seq, last_by_kind = i.last_by_kind, last_by_id = i.last_by_id, last_at = i.last_at,
		last_seq = i.last_seq, visitor_seq = i.visitor_seq, answered_seq = i.answered_seq, unanswered = i.unanswered, turn_at = i.turn_at
	FROM i JOIN locked ON locked.id = i.id WHERE c.id = i.id
), added AS (
	INSERT INTO entries (conversation_id, seq, public_seq, at, by_kind, by_id, client_id, kind, body)
	SELECT e.conversation_id, e.seq, NULLIF(e.public_seq, 0), e.at, e.by_kind, e.by_id, NULLIF(e.client_id, ''), e.kind, e.body::json
	FROM unnest($13::text[], $14::bigint[], $15::bigint[], $16::bigint[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[])
		AS e(conversation_id, seq, public_seq, at, by_kind, by_id, client_id, kind, body) JOIN locked ON locked.id = e.conversation_id
)%s
SELECT id FROM locked`

const appendPostgresWorkSQL = `, todo AS (
	INSERT INTO work (kind, key, lane, conversation_id, seq, due_at, leased_until, leased_by, attempts, last_error, dead_at, created_at)
	SELECT w.kind, w.key, w.lane, w.conversation_id, w.seq, w.due_at, 0, '', 0, '', 0, $28::bigint
	FROM unnest($22::text[], $23::text[], $24::text[], $25::text[], $26::bigint[], $27::bigint[]) AS w(kind, key, lane, conversation_id, seq, due_at)
		JOIN locked ON locked.id = w.conversation_id
	ON CONFLICT (kind, key) DO NOTHING
)`

var (
	appendPostgresPlain = fmt.Sprintf(appendPostgresSQL, "")
	appendPostgresTodo  = fmt.Sprintf(appendPostgresSQL, appendPostgresWorkSQL)
)

// appendPostgres stores messages of many conversations in one statement. If a
// client id is there already the statement is done again item by item.
func (s *Store) appendPostgres(ctx context.Context, now time.Time, steps []*Commit) {
	if len(steps) == 0 {
		return
	}
	moved, err := s.appendPostgresOnce(ctx, now, steps)
	switch {
	case err == nil:
		for _, st := range steps {
			if !moved[st.After.ID] {
				st.Err = ErrMoved
			}
		}
	case len(steps) > 1 && uniqueViolation(err):
		for i := range steps {
			s.appendPostgres(ctx, now, steps[i:i+1])
		}
	case retryable(err):
		s.appendPostgres(ctx, now, steps)
	default:
		for _, st := range steps {
			st.Err = classUnique(err)
		}
	}
}

func (s *Store) appendPostgresOnce(ctx context.Context, now time.Time, steps []*Commit) (map[chat.ConversationID]bool, error) {
	c, err := columnsOf(now, steps)
	if err != nil {
		return nil, err
	}
	args := []any{c.id, c.before, c.seq, c.public, c.lastKind, c.lastID, c.lastAt, c.lastSeq, c.visitor, c.answered, c.unanswered, c.turn,
		c.eConv, c.eSeq, c.ePublic, c.eAt, c.eByKind, c.eByID, c.eClient, c.eKind, c.eBody}
	q := appendPostgresPlain
	if len(c.wKind) > 0 {
		q = appendPostgresTodo
		args = append(args, c.wKind, c.wKey, c.wLane, c.wConv, c.wSeq, c.wDue, micros(now))
	}
	s.stmts.Add(1)
	rows, err := s.hot.QueryContext(ctx, q, args...)
	return ids(rows, err)
}

func ids(rows *sql.Rows, err error) (map[chat.ConversationID]bool, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err below says it
	out := map[chat.ConversationID]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[chat.ConversationID(id)] = true
	}
	return out, rows.Err()
}

const moveSQLite = `UPDATE conversations SET seq = i.seq, public_seq = i.public_seq, last_by_kind = i.last_by_kind, last_by_id = i.last_by_id, last_at = i.last_at,
	last_seq = i.last_seq, visitor_seq = i.visitor_seq, answered_seq = i.answered_seq, unanswered = i.unanswered, turn_at = i.turn_at
FROM (SELECT value ->> 0 AS id, value ->> 1 AS before, value ->> 2 AS seq, value ->> 3 AS public_seq, value ->> 4 AS last_by_kind, value ->> 5 AS last_by_id,
	value ->> 6 AS last_at, value ->> 7 AS last_seq, value ->> 8 AS visitor_seq, value ->> 9 AS answered_seq, value ->> 10 AS unanswered, value ->> 11 AS turn_at FROM json_each(?)) AS i
WHERE conversations.id = i.id AND conversations.seq = i.before RETURNING conversations.id`

const addSQLite = `INSERT INTO entries (conversation_id, seq, public_seq, at, by_kind, by_id, client_id, kind, body)
SELECT value ->> 0, value ->> 1, NULLIF(value ->> 2, 0), value ->> 3, value ->> 4, value ->> 5, NULLIF(value ->> 6, ''), value ->> 7, value ->> 8 FROM json_each(?)`

const todoSQLite = `INSERT INTO work (kind, key, lane, conversation_id, seq, due_at, leased_until, leased_by, attempts, last_error, dead_at, created_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, 0, '', 0, '', 0, ? FROM json_each(?) WHERE true
ON CONFLICT (kind, key) DO NOTHING`

// appendSQLite is the same for SQLite: two or three statements for any number
// of messages.
func (s *Store) appendSQLite(ctx context.Context, tx *sql.Tx, now time.Time, steps []*Commit) error {
	if len(steps) == 0 {
		return nil
	}
	c, err := columnsOf(now, steps)
	if err != nil {
		return err
	}
	conversations := table(len(c.id), func(i int) []any {
		return []any{c.id[i], c.before[i], c.seq[i], c.public[i], c.lastKind[i], c.lastID[i], c.lastAt[i], c.lastSeq[i], c.visitor[i], c.answered[i], c.unanswered[i], c.turn[i]}
	})
	s.stmts.Add(1)
	rows, err := tx.QueryContext(ctx, moveSQLite, conversations)
	moved, err := ids(rows, err)
	if err != nil {
		return err
	}
	for _, st := range steps {
		if !moved[st.After.ID] {
			st.Err = ErrMoved
		}
	}
	entries := table(len(c.eConv), func(i int) []any {
		if !moved[chat.ConversationID(c.eConv[i])] {
			return nil
		}
		return []any{c.eConv[i], c.eSeq[i], c.ePublic[i], c.eAt[i], c.eByKind[i], c.eByID[i], c.eClient[i], c.eKind[i], c.eBody[i]}
	})
	if _, err := s.exec(ctx, tx, addSQLite, entries); err != nil {
		return err
	}
	if len(c.wKind) == 0 {
		return nil
	}
	work := table(len(c.wKind), func(i int) []any {
		if !moved[chat.ConversationID(c.wConv[i])] {
			return nil
		}
		return []any{c.wKind[i], c.wKey[i], c.wLane[i], c.wConv[i], c.wSeq[i], c.wDue[i]}
	})
	_, err = s.exec(ctx, tx, todoSQLite, micros(now), work)
	return err
}

// table writes rows as a JSON array of arrays, without the nil ones.
func table(n int, row func(int) []any) string {
	out := make([][]any, 0, n)
	for i := range n {
		if r := row(i); r != nil {
			out = append(out, r)
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return string(b)
}
