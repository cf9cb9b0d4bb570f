package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/routing"
)

// MaxTeams is how many teams there can be.
const MaxTeams = 500

// Team is a team as it is kept, with its people.
type Team struct {
	routing.Team

	Hours     *hours.Plan    // its own opening hours; nil: those of the site
	Members   []chat.AgentID // by id
	Problems  routing.Problems
	Version   int64
	CreatedAt time.Time
}

// Plan gives the hours that count for the team on a site that has these.
func (t Team) Plan(site hours.Plan) hours.Plan {
	if t.Hours != nil {
		return *t.Hours
	}
	return site
}

type teamRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Settings  routing.Team `gorm:"serializer:json"`
	Hours     *hours.Plan  `gorm:"serializer:json"`
	ParkAfter int64        // of Settings, for counting what occupies a place
	WrapUp    int64
	Version   int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (teamRow) TableName() string { return "teams" }

func (r teamRow) team() Team {
	t := Team{Team: r.Settings, Hours: r.Hours, Members: []chat.AgentID{}, Version: r.Version, CreatedAt: moment(r.CreatedAt)}
	t.ID, t.Name = chat.TeamID(r.ID), r.Name
	return t
}

func noTeam() error { return chat.Refuse(chat.NotFound, "This team does not exist.") }

// Teams gives all teams by name, with what is wrong with them.
func (s *Store) Teams(ctx context.Context) ([]Team, error) { return teams(s.DB(ctx)) }

func teams(db *gorm.DB) ([]Team, error) {
	var rows []teamRow
	if err := db.Order("name, id").Limit(MaxTeams).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the teams: %w", err)
	}
	var people []profileRow
	if err := db.Select("id", "name", "teams", "disabled_at", "capacity").Order("id").Limit(MaxAgents).Find(&people).Error; err != nil {
		return nil, fmt.Errorf("read who is in which team: %w", err)
	}
	all := make([]Team, len(rows))
	for i, r := range rows {
		all[i] = r.team()
		for _, p := range people {
			if slices.Contains(p.Teams, all[i].ID) {
				all[i].Members = append(all[i].Members, chat.AgentID(p.ID))
			}
		}
	}
	findProblems(all, people)
	return all, nil
}

// findProblems fills in what is wrong with the teams.
func findProblems(all []Team, people []profileRow) {
	settings := make([]routing.Team, len(all))
	for i, t := range all {
		settings[i] = t.Team
	}
	members := make([]routing.Candidate, len(people))
	for i, p := range people {
		members[i] = routing.Candidate{Agent: chat.AgentID(p.ID), Name: p.Name, Enabled: p.DisabledAt == 0, Teams: p.Teams, Limits: routing.Limits{Agent: p.Capacity}}
	}
	found := routing.Check(settings, nil, members)
	for i := range all {
		all[i].Problems = nil
		at := fmt.Sprintf("teams[%d]", i)
		for _, p := range found {
			if rest, ours := strings.CutPrefix(p.At, at); ours {
				p.At = strings.TrimPrefix(rest, ".")
				all[i].Problems = append(all[i].Problems, p)
			}
		}
	}
}

// Team gives one team.
func (s *Store) Team(ctx context.Context, id chat.TeamID) (Team, error) {
	all, err := s.Teams(ctx)
	if err != nil {
		return Team{}, err
	}
	if i := indexTeam(all, id); i >= 0 {
		return all[i], nil
	}
	return Team{}, noTeam()
}

func indexTeam(all []Team, id chat.TeamID) int {
	return slices.IndexFunc(all, func(t Team) bool { return t.ID == id })
}

// CreateTeam adds a team. The answer names the people who are in it.
func (s *Store) CreateTeam(ctx context.Context, t Team) (Team, error) {
	t.ID = cmp.Or(t.ID, chat.TeamID(chat.NewID()))
	t.Version, t.CreatedAt = 1, s.Now()
	t, _, err := s.putTeam(ctx, t.ID, func(Team, bool) (Team, error) { return t, nil })
	if err != nil {
		return Team{}, fmt.Errorf("add a team: %w", err)
	}
	return t, nil
}

// UpdateTeam lends the team to change and stores what it did. version is the one that
// the caller has seen, 0 for any; when somebody else was first it is [ErrOutdated]. The
// answer names the people who joined or left it.
func (s *Store) UpdateTeam(ctx context.Context, id chat.TeamID, version int64, change func(*Team)) (Team, []chat.AgentID, error) {
	t, whose, err := s.putTeam(ctx, id, func(t Team, known bool) (Team, error) {
		switch {
		case !known:
			return t, noTeam()
		case version != 0 && version != t.Version:
			return t, outdated("this team")
		}
		before := t
		change(&t)
		t.ID, t.Version, t.CreatedAt = id, before.Version+1, before.CreatedAt
		return t, nil
	})
	if err != nil {
		return Team{}, nil, fmt.Errorf("change team %s: %w", id, err)
	}
	return t, whose, nil
}

