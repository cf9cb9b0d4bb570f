package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// Visitor is somebody who writes, or may.
type Visitor struct {
	ID         chat.VisitorID
	Site       chat.SiteID
	ExternalID string // the site's own id of them; only a signed identity has one
	Verified   bool   // the site signed name, email and ExternalID; else somebody typed them
	Name       string
	Email      string
	Phone      string
	Attributes map[string]string // what the host's page told
	Locale     string            // of the browser, such as de-AT
	Timezone   string            // IANA name
	Device     string            // as people call it: "Firefox on Android"
	Page       chat.Page         // the last one seen
	FirstSeen  time.Time
	LastSeen   time.Time
}

type visitorRow struct {
	ID           string `gorm:"primaryKey"`
	SiteID       string
	ExternalID   string
	Verified     bool
	Name         string
	Email        string
	Phone        string
	Attributes   map[string]string `gorm:"serializer:json"`
	Locale       string
	Timezone     string
	Device       string
	PageURL      string
	PageTitle    string
	PageReferrer string
	Pages        int64
	FirstSeenAt  int64
	LastSeenAt   int64
}

func (visitorRow) TableName() string { return "visitors" }

func (r visitorRow) visitor() Visitor {
	return Visitor{chat.VisitorID(r.ID), chat.SiteID(r.SiteID), r.ExternalID, r.Verified, r.Name, r.Email, r.Phone, r.Attributes, r.Locale, r.Timezone,
		r.Device, chat.Page{URL: r.PageURL, Title: r.PageTitle, Referrer: r.PageReferrer}, moment(r.FirstSeenAt), moment(r.LastSeenAt)}
}

func noVisitor() error { return chat.Refuse(chat.NotFound, "This visitor does not exist.") }

// CreateVisitor adds a visitor. An empty ID gets a fresh one; the times are now.
// Verified and ExternalID are set by [Store.VerifiedVisitor] only.
func (s *Store) CreateVisitor(ctx context.Context, v Visitor) (Visitor, error) {
	v.ExternalID, v.Verified = "", false
	err := s.Write(ctx, func(tx *gorm.DB) (err error) {
		v, err = s.insertVisitor(tx, v)
		return err
	})
	return v, err
}

func (s *Store) insertVisitor(tx *gorm.DB, v Visitor) (Visitor, error) {
	v.ID = cmp.Or(v.ID, chat.VisitorID(chat.NewID()))
	v.FirstSeen = s.Now()
	v.LastSeen = v.FirstSeen
	if v.Attributes == nil {
		v.Attributes = map[string]string{}
	}
	row := visitorRow{string(v.ID), string(v.Site), v.ExternalID, v.Verified, v.Name, v.Email, v.Phone, v.Attributes, v.Locale, v.Timezone, v.Device,
		v.Page.URL, v.Page.Title, v.Page.Referrer, 0, micros(v.FirstSeen), micros(v.LastSeen)}
	if err := tx.Create(&row).Error; err != nil {
		return Visitor{}, fmt.Errorf("add a visitor: %w", err)
	}
	return v, nil
}

// VerifiedVisitor gives the visitor whom the site vouches for under v.ExternalID,
// and adds them if they are new. Name and address are taken from the signed identity;
// a visitor without a signed identity is never turned into this one.
func (s *Store) VerifiedVisitor(ctx context.Context, v Visitor) (Visitor, error) {
	if v.ExternalID == "" {
		return Visitor{}, chat.RefuseField("external_id", "A signed identity needs the visitor's own id.")
	}
	v.Verified = true
	find := func() (known Visitor, err error) {
		err = s.Write(ctx, func(tx *gorm.DB) error {
			var row visitorRow
			err := s.locked(tx).Where("site_id = ? AND external_id = ?", string(v.Site), v.ExternalID).Take(&row).Error
			if errors.Is(err, gorm.ErrRecordNotFound) {
				known, err = s.insertVisitor(tx, v)
				return err
			}
			if err != nil {
				return err
			}
			row.Name, row.Email = cmp.Or(v.Name, row.Name), cmp.Or(v.Email, row.Email)
			known = row.visitor()
			return tx.Select("name", "email").Updates(&row).Error
		})
		return known, err
	}
	known, err := find()
	if uniqueViolation(err) { // another request added them in between
		known, err = find()
	}
	if err != nil {
		return Visitor{}, fmt.Errorf("find a verified visitor: %w", err)
	}
	return known, nil
}

