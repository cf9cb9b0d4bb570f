package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// maxTrail is how many pages of a visitor are kept.
const maxTrail = 50

// VisitedPage is a page that a visitor saw.
type VisitedPage struct {
	Page chat.Page
	At   time.Time
}

type visitorPageRow struct {
	VisitorID string `gorm:"primaryKey"`
	N         int64  `gorm:"primaryKey"`
	URL       string
	Title     string
	Referrer  string
	At        int64
}

func (visitorPageRow) TableName() string { return "visitor_pages" }

// SawPage notes the page that a visitor looks at now, and that they are here. The
// same page again only renews the time; an empty page says just that they are here.
func (s *Store) SawPage(ctx context.Context, id chat.VisitorID, p chat.Page) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		var row visitorRow
		err := s.locked(tx).Where("id = ?", string(id)).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return noVisitor()
		}
		if err != nil {
			return err
		}
		row.LastSeenAt = micros(s.Now())
		if p.URL == "" || p.URL == row.PageURL && p.Title == row.PageTitle {
			return tx.Select("last_seen_at").Updates(&row).Error
		}
		row.Pages++
		row.PageURL, row.PageTitle, row.PageReferrer = p.URL, p.Title, p.Referrer
		if err := tx.Select("last_seen_at", "pages", "page_url", "page_title", "page_referrer").Updates(&row).Error; err != nil {
			return err
		}
		page := visitorPageRow{row.ID, row.Pages, p.URL, p.Title, p.Referrer, row.LastSeenAt}
		if err := tx.Create(&page).Error; err != nil {
			return err
		}
		return tx.Exec("DELETE FROM visitor_pages WHERE visitor_id = ? AND n <= ?", row.ID, row.Pages-maxTrail).Error
	})
	if err != nil {
		return fmt.Errorf("note a page of visitor %s: %w", id, err)
	}
	return nil
}

// Trail gives the last pages that a visitor saw, the newest first, at most 50.
func (s *Store) Trail(ctx context.Context, id chat.VisitorID, limit int) ([]VisitedPage, error) {
	var rows []visitorPageRow
	err := s.DB(ctx).Where("visitor_id = ?", string(id)).Order("n DESC").Limit(min(clampLimit(limit), maxTrail)).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the pages of visitor %s: %w", id, err)
	}
	pages := make([]VisitedPage, len(rows))
	for i, r := range rows {
		pages[i] = VisitedPage{chat.Page{URL: r.URL, Title: r.Title, Referrer: r.Referrer}, moment(r.At)}
	}
	return pages, nil
}
