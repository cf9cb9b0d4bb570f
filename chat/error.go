package chat

import (
	"errors"
	"fmt"
)

// Code is what a machine may decide on.
type Code string

// The codes. Only package api turns them into HTTP statuses.
const (
	NotFound    Code = "not_found"
	Conflict    Code = "conflict"
	Forbidden   Code = "forbidden"
	Invalid     Code = "invalid"
	Unavailable Code = "unavailable"
	TooMany     Code = "too_many"
	Internal    Code = "internal"
	SignedOut   Code = "signed_out"
)

// Error pairs a code for machines with a sentence that is safe to show to the
// person who caused it.
type Error struct {
	Code  Code   // what a client decides on
	Say   string // may reach a visitor; says what to do
	Field string // the input that is at fault, when there is one
	Err   error  // for the log only
}

// Error gives the text for the log.
func (e *Error) Error() string {
	if e.Err != nil {
		return string(e.Code) + ": " + e.Say + ": " + e.Err.Error()
	}
	return string(e.Code) + ": " + e.Say
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Refuse makes an error of the given code; format and args make the sentence.
func Refuse(code Code, format string, args ...any) error {
	return &Error{Code: code, Say: fmt.Sprintf(format, args...)}
}

// RefuseField is Refuse for one input that is at fault.
func RefuseField(field, format string, args ...any) error {
	return &Error{Code: Invalid, Field: field, Say: fmt.Sprintf(format, args...)}
}

// CodeOf gives the code of err: Internal when nobody classed it, empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// IsCode reports whether err carries the code.
func IsCode(err error, code Code) bool { return err != nil && CodeOf(err) == code }
