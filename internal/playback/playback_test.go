package playback_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/playback"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// monday is a Monday at midnight.
var monday = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// rows are an installation in memory.
type rows struct {
	rules    []routing.Rule
	teams    []store.Team
	agents   []agent.Agent
	arrivals []store.Arrival
	work     []store.Work
}

func (r *rows) RoutingRules(_ context.Context, site chat.SiteID) (store.RoutingRules, error) {
	return store.RoutingRules{Site: site, Rules: r.rules}, nil
}
func (r *rows) Teams(context.Context) ([]store.Team, error)   { return r.teams, nil }
func (r *rows) Agents(context.Context) ([]agent.Agent, error) { return r.agents, nil }
func (r *rows) Arrivals(_ context.Context, sites []chat.SiteID, a, b time.Time, limit int) ([]store.Arrival, error) {
	all := slices.DeleteFunc(slices.Clone(r.arrivals), func(x store.Arrival) bool {
		return !slices.Contains(sites, x.Site) || x.At.Before(a) || !x.At.Before(b)
	})
	return all[:min(len(all), limit)], nil
}
func (r *rows) Working(context.Context, time.Time, time.Time) ([]store.Work, error) {
	return r.work, nil
}

func arrival(at time.Duration, change ...func(*store.Arrival)) store.Arrival {
	a := store.Arrival{HandedOff: store.HandedOff{Conversation: &chat.Conversation{ID: chat.ConversationID("conversation-" + at.String()), Site: "site-1"}}, Site: "site-1",
		At: monday.Add(at), Reason: chat.ExplicitRequest, InLine: true, End: store.ArrivalJoined, Handle: 5 * time.Minute}
	for _, f := range change {
		f(&a)
	}
	return a
}

func shop() store.Site {
	plan := hours.Plan{Zone: "UTC"}
	for d := range hours.Day(5) {
		plan.Weekly = append(plan.Weekly, hours.Interval{Day: d, From: 9 * 60, To: 17 * 60})
	}
	return store.Site{ID: "site-1", Name: "Shop", Hours: plan, Settings: store.SiteSettings{Locale: "en"}}
}

func installation() *rows {
	return &rows{
		teams: []store.Team{{Team: routing.Team{ID: "care", Name: "Care", Method: routing.LoadBalanced, Offer: 20 * time.Second}}, {Team: routing.Team{ID: "desk", Name: "Desk", Method: routing.Manual}}},
		agents: []agent.Agent{{ID: "ada", Name: "Ada", Capacity: 2, Teams: []chat.TeamID{"care"}, Skills: map[string]int{"tax": 3}}, {ID: "ben", Name: "Ben", Capacity: 1, Sites: []chat.SiteID{"site-1", "site-2"}},
			{ID: "cleo", Name: "Cleo", Capacity: 1, Sites: []chat.SiteID{"site-2"}}, {ID: "dan", Name: "Dan", Capacity: 1, DisabledAt: monday}},
		arrivals: []store.Arrival{arrival(10 * time.Hour), arrival(11 * time.Hour), arrival(12*time.Hour, func(a *store.Arrival) { a.End, a.Wait, a.Handle = store.ArrivalLeft, time.Minute, 0 }),
			arrival(20*time.Hour, func(a *store.Arrival) { a.InLine, a.End, a.Handle = false, store.ArrivalLater, 0 })},
	}
}

