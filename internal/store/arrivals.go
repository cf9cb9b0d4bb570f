package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// Arrival is a handoff of the past and what became of it.
type Arrival struct {
	HandedOff

	Handoff  chat.HandoffID
	Site     chat.SiteID
	Reason   chat.Reason
	At       time.Time     // when it was asked for
	InLine   bool          // it took a place in line; else it was to be answered later from the start
	Wait     time.Duration // in line, until that ended or until now
	End      ArrivalEnd
	Agent    chat.AgentID  // who joined
	Handle   time.Duration // how long they had it; 0: nobody joined, or they still have it
	Accepted time.Duration // how long the offer stood that was accepted; 0: none was
	Missed   int           // offers that nobody answered
}

// ArrivalEnd says how a wait ended.
type ArrivalEnd string

// How waits end.
const (
	ArrivalWaits  ArrivalEnd = ""       // it goes on
	ArrivalJoined ArrivalEnd = "joined" // somebody joined
	ArrivalLeft   ArrivalEnd = "left"   // the visitor gave up
	ArrivalLater  ArrivalEnd = "later"  // it became an answer later
)

// arrivalsAtOnce is how many conversations are read by one statement.
const arrivalsAtOnce = 500

// Arrivals gives what was handed off on these sites from a until b, in the order in
// which it was asked for, at most limit. What an agent took over unasked did not arrive.
func (s *Store) Arrivals(ctx context.Context, sites []chat.SiteID, a, b time.Time, limit int) ([]Arrival, error) {
	var rows []struct {
		HandoffID      chat.HandoffID
		ConversationID chat.ConversationID
		SiteID         chat.SiteID
		Reason         chat.Reason
		AskedAt        int64
	}
	err := s.read.WithContext(ctx).Raw(`SELECT handoff_id, conversation_id, site_id, reason, asked_at FROM deliveries
		WHERE site_id IN ? AND asked_at >= ? AND asked_at < ? AND reason <> ? ORDER BY asked_at, handoff_id LIMIT ?`,
		sites, micros(a), micros(b), string(chat.AgentTakeover), limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what was handed off: %w", err)
	}
	out := make([]Arrival, 0, len(rows))
	for part := range slices.Chunk(rows, arrivalsAtOnce) {
		ids := make([]chat.ConversationID, 0, len(part))
		for _, r := range part {
			ids = append(ids, r.ConversationID)
		}
		slices.Sort(ids)
		past, err := s.readPast(ctx, slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		for _, r := range part {
			known := past.known[r.ConversationID]
			if known.Conversation == nil {
				continue // it was erased meanwhile
			}
			arrival := Arrival{HandedOff: known, Handoff: r.HandoffID, Site: r.SiteID, Reason: r.Reason, At: moment(r.AskedAt)}
			arrival.follow(past.entries[r.ConversationID], s.Now())
			out = append(out, arrival)
		}
	}
	return out, nil
}

// past is what is known of some conversations.
type past struct {
	known   map[chat.ConversationID]HandedOff
	entries map[chat.ConversationID][]chat.Entry
}

func (s *Store) readPast(ctx context.Context, ids []chat.ConversationID) (past, error) {
	p := past{map[chat.ConversationID]HandedOff{}, map[chat.ConversationID][]chat.Entry{}}
	conversations, err := s.Conversations(ctx, ids)
	if err != nil {
		return p, fmt.Errorf("read conversations of the past: %w", err)
	}
	packages, err := s.packages(ctx, ids)
	if err != nil {
		return p, fmt.Errorf("read packages of the past: %w", err)
	}
	visitors := make([]chat.VisitorID, 0, len(conversations))
	for _, c := range conversations {
		visitors = append(visitors, c.Visitor)
	}
	known, err := s.Visitors(ctx, visitors)
	if err != nil {
		return p, err
	}
	for id, c := range conversations {
		p.known[id] = HandedOff{c, packages[id], known[c.Visitor]}
	}
	entries, err := s.entries(ctx, `conversation_id IN ? AND kind IN ('handoff.requested', 'handoff.cancelled', 'conversation.routed', 'conversation.queued', 'conversation.follow_up', 'conversation.resolved',
		'conversation.handed_back', 'conversation.snoozed', 'offer.made', 'offer.ended', 'agent.joined', 'agent.left') ORDER BY conversation_id, seq`, ids)
	if err != nil {
		return p, fmt.Errorf("read what became of handoffs: %w", err)
	}
	for _, e := range entries {
		p.entries[e.Conversation] = append(p.entries[e.Conversation], e)
	}
	return p, nil
}

// follow reads what became of the handoff from its conversation's timeline.
func (a *Arrival) follow(entries []chat.Entry, now time.Time) {
	i := slices.IndexFunc(entries, func(e chat.Entry) bool {
		f, ok := e.Fact.(chat.HandoffRequested)
		return ok && f.Handoff == a.Handoff
	})
	if i < 0 {
		return
	}
	since := entries[i].At
	a.At = since
	if c := a.Conversation.Clone(); c.Handoff == nil || c.Handoff.ID != a.Handoff {
		c.Handoff = &chat.Handoff{ID: a.Handoff, AskedAt: since, Reason: a.Reason} // a later one took its place
		a.Conversation = c
	}
	var offered, joined time.Time
	routed := false
	for _, e := range entries[i+1:] {
		switch f := e.Fact.(type) {
		case chat.HandoffRequested:
			return // the next one
		case chat.Routed:
			if !routed {
				routed = true
				c := a.Conversation.Clone()
				c.Route = &f.Route
				a.Conversation = c
			}
		case chat.Queued:
			a.InLine = a.InLine || joined.IsZero()
		case chat.OfferMade:
			offered = e.At
		case chat.OfferEnded:
			if f.How == chat.OfferLapsed && joined.IsZero() {
				a.Missed++
			}
		case chat.AgentJoined:
			if joined.IsZero() {
				joined, a.Agent = e.At, f.Agent.ID
				a.finish(ArrivalJoined, e.At.Sub(since))
				if f.Offer != "" && !offered.IsZero() {
					a.Accepted = max(e.At.Sub(offered), time.Millisecond)
				}
			}
		case chat.AgentLeft, chat.HandedBack, chat.Snoozed:
			a.handled(joined, e.At)
		case chat.Resolved:
			a.handled(joined, e.At)
			a.finish(ArrivalLeft, e.At.Sub(since))
		case chat.HandoffCancelled:
			a.finish(ArrivalLeft, e.At.Sub(since))
		case chat.MovedToFollowUp:
			a.handled(joined, e.At)
			if f.Why == "visitor_left" {
				a.finish(ArrivalLeft, e.At.Sub(since))
			}
			a.finish(ArrivalLater, e.At.Sub(since))
		}
	}
	if a.End == ArrivalWaits && a.InLine {
		a.Wait = now.Sub(since)
	}
}

// finish notes how the wait ended; the first end counts.
func (a *Arrival) finish(how ArrivalEnd, wait time.Duration) {
	if a.End == ArrivalWaits {
		a.End, a.Wait = how, wait
	}
}

// handled notes how long whoever joined had it.
func (a *Arrival) handled(joined, until time.Time) {
	if !joined.IsZero() && a.Handle == 0 {
		a.Handle = max(until.Sub(joined), time.Millisecond)
	}
}

// Work is a stretch of time in which an agent took new conversations.
type Work struct {
	Agent    chat.AgentID
	From, To time.Time
}

// maxWork bounds how many stretches are read at once.
const maxWork = 100_000

// Working gives the stretches from a until b in which agents took new conversations: by
// their status, and with a socket. What goes on ends at b or now, whichever is sooner.
func (s *Store) Working(ctx context.Context, a, b time.Time) ([]Work, error) {
	if now := s.Now(); b.After(now) {
		b = now
	}
	var rows []spanRow
	err := s.DB(ctx).Where(`status = ? AND online AND NOT EXISTS (SELECT 1 FROM statuses o WHERE o.id = own AND NOT o.takes_work)
			AND started_at < ? AND (ended_at = 0 OR ended_at > ?)`, string(agent.Available), micros(b), micros(a)).
		Order("agent_id, started_at, id").Limit(maxWork).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who worked when: %w", err)
	}
	out := make([]Work, 0, len(rows))
	for _, r := range rows {
		w := Work{chat.AgentID(r.AgentID), moment(r.StartedAt), b}
		if w.From.Before(a) {
			w.From = a
		}
		if end := moment(r.EndedAt); r.EndedAt != 0 && end.Before(b) {
			w.To = end
		}
		if last := len(out) - 1; last >= 0 && out[last].Agent == w.Agent && out[last].To.Equal(w.From) {
			out[last].To = w.To
			continue
		}
		out = append(out, w)
	}
	return out, nil
}
