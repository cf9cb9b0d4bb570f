package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/chat"
)

// name gives every request an id, which is in its answer and in the log.
func (s *Server) name(c *gin.Context) {
	id := chat.NewID()
	c.Header("X-Request-ID", id)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestIDKey, id))
	c.Next()
}

// guard sets the headers that keep browsers from being too helpful. Documents add
// their own policy.
func (s *Server) guard(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	if s.cfg.Public.Scheme == "https" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Next()
}

// closed are the headers of answers that are data: never kept, never shown as a page.
func (s *Server) closed(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Next()
}

// recover answers for a handler that panicked, which is always a mistake of ours.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if cause == http.ErrAbortHandler { //nolint:errorlint // the very value says so
			panic(cause)
		}
		ctx := c.Request.Context()
		s.cfg.Log.ErrorContext(ctx, "a handler panicked", "request_id", requestID(ctx), "route", c.FullPath(),
			"cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
		if c.Writer.Written() {
			c.Abort()
			return
		}
		s.write(c, http.StatusInternalServerError, s.wireError(ctx, &chat.Error{Code: chat.Internal, Say: sayInternal}))
		c.Abort()
	}()
	c.Next()
}

// log writes one line for each request: by its route, never with what was sent.
func (s *Server) log(c *gin.Context) {
	began := time.Now()
	c.Next()
	status, took, route := c.Writer.Status(), time.Since(began), c.FullPath()
	s.metrics.served(route, c.Request.Method, status, took)
	level := slog.LevelInfo
	if route == "" || route == "/healthz" || route == "/readyz" {
		level = slog.LevelDebug // files and probes
	}
	s.cfg.Log.LogAttrs(c.Request.Context(), level, "request", slog.String("request_id", requestID(c.Request.Context())),
		slog.String("method", c.Request.Method), slog.String("route", route), slog.Int("status", status),
		slog.Int("bytes", max(0, c.Writer.Size())), slog.Float64("took_ms", float64(took.Microseconds())/1000),
		slog.String("client", limit.AddressKey(s.address(c))))
}
