package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/topic"
)

// RoutingRules is a site's table of rules.
type RoutingRules struct {
	Site      chat.SiteID
	Rules     []routing.Rule
	Version   int64 // 0: nobody has stored any, so they are Baton's own
	UpdatedAt time.Time
	UpdatedBy chat.AgentID
}

// Shipped reports whether the rules are Baton's own.
func (r RoutingRules) Shipped() bool { return r.Version == 0 }

type rulesRow struct {
	SiteID    string         `gorm:"primaryKey"`
	Rules     []routing.Rule `gorm:"serializer:json"`
	Version   int64
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
	UpdatedBy string
}

func (rulesRow) TableName() string { return "routing_rules" }

func (r rulesRow) rules() RoutingRules {
	return RoutingRules{chat.SiteID(r.SiteID), r.Rules, r.Version, moment(r.UpdatedAt), chat.AgentID(r.UpdatedBy)}
}

// RoutingRules gives a site's rules; Baton's own if nobody has stored others.
func (s *Store) RoutingRules(ctx context.Context, site chat.SiteID) (RoutingRules, error) {
	return routingRules(s.DB(ctx), site)
}

func routingRules(db *gorm.DB, site chat.SiteID) (RoutingRules, error) {
	var row rulesRow
	err := db.Where("site_id = ?", string(site)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return RoutingRules{Site: site, Rules: routing.Shipped()}, nil
	}
	if err != nil {
		return RoutingRules{}, fmt.Errorf("read the rules of site %s: %w", site, err)
	}
	return row.rules(), nil
}

// CheckRoutingRules finds everything wrong with rules of a site.
func (s *Store) CheckRoutingRules(ctx context.Context, site chat.SiteID, rules []routing.Rule) (routing.Problems, error) {
	return checkRules(s.DB(ctx), site, rules)
}

func checkRules(db *gorm.DB, site chat.SiteID, rules []routing.Rule) (routing.Problems, error) {
	var known routing.Names
	all, err := teams(db)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		known.Teams = append(known.Teams, t.Team)
	}
	if known.Skills, err = skillNames(db); err != nil {
		return nil, fmt.Errorf("read the skills: %w", err)
	}
	own, err := topics(db, site)
	if err != nil {
		return nil, err
	}
	known.Topics = topic.Names(own.Topics)
	if err := db.Table("agents").Where("disabled_at = 0").Order("id").Limit(MaxAgents).Pluck("id", &known.Agents).Error; err != nil {
		return nil, fmt.Errorf("read the people: %w", err)
	}
	return routing.CheckRules(rules, known), nil
}

// PutRoutingRules stores a site's rules in place of those of r.Version. It says all that
// is wrong with them, and refuses them if that cannot be; when somebody else was first
// it is [ErrOutdated].
func (s *Store) PutRoutingRules(ctx context.Context, r RoutingRules) (RoutingRules, routing.Problems, error) {
	var found routing.Problems
	for i := range r.Rules {
		r.Rules[i].ID = cmp.Or(r.Rules[i].ID, chat.NewID())
	}
	err := s.configure(ctx, func(tx *gorm.DB) error {
		present, err := routingRules(tx, r.Site)
		if err != nil {
			return err
		}
		if present.Version != r.Version {
			return outdated("the rules of this site")
		}
		if found, err = checkRules(tx, r.Site, r.Rules); err != nil {
			return err
		}
		if refused := found.Refused(); len(refused) > 0 {
			return chat.RefuseField(refused[0].At, "%s", refused[0].Say)
		}
		row := rulesRow{string(r.Site), r.Rules, r.Version + 1, micros(s.Now()), string(r.UpdatedBy)}
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		r = row.rules()
		return nil
	})
	if err != nil {
		return RoutingRules{}, found, fmt.Errorf("store the rules of site %s: %w", r.Site, err)
	}
	return r, found, nil
}

// ruleBook is a site's rules while something that they name is renamed or goes.
type ruleBook struct {
	rulesRow

	changed bool
}

func (b *ruleBook) renameSkill(from, to string) {
	for i := range b.Rules {
		for j := range b.Rules[i].Then.Skills {
			if n := &b.Rules[i].Then.Skills[j]; n.Name == from {
				n.Name, b.changed = to, true
			}
		}
	}
}

func (b *ruleBook) dropSkill(name string) {
	for i := range b.Rules {
		then := &b.Rules[i].Then
		before := len(then.Skills)
		then.Skills = slices.DeleteFunc(then.Skills, func(n routing.SkillNeed) bool { return n.Name == name })
		b.changed = b.changed || len(then.Skills) != before
	}
}

func (b *ruleBook) replaceTeam(from, to chat.TeamID) {
	for i := range b.Rules {
		then := &b.Rules[i].Then
		if then.Team != from && then.Overflow != from {
			continue
		}
		b.changed = true
		for _, t := range []*chat.TeamID{&then.Team, &then.Overflow} {
			if *t == from {
				*t = to
			}
		}
		if then.Overflow == then.Team {
			then.Overflow = ""
		}
	}
}

func (b *ruleBook) names(uses func(routing.Outcome) bool) []string {
	var names []string
	for _, r := range b.Rules {
		if uses(r.Then) {
			names = append(names, r.Name)
		}
	}
	return names
}

func (b *ruleBook) namesWithSkill(name string) []string {
	return b.names(func(o routing.Outcome) bool {
		return slices.ContainsFunc(o.Skills, func(n routing.SkillNeed) bool { return n.Name == name })
	})
}

func (b *ruleBook) namesWithTeam(id chat.TeamID) []string {
	return b.names(func(o routing.Outcome) bool { return o.Team == id || o.Overflow == id })
}

func (s *Store) ruleBooks(tx *gorm.DB) ([]*ruleBook, error) {
	var rows []rulesRow
	if err := s.locked(tx).Order("site_id").Limit(MaxSites).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read all rules: %w", err)
	}
	books := make([]*ruleBook, len(rows))
	for i, r := range rows {
		books[i] = &ruleBook{rulesRow: r}
	}
	return books, nil
}

// editRules lends the rules of every site and stores those that changed. It names the
// sites.
func (s *Store) editRules(tx *gorm.DB, edit func(*ruleBook)) ([]chat.SiteID, error) {
	books, err := s.ruleBooks(tx)
	if err != nil {
		return nil, err
	}
	var sites []chat.SiteID
	for _, b := range books {
		if edit(b); !b.changed {
			continue
		}
		b.Version++
		b.UpdatedAt = micros(s.Now())
		if err := tx.Select("rules", "version", "updated_at").Updates(&b.rulesRow).Error; err != nil {
			return nil, err
		}
		sites = append(sites, chat.SiteID(b.SiteID))
	}
	return sites, nil
}

// ruleUses lists the rules for which something holds.
func (s *Store) ruleUses(tx *gorm.DB, names func(*ruleBook) []string) ([]Use, error) {
	books, err := s.ruleBooks(tx)
	if err != nil {
		return nil, err
	}
	var uses []Use
	for _, b := range books {
		used := names(b)
		if len(used) == 0 {
			continue
		}
		var site siteRow
		if err := tx.Select("name").Where("id = ?", b.SiteID).Limit(1).Find(&site).Error; err != nil {
			return nil, err
		}
		for _, name := range used {
			uses = append(uses, Use{Kind: "rule", ID: b.SiteID, Name: name, Site: site.Name})
		}
	}
	return uses, nil
}