// putTeam stores what decide makes of a team.
func (s *Store) putTeam(ctx context.Context, id chat.TeamID, decide func(t Team, known bool) (Team, error)) (after Team, whose []chat.AgentID, err error) {
	err = s.configure(ctx, func(tx *gorm.DB) error {
		all, err := teams(tx)
		if err != nil {
			return err
		}
		var before Team
		i := indexTeam(all, id)
		if i >= 0 {
			before = all[i]
			before.Members = slices.Clone(before.Members)
		}
		if after, err = decide(before, i >= 0); err != nil {
			return err
		}
		if len(all) >= MaxTeams && i < 0 {
			return chat.Refuse(chat.Conflict, "There can be at most %d teams.", MaxTeams)
		}
		after.Name = strings.TrimSpace(after.Name)
		if err := checkTeam(all, after); err != nil {
			return err
		}
		if whose, err = s.enlist(tx, after.ID, after.Members); err != nil {
			return err
		}
		row := teamRow{string(after.ID), after.Name, after.Team, after.Hours, after.Park.Microseconds(), after.WrapUp.Microseconds(), after.Version, micros(after.CreatedAt)}
		if i < 0 {
			err = tx.Create(&row).Error
		} else {
			err = tx.Select("name", "settings", "hours", "park_after", "wrap_up", "version").Updates(&row).Error
		}
		if err != nil {
			return err
		}
		after, err = checked(tx, after.ID)
		return err
	})
	return after, whose, err
}

func checkTeam(all []Team, t Team) error {
	switch {
	case t.Name == "":
		return chat.RefuseField("name", "Enter a name for the team.")
	case len([]rune(t.Name)) > agent.MaxName:
		return chat.CheckLine("name", t.Name, agent.MaxName)
	}
	for _, o := range all {
		if o.ID != t.ID && strings.EqualFold(o.Name, t.Name) {
			return nameTaken("team", o.Name)
		}
	}
	if t.Hours != nil {
		if err := checkHours(*t.Hours); err != nil {
			return err
		}
	}
	return chat.CheckLine("name", t.Name, agent.MaxName)
}

// checked gives a team as it stands in the transaction, unless something about it can
// not be.
func checked(tx *gorm.DB, id chat.TeamID) (Team, error) {
	all, err := teams(tx)
	if err != nil {
		return Team{}, err
	}
	t := all[indexTeam(all, id)]
	if refused := t.Problems.Refused(); len(refused) > 0 {
		return t, chat.RefuseField(refused[0].At, "%s", refused[0].Say)
	}
	return t, nil
}

// enlist makes these agents, and no others, the members of a team, and names those for
// whom that changed something.
func (s *Store) enlist(tx *gorm.DB, team chat.TeamID, members []chat.AgentID) ([]chat.AgentID, error) {
	people, err := s.peopleWith(tx, func(profileRow) bool { return true })
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if !slices.ContainsFunc(people, func(p profileRow) bool { return p.ID == string(m) }) {
			return nil, chat.RefuseField("members", "There is no agent %q.", m)
		}
	}
	var whose []chat.AgentID
	for _, p := range people {
		in, should := slices.Contains(p.Teams, team), slices.Contains(members, chat.AgentID(p.ID))
		switch {
		case in == should:
			continue
		case !should:
			p.Teams = slices.DeleteFunc(p.Teams, func(t chat.TeamID) bool { return t == team })
		case len(p.Teams) >= agent.MaxTeams:
			return nil, chat.RefuseField("members", "%s is in %d teams already, which is the most.", p.Name, len(p.Teams))
		default:
			p.Teams = append(p.Teams, team)
		}
		p.Version++
		if err := tx.Select("teams", "version").Updates(&p).Error; err != nil {
			return nil, err
		}
		whose = append(whose, chat.AgentID(p.ID))
	}
	return whose, nil
}

// DeleteTeam deletes a team. One that is used is refused with an [InUseError], unless
// moveTo takes its place or force takes it out everywhere. The answer names the people
// who were in it.
func (s *Store) DeleteTeam(ctx context.Context, id, moveTo chat.TeamID, force bool) ([]chat.AgentID, error) {
	var whose []chat.AgentID
	err := s.configure(ctx, func(tx *gorm.DB) error {
		all, err := teams(tx)
		if err != nil {
			return err
		}
		i, to := indexTeam(all, id), indexTeam(all, moveTo)
		switch {
		case i < 0:
			return noTeam()
		case moveTo == id:
			return chat.RefuseField("move_to", "A team cannot take its own place. Choose another.")
		case moveTo != "" && to < 0:
			return chat.RefuseField("move_to", "There is no team %q.", moveTo)
		}
		uses, err := s.teamUses(tx, all, all[i])
		if err != nil {
			return err
		}
		if len(uses) > 0 && moveTo == "" && !force {
			return inUse("team", all[i].Name, uses)
		}
		whose = all[i].Members
		return s.replaceTeam(tx, all, id, moveTo)
	})
	if err != nil {
		return nil, fmt.Errorf("delete team %s: %w", id, err)
	}
	return whose, nil
}

