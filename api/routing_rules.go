package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/playback"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

func wireRules(r store.RoutingRules, found routing.Problems) wire.RoutingRules {
	out := wire.RoutingRules{Rules: make([]wire.RoutingRule, len(r.Rules)), Version: r.Version, Shipped: r.Shipped(), Problems: ruleProblems(found),
		UpdatedAt: r.UpdatedAt, UpdatedBy: string(r.UpdatedBy)}
	for i, rule := range r.Rules {
		w := rule.When
		out.Rules[i] = wire.RoutingRule{ID: rule.ID, Name: rule.Name, Off: rule.Off, Then: wireOutcome(rule.Then), When: wire.RoutingConditions{
			Topic: w.Topic, Tier: w.Tier, Language: w.Language, Foreign: w.Foreign, Page: w.Page, Hours: wire.RoutingConditionsHours(w.Hours),
			Attributes: w.Attributes, Reason: w.Reason, Sentiment: w.Sentiment}}
	}
	return out
}

func wireOutcome(o routing.Outcome) wire.RoutingOutcome {
	out := wire.RoutingOutcome{Team: string(o.Team), Overflow: string(o.Overflow), Named: texts(o.Named), Ahead: o.Ahead,
		TargetSeconds: seconds(o.Target), NextSeconds: seconds(o.Next), ResolutionSeconds: seconds(o.Resolution), Later: o.Later}
	for _, n := range o.Skills {
		out.Skills = append(out.Skills, chat.SkillNeed(n))
	}
	return out
}

func readRules(all []wire.RoutingRule) []routing.Rule {
	rules := make([]routing.Rule, len(all))
	for i, r := range all {
		w, t := r.When, r.Then
		rules[i] = routing.Rule{ID: cmp.Or(r.ID, chat.NewID()), Name: strings.TrimSpace(r.Name), Off: r.Off, When: routing.Conditions{Topic: w.Topic, Tier: w.Tier, Language: w.Language,
			Foreign: w.Foreign, Page: w.Page, Hours: routing.OpenOrClosed(w.Hours), Attributes: w.Attributes, Reason: w.Reason, Sentiment: w.Sentiment},
			Then: routing.Outcome{Team: chat.TeamID(t.Team), Overflow: chat.TeamID(t.Overflow), Ahead: t.Ahead, Later: t.Later,
				Target: time.Duration(t.TargetSeconds) * time.Second, Next: time.Duration(t.NextSeconds) * time.Second, Resolution: time.Duration(t.ResolutionSeconds) * time.Second}}
		if len(t.Named) > 0 {
			rules[i].Then.Named = ids[chat.AgentID](t.Named)
		}
		for _, n := range t.Skills {
			n.Name = store.Skill{Name: n.Name}.Clean().Name
			rules[i].Then.Skills = append(rules[i].Then.Skills, routing.SkillNeed(n))
		}
	}
	return rules
}

// ruleProblems names the places as the API does.
func ruleProblems(found routing.Problems) []wire.RuleProblem {
	found = slices.Clone(found)
	for i := range found {
		found[i].At = ruleField(found[i].At)
	}
	return wireProblems(found)
}

func ruleField(at string) string {
	if rest, ok := strings.CutSuffix(at, ".then.target"); ok {
		return rest + ".then.target_seconds"
	}
	return at
}

// GetRoutingRules implements route.ServerInterface.
func (s *Server) GetRoutingRules(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		return s.presentRules(ctx, site.ID)
	})
}

func (s *Server) presentRules(ctx context.Context, site chat.SiteID) (wire.RoutingRules, error) {
	r, err := s.ports.RoutingRules.RoutingRules(ctx, site)
	if err != nil {
		return wire.RoutingRules{}, err
	}
	found, err := s.ports.RoutingRules.CheckRoutingRules(ctx, site, r.Rules)
	return wireRules(r, found), err
}

// PutRoutingRules implements route.ServerInterface.
func (s *Server) PutRoutingRules(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.RoutingRulesChange) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		r, found, err := s.ports.RoutingRules.PutRoutingRules(ctx, store.RoutingRules{Site: site.ID, Rules: readRules(body.Rules), Version: body.Version, UpdatedBy: who.Agent})
		if refusal, ok := errors.AsType[*chat.Error](err); ok && refusal.Code == chat.Invalid {
			named := &chat.Error{Code: refusal.Code, Say: refusal.Say, Field: ruleField(refusal.Field), Err: err}
			return nil, &detailedError{error: named, problems: ruleProblems(found)}
		}
		if err != nil {
			return nil, withPresent(err, func() (*wire.Present, error) {
				now, err := s.presentRules(ctx, site.ID)
				return &wire.Present{Rules: &now}, err
			})
		}
		return wireRules(r, found), nil
	})
}

