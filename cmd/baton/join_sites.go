package main

import (
	"context"
	"sync"
	"time"

	"github.com/batonchat/baton/assistant"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/copilot"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
)

// siteBook gives each room the settings that concern it. Settings may be this
// many seconds old.
type siteBook struct {
	rows interface {
		Site(ctx context.Context, id chat.SiteID) (store.Site, error)
	}

	mu    sync.Mutex // guards known
	known map[chat.SiteID]knownSite
}

type knownSite struct {
	site store.Site
	read time.Time
}

const settingsFresh = 2 * time.Second

func newSiteBook(s *store.Store) *siteBook {
	return &siteBook{rows: s, known: map[chat.SiteID]knownSite{}}
}

func (b *siteBook) site(ctx context.Context, id chat.SiteID) (store.Site, error) {
	b.mu.Lock()
	k, ok := b.known[id]
	b.mu.Unlock()
	if ok && time.Since(k.read) < settingsFresh {
		return k.site, nil
	}
	site, err := b.rows.Site(ctx, id)
	if err != nil {
		return site, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known[id] = knownSite{site, time.Now()}
	return site, nil
}

// Handoffs are the settings of handoffs.
func (b *siteBook) Handoffs(ctx context.Context, id chat.SiteID) (handoff.Settings, error) {
	site, err := b.site(ctx, id)
	if err != nil {
		return handoff.Settings{}, err
	}
	calendar, err := hours.New(site.Hours)
	if err != nil {
		return handoff.Settings{}, err
	}
	return handoff.Settings{Hours: &calendar, Team: site.Settings.Team, Language: site.Settings.Locale,
		LiveOff: site.Settings.LiveOff || site.Mode == chat.ThinPipe, Lines: site.Settings.HandoffTexts}, nil
}

// Assistant are the settings of the assistant.
func (b *siteBook) Assistant(ctx context.Context, id chat.SiteID) (assistant.Settings, error) {
	site, err := b.site(ctx, id)
	return assistant.Settings{Name: site.Settings.Assistant, Company: site.Name, Instructions: site.Settings.Instructions}, err
}

// Copilot are the settings of the copilot.
func (b *siteBook) Copilot(ctx context.Context, id chat.SiteID) (copilot.Settings, error) {
	site, err := b.site(ctx, id)
	return copilot.Settings{Company: site.Name, Instructions: site.Settings.Instructions, TeamLanguage: site.Settings.Locale}, err
}
