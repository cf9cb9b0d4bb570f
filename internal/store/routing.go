package store

import (
	"context"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
)

// MaxQueued bounds how many waiting conversations are read at once.
const MaxQueued = 50_000

// Queued gives the conversations that wait in line, the longest wait first.
func (s *Store) Queued(ctx context.Context) ([]*chat.Conversation, error) {
	return s.conversations(ctx, "state = 'queued' ORDER BY entered_queue_at, id LIMIT ?", MaxQueued)
}

// Standing is what routing keeps of an agent from one decision to the next.
type Standing struct {
	GivenAt time.Time             // when something new came to them last; zero: never
	Turns   map[chat.TeamID]int64 // their place in the rounds of teams that take turns
}

// Standings gives the standing of these agents, of all if none is named. Whoever is
// missing has none yet.
func (s *Store) Standings(ctx context.Context, ids ...chat.AgentID) (map[chat.AgentID]Standing, error) {
	named := "1 = 1"
	var args []any
	if len(ids) > 0 {
		named, args = "a.id IN ?", []any{ids}
	}
	var rows []struct {
		ID      chat.AgentID
		GivenAt int64
		TeamID  *chat.TeamID
		Turn    *int64
	}
	err := s.read.WithContext(ctx).Raw(`SELECT a.id, a.given_at, t.team_id, t.turn FROM agents a LEFT JOIN team_turns t ON t.agent_id = a.id
		WHERE `+named+` ORDER BY a.id, t.team_id`, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read whose turn it is: %w", err)
	}
	out := make(map[chat.AgentID]Standing, len(rows))
	for _, r := range rows {
		st, ok := out[r.ID]
		if !ok {
			st = Standing{GivenAt: moment(r.GivenAt), Turns: map[chat.TeamID]int64{}}
		}
		if r.TeamID != nil && r.Turn != nil {
			st.Turns[*r.TeamID] = *r.Turn
		}
		out[r.ID] = st
	}
	return out, nil
}
