package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// signedFields is what of a visitor a signature may cover.
var signedFields = []string{chat.FieldName, chat.FieldEmail, chat.FieldPhone}

// VerifiedVisitor gives the visitor whom the site vouches for under v.ExternalID,
// and adds them if they are new. Name, Email, Phone and Signed of v are what the
// signature covers; a nil Signed leaves the signed attributes as they are. A visitor
// without a signed identity is never turned into this one; see [Store.BindVisitor].
func (s *Store) VerifiedVisitor(ctx context.Context, v Visitor) (Visitor, error) {
	if v.ExternalID == "" {
		return Visitor{}, noExternalID()
	}
	find := func() (known Visitor, err error) {
		err = s.Write(ctx, func(tx *gorm.DB) error {
			var row visitorRow
			err := s.locked(tx).Where("site_id = ? AND external_id = ?", string(v.Site), v.ExternalID).Take(&row).Error
			if errors.Is(err, gorm.ErrRecordNotFound) {
				added := v
				added.Verified, added.Proved = true, []string{}
				for i, said := range []string{v.Name, v.Email, v.Phone} {
					if said != "" {
						added.Proved = append(added.Proved, signedFields[i])
					}
				}
				known, err = s.insertVisitor(tx, added)
				return err
			}
			if err != nil {
				return err
			}
			known, err = s.vouch(tx, &row, v)
			return err
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

// BindVisitor lets the site vouch for an unverified visitor: they become the one with
// v.ExternalID, and what they wrote so far is theirs. bound is false, and nothing
// changes, if the site knows somebody under that id already, if the visitor is
// verified, or if they gave another e-mail address than the signed one: then it is
// not the same person, or nobody can tell.
func (s *Store) BindVisitor(ctx context.Context, id chat.VisitorID, v Visitor) (now Visitor, bound bool, err error) {
	if v.ExternalID == "" {
		return Visitor{}, false, noExternalID()
	}
	err = s.Write(ctx, func(tx *gorm.DB) error {
		bound = false
		row, err := s.lockVisitor(tx, id)
		if err != nil {
			return err
		}
		var known int64
		if err := tx.Model(&visitorRow{}).Where("site_id = ? AND external_id = ?", row.SiteID, v.ExternalID).Count(&known).Error; err != nil {
			return err
		}
		another := row.Email != "" && v.Email != "" && !strings.EqualFold(row.Email, v.Email)
		if known > 0 || row.Verified || another {
			now = row.visitor()
			return nil
		}
		row.ExternalID, row.Verified = v.ExternalID, true
		now, err = s.vouch(tx, &row, v)
		bound = err == nil
		return err
	})
	if uniqueViolation(err) { // another request added them in between
		return Visitor{}, false, nil
	}
	if err != nil {
		return Visitor{}, false, fmt.Errorf("bind visitor %s: %w", id, err)
	}
	return now, bound, nil
}

// vouch puts what a signature covers into a visitor's row.
func (s *Store) vouch(tx *gorm.DB, row *visitorRow, v Visitor) (Visitor, error) {
	row.Proved = slices.Clone(row.Proved)
	for i, said := range []string{v.Name, v.Email, v.Phone} {
		if said == "" {
			continue
		}
		*row.field(signedFields[i]) = said
		if !slices.Contains(row.Proved, signedFields[i]) {
			row.Proved = append(row.Proved, signedFields[i])
		}
	}
	row.Locale = cmp.Or(v.Locale, row.Locale)
	if v.Signed != nil {
		row.Signed = v.Signed
		for name := range v.Signed {
			delete(row.Attributes, name)
		}
	}
	return row.visitor(), tx.Select("external_id", "verified", "name", "email", "phone", "locale", "attributes", "signed", "proved").Updates(row).Error
}

func noExternalID() error {
	return chat.RefuseField("external_id", "A signed identity needs the visitor's own id.")
}
