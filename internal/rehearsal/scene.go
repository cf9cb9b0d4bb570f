package rehearsal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/internal/memdesk"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/routing"
)

// visitorID is the imagined visitor.
const visitorID = chat.VisitorID("rehearsal")

// maxTurns bounds how often the clock of a scene is moved on: every promise is a
// longer one or the last, so that few are needed.
const maxTurns = 500

// scene is a situation as it is played. It fills the ports of package handoff.
type scene struct {
	*memdesk.Desk

	house    *House
	s        Situation
	now      time.Time
	people   []routing.Candidate
	queued   []*chat.Conversation
	handoffs *handoff.Service
}

func newScene(h *House, s Situation) *scene {
	sc := &scene{house: h, s: s, now: s.At, people: h.staffed(s.Staffing)}
	if s.Staffing == AsNow {
		sc.queued = h.Queued
	}
	clock := func() time.Time { return sc.now }
	sc.Desk = memdesk.New(clock)
	sc.handoffs = handoff.New(handoff.Deps{Desk: sc, Sites: sc, Staff: sc, Routes: sc, Visitors: sc, Now: clock,
		Mood: func([]transcript.Line, string) handoff.Mood { return handoff.Mood{Sentiment: s.Sentiment} }})
	return sc
}

// staffed gives everybody as they are in a situation.
func (h *House) staffed(s Staffing) []routing.Candidate {
	out := slices.Clone(h.People)
	if s == AsNow {
		return out
	}
	for i := range out {
		c := &out[i]
		on := s != Nobody && c.Enabled
		c.Available, c.Reachable, c.OnPhone, c.Attentive, c.Responding = on, on, false, on, on
		c.Load = routing.Load{}
		if s == EverybodyFull {
			c.Load.Active = c.Limits.Places()
		}
	}
	return out
}

// Load implements handoff.Desk: what the visitor writes about is known.
func (sc *scene) Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error) {
	c, err := sc.Desk.Load(ctx, id)
	if err == nil {
		c.Topic = sc.s.Topic
	}
	return c, err
}

// Handoffs implements handoff.Sites.
func (sc *scene) Handoffs(_ context.Context, _ chat.SiteID, team chat.TeamID) (handoff.Settings, error) {
	settings := sc.house.Settings
	if own := sc.house.Hours[team]; own != nil {
		settings.Hours = own
	}
	return settings, nil
}

// Staffing implements handoff.Staff.
func (sc *scene) Staffing(_ context.Context, c *chat.Conversation) (handoff.Staffing, error) {
	return sc.house.Code.Staffing(c, sc.people, sc.queued, sc.now), nil
}

// Routable implements handoff.Staff. Nobody has had an imagined conversation before.
func (sc *scene) Routable(context.Context, chat.AgentID, chat.SiteID) (bool, error) {
	return false, nil
}

// Visitor implements handoff.Visitors.
func (sc *scene) Visitor(context.Context, chat.VisitorID) (handoff.Visitor, error) {
	return handoff.Visitor{Zone: sc.house.zone()}, nil
}

// Route implements handoff.Routes.
func (sc *scene) Route(ctx context.Context, c handoff.Case) (chat.Route, bool, error) {
	return sc.house.Code.Route(ctx, c, Visitor{sc.s.Tier, sc.s.Attributes})
}

// play has the visitor ask for a person and follows the wait to its end.
func (sc *scene) play(ctx context.Context, a *Answer) error {
	start := chat.Start{Site: sc.house.Site, Visitor: visitorID, Language: cmp.Or(sc.s.Language, sc.house.Settings.Language), Page: chat.Page{URL: sc.s.Page}}
	if sc.s.Contact {
		start.Contact = "visitor@example.com"
	}
	id := sc.Open(start)
	if err := sc.handoffs.Request(ctx, id, chat.ByVisitor(visitorID), sc.s.Reason, nil, 0); err != nil {
		return fmt.Errorf("rehearse a handoff: %w", err)
	}
	c, err := sc.Load(ctx, id)
	if err != nil {
		return err
	}
	sc.begin(a, c)
	board := routing.Snapshot{Teams: sc.house.Teams, Agents: sc.people}.Board()
	for _, q := range sc.queued {
		board.PutWaiting(sc.house.Code.Waiting(q))
	}
	for turn := 0; c.State == chat.StateQueued && turn < maxTurns; turn++ {
		board.PutWaiting(sc.house.Code.Waiting(c))
		end, err := sc.pass(ctx, a, board, c)
		if err != nil || end || !sc.forward(board) {
			return err
		}
		if c, err = sc.work(ctx, a, c); err != nil {
			return err
		}
	}
	return nil
}

// begin notes what the visitor reads first.
func (sc *scene) begin(a *Answer, c *chat.Conversation) {
	a.Live, a.Promise, a.Route = c.State == chat.StateQueued, c.Handoff.Promise, *c.Route
	for _, e := range sc.Timeline(c.ID) {
		switch f := e.Fact.(type) {
		case chat.MessagePosted:
			a.Said = cmp.Or(a.Said, f.Text)
		case chat.MovedToFollowUp:
			a.Why = f.Why
		case chat.ContactAsked:
			a.Asked = true
		}
	}
}

