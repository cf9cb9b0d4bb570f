package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// Waits are what the queue of a site's team has shown lately, and the same of the whole
// site.
type Waits struct{ Queue, Site Measured }

// Measured is how long things took, over the last conversations.
type Measured struct {
	Handle  time.Duration // mean time that a conversation occupied a person
	Samples int
	Wait    time.Duration // mean of the last waits
	Waits   int
}

const (
	measured = 50   // turns of people that the means are taken from, the last ones
	looked   = 1000 // conversations in which they are looked for, the last ones: the assistant ends most by itself
)

// Waits measures the queue of a team on a site, or of those without a team, from what
// happened: how long people were occupied (joined to left, snoozed, handed back or resolved)
// and how long visitors waited who stood in line in the normal way. An answer that came
// later is no wait, nor is a turn that a colleague passed on.
func (s *Store) Waits(ctx context.Context, site chat.SiteID, team chat.TeamID) (w Waits, err error) {
	if w.Queue, err = s.measure(ctx, "site_id = ? AND team_id = ?", string(site), string(team)); err != nil {
		return w, fmt.Errorf("measure the queue of team %q: %w", team, err)
	}
	if w.Site, err = s.measure(ctx, "site_id = ?", string(site)); err != nil {
		return w, fmt.Errorf("measure site %s: %w", site, err)
	}
	return w, nil
}

// served is one turn of a person: the facts that tell how the visitor came to them.
type served struct {
	joined, left     time.Time
	joinedFact, line []byte // agent.joined, and the last conversation.queued before it; line may be nil
}

// wait gives how long the visitor stood in line for it, if they did in the normal way.
func (t served) wait() (time.Duration, bool, error) {
	if len(t.line) == 0 {
		return 0, false, nil
	}
	var j chat.AgentJoined
	if err := json.Unmarshal(t.joinedFact, &j); err != nil {
		return 0, false, err
	}
	var q chat.Queued
	if err := json.Unmarshal(t.line, &q); err != nil {
		return 0, false, err
	}
	stood := !j.QueuedAt.IsZero() && j.QueuedAt.Equal(q.EnteredAt) && !q.Front
	return max(t.joined.Sub(j.QueuedAt), 0), stood, nil
}

func (s *Store) measure(ctx context.Context, which string, values ...any) (Measured, error) {
	rows, err := s.read.WithContext(ctx).Raw(`SELECT joined_at, left_at, joined, line FROM (
			SELECT j.at AS joined_at, j.body AS joined, c.resolved_at, j.seq,
				(SELECT q.body FROM entries q WHERE q.conversation_id = j.conversation_id AND q.seq < j.seq AND q.kind = 'conversation.queued'
					ORDER BY q.seq DESC LIMIT 1) AS line,
				(SELECT MIN(l.at) FROM entries l WHERE l.conversation_id = j.conversation_id AND l.seq > j.seq
					AND l.kind IN ('agent.left', 'conversation.snoozed', 'conversation.handed_back', 'conversation.resolved')) AS left_at
			FROM (SELECT id, resolved_at FROM conversations WHERE `+which+` AND state = 'resolved' ORDER BY resolved_at DESC LIMIT ?) c
				JOIN entries j ON j.conversation_id = c.id AND j.kind = 'agent.joined'
			ORDER BY c.resolved_at DESC, j.seq DESC LIMIT ?) AS turns WHERE left_at IS NOT NULL`,
		append(values, looked, measured)...).Rows()
	if err != nil {
		return Measured{}, err
	}
	turns, err := collect(rows, func(r scanner) (t served, err error) {
		var joined, left int64
		err = r.Scan(&joined, &left, &t.joinedFact, &t.line)
		t.joined, t.left = moment(joined), moment(left)
		return t, err
	})
	if err != nil {
		return Measured{}, err
	}
	var m Measured
	for _, t := range turns {
		m.Samples++
		m.Handle += t.left.Sub(t.joined)
		wait, stood, err := t.wait()
		if err != nil {
			return Measured{}, err
		}
		if stood {
			m.Waits++
			m.Wait += wait
		}
	}
	m.Handle /= time.Duration(max(m.Samples, 1))
	m.Wait /= time.Duration(max(m.Waits, 1))
	return m, nil
}

// Stranded finds conversations whose visitor waits for an agent who is gone:
// presence has written so, at or before the given time less the grace; or the
// account was switched off; or they never had a socket at all, and for as long as
// the grace nobody has written. What nobody has noted yet (a dead node, a database
// that was away) counts as present (promise P9). The sites of but keep conversations
// for whoever is gone, though not for accounts that were switched off.
func (s *Store) Stranded(ctx context.Context, but []chat.SiteID, limit int) ([]*chat.Conversation, error) {
	if len(but) == 0 {
		but = []chat.SiteID{""} // lists of SQL cannot be empty
	}
	return s.conversations(ctx, `state = 'active' AND owner_kind = 'agent' AND turn_at > 0
		AND (site_id NOT IN ? OR owner_id IN (SELECT a.id FROM agents a WHERE a.disabled_at > 0)) AND owner_id IN (
		SELECT a.id FROM agents a WHERE a.gone_at > 0 OR a.disabled_at > 0
			OR (a.dropped_at = 0 AND last_at < ? AND NOT EXISTS (SELECT 1 FROM connections k WHERE k.agent_id = a.id))) ORDER BY last_at LIMIT ?`,
		but, micros(s.Now().Add(-agent.Grace)), limit)
}

// Silent finds conversations with the assistant in which nobody has written
// since the given time.
func (s *Store) Silent(ctx context.Context, before time.Time, limit int) ([]*chat.Conversation, error) {
	return s.conversations(ctx, "state = 'assistant' AND last_at < ? AND started_at < ? ORDER BY last_at LIMIT ?", micros(before), micros(before), limit)
}

// WaitingOf finds the conversations in which these visitors wait for a person.
func (s *Store) WaitingOf(ctx context.Context, visitors []chat.VisitorID) ([]*chat.Conversation, error) {
	if len(visitors) == 0 {
		return nil, nil
	}
	return s.conversations(ctx, "state IN ('queued', 'offered') AND visitor_id IN ? LIMIT 500", visitors)
}

// OffersTo finds the conversations that are offered to an agent.
func (s *Store) OffersTo(ctx context.Context, a chat.AgentID) ([]*chat.Conversation, error) {
	return s.conversations(ctx, "id IN (SELECT conversation_id FROM offers WHERE agent_id = ?) LIMIT 100", string(a))
}
