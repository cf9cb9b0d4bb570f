package api_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// failure is a refusal with what it carries.
type failure struct {
	Code, Field, Say string
	Present          struct {
		Agent  *struct{ Name, Email string }
		Team   *struct{ Name string }
		Status *struct{ Name string }
		Rules  *struct{ Version int64 }
	}
	Uses []struct{ Kind, ID, Name, Site string }

	Problems []struct {
		Field, Say string
		Refused    bool
	}
}

type team struct {
	ID            string
	Name, Method  string
	OfferSeconds  int `json:"offer_seconds"`
	Limit         int
	Overflow      string
	Hours         *struct{ Zone string }
	Members       []string
	Problems      []string
	ParkMinutes   int `json:"park_after_minutes"`
	WrapUpSeconds int `json:"wrap_up_seconds"`
	Version       int64
}

func TestATeamsLife(t *testing.T) {
	h := newHouse(t, nil)
	made := read[team](h.as(dora, http.MethodPost, "/teams", `{"name":" Returns ","members":["`+string(ada)+`"],"park_after_minutes":10,"wrap_up_seconds":30}`).want(http.StatusCreated))
	if made.Name != "Returns" || made.Method != "load_balanced" || made.OfferSeconds != 20 || made.ParkMinutes != 10 || made.WrapUpSeconds != 30 || made.Version != 1 ||
		!slices.Equal(made.Members, []string{string(ada)}) || len(made.Problems) != 0 {
		t.Errorf("created %+v", made)
	}
	empty := read[team](h.as(dora, http.MethodPost, "/teams", `{"name":"Empty","offer_seconds":0,"method":"round_robin","team_after_seconds":300,"overflow":"`+made.ID+`"}`).want(http.StatusCreated))
	if empty.OfferSeconds != 0 || empty.Overflow != made.ID || len(empty.Problems) != 1 || !strings.Contains(empty.Problems[0], "no members") {
		t.Errorf("a team without people: %+v, want it with a warning", empty)
	}
	h.as(dora, http.MethodPatch, "/teams/"+empty.ID, `{"overflow_after_seconds":200}`).wantError(http.StatusBadRequest, chat.Invalid, "overflow_after_seconds")
	path := "/teams/" + made.ID
	changed := read[team](h.as(dora, http.MethodPatch, path, `{"limit":2,"members":["`+string(emil)+`"],"version":1}`).want(http.StatusOK))
	if changed.Limit != 2 || changed.ParkMinutes != 10 || changed.Version != 2 || !slices.Equal(changed.Members, []string{string(emil)}) {
		t.Errorf("changed to %+v", changed)
	}
	hours := func(body string) *struct{ Zone string } {
		return read[team](h.as(dora, http.MethodPatch, path, body).want(http.StatusOK)).Hours
	}
	if own := hours(`{"hours":{"zone":"Europe/Rome","weekly":[{"day":"monday","from":"09:00","to":"17:00"}]}}`); made.Hours != nil || own == nil || own.Zone != "Europe/Rome" {
		t.Errorf("hours of its own: %+v", own)
	}
	if kept, gone := hours(`{"limit":2}`), hours(`{"hours":{}}`); kept == nil || gone != nil {
		t.Errorf("kept when not sent: %+v; as the site again: %+v", kept, gone)
	}
	if slices.Sort(h.refreshed); !slices.Equal(h.refreshed, []chat.AgentID{ada, ada, emil}) {
		t.Errorf("told of %v, want of Ada's joining, her leaving and Emil's joining", h.refreshed)
	}
	late := read[failure](h.as(dora, http.MethodPatch, path, `{"name":"Mine","version":1}`).want(http.StatusConflict))
	if late.Code != "conflict" || late.Present.Team == nil || late.Present.Team.Name != "Returns" {
		t.Errorf("a late change: %+v, want the team as it is", late)
	}
	used := read[failure](h.as(dora, http.MethodDelete, path, "").want(http.StatusConflict))
	if len(used.Uses) != 2 || used.Uses[0].Kind != "agent" || used.Uses[0].Name != "Emil" || used.Uses[1].Kind != "team" || used.Uses[1].Name != "Empty" ||
		used.Say != "The team Returns is used by 1 person and 1 team. Take it out there first, or delete it all the same." {
		t.Errorf("deleting a used team: %+v", used)
	}
	h.as(dora, http.MethodDelete, path+"?move_to="+made.ID, "").wantError(http.StatusBadRequest, chat.Invalid, "move_to")
	h.as(dora, http.MethodDelete, path+"?move_to=team-nowhere-1", "").wantError(http.StatusBadRequest, chat.Invalid, "move_to")
	h.as(dora, http.MethodDelete, path+"?force=perhaps", "").wantError(http.StatusBadRequest, chat.Invalid, "force")
	h.as(dora, http.MethodDelete, path+"?move_to="+empty.ID, "").want(http.StatusNoContent)
	if !slices.Equal(h.rerouted, []chat.TeamID{chat.TeamID(made.ID), chat.TeamID(empty.ID)}) {
		t.Errorf("rerouted %v", h.rerouted)
	}
	all := read[struct{ Teams []team }](h.as(ada, http.MethodGet, "/teams", "").want(http.StatusOK)).Teams
	if len(all) != 2 || all[1].ID != empty.ID || !slices.Equal(all[1].Members, []string{string(emil)}) || all[1].Overflow != "" {
		t.Errorf("left are %+v, want Emil in the other team", all)
	}
}

