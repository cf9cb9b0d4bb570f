package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// SetupToken is the setting that holds the hash of the first run's link.
const SetupToken = "setup_token_hash"

type settingRow struct {
	Name      string `gorm:"primaryKey"`
	Value     string
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (settingRow) TableName() string { return "settings" }

// Setting gives a single value of the installation and when it was set; ok is false
// if it was not.
func (s *Store) Setting(ctx context.Context, name string) (value string, at time.Time, ok bool, err error) {
	var row settingRow
	err = s.DB(ctx).Where("name = ?", name).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", time.Time{}, false, nil
	}
	if err != nil {
		return "", time.Time{}, false, fmt.Errorf("read the setting %s: %w", name, err)
	}
	return row.Value, moment(row.UpdatedAt), true, nil
}

// SetSetting sets a value in place of the one before.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	row := settingRow{name, value, micros(s.Now())}
	err := s.Write(ctx, func(tx *gorm.DB) error { return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error })
	if err != nil {
		return fmt.Errorf("set the setting %s: %w", name, err)
	}
	return nil
}

// SetupOnce completes the first run: with the hash of the right token it creates the
// first admin and the first site together, and the token is used up. It fails with
// chat.Forbidden for a wrong token, and with chat.Conflict when there is an admin
// already, however many try at once.
func (s *Store) SetupOnce(ctx context.Context, tokenHash string, admin agent.Agent, site Site) (agent.Agent, Site, error) {
	admin.Role = agent.RoleAdmin
	var created agent.Agent
	var first Site
	err := s.configure(ctx, func(tx *gorm.DB) error {
		var row settingRow
		err := s.locked(tx).Where("name = ?", SetupToken).Take(&row).Error
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		exists, err := hasAdmin(tx)
		if err != nil {
			return err
		}
		if exists {
			return chat.Refuse(chat.Conflict, "This installation is set up already. Sign in.")
		}
		if row.Value == "" || row.Value != tokenHash {
			return chat.Refuse(chat.Forbidden, "This set-up link is not the current one. Use the link that the server printed when it started last.")
		}
		if created, err = s.insertAgent(tx, admin); err != nil {
			return err
		}
		if first, err = s.insertSite(tx, site); err != nil {
			return err
		}
		return tx.Delete(&row).Error
	})
	if err != nil {
		return agent.Agent{}, Site{}, fmt.Errorf("set up: %w", err)
	}
	return created, first, nil
}
