package main

import (
	"context"
	"slices"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// staff answers who is there. Visitors open panels all the time, so the people
// may be a second old; decisions count anew in their transactions, and so does whoever
// is about to say that nobody is there.
type staff struct {
	store    *store.Store
	presence *agent.Presence
	sites    *siteBook

	people kept[struct{}, []person]
	teams  kept[struct{}, []routing.Team]
	waits  kept[queue, store.Waits]
}

const (
	peopleFresh = time.Second
	waitsFresh  = 5 * time.Second // means of many conversations, which hardly move meanwhile
)

func newStaff(s *store.Store, p *agent.Presence, sites *siteBook) *staff {
	return &staff{store: s, presence: p, sites: sites, people: kept[struct{}, []person]{life: peopleFresh}, teams: kept[struct{}, []routing.Team]{life: peopleFresh},
		waits: kept[queue, store.Waits]{life: waitsFresh}}
}

// queue names those who wait for the same people: the team on the site, or the whole site.
type queue struct {
	site chat.SiteID
	team chat.TeamID
}

// person is an agent with their state.
type person struct {
	agent agent.Agent
	state agent.State
}

func (s *staff) everybody(ctx context.Context) ([]person, error) {
	return s.people.get(ctx, struct{}{}, func(ctx context.Context, _ struct{}) ([]person, error) { return s.readEverybody(ctx) })
}

func (s *staff) readEverybody(ctx context.Context) ([]person, error) {
	agents, err := s.store.Agents(ctx)
	if err != nil {
		return nil, err
	}
	states, err := s.presence.Everybody(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[chat.AgentID]agent.State, len(states))
	for _, st := range states {
		byID[st.Agent] = st
	}
	people := make([]person, 0, len(agents))
	for _, a := range agents {
		if st, ok := byID[a.ID]; ok {
			people = append(people, person{a, st})
		}
	}
	return people, nil
}

// candidate is a person as routing sees them.
func (p person) candidate() routing.Candidate {
	return routing.Candidate{Agent: p.agent.ID, Name: p.agent.Name, Enabled: !p.agent.Disabled(), Sites: p.agent.WorksOn(),
		Available: p.state.TakesWork(), Reachable: p.state.Reach.Hears() && !p.state.Late, OnPhone: p.state.Reach == agent.OnPhone, Attentive: !p.state.Idle,
		Responding: !p.state.NotResponding, Languages: p.agent.Languages, Translates: p.agent.Translates, Teams: p.agent.Teams, Skills: p.agent.Skills,
		Load: routing.Load{Active: p.state.Load}, Limits: routing.Limits{Agent: p.agent.Capacity, Site: p.agent.SiteLimit}}
}

// fresh reads one person as routing sees them, now.
func (s *staff) fresh(ctx context.Context, id chat.AgentID) (routing.Candidate, error) {
	a, err := s.store.Agent(ctx, id)
	if err != nil {
		return routing.Candidate{}, err
	}
	state, err := s.presence.Of(ctx, id)
	if err != nil {
		return routing.Candidate{}, err
	}
	return person{a, state}.candidate(), nil
}

func candidates(people []person) []routing.Candidate {
	out := make([]routing.Candidate, len(people))
	for i, p := range people {
		out[i] = p.candidate()
	}
	return out
}

// Staffing counts who could take a conversation once the search for them has widened
// as far as it does live. That nobody is there is counted anew: it turns a visitor away who
// would have been told to wait had somebody come a moment ago.
func (s *staff) Staffing(ctx context.Context, c *chat.Conversation) (handoff.Staffing, error) {
	people, err := s.everybody(ctx)
	if err != nil {
		return handoff.Staffing{}, err
	}
	out, err := s.count(ctx, c, people)
	if err != nil || out.Slots > 0 {
		return out, err
	}
	if people, err = s.readEverybody(ctx); err != nil {
		return handoff.Staffing{}, err
	}
	return s.count(ctx, c, people)
}

// count counts among people.
func (s *staff) count(ctx context.Context, c *chat.Conversation, people []person) (handoff.Staffing, error) {
	waits, err := s.lately(ctx, c.Site, c.Team())
	if err != nil {
		return handoff.Staffing{}, err
	}
	teams, err := s.knownTeams(ctx)
	if err != nil {
		return handoff.Staffing{}, err
	}
	ahead, offered, err := s.store.Ahead(ctx, c)
	if err != nil {
		return handoff.Staffing{}, err
	}
	out := staffing(c, candidates(people), teams, ahead, waits)
	out.Offered = offered
	return out, nil
}

// lately gives what a queue has shown.
func (s *staff) lately(ctx context.Context, site chat.SiteID, team chat.TeamID) (store.Waits, error) {
	return s.waits.get(ctx, queue{site, team}, func(ctx context.Context, q queue) (store.Waits, error) { return s.store.Waits(ctx, q.site, q.team) })
}

// staffing counts for a conversation among people, with so many who come before it.
func staffing(c *chat.Conversation, all []routing.Candidate, teams []routing.Team, ahead int, waits store.Waits) handoff.Staffing {
	need := needAmong(c, teams)
	all = withLimits(all, teams)
	n := routing.Staff(all, need.Widest())
	out := handoff.Staffing{InLine: c.Waiting(), Routable: n.Routable, Slots: n.Slots, Free: n.Free, Ahead: ahead, Handle: waits.Queue.Handle, Samples: waits.Queue.Samples,
		Wait: waits.Queue.Wait, Waits: waits.Queue.Waits, Site: handoff.Measured(waits.Site), Reserved: c.State == chat.StateOffered}
	if n.Free > ahead && ahead >= n.AtDesk { // those before take the desks
		out.Pickup = routing.PhoneOffer
	}
	if i := slices.IndexFunc(teams, func(t routing.Team) bool { return t.ID == need.Team }); i >= 0 {
		out.MaxWait = teams[i].MaxWait
		if w := waitingOf(c); !w.Front && !w.Ahead { // those are not turned away by the length
			out.MaxWaiting = teams[i].MaxWaiting
		}
		if out.MaxWaiting > 0 && teams[i].Method != routing.Manual { // there, whoever is free may let it wait
			out.AtOnce = freeAtOnce(all, need)
		}
	}
	return out
}

// freeAtOnce counts the free places that the router would give now: those of the first stage at
// which anybody could take it.
func freeAtOnce(all []routing.Candidate, need routing.Need) int {
	for need.Stage = routing.StageExact; need.Stage < routing.StageOverflow; need.Stage++ {
		if n := routing.Staff(all, need); n.Routable > 0 {
			return n.Free
		}
	}
	return routing.Staff(all, need).Free
}

// ahead counts who comes before a conversation among those who wait for the same people,
// as [store.Store.Ahead] does among those that are stored.
func ahead(c *chat.Conversation, queued []*chat.Conversation, now time.Time) int {
	mine := waitingOf(c)
	if !c.Waiting() {
		mine.EnteredAt = now
	}
	var line []routing.Waiting
	for _, q := range queued {
		if w := waitingOf(q); w.Need.Site == mine.Need.Site && w.Need.Team == mine.Need.Team {
			line = append(line, w)
		}
	}
	return routing.Before(line, mine, now)
}

// withLimits applies the limits of teams to their members: the smallest wins.
func withLimits(all []routing.Candidate, teams []routing.Team) []routing.Candidate {
	out := slices.Clone(all)
	for i := range out {
		for _, t := range teams {
			if t.Limit > 0 && slices.Contains(out[i].Teams, t.ID) && (out[i].Limits.Team == 0 || t.Limit < out[i].Limits.Team) {
				out[i].Limits.Team = t.Limit
			}
		}
	}
	return out
}

// Routable reports whether the agent could take one more conversation of the site now. What
// is done on that word checks room and presence again, but not the site.
func (s *staff) Routable(ctx context.Context, id chat.AgentID, site chat.SiteID) (bool, error) {
	p, err := s.fresh(ctx, id)
	if chat.IsCode(err, chat.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ok, _ := routing.Eligible(p, routing.Need{Way: routing.Given, Site: site})
	return ok, nil
}

// faces is how many people the panel shows.
const faces = 3

// Expect says what a visitor who asked for a person now could expect.
func (s *staff) Expect(ctx context.Context, site chat.SiteID) (api.Expectation, error) {
	now := s.store.Now()
	route, later, err := s.usual(ctx, site, now)
	if err != nil {
		return api.Expectation{}, err
	}
	settings, err := s.sites.Handoffs(ctx, site, route.Team)
	if err != nil {
		return api.Expectation{}, err
	}
	people, err := s.everybody(ctx)
	if err != nil {
		return api.Expectation{}, err
	}
	staffing, err := s.count(ctx, &chat.Conversation{Site: site, Route: &route}, people)
	if err != nil {
		return api.Expectation{}, err
	}
	in := settings.Inputs(staffing)
	in.LiveOff = in.LiveOff || later
	e := handoff.Promise(in, now)
	out := api.Expectation{Open: isOpen(settings.Hours, now), Online: e.Live || e.Why == handoff.WhyBusy, Promise: e.Promise}
	if !out.Open {
		out.OpensAt, _ = settings.Hours.NextOpen(now)
	}
	for _, p := range people {
		if len(out.Faces) < faces && !p.agent.Disabled() && p.agent.Works(site) && p.agent.Title != "" {
			out.Faces = append(out.Faces, p.agent.Profile())
		}
	}
	return out, nil
}

// usual is where somebody goes of whom nothing is known yet: whose people and whose hours
// they can expect, and whether the rules let nobody join them live.
func (s *staff) usual(ctx context.Context, site chat.SiteID, now time.Time) (r chat.Route, later bool, err error) {
	calendar, err := s.sites.Calendar(ctx, site, "")
	if err != nil {
		return chat.Route{}, false, err
	}
	rules, err := s.store.RoutingRules(ctx, site)
	if err != nil {
		return chat.Route{}, false, err
	}
	out, _, _ := routing.Route(rules.Rules, routing.Case{Site: site, Reason: chat.ExplicitRequest, Hours: calendar, At: now})
	if out.Later {
		return chat.Route{Team: out.Team}, true, nil
	}
	team, over, err := s.sites.Serving(ctx, site, out.Team, out.Overflow, now)
	return chat.Route{Team: team, Overflow: over}, false, err
}

func isOpen(c *hours.Calendar, now time.Time) bool { return c == nil || c.IsOpen(now) }
