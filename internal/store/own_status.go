package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// MaxOwnStatuses is how many own statuses there can be.
const MaxOwnStatuses = 100

// OwnStatus is one of the admin's own statuses as it is kept.
type OwnStatus struct {
	agent.Own

	Color     string // #C2410C; empty: that of what it stands for
	Place     int    // in the order, from 0
	People    int    // who have it now
	Version   int64
	CreatedAt time.Time
}

type ownStatusRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Color     string
	StandsFor string
	TakesWork bool
	Place     int
	Version   int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	DeletedAt int64

	People int `gorm:"->;-:migration"`
}

func (ownStatusRow) TableName() string { return "statuses" }

func (r ownStatusRow) status() OwnStatus {
	return OwnStatus{Own: agent.Own{ID: agent.OwnID(r.ID), Name: r.Name, StandsFor: agent.Status(r.StandsFor), TakesWork: r.TakesWork},
		Color: r.Color, Place: r.Place, People: r.People, Version: r.Version, CreatedAt: moment(r.CreatedAt)}
}

var colorForm = regexp.MustCompile(`^(#[0-9a-fA-F]{6})?$`)

// validate says everything that is wrong with the status.
func (o OwnStatus) validate() error {
	wrong := o.Validate()
	if !colorForm.MatchString(o.Color) {
		wrong = errors.Join(wrong, chat.RefuseField("color", "Write the colour with six digits, such as #C2410C."))
	}
	return wrong
}

func noStatus() error { return chat.Refuse(chat.NotFound, "This status does not exist.") }

// OwnStatuses gives all own statuses in their order.
func (s *Store) OwnStatuses(ctx context.Context) ([]OwnStatus, error) {
	rows, err := ownStatuses(s.DB(ctx))
	if err != nil {
		return nil, err
	}
	all := make([]OwnStatus, len(rows))
	for i, r := range rows {
		all[i] = r.status()
	}
	return all, nil
}

func ownStatuses(db *gorm.DB) ([]ownStatusRow, error) {
	var rows []ownStatusRow
	err := db.Select("statuses.*, (SELECT COUNT(*) FROM agents a WHERE a.status_own = statuses.id) AS people").Where("deleted_at = 0").
		Order("place, id").Limit(MaxOwnStatuses).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the own statuses: %w", err)
	}
	return rows, nil
}

// OwnStatus gives one own status.
func (s *Store) OwnStatus(ctx context.Context, id agent.OwnID) (OwnStatus, error) {
	all, err := s.OwnStatuses(ctx)
	if err != nil {
		return OwnStatus{}, err
	}
	if i := slices.IndexFunc(all, func(o OwnStatus) bool { return o.ID == id }); i >= 0 {
		return all[i], nil
	}
	return OwnStatus{}, noStatus()
}

// OwnStatusNames gives the names of all own statuses that there ever were, for reports.
func (s *Store) OwnStatusNames(ctx context.Context) (map[agent.OwnID]string, error) {
	var rows []ownStatusRow
	if err := s.DB(ctx).Select("id, name").Order("created_at, id").Limit(10 * MaxOwnStatuses).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the names of own statuses: %w", err)
	}
	names := make(map[agent.OwnID]string, len(rows))
	for _, r := range rows {
		names[agent.OwnID(r.ID)] = r.Name
	}
	return names, nil
}

// CreateOwnStatus adds a status at the end of the order.
func (s *Store) CreateOwnStatus(ctx context.Context, o OwnStatus) (OwnStatus, error) {
	o.Name = strings.TrimSpace(o.Name)
	err := s.configure(ctx, func(tx *gorm.DB) error {
		rows, err := ownStatuses(tx)
		if err != nil {
			return err
		}
		if err := errors.Join(o.validate(), onlyStatusNamed(rows, o)); err != nil {
			return err
		}
		if len(rows) >= MaxOwnStatuses {
			return chat.Refuse(chat.Conflict, "There can be at most %d statuses.", MaxOwnStatuses)
		}
		o.ID = cmp.Or(o.ID, agent.OwnID(chat.NewID()))
		o.Place, o.Version, o.CreatedAt, o.People = len(rows), 1, s.Now(), 0
		row := ownStatusRow{ID: string(o.ID), Name: o.Name, Color: o.Color, StandsFor: string(o.StandsFor), TakesWork: o.TakesWork, Place: o.Place,
			Version: o.Version, CreatedAt: micros(o.CreatedAt)}
		return tx.Create(&row).Error
	})
	if err != nil {
		return OwnStatus{}, fmt.Errorf("add a status: %w", err)
	}
	return o, nil
}

