package api

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// Sizes of a snapshot.
const (
	trailLength = 20
	pastLength  = 20
)

// conversation loads a conversation that the caller may see, or answers as for a
// missing one.
func (s *Server) conversation(ctx context.Context, who caller, id string) (*chat.Conversation, error) {
	if !chat.ValidID(id) {
		return nil, policy.NoConversation()
	}
	c, err := s.ports.Desk.Load(ctx, chat.ConversationID(id))
	if err != nil && !chat.IsCode(err, chat.NotFound) {
		return nil, err
	}
	if err := policy.Conversation(who.Principal, c); err != nil {
		return nil, err
	}
	return c, nil
}

// GetConversation implements route.ServerInterface.
func (s *Server) GetConversation(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		return s.snapshot(ctx, who, cv)
	})
}

// snapshot puts together what an agent sees who opens a conversation. All of it holds
// at least up to the conversation's number; later entries come by socket.
func (s *Server) snapshot(ctx context.Context, who caller, cv *chat.Conversation) (wire.ConversationSnapshot, error) {
	out := wire.ConversationSnapshot{Conversation: *cv, Seq: cv.Seq, Epoch: s.ports.Timeline.Epoch(), Viewing: []string{}}
	entries, err := s.ports.Timeline.EntriesBefore(ctx, cv.ID, cv.Seq+1, pageSize, false)
	if err != nil {
		return out, err
	}
	out.Entries, out.HasEarlier = list(entries), len(entries) > 0 && entries[0].Seq > 1
	if out.Package, err = s.lastPackage(ctx, cv, entries); err != nil {
		return out, err
	}
	if out.Visitor, err = s.visitorRecord(ctx, cv); err != nil {
		return out, err
	}
	seen, err := s.ports.Marks.Seen(ctx, []chat.ConversationID{cv.ID})
	if err != nil {
		return out, err
	}
	out.Seen = wire.SeenMarks{Visitor: seen[cv.ID].Visitor, Team: seen[cv.ID].Team}
	drafts, err := s.ports.UnsentDrafts.Drafts(ctx, cv.ID, who.Agent)
	if err != nil {
		return out, err
	}
	out.Drafts = wire.KeptDrafts{Reply: drafts[store.ReplyDraft], Note: drafts[store.NoteDraft]}
	due, err := s.ports.Deadlines.Deadlines(ctx, cv)
	if err != nil {
		return out, err
	}
	out.Deadlines = list(due)
	for _, a := range s.ports.Audience.Viewing(ctx, cv.ID) {
		if a != who.Agent {
			out.Viewing = append(out.Viewing, string(a))
		}
	}
	return out, nil
}

// lastPackage finds what travelled with the last handoff. It is usually near the end;
// a long talk since then pushes it up the timeline.
func (s *Server) lastPackage(ctx context.Context, cv *chat.Conversation, entries []chat.Entry) (*chat.Package, error) {
	if cv.Handoff == nil || !cv.Handoff.Packaged {
		return nil, nil //nolint:nilnil // there is none, and nothing is wrong
	}
	const step = 200
	for len(entries) > 0 {
		for _, e := range slices.Backward(entries) {
			if f, ok := e.Fact.(chat.HandoffPackaged); ok {
				return &f.Package, nil
			}
		}
		var err error
		if entries, err = s.ports.Timeline.EntriesBefore(ctx, cv.ID, entries[0].Seq, step, false); err != nil {
			return nil, err
		}
	}
	return nil, nil //nolint:nilnil // erased with the texts
}

