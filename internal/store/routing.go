package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// MaxQueued bounds how many waiting conversations are read at once.
const MaxQueued = 50_000

// Queued gives the conversations that wait in line, the longest wait first.
func (s *Store) Queued(ctx context.Context) ([]*chat.Conversation, error) {
	return s.conversations(ctx, "state = 'queued' ORDER BY entered_queue_at, id LIMIT ?", MaxQueued)
}

// Waiting gives the conversations whose visitors wait: those in line, and those that are
// being offered to somebody.
func (s *Store) Waiting(ctx context.Context) ([]*chat.Conversation, error) {
	return s.conversations(ctx, "state IN ('queued', 'offered') ORDER BY entered_queue_at, id LIMIT ?", MaxQueued)
}

// Ahead counts who should be taken before a conversation among those who wait for the
// same people, its team on the site or the whole site: [routing.Before] in SQL; a test
// holds the two to each other. One that is not in line counts as coming to it now. Those
// that are being offered to somebody are counted by themselves.
func (s *Store) Ahead(ctx context.Context, c *chat.Conversation) (queued, offered int, err error) {
	now, route, mine := micros(s.Now()), routeOf(c), strings.ReplaceAll(score, "c.", "m.")
	entered := now
	if c.Waiting() {
		entered = micros(c.EnteredQueueAt)
	}
	var n struct{ Queued, Offered int }
	err = s.read.WithContext(ctx).Raw(`SELECT COUNT(*) FILTER (WHERE c.state = 'queued') AS queued, COUNT(*) FILTER (WHERE c.state = 'offered') AS offered FROM conversations c,
			(SELECT CAST(@front AS BOOLEAN) AS front, CAST(@head_start AS BOOLEAN) AS head_start, CAST(@target AS BIGINT) AS target_seconds, CAST(@entered AS BIGINT) AS entered_queue_at) m
		WHERE c.state IN ('queued', 'offered') AND c.site_id = @site AND c.team_id = @team AND c.id <> @id AND (c.front AND NOT m.front OR c.front = m.front AND (
			`+score+` > `+mine+` OR `+score+` = `+mine+`
				AND (c.entered_queue_at < m.entered_queue_at OR c.entered_queue_at = m.entered_queue_at AND c.id < @id)))`,
		sql.Named("front", c.Front), sql.Named("head_start", route.Ahead), sql.Named("target", route.Target), sql.Named("entered", entered),
		sql.Named("site", string(c.Site)), sql.Named("team", string(route.Team)), sql.Named("id", string(c.ID)),
		sql.Named("now", now), sql.Named("usual", int64(routing.DefaultTarget/time.Second))).Scan(&n).Error
	return n.Queued, n.Offered, err
}

// MendLine puts right what orders the line where a node of a version before 00011 has
// written a conversation meanwhile: it knows only the document. It can go once no such
// version can run beside this one.
func (s *Store) MendLine(ctx context.Context) error {
	const as = "(SELECT d.id, COALESCE(CAST(d.cold ->> 'front' AS TEXT), '') IN ('1', 'true') AS front, COALESCE(CAST(d.cold -> 'route' ->> 'ahead' AS TEXT), '') IN ('1', 'true') AS head_start," +
		" COALESCE(CAST(d.cold -> 'route' ->> 'target_seconds' AS BIGINT), 0) AS target_seconds FROM conversation_details d JOIN conversations c USING (id) WHERE c.state IN ('queued', 'offered')) said"
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`UPDATE conversations SET front = said.front, head_start = said.head_start, target_seconds = said.target_seconds FROM ` + as + `
			WHERE said.id = conversations.id AND conversations.state IN ('queued', 'offered')
				AND (conversations.front <> said.front OR conversations.head_start <> said.head_start OR conversations.target_seconds <> said.target_seconds)`).Error
	})
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
