package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// Conversations reads conversations by id; those that do not exist are missing
// from the answer. At most a thousand at once.
func (s *Store) Conversations(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]*chat.Conversation, error) {
	out := make(map[chat.ConversationID]*chat.Conversation, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	s.stmts.Add(1)
	list, err := s.conversations(ctx, "id IN ?", slices.Clone(ids))
	for _, c := range list {
		out[c.ID] = c
	}
	return out, err
}

// Conversation reads one, or fails with NotFound.
func (s *Store) Conversation(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error) {
	m, err := s.Conversations(ctx, []chat.ConversationID{id})
	if err != nil {
		return nil, err
	}
	if c := m[id]; c != nil {
		return c, nil
	}
	return nil, chat.Refuse(chat.NotFound, "This conversation does not exist.")
}

// conversations reads by a condition written by this package.
func (s *Store) conversations(ctx context.Context, where string, args ...any) ([]*chat.Conversation, error) {
	rows, err := s.read.WithContext(ctx).Raw("SELECT "+conversationColumns+" FROM conversations JOIN conversation_details USING (id) WHERE "+where, args...).Rows()
	if err != nil {
		return nil, err
	}
	return collect(rows, scanConversation)
}

func collect[T any](rows *sql.Rows, scan func(scanner) (T, error)) ([]T, error) {
	defer rows.Close() //nolint:errcheck // rows.Err below says it
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Entries reads the timeline after a number, oldest first, at most limit.
func (s *Store) Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	return s.entries(ctx, "conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?", string(id), after, limit)
}

// PublicEntries reads what the visitor may see after one of their numbers. The
// entries come in the agents' form. A public number is never above the number
// of its entry, which lets the search start at the right place.
func (s *Store) PublicEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	return s.entries(ctx, "conversation_id = ? AND seq > ? AND public_seq > ? ORDER BY seq LIMIT ?", string(id), after, after, limit)
}

// EntriesBefore reads the timeline before a number (0: from the end), oldest
// first, at most limit. With public only what the visitor may see, by their
// numbers.
func (s *Store) EntriesBefore(ctx context.Context, id chat.ConversationID, before int64, limit int, public bool) ([]chat.Entry, error) {
	column := "seq"
	if public {
		column = "public_seq"
	}
	if before <= 0 {
		before = 1 << 62
	}
	list, err := s.entries(ctx, "conversation_id = ? AND "+column+" IS NOT NULL AND "+column+" < ? ORDER BY seq DESC LIMIT ?", string(id), before, limit)
	slices.Reverse(list)
	return list, err
}

func (s *Store) entries(ctx context.Context, where string, args ...any) ([]chat.Entry, error) {
	s.stmts.Add(1)
	rows, err := s.read.WithContext(ctx).Raw("SELECT "+entryColumns+" FROM entries WHERE "+where, args...).Rows()
	if err != nil {
		return nil, err
	}
	return collect(rows, scanEntry)
}

// Entry reads one entry by its number.
func (s *Store) Entry(ctx context.Context, id chat.ConversationID, seq int64) (chat.Entry, error) {
	list, err := s.entries(ctx, "conversation_id = ? AND seq = ?", string(id), seq)
	if err == nil && len(list) == 0 {
		err = chat.Refuse(chat.NotFound, "This message does not exist.")
	}
	if err != nil {
		return chat.Entry{}, err
	}
	return list[0], nil
}

// Sent finds what a sender stored under a client id; ok is false if nothing.
func (s *Store) Sent(ctx context.Context, id chat.ConversationID, by chat.Party, clientID string) (e chat.Entry, ok bool, err error) {
	list, err := s.entries(ctx, "conversation_id = ? AND by_kind = ? AND by_id = ? AND client_id = ?", string(id), string(by.Kind), by.ID, clientID)
	if err != nil || len(list) == 0 {
		return chat.Entry{}, false, err
	}
	return list[0], true, nil
}

// StartedBy finds the conversation that a visitor started under a key.
func (s *Store) StartedBy(ctx context.Context, v chat.VisitorID, key string) (*chat.Conversation, bool, error) {
	list, err := s.conversations(ctx, "visitor_id = ? AND start_key = ?", string(v), key)
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	return list[0], true, nil
}

// LatestOf finds a visitor's newest conversations, newest first.
func (s *Store) LatestOf(ctx context.Context, v chat.VisitorID, limit int) ([]*chat.Conversation, error) {
	return s.conversations(ctx, "visitor_id = ? ORDER BY started_at DESC, id LIMIT ?", string(v), limit)
}