func (s *Store) teamUses(tx *gorm.DB, all []Team, t Team) ([]Use, error) {
	people, err := s.peopleWith(tx, func(p profileRow) bool { return slices.Contains(p.Teams, t.ID) })
	if err != nil {
		return nil, err
	}
	uses := usesOf(people)
	for _, o := range all {
		if o.Overflow == t.ID {
			uses = append(uses, Use{Kind: "team", ID: string(o.ID), Name: o.Name})
		}
	}
	sites, err := goneRows(tx)
	if err != nil {
		return nil, err
	}
	for _, r := range sites {
		if r.Settings.OwnerGone.Team == t.ID {
			uses = append(uses, Use{Kind: "site", ID: r.ID, Name: r.Name})
		}
	}
	rules, err := s.ruleUses(tx, func(r *ruleBook) []string { return r.namesWithTeam(t.ID) })
	return append(uses, rules...), err
}

// replaceGone puts another team, or the front of the line, where a site sent the
// conversations of vanished agents to.
func replaceGone(tx *gorm.DB, from, to chat.TeamID) error {
	sites, err := goneRows(tx)
	if err != nil {
		return err
	}
	for _, r := range sites {
		if r.Settings.OwnerGone.Team != from {
			continue
		}
		r.Settings.OwnerGone = OwnerGone{GoneToTeam, to}
		if to == "" {
			r.Settings.OwnerGone = OwnerGone{}
		}
		r.Version++
		if err := tx.Select("settings", "version").Updates(&r).Error; err != nil {
			return err
		}
	}
	return nil
}

// replaceTeam puts another team, or none, where one was, and deletes that.
func (s *Store) replaceTeam(tx *gorm.DB, all []Team, from, to chat.TeamID) error {
	if to != "" {
		members := slices.Concat(all[indexTeam(all, to)].Members, all[indexTeam(all, from)].Members)
		if _, err := s.enlist(tx, to, members); err != nil {
			return err
		}
		if err := touchTeams(tx, to); err != nil {
			return err
		}
	}
	if _, err := s.enlist(tx, from, nil); err != nil {
		return err
	}
	if err := replaceGone(tx, from, to); err != nil {
		return err
	}
	for _, o := range all {
		if o.Overflow != from || o.ID == from {
			continue
		}
		o.Overflow = to
		if o.ID == to {
			o.Overflow = ""
		}
		row := teamRow{ID: string(o.ID), Settings: o.Team}
		if err := tx.Select("settings").Updates(&row).Error; err != nil {
			return err
		}
		if err := touchTeams(tx, o.ID); err != nil {
			return err
		}
	}
	if _, err := s.editRules(tx, func(r *ruleBook) { r.replaceTeam(from, to) }); err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM team_turns WHERE team_id = ?", string(from)).Error; err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM teams WHERE id = ?", string(from)).Error; err != nil {
		return err
	}
	left, err := teams(tx)
	for _, t := range left {
		if refused := t.Problems.Refused(); len(refused) > 0 {
			return errors.Join(err, chat.RefuseField("move_to", "%s", refused[0].Say))
		}
	}
	return err
}

// touchTeams raises the versions of teams, because who is in them or what they say
// changed.
func touchTeams(tx *gorm.DB, which ...chat.TeamID) error {
	if len(which) == 0 {
		return nil
	}
	slices.Sort(which)
	return tx.Exec("UPDATE teams SET version = version + 1 WHERE id IN ?", which).Error
}

// swapped gives the teams that are in one list only.
func swapped(before, after []chat.TeamID) []chat.TeamID {
	var out []chat.TeamID
	for _, t := range slices.Concat(before, after) {
		if slices.Contains(before, t) != slices.Contains(after, t) {
			out = append(out, t)
		}
	}
	return out
}

// WaitingFor finds the conversations that wait for a team, as its own or as the one
// that helps out.
func (s *Store) WaitingFor(ctx context.Context, team chat.TeamID, limit int) ([]*chat.Conversation, error) {
	return s.conversations(ctx, `state IN ('queued', 'offered', 'follow_up') AND (cold -> 'route' ->> 'team' = ? OR cold -> 'route' ->> 'overflow' = ?)
		ORDER BY entered_queue_at, id LIMIT ?`, string(team), string(team), limit)
}
