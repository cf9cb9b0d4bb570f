package api_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/chat"
)

type line struct {
	Delta string
	Done  *struct {
		ID, Text, By, Why string
		Sources           []struct{ Title string }
	}
	Error *struct {
		Code, Say string
		RequestID string `json:"request_id"`
	}
}

func lines(t *testing.T, a answer) []line {
	t.Helper()
	if got := a.Header().Get("Content-Type"); got != "application/x-ndjson; charset=utf-8" {
		t.Fatalf("Content-Type %q: %s", got, a.Body.String())
	}
	var all []line
	for text := range strings.Lines(a.Body.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("line %q: %v", text, err)
		}
		all = append(all, l)
	}
	return all
}

func TestCopilotStreams(t *testing.T) {
	h, _, id := waiting(t)
	drafts := "/conversations/" + string(id) + "/copilot/drafts"
	h.copilot = func(piece func(string) error) (api.CopilotText, error) {
		for _, p := range []string{"Dear ", "Maria"} {
			if err := piece(p); err != nil {
				return api.CopilotText{}, err
			}
		}
		return api.CopilotText{ID: "draft-0001", Text: "Dear Maria", By: "model", Sources: []chat.Citation{{Article: "article-0-returns", Title: "Returns"}}}, nil
	}
	got := lines(t, h.as(ada, http.MethodPost, drafts, `{}`).want(http.StatusOK))
	if len(got) != 3 || got[0].Delta != "Dear " || got[1].Delta != "Maria" || got[2].Done == nil || got[2].Done.Text != "Dear Maria" || got[2].Done.Sources[0].Title != "Returns" {
		t.Errorf("lines %+v, want two pieces and the whole", got)
	}
	got = lines(t, h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/copilot/ask", `{"question":"How long?"}`).want(http.StatusOK))
	if len(got) != 3 {
		t.Errorf("lines %+v of an answer", got)
	}
}

func TestCopilotFailsBeforeTheFirstWordWithAStatus(t *testing.T) {
	h, _, id := waiting(t)
	h.copilot = func(func(string) error) (api.CopilotText, error) {
		return api.CopilotText{}, &chat.Error{Code: chat.Unavailable, Say: "The model does not answer.", Err: errAway}
	}
	a := h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/copilot/drafts", `{}`)
	if say := a.wantError(http.StatusServiceUnavailable, chat.Unavailable, ""); say != "The model does not answer." {
		t.Errorf("say = %q", say)
	}
	if a.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestCopilotFailsInTheMiddleWithALine(t *testing.T) {
	h, _, id := waiting(t)
	h.copilot = func(piece func(string) error) (api.CopilotText, error) {
		return api.CopilotText{}, errors.Join(piece("Dear "), errors.New("secret host 10.0.0.7 broke off"))
	}
	a := h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/copilot/drafts", `{}`).want(http.StatusOK)
	got := lines(t, a)
	if len(got) != 2 || got[1].Error == nil || got[1].Error.Code != "internal" || got[1].Error.RequestID != a.Header().Get("X-Request-ID") {
		t.Errorf("lines %+v, want a piece and an error", got)
	}
	if strings.Contains(a.Body.String(), "10.0.0.7") || !strings.Contains(h.log.String(), "10.0.0.7") {
		t.Error("the cause belongs into the log and nowhere else")
	}
}

func TestCopilotRefusals(t *testing.T) {
	h, _, id := waiting(t)
	ask := "/conversations/" + string(id) + "/copilot/ask"
	h.as(ada, http.MethodPost, ask, `{"question":""}`).wantError(http.StatusBadRequest, chat.Invalid, "question")
	h.as(ada, http.MethodPost, ask, `{"question":"  "}`).wantError(http.StatusBadRequest, chat.Invalid, "text")
	for range api.DefaultLimits().Copilot.Burst {
		h.as(ada, http.MethodPost, ask, `{"question":"How?"}`)
	}
	h.as(ada, http.MethodPost, ask, `{"question":"How?"}`).wantError(http.StatusTooManyRequests, chat.TooMany, "")
	h.as(emil, http.MethodPost, ask, `{"question":"How?"}`).want(http.StatusOK)
}

func TestCopilotPaneStatusAndDisposition(t *testing.T) {
	h, _, id := waiting(t)
	pane := h.as(ada, http.MethodGet, "/conversations/"+string(id)+"/copilot", "").want(http.StatusOK).Body.String()
	if !strings.Contains(pane, `"wants":"A wheel"`) || !strings.Contains(pane, `"points":[]`) || !strings.Contains(pane, `"articles":[]`) {
		t.Errorf("pane %s", pane)
	}
	status := h.as(ada, http.MethodGet, "/copilot/status", "").want(http.StatusOK).Body.String()
	if !strings.Contains(status, `"mode":"built_in"`) || !strings.Contains(status, `"why":"No model is set."`) {
		t.Errorf("status %s", status)
	}
	h.as(ada, http.MethodPost, "/copilot/drafts/draft-agent-ada-1/disposition", `{"disposition":"edited"}`).want(http.StatusNoContent)
	if h.dispositions["draft-agent-ada-1"] != "edited" {
		t.Errorf("dispositions %v", h.dispositions)
	}
	h.as(ada, http.MethodPost, "/copilot/drafts/draft-agent-ada-1/disposition", `{"disposition":"sent"}`).wantError(http.StatusBadRequest, chat.Invalid, "disposition")
}
