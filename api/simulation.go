package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/playback"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// simulateFor is how long a simulation may take.
const simulateFor = 25 * time.Second

// pastRows is what a playback reads, of the API's ports. Fields must not be called as
// methods are.
type pastRows struct {
	rulesPort
	teamsPort
	peoplePort
	Past
}

type (
	rulesPort  = RoutingRules
	teamsPort  = Teams
	peoplePort = People
)

// Simulate implements route.ServerInterface.
func (s *Server) Simulate(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.SimulationRequest) (any, error) {
		if err := s.take(ctx, s.cfg.Limits.Imagined, string(who.Agent)); err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, simulateFor)
		defer cancel()
		out, err := s.simulate(ctx, who, body)
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, chat.RefuseField("from", "This took longer than %d seconds and was given up. Choose a shorter period, or fewer conversations.", simulateFor/time.Second)
		}
		return out, err
	})
}

func (s *Server) simulate(ctx context.Context, who caller, body wire.SimulationRequest) (wire.Simulation, error) {
	past, sites, err := s.past(ctx, who, body)
	if err != nil {
		return wire.Simulation{}, err
	}
	seed, within := uint64(1), time.Duration(cmp.Or(body.WithinSeconds, 60))*time.Second
	if body.Seed > 0 {
		seed = uint64(body.Seed)
	}
	if body.Synthetic != nil {
		if err := past.MakeUp(time.Duration(body.Synthetic.LengthHours)*time.Hour, readStreams(body.Synthetic.Streams), seed); err != nil {
			return wire.Simulation{}, err
		}
	}
	draft, err := s.readDraft(ctx, body, sites)
	if err != nil {
		return wire.Simulation{}, err
	}
	got, err := past.Compare(ctx, within, seed, draft)
	if err != nil {
		return wire.Simulation{}, err
	}
	return wire.Simulation{From: got.From, To: got.To, Synthetic: got.MadeUp, Arrivals: got.Arrivals, WithinSeconds: seconds(within), Notes: append([]string{}, got.Notes...),
		Now: wireDay(got.Now, got.Names), Draft: wireDay(got.Drafts[0], got.Names)}, nil
}

// past reads the period that is asked for, of the caller's sites.
func (s *Server) past(ctx context.Context, who caller, body wire.SimulationRequest) (*playback.Past, []store.Site, error) {
	var sites []store.Site
	var err error
	if body.Site != "" {
		site, unknown := s.site(ctx, who, body.Site)
		sites, err = []store.Site{site}, unknown
	} else {
		sites, err = s.sitesOf(ctx, who)
	}
	if err != nil {
		return nil, nil, err
	}
	if len(sites) == 0 {
		return nil, nil, chat.RefuseField("site", "You work on no site, so there is nothing to play.")
	}
	now := s.cfg.Now()
	from, to := body.From, body.To
	switch {
	case body.Synthetic != nil:
		from, to = now, now.Add(time.Second) // nothing came in it
	case from.IsZero():
		return nil, nil, chat.RefuseField("from", "Say from when on, or describe a load under synthetic.")
	case to.IsZero() || to.After(now):
		to = now
	}
	past, err := playback.Read(ctx, pastRows{s.ports.RoutingRules, s.ports.Teams, s.ports.People, s.ports.Past}, sites, from, to)
	return past, sites, err
}

func readStreams(all []wire.SimulationStream) []playback.Stream {
	out := make([]playback.Stream, len(all))
	for i, w := range all {
		out[i] = playback.Stream{Site: chat.SiteID(w.Site), PerHour: float64(w.PerHour), Topic: w.Topic, Tier: w.Tier, Language: w.Language, Sentiment: string(w.Sentiment),
			Handle: time.Duration(w.HandleSeconds) * time.Second, Patience: time.Duration(w.PatienceSeconds) * time.Second}
	}
	return out
}

