package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

// halfHour is what a call centre counted in one half hour for one kind of call.
type halfHour struct {
	Day      string   `json:"day"`
	Start    int      `json:"half_hour_start"` // seconds from midnight
	Type     string   `json:"type"`
	Arrivals int      `json:"arrivals"`
	Service  *float64 `json:"mean_service_s"` // nothing: nobody was served
}

// How the replay is staffed, and who is urgent. The data does not say who was; one in
// ten is drawn.
const (
	replayWithin = 20 * time.Second
	replayUrgent = 0.1
	replayTarget = 20 * time.Second
	replaySeeds  = 5
)

// measureArrivals plays the days of a call centre against the routing board.
func measureArrivals(_ context.Context, m *meter) error {
	rows, err := load[halfHour](m, "arrivals_callcentre/half_hours.jsonl")
	if err != nil {
		return err
	}
	means, days := serviceMeans(rows), map[string][]simulate.Count{}
	var order []string
	for _, r := range rows {
		if days[r.Day] == nil {
			order = append(order, r.Day)
		}
		service := means[r.Type]
		if r.Service != nil && *r.Service > 0 {
			service = *r.Service
		}
		days[r.Day] = append(days[r.Day], simulate.Count{From: time.Duration(r.Start) * time.Second, Arrivals: r.Arrivals,
			Handle: time.Duration(service * float64(time.Second)), Need: routing.Need{Site: "site-calls"}})
	}
	slices.Sort(order)
	for _, level := range []float64{0.8, 0.9} {
		if err := replay(m, order, days, level); err != nil {
			return err
		}
	}
	return nil
}

// replay plays the days with as many people as Erlang C asks for the level.
func replay(m *meter, order []string, days map[string][]simulate.Count, level float64) error {
	var all, urgent replayed
	for i, day := range order {
		midnight, err := time.Parse("20060102", day)
		if err != nil {
			return fmt.Errorf("day %q: %w", day, err)
		}
		for seed := range uint64(replaySeeds) {
			s := simulate.Replay(midnight, simulate.Replayed{Counts: days[day], Level: level, Within: replayWithin, Urgent: replayUrgent, Target: replayTarget, Seed: seed*1000 + uint64(i)})
			for j, life := range simulate.Run(s).Lives {
				all.add(life)
				if s.Arrivals[j].Ahead {
					urgent.add(life)
				}
			}
		}
	}
	source := fmt.Sprintf("%d days, %d times each, staffed for %.0f %%", len(order), replaySeeds, 100*level)
	m.add(row{"arrivals_callcentre", "answered within 20 s", source, ">= 90 %", fmt.Sprintf("%.1f %% (%d)", 100*ratio(all.within, all.n), all.n), "90.9 %"})
	m.add(row{"arrivals_callcentre", "mean wait of the urgent tenth", source, "<= 6 s", fmt.Sprintf("%.1f s (%d)", urgent.mean(), urgent.n), "7.9 s"})
	m.add(row{"arrivals_callcentre", "mean wait of all", source, "", fmt.Sprintf("%.1f s, longest %v", all.mean(), all.longest.Round(time.Second)), ""})
	return nil
}

// serviceMeans gives each kind of call its mean, for half hours in which none was served.
func serviceMeans(rows []halfHour) map[string]float64 {
	sum, n := map[string]float64{}, map[string]float64{}
	for _, r := range rows {
		if r.Service != nil {
			sum[r.Type] += *r.Service * float64(r.Arrivals)
			n[r.Type] += float64(r.Arrivals)
		}
	}
	for kind := range sum {
		sum[kind] /= max(n[kind], 1)
	}
	return sum
}

// replayed sums up the waits of a replay.
type replayed struct {
	n, within int
	sum       time.Duration
	longest   time.Duration
}

func (r *replayed) add(l simulate.Life) {
	r.n++
	if l.Fate != simulate.Answered {
		return
	}
	r.sum += l.Wait
	r.longest = max(r.longest, l.Wait)
	if l.Wait <= replayWithin {
		r.within++
	}
}

func (r *replayed) mean() float64 { return r.sum.Seconds() / float64(max(r.n, 1)) }
