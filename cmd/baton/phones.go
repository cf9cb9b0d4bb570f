package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/notify"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/wording"
	"github.com/batonchat/baton/routing"
)

// phones asks people on their devices while no dashboard of theirs is open: to take what is
// offered to them, and to answer visitors of theirs who wait. Any node may find what is to
// be asked; one sends it. Run it.
type phones struct {
	store    *store.Store
	rows     *store.Presence
	presence *agent.Presence
	pusher   pusher
	log      *slog.Logger

	sending sync.WaitGroup // what is under way; a push service may be slow
	slots   chan struct{}  // capacity: how much may be
}

// pusher sends to one device.
type pusher interface {
	Push(ctx context.Context, to notify.Subscription, m notify.Message) error
}

const (
	phonesEvery = 2 * time.Second
	atOnce      = 64               // calls under way
	sendWithin  = 10 * time.Second // shorter than the time after which a call is tried again
	tidyAfter   = 1800             // rounds: an hour
	keepCalls   = 24 * time.Hour   // what was asked, for whoever wonders
)

func newPhones(s *store.Store, rows *store.Presence, p *agent.Presence, to pusher, log *slog.Logger) *phones {
	return &phones{store: s, rows: rows, presence: p, pusher: to, log: log, slots: make(chan struct{}, atOnce)}
}

// note is what a device shows. It holds no word of the visitor's: whoever picks up the
// phone reads it.
type note struct {
	Kind  string    `json:"kind"` // offer, message, over (quietly), close (nothing stays), test
	Tag   string    `json:"tag"`  // a later note replaces the one with the same
	Title string    `json:"title"`
	Body  string    `json:"body"`
	URL   string    `json:"url"`
	Until time.Time `json:"until,omitzero"`
}

// Run asks until ctx ends, then waits for what is under way.
func (p *phones) Run(ctx context.Context) error {
	defer p.sending.Wait()
	done := 0
	round := func(ctx context.Context) error {
		err := p.Round(ctx)
		if done++; done%tidyAfter == 1 {
			err = errors.Join(err, p.store.ForgetDevices(ctx, p.store.Now().Add(-keepCalls)))
		}
		return err
	}
	rounds(ctx, phonesEvery, round, func(err error) { p.log.WarnContext(ctx, "people cannot be asked on their devices for now", "err", err) })
	return nil
}

// Round takes back what needs no answer any more and asks what is new. It waits for no
// push service.
func (p *phones) Round(ctx context.Context) error {
	over, err := p.store.EndCalls(ctx)
	if err != nil {
		return err
	}
	calls, err := p.rows.Calls(ctx)
	if err != nil {
		return err
	}
	for _, c := range over {
		p.start(ctx, c, p.takeBack)
	}
	for _, c := range calls {
		p.start(ctx, c, p.ask)
	}
	return nil
}

// start does something beside whatever is under way. What finds no room is found again.
func (p *phones) start(ctx context.Context, c store.Call, do func(context.Context, store.Call) error) {
	select {
	case p.slots <- struct{}{}:
	default:
		return
	}
	p.sending.Go(func() {
		defer func() { <-p.slots }()
		within, cancel := context.WithTimeout(ctx, sendWithin)
		defer cancel()
		if err := do(within, c); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "somebody could not be asked on a device", "agent", c.Agent, "conversation", c.Conversation, "err", err)
		}
	})
}

// ask sends a call to all devices of whom it is for. One that takes it is enough.
func (p *phones) ask(ctx context.Context, c store.Call) error {
	n, ttl, err := p.question(ctx, c)
	if err != nil || ttl <= 0 {
		return err
	}
	return p.tell(ctx, c, n, ttl, func() error {
		open, err := p.store.Called(ctx, c)
		if err != nil || open {
			return err
		}
		return p.takeBack(ctx, c)
	})
}

// takeBack replaces what a device shows.
func (p *phones) takeBack(ctx context.Context, c store.Call) error {
	n, err := p.outcome(ctx, c)
	if err != nil {
		return err
	}
	return p.tell(ctx, c, n, time.Hour, func() error { return nil })
}

// tell sends a note to all of somebody's devices at once, and does something as soon as
// the first has taken it. A device that its push service no longer knows is forgotten.
func (p *phones) tell(ctx context.Context, c store.Call, n note, ttl time.Duration, reached func() error) error {
	devices, err := p.store.Devices(ctx, c.Agent)
	if err != nil {
		return err
	}
	first := sync.OnceValue(reached)
	wrong := make([]error, len(devices))
	var all sync.WaitGroup
	for i, d := range devices {
		all.Go(func() {
			err := send(ctx, p.pusher, d, n, ttl)
			switch {
			case err == nil:
				err = errors.Join(first(), p.store.ReachedDevice(ctx, d.ID))
			case errors.Is(err, notify.ErrGone):
				err = p.store.RemoveDevice(ctx, c.Agent, d.ID)
			}
			wrong[i] = err
		})
	}
	all.Wait()
	return errors.Join(wrong...)
}

func subscription(d store.Device) notify.Subscription {
	return notify.Subscription{Endpoint: d.Endpoint, P256dh: d.P256dh, Auth: d.Auth}
}

