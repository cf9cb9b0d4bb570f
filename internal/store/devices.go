package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/chat"
)

// MaxDevices is how many devices one agent may have.
const MaxDevices = 20

// Device is where an agent is asked while no dashboard of theirs is open: a push
// subscription. It counts for as long as the sign-in that added it.
type Device struct {
	ID        string
	Agent     chat.AgentID
	Session   string
	Name      string
	Endpoint  string
	P256dh    string
	Auth      string
	AddedAt   time.Time
	ReachedAt time.Time // when its push service last took a message; zero: never
}

type deviceRow struct {
	ID        string
	AgentID   string
	SessionID string
	Name      string
	Endpoint  string
	P256dh    string
	Auth      string
	AddedAt   int64
	ReachedAt int64
}

func (deviceRow) TableName() string { return "devices" }

func (r deviceRow) device() Device {
	return Device{r.ID, chat.AgentID(r.AgentID), r.SessionID, r.Name, r.Endpoint, r.P256dh, r.Auth, moment(r.AddedAt), moment(r.ReachedAt)}
}

// signedIn holds of a device whose sign-in goes on; its parameter is now.
const signedIn = "EXISTS (SELECT 1 FROM agent_sessions s WHERE s.id = devices.session_id AND s.ended_at = 0 AND s.expires_at > ?)"

// AddDevice keeps a device. One whose endpoint is known is replaced and becomes that of
// who adds it: a browser has one subscription, whoever signs in there.
func (s *Store) AddDevice(ctx context.Context, d Device) (Device, error) {
	d.ID, d.AddedAt = chat.NewID(), s.Now()
	row := deviceRow{d.ID, string(d.Agent), d.Session, d.Name, d.Endpoint, d.P256dh, d.Auth, micros(d.AddedAt), 0}
	err := s.Write(ctx, func(tx *gorm.DB) error {
		var n int64
		if err := tx.Model(&row).Where("agent_id = ? AND endpoint <> ? AND "+signedIn, row.AgentID, row.Endpoint, micros(s.Now())).Count(&n).Error; err != nil {
			return err
		}
		if n >= MaxDevices {
			return chat.Refuse(chat.Conflict, "You have %d devices already. Remove one that you no longer use.", n)
		}
		replaced := clause.AssignmentColumns([]string{"id", "agent_id", "session_id", "name", "p256dh", "auth", "added_at", "reached_at"})
		return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "endpoint"}}, DoUpdates: replaced}).Create(&row).Error
	})
	if err != nil {
		return Device{}, fmt.Errorf("keep a device: %w", err)
	}
	return row.device(), nil
}

// Devices gives an agent's devices, the oldest first.
func (s *Store) Devices(ctx context.Context, a chat.AgentID) ([]Device, error) {
	var rows []deviceRow
	if err := s.DB(ctx).Where("agent_id = ? AND "+signedIn, string(a), micros(s.Now())).Order("added_at, id").Limit(MaxDevices).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the devices of %s: %w", a, err)
	}
	out := make([]Device, len(rows))
	for i, r := range rows {
		out[i] = r.device()
	}
	return out, nil
}

// Device gives one of an agent's devices.
func (s *Store) Device(ctx context.Context, a chat.AgentID, id string) (Device, error) {
	var row deviceRow
	err := s.DB(ctx).Where("id = ? AND agent_id = ?", id, string(a)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Device{}, chat.Refuse(chat.NotFound, "This device was removed.")
	}
	if err != nil {
		return Device{}, fmt.Errorf("read device %s: %w", id, err)
	}
	return row.device(), nil
}

// RemoveDevice forgets a device; that it is not there is no error.
func (s *Store) RemoveDevice(ctx context.Context, a chat.AgentID, id string) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Where("id = ? AND agent_id = ?", id, string(a)).Delete(&deviceRow{}).Error
	})
	if err != nil {
		return fmt.Errorf("forget device %s: %w", id, err)
	}
	return nil
}

// ReachedDevice notes that a device's push service took a message.
func (s *Store) ReachedDevice(ctx context.Context, id string) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Model(&deviceRow{}).Where("id = ?", id).Update("reached_at", micros(s.Now())).Error
	})
}

// Call is one thing that somebody without a socket is asked on their devices.
type Call struct {
	Agent        chat.AgentID
	Conversation chat.ConversationID
	About        string // the offer, or the turn of the visitor who waits
	Offer        bool   // to take a conversation; else to answer one that is theirs
	AskedAt      time.Time
}

type callRow struct {
	AgentID        string
	ConversationID string
	About          string
	Offer          bool
	AskedAt        int64
	SentAt         int64
}

func callsOf(rows []callRow) []Call {
	out := make([]Call, len(rows))
	for i, r := range rows {
		out[i] = Call{chat.AgentID(r.AgentID), chat.ConversationID(r.ConversationID), r.About, r.Offer, moment(r.AskedAt)}
	}
	return out
}

// callAgain is after how long a call that reached nobody is tried again: the node that
// set about it may be dead. It is longer than one that is alive takes.
const callAgain = 15 * time.Second

