package llm

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/llm/llmtest"
	"github.com/batonchat/baton/internal/model"
)

func client(t *testing.T, url string, change func(*Config)) *Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	cfg := Config{BaseURL: url, Key: "sk-test", Model: "scripted", Backoff: time.Millisecond, Patience: 5 * time.Second, Timeout: 10 * time.Second,
		HTTP: &http.Client{Transport: transport}}
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var question = model.Prompt{System: "Be kind.", Messages: []model.Message{{Role: model.User, Text: "How long does delivery take?"}}}

func TestStreamsTextAsItArrives(t *testing.T) {
	gate := make(chan struct{})
	s := llmtest.Serve(t, llmtest.Step{Text: "Two days. Grüße 世界", Piece: 3, Gate: gate})
	c := client(t, s.URL, nil)
	got := make(chan string)
	result := make(chan model.Reply, 1)
	go func() {
		r, err := c.Chat(t.Context(), question, func(text string) { got <- text })
		if err != nil {
			t.Error(err)
		}
		result <- r
	}()
	var heard strings.Builder
	for heard.String() != "Two days. Grüße 世界" {
		gate <- struct{}{} // the model speaks only now, and what it says must come before the next word
		heard.WriteString(<-got)
	}
	gate <- struct{}{} // the end
	r := <-result
	if r.Text != heard.String() {
		t.Errorf("Text = %q, want what was streamed: %q", r.Text, heard.String())
	}
	if r.Usage.Prompt != 100 || r.Usage.Completion == 0 || r.Usage.Estimated || r.Usage.FirstToken <= 0 || r.Usage.Took < r.Usage.FirstToken {
		t.Errorf("Usage = %+v", r.Usage)
	}
	if req := s.Requests()[0]; req.Key != "sk-test" || req.Model != "scripted" || req.Messages[0].Role != "system" || !req.Stream {
		t.Errorf("request = %+v", req)
	}
}

func TestJoinsToolCallsFromFragments(t *testing.T) {
	args := `{"query":"délai de livraison"}`
	s := llmtest.Serve(t, llmtest.Step{Text: "One moment.", Piece: 2, Calls: []llmtest.Call{{Name: "search_knowledge", Arguments: args}, {Name: "collect_field", Arguments: `{}`}}})
	p := question
	p.Tools = []model.Tool{{Name: "search_knowledge", Description: "d", Schema: json.RawMessage(`{"type":"object"}`)}}
	r, err := client(t, s.URL, nil).Chat(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Calls) != 2 || r.Calls[0].Name != "search_knowledge" || r.Calls[0].Arguments != args || r.Calls[1].Name != "collect_field" {
		t.Errorf("Calls = %+v", r.Calls)
	}
	if r.Calls[0].ID == "" || r.Calls[0].ID == r.Calls[1].ID {
		t.Errorf("ids = %q, %q; want two of them", r.Calls[0].ID, r.Calls[1].ID)
	}
	if got := s.Requests()[0].Tools; len(got) != 1 || got[0].Function.Name != "search_knowledge" {
		t.Errorf("tools of the request = %+v", got)
	}
}

