package store

import (
	"fmt"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// places is, as SQL over agents, how many conversations somebody may have at once: as many
// as their capacity or the limit of a site of theirs, whichever is smaller. It is
// [agent.Agent.Places].
const places = "CASE WHEN site_limit > 0 AND site_limit < capacity THEN site_limit ELSE capacity END"

// siteLimit is how many conversations those who work on a site may have at once.
type siteLimit struct {
	ID   chat.SiteID
	Most int
}

// siteLimits reads the limits of the sites that have one.
func siteLimits(tx *gorm.DB) ([]siteLimit, error) {
	var limits []siteLimit
	err := tx.Raw("SELECT id, CAST(settings ->> 'limit' AS BIGINT) AS most FROM sites WHERE CAST(settings ->> 'limit' AS BIGINT) > 0").Scan(&limits).Error
	if err != nil {
		return nil, fmt.Errorf("read the limits of sites: %w", err)
	}
	return limits, nil
}

// binding gives the smallest of the limits that bind somebody; 0: none does.
func binding(limits []siteLimit, a agent.Agent) int {
	least := 0
	for _, l := range limits {
		if a.Works(l.ID) && (least == 0 || l.Most < least) {
			least = l.Most
		}
	}
	return least
}

// siteLimitOf works out by which site's limit somebody is bound.
func siteLimitOf(tx *gorm.DB, a agent.Agent) (int, error) {
	limits, err := siteLimits(tx)
	return binding(limits, a), err
}

// limitEverybody works out anew by which site's limit each person is bound, after the limit
// of a site changed. It runs within [Store.configure].
func (s *Store) limitEverybody(tx *gorm.DB) error {
	limits, err := siteLimits(tx)
	if err != nil {
		return err
	}
	var people []profileRow
	if err := tx.Select("id", "role", "sites", "capacity", "site_limit").Order("id").Limit(MaxAgents).Find(&people).Error; err != nil {
		return fmt.Errorf("read who works on which site: %w", err)
	}
	for _, p := range people {
		before := p.agent()
		now := before
		if now.SiteLimit = binding(limits, now); now.SiteLimit == before.SiteLimit {
			continue
		}
		if err := tx.Exec("UPDATE agents SET site_limit = ? WHERE id = ?", now.SiteLimit, p.ID).Error; err != nil {
			return fmt.Errorf("limit somebody: %w", err)
		}
		if err := s.notePlaces(tx, before, now); err != nil {
			return err
		}
	}
	return nil
}

// notePlaces notes when somebody's places became fewer: from now on they may hold more than
// that, without having been given it.
func (s *Store) notePlaces(tx *gorm.DB, before, now agent.Agent) error {
	if now.Places() >= before.Places() {
		return nil
	}
	return tx.Exec("UPDATE agents SET capacity_at = ? WHERE id = ?", micros(s.Now()), string(now.ID)).Error
}
