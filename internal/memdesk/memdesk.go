// Package memdesk is a desk in memory, for tests and for rehearsals of what nobody
// should hear of: it decides with package chat, numbers and keeps the entries, and
// does the work that follows at least once. It can lose an answer after the commit,
// as a crash would.
package memdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/batonchat/baton/chat"
)

// ErrCrash is what a command gets whose answer was lost.
var ErrCrash = errors.New("memdesk: crashed")

// Desk keeps conversations. It is safe for concurrent use.
type Desk struct {
	now func() time.Time

	mu      sync.Mutex // guards all below
	all     map[chat.ConversationID]*record
	work    []Job
	known   map[string]bool // kind and key of all work there ever was
	watches map[*watch]bool
	crash   func(cmds []chat.Command) Crash
}

type record struct {
	c       *chat.Conversation
	entries []chat.Entry
}

type watch struct {
	id     chat.ConversationID
	epoch  int64
	cancel context.CancelFunc
}

// Job is a piece of work that was committed and not done yet.
type Job struct {
	chat.Work
	Conversation chat.ConversationID
	Attempt      int // counts from 1 once it is run
}

// Crash says where a command's process dies.
type Crash int

// The moments of a crash.
const (
	Survive Crash = iota
	BeforeCommit
	AfterCommit
)

// New makes a desk on the given clock.
func New(now func() time.Time) *Desk {
	return &Desk{now: now, all: map[chat.ConversationID]*record{}, known: map[string]bool{}, watches: map[*watch]bool{}}
}

// CrashWhen asks f before each commit whether the process dies around it.
func (d *Desk) CrashWhen(f func(cmds []chat.Command) Crash) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.crash = f
}

// Open starts a conversation and returns its id.
func (d *Desk) Open(s chat.Start) chat.ConversationID {
	id := chat.ConversationID(chat.NewID())
	if s.Site == "" {
		s.Site = "site"
	}
	if s.Visitor == "" {
		s.Visitor = "visitor"
	}
	d.mu.Lock()
	d.all[id] = &record{c: &chat.Conversation{ID: id}}
	d.mu.Unlock()
	if _, err := d.Do(context.Background(), id, s); err != nil {
		panic(err) // the test opened it wrongly
	}
	return id
}

// Say posts a message of the visitor.
func (d *Desk) Say(id chat.ConversationID, text string) error {
	c, err := d.Load(context.Background(), id)
	if err != nil {
		return err
	}
	_, err = d.Do(context.Background(), id, chat.Post{By: chat.ByVisitor(c.Visitor), ClientID: chat.NewID(), Text: text})
	return err
}

// Do decides and commits, all or nothing.
func (d *Desk) Do(ctx context.Context, id chat.ConversationID, cmds ...chat.Command) (*chat.Conversation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.all[id]
	if !ok {
		return nil, chat.Refuse(chat.NotFound, "This conversation does not exist.")
	}
	crash := Survive
	if d.crash != nil {
		crash = d.crash(cmds)
	}
	if crash == BeforeCommit {
		return nil, ErrCrash
	}
	c, entries, work := r.c.Clone(), []chat.Entry(nil), []chat.Work(nil)
	now := d.now()
	for _, cmd := range cmds {
		decision, err := chat.Decide(c, cmd, now)
		if err != nil {
			return nil, err
		}
		if sentBefore(r.entries, decision.Drafts) {
			continue
		}
		entries = append(entries, c.Write(decision.Drafts, now)...)
		work = append(work, decision.Work...)
	}
	moved := c.OwnerEpoch != r.c.OwnerEpoch
	r.c, r.entries = c, append(r.entries, entries...)
	d.add(id, work)
	if moved {
		d.wakeWatches(id, c.OwnerEpoch)
	}
	if crash == AfterCommit {
		return nil, ErrCrash
	}
	return c.Clone(), nil
}

