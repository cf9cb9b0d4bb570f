// Package desk is the life of a conversation: load, decide, commit, publish.
// It is the only writer of conversations.
//
// Commands of one conversation are decided one after another, on what the
// conversation really is: a step that was decided on an outdated reading is
// refused by the store and decided anew. Many conversations' steps share one
// commit. An answer is given only after the commit; what happened is published
// after the commit and in the order of its numbers.
//
// Rules are package chat's; rows are package store's; who may ask is the API's
// policy.
package desk

import (
	"context"
	"encoding/json"
	"errors"
	"hash/maphash"
	"log/slog"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/store"
)

// Rows is what the desk needs of the database.
type Rows interface {
	Commit(ctx context.Context, steps []*store.Commit)
	Conversations(ctx context.Context, ids []chat.ConversationID) (map[chat.ConversationID]*chat.Conversation, error)
	Sent(ctx context.Context, id chat.ConversationID, by chat.Party, clientID string) (chat.Entry, bool, error)
	StartedBy(ctx context.Context, v chat.VisitorID, key string) (*chat.Conversation, bool, error)
	Now() time.Time
}

// Publisher sends what happened to whoever follows.
type Publisher interface {
	Publish(msgs ...bus.Message)
}

// Config is what a desk works with.
type Config struct {
	Rows Rows
	Bus  Publisher
	Log  *slog.Logger
	// Lanes is how many commits may be under way at once: 1 for SQLite,
	// which has one writer, a few for Postgres. 0: 1.
	Lanes int
	// Shared says that other nodes write too, so that memory may be outdated.
	Shared bool
	// Spoke is told of conversations in which something was said. May be nil.
	Spoke func(id chat.ConversationID)
	// Loaded is told of agents who hold more or less than before. May be nil.
	Loaded func(a chat.AgentID)
	// Woken is told that work for the outbox was committed. May be nil.
	Woken func()
	// Due gives what a person owes first in a conversation, for its row in the lists;
	// nil when nothing is owed. It must not wait for long.
	Due func(*chat.Conversation) *chat.Deadline
}

// Desk takes commands. Run it.
type Desk struct {
	cfg   Config
	lanes []chan *request
	seed  maphash.Seed
	cache *lru.Cache[chat.ConversationID, *cached]
	stop  chan struct{} // closed when Run ends
	once  sync.Once

	mu      sync.Mutex // guards watches
	watches map[chat.ConversationID][]*watch
}

// watch is somebody who works as long as the owner stays.
type watch struct {
	epoch  int64
	cancel context.CancelFunc
}

// cached is a conversation as this node last knew it, with the sends that it
// remembers. Both are never changed, only replaced.
type cached struct {
	conversation *chat.Conversation
}

const (
	laneQueue    = 1024
	batchLimit   = 256
	cacheSize    = 20000
	maxTries     = 60
	commitWithin = 20 * time.Second
)

