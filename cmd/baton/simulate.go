package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/wording"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// SimulateCmd plays plans against the very code that routes.
type SimulateCmd struct {
	Plans  []string `arg:"" optional:"" type:"existingfile" help:"Plans as JSON files; several are compared side by side. docs/simulate.md describes them."`
	Seed   uint64   `default:"1" help:"Of chance: the same seed plays the same day."`
	Stored bool     `help:"Play what came to this installation, as it is set up now and by each plan."`
	Site   string   `placeholder:"NAME" help:"With --stored: only this site, by its name or ID."`
	Days   int      `default:"7" help:"With --stored: how many of the last days."`
}

// period is a length of time as people write it: "90s", "6m", "1h30m".
type period time.Duration

func (p *period) UnmarshalText(b []byte) error {
	d, err := time.ParseDuration(string(b))
	if err != nil || d < 0 {
		return fmt.Errorf("%q is no length of time: write it like 90s, 6m or 1h30m", b)
	}
	*p = period(d)
	return nil
}

// plan is a day to play: who comes, and who is there.
type plan struct {
	Length period     `json:"length"` // of the day
	Within period     `json:"within"` // an answer within it counts for the service level
	Teams  []planTeam `json:"teams"`
	People []planned  `json:"people"`
	Come   []stream   `json:"come"`
	Offers struct {
		Delay period  `json:"delay"` // mean time until one is accepted
		Miss  float64 `json:"miss"`  // share that nobody sees
	} `json:"offers"`

	Scale float64  `json:"scale"` // stored: how many come for each who came; 0: one
	Away  []string `json:"away"`  // stored: people who are not there, by name
}

type planTeam struct {
	Name          string         `json:"name"`
	Method        routing.Method `json:"method"`
	Offer         period         `json:"offer"`
	Limit         int            `json:"limit"`
	Overflow      string         `json:"overflow"`
	OverflowAfter period         `json:"overflow_after"`
	MaxWaiting    int            `json:"max_waiting"`
	MaxWait       period         `json:"max_wait"`
}

type planned struct {
	Name      string         `json:"name"`
	Count     int            `json:"count"` // so many alike; 0: one
	Teams     []string       `json:"teams"`
	Skills    map[string]int `json:"skills"`
	Languages []string       `json:"languages"`
	Capacity  int            `json:"capacity"`
	From      period         `json:"from"`
	To        period         `json:"to"` // 0: to the end
}

// stream is a kind of conversation that comes at a rate.
type stream struct {
	PerHour  float64             `json:"per_hour"`
	From     period              `json:"from"`
	To       period              `json:"to"` // 0: to the end
	Team     string              `json:"team"`
	Skills   []routing.SkillNeed `json:"skills"`
	Language string              `json:"language"`
	Handle   period              `json:"handle"`   // mean
	Patience period              `json:"patience"` // mean; 0: for ever
	Target   period              `json:"target"`
	Ahead    bool                `json:"ahead"`
}

// Run plays the plans and prints what came of them.
func (cmd SimulateCmd) Run(ctx context.Context, sh *shell) error {
	if cmd.Stored {
		return cmd.runStored(ctx, sh)
	}
	if len(cmd.Plans) == 0 {
		return chat.Refuse(chat.Invalid, "Name at least one plan, or play what came with --stored.")
	}
	results := make([]simulate.Result, len(cmd.Plans))
	for i, path := range cmd.Plans {
		p, err := readPlan(path)
		if err == nil {
			err = p.check()
		}
		if err != nil {
			return noPlay(path, err)
		}
		results[i] = simulate.Run(p.setup(cmd.Seed))
	}
	return printPlans(sh, planNames(cmd.Plans), results)
}

func noPlay(path string, err error) error {
	return chat.Refuse(chat.Invalid, "The plan %s cannot be played: %v", path, err)
}

// planNames are what the plans are called above their columns.
func planNames(paths []string) []string {
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = strings.TrimSuffix(filepath.Base(p), filepath.Ext(p))
	}
	return names
}

func readPlan(path string) (plan, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return plan{}, err
	}
	var p plan
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err = d.Decode(&p)
	return p, err
}

// check tells everything about a plan that cannot be, at once.
func (p *plan) check() error {
	p.Length, p.Within = cmp.Or(p.Length, period(8*time.Hour)), cmp.Or(p.Within, period(time.Minute))
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	names := map[string]bool{}
	for _, t := range p.Teams {
		switch {
		case t.Name == "" || names[t.Name]:
			bad("every team needs a name of its own (%q)", t.Name)
		case t.Method != "" && !slices.Contains(routing.Methods(), t.Method):
			bad("team %s: there is no method %q; choose one of %v", t.Name, t.Method, routing.Methods())
		}
		names[t.Name] = true
	}
	known := func(who, team string) {
		if team != "" && !names[team] {
			bad("%s: there is no team %q", who, team)
		}
	}
	for _, t := range p.Teams {
		known("team "+t.Name, t.Overflow)
	}
	for _, a := range p.People {
		if a.Capacity < 1 {
			bad("%s needs a capacity of at least 1", cmp.Or(a.Name, "somebody without a name"))
		}
		for _, t := range a.Teams {
			known(a.Name, t)
		}
	}
	for i, s := range p.Come {
		who := fmt.Sprintf("line %d of come", i+1)
		if s.PerHour <= 0 || s.Handle <= 0 {
			bad("%s needs per_hour and handle above 0", who)
		}
		known(who, s.Team)
	}
	if p.Scale != 0 || len(p.Away) > 0 {
		bad("scale and away are for --stored")
	}
	if len(p.People) == 0 || len(p.Come) == 0 {
		bad("it needs people and come: who is there, and who comes")
	}
	if p.Offers.Miss < 0 || p.Offers.Miss > 1 {
		bad("offers.miss is a share, from 0 to 1")
	}
	return errors.Join(errs...)
}

