package api

import (
	"errors"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// detailedError is a refusal with what the person needs to go on: what stands there
// now, or all that is wrong.
type detailedError struct {
	error

	present  *wire.Present
	problems []wire.RuleProblem
}

// Unwrap gives the refusal.
func (e *detailedError) Unwrap() error { return e.error }

// detail adds to a failure what is known beyond its sentence.
func detail(err error, to *wire.Error) {
	if d, ok := errors.AsType[*detailedError](err); ok {
		to.Present, to.Problems = d.present, d.problems
	}
	if used, ok := errors.AsType[*store.InUseError](err); ok {
		for _, u := range used.Uses {
			to.Uses = append(to.Uses, wire.Use{Kind: wire.UseKind(u.Kind), ID: u.ID, Name: u.Name, Site: u.Site})
		}
	}
}

// withPresent adds what stands there now to a refusal because somebody else was first.
func withPresent(err error, read func() (*wire.Present, error)) error {
	if !errors.Is(err, store.ErrOutdated) {
		return err
	}
	present, unread := read()
	if unread != nil {
		return errors.Join(err, unread)
	}
	return &detailedError{error: err, present: present}
}

func wireProblems(all routing.Problems) []wire.RuleProblem {
	out := make([]wire.RuleProblem, len(all))
	for i, p := range all {
		out[i] = wire.RuleProblem{Field: p.At, Say: p.Say, Refused: !p.Warning}
	}
	return out
}
