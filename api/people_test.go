package api_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// painted makes a picture of a size.
func painted(t *testing.T, w, h int, form string) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), 200, 255})
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, m)
	if form == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestMyProfile(t *testing.T) {
	h := newHouse(t, nil)
	type me struct {
		Agent struct {
			Name, Title, Greeting, Picture string
			Languages                      []string
			Presence                       struct{ Shown string }
		}
		Preferences map[string]any
	}
	got := read[me](h.as(ada, http.MethodPatch, "/me", `{"name":"Ada L.","title":"","greeting":"Hello, {name} here","languages":["DE","en"],"preferences":{"theme":"dark","panes":{"list":320}}}`).want(http.StatusOK))
	if got.Agent.Name != "Ada L." || got.Agent.Title != "" || got.Agent.Languages[0] != "de" || got.Preferences["theme"] != "dark" {
		t.Errorf("me = %+v", got)
	}
	got = read[me](h.as(ada, http.MethodPatch, "/me", `{"title":"Care"}`).want(http.StatusOK))
	if got.Agent.Name != "Ada L." || got.Agent.Greeting != "Hello, {name} here" || got.Preferences["theme"] != "dark" {
		t.Errorf("me = %+v, want everything else to stay", got)
	}
	tests := []struct{ name, body, field string }{
		{"an empty name", `{"name":""}`, "name"},
		{"a name of spaces", `{"name":"   "}`, "name"},
		{"a long name", `{"name":"` + strings.Repeat("a", 81) + `"}`, "name"},
		{"a greeting that nothing fills in", `{"greeting":"Hi {first_name}"}`, "greeting"},
		{"preferences that are no object", `{"preferences":[]}`, "preferences"},
		{"preferences of 20 KiB", `{"preferences":{"a":"` + strings.Repeat("x", 20<<10) + `"}}`, "preferences"},
		{"a role", `{"role":"admin"}`, "role"},
		{"a picture that is no base64", `{"picture":"%%%"}`, "picture"},
		{"a picture that is none", `{"picture":"` + base64.StdEncoding.EncodeToString([]byte("<svg onload=alert(1)>")) + `"}`, "picture"},
		{"a picture that is too wide", `{"picture":"` + painted(t, 1025, 1, "png") + `"}`, "picture"},
		{"a picture that ends early", `{"picture":"` + painted(t, 64, 64, "png")[:200] + `"}`, "picture"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h.as(ada, http.MethodPatch, "/me", test.body).wantError(http.StatusBadRequest, chat.Invalid, test.field)
		})
	}
}

// TestOfTwoAdminsTheLaterIsTold: nobody's change is overwritten by a form that was opened before it.
func TestOfTwoAdminsTheLaterIsTold(t *testing.T) {
	h := newHouse(t, nil)
	path := "/agents/" + string(ada)
	change := func(body string) answer { return h.as(dora, http.MethodPatch, path, body) }
	first := read[account](change(`{"title":"Billing"}`).want(http.StatusOK)).Agent
	h.as(ada, http.MethodPatch, "/me", `{"greeting":"Hello!","preferences":{"theme":"dark"}}`).want(http.StatusOK)
	late := read[failure](change(`{"capacity":9,"version":` + strconv.FormatInt(first.Version, 10) + `}`).want(http.StatusConflict))
	if late.Code != "conflict" || late.Field != "" || late.Present.Agent == nil || late.Present.Agent.Name != "Ada" || late.Present.Agent.Email == "" {
		t.Errorf("a late change: %+v, want her as she is", late)
	}
	now := read[account](change(`{}`).want(http.StatusOK)).Agent
	if now.Capacity == 9 || now.Version != first.Version+1 {
		t.Errorf("she is %+v, want one change since %+v: her greeting", now, first)
	}
	h.as(ada, http.MethodPatch, "/me", `{"preferences":{"theme":"light"}}`).want(http.StatusOK)
	if again := read[account](change(`{"capacity":9,"version":` + strconv.FormatInt(now.Version, 10) + `}`).want(http.StatusOK)).Agent; again.Capacity != 9 || again.Version != now.Version+1 {
		t.Errorf("a change of what is there: %+v", again)
	}
	change(`{"version":0}`).wantError(http.StatusBadRequest, chat.Invalid, "version")
}

