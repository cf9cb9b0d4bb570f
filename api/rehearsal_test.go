package api_test

import (
	"net/http"
	"testing"

	"github.com/batonchat/baton/chat"
)

func TestRehearsingWhatIsAsked(t *testing.T) {
	h := newHouse(t, nil)
	path := "/sites/" + string(siteA) + "/rehearsal"
	type rehearsed struct {
		Answers []struct {
			Kind, Verdict, Advice, Area, Rule, Said string
			Situation                               *struct {
				At, Language, Tier, Staffing string
				Contact                      bool `json:"contact_known"`
				Attributes                   map[string]string
			}
			Team    string `json:"team_name"`
			Target  int    `json:"target_seconds"`
			Promise *chat.Promise
			Steps   []struct {
				After      int `json:"after_seconds"`
				Did, Stage string
				People     []string
			}
			Reaches []struct{ Stage string }
		}
	}
	got := read[rehearsed](h.as(dora, http.MethodPost, path, `{"situations":[{"at":"2026-12-06T11:00:00Z","language":"de","tier":"vip","staffing":"everybody_full","contact_known":true,"attributes":{"plan":"pro"}}]}`).want(http.StatusOK))
	if len(got.Answers) != 1 {
		t.Fatalf("%d answers, want 1", len(got.Answers))
	}
	a := got.Answers[0]
	s := a.Situation
	if s == nil || s.At != "2026-12-06T11:00:00Z" || s.Language != "de" || s.Tier != "vip" || s.Staffing != "everybody_full" || !s.Contact || s.Attributes["plan"] != "pro" {
		t.Errorf("understood as %+v", s)
	}
	if a.Kind != "own" || a.Verdict != "watch" || a.Area != "rules" || a.Rule != "VIP" || a.Team != "X" || a.Target != 30 || a.Said != "Gleich." || a.Promise == nil || a.Promise.High != 60 ||
		a.Steps[0].After != 60 || a.Steps[0].Stage != "team" || a.Steps[0].People[0] != "Ada" || a.Reaches[0].Stage != "any_level" {
		t.Errorf("answered %+v", a)
	}
	shipped := read[rehearsed](h.as(dora, http.MethodPost, path, `{}`).want(http.StatusOK))
	if len(shipped.Answers) != 1 || shipped.Answers[0].Kind != "closed" || shipped.Answers[0].Situation != nil || shipped.Answers[0].Advice != "It never closes." {
		t.Errorf("a question that does not arise: %+v", shipped)
	}
}

func TestSituationsThatCannotBeAreRefused(t *testing.T) {
	h := newHouse(t, nil)
	path := "/sites/" + string(siteA) + "/rehearsal"
	for name, bad := range map[string]struct{ body, field string }{
		"a staffing that there is not": {`{"situations":[{"staffing":"half"}]}`, "situations[0].staffing"},
		"a mood that there is not":     {`{"situations":[{"sentiment":"bored"}]}`, "situations[0].sentiment"},
		"a reason that there is not":   {`{"situations":[{},{"reason":"boredom"}]}`, "situations[1].reason"},
		"a moment far away":            {`{"situations":[{"at":"2126-01-01T00:00:00Z"}]}`, "situations[0].at"},
		"something else":               {`{"situation":{}}`, "situation"},
	} {
		t.Run(name, func(t *testing.T) {
			h.as(dora, http.MethodPost, path, bad.body).wantError(http.StatusBadRequest, chat.Invalid, bad.field)
		})
	}
	h.as(ada, http.MethodPost, path, `{}`).wantError(http.StatusForbidden, chat.Forbidden, "")
	h.as(dora, http.MethodPost, "/sites/site-cars/rehearsal", `{}`).wantError(http.StatusNotFound, chat.NotFound, "")
}
