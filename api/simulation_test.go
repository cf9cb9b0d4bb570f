package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

type simulatedDay struct {
	Total struct {
		Came, Answered, Abandoned, Later int
		Mean                             float64 `json:"mean_wait_seconds"`
		Level                            float64 `json:"service_level"`
	}
	Occupancy float64
	Teams     []struct {
		Team, Name string
		Figures    struct{ Came int }
	}
	People []struct {
		Agent, Name string
		Answered    int
		Present     int `json:"present_seconds"`
	}
}

type simulated struct {
	Arrivals   int
	Synthetic  bool
	Notes      []string
	Now, Draft simulatedDay
}

// busyMorning puts forty handoffs into an hour, and two people at work in it.
func busyMorning(t *testing.T) (h *house, body func(draft string) string) {
	t.Helper()
	h = newHouse(t, nil)
	from := h.clock().Add(-2 * time.Hour)
	for i := range 40 {
		at := from.Add(time.Duration(i) * 90 * time.Second)
		c := &chat.Conversation{ID: chat.ConversationID(fmt.Sprint("conversation-past-", i)), Site: siteA, Page: chat.Page{URL: "https://bikes.example/wheels"}}
		one := store.Arrival{HandedOff: store.HandedOff{Conversation: c}, Site: siteA, At: at, Reason: chat.ExplicitRequest, InLine: true, End: store.ArrivalJoined, Wait: 10 * time.Second, Handle: 15 * time.Minute}
		if i%10 == 9 {
			one.End, one.Handle, one.Wait = store.ArrivalLeft, 0, time.Minute
		}
		h.arrivals = append(h.arrivals, one)
	}
	for _, a := range []chat.AgentID{ada, emil} {
		h.work = append(h.work, store.Work{Agent: a, From: from, To: from.Add(2 * time.Hour)})
	}
	return h, func(draft string) string {
		return fmt.Sprintf(`{"site":%q,"from":%q,"to":%q,"draft":%s}`, siteA, from.Format(time.RFC3339), h.clock().Format(time.RFC3339), draft)
	}
}

func TestSimulatingWhatCame(t *testing.T) {
	h, body := busyMorning(t)
	got := read[simulated](h.as(cleo, http.MethodPost, "/simulations", body(`{"more_people":[{"like":"`+string(ada)+`","count":3}]}`)).want(http.StatusOK))
	if got.Arrivals != 40 || got.Synthetic || got.Now.Total.Came != 40 || got.Draft.Total.Came != 40 {
		t.Errorf("%d arrivals, now %+v, draft %+v", got.Arrivals, got.Now.Total, got.Draft.Total)
	}
	if got.Draft.Total.Level <= got.Now.Total.Level || got.Draft.Total.Mean >= got.Now.Total.Mean || got.Draft.Occupancy >= got.Now.Occupancy {
		t.Errorf("three more people should help: now %+v (%v), draft %+v (%v)", got.Now.Total, got.Now.Occupancy, got.Draft.Total, got.Draft.Occupancy)
	}
	if len(got.Draft.People) != len(got.Now.People)+3 || !strings.Contains(strings.Join(got.Notes, " "), "4 of 40 who waited gave up") {
		t.Errorf("people %+v, notes %q", got.Draft.People, got.Notes)
	}
	again := read[simulated](h.as(cleo, http.MethodPost, "/simulations", body(`{"more_people":[{"like":"`+string(ada)+`","count":3}]}`)).want(http.StatusOK))
	if fmt.Sprint(again) != fmt.Sprint(got) {
		t.Error("the same question had another answer")
	}
}

func TestSimulatingAnotherSetup(t *testing.T) {
	h, body := busyMorning(t)
	h.as(dora, http.MethodPost, "/teams", `{"name":"Wheels","members":["`+string(ada)+`"]}`).want(http.StatusCreated)
	team := read[struct{ Teams []struct{ ID, Name string } }](h.as(dora, http.MethodGet, "/teams", ""))
	id := ""
	for _, one := range team.Teams {
		if one.Name == "Wheels" {
			id = one.ID
		}
	}
	rules := `[{"id":"wheels","name":"Wheels","when":{"page":["/wheels"]},"then":{"team":"` + id + `","target_seconds":60}}]`
	got := read[simulated](h.as(cleo, http.MethodPost, "/simulations", body(`{"rules":`+rules+`,"teams":[{"id":"`+id+`","change":{"max_wait_seconds":120,"offer_seconds":0}}],"people":[{"agent":"`+string(emil)+`","away":true},{"agent":"`+string(ada)+`","capacity":1}],"arrivals_percent":200}`)).want(http.StatusOK))
	if len(got.Draft.Teams) != 1 || got.Draft.Teams[0].Name != "Wheels" || got.Draft.Total.Came != 80 || got.Draft.Total.Later == 0 {
		t.Errorf("draft %+v", got.Draft)
	}
	for _, p := range got.Draft.People {
		if p.Agent == string(emil) && (p.Answered != 0 || p.Present != 0) {
			t.Errorf("who is away answered: %+v", p)
		}
	}
	if got.Now.Total.Came != 40 || len(got.Now.Teams) != 1 || got.Now.Teams[0].Team != "" {
		t.Errorf("now %+v", got.Now)
	}
}

