package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// statusOf is the only place that knows which HTTP status a code has.
func statusOf(code chat.Code) int {
	switch code {
	case chat.NotFound:
		return http.StatusNotFound
	case chat.Conflict:
		return http.StatusConflict
	case chat.Forbidden:
		return http.StatusForbidden
	case chat.Invalid:
		return http.StatusBadRequest
	case chat.Unavailable:
		return http.StatusServiceUnavailable
	case chat.TooMany:
		return http.StatusTooManyRequests
	case chat.SignedOut:
		return http.StatusUnauthorized
	default:
		return http.StatusInternalServerError
	}
}

// Sentences for errors that nobody classed.
const (
	sayInternal = "Something went wrong on our side. Try again; if it stays so, quote the request id."
	sayAway     = "The database cannot be reached at the moment. Nothing is lost; try again shortly."
	sayTooLong  = "This took too long. Try again."
)

// classed finds what the caller may know of an error: the refusal inside it, or a
// neutral sentence.
func classed(err error) *chat.Error {
	refusal, ok := errors.AsType[*chat.Error](err)
	switch {
	case ok && refusal.Code == chat.Internal:
		return &chat.Error{Code: chat.Internal, Say: sayInternal, Err: err}
	case ok:
		return refusal
	case errors.Is(err, context.DeadlineExceeded):
		return &chat.Error{Code: chat.Unavailable, Say: sayTooLong, Err: err}
	case store.Away(err):
		return &chat.Error{Code: chat.Unavailable, Say: sayAway, Err: err}
	default:
		return &chat.Error{Code: chat.Internal, Say: sayInternal, Err: err}
	}
}

// fail answers with an error and ends the request. The cause of what is our fault is
// logged here and nowhere else.
func (s *Server) fail(c *gin.Context, err error) {
	ctx := c.Request.Context()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		c.AbortWithStatus(499) // the client is gone and reads nothing; the number is for the log
		return
	}
	refusal := classed(err)
	s.report(ctx, c, refusal.Code, err)
	switch refusal.Code {
	case chat.SignedOut:
		c.Header("WWW-Authenticate", `Bearer realm="baton"`)
	case chat.TooMany:
		if wait, ok := errors.AsType[*limit.TooOftenError](err); ok {
			c.Header("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Wait.Seconds())))))
		}
	case chat.Unavailable:
		c.Header("Retry-After", "5")
	default: // the body says it all
	}
	body := s.wireError(ctx, refusal)
	detail(err, &body)
	s.write(c, statusOf(refusal.Code), body)
	c.Abort()
}

// wireError is the one shape of failures.
func (s *Server) wireError(ctx context.Context, e *chat.Error) wire.Error {
	return wire.Error{Code: e.Code, Say: e.Say, Field: e.Field, RequestID: requestID(ctx)}
}

// report logs an error's cause, as loud as it deserves.
func (s *Server) report(ctx context.Context, c *gin.Context, code chat.Code, err error) {
	level := slog.LevelDebug
	switch code {
	case chat.Internal:
		level = slog.LevelError
	case chat.Unavailable:
		level = slog.LevelWarn
	default: // the caller's mistake, of which they were told
	}
	s.cfg.Log.LogAttrs(ctx, level, "request refused", slog.String("request_id", requestID(ctx)), slog.String("method", c.Request.Method),
		slog.String("route", c.FullPath()), slog.String("code", string(code)), slog.Any("err", err))
}

// write answers with JSON.
func (s *Server) write(c *gin.Context, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil { // our own types always encode, unless a fact is broken
		id := requestID(c.Request.Context())
		s.cfg.Log.ErrorContext(c.Request.Context(), "an answer could not be encoded", "request_id", id, "route", c.FullPath(), "err", err)
		status, b = http.StatusInternalServerError, []byte(`{"code":"internal","say":"`+sayInternal+`","request_id":"`+id+`"}`)
	}
	c.Data(status, "application/json; charset=utf-8", b)
}

// done answers with a result, with nothing for nil, or with the error.
func (s *Server) done(c *gin.Context, status int, result any, err error) {
	switch {
	case err != nil:
		s.fail(c, err)
	case result == nil:
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
	default:
		s.write(c, status, result)
	}
}
