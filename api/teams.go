package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

func wireTeam(t store.Team) wire.Team {
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	w := wire.Team{ID: string(t.ID), Name: t.Name, Method: wire.Method(t.Method), OfferSeconds: seconds(t.Offer), Limit: t.Limit,
		TranslationAfterSeconds: seconds(t.Widen.Translation), AnyLevelAfterSeconds: seconds(t.Widen.AnyLevel), TeamAfterSeconds: seconds(t.Widen.Team),
		Overflow: string(t.Overflow), OverflowAfterSeconds: seconds(t.OverflowAfter), MaxWaiting: t.MaxWaiting, MaxWaitSeconds: seconds(t.MaxWait),
		ParkAfterMinutes: int(t.Park / time.Minute), WrapUpSeconds: seconds(t.WrapUp), Members: texts(t.Members), Problems: []string{},
		Hours: writeHours(t.Hours), Version: t.Version, CreatedAt: t.CreatedAt}
	for _, p := range t.Problems {
		w.Problems = append(w.Problems, p.Say)
	}
	return w
}

// teamFields says how the settings that package routing checks are called here.
var teamFields = map[string]string{
	"offer": "offer_seconds", "widen.translation": "translation_after_seconds", "widen.any_level": "any_level_after_seconds",
	"widen.team": "team_after_seconds", "overflow_after": "overflow_after_seconds", "max_wait": "max_wait_seconds",
	"park": "park_after_minutes", "wrap_up": "wrap_up_seconds",
}

// inTeamFields names a refused setting as the API does.
func inTeamFields(err error) error {
	refusal, ok := errors.AsType[*chat.Error](err)
	if !ok || refusal.Field == "" {
		return err
	}
	named := *refusal
	named.Field, named.Err = cmp.Or(teamFields[refusal.Field], refusal.Field), err
	return &named
}

// applyTeam puts what an admin sent into a team. What was not sent stays.
func applyTeam(t *store.Team, body wire.TeamChange, own hoursChange) {
	period := func(to *time.Duration, n *int, unit time.Duration) {
		if n != nil {
			*to = time.Duration(*n) * unit
		}
	}
	set(&t.Name, body.Name)
	if body.Method != nil {
		t.Method = routing.Method(*body.Method)
	}
	period(&t.Offer, body.OfferSeconds, time.Second)
	set(&t.Limit, body.Limit)
	period(&t.Widen.Translation, body.TranslationAfterSeconds, time.Second)
	period(&t.Widen.AnyLevel, body.AnyLevelAfterSeconds, time.Second)
	period(&t.Widen.Team, body.TeamAfterSeconds, time.Second)
	if body.Overflow != nil {
		t.Overflow = chat.TeamID(*body.Overflow)
	}
	period(&t.OverflowAfter, body.OverflowAfterSeconds, time.Second)
	set(&t.MaxWaiting, body.MaxWaiting)
	period(&t.MaxWait, body.MaxWaitSeconds, time.Second)
	period(&t.Park, body.ParkAfterMinutes, time.Minute)
	period(&t.WrapUp, body.WrapUpSeconds, time.Second)
	own.apply(&t.Hours)
	if body.Members != nil {
		t.Members = ids[chat.AgentID](*body.Members)
	}
}

// ids turns texts into ids.
func ids[T ~string](all []string) []T {
	out := make([]T, len(all))
	for i, id := range all {
		out[i] = T(id)
	}
	return out
}

// ListTeams implements route.ServerInterface.
func (s *Server) ListTeams(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, _ caller, _ nothing) (any, error) {
		all, err := s.ports.Teams.Teams(ctx)
		out := wire.TeamList{Teams: make([]wire.Team, len(all))}
		for i, t := range all {
			out.Teams[i] = wireTeam(t)
		}
		return out, err
	})
}

