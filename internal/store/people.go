package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// MaxAgents is how many agents a list holds at most.
const MaxAgents = 2000

// profileRow is the half of a row of agents that describes the person.
type profileRow struct {
	ID           string `gorm:"primaryKey"`
	Email        string
	Name         string
	Title        string
	Greeting     string
	Picture      string
	Role         string
	Capacity     int
	Languages    []string `gorm:"serializer:json"`
	Translates   bool
	Skills       map[string]int  `gorm:"serializer:json"`
	Teams        []chat.TeamID   `gorm:"serializer:json"`
	Sites        []chat.SiteID   `gorm:"serializer:json"`
	Hours        *hours.Plan     `gorm:"serializer:json"`
	Preferences  json.RawMessage `gorm:"serializer:json"`
	PasswordHash string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	DisabledAt   int64
	SiteLimit    int
	Version      int64
}

func (profileRow) TableName() string { return "agents" }

func profileRowOf(a agent.Agent) profileRow {
	return profileRow{string(a.ID), a.Email, a.Name, a.Title, a.Greeting, a.Picture, string(a.Role), a.Capacity, a.Languages, a.Translates, a.Skills,
		a.Teams, a.Sites, a.Hours, a.Preferences, a.PasswordHash, micros(a.CreatedAt), micros(a.DisabledAt), a.SiteLimit, a.Version}
}

func (r profileRow) agent() agent.Agent {
	return agent.Agent{ID: chat.AgentID(r.ID), Email: r.Email, Name: r.Name, Title: r.Title, Greeting: r.Greeting, Picture: r.Picture,
		Role: agent.Role(r.Role), Capacity: r.Capacity, Languages: r.Languages, Translates: r.Translates, Skills: r.Skills, Teams: r.Teams, Sites: r.Sites, Hours: r.Hours,
		PasswordHash: r.PasswordHash, Preferences: r.Preferences, CreatedAt: moment(r.CreatedAt), DisabledAt: moment(r.DisabledAt), SiteLimit: r.SiteLimit, Version: r.Version}
}

func noAgent() error {
	return chat.Refuse(chat.NotFound, "This agent does not exist, or does not share a site with you.")
}

func emailTaken(email string) error {
	return &chat.Error{Code: chat.Conflict, Field: "email", Say: fmt.Sprintf("Somebody with the address %s has an account already.", email)}
}

// CreateAgent adds an agent, available as soon as they sign in. An empty ID gets a
// fresh one, an unset CreatedAt is now. It fails with chat.Invalid for what
// [agent.Agent.Validate] finds, and with chat.Conflict if the address is taken.
func (s *Store) CreateAgent(ctx context.Context, a agent.Agent) (agent.Agent, error) {
	err := s.configure(ctx, func(tx *gorm.DB) (err error) {
		a, err = s.insertAgent(tx, a)
		return err
	})
	return a, err
}

// insertAgent runs within [Store.configure].
func (s *Store) insertAgent(tx *gorm.DB, a agent.Agent) (agent.Agent, error) {
	a = a.Clean()
	if err := a.Validate(); err != nil {
		return agent.Agent{}, err
	}
	a.ID, a.Version = cmp.Or(a.ID, chat.AgentID(chat.NewID())), 1
	if a.CreatedAt.IsZero() {
		a.CreatedAt = s.Now()
	}
	var err error
	if a.SiteLimit, err = siteLimitOf(tx, a); err != nil {
		return agent.Agent{}, err
	}
	row := struct {
		Profile  profileRow  `gorm:"embedded"`
		Presence presenceRow `gorm:"embedded"`
	}{profileRowOf(a), presenceRow{Status: string(agent.Available)}}
	err = tx.Table("agents").Create(&row).Error
	if uniqueViolation(err) {
		return agent.Agent{}, emailTaken(a.Email)
	}
	if err == nil && a.Hours != nil {
		err = s.hoursSaid(tx, a.ID)
	}
	if err == nil {
		err = touchTeams(tx, slices.Clone(a.Teams)...)
	}
	if err != nil {
		return agent.Agent{}, fmt.Errorf("add an agent: %w", err)
	}
	return a, nil
}

// Agent gives an agent, disabled or not.
func (s *Store) Agent(ctx context.Context, id chat.AgentID) (agent.Agent, error) {
	return s.agentWhere(ctx, "id = ?", string(id))
}

// AgentByEmail gives the agent with this address, in any case of letters.
func (s *Store) AgentByEmail(ctx context.Context, email string) (agent.Agent, error) {
	return s.agentWhere(ctx, "email = ?", agent.Agent{Email: email}.Clean().Email)
}

func (s *Store) agentWhere(ctx context.Context, condition string, value string) (agent.Agent, error) {
	var row profileRow
	err := s.DB(ctx).Where(condition, value).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return agent.Agent{}, noAgent()
	}
	if err != nil {
		return agent.Agent{}, fmt.Errorf("read an agent: %w", err)
	}
	return row.agent(), nil
}