// New makes a desk.
func New(cfg Config) *Desk {
	if cfg.Lanes == 0 {
		cfg.Lanes = 1
	}
	if cfg.Woken == nil {
		cfg.Woken = func() {}
	}
	if cfg.Loaded == nil {
		cfg.Loaded = func(chat.AgentID) {}
	}
	if cfg.Spoke == nil {
		cfg.Spoke = func(chat.ConversationID) {}
	}
	if cfg.Due == nil {
		cfg.Due = func(*chat.Conversation) *chat.Deadline { return nil }
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	cache, err := lru.New[chat.ConversationID, *cached](cacheSize)
	if err != nil {
		panic(err) // only for a size below 1
	}
	d := &Desk{cfg: cfg, seed: maphash.MakeSeed(), cache: cache, stop: make(chan struct{}), watches: map[chat.ConversationID][]*watch{}}
	for range cfg.Lanes {
		d.lanes = append(d.lanes, make(chan *request, laneQueue))
	}
	return d
}

// Result is where a conversation stands after a command, and what was written.
type Result struct {
	Conversation *chat.Conversation // shared: do not change it
	Entries      []chat.Entry
	Repeated     bool // the same send was stored before; Entries are those of then
}

// request is one call of Do on its way through a lane.
type request struct {
	ctx   context.Context //nolint:containedctx // of the caller who waits
	id    chat.ConversationID
	cmds  []chat.Command
	reply func(Result, error) // called once, by answer
	tries int
	// answered says that reply was called; the lane alone touches it
	answered bool
	// checked says that the request was decided on a fresh reading already
	checked bool
}

type answer struct {
	result Result
	err    error
}

// Do decides the commands on the conversation, one after the other, and
// stores all that follows in one transaction, or nothing. A repeated send is
// answered as it was the first time.
//
// Errors are the refusals of package chat, Unavailable when the database is
// away, and Conflict when a client id comes back with another text.
func (d *Desk) Do(ctx context.Context, id chat.ConversationID, cmds ...chat.Command) (Result, error) {
	if len(cmds) == 0 {
		c, err := d.Load(ctx, id)
		return Result{Conversation: c}, err
	}
	reply := make(chan answer, 1)
	d.Submit(ctx, id, func(res Result, err error) { reply <- answer{res, err} }, cmds...)
	select {
	case a := <-reply:
		return a.result, a.err
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
}

// Submit is Do without the waiting: done is called once, soon, from a
// goroutine that it must not hold up. Submissions of one caller for one
// conversation are decided in the order in which they were made.
func (d *Desk) Submit(ctx context.Context, id chat.ConversationID, done func(Result, error), cmds ...chat.Command) {
	r := &request{ctx: ctx, id: id, cmds: cmds, reply: done}
	lane := d.lanes[maphash.String(d.seed, string(id))%uint64(len(d.lanes))]
	select {
	case lane <- r:
	case <-ctx.Done():
		r.answer(Result{}, ctx.Err())
		return
	case <-d.stop:
		r.answer(Result{}, errStopping)
		return
	}
	select {
	case <-d.stop: // nobody may be left to serve it
		d.refuseAll()
	default:
	}
}

// refuseAll answers what came too late.
func (d *Desk) refuseAll() {
	for _, lane := range d.lanes {
		for {
			select {
			case r := <-lane:
				r.answer(Result{}, errStopping)
				continue
			default:
			}
			break
		}
	}
}

var errStopping = chat.Refuse(chat.Unavailable, "The server is restarting. Try again in a moment.")

// Start opens a conversation. The visitor's own id of the start makes a
// repeated one answer with the first.
func (d *Desk) Start(ctx context.Context, s chat.Start) (Result, error) {
	if !chat.ValidID(s.ClientID) {
		return Result{}, chat.RefuseField("client_id", "A send needs an id of 8 to 64 letters, digits, '-' or '_'.")
	}
	id := chat.ConversationID(chat.NewID())
	res, err := d.Do(ctx, id, s)
	if !errors.Is(err, store.ErrStarted) {
		return res, err
	}
	return d.repeatedStart(ctx, s)
}

func (d *Desk) repeatedStart(ctx context.Context, s chat.Start) (Result, error) {
	c, ok, err := d.cfg.Rows.StartedBy(ctx, s.Visitor, s.ClientID)
	if err != nil || !ok {
		return Result{}, unavailable(err)
	}
	if s.Text == "" {
		return Result{Conversation: c, Repeated: true}, nil
	}
	e, ok, err := d.cfg.Rows.Sent(ctx, c.ID, chat.ByVisitor(s.Visitor), s.ClientID)
	if err != nil || !ok {
		return Result{}, unavailable(err)
	}
	if !sameText(e, s.Text) {
		return Result{}, errOtherText
	}
	return Result{Conversation: c, Entries: []chat.Entry{e}, Repeated: true}, nil
}

// Load gives a conversation as it stands, from memory if this node knows it.
// It may lag behind another node's last commit by the time that the bus takes.
func (d *Desk) Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error) {
	if c, ok := d.cache.Get(id); ok {
		return c.conversation, nil
	}
	m, err := d.cfg.Rows.Conversations(ctx, []chat.ConversationID{id})
	if err != nil {
		return nil, unavailable(err)
	}
	c, ok := m[id]
	if !ok {
		return nil, chat.Refuse(chat.NotFound, "This conversation does not exist.")
	}
	d.remember(c)
	return c, nil
}

// remember keeps the newer reading of a conversation.
func (d *Desk) remember(c *chat.Conversation) {
	if old, ok := d.cache.Peek(c.ID); ok && old.conversation.Seq > c.Seq {
		return
	}
	d.cache.Add(c.ID, &cached{c})
	d.notice(c)
}

// Watch gives a context that ends with ctx, or as soon as this node learns
// that the conversation's owner epoch is no longer the given one: an
// assistant's run stops when a person takes over. stop frees it. What the run
// still tries to say is refused by its epoch all the same.
func (d *Desk) Watch(ctx context.Context, id chat.ConversationID, epoch int64) (watched context.Context, stop func()) {
	watched, cancel := context.WithCancel(ctx)
	w := &watch{epoch, cancel}
	d.mu.Lock()
	d.watches[id] = append(d.watches[id], w)
	d.mu.Unlock()
	if c, ok := d.cache.Peek(id); ok {
		d.notice(c.conversation)
	}
	return watched, func() {
		cancel()
		d.mu.Lock()
		defer d.mu.Unlock()
		d.watches[id] = slices.DeleteFunc(d.watches[id], func(o *watch) bool { return o == w })
		if len(d.watches[id]) == 0 {
			delete(d.watches, id)
		}
	}
}

// notice ends the watches of former owners.
func (d *Desk) notice(c *chat.Conversation) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range d.watches[c.ID] {
		if w.epoch != c.OwnerEpoch {
			w.cancel()
		}
	}
}

