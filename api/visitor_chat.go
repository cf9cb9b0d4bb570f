package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/transcript"
)

func shorten(text string) string { return transcript.Shorten(text, previewLength) }

// visitorSnapshot is a conversation as its visitor sees it, with the last entries.
func (s *Server) visitorSnapshot(ctx context.Context, cv *chat.Conversation) (wire.VisitorConversation, error) {
	out := wire.VisitorConversation{ID: string(cv.ID), View: chat.ViewOf(cv), Seq: cv.PublicSeq, Epoch: s.ports.Timeline.Epoch()}
	entries, err := s.ports.Timeline.EntriesBefore(ctx, cv.ID, cv.PublicSeq+1, pageSize, true)
	if err != nil {
		return out, err
	}
	out.Entries = forVisitor(entries, cv.Seq)
	out.HasEarlier = len(out.Entries) > 0 && out.Entries[0].Seq > 1
	seen, err := s.ports.Marks.Seen(ctx, []chat.ConversationID{cv.ID})
	if err != nil {
		return out, err
	}
	if out.Seen.Visitor, err = s.publicNumber(ctx, cv.ID, entries, seen[cv.ID].Visitor); err != nil {
		return out, err
	}
	out.Seen.Team, err = s.publicNumber(ctx, cv.ID, entries, seen[cv.ID].Team)
	return out, err
}

// publicNumber turns a read mark into the visitor's numbering: the number of the last
// entry up to it that they can see.
func (s *Server) publicNumber(ctx context.Context, id chat.ConversationID, loaded []chat.Entry, seq int64) (int64, error) {
	if seq == 0 {
		return 0, nil
	}
	for _, e := range slices.Backward(loaded) {
		if e.Seq <= seq {
			return e.PublicSeq, nil
		}
	}
	// Further up: hidden entries stand between visible ones, but never many in a row.
	before, err := s.ports.Timeline.EntriesBefore(ctx, id, seq+1, pageSize, false)
	for _, e := range slices.Backward(before) {
		if e.PublicSeq > 0 {
			return e.PublicSeq, err
		}
	}
	return 0, err
}

// GetVisitorConversation implements route.ServerInterface.
func (s *Server) GetVisitorConversation(c *gin.Context, id wire.ConversationID, _ wire.GetVisitorConversationParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		return s.visitorSnapshot(ctx, cv)
	})
}

// ListVisitorEntries implements route.ServerInterface.
func (s *Server) ListVisitorEntries(c *gin.Context, id wire.ConversationID, params wire.ListVisitorEntriesParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		entries, err := s.ports.Timeline.EntriesBefore(ctx, cv.ID, params.Before, pageOf(params.Limit), true)
		if err != nil {
			return nil, err
		}
		out := wire.EntryPage{Entries: forVisitor(entries, cv.Seq)}
		if n := len(out.Entries); n > 0 {
			out.HasEarlier, out.HasLater = out.Entries[0].Seq > 1, out.Entries[n-1].Seq < cv.PublicSeq
		}
		return out, nil
	})
}

// PostVisitorMessage implements route.ServerInterface.
func (s *Server) PostVisitorMessage(c *gin.Context, _ wire.PostVisitorMessageParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.NewVisitorMessage) (any, error) {
		if err := chat.CheckText("message", body.Text, chat.MaxMessage); err != nil {
			return nil, err
		}
		cv, res, err := s.conversationOrStart(ctx, who, body.Conversation, chat.Start{ClientID: body.ClientID, Text: body.Text, Page: body.Page})
		if err != nil {
			return nil, err
		}
		if cv != nil {
			if res, err = s.ports.Desk.Do(ctx, cv.ID, chat.Post{By: who.Party(), ClientID: body.ClientID, Text: body.Text}); err != nil {
				return nil, err
			}
		}
		if body.Page != (chat.Page{}) {
			s.sawPage(ctx, who.site, who.Visitor, body.Page)
		}
		return ack(res, body.ClientID, true)
	})
}

// conversationOrStart gives the conversation that is named, or the one that goes on
// anyway (another tab may have begun it), or starts one: then cv is nil and the result
// is the start's.
func (s *Server) conversationOrStart(ctx context.Context, who caller, id string, start chat.Start) (cv *chat.Conversation, res desk.Result, err error) {
	if id != "" {
		cv, err = s.conversation(ctx, who, id)
		return cv, res, err
	}
	latest, err := s.ports.Visitors.LatestOf(ctx, who.Visitor, 1)
	if err != nil {
		return nil, res, err
	}
	start.Site, start.Visitor, start.Language = who.Site, who.Visitor, who.visitor.Locale
	start.Contact = first(who.visitor.Email, who.visitor.Phone)
	if start.Page == (chat.Page{}) {
		start.Page = who.visitor.Page
	}
	if len(latest) == 1 {
		if latest[0].State != chat.StateResolved {
			// The desk may know it better than the list by now.
			cv, err = s.conversation(ctx, who, string(latest[0].ID))
			return cv, res, err
		}
		start.Previous, start.Contact = latest[0].ID, first(start.Contact, latest[0].Contact)
	}
	if err := s.MayStart(ctx, who.Visitor, who.address); err != nil {
		return nil, res, err
	}
	res, err = s.ports.Desk.Start(ctx, start)
	return nil, res, err
}