func send(ctx context.Context, to pusher, d store.Device, n note, ttl time.Duration) error {
	payload, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return to.Push(ctx, subscription(d),
		notify.Message{Payload: payload, Topic: n.Tag, TTL: ttl, Urgent: n.Kind != "over" && n.Kind != "close"})
}

// question words a call, and says for how long it is worth delivering: not at all, if it
// is over by now.
func (p *phones) question(ctx context.Context, c store.Call) (note, time.Duration, error) {
	cv, who, n, err := p.about(ctx, c)
	if err != nil {
		return note{}, 0, err
	}
	if !c.Offer {
		n.Kind, n.Title = "message", who+" is waiting for your answer"
		n.Until = c.AskedAt.Add(agent.AnswerBy)
		left := n.Until.Sub(p.store.Now())
		n.Body = "Answer within " + wording.Length(left) + ", or you count as gone."
		return n, left, nil
	}
	if cv.Offer == nil || string(cv.Offer.ID) != c.About || !cv.Offer.OpenTo(c.Agent) {
		return note{}, 0, nil
	}
	n.Kind, n.Title, n.Until = "offer", who+" asks for a person", cv.Offer.ExpiresAt
	words := make([]string, 0, 4)
	if cv.Topic != "" {
		words = append(words, strings.ReplaceAll(cv.Topic, "_", " "))
	}
	if cv.Language != "" {
		words = append(words, routing.LanguageName(cv.Language))
	}
	if r := cv.Route; r != nil && r.Ahead {
		words = append(words, "urgent")
	}
	n.Body = strings.Join(append(words, "will you answer?"), " · ")
	return n, n.Until.Sub(p.store.Now()), nil
}

// outcome says what became of a call. Where somebody has seen to it themselves, there is
// nothing to say: the question goes.
func (p *phones) outcome(ctx context.Context, c store.Call) (note, error) {
	cv, who, n, err := p.about(ctx, c)
	if err != nil {
		return note{}, err
	}
	state, err := p.presence.Of(ctx, c.Agent)
	if err != nil {
		return note{}, err
	}
	n.Kind, n.Title, n.Body = "over", who, "No answer is needed any more."
	switch hers := cv.State == chat.StateActive && cv.Owner.IsAgent(c.Agent); {
	case hers && (state.Reach == agent.Connected || cv.LastMessage.By.Kind != chat.VisitorParty):
		n.Kind = "close"
	case hers:
		n.Body = "You did not answer in time and count as gone, and the visitor still waits."
	case cv.State == chat.StateActive && cv.Agent != nil && cv.Owner.IsAgent(cv.Agent.ID):
		n.Body = cv.Agent.Name + " has the conversation."
	case cv.Waiting() && state.Reach == agent.Connected: // a no, or an offer that lapsed on the screen too
		n.Kind = "close"
	case cv.Waiting():
		n.Body = "You did not answer, so others are asked."
	}
	return n, nil
}

// about gives the conversation of a call, who waits in it, and a note about it.
func (p *phones) about(ctx context.Context, c store.Call) (*chat.Conversation, string, note, error) {
	n := note{Tag: "conversation:" + string(c.Conversation), URL: "/inbox/" + string(c.Conversation)}
	cv, err := p.store.Conversation(ctx, c.Conversation)
	if err != nil {
		return nil, "", n, err
	}
	who, err := p.visitor(ctx, cv.Visitor)
	return cv, who, n, err
}

// visitor gives the name that a note begins with.
func (p *phones) visitor(ctx context.Context, id chat.VisitorID) (string, error) {
	v, err := p.store.Visitor(ctx, id)
	switch {
	case chat.IsCode(err, chat.NotFound), err == nil && v.Name == "":
		return "A visitor", nil
	default:
		return v.Name, err
	}
}

// devicePusher is what the API needs of the push services.
type devicePusher struct {
	*notify.Pusher

	key   string
	store *store.Store
	log   *slog.Logger
}

func (d devicePusher) Key() string { return d.key }

func (d devicePusher) Check(x store.Device) error {
	return d.Pusher.Check(subscription(x))
}

// Test sends something to see.
func (d devicePusher) Test(ctx context.Context, x store.Device) error {
	n := note{Kind: "test", Tag: "test", Title: "Baton reaches you here", Body: "This is how you are asked while no dashboard of yours is open.", URL: "/settings/devices"}
	err := send(ctx, d.Pusher, x, n, time.Minute)
	switch busy := (notify.BusyError{}); {
	case err == nil:
		return d.store.ReachedDevice(ctx, x.ID)
	case errors.Is(err, notify.ErrGone):
		if err := d.store.RemoveDevice(ctx, x.Agent, x.ID); err != nil {
			return err
		}
		return chat.Refuse(chat.NotFound, "The push service does not know this device any more, so it was removed. Add it again.")
	case errors.As(err, &busy):
		return chat.Refuse(chat.Unavailable, "The push service of this device asks for a pause. Try again in a while.")
	default:
		d.log.WarnContext(ctx, "a test did not reach a device", "agent", x.Agent, "err", err)
		return &chat.Error{Code: chat.Unavailable, Say: "The push service of this device did not take the message. Try again in a minute; the log of the server says why.", Err: err}
	}
}