// TestConfigurationThatCannotBeIsRefused is the negative table of everything that an
// admin sets here.
func TestConfigurationThatCannotBeIsRefused(t *testing.T) {
	long := strings.Repeat("x", 81)
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		field                    string
	}{
		{"a team without a name", http.MethodPost, "/teams", `{"name":"  "}`, http.StatusBadRequest, "name"},
		{"a team with a long name", http.MethodPost, "/teams", `{"name":"` + long + `"}`, http.StatusBadRequest, "name"},
		{"a team of the same name in other letters", http.MethodPost, "/teams", `{"name":"bIKES"}`, http.StatusConflict, "name"},
		{"a limit below zero", http.MethodPost, "/teams", `{"name":"A","limit":-1}`, http.StatusBadRequest, "limit"},
		{"an offer below zero", http.MethodPost, "/teams", `{"name":"A","offer_seconds":-20}`, http.StatusBadRequest, "offer_seconds"},
		{"an unknown method", http.MethodPost, "/teams", `{"name":"A","method":"random"}`, http.StatusBadRequest, "method"},
		{"an unknown member", http.MethodPost, "/teams", `{"name":"A","members":["agent-nobody-1"]}`, http.StatusBadRequest, "members"},
		{"an unknown overflow", http.MethodPost, "/teams", `{"name":"A","overflow":"team-nowhere-1"}`, http.StatusBadRequest, "overflow"},
		{"an overflow to itself", http.MethodPatch, "/teams/" + teamBikes, `{"overflow":"` + teamBikes + `"}`, http.StatusBadRequest, "overflow"},
		{"times that overlap", http.MethodPost, "/teams", `{"name":"A","translation_after_seconds":60,"any_level_after_seconds":50}`, http.StatusBadRequest, "any_level_after_seconds"},
		{"hours that end before they begin", http.MethodPost, "/teams", `{"name":"A","hours":{"zone":"UTC","weekly":[{"day":"monday","from":"17:00","to":"09:00"}]}}`, http.StatusBadRequest, "hours.weekly[0].to"},
		{"hours in a zone that does not exist", http.MethodPatch, "/teams/" + teamBikes, `{"hours":{"zone":"Mars/Olympus","weekly":[]}}`, http.StatusBadRequest, "hours.zone"},
		{"hours that are no plan", http.MethodPatch, "/teams/" + teamBikes, `{"hours":"always"}`, http.StatusBadRequest, "hours"},
		{"an unknown setting", http.MethodPost, "/teams", `{"name":"A","colour":"red"}`, http.StatusBadRequest, "colour"},
		{"an unknown team", http.MethodPatch, "/teams/team-nowhere-1", `{"limit":1}`, http.StatusNotFound, ""},
		{"an id that cannot be", http.MethodDelete, "/teams/%20%20%20%20%20%20%20%20", "", http.StatusNotFound, ""},

		{"a skill without a name", http.MethodPost, "/skills", `{"name":" "}`, http.StatusBadRequest, "name"},
		{"a skill with a long name", http.MethodPost, "/skills", `{"name":"` + long + `"}`, http.StatusBadRequest, "name"},
		{"a skill of the same name in other letters", http.MethodPost, "/skills", `{"name":"BILLING"}`, http.StatusConflict, "name"},
		{"a skill with a slash", http.MethodPost, "/skills", `{"name":"a/b"}`, http.StatusBadRequest, "name"},
		{"an unknown skill", http.MethodPatch, "/skills/welding", `{"description":"Metal"}`, http.StatusNotFound, ""},
		{"deleting an unknown skill", http.MethodDelete, "/skills/welding", "", http.StatusNotFound, ""},

		{"a status without a name", http.MethodPost, "/statuses", `{"name":" ","stands_for":"away"}`, http.StatusBadRequest, "name"},
		{"a status with a long name", http.MethodPost, "/statuses", `{"name":"` + long + `","stands_for":"away"}`, http.StatusBadRequest, "name"},
		{"a status called like one of the four", http.MethodPost, "/statuses", `{"name":"Busy","stands_for":"busy"}`, http.StatusBadRequest, "name"},
		{"a status of the same name in other letters", http.MethodPost, "/statuses", `{"name":"LUNCH","stands_for":"away"}`, http.StatusConflict, "name"},
		{"a status that stands for nothing", http.MethodPost, "/statuses", `{"name":"A","stands_for":"lunch"}`, http.StatusBadRequest, "stands_for"},
		{"a status that is away and takes work", http.MethodPost, "/statuses", `{"name":"A","stands_for":"away","takes_work":true}`, http.StatusBadRequest, "takes_work"},
		{"a colour by its name", http.MethodPost, "/statuses", `{"name":"A","stands_for":"away","color":"red"}`, http.StatusBadRequest, "color"},
		{"an unknown status", http.MethodPatch, "/statuses/status-none-1", `{"name":"A"}`, http.StatusNotFound, ""},

		{"working hours that overlap", http.MethodPatch, "/agents/" + string(ada), `{"hours":{"zone":"UTC","weekly":[{"day":"monday","from":"09:00","to":"17:00"},{"day":"monday","from":"16:00","to":"18:00"}]}}`, http.StatusBadRequest, "hours.weekly[1]"},
		{"working hours opened by hand", http.MethodPatch, "/agents/" + string(ada), `{"hours":{"zone":"UTC","weekly":[],"override":{"open":true,"from":"2026-09-14T08:00:00Z","until":"2026-09-14T09:00:00Z"}}}`, http.StatusBadRequest, "hours.override"},
		{"capacity below zero", http.MethodPatch, "/agents/" + string(ada), `{"capacity":-1}`, http.StatusBadRequest, "capacity"},
		{"capacity above the most", http.MethodPatch, "/agents/" + string(ada), `{"capacity":101}`, http.StatusBadRequest, "capacity"},
		{"a skill that there is not", http.MethodPatch, "/agents/" + string(ada), `{"skills":{"welding":3}}`, http.StatusBadRequest, "skills"},
		{"a level of zero", http.MethodPatch, "/agents/" + string(ada), `{"skills":{"billing":0}}`, http.StatusBadRequest, "skills.billing"},
		{"a level above five", http.MethodPatch, "/agents/" + string(ada), `{"skills":{"billing":6}}`, http.StatusBadRequest, "skills.billing"},
		{"a team that there is not", http.MethodPatch, "/agents/" + string(ada), `{"teams":["team-nowhere-1"]}`, http.StatusBadRequest, "teams"},
		{"a new person with a skill that there is not", http.MethodPost, "/agents", `{"name":"F","email":"f@example.com","role":"agent","skills":{"welding":3}}`, http.StatusBadRequest, "skills"},

		{"neither status", http.MethodPut, "/me/status", `{}`, http.StatusBadRequest, "status"},
		{"both statuses", http.MethodPut, "/me/status", `{"status":"away","own":"` + statusLunch + `"}`, http.StatusBadRequest, "status"},
		{"an own status that is gone", http.MethodPut, "/me/status", `{"own":"status-none-1"}`, http.StatusBadRequest, "own"},
		{"an own status until yesterday", http.MethodPut, "/me/status", `{"own":"` + statusLunch + `","until":"2020-01-01T00:00:00Z"}`, http.StatusBadRequest, "until"},
		{"the status of nobody", http.MethodPost, "/agents/agent-nobody-1/status", `{"status":"away"}`, http.StatusNotFound, ""},

		{"rules of another version", http.MethodPut, "/sites/" + string(siteA) + "/routing-rules", `{"rules":[],"version":3}`, http.StatusConflict, ""},
		{"a rule without a name", http.MethodPut, "/sites/" + string(siteA) + "/routing-rules", `{"version":0,"rules":[{"name":"","when":{},"then":{"target_seconds":60}}]}`, http.StatusBadRequest, "rules[0].name"},
		{"a rule without a target", http.MethodPut, "/sites/" + string(siteA) + "/routing-rules", `{"version":0,"rules":[{"name":"A","when":{},"then":{}}]}`, http.StatusBadRequest, "rules[0].then.target_seconds"},
		{"a rule to a team that there is not", http.MethodPut, "/sites/" + string(siteA) + "/routing-rules", `{"version":0,"rules":[{"name":"A","when":{},"then":{"target_seconds":60,"team":"team-nowhere-1"}}]}`, http.StatusBadRequest, "rules[0].then.team"},
		{"hours that there are not", http.MethodPut, "/sites/" + string(siteA) + "/routing-rules", `{"version":0,"rules":[{"name":"A","when":{"hours":"lunch"},"then":{"later":true}}]}`, http.StatusBadRequest, "rules[0].when.hours"},
		{"rules of no site", http.MethodGet, "/sites/site-nowhere/routing-rules", "", http.StatusNotFound, ""},
		{"a board of no site", http.MethodGet, "/board?site=site-nowhere", "", http.StatusNotFound, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code := map[int]chat.Code{http.StatusBadRequest: chat.Invalid, http.StatusConflict: chat.Conflict, http.StatusNotFound: chat.NotFound}[tt.status]
			newHouse(t, nil).as(dora, tt.method, tt.path, tt.body).wantError(tt.status, code, tt.field)
		})
	}
}