// CheckRoutingRules implements route.ServerInterface.
func (s *Server) CheckRoutingRules(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.RoutingRulesDraft) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		found, err := s.ports.RoutingRules.CheckRoutingRules(ctx, site.ID, readRules(body.Rules))
		return wire.RuleProblems{Problems: ruleProblems(found)}, err
	})
}

// How much of the past rules are tried on, and how much of what would change is shown.
const (
	tryLast    = 500
	tryChanges = 50
)

// TryRoutingRules implements route.ServerInterface.
func (s *Server) TryRoutingRules(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.RoutingRulesTrial) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		present, err := s.ports.RoutingRules.RoutingRules(ctx, site.ID)
		if err != nil {
			return nil, err
		}
		past, err := s.ports.RoutingRules.HandedOff(ctx, site.ID, cmp.Or(body.Last, tryLast))
		if err != nil {
			return nil, err
		}
		calendar, err := hours.New(site.Hours)
		if err != nil {
			return nil, err
		}
		cases := make([]routing.Case, len(past))
		for i, p := range past {
			cases[i] = playback.CaseOf(site, &calendar, p)
		}
		draft := readRules(body.Rules)
		return wireTrial(routing.Try(present.Rules, draft, cases), present.Rules, draft, past), nil
	})
}

func wireTrial(t routing.Trial, before, after []routing.Rule, past []store.HandedOff) wire.RoutingRulesTried {
	out := wire.RoutingRulesTried{Cases: t.Cases, Changed: len(t.Changes), Counts: []wire.RuleCount{}, Changes: []wire.RoutingChange{}}
	counted := map[string]bool{}
	for _, r := range append(slices.Concat(after, before), routing.Rule{}) { // the new order first; last what no rule matched
		if !counted[r.ID] {
			counted[r.ID] = true
			out.Counts = append(out.Counts, wire.RuleCount{Rule: r.ID, Name: r.Name, Before: t.Before[r.ID], After: t.After[r.ID]})
		}
	}
	for _, ch := range t.Changes[:min(len(t.Changes), tryChanges)] {
		i := slices.IndexFunc(past, func(p store.HandedOff) bool { return p.Conversation.ID == ch.Conversation })
		c := past[i].Conversation
		out.Changes = append(out.Changes, wire.RoutingChange{Conversation: string(c.ID), AskedAt: past[i].AskedAt(), Topic: cmp.Or(past[i].Package.Topic, c.Topic), Summary: c.Summary,
			Before: wireOutcome(ch.Before), BeforeRule: ch.BeforeRule, After: wireOutcome(ch.After), AfterRule: ch.AfterRule})
	}
	return out
}

// GetRouting implements route.ServerInterface.
func (s *Server) GetRouting(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		all, err := s.ports.Decisions.Decisions(ctx, cv.ID)
		out := wire.RoutingDecisions{Route: cv.Route, Decisions: make([]wire.RoutingDecision, len(all))}
		for i, d := range all {
			out.Decisions[i] = wireDecision(d, who.MayOverride())
		}
		return out, err
	})
}

// wireDecision draws a decision; all says that the reader may see who was looked at.
func wireDecision(d store.Decision, all bool) wire.RoutingDecision {
	out := wire.RoutingDecision{ID: d.ID, At: d.At, Say: d.Line, WaitedSeconds: d.WaitedSeconds, Team: string(d.Team), Method: string(d.Method),
		Stage: d.Stage.String(), Later: string(d.Later), TieBreak: string(d.TieBreak)}
	if !all {
		return out
	}
	out.Could, out.Cut = d.Could, map[string]int{}
	for layer, n := range d.Cut {
		out.Cut[string(layer)] = n
	}
	for _, r := range d.Rows {
		out.Candidates = append(out.Candidates, wire.RoutingCandidate{Agent: string(r.Agent), Name: r.Name, Chosen: r.Chosen, Cut: string(r.Cut), Fit: r.Fit.String(),
			Load: r.Load, Places: r.Places, Levels: r.Levels, Turn: r.Turn, IdleSince: r.IdleSince})
	}
	return out
}
