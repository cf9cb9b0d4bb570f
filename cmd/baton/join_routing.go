package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

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

// needAmong is needOf where the team's own choice of who helps out is known.
func needAmong(c *chat.Conversation, teams []routing.Team) routing.Need {
	n := needOf(c)
	i := slices.IndexFunc(teams, func(t routing.Team) bool { return t.ID == n.Team })
	switch {
	case i < 0:
		n.Team, n.Overflow = "", "" // a team that is no more: anybody on the site
	case n.Overflow == "":
		n.Overflow = teams[i].Overflow
	}
	return n
}

// routes goes by the routing rules of sites.
type routes struct {
	rows   routeRows
	sites  *siteBook
	topics *topics
}

// routeRows is what routes reads.
type routeRows interface {
	Visitor(ctx context.Context, id chat.VisitorID) (store.Visitor, error)
	RoutingRules(ctx context.Context, site chat.SiteID) (store.RoutingRules, error)
	LatestOf(ctx context.Context, v chat.VisitorID, limit int) ([]*chat.Conversation, error)
}

// topicOf says what a visitor writes about: what somebody has noted, else what their
// messages tell, else what the summary of an earlier handoff called it.
func (r routes) topicOf(ctx context.Context, c handoff.Case) (string, error) {
	if noted := c.Conversation.FieldValue(chat.FieldTopic); noted != "" {
		return noted, nil
	}
	d, err := r.topics.detector(ctx, c.Conversation.Site)
	if err != nil || d.Knows(c.Conversation.Topic) {
		return c.Conversation.Topic, err
	}
	var messages []string
	for _, l := range c.Lines {
		if l.ByVisitor() {
			messages = append(messages, l.Text)
		}
	}
	if name, _ := d.Of(messages); name != "" {
		return name, nil
	}
	return c.Conversation.Topic, nil
}

// Route says what a conversation needs of whoever takes it. What is believed of the
// visitor's tier is what the site signed; rules may look at other attributes, which
// anybody can claim, too.
func (r routes) Route(ctx context.Context, c handoff.Case) (chat.Route, bool, error) {
	v, err := r.rows.Visitor(ctx, c.Conversation.Visitor)
	if err != nil {
		return chat.Route{}, false, err
	}
	rules, err := r.rows.RoutingRules(ctx, c.Conversation.Site)
	if err != nil {
		return chat.Route{}, false, err
	}
	past, err := r.rows.LatestOf(ctx, c.Conversation.Visitor, lookBack)
	if err != nil {
		return chat.Route{}, false, err
	}
	subject, err := r.topicOf(ctx, c)
	if err != nil {
		return chat.Route{}, false, err
	}
	known := map[string]string{}
	for _, f := range c.Conversation.Fields {
		known[f.Name] = f.Value
	}
	maps.Copy(known, v.Told())
	q := routing.Case{Conversation: c.Conversation.ID, Site: c.Conversation.Site, Topic: subject, Tier: v.Tier(), Language: c.Language,
		SiteLanguage: c.Settings.Language, Page: c.Conversation.Page.URL, Attributes: known, Reason: c.Reason, Sentiment: c.Sentiment, Hours: c.Settings.Hours, At: c.At}
	out, rule, matched := routing.Route(rules.Rules, q)
	if !matched {
		site, err := r.sites.site(ctx, c.Conversation.Site)
		if err != nil {
			return chat.Route{}, false, err
		}
		out.Target = site.Terms().Live.Within
	}
	if !out.Later {
		if out.Team, out.Overflow, err = r.sites.Serving(ctx, q.Site, out.Team, out.Overflow, c.At); err != nil {
			return chat.Route{}, false, err
		}
	}
	route := chat.Route{Rule: rule.Name, Topic: q.Topic, Team: out.Team, Language: c.Language, Tier: q.Tier, Named: out.Named, Preferred: lastAgent(c.Conversation, past),
		Overflow: out.Overflow, Ahead: out.Ahead, Target: int(out.Target / time.Second), Next: int(out.Next / time.Second), Resolution: int(out.Resolution / time.Second)}
	for _, s := range out.Skills {
		route.Skills = append(route.Skills, chat.SkillNeed{Name: s.Name, Level: max(s.Level, 1)})
	}
	return route, out.Later, nil
}

// lookBack is among how many conversations the agent whom a visitor knows is looked for.
const lookBack = 5

// lastAgent is the agent who helped a visitor last: in this conversation, or else in those
// before it, of which the latest comes first.
func lastAgent(this *chat.Conversation, past []*chat.Conversation) chat.AgentID {
	for _, c := range append([]*chat.Conversation{this}, past...) {
		if c.Agent != nil {
			return c.Agent.ID
		}
	}
	return ""
}

// Teams gives all teams as they are stored now.
func (s *staff) Teams(ctx context.Context) ([]routing.Team, error) {
	stored, err := s.store.Teams(ctx)
	if err != nil {
		return nil, err
	}
	teams := make([]routing.Team, len(stored))
	for i, t := range stored {
		teams[i] = t.Team
	}
	return teams, nil
}

// knownTeams gives all teams, as they were within the last second.
func (s *staff) knownTeams(ctx context.Context) ([]routing.Team, error) {
	return s.teams.get(ctx, struct{}{}, func(ctx context.Context, _ struct{}) ([]routing.Team, error) { return s.Teams(ctx) })
}