func TestNobodyHasAPlaceWithACapacityOfZero(t *testing.T) {
	h := newHouse(t, nil)
	got := read[struct{ Agent struct{ Capacity int } }](h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"capacity":0}`).want(http.StatusOK))
	if got.Agent.Capacity != 0 {
		t.Errorf("capacity %d, want 0: somebody who supervises and takes nothing", got.Agent.Capacity)
	}
}

func TestSkillsAndTeamsOfPeople(t *testing.T) {
	h := newHouse(t, nil)
	type withSkills struct {
		Agent struct {
			Skills     map[string]int
			Teams      []string
			Translates bool
		}
	}
	got := read[withSkills](h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"skills":{"Billing":4},"teams":["`+teamBikes+`"],"translates":true}`).want(http.StatusOK)).Agent
	if got.Skills["billing"] != 4 || !slices.Equal(got.Teams, []string{teamBikes}) || !got.Translates {
		t.Errorf("changed to %+v", got)
	}
	say := h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"skills":{"welding":3}}`).wantError(http.StatusBadRequest, chat.Invalid, "skills")
	if !strings.Contains(say, "welding") || !strings.Contains(say, "Settings, Skills") {
		t.Errorf("%q, want the skill named and where to add it", say)
	}
	if got := read[withSkills](h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"skills":{}}`).want(http.StatusOK)).Agent; len(got.Skills) != 0 || len(got.Teams) != 1 {
		t.Errorf("after taking all skills: %+v", got)
	}
}

