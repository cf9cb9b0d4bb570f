package routing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
)

// oracle is the pass as the rules say it, one conversation after the other and nothing
// prepared. It is slow and short, and the board must agree with it.
type oracle struct {
	s    Snapshot
	now  time.Time
	load map[chat.AgentID]int
	idle map[chat.AgentID]int64
	turn map[chat.AgentID]map[chat.TeamID]int64
	n    int64
}

func newOracle(s Snapshot, now time.Time) *oracle {
	o := &oracle{s: s, now: now, load: map[chat.AgentID]int{}, idle: map[chat.AgentID]int64{}, turn: map[chat.AgentID]map[chat.TeamID]int64{}}
	for _, c := range s.Agents {
		o.load[c.Agent], o.idle[c.Agent], o.turn[c.Agent] = c.Load.Total(), unknownIdle, map[chat.TeamID]int64{}
		if !c.IdleSince.IsZero() {
			o.idle[c.Agent] = c.IdleSince.UnixNano()
		}
		maps.Copy(o.turn[c.Agent], c.Turns)
	}
	return o
}

func (o *oracle) team(id chat.TeamID) Team {
	for _, want := range []chat.TeamID{id, ""} {
		for _, t := range o.s.Teams {
			if t.ID == want {
				return t
			}
		}
	}
	return DefaultTeam()
}

func (o *oracle) places(c Candidate) int {
	places := c.Limits.Places()
	for _, id := range c.Teams {
		for _, t := range o.s.Teams {
			if t.ID == id && t.Limit > 0 {
				places = min(places, t.Limit)
			}
		}
	}
	return places
}

func (o *oracle) free(c Candidate) bool { return c.attending() && o.load[c.Agent] < o.places(c) }

// terms gives the need with what the teams add to it, the settings it is given by, and
// whether only the overflow team may be given it.
func (o *oracle) terms(w Waiting) (n Need, own, giver Team, overflowOnly bool) {
	n = w.Need
	own = o.team(n.Team)
	n.Overflow = cmp.Or(n.Overflow, own.Overflow)
	giver = own
	if own.Method == Manual {
		giver, overflowOnly = o.team(n.Overflow), true
	}
	if !slices.ContainsFunc(o.s.Agents, func(c Candidate) bool { return c.Enabled && c.in(n.Team) }) {
		n.Team = ""
	}
	return n, own, giver, overflowOnly
}

// giver gives the team by whose settings the conversation is given.
func (o *oracle) giver(w Waiting) Team {
	_, _, giver, _ := o.terms(w) //nolint:dogsled // the others are for the pools
	return giver
}

func (o *oracle) could(c Candidate, n Need, s Stage) bool {
	n.Stage = s
	return !slices.ContainsFunc([]Cut{CutDisabled, CutSite, CutTeam, CutSkill, CutLanguage, CutTier}, func(cut Cut) bool { return !c.suits(cut, n) })
}

// stage gives where the conversation stands.
func (o *oracle) stage(w Waiting) Stage {
	n, own, _, _ := o.terms(w)
	begins := own.begins()
	s := StageExact
	for next := StageTranslation; next < stages; next++ {
		if stamp(o.now)-stamp(w.EnteredAt) >= int64(begins[next]) || w.Misses >= MissesToOverflow {
			s = next
		}
	}
	for s < StageOverflow && !slices.ContainsFunc(o.s.Agents, func(c Candidate) bool { return o.could(c, n, s) && c.onShift() && o.places(c) > 0 }) {
		s++
	}
	return s
}

func (o *oracle) eligible(c Candidate, w Waiting, s Stage) bool {
	n, _, giver, overflowOnly := o.terms(w)
	for _, bar := range w.Bars {
		if bar.Agent == c.Agent && bar.Until.After(o.now) {
			return false
		}
	}
	switch {
	case overflowOnly:
		return s == StageOverflow && n.Overflow != "" && giver.Method != Manual && c.Enabled && c.in(n.Overflow) && c.works(n.Site) && o.free(c)
	case n.Overflow != "" && o.team(n.Overflow).Method == Manual:
		s = min(s, StageTeam)
	}
	return o.could(c, n, s) && o.free(c)
}

