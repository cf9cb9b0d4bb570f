package rehearsal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/internal/wording"
	"github.com/batonchat/baton/routing"
)

// Verdict is how well a situation goes.
type Verdict string

// The verdicts.
const (
	Good  Verdict = "good"
	Watch Verdict = "watch" // it works, and may not be what was meant
	Bad   Verdict = "bad"   // visitors would be let down
)

// Area is a page of the settings.
type Area string

// The areas that advice names.
const (
	AreaHours  Area = "hours"
	AreaRules  Area = "rules"
	AreaTeams  Area = "teams"
	AreaPeople Area = "team"
	AreaSites  Area = "sites"
	AreaTexts  Area = "texts"
)

// Rehearse answers questions.
func (h *House) Rehearse(ctx context.Context, questions []Question) ([]Answer, error) {
	answers := make([]Answer, 0, len(questions))
	for _, q := range questions {
		if err := ctx.Err(); err != nil { // whoever asked is gone
			return nil, err
		}
		a, err := h.answer(ctx, q)
		if err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

func (h *House) answer(ctx context.Context, q Question) (Answer, error) {
	s := &q.Situation
	s.Reason, s.Sentiment, s.Staffing = cmp.Or(s.Reason, chat.ExplicitRequest), cmp.Or(s.Sentiment, "calm"), cmp.Or(s.Staffing, AsNow)
	a := Answer{Question: q, Verdict: Good, Advice: q.Never}
	if q.Never != "" {
		return a, nil
	}
	a.Open = h.open(s.At)
	if err := newScene(h, *s).play(ctx, &a); err != nil {
		return a, err
	}
	for _, r := range h.Rules {
		if !r.Off && r.Name == a.Route.Rule {
			a.Rule = r
		}
	}
	a.Team = h.team(a.Route.Team)
	a.Reaches = h.reaches(h.Code.Waiting(&chat.Conversation{ID: "rehearsal", Site: h.Site, Route: &a.Route}), s.At)
	j := judge{h: h, a: &a}
	j.decide()
	return a, nil
}

// judge finds what is wrong with an answer. Of several things the first of the worst
// is told.
type judge struct {
	h *House
	a *Answer
}

func (j judge) findf(v Verdict, area Area, format string, args ...any) {
	worse := v == Bad && j.a.Verdict != Bad || v == Watch && j.a.Verdict == Good
	if worse {
		j.a.Verdict, j.a.Area, j.a.Advice = v, area, fmt.Sprintf(format, args...)
	}
}

func (j judge) decide() {
	j.hours()
	j.people()
	j.rule()
	j.wait()
	j.language()
	if j.a.Verdict == Good {
		j.a.Advice = j.praise()
	}
}

// hours looks at the calendar and at what is owed later.
func (j judge) hours() {
	a := j.a
	if !a.Live && !a.Asked && !a.Question.Situation.Contact {
		j.findf(Bad, AreaSites, "An answer is promised, and there is no way to reach the visitor with it. Have them asked for an e-mail address.")
	}
	if a.Open {
		return
	}
	if _, opens := j.h.nextOpen(); !opens {
		j.findf(Bad, AreaHours, "This site never opens, so nobody ever joins and no time of reply can be promised. Enter opening hours.")
	}
	if a.Live {
		j.findf(Bad, AreaHours, "The site is closed and somebody is promised all the same. Look at the opening hours.")
	}
}

// people looks for somebody who could ever have it.
func (j judge) people() {
	a, h := j.a, j.h
	staff := h.staff()
	if len(staff) == 0 {
		j.findf(Bad, AreaPeople, "Nobody can take conversations of this site. Add people, give them this site and a capacity above 0.")
		return
	}
	switch id := a.Route.Team; {
	case id == "" || a.Team.ID != id:
	case !routing.HasMembers(h.People, id):
		j.findf(Watch, AreaTeams, "The team %s has no members, so its conversations go to everybody on the site. Add people to it or send to another team.", a.Team.Name)
	case !slices.ContainsFunc(staff, func(c routing.Candidate) bool { return slices.Contains(c.Teams, id) }):
		j.findf(Bad, AreaTeams, "The team %s has nobody who works on this site, so visitors are told that nobody can come. Add people to it or send to another team.", a.Team.Name)
	}
	for _, need := range a.Route.Skills {
		best := 0
		for _, c := range staff {
			best = max(best, c.Skills[need.Name])
		}
		switch {
		case best == 0:
			j.findf(Bad, AreaPeople, "Nobody on this site has the skill %s, so it goes to somebody without it. Give it to people or take it out of the rule “%s”.", need.Name, a.Rule.Name)
		case best < need.Level:
			j.findf(Watch, AreaPeople, "Nobody has %s at level %d; the best has %d. Raise somebody's level or lower the rule's.", need.Name, need.Level, best)
		}
	}
	if a.Open && !a.Live && a.Why == handoff.WhyNobody && a.Question.Situation.Staffing == EverybodyFree {
		j.findf(Bad, AreaPeople, "Though everybody is free, the visitor is told that nobody can come. See who is in %s, and who has a capacity above 0.", j.teamName())
	}
	if a.Live && len(a.Reaches) == 0 {
		j.findf(Bad, AreaTeams, "Somebody is promised, and nobody could ever be offered it: the people of %s only claim by hand. Choose another method, or a team that helps out.", j.teamName())
	}
}

// rule looks at the rule that matched.
func (j judge) rule() {
	a := j.a
	if id := a.Question.Rule; id != "" && a.Rule.ID != id {
		taken := "no rule matched"
		if a.Rule.Name != "" {
			taken = fmt.Sprintf("“%s” stands above it and takes it", a.Rule.Name)
		}
		j.findf(Watch, AreaRules, "The rule does not get what it is for: %s. Move it up, or change its conditions.", taken)
	}
	if a.Question.Kind == Tier && a.Rule.ID == "" {
		j.findf(Watch, AreaRules, "No rule looks at the tier, so a VIP waits like everybody. Add a rule for the tiers that come first.")
	}
	if a.Question.Kind == Angry && a.Rule.ID == "" {
		j.findf(Watch, AreaRules, "No rule looks at the mood, so an angry visitor waits like everybody. Add a rule for those at risk.")
	}
	target := j.target()
	if a.Live && a.Team.Offer > target {
		j.findf(Bad, AreaRules, "The target of %s is shorter than an offer stands (%s), so one missed offer breaks it. Make the target longer or the offers of %s shorter.",
			wording.Length(target), wording.Length(a.Team.Offer), j.teamName())
	}
}

// longWait is how long nobody should wait for nothing.
const longWait = 30 * time.Minute

// wait looks at who comes when.
func (j judge) wait() {
	a := j.a
	if !a.Live {
		return
	}
	for _, r := range a.Reaches {
		if longest := a.Team.MaxWait; longest > 0 && r.After >= longest {
			j.findf(Watch, AreaTeams, "Those who come in after %s are never asked, because %s lets nobody wait longer than %s. Ask them sooner.", wording.Length(r.After), j.teamName(), wording.Length(longest))
		}
	}
	given := slices.IndexFunc(a.Steps, func(s Step) bool { return s.Did == Offered || s.Did == Assigned })
	if given >= 0 {
		if after := a.Steps[given].After; after >= j.target() {
			j.findf(Watch, AreaTeams, "The first to be asked is reached after %s, and the target is %s. Widen the search of %s sooner, or give more people what is needed.",
				wording.Length(after), wording.Length(j.target()), j.teamName())
		}
		return
	}
	if a.Question.Situation.Staffing == EverybodyFree {
		j.findf(Watch, AreaTeams, "Nobody is offered it though everybody is free: people of %s claim by hand. Choose another method if that is not meant.", j.teamName())
	}
	if n := len(a.Steps); n > 0 && a.Steps[n-1].Did == Later && a.Steps[n-1].After > longWait {
		j.findf(Watch, AreaTeams, "If nobody gets free, the visitor waits for %s before an answer later is promised. Give %s a longest wait, or a team that helps out.", wording.Length(a.Steps[n-1].After), j.teamName())
	}
	if a.Promise.Kind == chat.PromiseRange && a.Promise.High == 0 {
		j.findf(Watch, AreaTeams, "The visitor is told to expect more than %s. Let people have more conversations, let another team help out, or add people.", wording.Length(time.Duration(a.Promise.Low)*time.Second))
	}
}

// language looks at whether the visitor is understood.
func (j judge) language() {
	a, wrote := j.a, tongue(j.a.Question.Situation.Language)
	if wrote == "" || wrote == tongue(j.h.Settings.Language) {
		return
	}
	if !slices.Contains(handoff.Languages(), wrote) {
		j.findf(Watch, AreaTexts, "Baton has no texts in %s, so the visitor reads %s and is routed by it.", routing.LanguageName(wrote), routing.LanguageName(j.h.Settings.Language))
		return
	}
	if !a.Live || slices.ContainsFunc(a.Reaches, func(r Reach) bool { return r.Stage <= routing.StageAnyLevel }) {
		return
	}
	j.findf(Watch, AreaPeople, "Nobody who gets it speaks %s or answers with a translator. Give somebody the language, or let people answer with a translator's help.", routing.LanguageName(wrote))
}

// praise says what happens when nothing is wrong.
func (j judge) praise() string {
	a := j.a
	switch {
	case a.Live:
		return j.praiseLive()
	case a.Why == handoff.WhyLiveOff && a.Rule.Then.Later:
		return fmt.Sprintf("The rule “%s” has it answered later, and the visitor is told when.", a.Rule.Name)
	case a.Why == handoff.WhyLiveOff:
		return "Nobody joins live on this site: that is how it is set. The visitor is told when to expect an answer."
	case a.Asked:
		return "The visitor is told when to expect an answer and is asked how to reach them. It waits on the follow-up list."
	default:
		return "The visitor is told when to expect an answer. It waits on the follow-up list, and the answer reaches them."
	}
}

func (j judge) praiseLive() string {
	last := Step{}
	if n := len(j.a.Steps); n > 0 {
		last = j.a.Steps[n-1]
	}
	who := strings.Join(last.People[:min(len(last.People), 3)], ", ")
	when := "at once"
	if last.After > 0 {
		when = "after " + wording.Length(last.After)
	}
	switch last.Did {
	case Offered:
		return fmt.Sprintf("%s is asked %s.", who, when)
	case Assigned:
		return fmt.Sprintf("%s gets it %s.", who, when)
	case Later:
		return fmt.Sprintf("The first who gets a free place is asked. If nobody does, the wait ends %s with the promise of an answer later.", when)
	case Told:
	}
	return "The first who gets a free place is asked."
}

func (j judge) target() time.Duration {
	return cmp.Or(time.Duration(j.a.Route.Target)*time.Second, routing.DefaultTarget)
}

func (j judge) teamName() string { return cmp.Or(j.a.Team.Name, "those who work on this site") }
