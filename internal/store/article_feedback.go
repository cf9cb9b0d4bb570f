package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/chat"
)

type feedbackRow struct {
	SiteID    string `gorm:"primaryKey"`
	ArticleID string `gorm:"primaryKey"`
	VisitorID string `gorm:"primaryKey"`
	Helped    bool
	At        int64
}

func (feedbackRow) TableName() string { return "article_feedback" }

// RateArticle keeps whether an article helped a visitor, in place of what they said
// before.
func (s *Store) RateArticle(ctx context.Context, site chat.SiteID, article chat.ArticleID, v chat.VisitorID, helped bool) error {
	row := feedbackRow{string(site), string(article), string(v), helped, micros(s.Now())}
	err := s.Write(ctx, func(tx *gorm.DB) error { return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error })
	if err != nil {
		return fmt.Errorf("keep a visitor's opinion of article %s: %w", article, err)
	}
	return nil
}