// Agents gives all agents, disabled ones too, by name, at most [MaxAgents].
func (s *Store) Agents(ctx context.Context) ([]agent.Agent, error) {
	var rows []profileRow
	if err := s.DB(ctx).Order("name, id").Limit(MaxAgents).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the agents: %w", err)
	}
	all := make([]agent.Agent, len(rows))
	for i, r := range rows {
		all[i] = r.agent()
	}
	return all, nil
}

// HasAdmin reports whether somebody can change settings: an admin whose account is
// not disabled.
func (s *Store) HasAdmin(ctx context.Context) (bool, error) {
	return hasAdmin(s.DB(ctx))
}

func hasAdmin(db *gorm.DB) (bool, error) {
	var found []string
	err := db.Table("agents").Where("role = ? AND disabled_at = 0", string(agent.RoleAdmin)).Limit(1).Pluck("id", &found).Error
	if err != nil {
		return false, fmt.Errorf("look for an admin: %w", err)
	}
	return len(found) > 0, nil
}

// UpdateAgent lends the agent to change and stores what it did, unless change
// refuses; [MadeOn] refuses what was made of an older version. ID, CreatedAt and presence
// stay as they are, Version and SiteLimit are the store's. At least one enabled admin
// remains: what would take the last one away is a chat.Conflict.
func (s *Store) UpdateAgent(ctx context.Context, id chat.AgentID, change func(*agent.Agent) error) (agent.Agent, error) {
	var changed agent.Agent
	// Teams have versions too, and see who is in them.
	err := s.configure(ctx, func(tx *gorm.DB) error {
		rows, err := s.lockAdminsAnd(tx, id)
		if err != nil {
			return err
		}
		before, others := split(rows, id)
		if before.ID == "" {
			return noAgent()
		}
		changed = before.agent()
		if err := change(&changed); err != nil {
			return err
		}
		changed = changed.Clean()
		changed.ID, changed.CreatedAt, changed.Version = id, moment(before.CreatedAt), before.Version
		if !changed.SameAs(before.agent()) {
			changed.Version++
		}
		if err := changed.Validate(); err != nil {
			return err
		}
		if rules(before.agent()) && !rules(changed) && others == 0 {
			return chat.Refuse(chat.Conflict, "%s is the only admin. Make somebody else an admin first.", before.Name)
		}
		if changed.SiteLimit, err = siteLimitOf(tx, changed); err != nil {
			return err
		}
		if err := s.notePlaces(tx, before.agent(), changed); err != nil {
			return err
		}
		if !samePlan(before.Hours, changed.Hours) {
			if err := s.hoursSaid(tx, id); err != nil {
				return err
			}
		}
		row := profileRowOf(changed)
		err = tx.Select("email", "name", "title", "greeting", "picture", "role", "capacity", "languages", "translates", "skills", "teams", "sites", "hours",
			"preferences", "password_hash", "disabled_at", "site_limit", "version").Updates(&row).Error
		if uniqueViolation(err) {
			return emailTaken(changed.Email)
		}
		return errors.Join(err, touchTeams(tx, swapped(before.Teams, changed.Teams)...))
	})
	if err != nil {
		return agent.Agent{}, fmt.Errorf("change agent %s: %w", id, err)
	}
	return changed, nil
}

// hoursSaid notes that an agent's working hours were said now: shifts that ended before
// put nobody off.
func (s *Store) hoursSaid(tx *gorm.DB, id chat.AgentID) error {
	return tx.Exec("UPDATE agents SET hours_at = ? WHERE id = ?", micros(s.Now()), string(id)).Error
}

func samePlan(a, b *hours.Plan) bool {
	if a == nil || b == nil {
		return a == b
	}
	one, errOne := hours.New(*a)
	two, errTwo := hours.New(*b)
	return errOne == nil && errTwo == nil && one.Equal(two)
}

// lockAdminsAnd locks the rows of the agent and of every enabled admin, in the order
// of their ids, so that two admins cannot demote each other at once.
func (s *Store) lockAdminsAnd(tx *gorm.DB, id chat.AgentID) ([]profileRow, error) {
	var rows []profileRow
	err := s.locked(tx).Where("id = ? OR role = ? AND disabled_at = 0", string(id), string(agent.RoleAdmin)).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("lock the agent: %w", err)
	}
	return rows, nil
}

// locked adds a row lock where the dialect has them; SQLite's one writer needs none.
func (s *Store) locked(tx *gorm.DB) *gorm.DB {
	if s.dialect == Postgres {
		return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	}
	return tx
}

// split finds the agent's row and counts the other admins who can act.
func split(rows []profileRow, id chat.AgentID) (mine profileRow, others int) {
	for _, r := range rows {
		switch {
		case r.ID == string(id):
			mine = r
		case rules(r.agent()):
			others++
		}
	}
	return mine, others
}

// rules reports whether the agent is an admin who can act.
func rules(a agent.Agent) bool { return a.Role.Holds(agent.RoleAdmin) && !a.Disabled() }