func TestFailuresSayWhy(t *testing.T) {
	long := strings.Repeat("word ", 20000)
	tests := []struct {
		name  string
		step  llmtest.Step
		want  model.Why
		asked int // requests, with the retry
	}{
		{"too many requests are tried twice", llmtest.Step{Status: 429}, model.RateLimited, 2},
		{"no quota is not tried again", llmtest.Step{Status: 429, Code: "insufficient_quota"}, model.RateLimited, 1},
		{"a broken server is tried twice", llmtest.Step{Status: 500}, model.ServerError, 2},
		{"a gateway in trouble is tried twice", llmtest.Step{Status: 503}, model.ServerError, 2},
		{"a wrong key is not tried again", llmtest.Step{Status: 401}, model.ServerError, 1},
		{"an unknown model is not tried again", llmtest.Step{Status: 404}, model.ServerError, 1},
		{"a prompt too long for the server is ours to shorten", llmtest.Step{Status: 400, Code: "context_length_exceeded"}, model.Budget, 1},
		{"silence from the start", llmtest.Step{Text: "Hello", Before: llmtest.Duration(time.Hour)}, model.Timeout, 1},
		{"silence in the middle", llmtest.Step{Text: "Hello and more of it", Piece: 3, Stall: 2}, model.Timeout, 1},
		{"garbage instead of chunks", llmtest.Step{Garbage: "data: {\"choices\": [}\n\n"}, model.BrokenOutput, 1},
		{"a web page instead of chunks", llmtest.Step{Garbage: "<html>Sign in</html>"}, model.BrokenOutput, 1},
		{"JSON of another shape", llmtest.Step{Garbage: "data: {\"choices\": 7}\n\n"}, model.BrokenOutput, 1},
		{"nothing at all", llmtest.Step{Garbage: "data: [DONE]\n\n"}, model.BrokenOutput, 1},
		{"an empty answer", llmtest.Step{}, model.BrokenOutput, 1},
		{"an end without a reason to end", llmtest.Step{Text: "Half an", Finish: "none"}, model.BrokenOutput, 1},
		{"a filter", llmtest.Step{Text: "I", Finish: "content_filter"}, model.BrokenOutput, 1},
		{"a call written as text", llmtest.Step{Text: `{"name":"hand_off","arguments":{"reason":"x"}}`}, model.BrokenOutput, 1},
		{"endless text", llmtest.Step{Text: long, Piece: 2000}, model.BrokenOutput, 1},
		{"a connection cut in the middle", llmtest.Step{Text: "Hello and more of it", Piece: 3, Cut: 2}, model.ServerError, 1},
		{"an error inside the stream", llmtest.Step{Text: "Hello", Midway: "server_error"}, model.ServerError, 1},
		{"a limit inside the stream", llmtest.Step{Midway: "rate_limit_exceeded"}, model.RateLimited, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := llmtest.Serve(t, tt.step)
			c := client(t, s.URL, func(c *Config) { c.Patience = 300 * time.Millisecond })
			_, err := c.Chat(t.Context(), question, nil)
			f, ok := errors.AsType[*model.Failure](err)
			if !ok || f.Why != tt.want || f.Say == "" {
				t.Fatalf("Chat() = %v, want a failure %q with a sentence", err, tt.want)
			}
			if n := len(s.Requests()); n != tt.asked {
				t.Errorf("asked %d times, want %d", n, tt.asked)
			}
			if strings.Contains(err.Error(), "delivery") || strings.Contains(err.Error(), "Hello") || strings.Contains(err.Error(), "Sign in") {
				t.Errorf("the error holds what was said: %v", err)
			}
		})
	}
}

func TestNobodyThereIsAServerError(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Step{Text: "x"})
	c := client(t, strings.Replace(s.URL, "127.0.0.1", "127.0.0.2", 1)+"/nowhere", func(c *Config) { c.BaseURL = "http://127.0.0.1:1/v1" })
	_, err := c.Chat(t.Context(), question, nil)
	if f := model.Failed(err); f.Why != model.ServerError {
		t.Errorf("Why = %q, want server_error", f.Why)
	}
}

func TestSecondTryIsTheAnswer(t *testing.T) {
	for _, first := range []llmtest.Step{{Status: 429, RetryAfter: 1}, {Status: 502}} {
		s := llmtest.Serve(t, first, llmtest.Step{Text: "Here I am."})
		var heard string
		r, err := client(t, s.URL, nil).Chat(t.Context(), question, func(text string) { heard += text })
		if err != nil || r.Text != "Here I am." || heard != r.Text {
			t.Errorf("after %d: %q, %v", first.Status, r.Text, err)
		}
	}
}

func TestWholeCallHasALimit(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Step{Text: strings.Repeat("and on ", 500), Every: llmtest.Duration(10 * time.Millisecond)})
	_, err := client(t, s.URL, func(c *Config) { c.Timeout = 200 * time.Millisecond }).Chat(t.Context(), question, nil)
	if f := model.Failed(err); f.Why != model.Timeout || !strings.Contains(f.Say, "finish") {
		t.Errorf("Chat() = %v, want that it did not finish", err)
	}
}

func TestCallerWhoLeavesGetsTheirOwnError(t *testing.T) {
	gate := make(chan struct{})
	s := llmtest.Serve(t, llmtest.Step{Text: "Hello and more of it", Piece: 3, Gate: gate})
	ctx, leave := context.WithCancel(t.Context())
	c := client(t, s.URL, nil)
	done := make(chan error, 1)
	go func() {
		_, err := c.Chat(ctx, question, func(string) { leave() })
		done <- err
	}()
	gate <- struct{}{}
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Chat() = %v, want context.Canceled", err)
	}
}