func read(t *testing.T, r *rows, days int) *playback.Past {
	t.Helper()
	p, err := playback.Read(t.Context(), r, []store.Site{shop()}, monday, monday.AddDate(0, 0, days))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func shiftsOf(p *playback.Past, id chat.AgentID) []simulate.Shift {
	for _, a := range p.Now.People {
		if a.Agent == id {
			return a.Shifts
		}
	}
	return nil
}

func TestPeopleWorkAsTheyWorkedOrInTheOpeningHours(t *testing.T) {
	r := installation()
	p := read(t, r, 2)
	want := []simulate.Shift{{From: 9 * time.Hour, To: 17 * time.Hour}, {From: 33 * time.Hour, To: 41 * time.Hour}}
	if len(p.Now.People) != 2 || !reflect.DeepEqual(shiftsOf(p, "ada"), want) || !reflect.DeepEqual(shiftsOf(p, "ben"), want) {
		t.Errorf("without any record: %+v", p.Now.People)
	}
	r.work = []store.Work{{Agent: "ada", From: monday.Add(8 * time.Hour), To: monday.Add(12 * time.Hour)}}
	p = read(t, r, 2)
	if got := shiftsOf(p, "ada"); len(got) != 1 || got[0] != (simulate.Shift{From: 8 * time.Hour, To: 12 * time.Hour}) || shiftsOf(p, "ben") != nil {
		t.Errorf("as recorded: %+v", p.Now.People)
	}
	got, err := p.Compare(t.Context(), time.Minute, 1)
	if err != nil || got.Now.Agents["ben"].Answered != 0 || got.Now.Agents["ben"].Present != 0 {
		t.Errorf("who was not there: %+v, %v", got.Now.Agents, err)
	}
}

func TestAComparisonSaysWhatItRestsOn(t *testing.T) {
	got, err := read(t, installation(), 1).Compare(t.Context(), time.Minute, 1, playback.Draft{})
	if err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(got.Notes, "\n")
	for _, want := range []string{"Only 4 conversations were stored; this says little.", "takes 5 min on the average, measured on 2", "1 of 3 who waited gave up; visitors wait 1 min on the average", "No offer was accepted", "opening hours", "1 of these people work for other sites too", "People of Desk claim by hand"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is missing in\n%s", want, notes)
		}
	}
	if got.Arrivals != 4 || got.Now.Total.Arrived != 4 || got.Now.AtOnce != 1 || !reflect.DeepEqual(got.Now, got.Drafts[0]) {
		t.Errorf("an empty draft is as now: %+v, %+v", got.Now.Total, got.Drafts[0].Total)
	}
	empty := installation()
	empty.arrivals = nil
	none, err := read(t, empty, 1).Compare(t.Context(), time.Minute, 1)
	if err != nil || none.Now.Total.Arrived != 0 || !strings.Contains(none.Notes[0], "nothing to play") {
		t.Errorf("nothing came: %+v, %v", none, err)
	}
}

func TestDraftsChangeWhatTheySay(t *testing.T) {
	p := read(t, installation(), 1)
	rules := map[chat.SiteID][]routing.Rule{"site-1": {{ID: "1", Then: routing.Outcome{Team: "care", Target: time.Minute}}}}
	plan, err := p.Apply(playback.Draft{Rules: rules, Teams: []routing.Team{{ID: "care", Name: "Care", Method: routing.RoundRobin}}, People: []playback.Change{{Agent: "ada", Capacity: 5}, {Agent: "ben", Away: true}},
		More: []playback.More{{Like: "ada", Count: 2, Languages: []string{"de"}}, {Count: 1, Capacity: 3, Teams: []chat.TeamID{"care"}, Name: "Eve"}}, Scale: 2})
	if err != nil {
		t.Fatal(err)
	}
	if plan.Scale != 2 || len(plan.Rules["site-1"]) != 1 || plan.Teams[0].Method != routing.RoundRobin || p.Now.Teams[0].Method != routing.LoadBalanced {
		t.Errorf("plan %+v", plan)
	}
	ada, ben, like, eve := plan.People[0], plan.People[1], plan.People[3], plan.People[4]
	if ada.Limits.Agent != 5 || p.Now.People[0].Limits.Agent != 2 || ben.Available || ben.Shifts != nil {
		t.Errorf("ada %+v, ben %+v", ada, ben)
	}
	if like.Limits.Agent != 2 || like.Skills["tax"] != 3 || like.Languages[0] != "de" || like.Name != "Like Ada (2)" || !reflect.DeepEqual(like.Shifts, p.Now.People[0].Shifts) {
		t.Errorf("like ada: %+v", like)
	}
	if eve.Name != "Eve (1)" || eve.Teams[0] != "care" || len(eve.Shifts) != 1 || !eve.Available {
		t.Errorf("eve: %+v", eve)
	}
	for field, bad := range map[string]playback.Draft{
		"draft.teams[0].id":             {Teams: []routing.Team{{ID: "x"}}},
		"draft.teams[0].overflow":       {Teams: []routing.Team{{ID: "care", Overflow: "x"}}},
		"draft.people[0].agent":         {People: []playback.Change{{Agent: "cleo"}}},
		"draft.more_people[0].capacity": {More: []playback.More{{Count: 1}}},
		"draft.arrivals_percent":        {Scale: 9000},
	} {
		refusal := (*chat.Error)(nil)
		if _, err := p.Apply(bad); !asRefusal(err, &refusal) || refusal.Field != field || refusal.Say == "" {
			t.Errorf("%+v: %v, want a refusal of %s", bad, err, field)
		}
	}
}