// limit is the places that a team gives each member; 0: it sets none.
func (s *staff) limit(ctx context.Context, id chat.TeamID) (int, error) {
	teams, err := s.knownTeams(ctx)
	if i := slices.IndexFunc(teams, func(t routing.Team) bool { return t.ID == id }); i >= 0 {
		return teams[i].Limit, err
	}
	return 0, err
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
	a, err := s.store.Agent(ctx, id)
	if chat.IsCode(err, chat.NotFound) {
		return routing.Candidate{}, false, nil
	}
	if err != nil {
		return routing.Candidate{}, false, err
	}
	state, err := s.presence.Of(ctx, id)
	if err != nil {
		return routing.Candidate{}, false, err
	}
	c := person{a, state}.candidate()
	standings, err := s.store.Standings(ctx, id)
	c.IdleSince, c.Turns = standings[id].GivenAt, standings[id].Turns
	return c, true, err
}

// hands carry out what routing decided.
type hands struct {
	desk     *desk.Desk
	store    *store.Store
	people   *staff
	handoffs *handoff.Service
}

// Give offers or assigns a conversation, by one conditional write.
func (h hands) Give(ctx context.Context, d routing.Decision, why routing.Explanation, now time.Time) error {
	offer := chat.NewID()
	c, err := h.desk.Load(ctx, d.Conversation)
	if err != nil {
		return err
	}
	limit, err := h.people.limit(ctx, d.Team)
	if err != nil {
		return err
	}
	var turn *chat.Turn
	if d.Turn.Agent != "" {
		turn = &chat.Turn{Team: d.Turn.Team, Seen: d.Turn.Seen, Next: d.Turn.Next}
	}
	if d.Assign {
		err = h.assign(ctx, d, why, turn, limit)
	} else {
		_, err = h.desk.Do(ctx, d.Conversation, chat.MakeOffer{Offer: chat.OfferID(offer), Agents: d.Agents, ExpiresAt: now.Add(d.Patience), Why: why.Line, Turn: turn, Limit: limit})
	}
	if err != nil {
		return err
	}
	return h.explain(ctx, offer, c.Site, why)
}

func (h hands) assign(ctx context.Context, d routing.Decision, why routing.Explanation, turn *chat.Turn, limit int) error {
	a, err := h.store.Agent(ctx, d.Agents[0])
	if err != nil {
		return err
	}
	_, err = h.desk.Do(ctx, d.Conversation, chat.Assign{Agent: a.Profile(), Greeting: a.GreetingLine(), Why: why.Line, Turn: turn, Limit: limit})
	return err
}

// explain keeps why, once what was decided has happened.
func (h hands) explain(ctx context.Context, id string, site chat.SiteID, why routing.Explanation) error {
	return h.store.PutDecision(ctx, store.Decision{ID: id, Site: site, Explanation: why})
}

// Later ends a wait with the promise of an answer later.
func (h hands) Later(ctx context.Context, d routing.Decision, why routing.Explanation) error {
	c, err := h.desk.Load(ctx, d.Conversation)
	if err != nil {
		return err
	}
	if err := h.handoffs.GiveUp(ctx, d.Conversation, d.Later == routing.LaterQueueFull); err != nil {
		return err
	}
	return h.explain(ctx, chat.NewID(), c.Site, why)
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

// loudTeams tells all routers when teams change.
type loudTeams struct {
	*store.Store

	bus bus.Bus
}

func (l loudTeams) CreateTeam(ctx context.Context, t store.Team) (store.Team, error) {
	defer l.tell()
	return l.Store.CreateTeam(ctx, t)
}

func (l loudTeams) UpdateTeam(ctx context.Context, id chat.TeamID, version int64, change func(*store.Team)) (store.Team, []chat.AgentID, error) {
	defer l.tell()
	return l.Store.UpdateTeam(ctx, id, version, change)
}

func (l loudTeams) DeleteTeam(ctx context.Context, id, moveTo chat.TeamID, force bool) ([]chat.AgentID, error) {
	defer l.tell()
	return l.Store.DeleteTeam(ctx, id, moveTo, force)
}

func (l loudTeams) tell() {
	l.bus.Publish(bus.Message{Stream: "node", Kind: kindRouting, Data: []byte("{}")})
}

// gaveMetrics counts what the router's decisions came to.
func gaveMetrics(reg prometheus.Registerer) func(routing.Decision, error) {
	given := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "baton_routing_decisions_total", Help: "Decisions of this node's router that were carried out: offered, assigned, later."}, []string{"result"})
	conflicts := prometheus.NewCounter(prometheus.CounterOpts{Name: "baton_assignment_conflicts_total", Help: "Decisions that were too late: somebody else had changed what they rest on."})
	reg.MustRegister(given, conflicts)
	return func(d routing.Decision, err error) {
		switch {
		case chat.IsCode(err, chat.Conflict):
			conflicts.Inc()
		case err != nil:
		case d.Later != "":
			given.WithLabelValues("later").Inc()
		case d.Assign:
			given.WithLabelValues("assigned").Inc()
		default:
			given.WithLabelValues("offered").Inc()
		}
	}
}

// routingNews tells the router what the bus brings.
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
