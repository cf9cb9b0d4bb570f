package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing/topic"
)

// Topics are what a site's visitors may write about.
type Topics struct {
	Site      chat.SiteID
	Topics    []topic.Own
	Version   int64 // 0: nobody has stored any, so they are Baton's own
	UpdatedAt time.Time
	UpdatedBy chat.AgentID
}

type topicsRow struct {
	SiteID    string      `gorm:"primaryKey"`
	Topics    []topic.Own `gorm:"serializer:json"`
	Version   int64
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
	UpdatedBy string
}

func (topicsRow) TableName() string { return "topics" }

// Topics gives a site's topics; Baton's own if nobody has stored others.
func (s *Store) Topics(ctx context.Context, site chat.SiteID) (Topics, error) {
	return topics(s.DB(ctx), site)
}

func topics(db *gorm.DB, site chat.SiteID) (Topics, error) {
	var row topicsRow
	err := db.Where("site_id = ?", string(site)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Topics{Site: site, Topics: topic.ShippedOwn()}, nil
	}
	if err != nil {
		return Topics{}, fmt.Errorf("read the topics of site %s: %w", site, err)
	}
	return Topics{site, row.Topics, row.Version, moment(row.UpdatedAt), chat.AgentID(row.UpdatedBy)}, nil
}

// PutTopics stores a site's topics in place of those of t.Version. It fails with
// chat.Invalid for what [topic.Check] finds, and with [ErrOutdated] when somebody else
// was first.
func (s *Store) PutTopics(ctx context.Context, t Topics) (Topics, error) {
	t.Topics = topic.Clean(t.Topics)
	if err := topic.Check(t.Topics); err != nil {
		return Topics{}, err
	}
	t.UpdatedAt = s.Now()
	err := s.configure(ctx, func(tx *gorm.DB) error {
		present, err := topics(tx, t.Site)
		if err != nil {
			return err
		}
		if present.Version != t.Version {
			return outdated("the topics of this site")
		}
		t.Version++
		row := topicsRow{string(t.Site), t.Topics, t.Version, micros(t.UpdatedAt), string(t.UpdatedBy)}
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	})
	if err != nil {
		return Topics{}, fmt.Errorf("store the topics of site %s: %w", t.Site, err)
	}
	return t, nil
}