// setup makes a day of the plan: conversations come at independent moments.
func (p *plan) setup(seed uint64) simulate.Setup {
	s := simulate.Setup{Start: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), Within: time.Duration(p.Within), Seed: seed,
		Offers: simulate.Offers{Delay: time.Duration(p.Offers.Delay), Miss: p.Offers.Miss}}
	for _, t := range p.Teams {
		s.Teams = append(s.Teams, routing.Team{ID: chat.TeamID(t.Name), Name: t.Name, Method: cmp.Or(t.Method, routing.LoadBalanced), Offer: time.Duration(t.Offer), Limit: t.Limit,
			Overflow: chat.TeamID(t.Overflow), OverflowAfter: time.Duration(t.OverflowAfter), MaxWaiting: t.MaxWaiting, MaxWait: time.Duration(t.MaxWait)})
	}
	for _, a := range p.People {
		for i := range max(a.Count, 1) {
			name := a.Name
			if a.Count > 1 {
				name = fmt.Sprintf("%s %d", a.Name, i+1)
			}
			s.Agents = append(s.Agents, simulate.Agent{Candidate: a.candidate(name), Shifts: []simulate.Shift{{From: time.Duration(a.From), To: time.Duration(cmp.Or(a.To, p.Length))}}})
		}
	}
	r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a simulation needs no secrecy
	for _, c := range p.Come {
		for at := time.Duration(c.From); ; {
			at += time.Duration(r.ExpFloat64() * float64(time.Hour) / c.PerHour)
			if at >= time.Duration(cmp.Or(c.To, p.Length)) {
				break
			}
			s.Arrivals = append(s.Arrivals, c.arrival(at, r))
		}
	}
	return s
}

func (a planned) candidate(name string) routing.Candidate {
	c := routing.Candidate{Agent: chat.AgentID(name), Name: name, Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true,
		Languages: a.Languages, Skills: a.Skills, Limits: routing.Limits{Agent: a.Capacity}}
	for _, t := range a.Teams {
		c.Teams = append(c.Teams, chat.TeamID(t))
	}
	return c
}

func (c stream) arrival(at time.Duration, r *rand.Rand) simulate.Arrival {
	a := simulate.Arrival{At: at, Need: routing.Need{Team: chat.TeamID(c.Team), Skills: c.Skills, Language: c.Language}, Ahead: c.Ahead, Target: time.Duration(c.Target),
		Handle: time.Duration(r.ExpFloat64() * float64(c.Handle))}
	if c.Patience > 0 {
		a.Patience = max(time.Duration(r.ExpFloat64()*float64(c.Patience)), time.Second)
	}
	return a
}

// figures are the rows of the table.
var figures = []struct {
	name string
	of   func(simulate.Figures) string
}{
	{"came", func(f simulate.Figures) string { return fmt.Sprint(f.Arrived) }},
	{"answered", func(f simulate.Figures) string { return fmt.Sprint(f.Answered) }},
	{"left while waiting", func(f simulate.Figures) string { return share(f.Abandonment) }},
	{"answered later", func(f simulate.Figures) string { return fmt.Sprint(f.Later) }},
	{"mean wait", func(f simulate.Figures) string { return wording.Length(f.MeanWait) }},
	{"wait of 9 in 10", func(f simulate.Figures) string { return wording.Length(f.P90) }},
	{"longest wait", func(f simulate.Figures) string { return wording.Length(f.Longest) }},
	{"service level", func(f simulate.Figures) string { return share(f.ServiceLevel) }},
}

func share(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }

// printPlans prints the plans side by side: all together, each team, each person.
func printPlans(sh *shell, heads []string, results []simulate.Result) error {
	w := tabwriter.NewWriter(sh.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, cell func(simulate.Result) string) {
		fmt.Fprintf(w, "%s\t", name)
		for _, r := range results {
			fmt.Fprintf(w, "%s\t", cell(r))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\t%s\t\n", strings.Join(heads, "\t"))
	for _, f := range figures {
		line(f.name, func(r simulate.Result) string { return f.of(r.Total) })
	}
	for _, team := range keys(results, func(r simulate.Result) map[chat.TeamID]simulate.Figures { return r.Teams }) {
		fmt.Fprintf(w, "\t\nteam %s\t\n", cmp.Or(string(team), "(none)"))
		for _, f := range figures {
			line(f.name, func(r simulate.Result) string { return f.of(r.Teams[team]) })
		}
	}
	fmt.Fprintf(w, "\t\noccupied\t\n")
	for _, a := range keys(results, func(r simulate.Result) map[chat.AgentID]simulate.Workday { return r.Agents }) {
		line(string(a), func(r simulate.Result) string {
			d, ok := r.Agents[a]
			if !ok {
				return "-"
			}
			return fmt.Sprintf("%s of %d", share(d.Occupancy), d.Answered)
		})
	}
	return w.Flush()
}

// keys lists what any of the results has, in order.
func keys[K cmp.Ordered, V any](results []simulate.Result, of func(simulate.Result) map[K]V) []K {
	all := map[K]bool{}
	for _, r := range results {
		for k := range of(r) {
			all[k] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
