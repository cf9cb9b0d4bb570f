package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// Transfer implements route.ServerInterface.
func (s *Server) Transfer(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.Transfer) (any, error) {
		body.Agent = cmp.Or(body.Agent, body.To)
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		if err := checkTransfer(body); err != nil {
			return nil, err
		}
		if body.Agent == "" {
			return s.passOn(ctx, who, cv, body)
		}
		to, err := s.colleague(ctx, body.Agent, cv.Site)
		if err != nil {
			return nil, err
		}
		state, err := s.ports.Presence.Of(ctx, to.ID)
		if err != nil {
			return nil, err
		}
		patience := s.cfg.OfferTime
		if state.Reach == agent.OnPhone {
			patience = max(patience, routing.PhoneOffer)
		}
		res, err := s.ports.Desk.Do(ctx, cv.ID, chat.Transfer{By: who.Agent, Override: who.MayOverride(), To: to.ID, Offer: chat.OfferID(chat.NewID()), Note: body.Note,
			Warm: body.Warm, ExpiresAt: s.cfg.Now().Add(patience)})
		if err != nil {
			return nil, err
		}
		return wire.Transferred{Conversation: *res.Conversation, Entries: list(res.Entries)}, nil
	})
}

// checkTransfer refuses what does not name exactly one place to go.
func checkTransfer(body wire.Transfer) error {
	named := 0
	for _, to := range []string{body.Agent, body.Team, body.Skill} {
		if to != "" {
			named++
		}
	}
	switch {
	case named != 1:
		return chat.RefuseField("agent", "Name one of agent, team and skill to pass the conversation on to.")
	case body.Warm && body.Agent == "":
		return chat.RefuseField("warm", "You can stay until somebody accepts only when you pass a conversation on to one person. For a team or a skill, leave a note instead.")
	case body.Level != 0 && body.Skill == "":
		return chat.RefuseField("level", "A level belongs to a skill. Name the skill.")
	}
	return nil
}

// passOn puts a conversation into the line of a team, or of whoever has a skill.
func (s *Server) passOn(ctx context.Context, who caller, cv *chat.Conversation, body wire.Transfer) (any, error) {
	route, err := s.passRoute(ctx, cv, body)
	if err != nil {
		return nil, err
	}
	reachable, err := s.ports.Reach.Reachable(ctx, cv.Site, route)
	if err != nil {
		return nil, err
	}
	var cmds []chat.Command
	if cv.Waiting() && who.MayOverride() { // nobody has it: a supervisor sends it into another line
		cmds = append(cmds, chat.Reroute{By: who.Party(), Route: route})
		if body.Note != "" {
			cmds = append(cmds, chat.Note{By: who.Agent, ClientID: chat.NewID(), Text: body.Note})
		}
	} else {
		cmds = append(cmds, chat.PassOn{By: who.Agent, Override: who.MayOverride(), Route: route, Note: body.Note})
	}
	res, err := s.ports.Desk.Do(ctx, cv.ID, cmds...)
	if err != nil {
		return nil, err
	}
	return wire.Transferred{Conversation: *res.Conversation, Entries: list(res.Entries), NobodyRoutable: !reachable}, nil
}

// passRoute is what the conversation will need. Who the visitor is stays: their language,
// tier and urgency, with the answer times that these bring. A team that is closed is
// served by the one that helps it out, as by the rules.
func (s *Server) passRoute(ctx context.Context, cv *chat.Conversation, body wire.Transfer) (chat.Route, error) {
	route := chat.Route{Language: cv.Language}
	if was := cv.Route; was != nil {
		route = chat.Route{Language: cmp.Or(was.Language, cv.Language), Topic: was.Topic, Tier: was.Tier, Ahead: was.Ahead,
			Target: was.Target, Next: was.Next, Resolution: was.Resolution}
	}
	if body.Team != "" {
		all, err := s.ports.Teams.Teams(ctx)
		if err != nil {
			return route, err
		}
		if !slices.ContainsFunc(all, func(t store.Team) bool { return string(t.ID) == body.Team }) {
			return route, chat.RefuseField("team", "There is no such team any more. Choose another.")
		}
		route.Team, route.Overflow, err = s.ports.Reach.Serving(ctx, cv.Site, chat.TeamID(body.Team))
		return route, err
	}
	all, err := s.ports.Skills.Skills(ctx)
	if err != nil {
		return route, err
	}
	if !hasSkill(all, body.Skill) {
		return route, chat.RefuseField("skill", "There is no skill %q. Choose another.", body.Skill)
	}
	route.Skills = []chat.SkillNeed{{Name: store.Skill{Name: body.Skill}.Clean().Name, Level: max(body.Level, 1)}}
	return route, nil
}

// Assign implements route.ServerInterface.
func (s *Server) Assign(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.Assign) (any, error) {
		return s.order(ctx, who, id, func(ctx context.Context, cv *chat.Conversation) (chat.Command, error) {
			to, err := s.colleague(ctx, body.Agent, cv.Site)
			if err != nil {
				return nil, err
			}
			greeting := to.GreetingLine()
			if cv.HumanJoined && cv.Agent != nil && cv.Agent.ID == to.ID {
				greeting = "" // they know each other
			}
			return chat.Give{By: who.Agent, Agent: to.Profile(), Handoff: chat.HandoffID(chat.NewID()), Greeting: greeting, Note: body.Note, Force: body.Force}, nil
		})
	})
}

// colleague finds an agent who can be given a conversation of a site.
func (s *Server) colleague(ctx context.Context, id string, site chat.SiteID) (agent.Agent, error) {
	a, err := s.agentOf(ctx, id)
	if chat.IsCode(err, chat.NotFound) || err == nil && (a.Disabled() || !a.Works(site)) {
		return agent.Agent{}, chat.RefuseField("agent", "There is no colleague of that name on this site. Choose somebody else.")
	}
	return a, err
}
