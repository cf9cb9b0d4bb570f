package routing

import (
	"fmt"
	"time"
)

// Stage is how far the search for somebody has widened. Each stage lets through
// everybody whom the stage before it does, and more.
type Stage uint8

// The stages.
const (
	StageExact       Stage = iota // the named, the team, every skill at its level, the language
	StageTranslation              // the named are no longer asked for; who translates counts for the language
	StageAnyLevel                 // every skill, at whatever level
	StageTeam                     // the team, whatever their skills and languages
	StageOverflow                 // the overflow team too
	stages
)

// MissesToOverflow is how many missed offers end the search for the best person.
const MissesToOverflow = 3

var stageNames = [stages]string{"exact", "translation", "any_level", "team", "overflow"}

// String gives the stage's name, which is also its JSON form.
func (s Stage) String() string {
	if s < stages {
		return stageNames[s]
	}
	return fmt.Sprintf("stage %d", uint8(s))
}

// MarshalText writes the stage as its name.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a stage's name.
func (s *Stage) UnmarshalText(text []byte) error {
	for i, name := range stageNames {
		if name == string(text) {
			*s = Stage(i)
			return nil
		}
	}
	return fmt.Errorf("there is no stage %q", text)
}

// Widening says after which wait each layer is relaxed. Zero stands for the default.
type Widening struct {
	Translation time.Duration `json:"translation"`
	AnyLevel    time.Duration `json:"any_level"`
	Team        time.Duration `json:"team"`
}

// Defaults of the waits after which the search widens.
const (
	DefaultTranslationAfter = 30 * time.Second
	DefaultAnyLevelAfter    = 60 * time.Second
	DefaultTeamAfter        = 90 * time.Second
	DefaultOverflowAfter    = 120 * time.Second // or with the whole team, if that is later
)

// begins gives the wait after which each stage begins. The overflow is never asked before
// the whole team unless that was written down for a team that has one: the time is on no
// form without it, so it may not be what stands in the way of the others.
func (t Team) begins() [stages]time.Duration {
	or := func(d, standard time.Duration) time.Duration {
		if d <= 0 {
			return standard
		}
		return d
	}
	team, overflow := or(t.Widen.Team, DefaultTeamAfter), or(t.OverflowAfter, DefaultOverflowAfter)
	if t.OverflowAfter <= 0 || t.Overflow == "" {
		overflow = max(overflow, team)
	}
	return [stages]time.Duration{
		StageTranslation: or(t.Widen.Translation, DefaultTranslationAfter),
		StageAnyLevel:    or(t.Widen.AnyLevel, DefaultAnyLevelAfter),
		StageTeam:        team,
		StageOverflow:    overflow,
	}
}

// Begins gives the wait after which a stage begins in this team.
func (t Team) Begins(s Stage) time.Duration { return t.begins()[min(s, StageOverflow)] }

// Stages lists the stages in their order.
func Stages() []Stage {
	all := make([]Stage, stages)
	for i := range all {
		all[i] = Stage(i)
	}
	return all
}
