package simulate

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// Crowd describes a large made-up board, for measuring.
type Crowd struct {
	Agents   int
	Waiting  int
	Skills   int
	Places   int     // of each agent
	Free     float64 // share of the agents who have any place free
	FreeEach int     // places free of each of those
	Plain    bool    // nobody needs anything in particular
	Fresh    bool    // all have just come, so that only exact matches count
	Seed     uint64
}

const (
	crowdTeams = 8
	crowdSite  = chat.SiteID("site-crowd")
)

var crowdTongues = []string{"en", "de", "fr", "es", "it", "pl"}

// Snapshot makes the board's contents as they stand at now.
func (c Crowd) Snapshot(now time.Time) routing.Snapshot {
	r := rand.New(rand.NewPCG(c.Seed, 1)) //nolint:gosec // a made-up crowd needs no secrecy
	var s routing.Snapshot
	methods := []routing.Method{routing.LoadBalanced, routing.RoundRobin, routing.SkillBased}
	for i := range crowdTeams {
		s.Teams = append(s.Teams, routing.Team{ID: crowdTeam(i), Method: methods[i%len(methods)], Offer: routing.DefaultPatience, Overflow: crowdTeam((i + 1) % crowdTeams)})
	}
	for i := range c.Agents {
		s.Agents = append(s.Agents, c.agent(r, i, now))
	}
	for i := range c.Waiting {
		s.Waiting = append(s.Waiting, c.One(r, i, now))
	}
	return s
}

func crowdTeam(i int) chat.TeamID { return chat.TeamID(fmt.Sprint("team-", i)) }

func (c Crowd) skill(r *rand.Rand) string { return fmt.Sprint("skill-", r.IntN(c.Skills)) }

func (c Crowd) agent(r *rand.Rand, i int, now time.Time) routing.Candidate {
	a := routing.Candidate{Agent: chat.AgentID(fmt.Sprintf("agent-%05d", i)), Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true,
		Translates: r.IntN(10) == 0, Languages: []string{crowdTongues[r.IntN(2)], crowdTongues[r.IntN(len(crowdTongues))]},
		Teams: []chat.TeamID{crowdTeam(r.IntN(crowdTeams)), crowdTeam(r.IntN(crowdTeams))}, Skills: map[string]int{},
		IdleSince: now.Add(-time.Duration(r.IntN(600)) * time.Second), Limits: routing.Limits{Agent: c.Places}, Load: routing.Load{Active: c.Places}}
	for range min(5, c.Skills) {
		a.Skills[c.skill(r)] = 1 + r.IntN(5)
	}
	if r.Float64() < c.Free {
		a.Load.Active -= min(c.FreeEach, c.Places)
	}
	return a
}

// One makes one waiting conversation.
func (c Crowd) One(r *rand.Rand, i int, now time.Time) routing.Waiting {
	targets := []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, routing.DefaultTarget}
	w := routing.Waiting{Conversation: chat.ConversationID(fmt.Sprintf("chat-%06d", i)), Need: routing.Need{Site: crowdSite},
		EnteredAt: now.Add(-time.Duration(r.IntN(600_000)) * time.Millisecond), Ahead: r.IntN(10) == 0, Target: targets[r.IntN(len(targets))]}
	if c.Fresh {
		w.EnteredAt = now.Add(-time.Duration(r.IntN(1000)) * time.Millisecond)
	}
	if c.Plain {
		return w
	}
	w.Need.Language = crowdTongues[r.IntN(len(crowdTongues))]
	if r.IntN(5) > 0 {
		w.Need.Team = crowdTeam(r.IntN(crowdTeams))
	}
	for range r.IntN(3) {
		w.Need.Skills = append(w.Need.Skills, routing.SkillNeed{Name: c.skill(r), Level: 1 + r.IntN(3)})
	}
	if r.IntN(20) == 0 {
		w.Need.Preferred = chat.AgentID(fmt.Sprintf("agent-%05d", r.IntN(max(c.Agents, 1))))
	}
	if r.IntN(50) == 0 {
		w.Misses, w.Bars = 1, []routing.Bar{{Agent: chat.AgentID(fmt.Sprintf("agent-%05d", r.IntN(max(c.Agents, 1)))), Until: now.Add(time.Minute)}}
	}
	return w
}