func sentBefore(entries []chat.Entry, drafts []chat.Draft) bool {
	return slices.ContainsFunc(drafts, func(n chat.Draft) bool {
		return n.ClientID != "" && slices.ContainsFunc(entries, func(e chat.Entry) bool { return e.ClientID == n.ClientID && e.By == n.By })
	})
}

func (d *Desk) add(id chat.ConversationID, work []chat.Work) {
	for _, w := range work {
		key := string(w.Kind) + " " + w.Key
		if !d.known[key] {
			d.known[key] = true
			d.work = append(d.work, Job{Work: w, Conversation: id})
		}
	}
}

func (d *Desk) wakeWatches(id chat.ConversationID, epoch int64) {
	for w := range d.watches {
		if w.id == id && w.epoch != epoch {
			w.cancel()
			delete(d.watches, w)
		}
	}
}

// Watch gives a context that ends when the conversation's owner epoch is no
// longer the given one.
func (d *Desk) Watch(ctx context.Context, id chat.ConversationID, epoch int64) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	w := &watch{id, epoch, cancel}
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.all[id]; r == nil || r.c.OwnerEpoch != epoch {
		cancel()
	} else {
		d.watches[w] = true
	}
	return ctx, func() {
		d.mu.Lock()
		delete(d.watches, w)
		d.mu.Unlock()
		cancel()
	}
}

// Load gives a conversation as it stands.
func (d *Desk) Load(_ context.Context, id chat.ConversationID) (*chat.Conversation, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.all[id]
	if !ok {
		return nil, chat.Refuse(chat.NotFound, "This conversation does not exist.")
	}
	return r.c.Clone(), nil
}

// Entries gives stored entries.
func (d *Desk) Entries(_ context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.all[id]
	if !ok {
		return nil, nil
	}
	after = min(max(after, 0), int64(len(r.entries)))
	rest := r.entries[after:]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

// Timeline gives every entry of a conversation.
func (d *Desk) Timeline(id chat.ConversationID) []chat.Entry {
	out, err := d.Entries(context.Background(), id, 0, 1<<30)
	if err != nil {
		panic(err) // reading memory does not fail
	}
	return out
}

// Lines gives the texts of all public messages with who wrote them, as
// "assistant: Hello."
func (d *Desk) Lines(id chat.ConversationID) []string {
	var out []string
	for _, e := range d.Timeline(id) {
		if m, ok := e.Fact.(chat.MessagePosted); ok {
			out = append(out, fmt.Sprintf("%s: %s", e.By.Kind, m.Text))
		}
	}
	return out
}

// Handler does one job.
type Handler func(ctx context.Context, job Job) error

// Pending lists the work that is not done, due or not.
func (d *Desk) Pending() []Job {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.work)
}

// Work does everything that is due, in order, and what follows from it, until
// nothing is due; kinds without a handler stay. It gives a job up, with the
// error, when it has failed the given number of times.
func (d *Desk) Work(ctx context.Context, handlers map[chat.WorkKind]Handler, attempts int) error {
	for {
		job, ok := d.next(handlers)
		if !ok {
			return nil
		}
		job.Attempt++
		err := handlers[job.Kind](ctx, job)
		d.mu.Lock()
		i := slices.IndexFunc(d.work, func(j Job) bool { return j.Kind == job.Kind && j.Key == job.Key })
		if err == nil {
			d.work = slices.Delete(d.work, i, i+1)
		} else {
			d.work[i].Attempt = job.Attempt
		}
		d.mu.Unlock()
		if err != nil && job.Attempt >= attempts {
			return fmt.Errorf("%s %s, attempt %d: %w", job.Kind, job.Key, job.Attempt, err)
		}
	}
}

func (d *Desk) next(handlers map[chat.WorkKind]Handler) (Job, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	for _, j := range d.work {
		if handlers[j.Kind] != nil && !j.At.After(now) {
			return j, true
		}
	}
	return Job{}, false
}
