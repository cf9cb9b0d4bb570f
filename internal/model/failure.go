package model

import "errors"

// Why is the way in which a model failed; the timeline keeps it.
type Why string

// The ways to fail.
const (
	Timeout      Why = "timeout"       // no answer, no next word, or not finished in time
	RateLimited  Why = "rate_limited"  // too many requests, or out of quota there
	ServerError  Why = "server_error"  // unreachable, refused, or broken on its side
	BrokenOutput Why = "broken_output" // what came is no answer
	Budget       Why = "budget"        // our own limits: tokens, turns, length
)

// Failure is an answer that did not come. A cancelled context is none.
type Failure struct { //nolint:errname // a noun of ours: what came instead of a reply
	Why Why
	Say string // for the team; holds nothing that was sent
	Err error  // for the log
}

// Error gives the text for the log.
func (f *Failure) Error() string {
	if f.Err != nil {
		return "language model: " + string(f.Why) + ": " + f.Err.Error()
	}
	return "language model: " + string(f.Why) + ": " + f.Say
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }

// Failed gives the failure in err; one of another kind counts as a server
// error.
func Failed(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{Why: ServerError, Say: "The language model could not be asked.", Err: err}
}
