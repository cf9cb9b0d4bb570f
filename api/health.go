package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// healthz says that the process answers, and nothing else.
func (s *Server) healthz(c *gin.Context) {
	s.write(c, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says whether this node should get requests, and which check speaks against
// it. The causes are for the log: they may name hosts. A balancer asks ?without=bus:
// without Redis live updates are slow on every node alike, which is no reason to
// serve nobody.
func (s *Server) readyz(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 3*time.Second)
	defer cancel()
	status, word := http.StatusOK, "ok"
	checks := map[string]string{}
	for name, err := range s.ports.Health.Checks(ctx) {
		checks[name] = "ok"
		if err != nil && name == c.Query("without") {
			checks[name] = "failed"
			continue
		}
		if err != nil {
			s.cfg.Log.WarnContext(ctx, "not ready", "check", name, "err", err)
			checks[name], status, word = "failed", http.StatusServiceUnavailable, "not ready"
		}
	}
	s.write(c, status, struct {
		Status string            `json:"status"`
		Checks map[string]string `json:"checks"`
	}{word, checks})
}