func onlyStatusNamed(rows []ownStatusRow, o OwnStatus) error {
	for _, r := range rows {
		if r.ID != string(o.ID) && strings.EqualFold(r.Name, o.Name) {
			return nameTaken("status", r.Name)
		}
	}
	return nil
}

// UpdateOwnStatus lends the status to change and stores what it did, unless change
// refuses. version is the one that the caller has seen, 0 for any. A changed Place
// moves it there, and the others make room. Who has the status is at once as it says
// by now; the answer names them, so that others can be told.
func (s *Store) UpdateOwnStatus(ctx context.Context, id agent.OwnID, version int64, by chat.Party, change func(*OwnStatus)) (OwnStatus, []chat.AgentID, error) {
	var after OwnStatus
	var whose []chat.AgentID
	err := s.configure(ctx, func(tx *gorm.DB) error {
		rows, err := ownStatuses(tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(r ownStatusRow) bool { return r.ID == string(id) })
		switch {
		case i < 0:
			return noStatus()
		case version != 0 && version != rows[i].Version:
			return outdated("this status")
		}
		before := rows[i].status()
		after = before
		change(&after)
		after.ID, after.Name = id, strings.TrimSpace(after.Name)
		if err := errors.Join(after.validate(), onlyStatusNamed(rows, after)); err != nil {
			return err
		}
		r := &rows[i]
		r.Name, r.Color, r.StandsFor, r.TakesWork = after.Name, after.Color, string(after.StandsFor), after.TakesWork
		r.Version++
		if err := tx.Select("name", "color", "stands_for", "takes_work", "version").Updates(r).Error; err != nil {
			return err
		}
		if after.Place, err = moveStatus(tx, rows, i, after.Place); err != nil {
			return err
		}
		after.Version = before.Version + 1
		if before.StandsFor == after.StandsFor && before.TakesWork == after.TakesWork {
			return nil
		}
		whose, err = s.reown(tx, after.Own, false, by)
		return err
	})
	if err != nil {
		return OwnStatus{}, nil, fmt.Errorf("change the status %s: %w", id, err)
	}
	return after, whose, nil
}

// moveStatus puts the i-th status in another place and numbers all anew.
func moveStatus(tx *gorm.DB, rows []ownStatusRow, i, place int) (int, error) {
	moved := rows[i]
	place = max(0, min(place, len(rows)-1))
	rows = slices.Insert(slices.Delete(slices.Clone(rows), i, i+1), place, moved)
	for at, r := range rows {
		if r.Place == at {
			continue
		}
		if err := tx.Exec("UPDATE statuses SET place = ? WHERE id = ?", at, r.ID).Error; err != nil {
			return 0, err
		}
	}
	return place, nil
}

// DeleteOwnStatus deletes a status. Who has it keeps what it stands for; the answer
// names them. Its name stays known to reports.
func (s *Store) DeleteOwnStatus(ctx context.Context, id agent.OwnID, by chat.Party) ([]chat.AgentID, error) {
	var whose []chat.AgentID
	err := s.configure(ctx, func(tx *gorm.DB) error {
		rows, err := ownStatuses(tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(r ownStatusRow) bool { return r.ID == string(id) })
		if i < 0 {
			return noStatus()
		}
		if whose, err = s.reown(tx, rows[i].status().Own, true, by); err != nil {
			return err
		}
		if _, err := moveStatus(tx, rows, i, len(rows)-1); err != nil {
			return err
		}
		return tx.Exec("UPDATE statuses SET deleted_at = ? WHERE id = ?", micros(s.Now()), string(id)).Error
	})
	if err != nil {
		return nil, fmt.Errorf("delete the status %s: %w", id, err)
	}
	return whose, nil
}

// reown lets everybody who has an own status follow its change.
func (s *Store) reown(tx *gorm.DB, o agent.Own, gone bool, by chat.Party) ([]chat.AgentID, error) {
	var whose []chat.AgentID
	if err := tx.Table("agents").Where("status_own = ?", string(o.ID)).Order("id").Limit(MaxAgents).Pluck("id", &whose).Error; err != nil {
		return nil, err
	}
	p := s.Presence(s.Now, false)
	for _, id := range whose {
		before, err := p.lock(tx, id)
		if err != nil {
			return nil, err
		}
		after := before
		if len(after.Reown(o, gone, by, s.Now())) == 0 {
			continue
		}
		if err := p.keep(tx, &before, &after); err != nil {
			return nil, err
		}
	}
	return whose, nil
}
