package engine

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// Parts is what an Engine is made of. All but the last two are needed.
type Parts struct {
	Lines  Lines
	People People
	Hands  Hands
	Now    func() time.Time // the store's clock
	Log    *slog.Logger
	Every  time.Duration                       // between sweeps; 0: DefaultEvery
	Gave   func(d routing.Decision, err error) // told of each decision carried out, for metrics; may be nil
}

// DefaultEvery is how often everything is read anew.
const DefaultEvery = 3 * time.Second

// hands is how many decisions are carried out at once.
const hands = 8

// Engine routes. Its methods may be called from anywhere and never wait. Run it.
type Engine struct {
	Parts
	wake chan struct{} // capacity 1: a wake-up is not lost and not counted

	mu     sync.Mutex // guards news
	news   news
	board  *routing.Board                    // Run's alone
	again  time.Time                         // Run's alone: when to look after what was left to others; zero: nothing was
	theirs map[chat.ConversationID]time.Time // Run's alone: until when another node, which put them in line, is left to route them
}

// news is what has happened since Run looked last.
type news struct {
	conversations map[chat.ConversationID]bool // true: routed here
	agents        map[chat.AgentID]bool
	all           bool
}

// New makes an Engine.
func New(p Parts) *Engine {
	if p.Every <= 0 {
		p.Every = DefaultEvery
	}
	if p.Gave == nil {
		p.Gave = func(routing.Decision, error) {}
	}
	return &Engine{Parts: p, wake: make(chan struct{}, 1), board: routing.NewBoard(), theirs: map[chat.ConversationID]time.Time{}, news: fresh()}
}

func fresh() news {
	return news{conversations: map[chat.ConversationID]bool{}, agents: map[chat.AgentID]bool{}}
}

// Conversation says that one came into line, left it, or changed in it. here says that
// this node did it, and so routes it at once.
func (e *Engine) Conversation(id chat.ConversationID, here bool) {
	e.tell(func(n *news) { n.conversations[id] = n.conversations[id] || here })
}

// Agent says that somebody's status, reach, load or description changed. here says that
// this node did it.
func (e *Engine) Agent(id chat.AgentID, here bool) {
	e.tell(func(n *news) { n.agents[id] = n.agents[id] || here })
}

// All says that anything may have changed: teams, rules, or messages were lost.
func (e *Engine) All() { e.tell(func(n *news) { n.all = true }) }

func (e *Engine) tell(what func(*news)) {
	e.mu.Lock()
	what(&e.news)
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// redo has everything read anew in the next round, which nothing hurries.
func (e *Engine) redo() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.news.all = true
}

func (e *Engine) take() news {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := e.news
	e.news = fresh()
	return n
}

// Run routes until ctx ends.
func (e *Engine) Run(ctx context.Context) error {
	var next time.Time // the next sweep
	away := false
	for ctx.Err() == nil {
		var err error
		if begun := time.Now(); !begun.Before(next) {
			err = e.Sweep(ctx)
			next = begun.Add(max(e.Every, rarely*time.Since(begun)))
		} else {
			err = e.Round(ctx)
		}
		switch {
		case err != nil && !away && ctx.Err() == nil:
			e.Log.WarnContext(ctx, "routing has to wait: what it needs cannot be read", "err", err)
		case err == nil && away:
			e.Log.InfoContext(ctx, "routing goes on")
		}
		if away = err != nil; away {
			e.rest(ctx, nil, tryAgain)
			continue
		}
		e.rest(ctx, e.wake, e.sleep(next))
	}
	return nil
}

// tryAgain is how long a store that could not be read is left alone.
const tryAgain = 500 * time.Millisecond

// rest waits for a wake-up, for at most so long.
func (e *Engine) rest(ctx context.Context, wake <-chan struct{}, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	}
}

// rarely keeps the sweeps of a very long line from costing more than a twentieth of the
// time.
const rarely = 20

// sleep gives how long nothing need be done: until the next sweep, or until time alone
// changes an answer. A little chance keeps nodes from acting in the same instant.
func (e *Engine) sleep(sweep time.Time) time.Duration {
	wait := time.Until(sweep)
	now := e.Now()
	for _, due := range []time.Time{e.board.Next(now), e.again} {
		if !due.IsZero() {
			wait = min(wait, due.Sub(now)+time.Millisecond+rand.N(20*time.Millisecond)) //nolint:gosec // jitter
		}
	}
	return max(wait, time.Millisecond)
}

// Sweep reads everything anew and gives what can be given. Run does it every few
// seconds; tests that own the clock do it themselves.
func (e *Engine) Sweep(ctx context.Context) error {
	e.take()
	if err := e.reload(ctx); err != nil {
		e.redo()
		return err
	}
	return e.settle(ctx)
}

