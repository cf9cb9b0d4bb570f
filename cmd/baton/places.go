package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/routing"
)

// places tells visitors who wait where they stand in line, as that changes: a number on
// their screen, never a line in the conversation. Each node tells its own sockets, from
// what is stored, so that it does not matter where the line moved. Run it.
type places struct {
	line interface {
		Waiting(ctx context.Context) ([]*chat.Conversation, error)
		Now() time.Time
	}
	sockets interface {
		Visited() []chat.ConversationID
		TellPlaces(places map[chat.ConversationID]int)
	}
	log  *slog.Logger
	news chan struct{} // capacity 1: a change of the line is not lost and not counted
}

const (
	placesPause = 3 * time.Second  // between two looks, however much happens
	placesEvery = 10 * time.Second // for who has just come back, and for places that change with time alone
)

// Receive hears of every change of a line.
func (p *places) Receive(msgs []bus.Message) {
	for _, m := range msgs {
		if m.Kind == desk.KindInbox {
			p.Resync("")
			return
		}
	}
}

// Resync looks anew.
func (p *places) Resync(string) {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// Run tells until ctx ends.
func (p *places) Run(ctx context.Context) error {
	rest := func(d time.Duration, news <-chan struct{}) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-news:
		}
	}
	trouble := trouble{say: func(err error) {
		p.log.WarnContext(ctx, "visitors cannot be told their place in line for now", "err", err)
	}}
	for ctx.Err() == nil {
		trouble.note(ctx, p.Round(ctx))
		rest(placesPause, nil)
		rest(placesEvery-placesPause, p.news)
	}
	return nil
}

// Round tells whoever stands elsewhere than they were told.
func (p *places) Round(ctx context.Context) error {
	if len(p.sockets.Visited()) == 0 {
		return nil
	}
	waiting, err := p.line.Waiting(ctx)
	if err != nil {
		return err
	}
	p.sockets.TellPlaces(placesOf(waiting, p.line.Now()))
	return nil
}

// placesOf gives everybody's place among those who wait for the same people: the team on
// the site, or the whole site. An offer takes nobody out of the line until somebody accepts
// it, so that no place goes back when it lapses.
func placesOf(waiting []*chat.Conversation, now time.Time) map[chat.ConversationID]int {
	lines := map[queue][]routing.Waiting{}
	for _, c := range waiting {
		w := waitingOf(c)
		q := queue{w.Need.Site, w.Need.Team}
		lines[q] = append(lines[q], w)
	}
	out := make(map[chat.ConversationID]int, len(waiting))
	for _, line := range lines {
		for i, w := range routing.Line(line, now) {
			out[w.Conversation] = i + 1
		}
	}
	return out
}
