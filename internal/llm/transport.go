package llm

import (
	"io"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the most that is read of one response: far more than any answer,
// with its framing.
const maxBody = 8 << 20

// longestWait is the longest wish of a server to be left alone that a retry
// follows; a longer one is no use to a visitor who waits.
const longestWait = 2 * time.Second

type retryAfterKey struct{}

// bounded makes requests through a client, limits what comes back, and notes
// when the server wants to be asked again.
type bounded struct{ client *http.Client }

// Do makes the request.
func (b *bounded) Do(req *http.Request) (*http.Response, error) {
	resp, err := b.client.Do(req) //nolint:gosec // the operator says where to; the client decides what may be reached
	if err != nil {
		return nil, err
	}
	if after, ok := req.Context().Value(retryAfterKey{}).(*time.Duration); ok {
		if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds > 0 {
			*after = min(time.Duration(seconds)*time.Second, longestWait)
		}
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxBody), resp.Body}
	return resp, nil
}