// reload puts a fresh board in the place of the old.
func (e *Engine) reload(ctx context.Context) error {
	teams, err := e.People.Teams(ctx)
	if err != nil {
		return err
	}
	agents, err := e.People.Candidates(ctx)
	if err != nil {
		return err
	}
	waiting, err := e.Lines.Waiting(ctx)
	if err != nil {
		return err
	}
	e.board = routing.Snapshot{Teams: teams, Agents: agents, Waiting: waiting}.Board()
	clear(e.theirs)
	return nil
}

// Round looks at what has happened, and gives what can be given.
func (e *Engine) Round(ctx context.Context) error {
	n := e.take()
	if n.all {
		return e.Sweep(ctx)
	}
	decide := len(n.conversations)+len(n.agents) == 0 // woken by time
	for id, here := range n.conversations {
		if err := e.refresh(ctx, id); err != nil {
			e.redo()
			return err
		}
		if here {
			delete(e.theirs, id)
		} else {
			e.theirs[id] = e.Now().Add(leave)
		}
		decide = decide || here
	}
	for id, here := range n.agents {
		if err := e.refreshAgent(ctx, id, here); err != nil {
			e.redo()
			return err
		}
		decide = decide || here
	}
	if !decide {
		return nil
	}
	return e.settle(ctx)
}

// refresh puts a conversation on the board as it is stored.
func (e *Engine) refresh(ctx context.Context, id chat.ConversationID) error {
	w, ok, err := e.Lines.WaitingOne(ctx, id)
	switch {
	case err != nil:
		return err
	case ok:
		e.board.PutWaiting(w)
	default:
		e.board.DropWaiting(id)
	}
	return nil
}

// refreshAgent puts an agent on the board as they are stored. Whoever takes no work any
// more has their open offers withdrawn, by the node that noticed.
func (e *Engine) refreshAgent(ctx context.Context, id chat.AgentID, here bool) error {
	c, ok, err := e.People.Candidate(ctx, id)
	switch {
	case err != nil:
		return err
	case !ok:
		e.board.DropAgent(id)
		return nil
	}
	e.board.PutAgent(c)
	if here && !c.Available {
		return e.Hands.Withdraw(ctx, id)
	}
	return nil
}

// rounds bounds how often one wake-up decides anew: what is left, the sweep finds.
const rounds = 20

// settle decides, carries out and looks again until nothing can be given.
func (e *Engine) settle(ctx context.Context) error {
	for i := 0; i < rounds && ctx.Err() == nil; i++ {
		decisions := e.mine(e.board.Pass(e.Now()))
		if len(decisions) == 0 {
			return nil
		}
		e.carryOut(ctx, decisions)
		if err := e.review(ctx, decisions); err != nil {
			e.redo()
			return err
		}
	}
	return nil
}

// leave is for how long a node that queued a conversation is left to route it.
const leave = 250 * time.Millisecond

// mine leaves out what another node is about to do.
func (e *Engine) mine(decisions []routing.Decision) []routing.Decision {
	now := e.Now()
	e.again = time.Time{}
	return slices.DeleteFunc(decisions, func(d routing.Decision) bool {
		until := e.theirs[d.Conversation]
		if !until.After(now) {
			return false
		}
		if e.again.IsZero() || until.Before(e.again) {
			e.again = until
		}
		return true
	})
}

// carryOut has decisions carried out, a few at once, and waits for all of them.
func (e *Engine) carryOut(ctx context.Context, decisions []routing.Decision) {
	gate := make(chan struct{}, hands)
	var wg sync.WaitGroup
	for _, d := range decisions {
		why, _ := d.Why() // before the board changes
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			err := e.do(ctx, d, why)
			e.Gave(d, err)
			if err != nil && ctx.Err() == nil && !chat.IsCode(err, chat.Conflict) && !chat.IsCode(err, chat.NotFound) {
				e.Log.WarnContext(ctx, "a decision could not be carried out and will be made anew", "conversation", string(d.Conversation), "err", err)
			}
		})
	}
	wg.Wait()
}

func (e *Engine) do(ctx context.Context, d routing.Decision, why routing.Explanation) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if d.Later != "" {
		return e.Hands.Later(ctx, d, why)
	}
	return e.Hands.Give(ctx, d, why, e.Now())
}

// review reads what the decisions touched, whatever became of them.
func (e *Engine) review(ctx context.Context, decisions []routing.Decision) error {
	agents := map[chat.AgentID]bool{}
	for _, d := range decisions {
		if err := e.refresh(ctx, d.Conversation); err != nil {
			return err
		}
		for _, a := range d.Agents {
			agents[a] = true
		}
	}
	for a := range agents {
		if err := e.refreshAgent(ctx, a, false); err != nil {
			return err
		}
	}
	return nil
}
