package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/engine"
)

// kindRouting is the bus message that says: teams, skills or rules have changed.
const kindRouting = "routing"

// lines tells the router who waits.
type lines struct{ store *store.Store }

func (l lines) Waiting(ctx context.Context) ([]routing.Waiting, error) {
	list, err := l.store.Queued(ctx)
	out := make([]routing.Waiting, len(list))
	for i, c := range list {
		out[i] = waitingOf(c)
	}
	return out, err
}

func (l lines) WaitingOne(ctx context.Context, id chat.ConversationID) (routing.Waiting, bool, error) {
	m, err := l.store.Conversations(ctx, []chat.ConversationID{id})
	c, ok := m[id]
	if err != nil || !ok || c.State != chat.StateQueued {
		return routing.Waiting{}, false, err
	}
	return waitingOf(c), true, nil
}

// waitingOf is a queued conversation as routing sees it.
func waitingOf(c *chat.Conversation) routing.Waiting {
	w := routing.Waiting{Conversation: c.ID, Need: needOf(c), EnteredAt: c.EnteredQueueAt, FirstQueuedAt: c.FirstQueuedAt, Front: c.Front, Misses: c.Misses}
	if r := c.Route; r != nil {
		w.Ahead, w.Target = r.Ahead, time.Duration(r.Target)*time.Second
	}
	for _, b := range c.Bars {
		w.Bars = append(w.Bars, routing.Bar{Agent: b.Agent, Until: b.Until})
	}
	return w
}

// needOf is what a conversation asks of whoever takes it.
func needOf(c *chat.Conversation) routing.Need {
	n := routing.Need{Site: c.Site}
	r := c.Route
	if r == nil {
		return n
	}
	n.Team, n.Language, n.Tier, n.Named, n.Preferred, n.Overflow = r.Team, r.Language, r.Tier, r.Named, r.Preferred, r.Overflow
	for _, s := range r.Skills {
		n.Skills = append(n.Skills, routing.SkillNeed{Name: s.Name, Level: s.Level})
	}
	return n
}

// Candidates gives everybody as routing sees them, as they are stored now.
func (s *staff) Candidates(ctx context.Context) ([]routing.Candidate, error) {
	people, err := s.readEverybody(ctx)
	if err != nil {
		return nil, err
	}
	standings, err := s.store.Standings(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]routing.Candidate, len(people))
	for i, p := range people {
		out[i] = p.candidate()
		out[i].IdleSince, out[i].Turns = standings[p.agent.ID].GivenAt, standings[p.agent.ID].Turns
	}
	return out, nil
}

// Candidate gives one agent as routing sees them, as they are stored now.
func (s *staff) Candidate(ctx context.Context, id chat.AgentID) (routing.Candidate, bool, error) {
	c, err := s.fresh(ctx, id)
	if chat.IsCode(err, chat.NotFound) {
		return routing.Candidate{}, false, nil
	}
	if err != nil {
		return routing.Candidate{}, false, err
	}
	standings, err := s.store.Standings(ctx, id)
	c.IdleSince, c.Turns = standings[id].GivenAt, standings[id].Turns
	return c, true, err
}

// hands carry out what routing decided.
type hands struct {
	desk     *desk.Desk
	store    *store.Store
	handoffs *handoff.Service
}

// Give offers or assigns a conversation, by one conditional write.
func (h hands) Give(ctx context.Context, d routing.Decision, now time.Time) error {
	var turn *chat.Turn
	if d.Turn.Agent != "" {
		turn = &chat.Turn{Team: d.Turn.Team, Seen: d.Turn.Seen, Next: d.Turn.Next}
	}
	if !d.Assign {
		_, err := h.desk.Do(ctx, d.Conversation, chat.MakeOffer{Offer: chat.OfferID(chat.NewID()), Agents: d.Agents, ExpiresAt: now.Add(d.Patience), Turn: turn})
		return err
	}
	a, err := h.store.Agent(ctx, d.Agents[0])
	if err != nil {
		return err
	}
	_, err = h.desk.Do(ctx, d.Conversation, chat.Assign{Agent: a.Profile(), Greeting: a.GreetingLine(), Turn: turn})
	return err
}

// Later ends a wait with the promise of an answer later.
func (h hands) Later(ctx context.Context, id chat.ConversationID, _ routing.LaterWhy) error {
	return h.handoffs.GiveUp(ctx, id)
}

// Withdraw ends what is open to somebody who takes no work any more.
func (h hands) Withdraw(ctx context.Context, a chat.AgentID) error {
	list, err := h.store.OffersTo(ctx, a)
	if err != nil {
		return err
	}
	for _, c := range list {
		if !c.Offer.OpenTo(a) || c.Offer.From.Kind == chat.AgentParty {
			continue // a colleague's offer is theirs to answer
		}
		_, err := h.desk.Do(ctx, c.ID, chat.EndOffer{Offer: c.Offer.ID, By: chat.BySystem, Agent: a, How: chat.OfferWithdrawn})
		if err != nil && !chat.IsCode(err, chat.Conflict) {
			return err
		}
	}
	return nil
}

// watch tells the router what the bus brings.
type routingNews struct{ engine *engine.Engine }

func (n routingNews) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		switch m.Kind {
		case desk.KindInbox:
			n.row(m)
		case desk.KindEntry:
			if e, here := m.Here.(chat.Entry); here {
				if _, routed := e.Fact.(chat.Routed); routed {
					n.engine.Conversation(e.Conversation, true)
				}
			}
		case "presence":
			if a, ok := strings.CutPrefix(m.Stream, "agent:"); ok {
				_, here := m.Here.(agent.State)
				n.engine.Agent(chat.AgentID(a), here)
			}
		case kindRouting:
			n.engine.All()
		}
	}
}

func (n routingNews) row(m bus.Message) {
	if r, here := m.Here.(desk.Row); here {
		n.engine.Conversation(r.Conversation, true)
		return
	}
	var r struct {
		Conversation chat.ConversationID `json:"conversation"`
	}
	if json.Unmarshal(m.Data, &r) == nil && r.Conversation != "" {
		n.engine.Conversation(r.Conversation, false)
	}
}

func (n routingNews) Resync(string) { n.engine.All() }

// Teams gives the teams of the installation. None exists yet: everybody on a site is
// one team, with the settings of routing.DefaultTeam.
func (s *staff) Teams(context.Context) ([]routing.Team, error) { return nil, nil }
