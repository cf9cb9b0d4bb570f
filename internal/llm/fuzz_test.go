package llm

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/llm/llmtest"
	"github.com/batonchat/baton/internal/model"
)

// FuzzStream feeds a response body of any bytes: the client answers or fails
// in a known way, and what it answers is what it emitted.
func FuzzStream(f *testing.F) {
	h := llmtest.NewHandler(func(llmtest.Request) llmtest.Step {
		return llmtest.Step{Text: "Two days.", Piece: 4, Calls: []llmtest.Call{{Name: "a", Arguments: `{"b":1}`}}}
	})
	rec := httptest.NewRecorder()
	req := httptest.NewRequestWithContext(f.Context(), http.MethodPost, "/v1/chat/completions", stringBody(`{"model":"m"}`))
	h.ServeHTTP(rec, req)
	f.Add(rec.Body.Bytes())
	f.Add([]byte("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":99999999,\"function\":{\"arguments\":\"{\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n"))
	f.Add([]byte("data: {\"error\":{\"message\":[],\"code\":{}}}\n\n"))
	f.Add([]byte(": ping\n\n\n\ndata:\n"))
	f.Add([]byte("data: {\"choices\":[{\"delta\":{\"content\":\"<think>\"},\"finish_reason\":\"stop\"}]}\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := New(Config{Model: "m", BaseURL: "http://127.0.0.1/v1", Backoff: time.Nanosecond,
			HTTP: &http.Client{Transport: replay(body)}})
		if err != nil {
			t.Fatal(err)
		}
		heard := ""
		r, err := c.Chat(t.Context(), question, func(text string) { heard += text })
		if err != nil {
			if model.Failed(err).Why == "" {
				t.Errorf("Chat() = %v, which says not why", err)
			}
			return
		}
		if r.Text == "" && len(r.Calls) == 0 {
			t.Error("an empty reply passed")
		}
		if len(r.Text) > len(heard) {
			t.Errorf("Text = %q, but only %q was emitted", r.Text, heard)
		}
	})
}