func (o *oracle) pick(w Waiting, s Stage) []Candidate {
	var all []Candidate
	for _, c := range o.s.Agents {
		if o.eligible(c, w, s) {
			all = append(all, c)
		}
	}
	if i := slices.IndexFunc(all, func(c Candidate) bool { return c.Agent == w.Need.Preferred }); i >= 0 {
		return all[i : i+1]
	}
	giver := o.giver(w)
	if giver.Method == FirstAvailable || len(all) == 0 {
		away := func(c Candidate) bool { return c.OnPhone }
		if desk := slices.DeleteFunc(slices.Clone(all), away); len(desk) > 0 {
			return desk
		}
		return all
	}
	fit := func(c Candidate) int {
		for f := range s {
			if o.eligible(c, w, f) {
				return int(f)
			}
		}
		return int(s)
	}
	figure := func(c Candidate) float64 {
		sum := 0.0
		switch giver.Method {
		case RoundRobin:
			sum = float64(o.turn[c.Agent][giver.ID])
		case LoadBalanced:
			sum = float64(o.load[c.Agent]) / float64(o.places(c))
		case SkillBased:
			for _, sk := range w.Need.canonical().Skills {
				sum -= float64(c.Skills[sk.Name])
			}
		default:
		}
		return sum
	}
	phone := func(c Candidate) int {
		if c.OnPhone {
			return 1
		}
		return 0
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(fit(a), fit(b)), cmp.Compare(phone(a), phone(b)), cmp.Compare(figure(a), figure(b)), cmp.Compare(o.idle[a.Agent], o.idle[b.Agent]), cmp.Compare(a.Agent, b.Agent))
	})
	return all[:1]
}

func (o *oracle) pass() []string {
	var out []string
	var left []Waiting
	for _, w := range Line(o.s.Waiting, o.now) {
		s := o.stage(w)
		chosen := o.pick(w, s)
		if len(chosen) == 0 {
			left = append(left, w)
			continue
		}
		giver := o.giver(w)
		var ids []string
		for _, c := range chosen {
			o.n++
			o.load[c.Agent]++
			o.idle[c.Agent] = unknownIdle + o.n
			ids = append(ids, string(c.Agent))
			if giver.Method == RoundRobin {
				var top int64
				for _, turns := range o.turn {
					top = max(top, turns[giver.ID])
				}
				o.turn[c.Agent][giver.ID] = top + 1
			}
		}
		slices.Sort(ids)
		assign, patience := giver.Offer <= 0, max(giver.Offer, 0)
		if assign && giver.Method == FirstAvailable { // who accepts first can only be found by asking
			assign, patience = false, DefaultPatience
		}
		if chosen[0].OnPhone {
			assign, patience = false, max(patience, PhoneOffer)
		}
		out = append(out, fmt.Sprintf("%s to %s by %s of %q at %v, assigned: %v, for %s", w.Conversation, strings.Join(ids, "+"), giver.Method, giver.ID, s, assign, patience))
	}
	return append(out, o.later(left)...)
}

func (o *oracle) later(left []Waiting) []string {
	why := map[chat.ConversationID]LaterWhy{}
	inLine := map[chat.TeamID][]Waiting{}
	for _, w := range left {
		if t := o.team(w.Need.Team); t.MaxWait > 0 && stamp(o.now)-stamp(w.EnteredAt) >= int64(t.MaxWait) {
			why[w.Conversation] = LaterMaxWait
			continue
		}
		inLine[w.Need.Team] = append(inLine[w.Need.Team], w)
	}
	for id, line := range inLine {
		limit := o.team(id).MaxWaiting
		slices.SortFunc(line, func(a, b Waiting) int {
			return cmp.Or(b.EnteredAt.Compare(a.EnteredAt), cmp.Compare(b.Conversation, a.Conversation))
		})
		surplus := len(line) - limit
		for _, w := range line {
			if limit > 0 && surplus > 0 && !w.Front && !w.Ahead {
				why[w.Conversation] = LaterQueueFull
				surplus--
			}
		}
	}
	var out []string
	for _, w := range left {
		if why[w.Conversation] != "" {
			out = append(out, fmt.Sprintf("%s later: %s", w.Conversation, why[w.Conversation]))
		}
	}
	return out
}

// told writes decisions as the oracle does.
func told(decisions []Decision) []string {
	var out []string
	for _, d := range decisions {
		if d.Later != "" {
			out = append(out, fmt.Sprintf("%s later: %s", d.Conversation, d.Later))
			continue
		}
		ids := make([]string, len(d.Agents))
		for i, id := range d.Agents {
			ids[i] = string(id)
		}
		slices.Sort(ids)
		out = append(out, fmt.Sprintf("%s to %s by %s of %q at %v, assigned: %v, for %s", d.Conversation, strings.Join(ids, "+"), d.Method, d.Team, d.Stage, d.Assign, d.Patience))
	}
	return out
}

var (
	noon   = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	teams  = []chat.TeamID{"team-sales", "team-care", "team-night"}
	skills = []string{"billing", "technical"}
)

