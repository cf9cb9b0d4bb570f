package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// What a new account has until somebody changes it.
const (
	defaultCapacity = 4
	defaultGreeting = "Hi, I'm {name}, happy to help!"
)

// ListAgents implements route.ServerInterface.
func (s *Server) ListAgents(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		all, err := s.ports.People.Agents(ctx)
		if err != nil {
			return nil, err
		}
		states, err := s.states(ctx)
		if err != nil {
			return nil, err
		}
		list := wire.AgentList{Agents: []wire.Agent{}}
		for _, a := range all {
			if a.ID == who.Agent || shareSite(who.Principal, a) {
				list.Agents = append(list.Agents, wireAgent(a, states[a.ID], s.knowsAll(who, a.ID)))
			}
		}
		return list, nil
	})
}

// knowsAll reports whether the caller may see an account's address and greeting.
func (s *Server) knowsAll(who caller, a chat.AgentID) bool {
	return who.Agent == a || who.Role.Holds(agent.RoleAdmin)
}

// shareSite reports whether the caller and an agent work on a common site.
func shareSite(p policy.Principal, a agent.Agent) bool {
	limits := p.SiteLimit()
	sites := a.WorksOn()
	if limits == nil || len(sites) == 0 {
		return true
	}
	return slices.ContainsFunc(sites, func(site chat.SiteID) bool { return slices.Contains(limits, site) })
}

func (s *Server) states(ctx context.Context) (map[chat.AgentID]agent.State, error) {
	all, err := s.ports.Presence.Everybody(ctx)
	if err != nil {
		return nil, err
	}
	states := make(map[chat.AgentID]agent.State, len(all))
	for _, st := range all {
		states[st.Agent] = st
	}
	return states, nil
}

// CreateAgent implements route.ServerInterface.
func (s *Server) CreateAgent(c *gin.Context) {
	act(s, c, http.StatusCreated, func(ctx context.Context, who caller, body wire.NewAgent) (any, error) {
		if err := s.take(ctx, s.cfg.Limits.Passwords, string(who.Agent)); err != nil {
			return nil, err
		}
		sites, err := s.knownSites(ctx, body.Sites)
		if err != nil {
			return nil, err
		}
		if err := s.knownTeams(ctx, body.Teams); err != nil {
			return nil, err
		}
		if err := s.knownSkills(ctx, body.Skills); err != nil {
			return nil, err
		}
		own, err := readOwnHours(body.Hours)
		if err != nil {
			return nil, err
		}
		password, shown := body.Password, ""
		if password == "" {
			password = auth.MakeUpPassword()
			shown = password
		}
		hash, err := s.cfg.Auth.NewHash(ctx, "password", password, body.Email, body.Name)
		if err != nil {
			return nil, err
		}
		a := agent.Agent{Email: body.Email, Name: body.Name, Title: body.Title, Role: agent.Role(body.Role), Capacity: defaultCapacity,
			Greeting: defaultGreeting, Languages: body.Languages, Translates: body.Translates, Teams: ids[chat.TeamID](body.Teams), Skills: body.Skills, Sites: sites, PasswordHash: hash}
		own.apply(&a.Hours)
		if body.Capacity != nil {
			a.Capacity = *body.Capacity
		}
		if a, err = s.ports.People.CreateAgent(ctx, a); err != nil {
			return nil, err
		}
		state, err := s.ports.Presence.Of(ctx, a.ID)
		return wire.AgentWithPassword{Agent: wireAgent(a, state, true), Password: shown}, err
	})
}

// knownSites turns ids into sites that exist.
func (s *Server) knownSites(ctx context.Context, ids []string) ([]chat.SiteID, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := s.ports.Sites.Sites(ctx)
	if err != nil {
		return nil, err
	}
	sites := make([]chat.SiteID, 0, len(ids))
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(known store.Site) bool { return string(known.ID) == id }) {
			return nil, chat.RefuseField("sites", "There is no site %q.", id)
		}
		sites = append(sites, chat.SiteID(id))
	}
	return sites, nil
}

