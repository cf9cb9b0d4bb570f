package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// RefreshGrace is how long the refresh token before the current one still works, so
// that two tabs may refresh at the same time.
const RefreshGrace = 20 * time.Second

// maxSessions is how many sign-ins of one agent go on at once; the oldest end.
const maxSessions = 50

// Session is a sign-in of an agent: the family of all refresh tokens that follow
// from it.
type Session struct {
	ID        string
	Agent     chat.AgentID
	Device    string // as people call it: "Firefox on Linux"
	CreatedAt time.Time
	RotatedAt time.Time // when it was last refreshed
	ExpiresAt time.Time
	EndedAt   time.Time // zero while it goes on
	EndedWhy  EndedWhy
}

// EndedWhy says why a sign-in ended.
type EndedWhy string

// Why sign-ins end.
const (
	SignedOutHere       EndedWhy = "signed_out"
	SignedOutEverywhere EndedWhy = "signed_out_everywhere"
	PasswordChanged     EndedWhy = "password_changed"
	AccountChanged      EndedWhy = "account_changed"
	TokenReused         EndedWhy = "token_reused" // somebody has a copy of an old refresh token
	TooMany             EndedWhy = "too_many"
)

type sessionRow struct {
	ID           string `gorm:"primaryKey"`
	AgentID      string
	TokenHash    string
	PreviousHash string
	Device       string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	RotatedAt    int64
	ExpiresAt    int64
	EndedAt      int64
	EndedWhy     string
}

func (sessionRow) TableName() string { return "agent_sessions" }

func (r sessionRow) session() Session {
	return Session{r.ID, chat.AgentID(r.AgentID), r.Device, moment(r.CreatedAt), moment(r.RotatedAt), moment(r.ExpiresAt),
		moment(r.EndedAt), EndedWhy(r.EndedWhy)}
}

func signedOut() error {
	return chat.Refuse(chat.SignedOut, "Your session has ended. Sign in again.")
}

// CreateSession keeps a new sign-in that lasts until expires, with the hash of its
// first refresh token. Beyond a limit the agent's oldest sign-ins end.
func (s *Store) CreateSession(ctx context.Context, who chat.AgentID, device, tokenHash string, expires time.Time) (Session, error) {
	now := s.Now()
	row := sessionRow{ID: chat.NewID(), AgentID: string(who), TokenHash: tokenHash, Device: device,
		CreatedAt: micros(now), RotatedAt: micros(now), ExpiresAt: micros(expires)}
	err := s.Write(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		var surplus []string
		err := tx.Table("agent_sessions").Where("agent_id = ? AND ended_at = 0", string(who)).
			Order("rotated_at DESC, id").Offset(maxSessions).Limit(maxSessions).Pluck("id", &surplus).Error
		if err != nil || len(surplus) == 0 {
			return err
		}
		return endSessions(tx.Where("id IN ?", surplus), now, TooMany)
	})
	if err != nil {
		return Session{}, fmt.Errorf("keep a sign-in: %w", err)
	}
	return row.session(), nil
}

// Rotation is what became of a refresh token.
type Rotation int

// The outcomes of a rotation.
const (
	Rotated  Rotation = iota // the next token holds from now on
	Repeated                 // the next token holds already: a second tab, or a lost answer
	Reused                   // an old token: the session has ended
)

// RotateSession exchanges a refresh token. presented and next are hashes; next must
// follow from the presented token alone (a keyed hash of it), so that a repetition
// leads to the same successor. The token before the current one repeats within
// [RefreshGrace]; any other ends the session, which is said by Reused and an error
// of code chat.SignedOut. Sessions that ended before give that error with Rotated.
func (s *Store) RotateSession(ctx context.Context, id, presented, next string, expires time.Time) (Session, Rotation, error) {
	var row sessionRow
	var outcome Rotation
	var refused error
	err := s.Write(ctx, func(tx *gorm.DB) error {
		outcome, refused = Rotated, nil
		err := s.locked(tx).Where("id = ?", id).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			refused = signedOut()
			return nil
		}
		if err != nil {
			return err
		}
		now := s.Now()
		switch {
		case row.EndedAt != 0 || row.ExpiresAt <= micros(now):
			refused = signedOut()
			return nil
		case row.TokenHash == presented:
			row.PreviousHash, row.TokenHash = presented, next
			row.RotatedAt, row.ExpiresAt = micros(now), micros(expires)
			return tx.Select("previous_hash", "token_hash", "rotated_at", "expires_at").Updates(&row).Error
		case row.PreviousHash == presented && row.TokenHash == next && now.Sub(moment(row.RotatedAt)) <= RefreshGrace:
			outcome = Repeated
			return nil
		default:
			outcome, refused = Reused, signedOut()
			row.EndedAt, row.EndedWhy = micros(now), string(TokenReused)
			return endSessions(tx.Where("id = ?", id), now, TokenReused)
		}
	})
	if err != nil {
		return Session{}, Rotated, fmt.Errorf("refresh a session: %w", err)
	}
	return row.session(), outcome, refused
}

