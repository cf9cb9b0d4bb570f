package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
)

// pageSize is how many items a list has when nobody asks for a number.
const pageSize = 50

func pageOf(limit int) int {
	if limit == 0 {
		return pageSize
	}
	return limit
}

// listedSites gives the ids of the sites that a list is about: the one that was named,
// or all of the caller's.
func (s *Server) listedSites(ctx context.Context, who caller, named string) ([]chat.SiteID, error) {
	if named != "" {
		site, err := s.site(ctx, who, named)
		return []chat.SiteID{site.ID}, err
	}
	mine, err := s.sitesOf(ctx, who)
	if err != nil {
		return nil, err
	}
	ids := make([]chat.SiteID, len(mine))
	for i, site := range mine {
		ids[i] = site.ID
	}
	return ids, nil
}

// ListInbox implements route.ServerInterface.
func (s *Server) ListInbox(c *gin.Context, params wire.ListInboxParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		out := wire.Inbox{Rows: []wire.InboxRow{}, Streams: []wire.StreamHead{}, Epoch: s.ports.Timeline.Epoch()}
		sites, err := s.listedSites(ctx, who, params.Site)
		if err != nil || len(sites) == 0 {
			return out, err
		}
		// The numbers first: what happens while the rows are read comes again by socket.
		heads, err := s.ports.Inbox.InboxHeads(ctx, sites)
		if err != nil {
			return nil, err
		}
		for _, id := range sites {
			out.Streams = append(out.Streams, wire.StreamHead{Stream: desk.InboxPrefix + string(id), Seq: heads[id]})
		}
		order := string(params.Sort)
		if order == "" {
			order = string(wire.ListSortLine)
		}
		rows, next, err := s.ports.Inbox.Inbox(ctx, store.InboxQuery{List: string(params.List), Agent: who.Agent, Sites: sites, Sort: order,
			Cursor: params.Cursor, Limit: pageOf(params.Limit)})
		if err != nil {
			return nil, err
		}
		out.Next = next
		if out.Rows, err = s.rows(ctx, rows); err != nil {
			return nil, err
		}
		counts, err := s.ports.Inbox.InboxCounts(ctx, sites, who.Agent)
		out.Counts = wire.ListCounts{Mine: counts.Mine, MineToAnswer: counts.MineToAnswer, Queue: counts.Queue, Assistant: counts.Assistant,
			FollowUp: counts.FollowUp, Snoozed: counts.Snoozed, All: counts.All}
		out.LongestWaitingSince = counts.LongestWaitingSince
		return out, err
	})
}

// rows draws conversations with what is known of their visitors.
func (s *Server) rows(ctx context.Context, listed []store.ListedConversation) ([]wire.InboxRow, error) {
	conversations := make([]*chat.Conversation, len(listed))
	for i, l := range listed {
		conversations[i] = l.Conversation
	}
	visitors, online, err := s.visitorsOf(ctx, conversations)
	if err != nil {
		return nil, err
	}
	rows := make([]wire.InboxRow, len(listed))
	for i, l := range listed {
		v := l.Conversation.Visitor
		rows[i] = wireRow(l, visitors[v], online[v], s.ports.Deadlines.Due(ctx, l.Conversation))
	}
	return rows, nil
}

func (s *Server) visitorsOf(ctx context.Context, conversations []*chat.Conversation) (map[chat.VisitorID]store.Visitor, map[chat.VisitorID]bool, error) {
	ids := make([]chat.VisitorID, 0, len(conversations))
	for _, c := range conversations {
		ids = append(ids, c.Visitor)
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	visitors, err := s.ports.Visitors.Visitors(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	online, err := s.ports.Audience.VisitorsOnline(ctx, ids)
	return visitors, online, err
}

// Search implements route.ServerInterface.
func (s *Server) Search(c *gin.Context, params wire.SearchParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		text := strings.TrimSpace(params.Q)
		if len([]rune(text)) < 2 {
			return nil, chat.RefuseField("q", "Enter at least two characters to search for.")
		}
		out := wire.SearchResult{Hits: []wire.SearchHit{}}
		sites, err := s.listedSites(ctx, who, params.Site)
		if err != nil || len(sites) == 0 {
			return out, err
		}
		hits, err := s.ports.Inbox.Search(ctx, text, sites, pageOf(params.Limit))
		if err != nil {
			return nil, err
		}
		conversations := make([]*chat.Conversation, len(hits))
		for i, h := range hits {
			conversations[i] = h.Conversation
		}
		visitors, online, err := s.visitorsOf(ctx, conversations)
		for _, h := range hits {
			cv := h.Conversation
			if policy.Conversation(who.Principal, cv) != nil {
				continue // the search is told the sites; this is the lock behind the door
			}
			out.Hits = append(out.Hits, wire.SearchHit{Conversation: string(cv.ID), Site: string(cv.Site), State: cv.State,
				Visitor: inboxVisitor(cv, visitors[cv.Visitor], online[cv.Visitor]), Where: wire.SearchHitWhere(h.Where),
				Excerpt: h.Excerpt, Seq: h.Seq, At: h.At})
		}
		return out, err
	})
}
