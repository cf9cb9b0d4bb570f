package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/wording"
	"github.com/batonchat/baton/routing"
)

// boardEntries is how many of a queue's conversations the board lists.
const boardEntries = 50

// GetBoard implements route.ServerInterface.
func (s *Server) GetBoard(c *gin.Context, params wire.GetBoardParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		b, err := s.boardView(ctx, who, params.Site)
		if err != nil {
			return nil, err
		}
		return b.draw(), nil
	})
}

// boardView is all that a board is drawn from.
type boardView struct {
	store.Board

	now, today time.Time
	sites      []store.Site
	teams      []store.Team
	people     []boardPerson
	broken     store.Invariants
	late       []time.Time // since when something is owed, for each conversation in which it is
}

type boardPerson struct {
	agent agent.Agent
	state agent.State
}

func (s *Server) boardView(ctx context.Context, who caller, only string) (boardView, error) {
	b := boardView{now: s.cfg.Now()}
	var err error
	if only != "" {
		site, unknown := s.site(ctx, who, only)
		b.sites, err = []store.Site{site}, unknown
	} else {
		b.sites, err = s.sitesOf(ctx, who)
	}
	if err != nil {
		return b, err
	}
	b.today = startOfDay(b.sites, b.now)
	wanted := make([]chat.SiteID, len(b.sites))
	for i, site := range b.sites {
		wanted[i] = site.ID
	}
	if b.Board, err = s.ports.Board.Board(ctx, wanted, b.today); err != nil {
		return b, err
	}
	if b.teams, err = s.ports.Teams.Teams(ctx); err != nil {
		return b, err
	}
	if b.broken, err = s.ports.Invariants.Invariants(ctx); err != nil { // the board is worth more than this check
		s.cfg.Log.WarnContext(ctx, "the board could not be told of broken promises", "request_id", requestID(ctx), "err", err)
	}
	b.late = s.late(ctx, b.Board, b.now)
	b.people, err = s.boardPeople(ctx, who, b.sites)
	return b, err
}

// late gives since when what is owed is past its time, the longest ago first.
func (s *Server) late(ctx context.Context, b store.Board, now time.Time) []time.Time {
	var late []time.Time
	note := func(c *chat.Conversation) {
		if d := s.ports.Deadlines.Due(ctx, c); d != nil && !now.Before(d.DueAt) {
			late = append(late, d.DueAt)
		}
	}
	for _, w := range b.Waiting {
		note(w.Conversation)
	}
	for _, f := range b.FollowUps {
		note(f.Conversation)
	}
	for _, h := range b.Held {
		note(h.Conversation)
	}
	slices.SortFunc(late, time.Time.Compare)
	return late
}

// boardPeople gives the enabled agents of the sites, by name.
func (s *Server) boardPeople(ctx context.Context, who caller, sites []store.Site) ([]boardPerson, error) {
	all, err := s.ports.People.Agents(ctx)
	if err != nil {
		return nil, err
	}
	states, err := s.states(ctx)
	if err != nil {
		return nil, err
	}
	var people []boardPerson
	for _, a := range all {
		works := slices.ContainsFunc(sites, func(site store.Site) bool { return a.Works(site.ID) })
		if !a.Disabled() && works && (a.ID == who.Agent || shareSite(who.Principal, a)) {
			people = append(people, boardPerson{a, states[a.ID]})
		}
	}
	return people, nil
}

// startOfDay is midnight by the clock of the first site.
func startOfDay(sites []store.Site, now time.Time) time.Time {
	zone := time.UTC
	if len(sites) > 0 {
		if l, err := time.LoadLocation(sites[0].Hours.Zone); err == nil {
			zone = l
		}
	}
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone).UTC()
}

func (b boardView) draw() wire.Board {
	return wire.Board{At: b.now, Today: b.today, Tiles: b.tiles(), Queues: b.queues(), Agents: b.agents(), Alarms: b.alarms()}
}

func (b boardView) tiles() wire.BoardTiles {
	t := wire.BoardTiles{Waiting: len(b.Waiting), Assistant: b.Assistant, FollowUps: len(b.FollowUps), Late: len(b.late), Breaches: b.Breaches}
	if len(b.Waiting) > 0 {
		t.LongestSince = b.Waiting[0].Conversation.EnteredQueueAt
	}
	for _, p := range b.people {
		*map[agent.Status]*int{agent.Available: &t.Available, agent.Busy: &t.Busy, agent.Away: &t.Away, agent.Offline: &t.Offline}[cmp.Or(p.state.Shown, agent.Offline)]++
	}
	tomorrow := b.today.Add(24 * time.Hour)
	for _, f := range b.FollowUps {
		switch due := f.Conversation.DueBy; {
		case due.IsZero():
		case due.Before(b.now):
			t.FollowUpsOverdue++
		case due.Before(tomorrow):
			t.FollowUpsDue++
		}
	}
	for _, j := range b.Joined {
		if !j.QueuedAt.IsZero() {
			t.Answered++
			if j.At.Sub(j.QueuedAt) <= target(j.Target) {
				t.AnsweredInTime++
			}
		}
		// Who takes over unasked keeps no promise.
		if h := j.Handoff; h != nil && h.JoinedAt.Equal(j.At) && h.Reason != chat.AgentTakeover {
			t.Promises++
			if !j.At.After(h.KeptUntil()) {
				t.PromisesKept++
			}
		}
	}
	for _, w := range slices.Concat(b.Waiting, b.FollowUps) {
		h := w.Conversation.Handoff
		if h == nil || !h.JoinedAt.IsZero() || h.KeptUntil().Before(b.today) {
			continue
		}
		if h.KeptUntil().Before(b.now) {
			t.Promises++
		}
	}
	return t
}