// SignedIn gives a session that goes on and its agent. What has ended, and what
// belongs to a disabled account, is chat.SignedOut.
func (s *Store) SignedIn(ctx context.Context, session string) (Session, agent.Agent, error) {
	var row struct {
		Session sessionRow `gorm:"embedded;embeddedPrefix:s_"`
		Profile profileRow `gorm:"embedded;embeddedPrefix:a_"`
	}
	// One statement, since every request that is not answered from a cache runs it.
	err := s.DB(ctx).Raw(`SELECT s.id AS s_id, s.agent_id AS s_agent_id, s.device AS s_device, s.created_at AS s_created_at,
			s.rotated_at AS s_rotated_at, s.expires_at AS s_expires_at,
			a.id AS a_id, a.email AS a_email, a.name AS a_name, a.title AS a_title, a.greeting AS a_greeting, a.picture AS a_picture,
			a.role AS a_role, a.capacity AS a_capacity, a.languages AS a_languages, a.skills AS a_skills, a.teams AS a_teams,
			a.sites AS a_sites, a.preferences AS a_preferences, a.password_hash AS a_password_hash, a.created_at AS a_created_at, a.version AS a_version
		FROM agent_sessions s JOIN agents a ON a.id = s.agent_id
		WHERE s.id = ? AND s.ended_at = 0 AND s.expires_at > ? AND a.disabled_at = 0`, session, micros(s.Now())).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Session{}, agent.Agent{}, signedOut()
	}
	if err != nil {
		return Session{}, agent.Agent{}, fmt.Errorf("read a session: %w", err)
	}
	return row.Session.session(), row.Profile.agent(), nil
}

// Sessions gives the sign-ins of an agent that go on, the last used first.
func (s *Store) Sessions(ctx context.Context, who chat.AgentID) ([]Session, error) {
	var rows []sessionRow
	err := s.DB(ctx).Where("agent_id = ? AND ended_at = 0 AND expires_at > ?", string(who), micros(s.Now())).
		Order("rotated_at DESC, id").Limit(maxSessions).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the sessions of %s: %w", who, err)
	}
	all := make([]Session, len(rows))
	for i, r := range rows {
		all[i] = r.session()
	}
	return all, nil
}

// EndSession ends one sign-in. One that has ended already stays as it is.
func (s *Store) EndSession(ctx context.Context, id string, why EndedWhy) error {
	return s.Write(ctx, func(tx *gorm.DB) error { return endSessions(tx.Where("id = ?", id), s.Now(), why) })
}

// EndSessions ends all sign-ins of an agent but one (none if except is empty), and
// makes the tickets made in them useless. It returns which ones ended now.
func (s *Store) EndSessions(ctx context.Context, who chat.AgentID, except string, why EndedWhy) ([]string, error) {
	var ended []string
	err := s.Write(ctx, func(tx *gorm.DB) error {
		ended = nil
		mine := func(tx *gorm.DB) *gorm.DB {
			return tx.Where("agent_id = ? AND id <> ? AND ended_at = 0", string(who), except)
		}
		if err := s.locked(mine(tx.Table("agent_sessions"))).Order("id").Pluck("id", &ended).Error; err != nil {
			return err
		}
		if err := tx.Table("tickets").Where("agent_id = ? AND session_id <> ?", string(who), except).Delete(nil).Error; err != nil {
			return err
		}
		return endSessions(mine(tx), s.Now(), why)
	})
	if err != nil {
		return nil, fmt.Errorf("end the sessions of %s: %w", who, err)
	}
	return ended, nil
}

func endSessions(which *gorm.DB, now time.Time, why EndedWhy) error {
	return which.Table("agent_sessions").Where("ended_at = 0").Updates(map[string]any{"ended_at": micros(now), "ended_why": string(why)}).Error
}
