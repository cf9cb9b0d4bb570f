package simulate

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/routing"
)

func came(at time.Duration, change ...func(*Came)) Came {
	c := Came{Case: routing.Case{Site: shop, At: monday.Add(at)}, InLine: true, Handle: 5 * time.Minute}
	for _, f := range change {
		f(&c)
	}
	return c
}

func within(people []Agent, shifts ...Shift) []Agent {
	for i := range people {
		people[i].Shifts = shifts
	}
	return people
}

func play(t *testing.T, d Day, p Plan) Played {
	t.Helper()
	if d.Start.IsZero() {
		d.Start, d.Length, d.Within = monday, 8*time.Hour, time.Minute
	}
	got, err := d.Play(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestMeasuringThePast(t *testing.T) {
	got := Measure([]Came{
		came(0, func(c *Came) { c.Wait, c.Accepted, c.Missed = time.Minute, 4*time.Second, 1 }),
		came(0, func(c *Came) { c.Wait, c.Handle, c.Left = 3*time.Minute, 0, true }),
		came(0, func(c *Came) { c.Wait, c.Handle, c.Accepted = 2*time.Minute, 9*time.Minute, 8*time.Second }),
		came(0, func(c *Came) { c.InLine, c.Handle = false, 0 }),
	})
	want := Measured{Handle: 7 * time.Minute, Handles: 2, Patience: 6 * time.Minute, Left: 1, InLine: 3, Delay: 6 * time.Second, Accepted: 2, Missed: 1}
	if got != want {
		t.Errorf("Measure() = %+v, want %+v", got, want)
	}
	if got := Measure(nil); got != (Measured{Handle: DefaultHandle, Delay: DefaultDelay}) {
		t.Errorf("of nothing: %+v", got)
	}
	if o := want.offers(); math.Abs(o.Miss-1.0/3) > 1e-9 || o.Delay != 6*time.Second {
		t.Errorf("offers %+v", o)
	}
}

// TestPatienceIsFoundThoughMostWereAnswered censors exponential patience as answers do.
func TestPatienceIsFoundThoughMostWereAnswered(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var all []Came
	for range 20_000 {
		patience, answered := time.Duration(r.ExpFloat64()*float64(4*time.Minute)), time.Duration(r.ExpFloat64()*float64(time.Minute))
		all = append(all, came(0, func(c *Came) { c.Wait, c.Left = min(patience, answered), patience < answered }))
	}
	if got := Measure(all).Patience; math.Abs(got.Minutes()-4) > 0.2 {
		t.Errorf("patience %v, want about 4m", got)
	}
}

func TestThePastGoesByTheRulesOfThePlan(t *testing.T) {
	billing := func(c *Came) { c.Case.Topic = "billing" }
	day := Day{Came: []Came{came(time.Minute, billing), came(2*time.Minute, billing), came(3 * time.Minute)}, Measured: Measured{Handle: time.Minute}}
	p := Plan{Teams: []routing.Team{{ID: "care", Method: routing.LoadBalanced}, {ID: "empty", Method: routing.LoadBalanced}},
		People: within(people(2, func(c *routing.Candidate) { c.Teams = []chat.TeamID{"care"} }), Shift{0, 8 * time.Hour})}
	if got := play(t, day, p); got.Total.Answered != 3 || len(got.Teams) != 1 || got.AtOnce != 0 {
		t.Errorf("without rules: %+v", got)
	}
	p.Rules = map[chat.SiteID][]routing.Rule{shop: {{ID: "1", When: routing.Conditions{Topic: []string{"billing"}}, Then: routing.Outcome{Team: "care", Target: time.Minute}}}}
	if got := play(t, day, p); got.Teams["care"].Answered != 2 || got.Teams[""].Answered != 1 {
		t.Errorf("to a team: %+v", got.Teams)
	}
	p.Rules[shop][0].Then.Team = "empty"
	if got := play(t, day, p); got.Teams["empty"].Answered != 2 || got.Total.Later != 0 || got.AtOnce != 0 || got.Total.Arrived != 3 {
		t.Errorf("to a team without members: %+v", got)
	}
	elsewhere := p.People[0]
	elsewhere.Agent, elsewhere.Sites, elsewhere.Teams = "elsewhere", []chat.SiteID{"other"}, []chat.TeamID{"empty"}
	q := p
	q.People = append(slices.Clone(p.People), elsewhere)
	if got := play(t, day, q); got.Teams["empty"].Later != 2 || got.Total.Later != 2 || got.AtOnce != 2 || got.Total.Arrived != 3 {
		t.Errorf("to a team that has nobody on the site: %+v", got)
	}
	p.Rules[shop][0].Then = routing.Outcome{Later: true}
	if got := play(t, day, p); got.Total.Later != 2 || got.Total.Answered != 1 {
		t.Errorf("later by the rule: %+v", got.Total)
	}
	p.Later = map[chat.SiteID]bool{shop: true}
	if got := play(t, day, p); got.Total.Later != 3 {
		t.Errorf("a site where nobody joins live: %+v", got.Total)
	}
}

func TestWhoComesToAClosedOrEmptyRoomIsAnsweredLater(t *testing.T) {
	morning, err := hours.New(hours.Plan{Zone: "UTC", Weekly: []hours.Interval{{Day: hours.Monday, From: 8 * 60, To: 12 * 60}}})
	if err != nil {
		t.Fatal(err)
	}
	open := func(c *Came) { c.Case.Hours = &morning }
	day := Day{Came: []Came{came(time.Hour, open), came(5*time.Hour, open), came(3*time.Hour, open)}, Measured: Measured{Handle: time.Minute}}
	got := play(t, day, Plan{People: within(people(1), Shift{0, 2 * time.Hour})})
	if got.Total.Answered != 1 || got.Total.Later != 2 || got.AtOnce != 2 {
		t.Errorf("%+v", got.Total)
	}
	away := people(1)
	away[0].Available = false
	if got := play(t, day, Plan{People: away}); got.Total.Later != 3 || got.Occupancy != 0 || got.Agents[away[0].Agent].Present != 0 {
		t.Errorf("nobody is ever there: %+v", got)
	}
}

func TestATeamsOwnHoursDecideWhoServes(t *testing.T) {
	calendar := func(from, to hours.Clock) *hours.Calendar {
		c, err := hours.New(hours.Plan{Zone: "UTC", Weekly: []hours.Interval{{Day: hours.Monday, From: from * 60, To: to * 60}}})
		if err != nil {
			t.Fatal(err)
		}
		return &c
	}
	crew := within(people(2), Shift{0, 10 * time.Hour})
	crew[0].Teams, crew[1].Teams = []chat.TeamID{"day"}, []chat.TeamID{"evening"}
	rules := map[chat.SiteID][]routing.Rule{shop: {{ID: "all", Name: "All", Then: routing.Outcome{Team: "day", Target: time.Minute}}}}
	day := Day{Start: monday, Length: 10 * time.Hour, Came: []Came{came(time.Hour), came(6 * time.Hour), came(9 * time.Hour)}, Measured: Measured{Handle: time.Minute}}
	zero := monday.Hour()
	plan := Plan{Rules: rules, People: crew, Hours: map[chat.TeamID]*hours.Calendar{"day": calendar(hours.Clock(zero), hours.Clock(zero+4)), "evening": calendar(hours.Clock(zero+4), hours.Clock(zero+8))},
		Teams: []routing.Team{{ID: "day", Method: routing.LoadBalanced, Overflow: "evening"}, {ID: "evening", Method: routing.LoadBalanced}}}
	got := play(t, day, plan)
	if got.Agents[crew[0].Agent].Answered != 1 || got.Agents[crew[1].Agent].Answered != 1 || got.AtOnce != 1 {
		t.Errorf("by day %d, in the evening %d, later %d", got.Agents[crew[0].Agent].Answered, got.Agents[crew[1].Agent].Answered, got.AtOnce)
	}
}

func TestTheSameSeedPlaysTheSameDay(t *testing.T) {
	var day Day
	day.Measured = Measured{Handle: 4 * time.Minute, Patience: 3 * time.Minute, Delay: 5 * time.Second, Accepted: 9, Missed: 1}
	for i := range 200 {
		day.Came = append(day.Came, came(time.Duration(i)*time.Minute, func(c *Came) { c.Handle = 0 }))
	}
	day.Start, day.Length, day.Within, day.Seed = monday, 4*time.Hour, time.Minute, 7
	p := Plan{Teams: []routing.Team{{Method: routing.LoadBalanced, Offer: 20 * time.Second}}, People: within(people(3), Shift{0, 4 * time.Hour}), Scale: 1.5}
	first, again := play(t, day, p), play(t, day, p)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same seed played another day")
	}
	day.Seed = 8
	if reflect.DeepEqual(first.Lives, play(t, day, p).Lives) {
		t.Error("another seed played the same day")
	}
}

func TestTheScaleMakesMoreOrFewerOfWhoCame(t *testing.T) {
	var day Day
	day.Measured = Measured{Handle: time.Minute}
	for i := range 1000 {
		day.Came = append(day.Came, came(time.Duration(i)*20*time.Second))
	}
	for _, scale := range []float64{0, 0.5, 1, 2, 2.5} {
		got := play(t, day, Plan{People: within(people(50), Shift{0, 8 * time.Hour}), Scale: scale})
		want := 1000 * scale
		if scale == 0 {
			want = 1000
		}
		if math.Abs(float64(got.Total.Arrived)-want) > 60 || scale == math.Trunc(scale) && scale > 0 && got.Total.Arrived != int(want) {
			t.Errorf("scale %v: %d came, want %v", scale, got.Total.Arrived, want)
		}
	}
}

func TestPatienceOfThePast(t *testing.T) {
	day := Day{Start: monday, Length: time.Hour, Measured: Measured{Handle: time.Minute, Patience: time.Minute}}
	day.Came = []Came{came(0, func(c *Came) { c.Left, c.Wait = true, 40*time.Second }), came(0, func(c *Came) { c.Wait = 90 * time.Second }), came(0, func(c *Came) { c.Patience = 5 * time.Second })}
	at := func(i int) Arrival { return day.arrivals(i, 1)[0] }
	if got := at(0).Patience; got != 40*time.Second {
		t.Errorf("who left after 40s waits %v", got)
	}
	if got := at(1).Patience; got <= 90*time.Second {
		t.Errorf("who waited 90s and was answered waits %v", got)
	}
	if got := at(2).Patience; got != 5*time.Second {
		t.Errorf("whose patience is known waits %v", got)
	}
	day.Measured.Patience = 0
	if got := at(1).Patience; got != 0 {
		t.Errorf("where nobody ever left: %v, want for ever", got)
	}
}

func TestAPlayCanBeStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Day{Start: monday, Length: time.Hour, Came: []Came{came(0)}}.Play(ctx, Plan{People: people(1)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}