type account struct {
	Agent struct {
		Capacity int
		Version  int64
	}
}

func TestPicture(t *testing.T) {
	h := newHouse(t, nil)
	get := func(header map[string]string) answer {
		return h.do(request{method: http.MethodGet, path: "/api/v1/agents/" + string(ada) + "/picture", header: header})
	}
	get(nil).wantError(http.StatusNotFound, chat.NotFound, "")
	a := h.as(ada, http.MethodPatch, "/me", `{"picture":"`+painted(t, 600, 400, "jpeg")+`"}`).want(http.StatusOK)
	if path := read[struct{ Agent struct{ Picture string } }](a).Agent.Picture; path != "/api/v1/agents/"+string(ada)+"/picture" {
		t.Errorf("picture = %q, want its path", path)
	}
	a = get(nil).want(http.StatusOK)
	m, form, err := image.Decode(a.Body)
	if err != nil || form != "jpeg" || m.Bounds().Dx() != 256 || m.Bounds().Dy() != 256 {
		t.Errorf("picture is %s of %v, %v; want a JPEG of 256 x 256", form, m.Bounds(), err)
	}
	if a.Header().Get("Content-Type") != "image/jpeg" || a.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", a.Header())
	}
	get(map[string]string{"If-None-Match": a.Header().Get("ETag")}).want(http.StatusNotModified)
	h.as(ada, http.MethodPatch, "/me", `{"picture":""}`).want(http.StatusOK)
	get(nil).want(http.StatusNotFound)
}

func TestMyPasswordAndStatus(t *testing.T) {
	h := newHouse(t, nil)
	h.withPassword(ada)
	h.as(ada, http.MethodPut, "/me/password", `{"current":"wrong","new":"blaues Pferd am Meer"}`).wantError(http.StatusBadRequest, chat.Invalid, "current")
	h.as(ada, http.MethodPut, "/me/password", `{"current":"`+password+`","new":"too short"}`).wantError(http.StatusBadRequest, chat.Invalid, "new")
	h.as(ada, http.MethodPut, "/me/password", `{"current":"`+password+`","new":"blaues Pferd am Meer"}`).want(http.StatusNoContent)
	h.post("/auth/sign-in", `{"email":"ada@example.com","password":"blaues Pferd am Meer"}`).want(http.StatusOK)

	a := h.as(ada, http.MethodPut, "/me/status", `{"status":"away","until":"2026-09-14T12:00:00Z"}`).want(http.StatusOK)
	if st := read[struct{ Agent, Status string }](a); st.Status != "away" || st.Agent != string(ada) {
		t.Errorf("status = %+v, want Ada away", st)
	}
	h.as(ada, http.MethodPut, "/me/status", `{"status":"away","until":"2026-09-14T09:00:00Z"}`).wantError(http.StatusBadRequest, chat.Invalid, "until")
}

type listedAgents struct {
	Agents []struct{ ID, Name, Email, Greeting string }
}

func TestAgentsSeeColleaguesButNotTheirAddresses(t *testing.T) {
	h := newHouse(t, nil)
	names := func(list listedAgents) string {
		var all []string
		for _, a := range list.Agents {
			entry := a.Name
			if a.Email != "" {
				entry += "+"
			}
			all = append(all, entry)
		}
		return strings.Join(all, " ")
	}
	tests := []struct {
		who  chat.AgentID
		want string // + after whose address is shown
	}{
		{ada, "Ada+ Cleo Dora Emil"}, // Ben works elsewhere
		{cleo, "Ada Cleo+ Dora Emil"},
		{ben, "Ben+ Dora"},
		{dora, "Ada+ Ben+ Cleo+ Dora+ Emil+"},
	}
	for _, test := range tests {
		if got := names(read[listedAgents](h.as(test.who, http.MethodGet, "/agents", "").want(http.StatusOK))); got != test.want {
			t.Errorf("%s sees %s, want %s", test.who, got, test.want)
		}
	}
}