// UpdateAgent implements route.ServerInterface.
func (s *Server) UpdateAgent(c *gin.Context, id wire.AgentID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.AgentChange) (any, error) {
		before, err := s.agentOf(ctx, id)
		if err != nil {
			return nil, err
		}
		var sites []chat.SiteID
		if body.Sites != nil {
			if sites, err = s.knownSites(ctx, *body.Sites); err != nil {
				return nil, err
			}
		}
		if body.Teams != nil {
			if err := s.knownTeams(ctx, *body.Teams); err != nil {
				return nil, err
			}
		}
		if err := s.knownSkills(ctx, body.Skills); err != nil {
			return nil, err
		}
		own, err := readOwnHours(body.Hours)
		if err != nil {
			return nil, err
		}
		password, hash := "", ""
		if body.ResetPassword {
			if err := s.take(ctx, s.cfg.Limits.Passwords, string(who.Agent)); err != nil {
				return nil, err
			}
			password = auth.MakeUpPassword()
			if hash, err = s.cfg.Auth.NewHash(ctx, "password", password); err != nil {
				return nil, err
			}
		}
		after, err := s.ports.People.UpdateAgent(ctx, before.ID, func(a *agent.Agent) error {
			if err := store.MadeOn(body.Version, a.Version, "this person"); err != nil {
				return err
			}
			before = *a
			s.applyChange(a, body, sites, hash)
			own.apply(&a.Hours)
			return nil
		})
		if err != nil {
			return nil, withPresent(err, func() (*wire.Present, error) { return s.presentAgent(ctx, before.ID) })
		}
		if err := s.afterChange(ctx, before, after); err != nil {
			return nil, err
		}
		state, err := s.ports.Presence.Of(ctx, after.ID)
		return wire.AgentWithPassword{Agent: wireAgent(after, state, true), Password: password}, err
	})
}

// presentAgent draws an account as it is now, for an admin who was not the first to change it.
func (s *Server) presentAgent(ctx context.Context, id chat.AgentID) (*wire.Present, error) {
	now, err := s.ports.People.Agent(ctx, id)
	if err != nil {
		return nil, err
	}
	state, err := s.ports.Presence.Of(ctx, id)
	drawn := wireAgent(now, state, true)
	return &wire.Present{Agent: &drawn}, err
}

// applyChange puts what an admin sent into the account. What was not sent stays.
func (s *Server) applyChange(a *agent.Agent, body wire.AgentChange, sites []chat.SiteID, hash string) {
	set(&a.Name, body.Name)
	set(&a.Title, body.Title)
	set(&a.Capacity, body.Capacity)
	if body.Role != nil {
		a.Role = agent.Role(*body.Role)
	}
	if body.Languages != nil {
		a.Languages = body.Languages
	}
	if body.Sites != nil {
		a.Sites = sites
	}
	if body.Teams != nil {
		a.Teams = ids[chat.TeamID](*body.Teams)
	}
	if body.Skills != nil {
		a.Skills = body.Skills
	}
	set(&a.Translates, body.Translates)
	if hash != "" {
		a.PasswordHash = hash
	}
	switch {
	case body.Disabled == nil || *body.Disabled == a.Disabled():
	case *body.Disabled:
		a.DisabledAt = s.cfg.Now()
	default:
		a.DisabledAt = time.Time{}
	}
}

// set changes a value if there is a new one.
func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// afterChange makes a changed account felt: who lost rights is signed out everywhere,
// and colleagues see the new state.
func (s *Server) afterChange(ctx context.Context, before, after agent.Agent) error {
	rightsChanged := before.Role != after.Role || !slices.Equal(before.Sites, after.Sites) || before.PasswordHash != after.PasswordHash ||
		after.Disabled() && !before.Disabled()
	s.cfg.Auth.ForgetAgent(after.ID)
	if rightsChanged {
		if err := s.cfg.Auth.EndAll(ctx, after.ID, "", store.AccountChanged); err != nil {
			return err
		}
	}
	return s.ports.Presence.Refresh(ctx, after.ID)
}

// agentOf reads an agent, or answers as for one that the caller may not know.
func (s *Server) agentOf(ctx context.Context, id string) (agent.Agent, error) {
	if !chat.ValidID(id) {
		return agent.Agent{}, policy.NoAgent()
	}
	a, err := s.ports.People.Agent(ctx, chat.AgentID(id))
	if chat.IsCode(err, chat.NotFound) {
		return agent.Agent{}, policy.NoAgent()
	}
	return a, err
}

// GetAgentPicture implements route.ServerInterface.
func (s *Server) GetAgentPicture(c *gin.Context, id wire.AgentID) {
	if !chat.ValidID(id) {
		s.fail(c, policy.NoAgent())
		return
	}
	p, err := s.ports.Pictures.Picture(c.Request.Context(), chat.AgentID(id))
	if chat.IsCode(err, chat.NotFound) {
		err = policy.NoAgent() // an agent without a picture is nobody else's business either
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	tag := fmt.Sprintf("%q", p.Hash)
	c.Header("ETag", tag)
	c.Header("Cache-Control", "public, max-age=300")
	c.Header("Content-Disposition", "inline; filename=picture")
	if strings.Contains(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	c.Data(http.StatusOK, p.MediaType, p.Content)
}
