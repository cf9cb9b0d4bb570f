package api_test

import (
	"context"
	"slices"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/sla"
)

// books are the house's teams, skills, statuses, rules and decisions. They refer to each
// other in so many ways that a fake would be a second store, so they are kept by a real
// one, with the house's people and sites in it. It is opened when something asks for it.
type books struct{ h *house }

func (b books) open() *store.Store {
	b.h.bookOnce.Do(func() {
		ctx, s := context.Background(), storetest.SQLite(b.h.tb, b.h.clock)
		must := func(err error) {
			if err != nil {
				b.h.tb.Fatal(err)
			}
		}
		for _, a := range b.h.mem.All() {
			_, err := s.CreateAgent(ctx, a)
			must(err)
		}
		sites, err := b.h.Sites(ctx)
		must(err)
		for _, site := range sites {
			_, err := s.CreateSite(ctx, site)
			must(err)
		}
		_, err = s.CreateTeam(ctx, store.Team{Team: routing.Team{ID: teamBikes, Name: "Bikes", Method: routing.LoadBalanced}})
		must(err)
		_, err = s.CreateSkill(ctx, store.Skill{Name: "billing"})
		must(err)
		_, err = s.CreateOwnStatus(ctx, store.OwnStatus{Own: agent.Own{ID: statusLunch, Name: "Lunch", StandsFor: agent.Away}})
		must(err)
		b.h.books = s
	})
	return b.h.books
}

// What stands in the books from the beginning.
const (
	teamBikes   = "team-bikes-1"
	statusLunch = "status-lunch-1"
)

func (b books) Teams(ctx context.Context) ([]store.Team, error) { return b.open().Teams(ctx) }

func (b books) Team(ctx context.Context, id chat.TeamID) (store.Team, error) {
	return b.open().Team(ctx, id)
}

func (b books) CreateTeam(ctx context.Context, t store.Team) (store.Team, error) {
	return b.open().CreateTeam(ctx, t)
}

func (b books) UpdateTeam(ctx context.Context, id chat.TeamID, version int64, change func(*store.Team)) (store.Team, []chat.AgentID, error) {
	return b.open().UpdateTeam(ctx, id, version, change)
}

func (b books) DeleteTeam(ctx context.Context, id, moveTo chat.TeamID, force bool) ([]chat.AgentID, error) {
	return b.open().DeleteTeam(ctx, id, moveTo, force)
}

func (b books) Skills(ctx context.Context) ([]store.Skill, error) { return b.open().Skills(ctx) }

func (b books) CreateSkill(ctx context.Context, k store.Skill) (store.Skill, error) {
	return b.open().CreateSkill(ctx, k)
}

func (b books) UpdateSkill(ctx context.Context, name string, change func(*store.Skill)) (store.Skill, []chat.AgentID, error) {
	return b.open().UpdateSkill(ctx, name, change)
}

func (b books) DeleteSkill(ctx context.Context, name string, force bool) ([]chat.AgentID, error) {
	return b.open().DeleteSkill(ctx, name, force)
}

func (b books) OwnStatuses(ctx context.Context) ([]store.OwnStatus, error) {
	return b.open().OwnStatuses(ctx)
}

func (b books) OwnStatus(ctx context.Context, id agent.OwnID) (store.OwnStatus, error) {
	return b.open().OwnStatus(ctx, id)
}

func (b books) CreateOwnStatus(ctx context.Context, o store.OwnStatus) (store.OwnStatus, error) {
	return b.open().CreateOwnStatus(ctx, o)
}

func (b books) UpdateOwnStatus(ctx context.Context, id agent.OwnID, version int64, by chat.Party, change func(*store.OwnStatus)) (store.OwnStatus, []chat.AgentID, error) {
	return b.open().UpdateOwnStatus(ctx, id, version, by, change)
}

func (b books) DeleteOwnStatus(ctx context.Context, id agent.OwnID, by chat.Party) ([]chat.AgentID, error) {
	return b.open().DeleteOwnStatus(ctx, id, by)
}

