package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"github.com/batonchat/baton/internal/model"
)

// What ends a call from our side.
var (
	errTooLong   = errors.New("the call took too long")
	errSilent    = errors.New("no word came in time")
	errCut       = errors.New("the stream ended before the reply did")
	errEmpty     = errors.New("the reply was empty")
	errTooMuch   = errors.New("the reply was larger than any answer")
	errFiltered  = errors.New("the server's filter held the reply back")
	errTextCalls = errors.New("the reply called tools that it has not")
)

// passing marks a cause that a second try may get past.
type passing struct {
	err   error
	after time.Duration // the server's own wish, if it is short
}

func (p *passing) Error() string { return p.err.Error() }
func (p *passing) Unwrap() error { return p.err }

// classify turns what went wrong into a failure. A context that the caller
// ended comes back as its error. The causes keep no bodies: those may hold
// what people wrote.
func classify(caller, limited context.Context, err error) error {
	if caller.Err() != nil && !errors.Is(context.Cause(caller), errTooLong) {
		return caller.Err()
	}
	fail := func(why model.Why, say string, cause error) error {
		return &model.Failure{Why: why, Say: say, Err: cause}
	}
	switch {
	case errors.Is(context.Cause(limited), errTooLong), errors.Is(err, errTooLong):
		return fail(model.Timeout, "The language model did not finish in time.", errTooLong)
	case errors.Is(err, errSilent):
		return fail(model.Timeout, "The language model stopped answering.", errSilent)
	case errors.Is(err, errFiltered):
		return fail(model.BrokenOutput, "The language model's server held its reply back.", errFiltered)
	case errors.Is(err, errCut), errors.Is(err, errEmpty), errors.Is(err, errTooMuch), errors.Is(err, errTextCalls),
		errors.Is(err, openai.ErrTooManyEmptyStreamMessages), isSyntax(err):
		return fail(model.BrokenOutput, "The language model's reply could not be read.", plainCause(err))
	}
	if status, code, ok := statusOf(err); ok {
		return byStatus(status, code, err)
	}
	return fail(model.ServerError, "The language model could not be reached.", &passing{err: errors.New("no connection")})
}

func byStatus(status int, code string, err error) error {
	cause := fmt.Errorf("status %d %s", status, code)
	wait := time.Duration(0)
	if w, ok := errors.AsType[*waits](err); ok {
		wait = w.after
	}
	switch {
	case code == "context_length_exceeded":
		return &model.Failure{Why: model.Budget, Say: "The conversation is longer than the language model can take.", Err: cause}
	case code == "insufficient_quota":
		return &model.Failure{Why: model.RateLimited, Say: "The account at the language model's provider has no quota left.", Err: cause}
	case status == http.StatusTooManyRequests || code == "rate_limit_exceeded":
		return &model.Failure{Why: model.RateLimited, Say: "The language model gets too many requests.", Err: &passing{cause, wait}}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return &model.Failure{Why: model.ServerError, Say: "The language model's server refused the key. Check OPENAI_API_KEY.", Err: cause}
	case status == http.StatusNotFound:
		return &model.Failure{Why: model.ServerError, Err: cause,
			Say: "The language model's server does not know this model or address. Check OPENAI_MODEL and OPENAI_BASE_URL."}
	case status >= http.StatusInternalServerError || status == 0:
		return &model.Failure{Why: model.ServerError, Say: "The language model's server has a fault.", Err: &passing{cause, wait}}
	default:
		return &model.Failure{Why: model.ServerError, Say: fmt.Sprintf("The language model's server refused the request (status %d).", status), Err: cause}
	}
}

// statusOf reads the HTTP status and the provider's code out of an error. A
// status of 0 is an error in the middle of a stream.
func statusOf(err error) (status int, code string, ok bool) {
	if e, is := errors.AsType[*openai.APIError](err); is {
		code, _ := e.Code.(string)
		return e.HTTPStatusCode, code, true
	}
	if e, is := errors.AsType[*openai.RequestError](err); is {
		return e.HTTPStatusCode, "", true
	}
	return 0, "", false
}

func isSyntax(err error) bool {
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return true
	}
	_, ok := errors.AsType[*json.UnmarshalTypeError](err)
	return ok
}

// plainCause keeps our own causes and hides what quotes the stream.
func plainCause(err error) error {
	for _, known := range []error{errCut, errEmpty, errTooMuch, errTextCalls} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errors.New("not the expected JSON")
}
