package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/rehearsal"
)

// rehearseWithin is how far from now a situation may lie.
const rehearseWithin = 2 * 365 * 24 * time.Hour

// Rehearse implements route.ServerInterface.
func (s *Server) Rehearse(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.RehearsalRequest) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		if err := s.take(ctx, s.cfg.Limits.Imagined, string(who.Agent)); err != nil {
			return nil, err
		}
		now := s.cfg.Now()
		asked := make([]rehearsal.Situation, len(body.Situations))
		for i, w := range body.Situations {
			if !w.At.IsZero() && w.At.Sub(now).Abs() > rehearseWithin {
				return nil, chat.RefuseField("situations["+strconv.Itoa(i)+"].at", "Choose a moment within two years from now.")
			}
			asked[i] = rehearsal.Situation{At: w.At, Language: w.Language, Tier: w.Tier, Topic: w.Topic, Page: w.Page, Attributes: w.Attributes,
				Reason: w.Reason, Sentiment: string(w.Sentiment), Contact: w.ContactKnown, Staffing: rehearsal.Staffing(w.Staffing)}
		}
		answers, err := s.ports.Rehearser.Rehearse(ctx, site, asked)
		if err != nil {
			return nil, err
		}
		out := wire.Rehearsal{At: now, Answers: make([]wire.RehearsalAnswer, len(answers))}
		for i, a := range answers {
			out.Answers[i] = wireRehearsed(a)
		}
		return out, nil
	})
}

func wireRehearsed(a rehearsal.Answer) wire.RehearsalAnswer {
	q := a.Question
	out := wire.RehearsalAnswer{Kind: wire.RehearsalAnswerKind(q.Kind), Question: q.Say, Verdict: wire.RehearsalAnswerVerdict(a.Verdict), Advice: a.Advice, Area: wire.RehearsalAnswerArea(a.Area)}
	if q.Never != "" {
		return out
	}
	s := q.Situation
	out.Situation = &wire.RehearsalSituation{At: s.At, Language: s.Language, Tier: s.Tier, Topic: s.Topic, Page: s.Page, Attributes: s.Attributes, Reason: s.Reason,
		Sentiment: wire.RehearsalSituationSentiment(s.Sentiment), ContactKnown: s.Contact, Staffing: wire.RehearsalStaffing(s.Staffing)}
	out.Open, out.Rule, out.RuleID, out.Live, out.LaterWhy = a.Open, a.Rule.Name, a.Rule.ID, a.Live, a.Why
	out.Team, out.TeamName, out.Skills, out.Ahead, out.TargetSeconds = string(a.Team.ID), a.Team.Name, a.Route.Skills, a.Route.Ahead, a.Route.Target
	out.Said, out.Promise, out.AsksContact = a.Said, &a.Promise, a.Asked
	for _, st := range a.Steps {
		w := wire.RehearsalStep{AfterSeconds: seconds(st.After), Did: wire.RehearsalStepDid(st.Did), People: st.People, Why: st.Why, Said: st.Said}
		if len(st.People) > 0 {
			w.Stage = st.Stage.String()
		}
		out.Steps = append(out.Steps, w)
	}
	for _, r := range a.Reaches {
		out.Reaches = append(out.Reaches, wire.RehearsalReach{Stage: wire.RehearsalReachStage(r.Stage.String()), AfterSeconds: seconds(r.After), People: r.People})
	}
	return out
}
