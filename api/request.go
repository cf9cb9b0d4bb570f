package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/contract"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// The most that a body may take, in bytes. Operations that are not named here have
// the first.
const (
	bodyLimit    = 64 << 10
	pictureLimit = 320 << 10
	articleLimit = 2 << 20
)

var bodyLimits = map[string]int64{
	"updateMe":       pictureLimit,
	"createArticle":  articleLimit,
	"updateArticle":  articleLimit,
	"importArticles": articleLimit,
}

// caller is who makes a request, with what was looked up to find that out.
type caller struct {
	policy.Principal

	address   netip.Addr
	operation contract.Operation
	site      store.Site    // visitors only
	visitor   store.Visitor // visitors only
	visit     string        // visitors only: the hash of their session's token
}

type contextKey int

const (
	requestIDKey contextKey = iota
	callerKey
)

// requestID gives the id of the request that a context belongs to.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// callerOf gives who makes the request; admit has put it there.
func callerOf(c *gin.Context) caller {
	who, _ := c.Request.Context().Value(callerKey).(caller)
	return who
}

// nothing is the body of operations that take none.
type nothing struct{}

// act reads the body into a B and answers with what do returns: status and the
// result, or 204 for a nil result, or the error.
func act[B any](s *Server, c *gin.Context, status int, do func(ctx context.Context, who caller, body B) (any, error)) {
	who := callerOf(c)
	body, err := readBody[B](c, who.operation)
	if err != nil {
		s.fail(c, err)
		return
	}
	result, err := do(c.Request.Context(), who, body)
	s.done(c, status, result, err)
}

// readBody reads and checks a JSON body. Operations without one ignore what is sent.
func readBody[B any](c *gin.Context, o contract.Operation) (B, error) {
	var empty B
	if o.Body == nil {
		return empty, nil
	}
	if kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || kind != "application/json" {
		return empty, chat.Refuse(chat.Invalid, "Send the body as JSON, with the header Content-Type: application/json.")
	}
	most := int64(bodyLimit)
	if l, ok := bodyLimits[o.ID]; ok {
		most = l
	}
	raw, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, most))
	if _, tooBig := errors.AsType[*http.MaxBytesError](err); tooBig {
		return empty, chat.Refuse(chat.Invalid, "The body is larger than %d KiB, which is the most here.", most>>10)
	}
	if err != nil {
		return empty, &chat.Error{Code: chat.Invalid, Say: "The body did not arrive whole. Send it again.", Err: err}
	}
	return contract.Decode[B](o, raw)
}

// bearer gives the token of the Authorization header.
func bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", false
	}
	return token, true
}
