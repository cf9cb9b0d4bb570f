package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// rerouter finds other people for whoever waits for a team that is no more.
type rerouter struct {
	rows *store.Store
	desk *desk.Desk
}

// rerouteAtOnce is how many conversations are read at once.
const rerouteAtOnce = 200

// Reroute sends whoever waits for one team into the line of another.
func (r rerouter) Reroute(ctx context.Context, from, to chat.TeamID, by chat.Party) error {
	for {
		waiting, err := r.rows.WaitingFor(ctx, from, rerouteAtOnce)
		if err != nil || len(waiting) == 0 {
			return err
		}
		for _, c := range waiting {
			route := c.Route.Clone()
			for _, t := range []*chat.TeamID{&route.Team, &route.Overflow} {
				if *t == from {
					*t = to
				}
			}
			if route.Overflow == route.Team {
				route.Overflow = ""
			}
			// Somebody may have taken it meanwhile; then its need matters no more.
			if _, err := r.desk.Do(ctx, c.ID, chat.Reroute{By: by, Route: *route}); err != nil && !chat.IsCode(err, chat.Conflict) {
				return err
			}
		}
		if len(waiting) < rerouteAtOnce {
			return nil
		}
	}
}

// Serving gives the team that a team's conversations go to now, and the one that helps it out.
func (s *staff) Serving(ctx context.Context, site chat.SiteID, team chat.TeamID) (serves, helps chat.TeamID, err error) {
	return s.sites.Serving(ctx, site, team, "", s.store.Now())
}

// Reachable reports whether anybody could take a conversation with this route now, be
// they full or not: of its team and whoever helps that out, or with its skills at any
// level.
func (s *staff) Reachable(ctx context.Context, site chat.SiteID, r chat.Route) (bool, error) {
	people, err := s.readEverybody(ctx)
	if err != nil {
		return false, err
	}
	need := routing.Need{Site: site, Team: r.Team, Overflow: r.Overflow, Stage: routing.StageAnyLevel}
	for _, k := range r.Skills {
		need.Skills = append(need.Skills, routing.SkillNeed(k))
	}
	if r.Team != "" {
		need.Stage = routing.StageOverflow
		if need.Overflow == "" {
			team, err := s.store.Team(ctx, r.Team)
			if err != nil && !chat.IsCode(err, chat.NotFound) {
				return false, err
			}
			need.Overflow = team.Overflow
		}
	}
	return routing.Staff(candidates(people), need).Routable > 0, nil
}

// auditor counts broken promises: every minute, and when somebody reads the metrics.
type auditor struct {
	count func(ctx context.Context) (store.Invariants, error)
	log   *slog.Logger

	mu   sync.Mutex // guards what follows
	last store.Invariants
	read time.Time
}

// auditEvery is how old a count may be for the board.
const auditEvery = time.Minute

// auditWithin bounds one count.
const auditWithin = 20 * time.Second

func newAuditor(count func(ctx context.Context) (store.Invariants, error), log *slog.Logger) *auditor {
	return &auditor{count: count, log: log}
}

// Invariants gives a count that is at most a minute old.
func (a *auditor) Invariants(ctx context.Context) (store.Invariants, error) {
	a.mu.Lock()
	last, read := a.last, a.read
	a.mu.Unlock()
	if !read.IsZero() && time.Since(read) < auditEvery {
		return last, nil
	}
	return a.audit(ctx)
}

func (a *auditor) audit(ctx context.Context) (store.Invariants, error) {
	ctx, cancel := context.WithTimeout(ctx, auditWithin)
	defer cancel()
	now, err := a.count(ctx)
	if err != nil {
		return now, err
	}
	a.mu.Lock()
	a.last, a.read = now, time.Now()
	a.mu.Unlock()
	return now, nil
}

// Run counts until ctx ends, and says when a promise is broken.
func (a *auditor) Run(ctx context.Context) error {
	tick := time.NewTicker(auditEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		switch now, err := a.audit(ctx); {
		case err != nil && !errors.Is(err, context.Canceled):
			a.log.WarnContext(ctx, "broken promises could not be counted", "err", err)
		case now.Broken():
			a.log.ErrorContext(ctx, "what must never be, is: look at the conversations and tell the developers", "over_capacity", now.OverCapacity,
				"orphans", now.Orphans, "double_owner", now.DoubleOwner, "stream_holes", now.StreamHoles)
		}
	}
}

// The gauges, all of which must stay 0.
var (
	gaugeOver    = prometheus.NewDesc("baton_invariant_over_capacity", "Agents who were given something while they had no place. Must be 0.", nil, nil)
	gaugeOrphans = prometheus.NewDesc("baton_invariant_orphans", "Conversations that nobody has and that are in no line. Must be 0.", nil, nil)
	gaugeDouble  = prometheus.NewDesc("baton_invariant_double_owner", "Conversations of which two could think that they are theirs. Must be 0.", nil, nil)
	gaugeHoles   = prometheus.NewDesc("baton_invariant_stream_holes", "Streams whose numbers do not add up. Must be 0.", nil, nil)
)

// Describe implements prometheus.Collector.
func (a *auditor) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{gaugeOver, gaugeOrphans, gaugeDouble, gaugeHoles} {
		to <- d
	}
}

// Collect implements prometheus.Collector. What could not be counted is left out.
func (a *auditor) Collect(to chan<- prometheus.Metric) {
	now, err := a.audit(context.Background())
	if err != nil {
		a.log.Warn("broken promises could not be counted for the metrics", "err", err)
		return
	}
	for d, n := range map[*prometheus.Desc]int{gaugeOver: now.OverCapacity, gaugeOrphans: now.Orphans, gaugeDouble: now.DoubleOwner, gaugeHoles: now.StreamHoles} {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n))
	}
}