func (b books) RoutingRules(ctx context.Context, site chat.SiteID) (store.RoutingRules, error) {
	return b.open().RoutingRules(ctx, site)
}

func (b books) CheckRoutingRules(ctx context.Context, site chat.SiteID, rules []routing.Rule) (routing.Problems, error) {
	return b.open().CheckRoutingRules(ctx, site, rules)
}

func (b books) PutRoutingRules(ctx context.Context, r store.RoutingRules) (store.RoutingRules, routing.Problems, error) {
	return b.open().PutRoutingRules(ctx, r)
}

func (b books) Decisions(ctx context.Context, id chat.ConversationID) ([]store.Decision, error) {
	return b.open().Decisions(ctx, id)
}

// HandedOff gives the house's own conversations, the newest first.
func (b books) HandedOff(_ context.Context, site chat.SiteID, limit int) ([]store.HandedOff, error) {
	b.h.mu.Lock()
	defer b.h.mu.Unlock()
	var all []store.HandedOff
	for _, r := range b.h.conversations {
		if r.c.Site == site && r.c.Handoff != nil && len(all) < limit {
			all = append(all, store.HandedOff{Conversation: r.c.Clone(), Visitor: b.h.visitors[r.c.Visitor]})
		}
	}
	return all, nil
}

// Board draws the house's own conversations.
func (b books) Board(_ context.Context, sites []chat.SiteID, _ time.Time) (store.Board, error) {
	b.h.mu.Lock()
	defer b.h.mu.Unlock()
	board := store.Board{Missed: map[chat.AgentID]int{ada: 2}}
	for _, site := range sites {
		for _, r := range b.h.conversations {
			c := r.c.Clone()
			switch {
			case c.Site != site:
			case c.Waiting():
				board.Waiting = append(board.Waiting, store.BoardWaiting{Conversation: c})
			case c.State == chat.StateFollowUp:
				board.FollowUps = append(board.FollowUps, store.BoardWaiting{Conversation: c})
			case c.State == chat.StateActive:
				board.Held = append(board.Held, store.BoardHeld{Conversation: c})
				board.Joined = append(board.Joined, store.BoardJoin{At: c.Handoff.JoinedAt, QueuedAt: c.EnteredQueueAt, Handoff: c.Handoff})
			default:
				board.Assistant++
			}
		}
	}
	slices.SortFunc(board.Waiting, func(a, b store.BoardWaiting) int {
		return a.Conversation.EnteredQueueAt.Compare(b.Conversation.EnteredQueueAt)
	})
	return board, nil
}

// Topics implements api.Topics.
func (b books) Topics(ctx context.Context, site chat.SiteID) (store.Topics, error) {
	return b.open().Topics(ctx, site)
}

// PutTopics implements api.Topics.
func (b books) PutTopics(ctx context.Context, t store.Topics) (store.Topics, error) {
	return b.open().PutTopics(ctx, t)
}

// Due implements api.Deadlines by the default times, in a house that never closes.
func (b books) Due(_ context.Context, c *chat.Conversation) *chat.Deadline {
	due := sla.Default().Deadlines(c, nil, nil)
	if len(due) == 0 {
		return nil
	}
	return &due[0]
}

// Deadlines implements api.Deadlines.
func (b books) Deadlines(_ context.Context, c *chat.Conversation) ([]chat.Deadline, error) {
	return sla.Default().Deadlines(c, nil, nil), nil
}

// Reroute implements api.Rerouter.
func (h *house) Reroute(_ context.Context, from, to chat.TeamID, _ chat.Party) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rerouted = append(h.rerouted, from, to)
	return nil
}

// Reachable implements api.Reach.
func (h *house) Reachable(context.Context, chat.SiteID, chat.Route) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reachable, nil
}

// Serving implements api.Reach.
func (h *house) Serving(_ context.Context, _ chat.SiteID, team chat.TeamID) (serves, helps chat.TeamID, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if helper := h.closedFor[team]; helper != "" {
		return helper, team, nil
	}
	return team, "", nil
}

// Invariants implements api.Invariants.
func (h *house) Invariants(context.Context) (store.Invariants, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.invariants, nil
}
