package playback

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// Rows is what is read; *store.Store fills it.
type Rows interface {
	RoutingRules(ctx context.Context, site chat.SiteID) (store.RoutingRules, error)
	Teams(ctx context.Context) ([]store.Team, error)
	Agents(ctx context.Context) ([]agent.Agent, error)
	Arrivals(ctx context.Context, sites []chat.SiteID, a, b time.Time, limit int) ([]store.Arrival, error)
	Working(ctx context.Context, a, b time.Time) ([]store.Work, error)
}

// LongestDays is how many days may be played at once.
const LongestDays = 31

// Past is a period of some sites and how they are served now.
type Past struct {
	Sites    []store.Site
	From, To time.Time
	MadeUp   bool // nobody came: it is a load that somebody thought of
	Day      simulate.Day
	Now      simulate.Plan
	Names    Names

	kept       bool // the shifts are those that people worked
	elsewhere  int  // people who work for other sites too
	fromMadeUp []simulate.Shift
}

// Names are the names of teams and people.
type Names struct {
	Teams  map[chat.TeamID]string
	Agents map[chat.AgentID]string
}

// Read reads how sites are served now and what came to them in a period. It refuses a
// period that is too long or held too much.
func Read(ctx context.Context, rows Rows, sites []store.Site, from, to time.Time) (*Past, error) {
	switch {
	case !from.Before(to):
		return nil, chat.RefuseField("to", "The period ends before it begins. Choose a later end.")
	case to.Sub(from) > LongestDays*24*time.Hour+time.Hour: // a change of clocks may lengthen it
		return nil, chat.RefuseField("to", "The period is longer than %d days. Choose a shorter one.", LongestDays)
	}
	p := &Past{Sites: sites, From: from, To: to, Day: simulate.Day{Start: from, Length: to.Sub(from)}}
	calendars, err := p.readPlan(ctx, rows)
	if err != nil {
		return nil, err
	}
	if err := p.readShifts(ctx, rows, calendars); err != nil {
		return nil, err
	}
	ids := make([]chat.SiteID, len(sites))
	for i, s := range sites {
		ids[i] = s.ID
	}
	arrivals, err := rows.Arrivals(ctx, ids, from, to, simulate.MostArrivals+1)
	if err != nil {
		return nil, err
	}
	if len(arrivals) > simulate.MostArrivals {
		return nil, chat.RefuseField("from", "More than %d conversations were handed off in this period. Choose a shorter one.", simulate.MostArrivals)
	}
	for _, a := range arrivals {
		i := slices.IndexFunc(sites, func(s store.Site) bool { return s.ID == a.Site })
		p.Day.Came = append(p.Day.Came, cameOf(sites[i], calendars[a.Site], a))
	}
	p.Day.Measured = simulate.Measure(p.Day.Came)
	return p, nil
}

// cameOf is an arrival as the simulator knows it.
func cameOf(site store.Site, calendar *hours.Calendar, a store.Arrival) simulate.Came {
	q := CaseOf(site, calendar, a.HandedOff)
	q.At, q.Reason = a.At, a.Reason
	return simulate.Came{Case: q, InLine: a.InLine, Wait: a.Wait, Left: a.End == store.ArrivalLeft, Handle: a.Handle, Accepted: a.Accepted, Missed: a.Missed}
}

// CaseOf is what was known of a conversation when it was handed off.
func CaseOf(site store.Site, calendar *hours.Calendar, p store.HandedOff) routing.Case {
	c := p.Conversation
	out := routing.Case{Conversation: c.ID, Site: site.ID, Topic: cmp.Or(p.Package.Topic, c.Topic), Language: cmp.Or(p.Package.Language, c.Language),
		SiteLanguage: site.Settings.Locale, Page: cmp.Or(p.Package.Page.URL, c.Page.URL), Attributes: map[string]string{}, Sentiment: p.Package.Sentiment,
		Hours: calendar, At: p.AskedAt()}
	if c.Route != nil && c.Route.Topic != "" {
		out.Topic = c.Route.Topic
	}
	if c.Handoff != nil {
		out.Reason = c.Handoff.Reason
	}
	for _, f := range c.Fields {
		out.Attributes[f.Name] = f.Value
	}
	maps.Copy(out.Attributes, p.Visitor.Told()) // what the site says of its visitor counts more than what was said in the chat
	out.Tier = p.Visitor.Tier()
	return out
}

