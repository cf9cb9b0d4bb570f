package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func wireOwnStatus(o store.OwnStatus) wire.OwnStatus {
	return wire.OwnStatus{ID: string(o.ID), Name: o.Name, Color: o.Color, StandsFor: wire.Status(o.StandsFor), TakesWork: o.TakesWork,
		Place: o.Place, People: o.People, Version: o.Version}
}

// ListStatuses implements route.ServerInterface.
func (s *Server) ListStatuses(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, _ caller, _ nothing) (any, error) {
		all, err := s.ports.OwnStatuses.OwnStatuses(ctx)
		out := wire.OwnStatusList{Statuses: make([]wire.OwnStatus, len(all))}
		for i, o := range all {
			out.Statuses[i] = wireOwnStatus(o)
		}
		return out, err
	})
}

// CreateOwnStatus implements route.ServerInterface.
func (s *Server) CreateOwnStatus(c *gin.Context) {
	act(s, c, http.StatusCreated, func(ctx context.Context, _ caller, body wire.NewOwnStatus) (any, error) {
		o := store.OwnStatus{Own: agent.Own{Name: body.Name, StandsFor: agent.Status(body.StandsFor)}, Color: body.Color}
		o.TakesWork = o.StandsFor.TakesWork()
		set(&o.TakesWork, body.TakesWork)
		o, err := s.ports.OwnStatuses.CreateOwnStatus(ctx, o)
		return wireOwnStatus(o), err
	})
}

// UpdateOwnStatus implements route.ServerInterface.
func (s *Server) UpdateOwnStatus(c *gin.Context, id wire.StatusID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.OwnStatusChange) (any, error) {
		if !chat.ValidID(id) {
			return nil, policy.NoStatus()
		}
		o, whose, err := s.ports.OwnStatuses.UpdateOwnStatus(ctx, agent.OwnID(id), body.Version, who.Party(), func(o *store.OwnStatus) { applyOwnStatus(o, body) })
		if err != nil {
			return nil, withPresent(err, func() (*wire.Present, error) {
				now, err := s.ports.OwnStatuses.OwnStatus(ctx, agent.OwnID(id))
				status := wireOwnStatus(now)
				return &wire.Present{Status: &status}, err
			})
		}
		s.tellOf(ctx, whose)
		return wireOwnStatus(o), nil
	})
}

// applyOwnStatus puts what an admin sent into a status. What was not sent stays, but a
// status that comes to stand for something that takes no work takes none.
func applyOwnStatus(o *store.OwnStatus, body wire.OwnStatusChange) {
	set(&o.Name, body.Name)
	set(&o.Color, body.Color)
	if body.StandsFor != nil {
		o.StandsFor = agent.Status(*body.StandsFor)
		o.TakesWork = o.TakesWork && o.StandsFor.TakesWork()
	}
	set(&o.TakesWork, body.TakesWork)
	set(&o.Place, body.Place)
}

// DeleteOwnStatus implements route.ServerInterface.
func (s *Server) DeleteOwnStatus(c *gin.Context, id wire.StatusID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		if !chat.ValidID(id) {
			return nil, policy.NoStatus()
		}
		whose, err := s.ports.OwnStatuses.DeleteOwnStatus(ctx, agent.OwnID(id), who.Party())
		if err != nil {
			return nil, err
		}
		s.tellOf(ctx, whose)
		return wire.OwnStatusDeleted{People: len(whose)}, nil
	})
}
