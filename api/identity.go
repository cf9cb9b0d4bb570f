package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
)

// previousCounts is how long an identity secret counts after there is a newer one.
const previousCounts = 24 * time.Hour

// GetIdentity implements route.ServerInterface.
func (s *Server) GetIdentity(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		secrets, err := s.ports.IdentitySecrets.IdentitySecrets(ctx, site.ID)
		return identityState(secrets), err
	})
}

// RotateIdentity implements route.ServerInterface.
func (s *Server) RotateIdentity(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusCreated, func(ctx context.Context, who caller, body wire.IdentityRotation) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		random := make([]byte, 32)
		_, _ = rand.Read(random) // never fails
		secret, keep := hex.EncodeToString(random), previousCounts
		if body.Revoke {
			keep = 0
		}
		secrets, err := s.ports.IdentitySecrets.RotateIdentitySecret(ctx, site.ID, []byte(secret), keep)
		if err != nil {
			return nil, err
		}
		s.cfg.Log.InfoContext(ctx, "an identity secret was made", "site", string(site.ID), "agent", string(who.Agent), "revoke", body.Revoke, "request_id", requestID(ctx))
		return wire.IdentitySecret{Secret: secret, State: identityState(secrets)}, nil
	})
}

// identityState tells of secrets what an admin may know: the current one is first.
func identityState(secrets []IdentitySecret) wire.IdentityState {
	var out wire.IdentityState
	for _, one := range secrets {
		if one.EndsAt.IsZero() {
			out.Set, out.CreatedAt = true, one.CreatedAt
		} else if one.EndsAt.After(out.PreviousUntil) {
			out.PreviousUntil = one.EndsAt
		}
	}
	return out
}