// Visitor gives a visitor.
func (s *Store) Visitor(ctx context.Context, id chat.VisitorID) (Visitor, error) {
	var row visitorRow
	err := s.DB(ctx).Where("id = ?", string(id)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Visitor{}, noVisitor()
	}
	if err != nil {
		return Visitor{}, fmt.Errorf("read a visitor: %w", err)
	}
	return row.visitor(), nil
}

// Visitors gives those of the visitors that exist, for lists of at most 1000.
func (s *Store) Visitors(ctx context.Context, ids []chat.VisitorID) (map[chat.VisitorID]Visitor, error) {
	if len(ids) > 1000 {
		return nil, fmt.Errorf("read %d visitors at once; at most 1000 are allowed", len(ids))
	}
	var rows []visitorRow
	if err := s.DB(ctx).Where("id IN ?", ids).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read visitors: %w", err)
	}
	all := make(map[chat.VisitorID]Visitor, len(rows))
	for _, r := range rows {
		all[chat.VisitorID(r.ID)] = r.visitor()
	}
	return all, nil
}

// FindVisitors gives visitors of a site whose name, address or telephone number
// contains the words, the last seen first.
func (s *Store) FindVisitors(ctx context.Context, site chat.SiteID, words string, limit int) ([]Visitor, error) {
	pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(words)) + "%"
	var rows []visitorRow
	err := s.DB(ctx).Where(`site_id = ? AND (LOWER(name) LIKE ? ESCAPE '\' OR LOWER(email) LIKE ? ESCAPE '\' OR phone LIKE ? ESCAPE '\')`,
		string(site), pattern, pattern, pattern).Order("last_seen_at DESC, id").Limit(clampLimit(limit)).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find visitors: %w", err)
	}
	all := make([]Visitor, len(rows))
	for i, r := range rows {
		all[i] = r.visitor()
	}
	return all, nil
}

// clampLimit keeps a list's limit between 1 and 200.
func clampLimit(n int) int { return min(max(n, 1), 200) }

// Claim is what somebody says of a visitor without proof. Empty fields say nothing.
type Claim struct {
	Name, Email, Phone string
	Attributes         map[string]string
	Locale, Timezone   string
	Device             string
}

// NoteClaim keeps what was said without proof. It fills what is empty and replaces
// what was said before, but never what a signed identity says (name and address of a
// verified visitor), and never makes a visitor verified.
func (s *Store) NoteClaim(ctx context.Context, id chat.VisitorID, c Claim) (Visitor, error) {
	var noted Visitor
	err := s.Write(ctx, func(tx *gorm.DB) error {
		var row visitorRow
		err := s.locked(tx).Where("id = ?", string(id)).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return noVisitor()
		}
		if err != nil {
			return err
		}
		if !row.Verified || row.Name == "" {
			row.Name = cmp.Or(c.Name, row.Name)
		}
		if !row.Verified || row.Email == "" {
			row.Email = cmp.Or(c.Email, row.Email)
		}
		row.Phone = cmp.Or(c.Phone, row.Phone)
		row.Locale, row.Timezone, row.Device = cmp.Or(c.Locale, row.Locale), cmp.Or(c.Timezone, row.Timezone), cmp.Or(c.Device, row.Device)
		if row.Attributes == nil {
			row.Attributes = map[string]string{}
		}
		maps.Copy(row.Attributes, c.Attributes)
		noted = row.visitor()
		return tx.Select("name", "email", "phone", "locale", "timezone", "device", "attributes").Updates(&row).Error
	})
	if err != nil {
		return Visitor{}, fmt.Errorf("note what visitor %s said: %w", id, err)
	}
	return noted, nil
}

// LogValue keeps the person out of the log.
func (v Visitor) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(v.ID)), slog.String("site", string(v.Site)), slog.Bool("verified", v.Verified))
}
