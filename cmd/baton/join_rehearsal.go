package main

import (
	"context"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/rehearsal"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// rehearsals ask the code that serves a site what it would do.
type rehearsals struct {
	store  *store.Store
	people *staff
	sites  *siteBook
	topics *topics
}

// Rehearse answers what was asked; the questions that every site should have an answer
// to if nothing was.
func (r rehearsals) Rehearse(ctx context.Context, site store.Site, asked []rehearsal.Situation) ([]rehearsal.Answer, error) {
	h, err := r.house(ctx, site)
	if err != nil {
		return nil, err
	}
	questions := make([]rehearsal.Question, len(asked))
	for i, s := range asked {
		questions[i] = h.Ask(s)
	}
	if len(asked) == 0 {
		questions = h.Questions()
	}
	return h.Rehearse(ctx, questions)
}

// house reads all that a rehearsal depends on.
func (r rehearsals) house(ctx context.Context, site store.Site) (*rehearsal.House, error) {
	settings, err := r.sites.Handoffs(ctx, site.ID, "")
	if err != nil {
		return nil, err
	}
	rules, err := r.store.RoutingRules(ctx, site.ID)
	if err != nil {
		return nil, err
	}
	teams, err := r.people.Teams(ctx)
	if err != nil {
		return nil, err
	}
	people, err := r.people.Candidates(ctx)
	if err != nil {
		return nil, err
	}
	queued, err := r.store.Queued(ctx)
	if err != nil {
		return nil, err
	}
	own := map[chat.TeamID]*hours.Calendar{}
	waits := map[chat.TeamID]store.Waits{}
	for _, id := range append(teamIDs(teams), "") {
		if own[id], err = r.sites.Calendar(ctx, site.ID, id); err != nil {
			return nil, err
		}
		if waits[id], err = r.people.lately(ctx, site.ID, id); err != nil {
			return nil, err
		}
	}
	domain := ""
	if len(site.Domains) > 0 {
		domain = site.Domains[0]
	}
	return &rehearsal.House{Site: site.ID, Settings: settings, Hours: own, Domain: domain, Rules: rules.Rules, Teams: teams, People: people, Queued: queued, Now: r.store.Now(),
		Code: imagined{rules: rules, teams: teams, waits: waits, house: r}}, nil
}

func teamIDs(teams []routing.Team) []chat.TeamID {
	ids := make([]chat.TeamID, len(teams))
	for i, t := range teams {
		ids[i] = t.ID
	}
	return ids
}

// imagined routes conversations that are not stored by the code for those that are.
type imagined struct {
	rules   store.RoutingRules
	teams   []routing.Team
	waits   map[chat.TeamID]store.Waits
	visitor rehearsal.Visitor
	house   rehearsals
}

// Route implements rehearsal.Code.
func (i imagined) Route(ctx context.Context, c handoff.Case, v rehearsal.Visitor) (chat.Route, bool, error) {
	i.visitor = v
	return routes{i, i.house.sites, i.house.topics}.Route(ctx, c)
}

// Staffing implements rehearsal.Code.
func (i imagined) Staffing(c *chat.Conversation, people []routing.Candidate, queued []*chat.Conversation, now time.Time) handoff.Staffing {
	return staffing(c, people, i.teams, ahead(c, queued, now), i.waits[c.Team()])
}

// Waiting implements rehearsal.Code.
func (imagined) Waiting(c *chat.Conversation) routing.Waiting { return waitingOf(c) }

// Visitor implements routeRows: the site vouches for the tier.
func (i imagined) Visitor(context.Context, chat.VisitorID) (store.Visitor, error) {
	v := store.Visitor{Attributes: i.visitor.Attributes}
	if i.visitor.Tier != "" {
		v.Signed = map[string]string{"tier": i.visitor.Tier}
	}
	return v, nil
}

// RoutingRules implements routeRows.
func (i imagined) RoutingRules(context.Context, chat.SiteID) (store.RoutingRules, error) {
	return i.rules, nil
}

// LatestOf implements routeRows: nobody knows the visitor.
func (imagined) LatestOf(context.Context, chat.VisitorID, int) ([]*chat.Conversation, error) {
	return nil, nil
}
