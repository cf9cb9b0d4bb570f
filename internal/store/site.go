package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/routing/sla"
)

// MaxSites is how many sites a list holds at most.
const MaxSites = 1000

// Site is a website that Baton serves, with everything an admin sets for it.
type Site struct {
	ID       chat.SiteID
	Key      string // public, in the snippet
	Name     string
	Mode     chat.Mode
	Domains  []string // who may embed the widget: shop.example.com, *.example.com, localhost:8081
	Hours    hours.Plan
	Settings SiteSettings
	Version  int64 // rises with every change

	CreatedAt   time.Time
	FirstSeenAt time.Time // when a page first loaded the widget; zero: not yet
	FirstSeenOn string    // the host of that page
}

// SiteSettings are the choices of a site that no rule of the database depends on.
type SiteSettings struct {
	Locale          string            `json:"locale"`                     // of the site's own texts
	Greeting        string            `json:"greeting,omitempty"`         // what the assistant says first
	Assistant       string            `json:"assistant,omitempty"`        // its name; empty: the default
	Instructions    string            `json:"instructions,omitempty"`     // persona and rules for the model
	Accent          string            `json:"accent,omitempty"`           // #3451D1; empty: the default
	Team            string            `json:"team,omitempty"`             // as visitors know it; empty: "our team"
	LiveOff         bool              `json:"live_off,omitempty"`         // everything is answered later
	HandoffTexts    map[string]string `json:"handoff_texts,omitempty"`    // own wording of Baton's lines
	FallbackContact string            `json:"fallback_contact,omitempty"` // shown when Baton cannot be reached
	TypingPreview   bool              `json:"typing_preview,omitempty"`   // agents see what is not sent yet
	SLA             *sla.Policy       `json:"sla,omitempty"`              // nil: the default
	Limit           int               `json:"limit,omitempty"`            // conversations at once of each person who works on it; 0: as their capacity
	OwnerGone       OwnerGone         `json:"owner_gone,omitzero"`        // when an agent vanishes while a visitor waits for them
}

// Terms are the times that the site's visitors may count on.
func (s Site) Terms() sla.Policy {
	if s.Settings.SLA == nil {
		return sla.Default()
	}
	return *s.Settings.SLA
}

// OwnerGone is what becomes of a conversation whose agent has vanished, once the visitor
// waits and the grace has passed.
type OwnerGone struct {
	How  GoneHow     `json:"how,omitempty"`
	Team chat.TeamID `json:"team,omitempty"` // for GoneToTeam
}

// GoneHow is one of the ways.
type GoneHow string

// The ways.
const (
	GoneRequeue GoneHow = ""     // to the front of its line
	GoneKeep    GoneHow = "keep" // it waits for the agent, or a colleague who takes over
	GoneToTeam  GoneHow = "team" // to the front of another team's line
)

// OwnersGone gives what sites do about vanished agents, where it is not the default.
func (s *Store) OwnersGone(ctx context.Context) (map[chat.SiteID]OwnerGone, error) {
	rows, err := goneRows(s.DB(ctx))
	if err != nil {
		return nil, err
	}
	out := make(map[chat.SiteID]OwnerGone, len(rows))
	for _, r := range rows {
		out[chat.SiteID(r.ID)] = r.Settings.OwnerGone
	}
	return out, nil
}

// goneRows finds the sites that do not requeue.
func goneRows(db *gorm.DB) ([]siteRow, error) {
	var rows []siteRow
	err := db.Select("id", "name", "settings", "version").Where("CAST(settings -> 'owner_gone' AS TEXT) IS NOT NULL").Order("id").Limit(MaxSites).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what sites do about vanished agents: %w", err)
	}
	return rows, nil
}

type siteRow struct {
	ID             string `gorm:"primaryKey"`
	Key            string
	Name           string
	Mode           string
	Domains        []string     `gorm:"serializer:json"`
	Hours          hours.Plan   `gorm:"serializer:json"`
	Settings       SiteSettings `gorm:"serializer:json"`
	Version        int64
	ArticleVersion int64
	CreatedAt      int64 `gorm:"autoCreateTime:false"`
	FirstSeenAt    int64
	FirstSeenOn    string
}

func (siteRow) TableName() string { return "sites" }

func (r siteRow) site() Site {
	return Site{ID: chat.SiteID(r.ID), Key: r.Key, Name: r.Name, Mode: chat.Mode(r.Mode), Domains: r.Domains, Hours: r.Hours, Settings: r.Settings,
		Version: r.Version, CreatedAt: moment(r.CreatedAt), FirstSeenAt: moment(r.FirstSeenAt), FirstSeenOn: r.FirstSeenOn}
}