func TestOwnStatuses(t *testing.T) {
	h := newHouse(t, nil)
	type status struct {
		ID         string
		Name       string
		StandsFor  string `json:"stands_for"`
		TakesWork  bool   `json:"takes_work"`
		Place      int
		Version    int64
		OwnMembers int `json:"people"`
	}
	made := read[status](h.as(dora, http.MethodPost, "/statuses", `{"name":"Mail only","stands_for":"available","takes_work":false,"color":"#C2410C"}`).want(http.StatusCreated))
	if made.Place != 1 || made.TakesWork || made.StandsFor != "available" {
		t.Errorf("created %+v", made)
	}
	moved := read[status](h.as(dora, http.MethodPatch, "/statuses/"+made.ID, `{"place":0,"version":1}`).want(http.StatusOK))
	all := read[struct{ Statuses []status }](h.as(ada, http.MethodGet, "/statuses", "").want(http.StatusOK)).Statuses
	if moved.Place != 0 || all[0].ID != made.ID || all[1].Place != 1 {
		t.Errorf("moved to %+v", all)
	}
	late := read[failure](h.as(dora, http.MethodPatch, "/statuses/"+made.ID, `{"name":"X","version":1}`).want(http.StatusConflict))
	if late.Present.Status == nil || late.Present.Status.Name != "Mail only" {
		t.Errorf("a late change: %+v", late)
	}
	type presence struct{ Status, Own, Shown string }
	if got := read[presence](h.as(ada, http.MethodPut, "/me/status", `{"own":"`+made.ID+`","until":"2026-09-14T12:00:00Z"}`).want(http.StatusOK)); got.Own != made.ID || got.Status != "available" {
		t.Errorf("own status %+v", got)
	}
	if got := read[presence](h.as(cleo, http.MethodPost, "/agents/"+string(ada)+"/status", `{"status":"offline"}`).want(http.StatusOK)); got.Own != "" || got.Status != "offline" {
		t.Errorf("set by the supervisor: %+v", got)
	}
	h.as(cleo, http.MethodPost, "/agents/"+string(ben)+"/status", `{"status":"offline"}`).wantError(http.StatusNotFound, chat.NotFound, "")
	h.as(dora, http.MethodDelete, "/statuses/"+made.ID, "").want(http.StatusOK)
	h.as(dora, http.MethodDelete, "/statuses/"+made.ID, "").wantError(http.StatusNotFound, chat.NotFound, "")
}

const someRules = `[{"name":"Boats","when":{"page":["/boats"]},"then":{"team":"` + teamBikes + `","target_seconds":45,"ahead":true}},
	{"name":"Wheels","when":{"page":["/wheels"],"attributes":{"plan":"pro,team"}},"then":{"skills":[{"name":"Billing","level":2}],"target_seconds":60}}]`

func TestRoutingRules(t *testing.T) {
	h := newHouse(t, nil)
	path := "/sites/" + string(siteA) + "/routing-rules"
	type document struct {
		Rules []struct {
			ID, Name string
			Then     struct {
				Team   string
				Skills []chat.SkillNeed
				Target int `json:"target_seconds"`
			}
		}
		Version  int64
		Shipped  bool
		Problems []struct{ Field string }
		By       string `json:"updated_by"`
	}
	shipped := read[document](h.as(ada, http.MethodGet, path, "").want(http.StatusOK))
	if !shipped.Shipped || shipped.Version != 0 || len(shipped.Rules) != len(routing.Shipped()) {
		t.Errorf("at first: %+v, want Baton's own", shipped)
	}
	put := read[document](h.as(dora, http.MethodPut, path, `{"version":0,"rules":`+someRules+`}`).want(http.StatusOK))
	if put.Shipped || put.Version != 1 || put.By != string(dora) || put.Rules[0].ID == "" || put.Rules[0].Then.Team != teamBikes || put.Rules[1].Then.Skills[0].Name != "billing" {
		t.Errorf("stored %+v", put)
	}
	late := read[failure](h.as(dora, http.MethodPut, path, `{"version":0,"rules":[]}`).want(http.StatusConflict))
	if late.Present.Rules == nil || late.Present.Rules.Version != 1 {
		t.Errorf("a late change: %+v, want the rules as they are", late)
	}
	wrong := `[{"name":"A","when":{},"then":{"target_seconds":60}},{"name":"a","when":{"reason":["boredom"]},"then":{}}]`
	refused := read[failure](h.as(dora, http.MethodPut, path, `{"version":1,"rules":`+wrong+`}`).want(http.StatusBadRequest))
	checked := read[struct{ Problems []struct{ Field, Say string } }](h.as(dora, http.MethodPost, path+"/check", `{"rules":`+wrong+`}`).want(http.StatusOK))
	if len(refused.Problems) < 4 || len(checked.Problems) != len(refused.Problems) || refused.Field != refused.Problems[0].Field {
		t.Errorf("refused with %+v, checked as %+v; want all problems in both", refused, checked)
	}
	if got := read[document](h.as(ada, http.MethodGet, path, "")); got.Version != 1 {
		t.Errorf("refused rules were stored: %+v", got)
	}
	// They are used now, by team and by skill.
	for _, at := range []string{"/teams/" + teamBikes, "/skills/billing"} {
		if used := read[failure](h.as(dora, http.MethodDelete, at, "").want(http.StatusConflict)); len(used.Uses) != 1 || used.Uses[0].Kind != "rule" || used.Uses[0].Site != "Bikes" {
			t.Errorf("%s is used by %+v, want a rule of Bikes", at, used.Uses)
		}
		h.as(dora, http.MethodDelete, at+"?force=true", "").want(http.StatusNoContent)
	}
	if got := read[document](h.as(ada, http.MethodGet, path, "")); got.Version != 3 || got.Rules[0].Then.Team != "" || len(got.Rules[1].Then.Skills) != 0 || len(got.Problems) != 0 {
		t.Errorf("after both were deleted: %+v", got)
	}
}

