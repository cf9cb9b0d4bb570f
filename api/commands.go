package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing/sla"
)

// command makes a command out of the conversation as it stands.
type command func(ctx context.Context, cv *chat.Conversation) (chat.Command, error)

// order lets the caller, if they may see the conversation, ask something of it. The
// rules themselves are chat's.
func (s *Server) order(ctx context.Context, who caller, id string, with command) (any, error) {
	cv, err := s.conversation(ctx, who, id)
	if err != nil {
		return nil, err
	}
	cmd, err := with(ctx, cv)
	if err != nil {
		return nil, err
	}
	res, err := s.ports.Desk.Do(ctx, cv.ID, cmd)
	if err != nil {
		return nil, err
	}
	return wire.Changed{Conversation: *res.Conversation, Entries: list(res.Entries)}, nil
}

// plainly is a command that needs nothing looked up.
func plainly(cmd chat.Command) command {
	return func(context.Context, *chat.Conversation) (chat.Command, error) { return cmd, nil }
}

// PostMessage implements route.ServerInterface.
func (s *Server) PostMessage(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.NewMessage) (any, error) {
		return s.send(ctx, who, id, body.ClientID, chat.Post{By: who.Party(), ClientID: body.ClientID, Text: body.Text})
	})
}

// PostNote implements route.ServerInterface.
func (s *Server) PostNote(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.NewNote) (any, error) {
		return s.send(ctx, who, id, body.ClientID, chat.Note{By: who.Agent, ClientID: body.ClientID, Text: body.Text})
	})
}

// send stores something with a client id and acknowledges it, now as the first time.
func (s *Server) send(ctx context.Context, who caller, id, clientID string, cmd chat.Command) (any, error) {
	cv, err := s.conversation(ctx, who, id)
	if err != nil {
		return nil, err
	}
	res, err := s.ports.Desk.Do(ctx, cv.ID, cmd)
	if err != nil {
		return nil, err
	}
	return ack(res, clientID, who.IsVisitor())
}

// ack finds the entry of a send. Visitors have their own numbers.
func ack(res desk.Result, clientID string, visitor bool) (wire.Ack, error) {
	for _, e := range res.Entries {
		if e.ClientID != clientID {
			continue
		}
		a := wire.Ack{Conversation: string(res.Conversation.ID), ClientID: clientID, Seq: e.Seq, At: e.At}
		if visitor {
			a.Seq = e.PublicSeq
		}
		return a, nil
	}
	return wire.Ack{}, chat.Refuse(chat.Internal, "The desk stored a send without its id.")
}

// EditEntry implements route.ServerInterface.
func (s *Server) EditEntry(c *gin.Context, id wire.ConversationID, seq int64) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.EntryChange) (any, error) {
		return s.order(ctx, who, id, func(ctx context.Context, cv *chat.Conversation) (chat.Command, error) {
			target, err := s.entry(ctx, cv, seq)
			return chat.Edit{By: who.Party(), Target: target, Text: body.Text}, err
		})
	})
}

// DeleteEntry implements route.ServerInterface.
func (s *Server) DeleteEntry(c *gin.Context, id wire.ConversationID, seq int64) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		return s.order(ctx, who, id, func(ctx context.Context, cv *chat.Conversation) (chat.Command, error) {
			target, err := s.entry(ctx, cv, seq)
			return chat.Delete{By: who.Party(), Target: target}, err
		})
	})
}

// arrive gives the caller's profile and the line with which they greet this visitor:
// none if they were here before.
func (s *Server) arrive(ctx context.Context, who caller, cv *chat.Conversation) (chat.Profile, string, error) {
	me, err := s.ports.People.Agent(ctx, who.Agent)
	if err != nil {
		return chat.Profile{}, "", err
	}
	if cv.HumanJoined && cv.Agent != nil && cv.Agent.ID == me.ID {
		return me.Profile(), "", nil
	}
	return me.Profile(), me.GreetingLine(), nil
}

// Claim implements route.ServerInterface.
func (s *Server) Claim(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.Claim) (any, error) {
		if body.Force && !who.MayOverride() {
			return nil, chat.Refuse(chat.Forbidden, "Only a supervisor may go beyond their capacity; your role is %s.", who.Role)
		}
		return s.order(ctx, who, id, func(ctx context.Context, cv *chat.Conversation) (chat.Command, error) {
			profile, greeting, err := s.arrive(ctx, who, cv)
			return chat.Claim{Agent: profile, Handoff: chat.HandoffID(chat.NewID()), Greeting: greeting,
				Relieves: chat.AgentID(body.Relieves), Force: body.Force}, err
		})
	})
}

// Release implements route.ServerInterface.
func (s *Server) Release(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		return s.order(ctx, who, id, plainly(chat.Release{By: who.Agent, Override: who.MayOverride()}))
	})
}

// HandBack implements route.ServerInterface.
func (s *Server) HandBack(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		return s.order(ctx, who, id, plainly(chat.HandBack{By: who.Agent, Override: who.MayOverride()}))
	})
}

