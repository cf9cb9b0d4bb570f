package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/batonchat/baton/chat"
)

// Preview is the last line of a conversation and who its visitor is, for lists.
type Preview struct {
	Conversation chat.ConversationID
	Site         chat.SiteID
	Name         string // the visitor's, empty if they have not said it
	By           chat.Party
	Text         string
	At           time.Time
	Unread       int       // the visitor's messages that the team has not read
	TurnAt       time.Time // since when the visitor waits for words; zero: they have the word
}

// Previews reads the last lines of conversations that have one.
func (s *Store) Previews(ctx context.Context, ids []chat.ConversationID) ([]Preview, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.read.WithContext(ctx).Raw(`SELECT c.id, c.site_id, COALESCE(v.name, ''), c.last_by_kind, c.last_by_id, c.last_at, c.turn_at, e.body,
		(SELECT COUNT(*) FROM entries u WHERE u.conversation_id = c.id AND u.kind = 'message.posted' AND u.by_kind = 'visitor'
			AND u.seq > COALESCE((SELECT m.seq FROM read_marks m WHERE m.conversation_id = c.id AND m.side = 'team'), 0))
		FROM conversations c JOIN entries e ON e.conversation_id = c.id AND e.seq = c.last_seq LEFT JOIN visitors v ON v.id = c.visitor_id WHERE c.id IN ?`, ids).Rows()
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r scanner) (Preview, error) {
		var p Preview
		var at, turn int64
		var body []byte
		if err := r.Scan(&p.Conversation, &p.Site, &p.Name, &p.By.Kind, &p.By.ID, &at, &turn, &body, &p.Unread); err != nil {
			return p, err
		}
		var m chat.MessagePosted
		if err := json.Unmarshal(body, &m); err != nil {
			return p, err
		}
		p.At, p.TurnAt, p.Text = moment(at), moment(turn), m.Text
		return p, nil
	})
}
