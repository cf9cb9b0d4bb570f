package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// MaxSkillsKnown is how many skills there can be.
const MaxSkillsKnown = 500

// maxDescription bounds what is said of a skill, in characters.
const maxDescription = 500

// Skill is something that people can be good at.
type Skill struct {
	Name        string // lower case
	Description string
	People      int // who have it
	CreatedAt   time.Time
}

// Clean brings the skill into the form in which it is kept.
func (k Skill) Clean() Skill {
	k.Name, k.Description = strings.ToLower(strings.TrimSpace(k.Name)), strings.TrimSpace(k.Description)
	return k
}

func (k Skill) validate() error {
	wrong := []error{chat.CheckLine("name", k.Name, agent.MaxName), optional("description", k.Description, maxDescription)}
	if k.Name == "" {
		wrong = append(wrong, chat.RefuseField("name", "Enter a name for the skill."))
	}
	if strings.Contains(k.Name, "/") {
		wrong = append(wrong, chat.RefuseField("name", "The name of a skill has no slash, because it stands in addresses."))
	}
	return errors.Join(wrong...)
}

type skillRow struct {
	Name        string `gorm:"primaryKey"`
	Description string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
}

func (skillRow) TableName() string { return "skills" }

func noSkill(name string) error {
	return chat.Refuse(chat.NotFound, "There is no skill %q.", name)
}

// Skills gives all skills by name.
func (s *Store) Skills(ctx context.Context) ([]Skill, error) {
	var rows []skillRow
	if err := s.DB(ctx).Order("name").Limit(MaxSkillsKnown).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the skills: %w", err)
	}
	var people []profileRow
	if err := s.DB(ctx).Select("id", "skills").Where("disabled_at = 0").Order("id").Limit(MaxAgents).Find(&people).Error; err != nil {
		return nil, fmt.Errorf("read who has which skill: %w", err)
	}
	have := map[string]int{}
	for _, p := range people {
		for name := range p.Skills {
			have[name]++
		}
	}
	all := make([]Skill, len(rows))
	for i, r := range rows {
		all[i] = Skill{r.Name, r.Description, have[r.Name], moment(r.CreatedAt)}
	}
	return all, nil
}

// CreateSkill adds a skill.
func (s *Store) CreateSkill(ctx context.Context, k Skill) (Skill, error) {
	k = k.Clean()
	k.CreatedAt, k.People = s.Now(), 0
	err := s.configure(ctx, func(tx *gorm.DB) error {
		if err := k.validate(); err != nil {
			return err
		}
		names, err := skillNames(tx)
		if err != nil {
			return err
		}
		switch {
		case slices.Contains(names, k.Name):
			return nameTaken("skill", k.Name)
		case len(names) >= MaxSkillsKnown:
			return chat.Refuse(chat.Conflict, "There can be at most %d skills.", MaxSkillsKnown)
		}
		return tx.Create(&skillRow{k.Name, k.Description, micros(k.CreatedAt)}).Error
	})
	if err != nil {
		return Skill{}, fmt.Errorf("add a skill: %w", err)
	}
	return k, nil
}

func skillNames(tx *gorm.DB) ([]string, error) {
	var names []string
	err := tx.Table("skills").Order("name").Limit(MaxSkillsKnown).Pluck("name", &names).Error
	return names, err
}

// UpdateSkill lends the skill to change and stores what it did. People and rules keep
// it under its new name; the answer names the people.
func (s *Store) UpdateSkill(ctx context.Context, name string, change func(*Skill)) (Skill, []chat.AgentID, error) {
	var after Skill
	var whose []chat.AgentID
	name = Skill{Name: name}.Clean().Name
	err := s.configure(ctx, func(tx *gorm.DB) error {
		var row skillRow
		err := tx.Where("name = ?", name).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return noSkill(name)
		}
		if err != nil {
			return err
		}
		after = Skill{Name: row.Name, Description: row.Description, CreatedAt: moment(row.CreatedAt)}
		change(&after)
		after = after.Clean()
		if err := after.validate(); err != nil {
			return err
		}
		if after.Name != name {
			if whose, err = s.renameSkill(tx, name, after.Name); err != nil {
				return err
			}
		}
		return tx.Exec("UPDATE skills SET name = ?, description = ? WHERE name = ?", after.Name, after.Description, name).Error
	})
	if err != nil {
		return Skill{}, nil, fmt.Errorf("change the skill %s: %w", name, err)
	}
	return after, whose, nil
}