func TestTryingRules(t *testing.T) {
	h, _, id := waiting(t)
	path := "/sites/" + string(siteA) + "/routing-rules/try"
	type trial struct {
		Cases, Changed int
		Counts         []struct {
			Rule, Name    string
			Before, After int
		}
		Changes []struct {
			Conversation string
			After        struct {
				Target int `json:"target_seconds"`
			}
		}
	}
	rules := `[{"id":"rule-wheels","name":"Wheels","when":{"page":["/wheels"]},"then":{"target_seconds":45}}]`
	got := read[trial](h.as(dora, http.MethodPost, path, `{"rules":`+rules+`}`).want(http.StatusOK))
	if got.Cases != 1 || got.Changed != 1 || got.Counts[0].Rule != "rule-wheels" || got.Counts[0].After != 1 || got.Counts[0].Before != 0 ||
		got.Changes[0].Conversation != string(id) || got.Changes[0].After.Target != 45 {
		t.Errorf("tried: %+v", got)
	}
	if got := read[trial](h.as(dora, http.MethodPost, path, `{"rules":`+rules+`,"last":1}`).want(http.StatusOK)); got.Cases != 1 {
		t.Errorf("tried on the last: %+v", got)
	}
	if now := h.as(ada, http.MethodGet, "/sites/"+string(siteA)+"/routing-rules", "").want(http.StatusOK); strings.Contains(now.Body.String(), "rule-wheels") {
		t.Error("trying stored the rules")
	}
}

func TestWhyItWentToWhom(t *testing.T) {
	h, _, id := waiting(t)
	err := books{h}.open().PutDecision(t.Context(), store.Decision{ID: "offer-0001", Site: siteA, Explanation: routing.Explanation{Conversation: id, At: h.clock(),
		Line: "waited 0:12; least loaded of 2 who could", Method: routing.LoadBalanced, Could: 2, Cut: map[routing.Cut]int{routing.CutStatus: 1},
		Rows: []routing.Row{{Agent: ada, Name: "Ada", Chosen: true}, {Agent: emil, Name: "Emil"}, {Agent: cleo, Name: "Cleo", Cut: routing.CutStatus}}}})
	if err != nil {
		t.Fatal(err)
	}
	type decisions struct {
		Decisions []struct {
			ID, Say    string
			Cut        map[string]int
			Candidates []struct{ Agent, Cut string }
		}
	}
	path := "/conversations/" + string(id) + "/routing"
	if got := read[decisions](h.as(ada, http.MethodGet, path, "").want(http.StatusOK)).Decisions; len(got) != 1 || got[0].Say == "" || got[0].Candidates != nil || got[0].Cut != nil {
		t.Errorf("an agent sees %+v, want one line", got)
	}
	if got := read[decisions](h.as(cleo, http.MethodGet, path, "").want(http.StatusOK)).Decisions; len(got[0].Candidates) != 3 || got[0].Candidates[2].Cut != "status" || got[0].Cut["status"] != 1 {
		t.Errorf("a supervisor sees %+v, want everybody", got)
	}
}

func TestPassingOnToALine(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	for _, tt := range []struct{ name, body, field string }{
		{"nowhere", `{}`, "agent"},
		{"two places", `{"agent":"` + string(emil) + `","team":"` + teamBikes + `"}`, "agent"},
		{"a warm transfer to a team", `{"team":"` + teamBikes + `","warm":true}`, "warm"},
		{"a level without a skill", `{"team":"` + teamBikes + `","level":3}`, "level"},
		{"an unknown team", `{"team":"team-nowhere-1"}`, "team"},
		{"an unknown skill", `{"skill":"welding"}`, "skill"},
		{"a level above five", `{"skill":"billing","level":6}`, "level"},
	} {
		t.Run(tt.name, func(*testing.T) {
			h.as(ada, http.MethodPost, path+"/transfer", tt.body).wantError(http.StatusBadRequest, chat.Invalid, tt.field)
		})
	}
	type passed struct {
		changed
		Nobody bool `json:"nobody_routable"`
	}
	h.reachable = false
	got := read[passed](h.as(ada, http.MethodPost, path+"/transfer", `{"team":"`+teamBikes+`","note":"Knows bikes"}`).want(http.StatusOK))
	now := h.conversation(id)
	if kinds(got.Entries) != "note.posted agent.left conversation.routed conversation.queued" || !got.Nobody || now.State != chat.StateQueued || !now.Front ||
		now.Route.Team != teamBikes || now.Route.Language != now.Language {
		t.Errorf("to a team: %+v, route %+v", got, now.Route)
	}
	h.reachable = true
	got = read[passed](h.as(cleo, http.MethodPost, path+"/transfer", `{"skill":"Billing","level":3,"note":"Ask for the invoice"}`).want(http.StatusOK))
	if now = h.conversation(id); kinds(got.Entries) != "conversation.routed note.posted" || got.Nobody || now.Route.Team != "" || now.Route.Skills[0] != (chat.SkillNeed{Name: "billing", Level: 3}) {
		t.Errorf("into another line by the supervisor: %+v, route %+v", got, now.Route)
	}
	h.as(ada, http.MethodPost, path+"/transfer", `{"team":"`+teamBikes+`"}`).wantError(http.StatusConflict, chat.Conflict, "")
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	h.as(ada, http.MethodPost, path+"/transfer", `{"to":"`+string(emil)+`"}`).want(http.StatusOK) // as clients did before
}

