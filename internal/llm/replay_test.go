package llm

import (
	"bytes"
	"io"
	"net/http"
	"strings"
)

// replay answers every request with the same bytes.
type replay []byte

func (r replay) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}},
		Body: io.NopCloser(bytes.NewReader(r)), Request: req}, nil
}

func stringBody(s string) io.Reader { return strings.NewReader(s) }