// target is how long somebody may wait, given what was said of them in seconds.
func target(seconds int) time.Duration {
	if seconds == 0 {
		return routing.DefaultTarget
	}
	return time.Duration(seconds) * time.Second
}

// queues gives the line of every team, and that of the whole site first.
func (b boardView) queues() []wire.BoardQueue {
	queues := []wire.BoardQueue{{}}
	at := map[chat.TeamID]int{"": 0}
	for _, t := range b.teams {
		at[t.ID] = len(queues)
		queues = append(queues, wire.BoardQueue{Team: string(t.ID)})
	}
	for _, w := range b.Waiting {
		q := &queues[at[w.Conversation.Team()]] // of a team that is no more: the whole site's
		q.Waiting++
		if q.Waiting == 1 {
			q.LongestSince = w.Conversation.EnteredQueueAt
		}
		if len(q.Entries) < boardEntries {
			q.Entries = append(q.Entries, wireBoardEntry(w))
		}
	}
	for i := range queues {
		queues[i].Entries = list(queues[i].Entries)
	}
	return queues
}

func wireBoardEntry(w store.BoardWaiting) wire.BoardEntry {
	c := w.Conversation
	e := wire.BoardEntry{Conversation: string(c.ID), VisitorID: string(c.Visitor), Site: string(c.Site), Visitor: w.Visitor, Since: c.EnteredQueueAt, Front: c.Front,
		TargetSeconds: int(target(0) / time.Second), Priority: c.Priority, Topic: c.Topic, Language: c.Language, Offered: c.State == chat.StateOffered}
	if r := c.Route; r != nil {
		e.Ahead, e.Rule, e.TargetSeconds = r.Ahead, r.Rule, int(target(r.Target)/time.Second)
		e.Language = cmp.Or(r.Language, e.Language)
	}
	return e
}

func (b boardView) agents() []wire.BoardAgent {
	out := make([]wire.BoardAgent, len(b.people))
	at := make(map[chat.AgentID]int, len(b.people))
	for i, p := range b.people {
		at[p.agent.ID] = i
		out[i] = wire.BoardAgent{Agent: string(p.agent.ID), Name: p.agent.Name, Teams: texts(p.agent.Teams), Presence: wirePresence(p.agent, p.state),
			MissedToday: b.Missed[p.agent.ID], Conversations: []wire.BoardConversation{}}
	}
	for _, h := range b.Held {
		if i, known := at[h.Conversation.Owner.Agent()]; known {
			out[i].Conversations = append(out[i].Conversations, wire.BoardConversation{Conversation: string(h.Conversation.ID), VisitorID: string(h.Conversation.Visitor), State: h.Conversation.State, Since: h.Since, Visitor: h.Visitor})
		}
	}
	return out
}

func (b boardView) alarms() []wire.BoardAlarm {
	alarms := []wire.BoardAlarm{}
	for _, site := range b.sites {
		if b.open(site, site.Hours) && !slices.ContainsFunc(b.people, func(p boardPerson) bool { return p.onShift(site.ID) }) {
			alarms = append(alarms, wire.BoardAlarm{Kind: wire.BoardAlarmKindNobodyOnShift, Site: string(site.ID),
				Say: fmt.Sprintf("%s is open, and nobody there takes conversations.", site.Name) + b.absent(func(p boardPerson) bool { return p.agent.Works(site.ID) })})
		}
	}
	alarms = append(alarms, b.emptyTeams(alarms)...)
	for _, q := range b.queues() {
		i := slices.IndexFunc(b.teams, func(t store.Team) bool { return string(t.ID) == q.Team })
		if i < 0 {
			continue
		}
		t := b.teams[i]
		if t.MaxWaiting > 0 && q.Waiting > t.MaxWaiting {
			alarms = append(alarms, wire.BoardAlarm{Kind: wire.BoardAlarmKindTooManyWaiting, Team: q.Team,
				Say: fmt.Sprintf("%d wait for %s; its limit is %d.", q.Waiting, t.Name, t.MaxWaiting)})
		}
		if t.MaxWait > 0 && q.Waiting > 0 && b.now.Sub(q.LongestSince) > t.MaxWait {
			alarms = append(alarms, wire.BoardAlarm{Kind: wire.BoardAlarmKindWaitedTooLong, Team: q.Team,
				Say: fmt.Sprintf("Somebody waits for %s, past its limit of %s by over %s.", t.Name, wording.Length(t.MaxWait), wording.Length(passed(b.now.Sub(q.LongestSince)-t.MaxWait)))})
		}
	}
	if len(b.late) > 0 {
		say := "1 answer is past its time, by over %s."
		if len(b.late) > 1 {
			say = strconv.Itoa(len(b.late)) + " answers are past their time, the longest by over %s."
		}
		alarms = append(alarms, wire.BoardAlarm{Kind: wire.BoardAlarmKindPastDue, Say: fmt.Sprintf(say, wording.Length(passed(b.now.Sub(b.late[0]))))})
	}
	return append(alarms, b.brokenPromises()...)
}