// TestPassingOnKeepsWhatARuleGaveItsVisitor passes a VIP's conversation to a team that is
// closed by its hours.
func TestPassingOnKeepsWhatARuleGaveItsVisitor(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id)
	was := chat.Route{Rule: "VIP", Topic: "billing", Team: "team-vip", Language: "de", Tier: "vip", Ahead: true, Target: 30, Next: 60, Resolution: 600,
		Preferred: emil, Named: []chat.AgentID{emil}, Skills: []chat.SkillNeed{{Name: "billing", Level: 3}}}
	h.must(id, chat.Reroute{By: chat.BySystem, Route: was})
	h.closedFor = map[chat.TeamID]chat.TeamID{teamBikes: "team-night"}
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	h.as(ada, http.MethodPost, path+"/transfer", `{"team":"`+teamBikes+`"}`).want(http.StatusOK)
	want := chat.Route{Topic: "billing", Team: "team-night", Overflow: teamBikes, Language: "de", Tier: "vip", Ahead: true, Target: 30, Next: 60, Resolution: 600}
	if got := h.conversation(id).Route; !reflect.DeepEqual(*got, want) {
		t.Errorf("passed on it needs %+v, want %+v", *got, want)
	}
}

// TestTheLimitOfASiteIsToldToEverybodyItBinds looks at whose places were told again.
func TestTheLimitOfASiteIsToldToEverybodyItBinds(t *testing.T) {
	h := newHouse(t, nil)
	type site struct{ Limit int }
	path := "/sites/" + string(siteA)
	h.as(dora, http.MethodPatch, path, `{"limit":101}`).wantError(http.StatusBadRequest, chat.Invalid, "limit")
	h.as(dora, http.MethodPatch, path, `{"name":"Shop"}`).want(http.StatusOK)
	if len(h.refreshed) > 0 {
		t.Errorf("another name told the places of %v", h.refreshed)
	}
	if got := read[site](h.as(dora, http.MethodPatch, path, `{"limit":2}`).want(http.StatusOK)); got.Limit != 2 {
		t.Errorf("limit %d, want 2", got.Limit)
	}
	if !slices.Contains(h.refreshed, ada) || !slices.Contains(h.refreshed, dora) {
		t.Errorf("told of %v, want everybody", h.refreshed)
	}
	if got := read[site](h.as(dora, http.MethodGet, path, "").want(http.StatusOK)); got.Limit != 2 {
		t.Errorf("limit %d afterwards, want 2", got.Limit)
	}
}

func TestAssigning(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id) + "/assign"
	h.as(ada, http.MethodPost, path, `{"agent":"`+string(emil)+`"}`).wantError(http.StatusForbidden, chat.Forbidden, "")
	h.as(cleo, http.MethodPost, path, `{"agent":"`+string(ben)+`"}`).wantError(http.StatusBadRequest, chat.Invalid, "agent")
	got := read[changed](h.as(cleo, http.MethodPost, path, `{"agent":"`+string(emil)+`","note":"You know them"}`).want(http.StatusOK))
	if got.Conversation.Owner.ID != string(emil) || got.Conversation.State != "active" || !strings.HasPrefix(kinds(got.Entries), "note.posted agent.joined") {
		t.Errorf("assigned: %+v", got)
	}
	forced := read[changed](h.as(cleo, http.MethodPost, path, `{"agent":"`+string(ada)+`","force":true}`).want(http.StatusOK))
	if forced.Conversation.Owner.ID != string(ada) {
		t.Errorf("taken from Emil and given to Ada: %+v", forced)
	}
	logged := h.some(id, 100, false, func(e chat.Entry) bool {
		f, ok := e.Fact.(chat.AgentJoined)
		return ok && f.How == chat.JoinedByForce && e.By.IsAgent(cleo) && f.Agent.ID == ada
	})
	if len(logged) != 1 {
		t.Error("the timeline does not say who forced it on whom")
	}
}

type board struct {
	Today time.Time
	Tiles struct {
		Waiting, Available, Offline, Answered, Promises, Late int
		InTime                                                int `json:"answered_in_time"`
		Kept                                                  int `json:"promises_kept"`
		FollowUps                                             int `json:"follow_ups"`
		Overdue                                               int `json:"follow_ups_overdue"`
		Due                                                   int `json:"follow_ups_due"`
	}
	Queues []struct {
		Team    string
		Waiting int
		Entries []struct {
			Conversation string
			Target       int `json:"target_seconds"`
		}
	}
	Agents []struct {
		Agent         string
		Missed        int `json:"missed_today"`
		Conversations []struct{ Conversation string }
	}
	Alarms []struct{ Kind, Site, Team, Say string }
}

func (b board) alarms() string {
	var kinds []string
	for _, a := range b.Alarms {
		kinds = append(kinds, a.Kind)
	}
	return strings.Join(kinds, ", ")
}