// PublicNumber gives the visitor's number of the newest entry that they may see
// up to an agents' number; 0 when there is none.
func (s *Store) PublicNumber(ctx context.Context, id chat.ConversationID, seq int64) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Raw("SELECT COALESCE(MAX(public_seq), 0) FROM entries WHERE conversation_id = ? AND seq <= ?", string(id), seq).Scan(&n).Error
	return n, err
}

// PrivateNumber gives the agents' number of what the visitor calls public.
func (s *Store) PrivateNumber(ctx context.Context, id chat.ConversationID, public int64) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Raw("SELECT COALESCE(MAX(seq), 0) FROM entries WHERE conversation_id = ? AND public_seq <= ?", string(id), public).Scan(&n).Error
	return n, err
}

// Heads reads the last numbers of conversations: the agents' and the visitor's.
func (s *Store) Heads(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID][2]int64, error) {
	out := make(map[chat.ConversationID][2]int64, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := s.read.WithContext(ctx).Raw("SELECT id, seq, public_seq FROM conversations WHERE id IN ?", ids).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err below says it
	for rows.Next() {
		var id string
		var h [2]int64
		if err := rows.Scan(&id, &h[0], &h[1]); err != nil {
			return nil, err
		}
		out[chat.ConversationID(id)] = h
	}
	return out, rows.Err()
}

// InboxHead reads the last number of a site's inbox stream; 0 before the first.
func (s *Store) InboxHead(ctx context.Context, site chat.SiteID) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Raw("SELECT COALESCE(MAX(seq), 0) FROM inbox_heads WHERE site_id = ?", string(site)).Scan(&n).Error
	return n, err
}

// InboxFact is one number of a site's inbox stream.
type InboxFact struct {
	Site         chat.SiteID
	Seq          int64
	Conversation chat.ConversationID
}

// InboxAfter reads the inbox stream after a number, oldest first. ok is false
// when the numbers right after it were trimmed, so that the reader must start
// from a fresh list.
func (s *Store) InboxAfter(ctx context.Context, site chat.SiteID, after int64, limit int) (facts []InboxFact, ok bool, err error) {
	rows, err := s.read.WithContext(ctx).Raw("SELECT site_id, seq, conversation_id FROM inbox WHERE site_id = ? AND seq > ? ORDER BY seq LIMIT ?", string(site), after, limit).Rows()
	if err != nil {
		return nil, false, err
	}
	facts, err = collect(rows, func(r scanner) (InboxFact, error) {
		var f InboxFact
		err := r.Scan(&f.Site, &f.Seq, &f.Conversation)
		return f, err
	})
	if err != nil {
		return nil, false, err
	}
	return facts, len(facts) == 0 || facts[0].Seq == after+1, nil
}

// TrimInbox forgets the oldest numbers of the inbox streams, keeping those
// since the given time.
func (s *Store) TrimInbox(ctx context.Context, before int64) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM inbox WHERE at < ?", before).Error
	})
}

// Marks are the read marks of a conversation, by seq.
type Marks struct {
	Visitor int64 `json:"visitor"`
	Team    int64 `json:"team"`
}

// MarkSeen raises read marks, many in one transaction.
func (s *Store) MarkSeen(ctx context.Context, marks map[chat.ConversationID]Marks) error {
	if len(marks) == 0 {
		return nil
	}
	var b strings.Builder
	var args []any
	add := func(id chat.ConversationID, side string, seq int64) {
		if seq == 0 {
			return
		}
		if len(args) > 0 {
			b.WriteByte(',')
		}
		b.WriteString("(?,?,?,?)")
		args = append(args, string(id), side, seq, micros(s.Now()))
	}
	for _, id := range sortedKeys(marks) {
		add(id, "visitor", marks[id].Visitor)
		add(id, "team", marks[id].Team)
	}
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("INSERT INTO read_marks (conversation_id, side, seq, at) VALUES "+b.String()+
			" ON CONFLICT (conversation_id, side) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE read_marks.seq < excluded.seq", args...).Error
	})
}

func sortedKeys(m map[chat.ConversationID]Marks) []chat.ConversationID {
	keys := make([]chat.ConversationID, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Seen reads read marks.
func (s *Store) Seen(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]Marks, error) {
	out := make(map[chat.ConversationID]Marks, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := s.read.WithContext(ctx).Raw("SELECT conversation_id, side, seq FROM read_marks WHERE conversation_id IN ?", ids).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err below says it
	for rows.Next() {
		var id, side string
		var seq int64
		if err := rows.Scan(&id, &side, &seq); err != nil {
			return nil, err
		}
		m := out[chat.ConversationID(id)]
		if side == "visitor" {
			m.Visitor = seq
		} else {
			m.Team = seq
		}
		out[chat.ConversationID(id)] = m
	}
	return out, rows.Err()
}