// AcceptOffer implements route.ServerInterface.
func (s *Server) AcceptOffer(c *gin.Context, id wire.ConversationID, offer wire.OfferID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		out, err := s.order(ctx, who, id, func(ctx context.Context, cv *chat.Conversation) (chat.Command, error) {
			profile, greeting, err := s.arrive(ctx, who, cv)
			return chat.AcceptOffer{Offer: chat.OfferID(offer), Agent: profile, Greeting: greeting}, err
		})
		s.answered(ctx, who, err)
		return out, err
	})
}

// DeclineOffer implements route.ServerInterface.
func (s *Server) DeclineOffer(c *gin.Context, id wire.ConversationID, offer wire.OfferID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		out, err := s.order(ctx, who, id, plainly(chat.EndOffer{Offer: chat.OfferID(offer), By: who.Party(), Agent: who.Agent, How: chat.OfferDeclined}))
		s.answered(ctx, who, err)
		return out, err
	})
}

// answered notes that the agent reacts to offers. The answer itself is stored
// already, so a failure here is only logged.
func (s *Server) answered(ctx context.Context, who caller, err error) {
	if err != nil && !chat.IsCode(err, chat.Conflict) {
		return
	}
	if err := s.ports.Presence.Answered(ctx, who.Agent); err != nil {
		s.cfg.Log.WarnContext(ctx, "an answer to an offer could not be noted", "agent", string(who.Agent), "request_id", requestID(ctx), "err", err)
	}
}

// WithdrawOffer implements route.ServerInterface.
func (s *Server) WithdrawOffer(c *gin.Context, id wire.ConversationID, offer wire.OfferID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		return s.order(ctx, who, id, func(_ context.Context, cv *chat.Conversation) (chat.Command, error) {
			if cv.Offer == nil || string(cv.Offer.ID) != offer {
				return nil, chat.Refuse(chat.Conflict, "This offer has ended.")
			}
			if cv.Offer.From != who.Party() && !who.MayOverride() {
				return nil, chat.Refuse(chat.Forbidden, "Only whoever made an offer, or a supervisor, can take it back.")
			}
			return chat.EndOffer{Offer: chat.OfferID(offer), By: who.Party(), How: chat.OfferWithdrawn}, nil
		})
	})
}

// Resolve implements route.ServerInterface.
func (s *Server) Resolve(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.Resolve) (any, error) {
		return s.order(ctx, who, id, plainly(chat.Resolve{By: who.Party(), Override: who.MayOverride(), Outcome: chat.Outcome(body.Outcome)}))
	})
}

// Snooze implements route.ServerInterface.
func (s *Server) Snooze(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.Snooze) (any, error) {
		return s.order(ctx, who, id, plainly(chat.Snooze{By: who.Agent, Until: body.Until}))
	})
}

// followUpMost is how far ahead an answer may be promised.
const followUpMost = 31 * 24 * time.Hour

// FollowUp implements route.ServerInterface.
func (s *Server) FollowUp(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.FollowUp) (any, error) {
		return s.order(ctx, who, id, func(ctx context.Context, cv *chat.Conversation) (chat.Command, error) {
			now := s.cfg.Now()
			by := body.By
			switch {
			case by.IsZero():
				site, plan, err := s.hoursOf(ctx, cv)
				if err != nil {
					return nil, err
				}
				by = answerBy(site.Terms().Later, plan, now)
			case !by.After(now), by.Sub(now) > followUpMost:
				return nil, chat.RefuseField("by", "Promise an answer for a time in the future, at most 31 days from now.")
			}
			promise := chat.Promise{Kind: chat.PromiseByTime, By: by, MadeAt: now}
			return chat.MoveToFollowUp{By: who.Party(), Why: "promised", Promise: promise, AskContact: true}, nil
		})
	})
}

// hoursOf gives a conversation's site, and the opening hours that count for it: those of its
// team, or of the site.
func (s *Server) hoursOf(ctx context.Context, c *chat.Conversation) (store.Site, hours.Plan, error) {
	var team store.Team // without hours of its own
	if id := c.Team(); id != "" {
		t, err := s.ports.Teams.Team(ctx, id)
		if err != nil && !chat.IsCode(err, chat.NotFound) {
			return store.Site{}, hours.Plan{}, err
		}
		team = t
	}
	site, err := s.ports.Sites.Site(ctx, c.Site)
	return site, team.Plan(site.Hours), err
}

// answerBy is when an answer later is owed where the agent names no time: within the site's
// target, or in a day when so much time never comes.
func answerBy(t sla.Target, plan hours.Plan, now time.Time) time.Time {
	calendar, err := hours.New(plan)
	if err != nil {
		return now.Add(24 * time.Hour)
	}
	if by, ok := t.Due(now, &calendar); ok {
		return by
	}
	return now.Add(24 * time.Hour)
}

// SetField implements route.ServerInterface.
func (s *Server) SetField(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.FieldChange) (any, error) {
		value := body.Value
		if chat.IsContact(body.Name) && value != "" {
			kind, clean, err := chat.ParseContact(value)
			if err != nil || kind != body.Name {
				return nil, chat.RefuseField("value", "This is not %s.", contactWord(body.Name))
			}
			value = clean
		}
		return s.order(ctx, who, id, plainly(chat.Collect{By: who.Party(), Field: chat.Field{Name: body.Name, Value: value}}))
	})
}

func contactWord(name string) string {
	if name == chat.FieldEmail {
		return "an e-mail address; write it like name@example.com"
	}
	return "a telephone number of 6 to 15 digits"
}
