package api

import (
	"context"
	"encoding/base64"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
)

// me draws the signed-in agent.
func (s *Server) me(ctx context.Context, a agent.Agent) (wire.Me, error) {
	state, err := s.ports.Presence.Of(ctx, a.ID)
	if err != nil {
		return wire.Me{}, err
	}
	preferences := a.Preferences
	if len(preferences) == 0 {
		preferences = []byte("{}")
	}
	return wire.Me{Agent: wireAgent(a, state, true), Preferences: preferences}, nil
}

// GetMe implements route.ServerInterface.
func (s *Server) GetMe(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		a, err := s.ports.People.Agent(ctx, who.Agent)
		if err != nil {
			return nil, err
		}
		return s.me(ctx, a)
	})
}

// UpdateMe implements route.ServerInterface.
func (s *Server) UpdateMe(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.MeChange) (any, error) {
		var p picture
		if body.Picture != nil && *body.Picture != "" {
			raw, err := base64.StdEncoding.DecodeString(*body.Picture)
			if err != nil {
				return nil, &chat.Error{Code: chat.Invalid, Field: "picture", Say: "A picture is sent in base64.", Err: err}
			}
			if p, err = readPicture(raw); err != nil {
				return nil, err
			}
		}
		a, err := s.ports.People.UpdateAgent(ctx, who.Agent, func(a *agent.Agent) error {
			set(&a.Name, body.Name)
			set(&a.Title, body.Title)
			set(&a.Greeting, body.Greeting)
			if body.Languages != nil {
				a.Languages = body.Languages
			}
			if body.Preferences != nil {
				a.Preferences = body.Preferences
			}
			if body.Picture != nil {
				a.Picture = ""
				if len(p.content) > 0 {
					a.Picture = apiPrefix + "/agents/" + string(a.ID) + "/picture"
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if body.Picture != nil {
			if _, err := s.ports.Pictures.SetPicture(ctx, who.Agent, p.mediaType, p.content); err != nil {
				return nil, err
			}
		}
		s.cfg.Auth.ForgetAgent(who.Agent)
		return s.me(ctx, a)
	})
}

// ChangePassword implements route.ServerInterface.
func (s *Server) ChangePassword(c *gin.Context) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, body wire.PasswordChange) (any, error) {
		return nil, s.cfg.Auth.ChangePassword(ctx, who.Principal, body.Current, body.New)
	})
}

// SetStatus implements route.ServerInterface.
func (s *Server) SetStatus(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.StatusChange) (any, error) {
		return s.setStatus(ctx, who, who.Agent, body)
	})
}

// setStatus sets the status of the caller or of somebody else: one of the four, or one
// of the installation's own.
func (s *Server) setStatus(ctx context.Context, who caller, a chat.AgentID, body wire.StatusChange) (any, error) {
	if (body.Status == "") == (body.Own == "") {
		return nil, chat.RefuseField("status", "Name either one of the four statuses or one of your own, in own.")
	}
	var state agent.State
	var err error
	if body.Own == "" {
		state, err = s.ports.Presence.SetStatus(ctx, a, agent.Status(body.Status), body.Until, who.Party())
	} else {
		own, unknown := s.ports.OwnStatuses.OwnStatus(ctx, agent.OwnID(body.Own))
		if chat.IsCode(unknown, chat.NotFound) {
			return nil, chat.RefuseField("own", "There is no such status any more. Choose another.")
		}
		if unknown != nil {
			return nil, unknown
		}
		state, err = s.ports.Presence.SetOwn(ctx, a, own.Own, body.Until, who.Party())
	}
	if err != nil {
		return nil, err
	}
	return wirePresence(agent.Agent{ID: a}, state), nil
}

// SetAgentStatus implements route.ServerInterface.
func (s *Server) SetAgentStatus(c *gin.Context, id wire.AgentID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.StatusChange) (any, error) {
		a, err := s.agentOf(ctx, id)
		if err == nil && a.ID != who.Agent && !shareSite(who.Principal, a) {
			err = policy.NoAgent()
		}
		if err != nil {
			return nil, err
		}
		if a.Disabled() {
			return nil, chat.Refuse(chat.Conflict, "%s's account is switched off.", a.Name)
		}
		return s.setStatus(ctx, who, a.ID, body)
	})
}
