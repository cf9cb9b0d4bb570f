package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Handler answers POST …/chat/completions as the script says.
type Handler struct {
	script func(Request) Step

	mu       sync.Mutex // guards requests
	requests []Request
}

// NewHandler makes a handler that asks script what to do with each request.
// script must be safe for concurrent use.
func NewHandler(script func(Request) Step) *Handler { return &Handler{script: script} }

// Requests lists what was asked so far.
func (h *Handler) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Request(nil), h.requests...)
}

// Server is a running scripted model.
type Server struct {
	*Handler

	URL string // what OPENAI_BASE_URL would be
}

// Serve starts a model that takes the steps one after another, the last one
// again and again. It is stopped when the test ends.
func Serve(tb testing.TB, steps ...Step) *Server {
	tb.Helper()
	var mu sync.Mutex
	next := 0
	return ServeScript(tb, func(Request) Step {
		mu.Lock()
		defer mu.Unlock()
		step := steps[min(next, len(steps)-1)]
		next++
		return step
	})
}

// ServeScript starts a model that asks script what to do with each request.
func ServeScript(tb testing.TB, script func(Request) Step) *Server {
	tb.Helper()
	h := NewHandler(script)
	s := httptest.NewServer(h)
	tb.Cleanup(func() {
		s.CloseClientConnections() // a stalled stream would keep it waiting
		s.Close()
	})
	return &Server{Handler: h, URL: s.URL + "/v1"}
}

// maxRequest is the largest request that is read.
const maxRequest = 4 << 20

// ServeHTTP plays one step.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		fail(w, http.StatusNotFound, "", "Only POST /v1/chat/completions is here.")
		return
	}
	var req Request
	if err := json.NewDecoder(io.LimitReader(r.Body, maxRequest)).Decode(&req); err != nil {
		fail(w, http.StatusBadRequest, "", "The request is not JSON: "+err.Error())
		return
	}
	req.Key = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	h.mu.Lock()
	h.requests = append(h.requests, req)
	n := len(h.requests)
	h.mu.Unlock()
	step := h.script(req)
	if step.Status != 0 {
		if step.RetryAfter > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(step.RetryAfter))
		}
		fail(w, step.Status, step.Code, "as the script says")
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	p := player{step: step, w: w, flush: http.NewResponseController(w), done: r.Context().Done(), id: fmt.Sprintf("chatcmpl-%d", n), model: req.Model}
	p.play()
}

func fail(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"message":%q,"type":"scripted","code":%q}}`, message, code)
}

// player writes the chunks of one step.
type player struct {
	step  Step
	w     io.Writer
	flush *http.ResponseController
	done  <-chan struct{}
	id    string
	model string
	sent  int
}

func (p *player) play() {
	if p.step.Garbage != "" {
		fmt.Fprint(p.w, p.step.Garbage)
		return
	}
	if !p.wait(time.Duration(p.step.Before)) {
		return
	}
	deltas := p.deltas()
	for _, d := range deltas {
		if !p.allowed() || !p.chunk(map[string]any{"index": 0, "delta": d, "finish_reason": nil}, nil) || !p.wait(time.Duration(p.step.Every)) {
			return
		}
	}
	if p.step.Midway != "" {
		fmt.Fprintf(p.w, "data: {\"error\":{\"message\":\"as the script says\",\"code\":%q}}\n\n", p.step.Midway)
		return
	}
	if !p.allowed() {
		return
	}
	finish := p.step.Finish
	if finish == "" {
		finish = "stop"
		if len(p.step.Calls) > 0 {
			finish = "tool_calls"
		}
	}
	if finish != "none" && !p.chunk(map[string]any{"index": 0, "delta": map[string]any{}, "finish_reason": finish}, nil) {
		return
	}
	if !p.step.Silent {
		p.chunk(nil, map[string]any{"prompt_tokens": 100, "completion_tokens": len(deltas), "total_tokens": 100 + len(deltas)})
	}
	fmt.Fprint(p.w, "data: [DONE]\n\n")
}

// deltas cuts what is to be said into pieces.
func (p *player) deltas() []map[string]any {
	piece := p.step.Piece
	if piece <= 0 {
		piece = 12
	}
	var out []map[string]any
	for _, s := range cut(p.step.Think, piece) {
		out = append(out, map[string]any{"reasoning_content": s})
	}
	for _, s := range cut(p.step.Text, piece) {
		out = append(out, map[string]any{"content": s})
	}
	for i, c := range p.step.Calls {
		out = append(out, calls(map[string]any{"index": i, "id": fmt.Sprintf("call_%s_%d", p.id, i), "type": "function",
			"function": map[string]any{"name": c.Name, "arguments": ""}}))
		for _, s := range cut(c.Arguments, piece) {
			out = append(out, calls(map[string]any{"index": i, "function": map[string]any{"arguments": s}}))
		}
	}
	if len(out) > 0 {
		out[0]["role"] = "assistant"
	}
	return out
}

func calls(call map[string]any) map[string]any {
	return map[string]any{"tool_calls": []map[string]any{call}}
}

func cut(s string, piece int) []string {
	var out []string
	for r := []rune(s); len(r) > 0; {
		n := min(piece, len(r))
		out = append(out, string(r[:n]))
		r = r[n:]
	}
	return out
}

// allowed waits for the gate, and stalls or breaks off where the step says so.
func (p *player) allowed() bool {
	switch {
	case p.step.Stall > 0 && p.sent >= p.step.Stall:
		<-p.done
		return false
	case p.step.Cut > 0 && p.sent >= p.step.Cut:
		panic(http.ErrAbortHandler) // the server breaks the connection, as a dying one would
	}
	if p.step.Gate == nil {
		return true
	}
	select {
	case <-p.step.Gate:
		return true
	case <-p.done:
		return false
	}
}

func (p *player) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.done:
		return false
	}
}

func (p *player) chunk(choice, usage map[string]any) bool {
	choices := []map[string]any{}
	if choice != nil {
		choices = append(choices, choice)
	}
	body, err := json.Marshal(map[string]any{"id": p.id, "object": "chat.completion.chunk", "created": 1, "model": p.model, "choices": choices, "usage": usage})
	if err != nil {
		return false
	}
	if _, err := fmt.Fprintf(p.w, "data: %s\n\n", body); err != nil {
		return false
	}
	p.sent++
	return p.flush.Flush() == nil
}
