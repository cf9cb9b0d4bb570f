package api

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func wireSkill(k store.Skill) wire.Skill {
	return wire.Skill{Name: k.Name, Description: k.Description, People: k.People, CreatedAt: k.CreatedAt}
}

// ListSkills implements route.ServerInterface.
func (s *Server) ListSkills(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, _ caller, _ nothing) (any, error) {
		all, err := s.ports.Skills.Skills(ctx)
		out := wire.SkillList{Skills: make([]wire.Skill, len(all))}
		for i, k := range all {
			out.Skills[i] = wireSkill(k)
		}
		return out, err
	})
}

// CreateSkill implements route.ServerInterface.
func (s *Server) CreateSkill(c *gin.Context) {
	act(s, c, http.StatusCreated, func(ctx context.Context, _ caller, body wire.NewSkill) (any, error) {
		k, err := s.ports.Skills.CreateSkill(ctx, store.Skill{Name: body.Name, Description: body.Description})
		return wireSkill(k), err
	})
}

// UpdateSkill implements route.ServerInterface.
func (s *Server) UpdateSkill(c *gin.Context, name wire.SkillName) {
	act(s, c, http.StatusOK, func(ctx context.Context, _ caller, body wire.SkillChange) (any, error) {
		k, whose, err := s.ports.Skills.UpdateSkill(ctx, name, func(k *store.Skill) {
			set(&k.Name, body.Name)
			set(&k.Description, body.Description)
		})
		if err != nil {
			return nil, err
		}
		s.tellOf(ctx, whose)
		return wireSkill(k), nil
	})
}

// DeleteSkill implements route.ServerInterface.
func (s *Server) DeleteSkill(c *gin.Context, name wire.SkillName, params wire.DeleteSkillParams) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, _ caller, _ nothing) (any, error) {
		whose, err := s.ports.Skills.DeleteSkill(ctx, name, params.Force)
		if err != nil {
			return nil, err
		}
		s.tellOf(ctx, whose)
		return nil, nil //nolint:nilnil // 204
	})
}

// knownSkills refuses skills that are not in the list of skills.
func (s *Server) knownSkills(ctx context.Context, wanted map[string]int) error {
	if len(wanted) == 0 {
		return nil
	}
	all, err := s.ports.Skills.Skills(ctx)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if !hasSkill(all, name) {
			return chat.RefuseField("skills", "There is no skill %q. Add it under Settings, Skills first.", name)
		}
	}
	return nil
}

func hasSkill(all []store.Skill, name string) bool {
	name = store.Skill{Name: name}.Clean().Name
	return slices.ContainsFunc(all, func(k store.Skill) bool { return k.Name == name })
}
