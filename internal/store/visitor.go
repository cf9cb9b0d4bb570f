package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
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
	Verified   bool   // the site signed ExternalID, and of name, email and phone what Proved says
	Name       string
	Email      string
	Phone      string
	Attributes map[string]string // what the host's page told: anybody can make it tell anything
	Signed     map[string]string // attributes that the site signed
	Proved     []string          // which of name, email and phone the site signed; the others somebody typed
	Locale     string            // of the browser, such as de-AT
	Timezone   string            // IANA name
	Device     string            // as people call it: "Firefox on Android"
	Page       chat.Page         // the last one seen
	FirstSeen  time.Time
	LastSeen   time.Time
}

// Tier is the visitor's tier, else their plan, as the site signed it. What a page tells
// does not count: anybody could make it tell that they are important.
func (v Visitor) Tier() string { return cmp.Or(v.Signed["tier"], v.Signed["plan"]) }

// Told are all attributes; what is signed wins over what is claimed.
func (v Visitor) Told() map[string]string {
	all := make(map[string]string, len(v.Attributes)+len(v.Signed))
	maps.Copy(all, v.Attributes)
	maps.Copy(all, v.Signed)
	return all
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
	Signed       map[string]string `gorm:"serializer:json"`
	Proved       []string          `gorm:"serializer:json"`
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

func (*visitorRow) TableName() string { return "visitors" }

func (r *visitorRow) visitor() Visitor {
	return Visitor{chat.VisitorID(r.ID), chat.SiteID(r.SiteID), r.ExternalID, r.Verified, r.Name, r.Email, r.Phone, r.Attributes, r.Signed, r.Proved, r.Locale, r.Timezone,
		r.Device, chat.Page{URL: r.PageURL, Title: r.PageTitle, Referrer: r.PageReferrer}, moment(r.FirstSeenAt), moment(r.LastSeenAt)}
}

func noVisitor() error { return chat.Refuse(chat.NotFound, "This visitor does not exist.") }

// CreateVisitor adds a visitor. An empty ID gets a fresh one; the times are now.
// What a signature says is set by [Store.VerifiedVisitor] and [Store.BindVisitor] only.
func (s *Store) CreateVisitor(ctx context.Context, v Visitor) (Visitor, error) {
	v.ExternalID, v.Verified, v.Signed, v.Proved = "", false, nil, nil
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
	if v.Signed == nil {
		v.Signed = map[string]string{}
	}
	if v.Proved == nil {
		v.Proved = []string{}
	}
	row := visitorRow{string(v.ID), string(v.Site), v.ExternalID, v.Verified, v.Name, v.Email, v.Phone, v.Attributes, v.Signed, v.Proved, v.Locale, v.Timezone, v.Device,
		v.Page.URL, v.Page.Title, v.Page.Referrer, 0, micros(v.FirstSeen), micros(v.LastSeen)}
	if err := tx.Create(&row).Error; err != nil {
		return Visitor{}, fmt.Errorf("add a visitor: %w", err)
	}
	return v, nil
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
// what was said before, but never what a signed identity says, and never makes a
// visitor verified. An attribute that becomes empty goes.
func (s *Store) NoteClaim(ctx context.Context, id chat.VisitorID, c Claim) (Visitor, error) {
	var noted Visitor
	err := s.Write(ctx, func(tx *gorm.DB) error {
		row, err := s.lockVisitor(tx, id)
		if err != nil {
			return err
		}
		for field, said := range map[string]string{chat.FieldName: c.Name, chat.FieldEmail: c.Email, chat.FieldPhone: c.Phone} {
			if !slices.Contains(row.Proved, field) && said != "" {
				*row.field(field) = said
			}
		}
		row.Locale, row.Timezone, row.Device = cmp.Or(c.Locale, row.Locale), cmp.Or(c.Timezone, row.Timezone), cmp.Or(c.Device, row.Device)
		if row.Attributes == nil {
			row.Attributes = map[string]string{}
		}
		for name, said := range c.Attributes {
			if _, signed := row.Signed[name]; signed || said == "" {
				delete(row.Attributes, name)
				continue
			}
			row.Attributes[name] = said
		}
		if n := len(row.Attributes); n > chat.MaxAttributes {
			return chat.RefuseField("attributes", "That would be %d attributes; at most %d are allowed.", n, chat.MaxAttributes)
		}
		noted = row.visitor()
		return tx.Select("name", "email", "phone", "locale", "timezone", "device", "attributes").Updates(&row).Error
	})
	if err != nil {
		return Visitor{}, fmt.Errorf("note what visitor %s said: %w", id, err)
	}
	return noted, nil
}

// lockVisitor reads a visitor's row for a change of it.
func (s *Store) lockVisitor(tx *gorm.DB, id chat.VisitorID) (visitorRow, error) {
	var row visitorRow
	err := s.locked(tx).Where("id = ?", string(id)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, noVisitor()
	}
	return row, err
}

// field gives the column of a contact field.
func (r *visitorRow) field(name string) *string {
	switch name {
	case chat.FieldName:
		return &r.Name
	case chat.FieldEmail:
		return &r.Email
	default:
		return &r.Phone
	}
}

// LogValue keeps the person out of the log.
func (v Visitor) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(v.ID)), slog.String("site", string(v.Site)), slog.Bool("verified", v.Verified))
}