// Receive keeps the memory fresh with what other nodes committed: the next
// entry is applied, anything else forgets the conversation.
func (d *Desk) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		if m.Kind != KindEntry {
			continue
		}
		id := chat.ConversationID(m.Stream[len(ConversationPrefix):])
		old, ok := d.cache.Peek(id)
		if !ok || old.conversation.Seq >= m.Seq {
			continue
		}
		e := chat.Entry{Conversation: id}
		if old.conversation.Seq+1 != m.Seq || json.Unmarshal(m.Data, &e) != nil {
			d.cache.Remove(id)
			continue
		}
		next := old.conversation.Clone()
		next.Apply(e)
		d.remember(next)
	}
}

// Resync forgets everything: some of it may be outdated.
func (d *Desk) Resync(string) { d.cache.Purge() }

// Run works until ctx ends, then finishes what was accepted.
func (d *Desk) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, lane := range d.lanes {
		wg.Go(func() { d.work(ctx, lane) })
	}
	wg.Wait()
	d.once.Do(func() { close(d.stop) })
	d.refuseAll()
	return nil
}

func unavailable(err error) error {
	if err == nil {
		return chat.Refuse(chat.Internal, "Something went wrong on our side.")
	}
	if store.Away(err) {
		return &chat.Error{Code: chat.Unavailable, Say: "The database cannot be reached at the moment. Nothing is lost; try again.", Err: err}
	}
	return err
}

var errOtherText = chat.Refuse(chat.Conflict, "This id was used for another message already. Choose a new one.")

// sameText reports whether a stored entry says what a repeated send says.
func sameText(e chat.Entry, text string) bool {
	switch f := e.Fact.(type) {
	case chat.MessagePosted:
		return f.Text == text
	case chat.NotePosted:
		return f.Text == text
	default:
		return false
	}
}