func drawnTeam(t *rapid.T, id chat.TeamID) Team {
	return Team{ID: id, Name: string(id), Method: rapid.SampledFrom(Methods()).Draw(t, "method"),
		Offer:      time.Duration(rapid.IntRange(0, 1).Draw(t, "offer")) * 20 * time.Second,
		Limit:      rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "limit"),
		Overflow:   rapid.SampledFrom([]chat.TeamID{"", "", "team-sales", "team-care", "team-gone"}).Draw(t, "overflow"),
		MaxWaiting: rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "max waiting"),
		MaxWait:    rapid.SampledFrom([]time.Duration{0, 0, 150 * time.Second}).Draw(t, "max wait")}
}

func drawnSnapshot(t *rapid.T) Snapshot {
	var s Snapshot
	for _, id := range append([]chat.TeamID{""}, teams...) {
		if rapid.IntRange(0, 3).Draw(t, "team exists") > 0 {
			s.Teams = append(s.Teams, drawnTeam(t, id))
		}
	}
	for i := range rapid.IntRange(0, 7).Draw(t, "agents") {
		s.Agents = append(s.Agents, drawnPerson(t, i))
	}
	for i := range rapid.IntRange(0, 9).Draw(t, "waiting") {
		s.Waiting = append(s.Waiting, drawnWaiting(t, i))
	}
	return s
}

// drawnPerson makes an agent who is mostly at work.
func drawnPerson(t *rapid.T, i int) Candidate {
	mostly := func(label string) bool { return rapid.IntRange(0, 7).Draw(t, label) > 0 }
	c := Candidate{Agent: chat.AgentID(fmt.Sprint("agent-", i)), Name: fmt.Sprint("Agent ", i), Enabled: mostly("enabled"), Available: mostly("available"),
		Reachable: mostly("reachable"), Attentive: mostly("attentive"), Responding: mostly("responding"), Translates: !mostly("no translator"),
		Sites:     rapid.SampledFrom([][]chat.SiteID{nil, nil, {shop}, {"site-docs"}}).Draw(t, "sites"),
		Languages: rapid.SampledFrom([][]string{nil, {"en"}, {"de-AT"}, {"en", "de"}}).Draw(t, "languages"),
		Teams:     rapid.SliceOfNDistinct(rapid.SampledFrom(teams), 0, 2, rapid.ID[chat.TeamID]).Draw(t, "teams"),
		Skills:    rapid.MapOfN(rapid.SampledFrom(skills), rapid.IntRange(1, 3), 0, 2).Draw(t, "skills"),
		Turns:     rapid.MapOfN(rapid.SampledFrom(teams), rapid.Int64Range(0, 3), 0, 2).Draw(t, "turns"),
		OnPhone:   rapid.IntRange(0, 3).Draw(t, "on the phone") == 0,
		Load:      Load{Active: rapid.IntRange(0, 2).Draw(t, "load")}, Limits: Limits{Agent: rapid.IntRange(0, 4).Draw(t, "places")}}
	if mostly("idle is known") {
		c.IdleSince = noon.Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "idle")) * time.Minute)
	}
	return c
}

func drawnWaiting(t *rapid.T, i int) Waiting {
	seldom := func(label string) bool { return rapid.IntRange(0, 5).Draw(t, label) == 0 }
	someone := rapid.SampledFrom([]chat.AgentID{"agent-0", "agent-1", "agent-2", "agent-gone"})
	w := Waiting{Conversation: chat.ConversationID(fmt.Sprint("chat-", i)),
		Need: Need{Site: shop, Team: rapid.SampledFrom(append([]chat.TeamID{"", "team-gone"}, teams...)).Draw(t, "team"),
			Language: rapid.SampledFrom([]string{"", "en", "de", "fr"}).Draw(t, "language")},
		EnteredAt: noon.Add(-time.Duration(rapid.IntRange(0, 8).Draw(t, "waited")) * 20 * time.Second),
		Front:     seldom("front"), Ahead: seldom("ahead"), Target: time.Duration(rapid.IntRange(0, 2).Draw(t, "target")) * time.Minute}
	for _, name := range skills {
		if seldom(name) {
			w.Need.Skills = append(w.Need.Skills, SkillNeed{name, rapid.IntRange(0, 3).Draw(t, "level")})
		}
	}
	if seldom("named") {
		w.Need.Named = rapid.SliceOfN(someone, 1, 2).Draw(t, "who")
	}
	if seldom("preferred") {
		w.Need.Preferred = someone.Draw(t, "whom")
	}
	if seldom("overflow") {
		w.Need.Overflow = rapid.SampledFrom(teams).Draw(t, "to")
	}
	if seldom("missed") {
		w.Misses = rapid.IntRange(1, 3).Draw(t, "misses")
		w.Bars = []Bar{{someone.Draw(t, "by"), noon.Add(time.Duration(rapid.IntRange(-1, 2).Draw(t, "bar")) * time.Minute)}}
	}
	return w
}
