package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/playback"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// runStored plays what came to the installation, as it is set up now and by each plan.
func (cmd SimulateCmd) runStored(ctx context.Context, sh *shell) error {
	if cmd.Days < 1 || cmd.Days > playback.LongestDays {
		return chat.Refuse(chat.Invalid, "--days is from 1 to %d.", playback.LongestDays)
	}
	plans := make([]plan, len(cmd.Plans))
	for i, path := range cmd.Plans {
		var err error
		if plans[i], err = readPlan(path); err == nil {
			err = plans[i].checkStored()
		}
		if err != nil {
			return noPlay(path, err)
		}
	}
	return withStoreToRead(ctx, sh, func(s *store.Store) error {
		if err := s.SchemaCurrent(ctx); err != nil {
			return err
		}
		return cmd.compareStored(ctx, sh, s, plans)
	})
}

func (cmd SimulateCmd) compareStored(ctx context.Context, sh *shell, s *store.Store, plans []plan) error {
	sites, err := cmd.sites(ctx, s)
	if err != nil {
		return err
	}
	now := s.Now()
	past, err := playback.Read(ctx, s, sites, now.AddDate(0, 0, -cmd.Days), now)
	if err != nil {
		return err
	}
	within := time.Minute
	drafts := make([]playback.Draft, len(plans))
	for i, p := range plans {
		if drafts[i], err = p.draft(past); err == nil {
			_, err = past.Apply(drafts[i])
		}
		if err != nil {
			return noPlay(cmd.Plans[i], err)
		}
		within = cmp.Or(time.Duration(p.Within), within)
	}
	got, err := past.Compare(ctx, within, cmd.Seed, drafts...)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.out, "%d conversations were handed off on %s in the last %d days.\n", got.Arrivals, siteNames(sites), cmd.Days)
	for _, note := range got.Notes {
		fmt.Fprintln(sh.out, note)
	}
	results := []simulate.Result{named(got.Now.Result, got.Names)}
	for _, d := range got.Drafts {
		results = append(results, named(d.Result, got.Names))
	}
	return printPlans(sh, append([]string{"now"}, planNames(cmd.Plans)...), results)
}

// sites finds the sites to play.
func (cmd SimulateCmd) sites(ctx context.Context, s *store.Store) ([]store.Site, error) {
	all, err := s.Sites(ctx)
	if err != nil || cmd.Site == "" {
		if err == nil && len(all) == 0 {
			err = chat.Refuse(chat.NotFound, "This installation has no site yet.")
		}
		return all, err
	}
	i := slices.IndexFunc(all, func(x store.Site) bool { return strings.EqualFold(x.Name, cmd.Site) || string(x.ID) == cmd.Site })
	if i < 0 {
		return nil, chat.Refuse(chat.Invalid, "There is no site %q. There are: %s.", cmd.Site, siteNames(all))
	}
	return all[i : i+1], nil
}

