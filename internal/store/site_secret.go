package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// SealedSecret is a secret with which a site signs its visitors' identities, as it
// lies in the database.
type SealedSecret struct {
	KeyID     string
	Sealed    []byte
	CreatedAt time.Time
	EndsAt    time.Time // zero for the current one
}

type identitySecretRow struct {
	ID        string `gorm:"primaryKey"`
	SiteID    string
	KeyID     string
	Sealed    []byte
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	EndsAt    int64
}

func (identitySecretRow) TableName() string { return "identity_secrets" }

// IdentitySecrets gives the secrets of a site that count now, the current one first.
func (s *Store) IdentitySecrets(ctx context.Context, site chat.SiteID) ([]SealedSecret, error) {
	return s.identitySecrets(s.DB(ctx), site)
}

func (s *Store) identitySecrets(db *gorm.DB, site chat.SiteID) ([]SealedSecret, error) {
	var rows []identitySecretRow
	err := db.Where("site_id = ? AND (ends_at = 0 OR ends_at > ?)", string(site), micros(s.Now())).
		Order("CASE WHEN ends_at = 0 THEN 0 ELSE 1 END, ends_at DESC, id").Limit(100).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the identity secrets of site %s: %w", site, err)
	}
	all := make([]SealedSecret, len(rows))
	for i, r := range rows {
		all[i] = SealedSecret{r.KeyID, r.Sealed, moment(r.CreatedAt), moment(r.EndsAt)}
	}
	return all, nil
}

// RotateIdentitySecret makes a secret the site's current one. Those before it count
// until keep has passed, or no longer with 0. It returns what counts now.
func (s *Store) RotateIdentitySecret(ctx context.Context, site chat.SiteID, secret SealedSecret, keep time.Duration) ([]SealedSecret, error) {
	var now []SealedSecret
	err := s.Write(ctx, func(tx *gorm.DB) error {
		var row siteRow // two rotations at once follow one another
		if err := s.locked(tx).Where("id = ?", string(site)).Take(&row).Error; err != nil {
			return err
		}
		at := s.Now()
		if keep > 0 {
			if err := tx.Exec("DELETE FROM identity_secrets WHERE site_id = ? AND ends_at > 0 AND ends_at <= ?", string(site), micros(at)).Error; err != nil {
				return err
			}
			if err := tx.Exec("UPDATE identity_secrets SET ends_at = ? WHERE site_id = ? AND ends_at = 0", micros(at.Add(keep)), string(site)).Error; err != nil {
				return err
			}
		} else if err := tx.Exec("DELETE FROM identity_secrets WHERE site_id = ?", string(site)).Error; err != nil {
			return err
		}
		added := identitySecretRow{chat.NewID(), string(site), secret.KeyID, secret.Sealed, micros(at), 0}
		if err := tx.Create(&added).Error; err != nil {
			return err
		}
		var err error
		now, err = s.identitySecrets(tx, site)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rotate the identity secret of site %s: %w", site, err)
	}
	return now, nil
}