func asRefusal(err error, to **chat.Error) bool {
	e, ok := err.(*chat.Error) //nolint:errorlint // it is not wrapped
	*to = e
	return ok
}

func TestADayThatIsMadeUp(t *testing.T) {
	p := read(t, installation(), 1)
	if err := p.MakeUp(10*time.Hour, []playback.Stream{{PerHour: 30, Handle: 2 * time.Minute, Topic: "billing"}, {PerHour: 5, Handle: time.Minute, Patience: time.Minute, Language: "de"}}, 3); err != nil {
		t.Fatal(err)
	}
	got, err := p.Compare(t.Context(), time.Minute, 3, playback.Draft{More: []playback.More{{Like: "ada", Count: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	if !got.MadeUp || got.Arrivals < 280 || got.Arrivals > 420 || got.Now.AtOnce != 0 || got.Now.Agents["ada"].Present != 10*time.Hour {
		t.Errorf("%d arrivals, %+v", got.Arrivals, got.Now.Total)
	}
	if got.Drafts[0].Total.MeanWait >= got.Now.Total.MeanWait {
		t.Errorf("three more people should help: %v, %v", got.Now.Total.MeanWait, got.Drafts[0].Total.MeanWait)
	}
}

func TestPeriodsThatAreTooMuchAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		days  int
		field string
	}{"backwards": {-1, "to"}, "longer than a month": {32, "to"}} {
		_, err := playback.Read(t.Context(), installation(), []store.Site{shop()}, monday, monday.AddDate(0, 0, c.days))
		refusal := (*chat.Error)(nil)
		if !asRefusal(err, &refusal) || refusal.Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := installation()
	r.arrivals = slices.Repeat(r.arrivals[:1], simulate.MostArrivals+1)
	_, err := playback.Read(t.Context(), r, []store.Site{shop()}, monday, monday.AddDate(0, 0, 1))
	refusal := (*chat.Error)(nil)
	if !asRefusal(err, &refusal) || refusal.Field != "from" {
		t.Errorf("too many: %v", err)
	}
}

func TestADayThatIsMadeUpHasNoClosedTeams(t *testing.T) {
	r := installation()
	r.teams[0].Hours = &hours.Plan{Zone: "UTC", Weekly: []hours.Interval{{Day: hours.Saturday, From: 9 * 60, To: 17 * 60}}}
	r.rules = []routing.Rule{{ID: "rule-1", Name: "Billing", When: routing.Conditions{Topic: []string{"billing"}}, Then: routing.Outcome{Team: "care", Target: time.Minute}}}
	p := read(t, r, 1)
	if err := p.MakeUp(10*time.Hour, []playback.Stream{{PerHour: 10, Handle: 2 * time.Minute, Topic: "billing"}}, 3); err != nil {
		t.Fatal(err)
	}
	got, err := p.Compare(t.Context(), time.Minute, 3, playback.Draft{Hours: map[chat.TeamID]*hours.Calendar{"care": {}}})
	if err != nil || got.Now.AtOnce != 0 || got.Drafts[0].AtOnce != 0 {
		t.Errorf("though all is open, %d are answered later now and %d by the draft (%v)", got.Now.AtOnce, got.Drafts[0].AtOnce, err)
	}
}
