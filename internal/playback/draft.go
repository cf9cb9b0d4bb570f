package playback

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// Draft is what would be changed. What is left out stays as it is now.
type Draft struct {
	Rules  map[chat.SiteID][]routing.Rule
	Teams  []routing.Team                  // each in place of the one with its ID
	Hours  map[chat.TeamID]*hours.Calendar // of teams; nil: as their site
	People []Change
	More   []More
	Scale  float64 // how many come for each who came; 0: one
}

// Change is what would be different about somebody.
type Change struct {
	Agent    chat.AgentID
	Capacity int  // 0: as now
	Away     bool // not there at all
}

// More are people whom there is not yet. They work the hours of whom they are like; else
// the opening hours.
type More struct {
	Like      chat.AgentID // empty: like nobody
	Name      string
	Count     int
	Teams     []chat.TeamID
	Skills    map[string]int
	Languages []string
	Capacity  int // 0: as whom they are like
}

// MostPeople is how many people a draft may add.
const MostPeople = 200

// Apply changes the plan of now as a draft wants it. It refuses what cannot be, with the
// place in the draft.
func (p *Past) Apply(d Draft) (simulate.Plan, error) {
	plan := p.Now
	if d.Scale != 0 {
		plan.Scale = d.Scale
	}
	if n := float64(len(p.Day.Came)) * max(d.Scale, 1); n > simulate.MostArrivals {
		return plan, chat.RefuseField("draft.arrivals_percent", "That would be %.0f conversations; at most %d are played. Choose a shorter period or a smaller scale.", n, simulate.MostArrivals)
	}
	if len(d.Rules) > 0 {
		plan.Rules = map[chat.SiteID][]routing.Rule{}
		for id, rules := range p.Now.Rules {
			plan.Rules[id] = rules
			if drafted, ok := d.Rules[id]; ok {
				plan.Rules[id] = drafted
			}
		}
	}
	if err := p.applyTeams(&plan, d.Teams); err != nil {
		return plan, err
	}
	if len(d.Hours) > 0 && !p.MadeUp {
		plan.Hours = maps.Clone(plan.Hours)
		maps.Copy(plan.Hours, d.Hours)
	}
	plan.People = slices.Clone(plan.People)
	for i, c := range d.People {
		at := slices.IndexFunc(plan.People, func(a simulate.Agent) bool { return a.Agent == c.Agent })
		if at < 0 {
			return plan, chat.RefuseField(fmt.Sprintf("draft.people[%d].agent", i), "Nobody with the ID %q works on this site.", c.Agent)
		}
		a := &plan.People[at]
		if c.Capacity > 0 {
			a.Limits.Agent = c.Capacity
		}
		if c.Away {
			a.Available, a.Shifts = false, nil
		}
	}
	return plan, p.applyMore(&plan, d.More)
}

func (p *Past) applyTeams(plan *simulate.Plan, teams []routing.Team) error {
	plan.Teams = slices.Clone(plan.Teams)
	for i, t := range teams {
		at := slices.IndexFunc(plan.Teams, func(o routing.Team) bool { return o.ID == t.ID })
		if at < 0 {
			return chat.RefuseField(fmt.Sprintf("draft.teams[%d].id", i), "There is no team %q.", t.ID)
		}
		if t.Overflow != "" && !slices.ContainsFunc(plan.Teams, func(o routing.Team) bool { return o.ID == t.Overflow }) {
			return chat.RefuseField(fmt.Sprintf("draft.teams[%d].overflow", i), "There is no team %q to help out.", t.Overflow)
		}
		if t.Overflow == t.ID {
			return chat.RefuseField(fmt.Sprintf("draft.teams[%d].overflow", i), "%s cannot help itself out. Choose another team or none.", t.Name)
		}
		plan.Teams[at] = t
	}
	return nil
}