// RequestHandoff implements route.ServerInterface.
func (s *Server) RequestHandoff(c *gin.Context, _ wire.RequestHandoffParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.HandoffRequest) (any, error) {
		if err := chat.CheckLine("reason", body.Reason, 300); err != nil {
			return nil, err
		}
		cv, res, err := s.conversationOrStart(ctx, who, body.Conversation, chat.Start{ClientID: body.ClientID, Page: body.Page})
		if err != nil {
			return nil, err
		}
		before := int64(0) // a conversation that began with this shows all of it
		if cv != nil {
			before = cv.Seq
		} else {
			cv = res.Conversation
		}
		trigger := chat.Trigger{Kind: "pressed_button", Evidence: body.Reason}
		err = s.ports.Handoffs.Request(ctx, cv.ID, who.Party(), chat.ExplicitRequest, []chat.Trigger{trigger}, 0)
		return s.visitorChanged(ctx, cv.ID, before, err)
	})
}

// visitorChanged answers with the view as it stands and the entries after a number.
func (s *Server) visitorChanged(ctx context.Context, id chat.ConversationID, after int64, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	cv, err := s.ports.Desk.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	entries, err := s.ports.Timeline.Entries(ctx, id, after, pageSize)
	if err != nil {
		return nil, err
	}
	return wire.VisitorChanged{Conversation: string(id), View: chat.ViewOf(cv), Entries: forVisitor(entries, cv.Seq)}, nil
}

// CancelHandoff implements route.ServerInterface.
func (s *Server) CancelHandoff(c *gin.Context, _ wire.CancelHandoffParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.HandoffCancel) (any, error) {
		cv, err := s.conversation(ctx, who, body.Conversation)
		if err != nil {
			return nil, err
		}
		return s.visitorChanged(ctx, cv.ID, cv.Seq, s.ports.Handoffs.Cancel(ctx, cv.ID, body.Solved))
	})
}

// ChooseFollowUp implements route.ServerInterface.
func (s *Server) ChooseFollowUp(c *gin.Context, _ wire.ChooseFollowUpParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.VisitorConversationRef) (any, error) {
		cv, err := s.conversation(ctx, who, body.Conversation)
		if err != nil {
			return nil, err
		}
		return s.visitorChanged(ctx, cv.ID, cv.Seq, s.ports.Handoffs.WriteLater(ctx, cv.ID))
	})
}

// GiveContact implements route.ServerInterface.
func (s *Server) GiveContact(c *gin.Context, _ wire.GiveContactParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.ContactGiven) (any, error) {
		name, value, err := chat.ParseContact(body.Value)
		if err != nil {
			return nil, err
		}
		// The address stays with the conversation: it says where to write, not who
		// somebody is.
		return s.visitorOrder(ctx, who, body.Conversation, chat.Collect{By: who.Party(), Field: chat.Field{Name: name, Value: value}})
	})
}

// visitorOrder lets the visitor ask something of their conversation.
func (s *Server) visitorOrder(ctx context.Context, who caller, id string, cmd chat.Command) (any, error) {
	cv, err := s.conversation(ctx, who, id)
	if err != nil {
		return nil, err
	}
	res, err := s.ports.Desk.Do(ctx, cv.ID, cmd)
	if err != nil {
		return nil, err
	}
	return wire.VisitorChanged{Conversation: string(cv.ID), View: chat.ViewOf(res.Conversation),
		Entries: forVisitor(res.Entries, res.Conversation.Seq)}, nil
}

// Rate implements route.ServerInterface.
func (s *Server) Rate(c *gin.Context, _ wire.RateParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.NewRating) (any, error) {
		return s.visitorOrder(ctx, who, body.Conversation, chat.Rate{By: who.Visitor, Score: body.Score, Comment: body.Comment, Repeated: body.Repeated})
	})
}

// EndConversation implements route.ServerInterface.
func (s *Server) EndConversation(c *gin.Context, _ wire.EndConversationParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.VisitorConversationRef) (any, error) {
		return s.visitorOrder(ctx, who, body.Conversation, chat.Resolve{By: who.Party(), Outcome: chat.OutcomeSelfResolved})
	})
}
