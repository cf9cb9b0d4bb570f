package store

import (
	"cmp"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// places is, as SQL over agents, how many conversations somebody may have at once: as many
// as their capacity or the limit of a site of theirs, whichever is smaller.
const places = "CASE WHEN site_limit > 0 AND site_limit < capacity THEN site_limit ELSE capacity END"

// limitSites works out anew by which site's limit each person is bound, after people or
// sites changed; everybody, or one. It runs within [Store.configure].
func (s *Store) limitSites(tx *gorm.DB, who ...chat.AgentID) error {
	var limits []siteLimit
	err := tx.Raw("SELECT id, CAST(settings ->> 'limit' AS BIGINT) AS most FROM sites WHERE CAST(settings ->> 'limit' AS BIGINT) > 0 ORDER BY id").Scan(&limits).Error
	if err != nil {
		return fmt.Errorf("read the limits of sites: %w", err)
	}
	var people []profileRow
	find := tx.Select("id", "role", "sites", "capacity", "site_limit").Order("id").Limit(MaxAgents)
	if len(who) > 0 {
		find = find.Where("id IN ?", who)
	}
	if err := find.Find(&people).Error; err != nil {
		return fmt.Errorf("read who works on which site: %w", err)
	}
	for _, p := range people {
		was, most := p.agent(), smallest(limits, p.agent())
		if most == was.SiteLimit {
			continue
		}
		now := was
		now.SiteLimit = most
		if err := tx.Exec("UPDATE agents SET site_limit = ? WHERE id = ?", most, p.ID).Error; err != nil {
			return fmt.Errorf("limit somebody: %w", err)
		}
		if now.Places() < was.Places() { // from now on they may hold more than that, without having been given it
			if err := tx.Exec("UPDATE agents SET capacity_at = ? WHERE id = ?", micros(s.Now()), p.ID).Error; err != nil {
				return fmt.Errorf("limit somebody: %w", err)
			}
		}
	}
	return nil
}

// siteLimit is how many conversations those who work on a site may have at once.
type siteLimit struct {
	ID   string
	Most int
}

// smallest gives the limit that binds somebody; 0: none does.
func smallest(limits []siteLimit, a agent.Agent) int {
	limits = slices.DeleteFunc(slices.Clone(limits), func(l siteLimit) bool { return !a.Works(chat.SiteID(l.ID)) })
	if len(limits) == 0 {
		return 0
	}
	return slices.MinFunc(limits, func(x, y siteLimit) int { return cmp.Compare(x.Most, y.Most) }).Most
}
