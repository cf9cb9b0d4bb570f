package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// InboxQuery names a page of a list.
type InboxQuery struct {
	List   string // mine, queue, assistant, follow_up, snoozed, all, resolved
	Agent  chat.AgentID
	Sites  []chat.SiteID // never empty
	Sort   string        // line, waiting, sla, newest, priority
	Cursor string        // what the page before gave; empty: the first
	Limit  int
}

// ListedConversation is a conversation in a list.
type ListedConversation struct {
	Conversation *chat.Conversation
	LastText     string
	Unread       int
}

// lists says what is in each list. A conversation without a visitor's message
// is in none: nobody has said anything yet.
var lists = map[string]string{
	"mine":      "c.state = 'active' AND c.owner_kind = 'agent' AND c.owner_id = @agent",
	"queue":     "c.state IN ('queued', 'offered')",
	"assistant": "c.state = 'assistant'",
	"follow_up": "c.state = 'follow_up'",
	"snoozed":   "c.state = 'snoozed'",
	"all":       "c.state <> 'resolved'",
	"resolved":  "c.state = 'resolved'",
}

// What orders are made of.
const (
	waits = "c.state IN ('queued', 'offered')"
	// Whoever waits comes before whoever was answered.
	turns = "CASE WHEN " + waits + " THEN 0 WHEN c.turn_at > 0 THEN 1 ELSE 2 END"
	since = "CASE WHEN c.entered_queue_at > 0 AND " + waits + " THEN c.entered_queue_at ELSE c.last_at END"
	// In microseconds, as all times here.
	target = "COALESCE(NULLIF(c.target_seconds, 0), @usual) * 1000000"
	next   = "COALESCE(NULLIF(CAST(c.cold -> 'route' ->> 'next_seconds' AS BIGINT), 0), @usual) * 1000000"
	// The score of [routing.Line].
	score = "(@now - c.entered_queue_at + CASE WHEN c.head_start THEN " + target + " ELSE 0 END) * 1.0 / (" + target + ")"
)

// orders says what comes first. The line is [routing.Line] in SQL; a test holds the two
// to each other. What is due first is as near as it can be told without opening hours: it
// decides on which page a row comes, and whoever shows the page knows the very times.
var orders = map[string]string{
	"line": turns + `,
		CASE WHEN ` + waits + ` AND c.front THEN 0 ELSE 1 END,
		CASE WHEN ` + waits + ` THEN -` + score + ` ELSE 0 END,
		` + since,
	"waiting": turns + ", " + since,
	"sla": "CASE WHEN " + waits + " THEN c.entered_queue_at + " + target + " WHEN c.state = 'active' AND c.turn_at > 0 THEN c.turn_at + " + next + `
		WHEN c.state = 'follow_up' THEN COALESCE({due_by}, 9223372036854775807) ELSE 9223372036854775807 END, c.last_at`,
	"newest":   "c.last_at DESC",
	"priority": "c.priority DESC, c.last_at",
}

// dueBy is when an answer is owed, in microseconds; null: at no stated time.
var dueBy = map[Dialect]string{
	SQLite:   "CAST(strftime('%s', c.cold ->> 'due_by') AS BIGINT) * 1000000",
	Postgres: "CAST(extract(epoch FROM CAST(c.cold ->> 'due_by' AS timestamptz)) * 1000000 AS BIGINT)",
}

