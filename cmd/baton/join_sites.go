package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/assistant"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/copilot"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/config"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/topic"
)

// siteBook gives each room the settings that concern it. Settings may be this
// many seconds old.
type siteBook struct {
	rows interface {
		Site(ctx context.Context, id chat.SiteID) (store.Site, error)
		Topics(ctx context.Context, id chat.SiteID) (store.Topics, error)
		Teams(ctx context.Context) ([]store.Team, error)
	}

	known kept[chat.SiteID, knownSite]
	teams kept[struct{}, knownTeams]
}

type knownSite struct {
	site  store.Site
	hours opening
}

type knownTeams struct {
	all []store.Team
	own map[chat.TeamID]opening // of those that have their own
}

// opening is the calendar of a stored plan, made once for all who ask while it is fresh,
// or why there is none.
type opening struct {
	calendar *hours.Calendar
	err      error
}

func openingOf(plan hours.Plan) opening {
	calendar, err := hours.New(plan)
	return opening{&calendar, err}
}

const settingsFresh = 2 * time.Second

func newSiteBook(s *store.Store) *siteBook {
	return &siteBook{rows: s, known: kept[chat.SiteID, knownSite]{life: settingsFresh}, teams: kept[struct{}, knownTeams]{life: settingsFresh}}
}

func (b *siteBook) site(ctx context.Context, id chat.SiteID) (store.Site, error) {
	k, err := b.look(ctx, id)
	return k.site, err
}

func (b *siteBook) look(ctx context.Context, id chat.SiteID) (knownSite, error) {
	return b.known.get(ctx, id, func(ctx context.Context, id chat.SiteID) (knownSite, error) {
		site, err := b.rows.Site(ctx, id)
		if err != nil {
			return knownSite{site: site}, err
		}
		return knownSite{site, openingOf(site.Hours)}, nil
	})
}

func (b *siteBook) allTeams(ctx context.Context) (knownTeams, error) {
	return b.teams.get(ctx, struct{}{}, func(ctx context.Context, _ struct{}) (knownTeams, error) {
		teams, err := b.rows.Teams(ctx)
		if err != nil {
			return knownTeams{}, err
		}
		k := knownTeams{all: teams, own: map[chat.TeamID]opening{}}
		for _, t := range teams {
			if t.Hours != nil {
				k.own[t.ID] = openingOf(*t.Hours)
			}
		}
		return k, nil
	})
}

// Calendar gives the opening hours that count for a team on a site: its own, or those
// of the site if it has none. An empty team, or one that is no more, stands for the site.
func (b *siteBook) Calendar(ctx context.Context, site chat.SiteID, team chat.TeamID) (*hours.Calendar, error) {
	s, err := b.look(ctx, site)
	if err != nil {
		return nil, err
	}
	if team != "" {
		teams, err := b.allTeams(ctx)
		if err != nil {
			return nil, err
		}
		if own, has := teams.own[team]; has {
			return own.calendar, own.err
		}
	}
	return s.hours.calendar, s.hours.err
}

// Serving gives the team that a conversation goes to at a moment, and the one that
// helps out, for what the rules decided: see [routing.Serving].
func (b *siteBook) Serving(ctx context.Context, site chat.SiteID, team, over chat.TeamID, at time.Time) (serves, helps chat.TeamID, err error) {
	if team == "" {
		return team, over, nil
	}
	stored, err := b.allTeams(ctx)
	if err != nil {
		return team, over, err
	}
	teams, open := make([]routing.Team, len(stored.all)), make(map[chat.TeamID]bool, len(stored.all))
	for i, t := range stored.all {
		calendar, err := b.Calendar(ctx, site, t.ID)
		if err != nil {
			return team, over, err
		}
		teams[i], open[t.ID] = t.Team, calendar.IsOpen(at)
	}
	serves, helps = routing.Serving(teams, team, over, func(id chat.TeamID) bool { return open[id] })
	return serves, helps, nil
}

// Handoffs are the settings of handoffs, with the hours of a team.
func (b *siteBook) Handoffs(ctx context.Context, id chat.SiteID, team chat.TeamID) (handoff.Settings, error) {
	site, err := b.site(ctx, id)
	if err != nil {
		return handoff.Settings{}, err
	}
	calendar, err := b.Calendar(ctx, id, team)
	if err != nil {
		return handoff.Settings{}, err
	}
	later := site.Terms().Later
	return handoff.Settings{Hours: calendar, Team: site.Settings.Team, Language: site.Settings.Locale,
		LiveOff: site.Settings.LiveOff || site.Mode == chat.ThinPipe, AsyncTarget: later.Within, AsyncAlways: !later.OpenOnly, Lines: site.Settings.HandoffTexts}, nil
}

// Assistant are the settings of the assistant.
func (b *siteBook) Assistant(ctx context.Context, id chat.SiteID) (assistant.Settings, error) {
	site, err := b.site(ctx, id)
	if err != nil {
		return assistant.Settings{}, err
	}
	topics, err := b.rows.Topics(ctx, id)
	return assistant.Settings{Name: site.Settings.Assistant, Company: site.Name, Instructions: site.Settings.Instructions, Subjects: topic.Names(topics.Topics)}, err
}

// Copilot are the settings of the copilot.
func (b *siteBook) Copilot(ctx context.Context, id chat.SiteID) (copilot.Settings, error) {
	site, err := b.site(ctx, id)
	return copilot.Settings{Company: site.Name, Instructions: site.Settings.Instructions, TeamLanguage: site.Settings.Locale}, err
}

// identities keeps the secrets with which sites sign their visitors' identities: sealed
// in the database, open here.
type identities struct {
	store *store.Store
	seal  config.Sealer
	log   *slog.Logger
}

func (i identities) IdentitySecrets(ctx context.Context, site chat.SiteID) ([]api.IdentitySecret, error) {
	sealed, err := i.store.IdentitySecrets(ctx, site)
	if err != nil {
		return nil, err
	}
	return i.open(ctx, site, sealed), nil
}

func (i identities) RotateIdentitySecret(ctx context.Context, site chat.SiteID, secret []byte, keep time.Duration) ([]api.IdentitySecret, error) {
	closed := i.seal.Seal(string(site), secret)
	sealed, err := i.store.RotateIdentitySecret(ctx, site, store.SealedSecret{KeyID: closed.KeyID, Sealed: closed.Box}, keep)
	if err != nil {
		return nil, err
	}
	return i.open(ctx, site, sealed), nil
}

// open leaves out what does not open: the installation's key was another one then. To
// the admin the site has no secret, and making one helps.
func (i identities) open(ctx context.Context, site chat.SiteID, sealed []store.SealedSecret) []api.IdentitySecret {
	all := make([]api.IdentitySecret, 0, len(sealed))
	for _, one := range sealed {
		secret, err := i.seal.Open(string(site), config.Sealed{KeyID: one.KeyID, Box: one.Sealed})
		if err != nil {
			i.log.WarnContext(ctx, "an identity secret cannot be opened; make a new one in the site's settings", "site", string(site), "err", err)
			continue
		}
		all = append(all, api.IdentitySecret{Secret: secret, CreatedAt: one.CreatedAt, EndsAt: one.EndsAt})
	}
	return all
}