// passed gives the last of a few steps that a time has reached. An alarm says it instead of the
// time, so that it changes rarely: who listens to it is not told each second, and who put it
// away sees it again only when it is markedly worse.
func passed(d time.Duration) time.Duration {
	const day = 24 * time.Hour
	steps := []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute,
		30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour, day}
	for _, step := range slices.Backward(steps) {
		if step <= d {
			return max(step, d.Truncate(day))
		}
	}
	return 0
}

// open reports whether people join live on a site now, going by a plan.
func (b boardView) open(site store.Site, plan hours.Plan) bool {
	calendar, err := hours.New(plan)
	return err == nil && calendar.IsOpen(b.now) && !site.Settings.LiveOff && site.Mode == chat.Live
}

// emptyTeams finds the teams that are open by the hours that count for them, while neither
// their people nor those who help out take conversations. Where nobody at all is there, the
// alarm of the site has said so.
func (b boardView) emptyTeams(said []wire.BoardAlarm) []wire.BoardAlarm {
	var alarms []wire.BoardAlarm
	for _, t := range b.teams {
		helped := t.Members
		if i := slices.IndexFunc(b.teams, func(o store.Team) bool { return t.Overflow != "" && o.ID == t.Overflow }); i >= 0 {
			helped = slices.Concat(t.Members, b.teams[i].Members)
		}
		in := func(p boardPerson) bool { return slices.Contains(helped, p.agent.ID) }
		for _, site := range b.sites {
			known := slices.ContainsFunc(said, func(a wire.BoardAlarm) bool { return a.Site == string(site.ID) })
			staffed := slices.ContainsFunc(b.people, func(p boardPerson) bool { return slices.Contains(t.Members, p.agent.ID) && p.agent.Works(site.ID) })
			if known || !staffed || !b.open(site, t.Plan(site.Hours)) || slices.ContainsFunc(b.people, func(p boardPerson) bool { return in(p) && p.onShift(site.ID) }) {
				continue
			}
			alarms = append(alarms, wire.BoardAlarm{Kind: wire.BoardAlarmKindNobodyOnShift, Team: string(t.ID), Site: string(site.ID),
				Say: fmt.Sprintf("%s is open on %s, and nobody of it takes conversations.", t.Name, site.Name) +
					b.absent(func(p boardPerson) bool { return in(p) && p.agent.Works(site.ID) })})
		}
	}
	return alarms
}

// absent names those of some people who should be at work now by their hours.
func (b boardView) absent(of func(boardPerson) bool) string {
	const most = 5
	var names []string
	for _, p := range b.people {
		if p.agent.Hours == nil || !of(p) {
			continue
		}
		if shifts, err := hours.New(*p.agent.Hours); err == nil && shifts.IsOpen(b.now) {
			names = append(names, p.agent.Name)
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > most:
		return fmt.Sprintf(" By their hours %s and %d others should be there.", strings.Join(names[:most], ", "), len(names)-most)
	default:
		return fmt.Sprintf(" By their hours %s should be there.", strings.Join(names, ", "))
	}
}

// onShift reports whether somebody takes conversations of a site, be they full or not.
func (p boardPerson) onShift(site chat.SiteID) bool {
	return p.agent.Works(site) && p.state.TakesWork() && p.state.Reach.Hears() && p.state.Capacity > 0
}

func (b boardView) brokenPromises() []wire.BoardAlarm {
	var alarms []wire.BoardAlarm
	for _, check := range []struct {
		n         int
		one, many string
	}{
		{b.broken.OverCapacity, "1 person was given more than they may hold.", "%d people were given more than they may hold."},
		{b.broken.Orphans, "1 conversation is with nobody and in no line.", "%d conversations are with nobody and in no line."},
		{b.broken.DoubleOwner, "1 conversation has two owners.", "%d conversations have two owners."},
		{b.broken.StreamHoles, "1 stream has a hole in its numbers.", "%d streams have holes in their numbers."},
	} {
		say := check.one
		if check.n > 1 {
			say = fmt.Sprintf(check.many, check.n)
		}
		if check.n > 0 {
			alarms = append(alarms, wire.BoardAlarm{Kind: wire.BoardAlarmKindInvariant, Say: say + " Tell whoever runs Baton: this must never be."})
		}
	}
	return alarms
}