func (p *Past) applyMore(plan *simulate.Plan, more []More) error {
	added := 0
	for i, m := range more {
		field := func(name string) string { return fmt.Sprintf("draft.more_people[%d].%s", i, name) }
		a := simulate.Agent{Candidate: routing.Candidate{Name: cmp.Or(m.Name, "Somebody new"), Enabled: true, Reachable: true, Attentive: true, Responding: true}, Shifts: p.fromMadeUp}
		if m.Like != "" {
			at := slices.IndexFunc(plan.People, func(o simulate.Agent) bool { return o.Agent == m.Like })
			if at < 0 {
				return chat.RefuseField(field("like"), "Nobody with the ID %q works on this site.", m.Like)
			}
			like := p.Now.People[at] // as they are now, whatever the draft says of them
			a.Candidate = like.Candidate
			a.Name = cmp.Or(m.Name, "Like "+like.Name)
			if len(like.Shifts) > 0 {
				a.Shifts = like.Shifts
			}
		}
		a.Available = len(a.Shifts) > 0
		if m.Capacity > 0 {
			a.Limits.Agent = m.Capacity
		}
		if len(m.Teams) > 0 {
			a.Teams = m.Teams
		}
		if len(m.Skills) > 0 {
			a.Skills = m.Skills
		}
		if len(m.Languages) > 0 {
			a.Languages = m.Languages
		}
		for _, id := range m.Teams {
			if _, known := p.Names.Teams[id]; !known {
				return chat.RefuseField(field("teams"), "There is no team %q.", id)
			}
		}
		if a.Limits.Agent < 1 {
			return chat.RefuseField(field("capacity"), "Say how many conversations each of them may have.")
		}
		if added += max(m.Count, 1); added > MostPeople {
			return chat.RefuseField(field("count"), "At most %d people can be added.", MostPeople)
		}
		for n := range max(m.Count, 1) {
			one := a
			one.Agent = chat.AgentID(fmt.Sprintf("more-%d-%s-%d", i+1, a.Name, n+1)) // drafts that are compared may add others
			one.Name = fmt.Sprintf("%s (%d)", a.Name, n+1)
			plan.People = append(plan.People, one)
			p.Names.Agents[one.Agent] = one.Name
		}
	}
	return nil
}

// Stream is a kind of conversation that comes at a rate, for a day that is made up.
type Stream struct {
	Site      chat.SiteID // empty: the first
	PerHour   float64
	Topic     string
	Tier      string
	Language  string
	Sentiment string
	Handle    time.Duration // mean
	Patience  time.Duration // mean; 0: for ever
}

// LongestMadeUp is how long a day that is made up may be.
const LongestMadeUp = 24 * time.Hour

// MakeUp puts a day of so long in place of the past: conversations come at independent
// moments, the sites and teams are open and everybody is at work all the time.
func (p *Past) MakeUp(length time.Duration, streams []Stream, seed uint64) error {
	total := 0.0
	for _, s := range streams {
		total += s.PerHour * length.Hours()
	}
	if total > simulate.MostArrivals {
		return chat.RefuseField("synthetic.streams", "That would be %.0f conversations; at most %d are played. Choose a shorter day or a lower rate.", total, simulate.MostArrivals)
	}
	p.MadeUp, p.To = true, p.From.Add(length)
	p.Day.Length, p.Day.Came, p.Day.Measured = length, nil, simulate.Measured{Handle: simulate.DefaultHandle, Delay: simulate.DefaultDelay}
	r := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // a simulation needs no secrecy
	for i, s := range streams {
		site, err := p.siteOf(s.Site, i)
		if err != nil {
			return err
		}
		for at := time.Duration(0); ; {
			at += time.Duration(r.ExpFloat64() * float64(time.Hour) / s.PerHour)
			if at >= length {
				break
			}
			c := simulate.Came{Handle: max(time.Duration(r.ExpFloat64()*float64(s.Handle)), time.Second), InLine: true}
			if s.Patience > 0 {
				c.Patience = max(time.Duration(r.ExpFloat64()*float64(s.Patience)), time.Second)
			}
			c.Case = routing.Case{Site: site.ID, Topic: s.Topic, Tier: s.Tier, Language: cmp.Or(s.Language, site.Settings.Locale), SiteLanguage: site.Settings.Locale, Sentiment: s.Sentiment,
				Reason: chat.ExplicitRequest, At: p.From.Add(at)}
			p.Day.Came = append(p.Day.Came, c)
		}
	}
	p.Now.Hours = nil
	p.fromMadeUp = []simulate.Shift{{From: 0, To: length}}
	for i := range p.Now.People {
		p.Now.People[i].Shifts, p.Now.People[i].Available = p.fromMadeUp, true
	}
	return nil
}

func (p *Past) siteOf(id chat.SiteID, stream int) (store.Site, error) {
	for _, s := range p.Sites {
		if s.ID == id || id == "" {
			return s, nil
		}
	}
	return store.Site{}, chat.RefuseField(fmt.Sprintf("synthetic.streams[%d].site", stream), "There is no site %q among those that are played.", id)
}