func TestTheBoard(t *testing.T) {
	h, _, id := waiting(t)
	b := read[board](h.as(cleo, http.MethodGet, "/board", "").want(http.StatusOK))
	if b.Tiles.Waiting != 1 || b.Queues[0].Team != "" || b.Queues[0].Waiting != 1 || b.Queues[0].Entries[0].Conversation != string(id) || b.Queues[0].Entries[0].Target != 180 ||
		len(b.Queues) != 2 || b.Alarms == nil || b.alarms() != "" {
		t.Errorf("one waits: %+v", b)
	}
	if want := time.Date(2026, 9, 13, 22, 0, 0, 0, time.UTC); !b.Today.Equal(want) {
		t.Errorf("today began at %s, want %s: midnight in Berlin", b.Today, want)
	}
	var names []string
	for _, a := range b.Agents {
		names = append(names, a.Agent)
	}
	if !slices.Equal(names, []string{string(ada), string(cleo), string(dora), string(emil)}) || b.Agents[0].Missed != 2 {
		t.Errorf("people on the board of site A: %+v", b.Agents)
	}
	h.must(id, chat.Reroute{By: chat.BySystem, Route: chat.Route{Team: teamBikes, Target: 30}},
		chat.ChangePromise{Promise: chat.Promise{Kind: chat.PromiseRange, Low: 30, High: 60, MadeAt: h.clock()}})
	for _, by := range []time.Duration{time.Minute, time.Hour, 48 * time.Hour} {
		other := h.guest(keyA).write("Write to me")
		h.must(other, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: chat.BySystem, Told: "Later.", Why: "chosen", Promise: chat.Promise{Kind: chat.PromiseByTime, By: h.clock().Add(by), MadeAt: h.clock()}})
	}
	h.as(dora, http.MethodPatch, "/teams/"+teamBikes, `{"max_wait_seconds":60,"max_waiting":1}`).want(http.StatusOK)
	h.pass(2 * time.Minute)
	b = read[board](h.as(cleo, http.MethodGet, "/board?site="+string(siteA), "").want(http.StatusOK))
	if b.Queues[1].Team != teamBikes || b.Queues[1].Waiting != 1 || b.Queues[1].Entries[0].Target != 30 || b.alarms() != "waited_too_long, past_due" || b.Alarms[1].Say != "2 answers are past their time, the longest by over 1 min." || b.Tiles.Late != 2 || b.Alarms[0].Say != "Somebody waits for Bikes, past its limit of 1 min by over 1 min." || b.Tiles.Promises != 2 || b.Tiles.Kept != 0 ||
		b.Tiles.FollowUps != 3 || b.Tiles.Overdue != 1 || b.Tiles.Due != 1 {
		t.Errorf("past the team's limit and the promise: %+v", b)
	}
	second := h.guest(keyA).write("Me too")
	h.must(second, chat.RequestHandoff{Handoff: "handoff-second", By: chat.BySystem, Told: "Of course.", Live: true, Route: &chat.Route{Team: teamBikes},
		Promise: chat.Promise{Kind: chat.PromiseRange, High: 600, MadeAt: h.clock()}})
	b = read[board](h.as(cleo, http.MethodGet, "/board", "").want(http.StatusOK))
	if b.alarms() != "too_many_waiting, waited_too_long, past_due" || b.Queues[1].Waiting != 2 {
		t.Errorf("two wait for a team that lets one wait: %+v", b)
	}
	h.must(second, chat.CancelHandoff{By: h.conversation(second).Visitor})
	h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/claim", `{}`).want(http.StatusOK)
	b = read[board](h.as(cleo, http.MethodGet, "/board", "").want(http.StatusOK))
	if b.Tiles.Waiting != 0 || b.Tiles.Answered != 1 || b.Tiles.InTime != 1 || len(b.Agents[0].Conversations) != 1 || b.Tiles.Promises != 2 || b.Tiles.Kept != 0 {
		t.Errorf("claimed: %+v", b)
	}
	for _, a := range []chat.AgentID{ada, cleo, dora, emil} {
		h.as(a, http.MethodPut, "/me/status", `{"status":"away"}`).want(http.StatusOK)
	}
	h.mu.Lock()
	h.invariants = store.Invariants{Orphans: 2, StreamHoles: 1}
	h.mu.Unlock()
	b = read[board](h.as(cleo, http.MethodGet, "/board", "").want(http.StatusOK))
	if b.alarms() != "nobody_on_shift, past_due, invariant, invariant" || b.Tiles.Available != 0 {
		t.Errorf("nobody on shift in open hours, and broken promises: %+v", b)
	}
	h.pass(12 * time.Hour)
	if b = read[board](h.as(cleo, http.MethodGet, "/board", "").want(http.StatusOK)); b.alarms() != "past_due, invariant, invariant" || b.Alarms[0].Say != "3 answers are past their time, the longest by over 12 h." {
		t.Errorf("at night nobody has to be there: %+v", b.Alarms)
	}
	h.as(cleo, http.MethodGet, "/board?site="+string(siteB), "").wantError(http.StatusNotFound, chat.NotFound, "")
	h.as(ada, http.MethodGet, "/board", "").wantError(http.StatusForbidden, chat.Forbidden, "")
}

func TestADisabledAccountHasNoStatusToSet(t *testing.T) {
	h := newHouse(t, nil)
	h.as(dora, http.MethodPatch, "/agents/"+string(emil), `{"disabled":true}`).want(http.StatusOK)
	h.as(cleo, http.MethodPost, "/agents/"+string(emil)+"/status", `{"status":"away"}`).wantError(http.StatusConflict, chat.Conflict, "")
	if got := h.statuses[emil]; got != agent.Available {
		t.Errorf("status %s, want it as it was", got)
	}
}