// onPhone holds of an agent a who is left to their devices. A node of the version before
// this table does not know of them and takes such people for gone.
const onPhone = "a.on_phone_at > 0 AND a.gone_at = 0"

// exists reports whether there is a row, so that what is nearly always idle takes no turn
// at writing.
func (s *Store) exists(ctx context.Context, rows string) (some bool, err error) {
	err = s.read.WithContext(ctx).Raw("SELECT EXISTS (SELECT 1 FROM " + rows + ")").Scan(&some).Error
	return some, err
}

// newCalls are what people who are left to their devices have to be asked: offers to them,
// and visitors of theirs who wait for an answer. A turn is asked about again by whoever
// opened the dashboard meanwhile and closed it without an answer.
const newCalls = `INSERT INTO calls (agent_id, conversation_id, about, offer, asked_at, tried_at, sent_at, ended_at)
	SELECT a.id, o.conversation_id, o.offer_id, TRUE, CAST(@now AS BIGINT), 0, 0, 0 FROM offers o JOIN agents a ON a.id = o.agent_id
		WHERE ` + onPhone + `
	UNION ALL
	SELECT a.id, c.id, 'turn:' || c.last_at, FALSE, CAST(@now AS BIGINT), 0, 0, 0 FROM conversations c JOIN agents a ON a.id = c.owner_id
		WHERE ` + onPhone + ` AND c.state = 'active' AND c.owner_kind = 'agent' AND c.turn_at > 0
		AND NOT EXISTS (SELECT 1 FROM calls k WHERE k.agent_id = a.id AND k.conversation_id = c.id AND k.ended_at = 0 AND NOT k.offer)
	ON CONFLICT (agent_id, conversation_id, about) DO UPDATE SET asked_at = excluded.asked_at, tried_at = 0, sent_at = 0, ended_at = 0
		WHERE calls.ended_at > 0 AND NOT calls.offer`

// Calls notes what people have to be asked on their devices and gives what this node is to
// send: each to one node at a time, until [Store.Called] says that it arrived. Presence
// counts from when they were asked, so it is by its clock.
func (p *Presence) Calls(ctx context.Context) ([]Call, error) {
	if some, err := p.s.exists(ctx, "agents a WHERE "+onPhone); err != nil || !some {
		return nil, err
	}
	var rows []callRow
	err := p.s.Write(ctx, func(tx *gorm.DB) error {
		now, err := p.now(tx)
		if err != nil {
			return err
		}
		if err := tx.Exec(newCalls, map[string]any{"now": micros(now)}).Error; err != nil {
			return err
		}
		return tx.Raw(`UPDATE calls SET tried_at = ? WHERE ended_at = 0 AND sent_at = 0 AND tried_at <= ?
			RETURNING agent_id, conversation_id, about, offer, asked_at`, micros(now), micros(now.Add(-callAgain))).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("look for who has to be asked on a device: %w", err)
	}
	return callsOf(rows), nil
}

// Called notes that a call reached a device. It reports whether the call goes on: one that
// has ended meanwhile has to be taken back by whoever sent it.
func (s *Store) Called(ctx context.Context, c Call) (open bool, err error) {
	err = s.Write(ctx, func(tx *gorm.DB) error {
		var ended []int64
		err := tx.Raw("UPDATE calls SET sent_at = ? WHERE agent_id = ? AND conversation_id = ? AND about = ? RETURNING ended_at",
			micros(s.Now()), string(c.Agent), string(c.Conversation), c.About).Scan(&ended).Error
		open = slices.Equal(ended, []int64{0})
		return err
	})
	return open, err
}

// EndCalls ends the calls that have an answer or need none any more: the dashboard is open
// again, the offer has ended, somebody has answered the visitor, or the person is gone. It
// gives those that had reached a device, each to one node.
func (s *Store) EndCalls(ctx context.Context) ([]Call, error) {
	if some, err := s.exists(ctx, "calls WHERE ended_at = 0"); err != nil || !some {
		return nil, err
	}
	var rows []callRow
	err := s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`UPDATE calls SET ended_at = ? WHERE ended_at = 0 AND (
				NOT EXISTS (SELECT 1 FROM agents a WHERE a.id = calls.agent_id AND `+onPhone+`)
				OR offer AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.conversation_id = calls.conversation_id AND o.agent_id = calls.agent_id AND o.offer_id = calls.about)
				OR NOT offer AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = calls.conversation_id AND c.state = 'active' AND c.owner_kind = 'agent'
					AND c.owner_id = calls.agent_id AND c.turn_at > 0))
			RETURNING agent_id, conversation_id, about, offer, asked_at, sent_at`, micros(s.Now())).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("look for calls that are over: %w", err)
	}
	return callsOf(slices.DeleteFunc(rows, func(r callRow) bool { return r.SentAt == 0 })), nil
}

// ForgetDevices deletes what nobody can be asked on any more, and calls that ended before
// a time.
func (s *Store) ForgetDevices(ctx context.Context, before time.Time) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM devices WHERE NOT "+signedIn, micros(s.Now())).Error; err != nil {
			return err
		}
		return tx.Exec("DELETE FROM calls WHERE ended_at > 0 AND ended_at < ?", micros(before)).Error
	})
}