func TestAdminAddsAnAgentWhoCanSignIn(t *testing.T) {
	h := newHouse(t, nil)
	created := read[struct {
		Agent    struct{ ID, Role string }
		Password string
	}](h.as(dora, http.MethodPost, "/agents", `{"name":"Finn","email":"FINN@example.com","role":"supervisor","sites":["site-bikes"],"capacity":0}`).want(http.StatusCreated))
	if created.Password == "" || created.Agent.Role != "supervisor" {
		t.Fatalf("created = %+v, want a password to hand over", created)
	}
	h.post("/auth/sign-in", `{"email":"finn@example.com","password":"`+created.Password+`"}`).want(http.StatusOK)
	if strings.Contains(h.log.String(), created.Password) {
		t.Error("the log holds the password")
	}
	h.as(dora, http.MethodPost, "/agents", `{"name":"Finn","email":"finn@example.com","role":"agent"}`).wantError(http.StatusConflict, chat.Conflict, "email")
	h.as(dora, http.MethodPost, "/agents", `{"name":"Gil","email":"gil@example.com","role":"agent","sites":["site-cars"]}`).wantError(http.StatusBadRequest, chat.Invalid, "sites")
	h.as(dora, http.MethodPost, "/agents", `{"name":"Gil","email":"gil@example.com","role":"owner"}`).wantError(http.StatusBadRequest, chat.Invalid, "role")
	h.as(dora, http.MethodPost, "/agents", `{"name":"Gil","email":"gil@example.com","role":"agent","password":"gil@example"}`).wantError(http.StatusBadRequest, chat.Invalid, "password")
}

func TestLosingRightsSignsOut(t *testing.T) {
	tests := []struct {
		name, body string
		ends       bool
	}{
		{"a new role", `{"role":"supervisor"}`, true},
		{"other sites", `{"sites":["site-boats"]}`, true},
		{"an account switched off", `{"disabled":true}`, true},
		{"a new password", `{"reset_password":true}`, true},
		{"another capacity", `{"capacity":1}`, false},
		{"another name", `{"name":"Adele"}`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t, nil)
			token := h.token(ada)
			me := request{method: http.MethodGet, path: "/api/v1/me", header: map[string]string{"Authorization": "Bearer " + token}}
			h.do(me).want(http.StatusOK)
			h.as(dora, http.MethodPatch, "/agents/"+string(ada), test.body).want(http.StatusOK)
			want := http.StatusOK
			if test.ends {
				want = http.StatusUnauthorized
			}
			h.do(me).want(want)
			if closed := len(h.mem.Closed()) > 0; closed != test.ends {
				t.Errorf("sockets closed: %v, want %v", closed, test.ends)
			}
		})
	}
}

func TestAccountsAreSwitchedOffAndOn(t *testing.T) {
	h := newHouse(t, nil)
	h.withPassword(ada)
	signIn := `{"email":"ada@example.com","password":"` + password + `"}`
	a := h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"disabled":true}`).want(http.StatusOK)
	if !strings.Contains(a.Body.String(), `"disabled":true`) {
		t.Errorf("answer %s", a.Body.String())
	}
	h.post("/auth/sign-in", signIn).wantError(http.StatusForbidden, chat.Forbidden, "")
	list := h.as(dora, http.MethodGet, "/agents", "").want(http.StatusOK).Body.String()
	if !strings.Contains(list, `"shown":"offline","status":"offline","version":0,"why":"disabled"`) {
		t.Errorf("list %s, want Ada shown as disabled", list)
	}
	h.as(dora, http.MethodPatch, "/agents/"+string(ada), `{"disabled":false}`).want(http.StatusOK)
	h.post("/auth/sign-in", signIn).want(http.StatusOK)
	back, err := h.mem.Agent(t.Context(), ada)
	if err != nil || back.Disabled() || back.Role != agent.RoleAgent {
		t.Errorf("Ada = %+v, %v; want her enabled", back, err)
	}
}