// Inbox reads a page of a list, and the cursor of the next one. Lists change
// while people page through them: a row may come twice, its id says so.
func (s *Store) Inbox(ctx context.Context, q InboxQuery) (rows []ListedConversation, next string, err error) {
	where, ok := lists[q.List]
	if !ok {
		return nil, "", chat.RefuseField("list", "There is no list of this name.")
	}
	order, ok := orders[q.Sort]
	if !ok {
		return nil, "", chat.RefuseField("sort", "Sort by line, waiting, sla, newest or priority.")
	}
	if q.List == "resolved" {
		order = "c.resolved_at DESC"
	}
	order = strings.ReplaceAll(order, "{due_by}", dueBy[s.dialect])
	offset, err := cursor(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	res, err := s.read.WithContext(ctx).Raw(`SELECT `+prefixed("c.", conversationColumns)+`,
		COALESCE((SELECT e.body FROM entries e WHERE e.conversation_id = c.id AND e.seq = c.last_seq), '{}'),
		(SELECT COUNT(*) FROM entries e WHERE e.conversation_id = c.id AND e.kind = 'message.posted' AND e.by_kind = 'visitor'
			AND e.seq > COALESCE((SELECT m.seq FROM read_marks m WHERE m.conversation_id = c.id AND m.side = 'team'), 0))
		FROM (SELECT * FROM conversations JOIN conversation_details USING (id)) c WHERE c.site_id IN @sites AND (c.last_seq > 0 OR c.state <> 'assistant') AND `+where+` ORDER BY `+order+`, c.id LIMIT @limit OFFSET @offset`,
		sql.Named("sites", q.Sites), sql.Named("agent", string(q.Agent)), sql.Named("limit", q.Limit+1), sql.Named("offset", offset),
		sql.Named("now", micros(s.Now())), sql.Named("usual", int64(routing.DefaultTarget/time.Second))).Rows()
	if err != nil {
		return nil, "", err
	}
	rows, err = collect(res, scanListed)
	if len(rows) > q.Limit {
		rows, next = rows[:q.Limit], strconv.Itoa(offset+q.Limit)
	}
	return rows, next, err
}

// prefixed puts a table's name before each column of a list.
func prefixed(table, columns string) string {
	parts := strings.Split(columns, ",")
	for i, p := range parts {
		parts[i] = table + strings.TrimSpace(p)
	}
	return strings.Join(parts, ", ")
}

func cursor(c string) (int, error) {
	if c == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(c)
	if err != nil || n < 0 || n > 1_000_000 {
		return 0, chat.RefuseField("cursor", "This is not a cursor that the server gave.")
	}
	return n, nil
}

// extra scans the columns of a conversation and those behind them.
type extra struct {
	scanner
	more []any
}

func (e extra) Scan(dest ...any) error { return e.scanner.Scan(append(dest, e.more...)...) }

func scanListed(r scanner) (ListedConversation, error) {
	var l ListedConversation
	var body []byte
	c, err := scanConversation(extra{r, []any{&body, &l.Unread}})
	if err != nil {
		return l, err
	}
	l.Conversation = c
	var m chat.MessagePosted
	if json.Unmarshal(body, &m) == nil {
		l.LastText = m.Text
	}
	return l, nil
}

// InboxCounts says how many conversations each list holds.
type InboxCounts struct {
	Mine, MineToAnswer, Queue, Assistant, FollowUp, Snoozed, All int
	LongestWaitingSince                                          time.Time
}

// InboxCounts counts all lists of the sites for an agent.
func (s *Store) InboxCounts(ctx context.Context, sites []chat.SiteID, agent chat.AgentID) (InboxCounts, error) {
	var row struct {
		Mine, MineToAnswer, Queue, Assistant, FollowUp, Snoozed, Everything int
		Longest                                                             int64
	}
	err := s.read.WithContext(ctx).Raw(`SELECT
		COUNT(*) FILTER (WHERE state = 'active' AND owner_id = @agent) AS mine,
		COUNT(*) FILTER (WHERE state = 'active' AND owner_id = @agent AND turn_at > 0) AS mine_to_answer,
		COUNT(*) FILTER (WHERE state IN ('queued', 'offered')) AS queue,
		COUNT(*) FILTER (WHERE state = 'assistant' AND last_seq > 0) AS assistant,
		COUNT(*) FILTER (WHERE state = 'follow_up') AS follow_up,
		COUNT(*) FILTER (WHERE state = 'snoozed') AS snoozed,
		COUNT(*) FILTER (WHERE last_seq > 0 OR state <> 'assistant') AS everything,
		COALESCE(MIN(CASE WHEN state IN ('queued', 'offered') THEN entered_queue_at END), 0) AS longest
		FROM conversations WHERE site_id IN @sites AND state <> 'resolved'`, sql.Named("agent", string(agent)), sql.Named("sites", sites)).Scan(&row).Error
	return InboxCounts{row.Mine, row.MineToAnswer, row.Queue, row.Assistant, row.FollowUp, row.Snoozed, row.Everything, moment(row.Longest)}, err
}

// InboxHeads reads the last numbers of inbox streams; 0 before the first.
func (s *Store) InboxHeads(ctx context.Context, sites []chat.SiteID) (map[chat.SiteID]int64, error) {
	out := make(map[chat.SiteID]int64, len(sites))
	for _, id := range sites {
		out[id] = 0
	}
	rows, err := s.read.WithContext(ctx).Raw("SELECT site_id, seq FROM inbox_heads WHERE site_id IN ?", sites).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err below says it
	for rows.Next() {
		var id chat.SiteID
		var seq int64
		if err := rows.Scan(&id, &seq); err != nil {
			return nil, err
		}
		out[id] = seq
	}
	return out, rows.Err()
}

// Hit is a conversation that a search found.
type Hit struct {
	Conversation *chat.Conversation
	Where        string // visitor, summary, message, note
	Excerpt      string
	Seq          int64
	At           time.Time
}

// Search looks for a text in visitors' names and addresses, in summaries, and
// in what was written; the newest first, at most one hit for a conversation.
func (s *Store) Search(ctx context.Context, text string, sites []chat.SiteID, limit int) ([]Hit, error) {
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text)) + "%"
	field := "e.body ->> 'text'"
	res, err := s.read.WithContext(ctx).Raw(`SELECT id, place, excerpt, seq, at FROM (
		SELECT c.id, 'visitor' AS place, v.name || ' ' || v.email || ' ' || v.phone AS excerpt, 0 AS seq, c.last_at AS at FROM conversations c JOIN visitors v ON v.id = c.visitor_id
			WHERE c.site_id IN @sites AND lower(v.name || ' ' || v.email || ' ' || v.phone) LIKE @like ESCAPE '\'
		UNION ALL
		SELECT c.id, 'summary', d.cold ->> 'summary', 0, c.last_at FROM conversations c JOIN conversation_details d ON d.id = c.id
			WHERE c.site_id IN @sites AND lower(d.cold ->> 'summary') LIKE @like ESCAPE '\'
		UNION ALL
		SELECT c.id, CASE WHEN e.kind = 'note.posted' THEN 'note' ELSE 'message' END, `+field+`, e.seq, e.at FROM entries e JOIN conversations c ON c.id = e.conversation_id
			WHERE c.site_id IN @sites AND e.kind IN ('message.posted', 'note.posted') AND lower(`+field+`) LIKE @like ESCAPE '\'
		) AS hits ORDER BY at DESC, id LIMIT @limit`,
		sql.Named("sites", sites), sql.Named("like", like), sql.Named("limit", 4*limit)).Rows()
	if err != nil {
		return nil, err
	}
	type found struct {
		id  chat.ConversationID
		hit Hit
	}
	list, err := collect(res, func(r scanner) (found, error) {
		var f found
		var at int64
		err := r.Scan(&f.id, &f.hit.Where, &f.hit.Excerpt, &f.hit.Seq, &at)
		f.hit.At = moment(at)
		return f, err
	})
	if err != nil {
		return nil, err
	}
	ids := make([]chat.ConversationID, 0, len(list))
	for _, f := range list {
		ids = append(ids, f.id)
	}
	known, err := s.Conversations(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, f := range list {
		c := known[f.id]
		if c == nil || len(out) == limit {
			continue
		}
		delete(known, f.id)
		f.hit.Conversation, f.hit.Excerpt = c, around(f.hit.Excerpt, text)
		out = append(out, f.hit)
	}
	return out, nil
}

// around cuts a text to what stands near the words looked for.
func around(s, words string) string {
	const before, length = 60, 200
	runes := []rune(strings.TrimSpace(s))
	if len(runes) <= length {
		return string(runes)
	}
	at := strings.Index(strings.ToLower(s), strings.ToLower(words))
	start := max(0, len([]rune(s[:max(0, min(at, len(s)))]))-before)
	end := min(len(runes), start+length)
	return string(runes[min(start, end):end])
}