func TestSimulatingALoadThatIsMadeUp(t *testing.T) {
	h, _ := busyMorning(t)
	got := read[simulated](h.as(cleo, http.MethodPost, "/simulations", `{"synthetic":{"length_hours":4,"streams":[{"per_hour":60,"handle_seconds":300,"patience_seconds":200}]},"draft":{"people":[{"agent":"`+string(ada)+`","capacity":1}]}}`).want(http.StatusOK))
	if !got.Synthetic || got.Arrivals < 180 || got.Arrivals > 300 || got.Now.Total.Came != got.Arrivals {
		t.Errorf("%+v", got)
	}
	few, _ := busyMorning(t)
	few.arrivals = few.arrivals[:7]
	day := few.clock().Add(-3 * time.Hour).Format(time.RFC3339)
	little := read[simulated](few.as(cleo, http.MethodPost, "/simulations", `{"from":"`+day+`"}`).want(http.StatusOK))
	if little.Arrivals != 7 || !strings.HasPrefix(little.Notes[0], "Only 7 conversations were stored; this says little.") {
		t.Errorf("%+v", little)
	}
}

func TestSimulationsThatCannotBeAreRefused(t *testing.T) {
	h, body := busyMorning(t)
	for name, bad := range map[string]struct{ body, field string }{
		"no period":              {`{}`, "from"},
		"the wrong way round":    {`{"from":"2026-09-13T00:00:00Z","to":"2026-09-12T00:00:00Z"}`, "to"},
		"longer than a month":    {`{"from":"2026-07-01T00:00:00Z","to":"2026-09-12T00:00:00Z"}`, "to"},
		"too much of a load":     {`{"synthetic":{"length_hours":24,"streams":[{"per_hour":5000,"handle_seconds":60}]}}`, "synthetic.streams"},
		"a stream of no length":  {`{"synthetic":{"length_hours":24,"streams":[{"per_hour":5}]}}`, "synthetic.streams[0].handle_seconds"},
		"a stream of no site":    {`{"synthetic":{"length_hours":1,"streams":[{"site":"site-cars","per_hour":5,"handle_seconds":60}]}}`, "synthetic.streams[0].site"},
		"rules without a site":   {`{"from":"2026-09-13T00:00:00Z","draft":{"rules":[]}}`, "site"},
		"rules that cannot work": {body(`{"rules":[{"name":"A","when":{},"then":{}}]}`), "draft.rules[0].then.target_seconds"},
		"a team there is not":    {body(`{"teams":[{"id":"team-x","change":{}}]}`), "draft.teams[0].id"},
		"a person there is not":  {body(`{"people":[{"agent":"agent-ben-1"}]}`), "draft.people[0].agent"},
		"like nobody, no places": {body(`{"more_people":[{"count":1}]}`), "draft.more_people[0].capacity"},
		"like somebody else":     {body(`{"more_people":[{"count":1,"like":"agent-x"}]}`), "draft.more_people[0].like"},
		"more in no team":        {body(`{"more_people":[{"count":1,"capacity":2,"teams":["team-none"]}]}`), "draft.more_people[0].teams"},
		"too many more":          {body(`{"more_people":[{"count":150,"capacity":2},{"count":60,"capacity":2}]}`), "draft.more_people[1].count"},
		"twenty times as many":   {body(`{"arrivals_percent":2000}`), "draft.arrivals_percent"},
	} {
		t.Run(name, func(t *testing.T) {
			h.as(cleo, http.MethodPost, "/simulations", bad.body).wantError(http.StatusBadRequest, chat.Invalid, bad.field)
		})
	}
	h.as(ada, http.MethodPost, "/simulations", body(`{}`)).wantError(http.StatusForbidden, chat.Forbidden, "")
	h.as(cleo, http.MethodPost, "/simulations", strings.Replace(body(`{}`), string(siteA), string(siteB), 1)).wantError(http.StatusNotFound, chat.NotFound, "")
}

func TestWhatIsImaginedKeepsTheMachineBusyOnlySoOften(t *testing.T) {
	h := newHouse(t, func(c *api.Config) { c.Limits.Imagined = limit.Budget{Name: "imagined", Burst: 3, Every: time.Minute} })
	site := "/sites/" + string(siteA)
	asked := map[string]string{
		"/simulations":       `{"synthetic":{"length_hours":1,"streams":[{"per_hour":1,"handle_seconds":60}]},"draft":{}}`,
		site + "/rehearsal":  `{}`,
		site + "/topics/try": `{"topics":[{"name":"billing","shipped":true}],"messages":["My bill"]}`,
	}
	for path, body := range asked {
		h.as(dora, http.MethodPost, path, body).want(http.StatusOK)
	}
	for path, body := range asked {
		h.as(dora, http.MethodPost, path, body).wantError(http.StatusTooManyRequests, chat.TooMany, "")
	}
	h.as(emil, http.MethodGet, site+"/topics", "").want(http.StatusOK)
}