func TestTopicsOfASite(t *testing.T) {
	h := newHouse(t, nil)
	path := "/sites/" + string(siteA) + "/topics"
	type topics struct {
		Topics []struct {
			Name     string
			Off      bool
			Examples []string
		}
		Version int64
	}
	got := read[topics](h.as(ada, http.MethodGet, path, "").want(http.StatusOK))
	if got.Version != 0 || len(got.Topics) != 9 {
		t.Fatalf("a site starts with %+v", got)
	}
	wheels := `{"name":"Wheels","examples":["true my rim","which spokes","build a wheelset"]}`
	got = read[topics](h.as(dora, http.MethodPut, path, `{"topics":[{"name":"billing","shipped":true},`+wheels+`],"version":0}`).want(http.StatusOK))
	if got.Version != 1 || len(got.Topics) != 2 || got.Topics[1].Name != "wheels" {
		t.Errorf("stored %+v", got)
	}
	h.as(dora, http.MethodPut, path, `{"topics":[`+wheels+`],"version":0}`).wantError(http.StatusConflict, chat.Conflict, "")
	h.as(dora, http.MethodPut, path, `{"topics":[{"name":"bare"}],"version":1}`).wantError(http.StatusBadRequest, chat.Invalid, "topics[0].examples")
	h.as(dora, http.MethodPost, path+"/try", `{"topics":[`+wheels+`],"messages":["  "]}`).wantError(http.StatusBadRequest, chat.Invalid, "messages")
	tried := read[struct {
		Topic   string
		Words   []string
		Guesses []struct {
			Name  string
			Share float64
		}
	}](h.as(dora, http.MethodPost, path+"/try", `{"topics":[{"name":"billing","shipped":true},`+wheels+`],"messages":["Can you build me a wheelset with red spokes?"]}`).want(http.StatusOK))
	if tried.Topic != "wheels" || !slices.Contains(tried.Words, "wheelset") || len(tried.Guesses) != 2 || tried.Guesses[0].Share < .5 {
		t.Errorf("tried: %+v", tried)
	}
	// Said before the rule is saved.
	check := `{"rules":[{"name":"Brakes","when":{"topic":["brakes"]},"then":{"target_seconds":60}}]}`
	found := read[struct{ Problems []struct{ Field, Say string } }](h.as(dora, http.MethodPost, "/sites/"+string(siteA)+"/routing-rules/check", check).want(http.StatusOK))
	if len(found.Problems) != 1 || found.Problems[0].Field != "rules[0].when.topic" {
		t.Errorf("a topic that nobody looks for: %+v", found)
	}
}

func TestTheBoardSaysWhichTeamIsEmpty(t *testing.T) {
	h := newHouse(t, nil)
	alarms := func() string {
		b := read[board](h.as(cleo, http.MethodGet, "/board?site="+string(siteA), "").want(http.StatusOK))
		var out []string
		for _, a := range b.Alarms {
			out = append(out, a.Say)
		}
		return strings.Join(out, " ")
	}
	change := func(body string) {
		t.Helper()
		h.as(dora, http.MethodPatch, "/teams/"+teamBikes, body).want(http.StatusOK)
	}
	change(`{"members":["` + string(ada) + `"]}`)
	h.as(ada, http.MethodPut, "/me/status", `{"status":"away"}`).want(http.StatusOK)
	want := "Bikes is open on Bikes, and nobody of it takes conversations."
	if got := alarms(); got != want {
		t.Errorf("its one member is away: %q, want %q", got, want)
	}
	h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"hours":{"zone":"UTC","weekly":[{"day":"monday","from":"00:00","to":"24:00"}]}}`).want(http.StatusOK)
	if got := alarms(); got != want+" By their hours Ada should be there." {
		t.Errorf("she should be there: %q", got)
	}
	h.as(dora, http.MethodPatch, "/agents/"+string(ben), `{"hours":{"zone":"UTC","weekly":[{"day":"monday","from":"00:00","to":"24:00"}]}}`).want(http.StatusOK)
	change(`{"members":["` + string(ada) + `","` + string(ben) + `"]}`)
	all := read[board](h.as(dora, http.MethodGet, "/board", "").want(http.StatusOK))
	if i := slices.IndexFunc(all.Alarms, func(a struct{ Kind, Site, Team, Say string }) bool { return a.Site == string(siteA) }); i < 0 || strings.Contains(all.Alarms[i].Say, "Ben") {
		t.Errorf("Ben works on another site: %+v", all.Alarms)
	}
	change(`{"members":["` + string(ada) + `"]}`)
	h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"hours":{}}`).want(http.StatusOK)
	if got := alarms(); got != want {
		t.Errorf("without hours again: %q", got)
	}
	change(`{"hours":{"zone":"UTC","weekly":[]}}`)
	if got := alarms(); got != "" {
		t.Errorf("closed by its own hours: %q", got)
	}
	change(`{"hours":{}}`)
	helper := read[team](h.as(dora, http.MethodPost, "/teams", `{"name":"Helpers","members":["`+string(emil)+`"]}`).want(http.StatusCreated))
	change(`{"overflow":"` + helper.ID + `"}`)
	if got := alarms(); got != "" {
		t.Errorf("who helps out is there: %q", got)
	}
}