// CreateTeam implements route.ServerInterface.
func (s *Server) CreateTeam(c *gin.Context) {
	act(s, c, http.StatusCreated, func(ctx context.Context, _ caller, body wire.NewTeam) (any, error) {
		own, err := readOwnHours(body.Hours)
		if err != nil {
			return nil, err
		}
		t := store.Team{Team: routing.DefaultTeam()}
		applyTeam(&t, wire.TeamChange{Name: &body.Name, Method: body.Method, OfferSeconds: body.OfferSeconds, Limit: body.Limit,
			TranslationAfterSeconds: body.TranslationAfterSeconds, AnyLevelAfterSeconds: body.AnyLevelAfterSeconds, TeamAfterSeconds: body.TeamAfterSeconds,
			Overflow: body.Overflow, OverflowAfterSeconds: body.OverflowAfterSeconds, MaxWaiting: body.MaxWaiting, MaxWaitSeconds: body.MaxWaitSeconds,
			ParkAfterMinutes: body.ParkAfterMinutes, WrapUpSeconds: body.WrapUpSeconds, Members: body.Members}, own)
		t, err = s.ports.Teams.CreateTeam(ctx, t)
		if err != nil {
			return nil, inTeamFields(err)
		}
		s.tellOf(ctx, t.Members)
		return wireTeam(t), nil
	})
}

// UpdateTeam implements route.ServerInterface.
func (s *Server) UpdateTeam(c *gin.Context, id wire.TeamID) {
	act(s, c, http.StatusOK, func(ctx context.Context, _ caller, body wire.TeamChange) (any, error) {
		if !chat.ValidID(id) {
			return nil, policy.NoTeam()
		}
		own, err := readOwnHours(body.Hours)
		if err != nil {
			return nil, err
		}
		t, whose, err := s.ports.Teams.UpdateTeam(ctx, chat.TeamID(id), body.Version, func(t *store.Team) { applyTeam(t, body, own) })
		if err != nil {
			return nil, withPresent(inTeamFields(err), func() (*wire.Present, error) {
				now, err := s.ports.Teams.Team(ctx, chat.TeamID(id))
				team := wireTeam(now)
				return &wire.Present{Team: &team}, err
			})
		}
		s.tellOf(ctx, whose)
		return wireTeam(t), nil
	})
}

// DeleteTeam implements route.ServerInterface.
func (s *Server) DeleteTeam(c *gin.Context, id wire.TeamID, params wire.DeleteTeamParams) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, _ nothing) (any, error) {
		if !chat.ValidID(id) {
			return nil, policy.NoTeam()
		}
		from, to := chat.TeamID(id), chat.TeamID(params.MoveTo)
		whose, err := s.ports.Teams.DeleteTeam(ctx, from, to, params.Force)
		if err != nil {
			return nil, err
		}
		s.tellOf(ctx, whose)
		// Done after the team is gone, so that nothing new comes to wait for it. A line
		// that is missed here is not stuck: for a team that is no more the site counts.
		return nil, s.ports.Rerouter.Reroute(ctx, from, to, who.Party())
	})
}

// tellOf tells everybody of people's state again, after a change of what they can take.
// The change is stored already, so a failure here is only logged.
func (s *Server) tellOf(ctx context.Context, whose []chat.AgentID) {
	for _, a := range whose {
		s.cfg.Auth.ForgetAgent(a)
		if err := s.ports.Presence.Refresh(ctx, a); err != nil && !chat.IsCode(err, chat.NotFound) {
			s.cfg.Log.WarnContext(ctx, "a change of somebody's account could not be told", "agent", string(a), "request_id", requestID(ctx), "err", err)
		}
	}
}

// everybody lists all accounts, to tell of. As there, a failure is only logged.
func (s *Server) everybody(ctx context.Context) []chat.AgentID {
	all, err := s.ports.People.Agents(ctx)
	if err != nil {
		s.cfg.Log.WarnContext(ctx, "a change of everybody's places could not be told", "request_id", requestID(ctx), "err", err)
	}
	ids := make([]chat.AgentID, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	return ids
}

// knownTeams refuses teams that do not exist.
func (s *Server) knownTeams(ctx context.Context, wanted []string) error {
	if len(wanted) == 0 {
		return nil
	}
	all, err := s.ports.Teams.Teams(ctx)
	if err != nil {
		return err
	}
	for _, id := range wanted {
		if !slices.ContainsFunc(all, func(t store.Team) bool { return string(t.ID) == id }) {
			return chat.RefuseField("teams", "There is no team %q. Add teams under Settings, Teams.", id)
		}
	}
	return nil
}