func siteNames(sites []store.Site) string {
	names := make([]string, len(sites))
	for i, s := range sites {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// checkStored tells what a plan says that the past says already.
func (p *plan) checkStored() error {
	var errs []error
	if len(p.Come) > 0 || p.Length > 0 || p.Offers.Delay > 0 || p.Offers.Miss > 0 {
		errs = append(errs, errors.New("with --stored, who comes, how long and how offers are answered is read from the database: leave out come, length and offers"))
	}
	for _, a := range p.People {
		if a.From > 0 || a.To > 0 {
			errs = append(errs, fmt.Errorf("%s: with --stored people work as they worked; leave out from and to", cmp.Or(a.Name, "somebody without a name")))
		}
		if a.Name == "" {
			errs = append(errs, errors.New("everybody in people needs a name: that of somebody there is, to change their capacity, or another for somebody new"))
		}
	}
	if p.Scale < 0 || p.Scale > 10 {
		errs = append(errs, errors.New("scale is above 0 and at most 10"))
	}
	return errors.Join(errs...)
}

// draft is what a plan would change about the installation. Teams and people are meant
// by their names; people whom there is not are added.
func (p *plan) draft(past *playback.Past) (playback.Draft, error) {
	d := playback.Draft{Scale: p.Scale}
	var errs []error
	for _, t := range p.Teams {
		i := slices.IndexFunc(past.Now.Teams, func(o routing.Team) bool { return strings.EqualFold(o.Name, t.Name) })
		if i < 0 {
			errs = append(errs, fmt.Errorf("there is no team %q", t.Name))
			continue
		}
		changed, err := t.over(past.Now.Teams[i], past)
		errs = append(errs, err)
		d.Teams = append(d.Teams, changed)
	}
	for _, name := range p.Away {
		id, ok := agentNamed(past, name)
		if !ok {
			errs = append(errs, fmt.Errorf("away: nobody called %q works here", name))
			continue
		}
		d.People = append(d.People, playback.Change{Agent: id, Away: true})
	}
	for _, a := range p.People {
		if id, ok := agentNamed(past, a.Name); ok {
			d.People = append(d.People, playback.Change{Agent: id, Capacity: a.Capacity})
			continue
		}
		more := playback.More{Name: a.Name, Count: a.Count, Skills: a.Skills, Languages: a.Languages, Capacity: a.Capacity}
		for _, name := range a.Teams {
			id, ok := teamNamed(past, name)
			if !ok {
				errs = append(errs, fmt.Errorf("%s: there is no team %q", a.Name, name))
			}
			more.Teams = append(more.Teams, id)
		}
		d.More = append(d.More, more)
	}
	return d, errors.Join(errs...)
}

// over puts what a plan says of a team over what is stored.
func (t planTeam) over(stored routing.Team, past *playback.Past) (routing.Team, error) {
	var err error
	if t.Method != "" {
		if !slices.Contains(routing.Methods(), t.Method) {
			err = fmt.Errorf("team %s: there is no method %q; choose one of %v", t.Name, t.Method, routing.Methods())
		}
		stored.Method = t.Method
	}
	stored.Offer = cmp.Or(time.Duration(t.Offer), stored.Offer)
	stored.Limit, stored.MaxWaiting = cmp.Or(t.Limit, stored.Limit), cmp.Or(t.MaxWaiting, stored.MaxWaiting)
	stored.OverflowAfter, stored.MaxWait = cmp.Or(time.Duration(t.OverflowAfter), stored.OverflowAfter), cmp.Or(time.Duration(t.MaxWait), stored.MaxWait)
	if t.Overflow != "" {
		id, ok := teamNamed(past, t.Overflow)
		if !ok {
			err = errors.Join(err, fmt.Errorf("team %s: there is no team %q", t.Name, t.Overflow))
		}
		stored.Overflow = id
	}
	return stored, err
}

func agentNamed(past *playback.Past, name string) (chat.AgentID, bool) {
	for _, id := range slices.Sorted(maps.Keys(past.Names.Agents)) {
		if strings.EqualFold(past.Names.Agents[id], name) {
			return id, true
		}
	}
	return "", false
}

func teamNamed(past *playback.Past, name string) (chat.TeamID, bool) {
	for _, t := range past.Now.Teams {
		if strings.EqualFold(t.Name, name) {
			return t.ID, true
		}
	}
	return "", false
}

// named gives a result with names in place of ids, as it is printed.
func named(r simulate.Result, names playback.Names) simulate.Result {
	teams, agents := map[chat.TeamID]simulate.Figures{}, map[chat.AgentID]simulate.Workday{}
	for id, f := range r.Teams {
		teams[chat.TeamID(cmp.Or(names.Teams[id], string(id)))] = f
	}
	for id, w := range r.Agents {
		agents[chat.AgentID(cmp.Or(names.Agents[id], string(id)))] = w
	}
	r.Teams, r.Agents = teams, agents
	return r
}