// pass asks the board, and ends the scene when it has something for the visitor.
func (sc *scene) pass(ctx context.Context, a *Answer, board *routing.Board, c *chat.Conversation) (end bool, err error) {
	all := board.Pass(sc.now)
	i := slices.IndexFunc(all, func(d routing.Decision) bool { return d.Conversation == c.ID })
	if i < 0 {
		return false, nil
	}
	d := all[i]
	why, _ := d.Why()
	step := Step{After: sc.waited(c), Did: Offered, Stage: d.Stage, Why: why.Line, People: sc.house.names(d.Agents)}
	switch {
	case d.Later != "":
		if err := sc.handoffs.GiveUp(ctx, c.ID, d.Later == routing.LaterQueueFull); err != nil {
			return true, err
		}
		step.Did, step.Said = Later, sc.last(c.ID)
	case d.Assign:
		step.Did = Assigned
	}
	a.Steps = append(a.Steps, step)
	return true, nil
}

// forward moves the clock to when something can change: for the board, or because the
// promise is about to break.
func (sc *scene) forward(board *routing.Board) bool {
	next := board.Next(sc.now)
	for _, j := range sc.Pending() {
		if j.Kind == chat.WorkPromiseCheck && (next.IsZero() || j.At.Before(next)) {
			next = j.At
		}
	}
	if next.IsZero() {
		return false
	}
	if next.After(sc.now) {
		sc.now = next
	}
	return true
}

// work looks after the promise and notes what the visitor reads of it.
func (sc *scene) work(ctx context.Context, a *Answer, c *chat.Conversation) (*chat.Conversation, error) {
	before := c.Seq
	err := sc.Work(ctx, map[chat.WorkKind]memdesk.Handler{chat.WorkPromiseCheck: func(ctx context.Context, j memdesk.Job) error {
		return sc.handoffs.CheckPromise(ctx, j.Conversation)
	}}, 1)
	if err != nil {
		return nil, err
	}
	after, err := sc.Load(ctx, c.ID)
	if err != nil || after.Seq == before {
		return after, err
	}
	step := Step{After: sc.waited(c), Did: Told, Said: sc.last(c.ID)}
	if after.State == chat.StateFollowUp {
		step.Did = Later
		for _, e := range sc.Timeline(c.ID) {
			if f, ok := e.Fact.(chat.MovedToFollowUp); ok {
				step.Why = f.Why
			}
		}
	}
	a.Steps = append(a.Steps, step)
	return after, nil
}

func (sc *scene) waited(c *chat.Conversation) time.Duration { return sc.now.Sub(c.EnteredQueueAt) }

// last gives what the visitor read last.
func (sc *scene) last(id chat.ConversationID) string {
	text := ""
	for _, e := range sc.Timeline(id) {
		if m, ok := e.Fact.(chat.MessagePosted); ok {
			text = m.Text
		}
	}
	return text
}

// reaches finds whom each stage would let in, if everybody were free.
func (h *House) reaches(w routing.Waiting, now time.Time) []Reach {
	team := h.team(w.Need.Team)
	w.EnteredAt = now.Add(-max(team.Begins(routing.StageOverflow), team.Begins(routing.StageTeam)))
	everybody := h.staffed(EverybodyFree)
	all := routing.Decide(routing.Snapshot{Teams: h.Teams, Agents: everybody, Waiting: []routing.Waiting{w}}, now)
	var found []Reach
	for s, people := range fits(all) {
		if len(people) > 0 {
			found = append(found, Reach{Stage: routing.Stage(s), After: team.Begins(routing.Stage(s)), People: people})
		}
	}
	return found
}

// fits gives the names of those who could have what the only decision is about, by the
// stage from which on they could.
func fits(all []routing.Decision) [][]string {
	out := make([][]string, len(routing.Stages()))
	if len(all) == 0 {
		return out
	}
	why, _ := all[0].Why()
	for _, r := range why.Rows {
		if r.Cut == "" {
			out[r.Fit] = append(out[r.Fit], r.Name)
		}
	}
	return out
}

// team gives a team; conversations without one, or whose team is no more, go by the
// defaults.
func (h *House) team(id chat.TeamID) routing.Team {
	for _, t := range h.Teams {
		if t.ID == id {
			return t
		}
	}
	return routing.DefaultTeam()
}

// names gives people's names.
func (h *House) names(ids []chat.AgentID) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		i := slices.IndexFunc(h.People, func(c routing.Candidate) bool { return c.Agent == id })
		if i >= 0 {
			out = append(out, cmp.Or(h.People[i].Name, string(id)))
		}
	}
	return out
}

func (h *House) zone() *time.Location {
	if h.Settings.Hours == nil {
		return time.UTC
	}
	return h.Settings.Hours.Zone()
}

func (h *House) open(t time.Time) bool {
	return h.Settings.Hours == nil || h.Settings.Hours.IsOpen(t)
}
