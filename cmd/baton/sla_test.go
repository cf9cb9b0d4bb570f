package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing/sla"
)

// TestTwoNodesNoteWhatAClockSaysOnce has two outboxes on one database watch a conversation:
// the warning comes when four fifths have passed, the breach at the end, each once, and the
// clock of the next answer begins with the visitor's words though no message sets a timer.
func TestTwoNodesNoteWhatAClockSaysOnce(t *testing.T) {
	for _, open := range []func(testing.TB, func() time.Time) *store.Store{storetest.SQLite, storetest.Postgres} {
		clock := &stillClock{at: time.Now()}
		s := open(t, clock.now)
		t.Run(string(s.Dialect()), func(t *testing.T) { noteOnce(t, s, clock) })
	}
}

func noteOnce(t *testing.T, s *store.Store, clock *stillClock) {
	log := slog.New(slog.DiscardHandler)
	levels := sla.Policy{Live: sla.Target{Within: time.Minute}, Later: sla.Target{Within: time.Hour}, Next: sla.Target{Within: 100 * time.Second}}
	site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop", Settings: store.SiteSettings{SLA: &levels}})
	if err != nil {
		t.Fatal(err)
	}
	ada, err := s.CreateAgent(t.Context(), agent.Agent{Name: "Ada", Email: "ada@example.com", Role: agent.RoleAgent, Capacity: 3})
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(desk.Config{Rows: s, Bus: bus.NewLocal(), Shared: true})
	due := &deadlines{sites: newSiteBook(s), desk: d, store: s, log: log}
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	defer func() { stop(); wg.Wait() }()
	wg.Go(func() { _ = d.Run(ctx) })
	var boxes []*desk.Outbox
	for i := range 2 {
		w := &sla.Watch{Desk: office{d, s}, Terms: due, Now: s.Now}
		box := desk.NewOutbox(desk.OutboxConfig{Work: s, Node: fmt.Sprint("node-", i), Log: log, Handlers: map[chat.WorkKind]desk.Handler{
			chat.WorkClock: clockHandler(w), chat.WorkPackage: idleWork, chat.WorkPromiseCheck: idleWork, chat.WorkPromiseReview: idleWork, chat.WorkAnswer: idleWork}})
		boxes = append(boxes, box)
		wg.Go(func() { _ = box.Run(ctx) })
	}
	turn := func(by time.Duration) {
		clock.turn(by)
		for _, b := range boxes {
			b.Wake()
		}
	}
	started, err := d.Start(t.Context(), chat.Start{Site: site.ID, Visitor: "visitor-1", ClientID: "client-start", Text: "My bill is wrong."})
	if err != nil {
		t.Fatal(err)
	}
	id := started.Conversation.ID
	do := func(cmds ...chat.Command) {
		t.Helper()
		if _, err := d.Do(t.Context(), id, cmds...); err != nil {
			t.Fatal(err)
		}
	}
	var noted []chat.Fact
	await := func(want chat.Fact) {
		t.Helper()
		waitFor(t, func() error {
			entries, err := s.Entries(t.Context(), id, 0, 100)
			if err != nil {
				return err
			}
			noted = nil
			for _, e := range entries {
				switch e.Fact.(type) {
				case chat.SLAWarned, chat.SLABreached:
					noted = append(noted, e.Fact)
				}
			}
			if len(noted) == 0 || noted[len(noted)-1] != want {
				return fmt.Errorf("noted %+v, want %+v last", noted, want)
			}
			return nil
		})
	}
	do(chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByVisitor("visitor-1"), Reason: chat.ExplicitRequest, Told: "A moment.", Live: true,
		Promise: chat.Promise{Kind: chat.PromiseRange, High: 600, MadeAt: s.Now()}})
	c, err := d.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	asked := c.Handoff.AskedAt
	first := func(breached bool) chat.Fact {
		if breached {
			return chat.SLABreached{Clock: chat.FirstResponse, StartedAt: asked, DueAt: asked.Add(time.Minute)}
		}
		return chat.SLAWarned{Clock: chat.FirstResponse, StartedAt: asked, DueAt: asked.Add(time.Minute)}
	}
	turn(chat.ClockLead)
	waitFor(t, func() error { // it was looked at, and the timer stands at the warning
		at, ok, err := nextOf(s)
		if err != nil || !ok || !at.Equal(asked.Add(48*time.Second)) {
			return errors.Join(err, fmt.Errorf("the timer stands at %v", at))
		}
		return nil
	})
	turn(40 * time.Second)
	await(first(false))
	turn(12 * time.Second)
	await(first(true))
	do(chat.Claim{Agent: ada.Profile(), Greeting: "Hi!"}, chat.Post{By: chat.ByAgent(ada.ID), ClientID: "client-answer", Text: "Let me look."})
	turn(10 * time.Minute)
	do(chat.Post{By: chat.ByVisitor("visitor-1"), ClientID: "client-more", Text: "And?"})
	if c, err = d.Load(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	said := c.TurnAt
	turn(80 * time.Second)
	await(chat.SLAWarned{Clock: chat.NextResponse, StartedAt: said, DueAt: said.Add(100 * time.Second)})
	turn(20 * time.Second)
	await(chat.SLABreached{Clock: chat.NextResponse, StartedAt: said, DueAt: said.Add(100 * time.Second)})
	if len(noted) != 4 {
		t.Errorf("noted %d times, want 4: %+v", len(noted), noted)
	}
	do(chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved})
	turn(time.Hour)
	waitFor(t, func() error {
		at, ok, err := nextOf(s)
		if err != nil || ok {
			return errors.Join(err, fmt.Errorf("work is left for %v", at))
		}
		return nil
	})
}

// nextOf gives when the earliest work becomes due.
func nextOf(s *store.Store) (time.Time, bool, error) { return s.NextWork(context.Background()) }

// idleWork does what other rooms would.
func idleWork(context.Context, store.Job) error { return nil }