// readPlan reads rules, teams, people and hours as they are stored now.
func (p *Past) readPlan(ctx context.Context, rows Rows) (map[chat.SiteID]*hours.Calendar, error) {
	calendars := map[chat.SiteID]*hours.Calendar{}
	p.Now = simulate.Plan{Rules: map[chat.SiteID][]routing.Rule{}, Later: map[chat.SiteID]bool{}, Hours: map[chat.TeamID]*hours.Calendar{}}
	p.Names = Names{map[chat.TeamID]string{}, map[chat.AgentID]string{}}
	for _, s := range p.Sites {
		rules, err := rows.RoutingRules(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		calendar, err := hours.New(s.Hours)
		if err != nil {
			return nil, err
		}
		calendars[s.ID], p.Now.Rules[s.ID] = &calendar, rules.Rules
		p.Now.Later[s.ID] = s.Settings.LiveOff || s.Mode == chat.ThinPipe
	}
	teams, err := rows.Teams(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range teams {
		p.Now.Teams = append(p.Now.Teams, t.Team)
		p.Names.Teams[t.ID] = t.Name
		if t.Hours == nil {
			continue
		}
		calendar, err := hours.New(*t.Hours)
		if err != nil {
			return nil, err
		}
		p.Now.Hours[t.ID] = &calendar
	}
	people, err := rows.Agents(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range people {
		if a.Disabled() || !slices.ContainsFunc(p.Sites, func(s store.Site) bool { return a.Works(s.ID) }) {
			continue
		}
		if slices.ContainsFunc(a.WorksOn(), func(id chat.SiteID) bool { return calendars[id] == nil }) {
			p.elsewhere++
		}
		p.Now.People = append(p.Now.People, simulate.Agent{Candidate: candidateOf(a)})
		p.Names.Agents[a.ID] = a.Name
	}
	return calendars, nil
}

// candidateOf is a person at work, as routing sees them.
func candidateOf(a agent.Agent) routing.Candidate {
	return routing.Candidate{Agent: a.ID, Name: a.Name, Enabled: true, Sites: a.WorksOn(), Available: true, Reachable: true, Attentive: true, Responding: true,
		Languages: a.Languages, Translates: a.Translates, Teams: a.Teams, Skills: a.Skills, Limits: routing.Limits{Agent: a.Capacity, Site: a.SiteLimit}}
}

// readShifts gives everybody the hours that they worked; if nobody's are known, the
// opening hours of their sites.
func (p *Past) readShifts(ctx context.Context, rows Rows, calendars map[chat.SiteID]*hours.Calendar) error {
	work, err := rows.Working(ctx, p.From, p.To)
	if err != nil {
		return err
	}
	worked := map[chat.AgentID][]simulate.Shift{}
	for _, w := range work {
		worked[w.Agent] = append(worked[w.Agent], simulate.Shift{From: w.From.Sub(p.From), To: w.To.Sub(p.From)})
	}
	open := map[chat.SiteID][]simulate.Shift{}
	for id, c := range calendars {
		open[id] = stretches(c, p.From, p.To)
	}
	p.fromMadeUp = union(slices.Collect(maps.Values(open))...)
	for i := range p.Now.People {
		a := &p.Now.People[i]
		if a.Shifts = worked[a.Agent]; len(a.Shifts) > 0 {
			p.kept = true
		}
	}
	for i := range p.Now.People {
		a := &p.Now.People[i]
		if !p.kept {
			var theirs [][]simulate.Shift
			for id, shifts := range open {
				if len(a.Sites) == 0 || slices.Contains(a.Sites, id) {
					theirs = append(theirs, shifts)
				}
			}
			a.Shifts = union(theirs...)
		}
		a.Available = len(a.Shifts) > 0
	}
	return nil
}

// stretches are the times from a until b in which a calendar is open.
func stretches(c *hours.Calendar, a, b time.Time) []simulate.Shift {
	var out []simulate.Shift
	for at := a; at.Before(b); {
		opens, ok := c.NextOpen(at)
		if !ok || !opens.Before(b) {
			break
		}
		closes, ok := c.NextClose(opens)
		if !ok || closes.After(b) {
			closes = b
		}
		out = append(out, simulate.Shift{From: opens.Sub(a), To: closes.Sub(a)})
		at = closes
	}
	return out
}

// union joins shifts that touch.
func union(lists ...[]simulate.Shift) []simulate.Shift {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(x, y simulate.Shift) int { return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To)) })
	var out []simulate.Shift
	for _, s := range all {
		if last := len(out) - 1; last >= 0 && s.From <= out[last].To {
			out[last].To = max(out[last].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}
