package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/chat"
)

// outlook keeps true on visitors' screens who answers on their site and how long it takes:
// what stands beside "Talk to a person" is a promise that is read before it is asked for.
// Each node tells its own sockets. Run it.
type outlook struct {
	staff interface {
		Expect(ctx context.Context, site chat.SiteID) (api.Expectation, error)
	}
	sockets interface {
		VisitedSites() []chat.SiteID
		TellTeam(site chat.SiteID, t ws.Team)
	}
	log *slog.Logger
}

// outlookEvery is how old it may be on a screen, besides what the figures are old themselves.
const outlookEvery = 10 * time.Second

// Run tells until ctx ends.
func (o *outlook) Run(ctx context.Context) error {
	rounds(ctx, outlookEvery, o.Round, func(err error) { o.log.WarnContext(ctx, "visitors cannot be told who answers for now", "err", err) })
	return nil
}

// Round tells whoever reads something else. One site's trouble is not the others'.
func (o *outlook) Round(ctx context.Context) error {
	var wrong []error
	for _, site := range o.sockets.VisitedSites() {
		e, err := o.staff.Expect(ctx, site)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		team := ws.Team{Open: e.Open, Online: e.Online, OpensAt: e.OpensAt}
		if e.Promise.Kind != "" {
			team.Expectation = &e.Promise
		}
		o.sockets.TellTeam(site, team)
	}
	return errors.Join(wrong...)
}
