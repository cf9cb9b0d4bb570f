package api

import (
	"context"
	"errors"
	"html"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
)

// site reads a site on which the caller works, or answers as for a missing one.
func (s *Server) site(ctx context.Context, who caller, id string) (store.Site, error) {
	if !chat.ValidID(id) {
		return store.Site{}, policy.NoSite()
	}
	if err := policy.Site(who.Principal, chat.SiteID(id)); err != nil {
		return store.Site{}, err
	}
	site, err := s.ports.Sites.Site(ctx, chat.SiteID(id))
	if chat.IsCode(err, chat.NotFound) {
		return store.Site{}, policy.NoSite()
	}
	return site, err
}

// sitesOf gives the sites on which the caller works.
func (s *Server) sitesOf(ctx context.Context, who caller) ([]store.Site, error) {
	all, err := s.ports.Sites.Sites(ctx)
	if err != nil {
		return nil, err
	}
	var mine []store.Site
	for _, site := range all {
		if who.Works(site.ID) {
			mine = append(mine, site)
		}
	}
	return mine, nil
}

// ListSites implements route.ServerInterface.
func (s *Server) ListSites(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		mine, err := s.sitesOf(ctx, who)
		out := wire.SiteList{Sites: make([]wire.Site, len(mine))}
		for i, site := range mine {
			out.Sites[i] = wireSite(site)
		}
		return out, err
	})
}

// CreateSite implements route.ServerInterface.
func (s *Server) CreateSite(c *gin.Context) {
	act(s, c, http.StatusCreated, func(ctx context.Context, _ caller, body wire.NewSite) (any, error) {
		site, err := newSite(body)
		if err != nil {
			return nil, err
		}
		site, err = s.ports.Sites.CreateSite(ctx, site)
		return wireSite(site), err
	})
}

// GetSite implements route.ServerInterface.
func (s *Server) GetSite(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		site, err := s.site(ctx, who, id)
		return wireSite(site), err
	})
}

// UpdateSite implements route.ServerInterface.
func (s *Server) UpdateSite(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.SiteChange) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		plan, err := readHours(body.Hours)
		if err != nil {
			return nil, err
		}
		if err := checkTexts(body.HandoffTexts); err != nil {
			return nil, err
		}
		changed, err := s.ports.Sites.UpdateSite(ctx, site.ID, body.Version, func(site *store.Site) error {
			applySite(site, body, plan)
			return nil
		})
		if err != nil {
			return nil, err
		}
		s.sites.forget(site.ID)
		if changed.Settings.Limit != site.Settings.Limit {
			s.tellOf(ctx, s.everybody(ctx))
		}
		return wireSite(changed), nil
	})
}

// checkTexts holds an admin's own wording against the lines that there are.
func checkTexts(own map[string]string) error {
	for key, text := range own {
		err := handoff.CheckLine(key, text)
		if refusal, ok := errors.AsType[*chat.Error](err); ok {
			return &chat.Error{Code: refusal.Code, Field: "handoff_texts." + key, Say: refusal.Say, Err: err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// applySite puts what an admin sent into the settings. What was not sent stays.
func applySite(site *store.Site, body wire.SiteChange, plan *hours.Plan) {
	set(&site.Name, body.Name)
	set(&site.Domains, body.Domains)
	set(&site.Mode, body.Mode)
	set(&site.Hours, plan)
	t := &site.Settings
	set(&t.Locale, body.Locale)
	set(&t.Greeting, body.Greeting)
	set(&t.Accent, body.Accent)
	set(&t.Team, body.Team)
	set(&t.LiveOff, body.LiveOff)
	set(&t.FallbackContact, body.FallbackContact)
	set(&t.TypingPreview, body.TypingPreview)
	set(&t.Limit, body.Limit)
	if body.OwnerGone != nil {
		t.OwnerGone = store.OwnerGone{How: store.GoneHow(body.OwnerGone.How), Team: chat.TeamID(body.OwnerGone.Team)}
		if body.OwnerGone.How == wire.OwnerGoneHowRequeue {
			t.OwnerGone = store.OwnerGone{}
		}
	}
	if body.SLA != nil {
		levels := levelsOf(*body.SLA)
		t.SLA = &levels
	}
	if body.Assistant != nil {
		t.Assistant, t.Instructions = body.Assistant.Name, body.Assistant.Instructions
	}
	if body.HandoffTexts != nil {
		t.HandoffTexts = body.HandoffTexts
	}
}

// GetInstall implements route.ServerInterface.
func (s *Server) GetInstall(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		out := wire.Install{Snippet: `<script async src="` + html.EscapeString(s.origin+"/widget.js?site="+site.Key) + `"></script>`,
			Domains: list(site.Domains), FirstSeenAt: site.FirstSeenAt, FirstSeenOn: site.FirstSeenOn}
		for _, directive := range []string{"script-src", "frame-src"} {
			out.Csp = append(out.Csp, wire.CspLine{Directive: directive, Source: s.origin})
		}
		return out, nil
	})
}