func TestBreakerLeavesASickServerAlone(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Step{Status: 401})
	c := client(t, s.URL, nil)
	for range failuresInARow {
		if _, err := c.Chat(t.Context(), question, nil); err == nil {
			t.Fatal("answered in spite of 401")
		}
	}
	before := len(s.Requests())
	_, err := c.Chat(t.Context(), question, nil)
	if f := model.Failed(err); f.Why != model.ServerError || len(s.Requests()) != before {
		t.Errorf("Chat() = %v after %d requests, want none made", err, len(s.Requests())-before)
	}
}

func TestBreakerIgnoresCallersAndOurOwnLimits(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Step{Text: "Fine."})
	c := client(t, s.URL, nil)
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 2 * failuresInARow {
		if _, err := c.Chat(gone, question, nil); !errors.Is(err, context.Canceled) {
			t.Fatalf("Chat() = %v", err)
		}
		if _, err := c.Chat(t.Context(), model.Prompt{System: strings.Repeat("x ", 100000)}, nil); model.Failed(err).Why != model.Budget {
			t.Fatalf("Chat() = %v", err)
		}
	}
	if r, err := c.Chat(t.Context(), question, nil); err != nil || r.Text != "Fine." {
		t.Errorf("Chat() = %q, %v", r.Text, err)
	}
}

func TestAllowanceOfADay(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Step{Text: "Fine."})
	now := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	c := client(t, s.URL, func(c *Config) {
		c.Allowances, c.Now = NewAllowances(map[string]int{"visitor": 120}), func() time.Time { return now }
	})
	p := question
	p.Account = []string{"site:s", "visitor:v"}
	if _, err := c.Chat(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	_, err := c.Chat(t.Context(), p, nil)
	if f := model.Failed(err); f.Why != model.Budget || !strings.Contains(f.Say, "visitor") {
		t.Errorf("second call of the day: %v, want the visitor's allowance to be used up", err)
	}
	p.Account = []string{"site:s", "visitor:w"}
	if _, err := c.Chat(t.Context(), p, nil); err != nil {
		t.Errorf("another visitor: %v", err)
	}
	now = now.Add(2 * time.Hour)
	p.Account = []string{"visitor:v"}
	if _, err := c.Chat(t.Context(), p, nil); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestUsageIsEstimatedWhenTheServerIsSilent(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Step{Text: "Two days.", Silent: true})
	r, err := client(t, s.URL, nil).Chat(t.Context(), question, nil)
	if err != nil || !r.Usage.Estimated || r.Usage.Prompt == 0 || r.Usage.Completion == 0 {
		t.Errorf("Usage = %+v, %v", r.Usage, err)
	}
}

func TestThoughtsAreNotAnAnswer(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"thinks first", "<think>The visitor wants…</think>\n\nTwo days.", "Two days."},
		{"begins like it", "<thin ice> is dangerous", "<thin ice> is dangerous"},
		{"thinks later", "Two <think>x</think>", "Two <think>x</think>"},
		{"does not think", "Two days.", "Two days."},
	}
	for _, tt := range tests {
		for piece := 1; piece < 9; piece++ {
			s := llmtest.Serve(t, llmtest.Step{Text: tt.text, Think: "hm", Piece: piece})
			var heard strings.Builder
			r, err := client(t, s.URL, nil).Chat(t.Context(), question, func(text string) { heard.WriteString(text) })
			if err != nil || r.Text != tt.want || heard.String() != tt.want {
				t.Errorf("%s, %d at a time: %q, heard %q, %v", tt.name, piece, r.Text, heard.String(), err)
			}
		}
	}
}

func TestConfigSaysWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		cfg  Config
		want string
	}{
		{Config{}, "OPENAI_MODEL"},
		{Config{Model: "m", BaseURL: "localhost:8000"}, "OPENAI_BASE_URL"},
		{Config{Model: "m", BaseURL: "ftp://x/v1"}, "OPENAI_BASE_URL"},
	} {
		if _, err := New(tt.cfg); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New(%+v) = %v, want it to name %s", tt.cfg, err, tt.want)
		}
	}
}