func (s *Store) renameSkill(tx *gorm.DB, from, to string) ([]chat.AgentID, error) {
	names, err := skillNames(tx)
	if err != nil {
		return nil, err
	}
	if slices.Contains(names, to) {
		return nil, nameTaken("skill", to)
	}
	if _, err := s.editRules(tx, func(r *ruleBook) { r.renameSkill(from, to) }); err != nil {
		return nil, err
	}
	return s.editSkills(tx, from, func(skills map[string]int) {
		level := skills[from]
		delete(skills, from)
		skills[to] = max(level, skills[to])
	})
}

// DeleteSkill deletes a skill. One that people have or rules ask for is refused with an
// [InUseError], unless force takes it from them; the answer names the people.
func (s *Store) DeleteSkill(ctx context.Context, name string, force bool) ([]chat.AgentID, error) {
	var whose []chat.AgentID
	name = Skill{Name: name}.Clean().Name
	err := s.configure(ctx, func(tx *gorm.DB) error {
		names, err := skillNames(tx)
		if err != nil {
			return err
		}
		if !slices.Contains(names, name) {
			return noSkill(name)
		}
		uses, err := s.skillUses(tx, name)
		if err != nil {
			return err
		}
		if len(uses) > 0 && !force {
			return inUse("skill", name, uses)
		}
		if _, err := s.editRules(tx, func(r *ruleBook) { r.dropSkill(name) }); err != nil {
			return err
		}
		if whose, err = s.editSkills(tx, name, func(skills map[string]int) { delete(skills, name) }); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM skills WHERE name = ?", name).Error
	})
	if err != nil {
		return nil, fmt.Errorf("delete the skill %s: %w", name, err)
	}
	return whose, nil
}

func (s *Store) skillUses(tx *gorm.DB, name string) ([]Use, error) {
	people, err := s.peopleWith(tx, func(p profileRow) bool { return p.Skills[name] > 0 })
	if err != nil {
		return nil, err
	}
	uses := usesOf(people)
	rules, err := s.ruleUses(tx, func(r *ruleBook) []string { return r.namesWithSkill(name) })
	return append(uses, rules...), err
}

// peopleWith locks and gives the agents for whom something holds, in the order of
// their ids.
func (s *Store) peopleWith(tx *gorm.DB, holds func(profileRow) bool) ([]profileRow, error) {
	var all []profileRow
	if err := s.locked(tx).Select("id", "name", "skills", "teams", "version").Order("id").Limit(MaxAgents).Find(&all).Error; err != nil {
		return nil, fmt.Errorf("read the people: %w", err)
	}
	return slices.DeleteFunc(all, func(p profileRow) bool { return !holds(p) }), nil
}

func usesOf(people []profileRow) []Use {
	uses := make([]Use, len(people))
	for i, p := range people {
		uses[i] = Use{Kind: "agent", ID: p.ID, Name: p.Name}
	}
	return uses
}

// editSkills changes the skills of everybody who has one.
func (s *Store) editSkills(tx *gorm.DB, name string, edit func(map[string]int)) ([]chat.AgentID, error) {
	people, err := s.peopleWith(tx, func(p profileRow) bool { return p.Skills[name] > 0 })
	if err != nil {
		return nil, err
	}
	whose := make([]chat.AgentID, len(people))
	for i, p := range people {
		edit(p.Skills)
		p.Version++
		if err := tx.Select("skills", "version").Updates(&p).Error; err != nil {
			return nil, err
		}
		whose[i] = chat.AgentID(p.ID)
	}
	return whose, nil
}