func (s *Server) readDraft(ctx context.Context, body wire.SimulationRequest, sites []store.Site) (playback.Draft, error) {
	w := body.Draft
	d := playback.Draft{Scale: float64(w.ArrivalsPercent) / 100}
	if w.Rules != nil {
		if body.Site == "" {
			return d, chat.RefuseField("site", "Rules belong to a site. Say which.")
		}
		rules := readRules(*w.Rules)
		found, err := s.ports.RoutingRules.CheckRoutingRules(ctx, sites[0].ID, rules)
		if err != nil {
			return d, err
		}
		if refused := found.Refused(); len(refused) > 0 {
			return d, chat.RefuseField("draft."+ruleField(refused[0].At), "%s", refused[0].Say)
		}
		d.Rules = map[chat.SiteID][]routing.Rule{sites[0].ID: rules}
	}
	if err := s.readTeams(ctx, &d, w.Teams); err != nil {
		return d, err
	}
	for _, p := range w.People {
		d.People = append(d.People, playback.Change{Agent: chat.AgentID(p.Agent), Capacity: p.Capacity, Away: p.Away})
	}
	for _, m := range w.MorePeople {
		more := playback.More{Like: chat.AgentID(m.Like), Count: m.Count, Teams: ids[chat.TeamID](m.Teams), Languages: m.Languages, Capacity: m.Capacity}
		for _, k := range m.Skills {
			if more.Skills == nil {
				more.Skills = map[string]int{}
			}
			more.Skills[store.Skill{Name: k.Name}.Clean().Name] = k.Level
		}
		d.More = append(d.More, more)
	}
	return d, nil
}

// readTeams makes the teams of a draft of those that are stored.
func (s *Server) readTeams(ctx context.Context, d *playback.Draft, changes []wire.SimulationTeam) error {
	if len(changes) == 0 {
		return nil
	}
	stored, err := s.ports.Teams.Teams(ctx)
	if err != nil {
		return err
	}
	for i, w := range changes {
		at := slices.IndexFunc(stored, func(t store.Team) bool { return t.ID == chat.TeamID(w.ID) })
		if at < 0 {
			return chat.RefuseField(fmt.Sprintf("draft.teams[%d].id", i), "There is no team %q.", w.ID)
		}
		t := stored[at]
		own, err := readOwnHours(w.Change.Hours)
		if err != nil {
			return err
		}
		applyTeam(&t, w.Change, own)
		d.Teams = append(d.Teams, t.Team)
		if !own.sent {
			continue
		}
		if d.Hours == nil {
			d.Hours = map[chat.TeamID]*hours.Calendar{}
		}
		d.Hours[t.ID] = nil
		if t.Hours != nil {
			calendar, err := hours.New(*t.Hours)
			if err != nil {
				return err
			}
			d.Hours[t.ID] = &calendar
		}
	}
	return nil
}

func wireDay(p simulate.Played, names playback.Names) wire.SimulatedDay {
	out := wire.SimulatedDay{Total: wireFigures(p.Total), Occupancy: p.Occupancy, Teams: []wire.SimulatedTeam{}, People: []wire.SimulatedPerson{}}
	for id, f := range p.Teams {
		out.Teams = append(out.Teams, wire.SimulatedTeam{Team: string(id), Name: names.Teams[id], Figures: wireFigures(f)})
	}
	slices.SortFunc(out.Teams, func(a, b wire.SimulatedTeam) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Team, b.Team))
	})
	for id, w := range p.Agents {
		out.People = append(out.People, wire.SimulatedPerson{Agent: string(id), Name: names.Agents[id], Answered: w.Answered, Missed: w.Missed, Occupancy: w.Occupancy, PresentSeconds: seconds(w.Present)})
	}
	slices.SortFunc(out.People, func(a, b wire.SimulatedPerson) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Agent, b.Agent))
	})
	return out
}

func wireFigures(f simulate.Figures) wire.SimulationFigures {
	return wire.SimulationFigures{Came: f.Arrived, Answered: f.Answered, Abandoned: f.Abandoned, Later: f.Later, Waiting: f.Waiting, AbandonedShare: f.Abandonment, ServiceLevel: f.ServiceLevel,
		MeanWaitSeconds: f.MeanWait.Seconds(), P90WaitSeconds: f.P90.Seconds(), LongestWaitSeconds: f.Longest.Seconds()}
}
