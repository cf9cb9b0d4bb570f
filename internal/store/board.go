package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
)

// Board is what a supervisor watches, read with four statements however much goes on.
type Board struct {
	Waiting   []BoardWaiting // queued and offered, the longest wait first
	FollowUps []BoardWaiting // answers owed
	Held      []BoardHeld    // what agents have, the oldest first
	Assistant int            // conversations with the assistant
	Joined    []BoardJoin    // who took over since the day began
	Breaches  int            // clocks that ran out since the day began
	Missed    map[chat.AgentID]int
}

// BoardWaiting is a conversation that waits, with its visitor's name.
type BoardWaiting struct {
	Conversation *chat.Conversation
	Visitor      string // empty: nobody knows it
}

// BoardHeld is a conversation that an agent has.
type BoardHeld struct {
	Conversation *chat.Conversation
	Since        time.Time // when they took it
	Visitor      string
}

// BoardJoin is an agent's joining.
type BoardJoin struct {
	At       time.Time
	QueuedAt time.Time     // when the visitor began to wait; zero: they did not
	Target   int           // seconds that they were to wait at most; 0: nothing was said
	Handoff  *chat.Handoff // of the conversation; nil: none
}

// maxBoard bounds each of the board's lists.
const maxBoard = 5000

// Board reads the board of sites. The day began at today.
func (s *Store) Board(ctx context.Context, sites []chat.SiteID, today time.Time) (Board, error) {
	b := Board{Missed: map[chat.AgentID]int{}}
	db := s.read.WithContext(ctx)
	rows, err := db.Raw(`SELECT `+prefixed("c.", conversationColumns)+`, COALESCE(v.name, '')
		FROM (SELECT * FROM conversations JOIN conversation_details USING (id)) c LEFT JOIN visitors v ON v.id = c.visitor_id
		WHERE c.site_id IN @sites AND c.state IN ('queued', 'offered', 'follow_up') ORDER BY c.entered_queue_at, c.id LIMIT @limit`,
		sql.Named("sites", sites), sql.Named("limit", maxBoard)).Rows()
	if err != nil {
		return b, fmt.Errorf("read who waits: %w", err)
	}
	waiting, err := collect(rows, scanBoardWaiting)
	if err != nil {
		return b, fmt.Errorf("read who waits: %w", err)
	}
	for _, w := range waiting {
		if w.Conversation.Waiting() {
			b.Waiting = append(b.Waiting, w)
		} else {
			b.FollowUps = append(b.FollowUps, w)
		}
	}
	rows, err = db.Raw(`SELECT `+prefixed("c.", conversationColumns)+`, COALESCE(v.name, ''), COALESCE((SELECT MAX(e.at) FROM entries e WHERE e.conversation_id = c.id AND e.kind = 'agent.joined'), 0) AS since
		FROM (SELECT * FROM conversations JOIN conversation_details USING (id)) c LEFT JOIN visitors v ON v.id = c.visitor_id
		WHERE c.site_id IN @sites AND c.state = 'active' AND c.owner_kind = 'agent' ORDER BY since, c.id LIMIT @limit`,
		sql.Named("sites", sites), sql.Named("limit", maxBoard)).Rows()
	if err != nil {
		return b, fmt.Errorf("read who has what: %w", err)
	}
	if b.Held, err = collect(rows, scanBoardHeld); err != nil {
		return b, fmt.Errorf("read who has what: %w", err)
	}
	err = db.Raw("SELECT COUNT(*) FROM conversations WHERE site_id IN ? AND state = 'assistant' AND last_seq > 0", sites).Scan(&b.Assistant).Error
	if err != nil {
		return b, fmt.Errorf("count what the assistant has: %w", err)
	}
	return b, s.boardDay(ctx, &b, sites, today)
}

func scanBoardWaiting(r scanner) (w BoardWaiting, err error) {
	w.Conversation, err = scanConversation(extra{r, []any{&w.Visitor}})
	if err == nil && w.Visitor == "" {
		w.Visitor = w.Conversation.FieldValue(chat.FieldName)
	}
	return w, err
}

func scanBoardHeld(r scanner) (h BoardHeld, err error) {
	var since int64
	h.Conversation, err = scanConversation(extra{r, []any{&h.Visitor, &since}})
	h.Since = moment(since)
	return h, err
}

// boardDay adds what happened since the day began. SQLite joins in the order that is
// written with CROSS JOIN, so it begins with the day's few entries, by their index.
func (s *Store) boardDay(ctx context.Context, b *Board, sites []chat.SiteID, today time.Time) error {
	rows, err := s.read.WithContext(ctx).Raw(`SELECT e.kind, e.at, e.body, COALESCE(CAST(d.cold -> 'route' ->> 'target_seconds' AS INTEGER), 0), COALESCE(CAST(d.cold -> 'handoff' AS TEXT), '')
		FROM entries e CROSS JOIN conversations c CROSS JOIN conversation_details d
		WHERE e.kind IN ('agent.joined', 'offer.ended', 'sla.breached') AND e.at >= ? AND c.id = e.conversation_id AND d.id = c.id AND c.site_id IN ? ORDER BY e.at LIMIT ?`, micros(today), sites, 4*maxBoard).Rows()
	if err != nil {
		return fmt.Errorf("read what happened today: %w", err)
	}
	_, err = collect(rows, func(r scanner) (struct{}, error) { return struct{}{}, b.note(r) })
	if err != nil {
		return fmt.Errorf("read what happened today: %w", err)
	}
	return nil
}

// note takes one thing that happened today.
func (b *Board) note(r scanner) error {
	var kind, handoff string
	var at int64
	var body []byte
	var target int
	if err := r.Scan(&kind, &at, &body, &target, &handoff); err != nil {
		return err
	}
	fact, err := chat.DecodeFact(kind, body)
	if err != nil {
		return err
	}
	switch f := fact.(type) {
	case chat.SLABreached:
		b.Breaches++
	case chat.OfferEnded:
		if f.How == chat.OfferLapsed && f.Agent != "" {
			b.Missed[f.Agent]++
		}
	case chat.AgentJoined:
		j := BoardJoin{At: moment(at), QueuedAt: f.QueuedAt, Target: target}
		if handoff != "" && handoff != "null" {
			if err := json.Unmarshal([]byte(handoff), &j.Handoff); err != nil {
				return err
			}
		}
		b.Joined = append(b.Joined, j)
	}
	return nil
}
