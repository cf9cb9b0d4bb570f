package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
)

// conversationColumns are read and written in this order.
const conversationColumns = `id, seq, public_seq, state, owner_kind, owner_id, owner_epoch, priority, entered_queue_at, resolved_at,
	last_by_kind, last_by_id, last_at, last_seq, visitor_seq, answered_seq, unanswered, turn_at, cold`

// scanner is a row of database/sql.
type scanner interface{ Scan(dest ...any) error }

// scanConversation reads a row of conversationColumns. The columns win over
// what the JSON says, because the append path writes only them.
func scanConversation(row scanner) (*chat.Conversation, error) {
	var (
		c                                chat.Conversation
		cold                             []byte
		id, state, ok, oi, lk, li        string
		seq, pub, epoch, entered, solved int64
		lastAt, lastSeq, vis, ans, turn  int64
		priority, unanswered             int
	)
	if err := row.Scan(&id, &seq, &pub, &state, &ok, &oi, &epoch, &priority, &entered, &solved, &lk, &li, &lastAt, &lastSeq, &vis, &ans, &unanswered, &turn, &cold); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(cold, &c); err != nil {
		return nil, fmt.Errorf("read conversation %s: %w", id, err)
	}
	c.ID, c.Seq, c.PublicSeq, c.State = chat.ConversationID(id), seq, pub, chat.State(state)
	c.Owner, c.OwnerEpoch, c.Priority = chat.Party{Kind: chat.PartyKind(ok), ID: oi}, epoch, priority
	c.EnteredQueueAt, c.ResolvedAt = moment(entered), moment(solved)
	c.LastMessage = chat.LastMessage{By: chat.Party{Kind: chat.PartyKind(lk), ID: li}, At: moment(lastAt), Seq: lastSeq}
	c.VisitorSeq, c.AnsweredSeq, c.Unanswered, c.TurnAt = vis, ans, unanswered, moment(turn)
	return &c, nil
}

// entryColumns are read in this order.
const entryColumns = `conversation_id, seq, public_seq, at, by_kind, by_id, client_id, kind, body`

func scanEntry(row scanner) (chat.Entry, error) {
	var (
		e                    chat.Entry
		conv, kind, byK, byI string
		public               *int64
		client               *string
		at                   int64
		body                 []byte
	)
	if err := row.Scan(&conv, &e.Seq, &public, &at, &byK, &byI, &client, &kind, &body); err != nil {
		return e, err
	}
	e.Conversation, e.At, e.By = chat.ConversationID(conv), moment(at), chat.Party{Kind: chat.PartyKind(byK), ID: byI}
	if public != nil {
		e.PublicSeq = *public
	}
	if client != nil {
		e.ClientID = *client
	}
	var err error
	if e.Fact, err = chat.DecodeFact(kind, body); err != nil {
		return e, fmt.Errorf("read entry %d of %s: %w", e.Seq, conv, err)
	}
	return e, nil
}

// coldChanged reports whether entries change more of the conversation than the
// columns of the append path hold.
func coldChanged(before *chat.Conversation, entries []chat.Entry) bool {
	for _, e := range entries {
		switch f := e.Fact.(type) {
		case chat.NotePosted, chat.MessageEdited, chat.MessageDeleted, chat.AssistantFailed, chat.VisitorEvent, chat.VisitorIdentified:
		case chat.MessagePosted:
			if f.Language != "" && f.Language != before.Language && e.By.Kind == chat.VisitorParty {
				return true
			}
			if e.By.Kind == chat.AgentParty && f.Template == "" && (before.FirstResponseAt.IsZero() || !before.FollowUpAt.IsZero()) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// inboxKey is what an inbox row shows; a change of it is a fact of the inbox
// stream.
type inboxKey struct {
	state            chat.State
	owner            chat.Party
	priority         int
	offer            chat.OfferID
	summary, topic   string
	contact          string
	promise, entered time.Time
	late             chat.ClockMark // the last clock that ran short or out
}

func inboxKeyOf(c *chat.Conversation) inboxKey {
	if c == nil {
		return inboxKey{}
	}
	k := inboxKey{state: c.State, owner: c.Owner, priority: c.Priority, summary: c.Summary, topic: c.Topic, contact: c.Contact, entered: c.EnteredQueueAt}
	if c.Offer != nil {
		k.offer = c.Offer.ID
	}
	if n := len(c.Marks); n > 0 {
		k.late = c.Marks[n-1]
	}
	if c.Handoff != nil {
		k.promise = c.Handoff.Promise.MadeAt
	}
	return k
}

// laneOf puts work that must keep its order together.
func laneOf(k chat.WorkKind) string {
	for i := range len(k) {
		if k[i] == '.' {
			return string(k[:i])
		}
	}
	return string(k)
}
