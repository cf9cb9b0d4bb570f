package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing/topic"
)

func wireTopics(t store.Topics) wire.Topics {
	return wire.Topics{Topics: list(t.Topics), Version: t.Version, UpdatedAt: t.UpdatedAt, UpdatedBy: string(t.UpdatedBy)}
}

// GetTopics implements route.ServerInterface.
func (s *Server) GetTopics(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		t, err := s.ports.Topics.Topics(ctx, site.ID)
		return wireTopics(t), err
	})
}

// PutTopics implements route.ServerInterface.
func (s *Server) PutTopics(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.TopicsChange) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		t, err := s.ports.Topics.PutTopics(ctx, store.Topics{Site: site.ID, Topics: body.Topics, Version: body.Version, UpdatedBy: who.Agent})
		if err != nil {
			return nil, withPresent(err, func() (*wire.Present, error) {
				now, err := s.ports.Topics.Topics(ctx, site.ID)
				present := wireTopics(now)
				return &wire.Present{Topics: &present}, err
			})
		}
		return wireTopics(t), nil
	})
}

// TryTopics implements route.ServerInterface.
func (s *Server) TryTopics(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.TopicsTrial) (any, error) {
		if _, err := s.site(ctx, who, id); err != nil {
			return nil, err
		}
		if err := s.take(ctx, s.cfg.Limits.Imagined, string(who.Agent)); err != nil {
			return nil, err
		}
		own := topic.Clean(body.Topics)
		if err := topic.Check(own); err != nil {
			return nil, err
		}
		if strings.TrimSpace(strings.Join(body.Messages, "")) == "" {
			return nil, chat.RefuseField("messages", "Write what a visitor would.")
		}
		d := topic.New(topic.Looked(own))
		out := wire.TopicsTried{Guesses: []wire.TopicGuess{}}
		if out.Topic, _ = d.Of(body.Messages); out.Topic != "" {
			out.Words = d.Evidence(body.Messages)
		}
		for _, g := range d.Rank(body.Messages) {
			out.Guesses = append(out.Guesses, wire.TopicGuess{Name: g.Name, Share: g.Sure})
		}
		return out, nil
	})
}