// visitorRecord is what is known of a conversation's visitor.
func (s *Server) visitorRecord(ctx context.Context, cv *chat.Conversation) (wire.VisitorRecord, error) {
	out := wire.VisitorRecord{ID: string(cv.Visitor), Trail: []wire.VisitedPage{}, Past: []wire.PastConversation{}, Page: cv.Page}
	v, err := s.ports.Visitors.Visitor(ctx, cv.Visitor)
	if chat.IsCode(err, chat.NotFound) {
		return out, nil // erased
	}
	if err != nil {
		return out, err
	}
	out = wire.VisitorRecord{ID: string(v.ID), Name: first(v.Name, cv.FieldValue(chat.FieldName)), Email: first(v.Email, cv.FieldValue(chat.FieldEmail)),
		Phone: first(v.Phone, cv.FieldValue(chat.FieldPhone)), Verified: v.Verified, Locale: v.Locale, Timezone: v.Timezone, Location: place(v.Timezone),
		Device: v.Device, ExternalID: v.ExternalID, Signed: v.Signed, Attributes: v.Attributes, Page: v.Page, FirstSeenAt: v.FirstSeen, LastSeenAt: v.LastSeen, Past: []wire.PastConversation{}}
	for _, field := range v.Proved {
		out.Proved = append(out.Proved, wire.ProvedField(field))
	}
	online, err := s.ports.Audience.VisitorsOnline(ctx, []chat.VisitorID{v.ID})
	if err != nil {
		return out, err
	}
	out.Online = online[v.ID]
	trail, err := s.ports.Visitors.Trail(ctx, v.ID, trailLength)
	if err != nil {
		return out, err
	}
	out.Trail = wirePages(trail)
	past, err := s.ports.Visitors.LatestOf(ctx, v.ID, pastLength+1)
	for _, p := range past {
		if p.ID != cv.ID && len(out.Past) < pastLength {
			out.Past = append(out.Past, pastConversation(p, p.Summary))
		}
	}
	return out, err
}

func pastConversation(c *chat.Conversation, summary string) wire.PastConversation {
	return wire.PastConversation{Conversation: string(c.ID), State: c.State, Outcome: c.Outcome, Summary: summary, Agent: c.Agent,
		StartedAt: c.StartedAt, LastAt: c.LastMessage.At}
}

// first gives the first that is not empty.
func first(all ...string) string {
	for _, v := range all {
		if v != "" {
			return v
		}
	}
	return ""
}

// ListEntries implements route.ServerInterface.
func (s *Server) ListEntries(c *gin.Context, id wire.ConversationID, params wire.ListEntriesParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		query := c.Request.URL.Query()
		if query.Has("before") && query.Has("after") {
			return nil, chat.RefuseField("after", "Ask for what is before or for what is after, not for both.")
		}
		var entries []chat.Entry
		if query.Has("after") {
			entries, err = s.ports.Timeline.Entries(ctx, cv.ID, params.After, pageOf(params.Limit))
		} else {
			entries, err = s.ports.Timeline.EntriesBefore(ctx, cv.ID, params.Before, pageOf(params.Limit), false)
		}
		out := wire.EntryPage{Entries: list(entries)}
		switch {
		case len(entries) > 0:
			out.HasEarlier, out.HasLater = entries[0].Seq > 1, entries[len(entries)-1].Seq < cv.Seq
		case query.Has("after"):
			out.HasEarlier = params.After > 0
		default:
			out.HasLater = true
		}
		return out, err
	})
}

// SaveDraft implements route.ServerInterface.
func (s *Server) SaveDraft(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, body wire.UnsentDraft) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		return nil, s.ports.UnsentDrafts.SaveDraft(ctx, cv.ID, who.Agent, store.DraftKind(body.Kind), body.Text)
	})
}

// MarkSeen implements route.ServerInterface.
func (s *Server) MarkSeen(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, body wire.SeenMark) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		// Nobody has seen what is not written yet.
		return nil, s.ports.Marks.MarkSeen(ctx, map[chat.ConversationID]store.Marks{cv.ID: {Team: min(body.Seq, cv.Seq)}})
	})
}

// entry reads one entry of a conversation that the caller may see.
func (s *Server) entry(ctx context.Context, cv *chat.Conversation, seq int64) (chat.Entry, error) {
	e, err := s.ports.Timeline.Entry(ctx, cv.ID, seq)
	if refusal, ok := errors.AsType[*chat.Error](err); ok && refusal.Code == chat.NotFound {
		return chat.Entry{}, chat.Refuse(chat.NotFound, "This message does not exist.")
	}
	return e, err
}
