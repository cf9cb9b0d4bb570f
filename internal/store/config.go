package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// What teams, skills, statuses, rules and accounts have in common: they refer to each
// other, so their changes come one after the other.

// ErrOutdated says that somebody else was first: the version that a change was made on
// is no longer the present one.
var ErrOutdated = errors.New("the version is not the present one")

func outdated(what string) error {
	return &chat.Error{Code: chat.Conflict, Err: ErrOutdated,
		Say: fmt.Sprintf("Somebody else changed %s meanwhile. Look at what is there now and make your change again.", what)}
}

// MadeOn refuses a change of something that was made on another version than the present
// one, as [ErrOutdated]; 0 stands for any. what is called as in "this person".
func MadeOn(version, present int64, what string) error {
	if version != 0 && version != present {
		return outdated(what)
	}
	return nil
}

// Use is a place where something is used.
type Use struct {
	Kind string // agent, team, rule
	ID   string // of the agent or team; of a rule's site
	Name string
	Site string // rule: the name of its site
}

// InUseError says why something is not deleted.
type InUseError struct {
	Refusal *chat.Error
	Uses    []Use
}

// Error gives the text for the log.
func (e *InUseError) Error() string { return e.Refusal.Error() }

// Unwrap gives the refusal.
func (e *InUseError) Unwrap() error { return e.Refusal }

// inUse refuses to delete what is used.
func inUse(what, name string, uses []Use) error {
	count := map[string]int{}
	for _, u := range uses {
		count[u.Kind]++
	}
	var parts []string
	for _, w := range []struct{ kind, one, many string }{{"agent", "person", "people"}, {"team", "team", "teams"}, {"rule", "rule", "rules"}} {
		switch n := count[w.kind]; {
		case n == 1:
			parts = append(parts, "1 "+w.one)
		case n > 1:
			parts = append(parts, fmt.Sprint(n, " ", w.many))
		}
	}
	return &InUseError{&chat.Error{Code: chat.Conflict, Say: fmt.Sprintf("The %s %s is used by %s. Take it out there first, or delete it all the same.", what, name, enumerate(parts))}, uses}
}

// enumerate writes a list as people say it.
func enumerate(parts []string) string {
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return strings.Join(parts, "")
}

// configure runs do in one write. Changes of teams, skills, statuses, rules and accounts
// wait here for each other until its transaction ends, before they take any other lock.
func (s *Store) configure(ctx context.Context, do func(tx *gorm.DB) error) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE installation SET epoch = epoch WHERE id = 1").Error; err != nil {
			return fmt.Errorf("wait for other changes of the configuration: %w", err)
		}
		return do(tx)
	})
}

// nameTaken refuses a second thing of the same name, in whatever case.
func nameTaken(what, name string) error {
	return &chat.Error{Code: chat.Conflict, Field: "name", Say: fmt.Sprintf("There is a %s named %s already.", what, name)}
}