func noSite() error {
	return chat.Refuse(chat.NotFound, "This site does not exist, or you do not work on it.")
}

// CreateSite adds a site. An empty ID or Key gets a fresh one. It fails with
// chat.Invalid for what [Site.Validate] finds.
func (s *Store) CreateSite(ctx context.Context, site Site) (Site, error) {
	err := s.configure(ctx, func(tx *gorm.DB) (err error) {
		site, err = s.insertSite(tx, site)
		return err
	})
	return site, err
}

func (s *Store) insertSite(tx *gorm.DB, site Site) (Site, error) {
	site = site.Clean()
	if err := site.Validate(); err != nil {
		return Site{}, err
	}
	site.ID = cmp.Or(site.ID, chat.SiteID(chat.NewID()))
	site.Key = cmp.Or(site.Key, chat.NewID())
	site.Version, site.CreatedAt = 1, s.Now()
	row := siteRow{ID: string(site.ID), Key: site.Key, Name: site.Name, Mode: string(site.Mode), Domains: site.Domains, Hours: site.Hours,
		Settings: site.Settings, Version: site.Version, CreatedAt: micros(site.CreatedAt)}
	err := tx.Create(&row).Error
	if uniqueViolation(err) {
		return Site{}, chat.Refuse(chat.Conflict, "A site with this key exists already.")
	}
	if err == nil && site.Settings.Limit > 0 {
		err = s.limitEverybody(tx)
	}
	if err != nil {
		return Site{}, fmt.Errorf("add a site: %w", err)
	}
	return site, nil
}

// Site gives a site.
func (s *Store) Site(ctx context.Context, id chat.SiteID) (Site, error) {
	return s.siteWhere(ctx, "id = ?", string(id))
}

// SiteByKey gives the site with this public key.
func (s *Store) SiteByKey(ctx context.Context, key string) (Site, error) {
	return s.siteWhere(ctx, "key = ?", key)
}

func (s *Store) siteWhere(ctx context.Context, condition, value string) (Site, error) {
	var row siteRow
	err := s.DB(ctx).Where(condition, value).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Site{}, noSite()
	}
	if err != nil {
		return Site{}, fmt.Errorf("read a site: %w", err)
	}
	return row.site(), nil
}

// Sites gives all sites by name, at most [MaxSites].
func (s *Store) Sites(ctx context.Context) ([]Site, error) {
	var rows []siteRow
	if err := s.DB(ctx).Order("name, id").Limit(MaxSites).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the sites: %w", err)
	}
	all := make([]Site, len(rows))
	for i, r := range rows {
		all[i] = r.site()
	}
	return all, nil
}

// UpdateSite lends the site to change and stores what it did, unless change refuses.
// version is the one that the caller has seen, 0 for any; when somebody else was
// first it is a chat.Conflict. ID, Key and CreatedAt stay as they are.
func (s *Store) UpdateSite(ctx context.Context, id chat.SiteID, version int64, change func(*Site) error) (Site, error) {
	var changed Site
	err := s.configure(ctx, func(tx *gorm.DB) error {
		var row siteRow
		err := s.locked(tx).Where("id = ?", string(id)).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return noSite()
		}
		if err != nil {
			return err
		}
		if version != 0 && version != row.Version {
			return chat.Refuse(chat.Conflict, "Somebody else changed this site meanwhile. Reload it and make your change again.")
		}
		changed = row.site()
		limit := changed.Settings.Limit
		if err := change(&changed); err != nil {
			return err
		}
		changed = changed.Clean()
		if err := changed.Validate(); err != nil {
			return err
		}
		if err := checkGone(tx, changed.Settings.OwnerGone); err != nil {
			return err
		}
		row.Name, row.Mode, row.Domains, row.Hours, row.Settings = changed.Name, string(changed.Mode), changed.Domains, changed.Hours, changed.Settings
		row.Version++
		changed = row.site()
		if err := tx.Select("name", "mode", "domains", "hours", "settings", "version").Updates(&row).Error; err != nil || changed.Settings.Limit == limit {
			return err
		}
		return s.limitEverybody(tx)
	})
	if err != nil {
		return Site{}, fmt.Errorf("change site %s: %w", id, err)
	}
	return changed, nil
}

// SawSite notes the first page that loaded a site's widget. Later ones change
// nothing.
func (s *Store) SawSite(ctx context.Context, id chat.SiteID, host string) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE sites SET first_seen_at = ?, first_seen_on = ? WHERE id = ? AND first_seen_at = 0",
			micros(s.Now()), host, string(id)).Error
	})
	if err != nil {
		return fmt.Errorf("note the first page of site %s: %w", id, err)
	}
	return nil
}
