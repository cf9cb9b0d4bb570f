package playback

import (
	"context"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/wording"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// Comparison is what came of a day as sites are served now, and as somebody would have it.
type Comparison struct {
	From, To time.Time
	MadeUp   bool
	Arrivals int // that came, before any scale
	Within   time.Duration
	Measured simulate.Measured
	Notes    []string // what the figures rest on, and what they leave out
	Now      simulate.Played
	Drafts   []simulate.Played
	Names    Names
}

// few is below how many conversations the figures say little.
const few = 30

// Compare plays the day as it is served now and by each draft. It fails when the context
// ends.
func (p *Past) Compare(ctx context.Context, within time.Duration, seed uint64, drafts ...Draft) (Comparison, error) {
	day := p.Day
	day.Within, day.Seed = within, seed
	out := Comparison{From: p.From, To: p.To, MadeUp: p.MadeUp, Arrivals: len(day.Came), Within: within, Measured: day.Measured, Names: p.Names}
	plans := make([]simulate.Plan, 0, len(drafts))
	for _, d := range drafts {
		plan, err := p.Apply(d)
		if err != nil {
			return out, err
		}
		plans = append(plans, plan)
	}
	out.Notes = p.notes(append(plans, p.Now))
	var err error
	if out.Now, err = day.Play(ctx, p.Now); err != nil {
		return out, err
	}
	for _, plan := range plans {
		played, err := day.Play(ctx, plan)
		if err != nil {
			return out, err
		}
		out.Drafts = append(out.Drafts, played)
	}
	return out, nil
}

// notes say what the figures rest on.
func (p *Past) notes(plans []simulate.Plan) []string {
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	n, m := len(p.Day.Came), p.Day.Measured
	switch {
	case p.MadeUp:
		say("This day is made up: conversations come at independent moments, the sites are open and everybody is at work all the time.")
	case n == 0:
		say("No conversation was handed off in this period, so there is nothing to play.")
	case n < few:
		say("Only %d conversations were stored; this says little.", n)
	}
	if !p.MadeUp && n > 0 {
		p.measurements(say, m)
	}
	switch {
	case p.MadeUp:
	case p.kept:
		say("People are at work as they were available in this period.")
	default:
		say("Nobody’s hours are known for this period, so people are at work in the opening hours.")
	}
	if p.elsewhere > 0 {
		say("%d of these people work for other sites too; here they have all their places for these.", p.elsewhere)
	}
	for _, t := range manual(plans) {
		say("People of %s claim by hand, which cannot be played: its conversations wait until another team helps out.", t)
	}
	return all
}

func (p *Past) measurements(say func(string, ...any), m simulate.Measured) {
	if m.Handles == 0 {
		say("No conversation’s length was measured, so %s is taken for the mean.", wording.Length(m.Handle))
	} else {
		say("A conversation takes %s on the average, measured on %d.", wording.Length(m.Handle), m.Handles)
	}
	if m.Left == 0 {
		say("Nobody gave up while waiting, so visitors wait for ever here.")
	} else {
		say("%d of %d who waited gave up; visitors wait %s on the average.", m.Left, m.InLine, wording.Length(m.Patience))
	}
	if m.Accepted == 0 {
		say("No offer was accepted, so it is taken to last %s.", wording.Length(m.Delay))
	} else {
		say("An offer is accepted after %s on the average, and %d of %d were missed.", wording.Length(m.Delay), m.Missed, m.Missed+m.Accepted)
	}
}

// manual names the teams of plans whose people claim by hand.
func manual(plans []simulate.Plan) []string {
	var names []string
	known := map[chat.TeamID]bool{}
	for _, p := range plans {
		for _, t := range p.Teams {
			if t.Method == routing.Manual && !known[t.ID] {
				known[t.ID] = true
				names = append(names, t.Name)
			}
		}
	}
	return names
}
