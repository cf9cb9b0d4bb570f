package faults_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/testkit"
)

// origin is the public address of every Baton here. Nobody listens there.
const origin = "http://localhost:1"

// house is one installation's node, over all of its restarts.
type house struct {
	t    *testing.T
	env  []string
	now  atomic.Pointer[process]
	http *http.Client
}

// profiles are the two ways to run Baton. Each gives the settings of a new,
// empty installation.
var profiles = []struct {
	name string
	env  func(*testing.T) []string
}{
	{"SQLite", func(t *testing.T) []string { return []string{"BATON_DATA_DIR=" + t.TempDir()} }},
	{"Postgres and Redis", func(t *testing.T) []string {
		return cluster(t, testkit.Postgres(t), testkit.Redis(t).URL())
	}},
}

func cluster(t *testing.T, postgres, redis string) []string {
	t.Helper()
	return []string{"BATON_DATA_DIR=" + t.TempDir(), "BATON_DATABASE_URL=" + postgres, "BATON_REDIS_URL=" + redis,
		"BATON_SECRET_KEY=" + rand.Text() + rand.Text()}
}

// open starts a node that is ready.
func open(t *testing.T, env []string) *house {
	t.Helper()
	transport := &http.Transport{}
	h := &house{t: t, env: env, http: &http.Client{Transport: transport, Timeout: 20 * time.Second}}
	t.Cleanup(transport.CloseIdleConnections)
	h.start()
	return h
}

// start starts the process, on the data of the one before.
func (h *house) start() {
	h.t.Helper()
	p, out := launch(h.t, h.env)
	if err := p.greet(out); err != nil {
		h.t.Fatal(err)
	}
	h.now.Store(p)
	h.awaitReady(true)
}

func (h *house) awaitReady(want bool) {
	h.t.Helper()
	got := 0
	eventually(h.t, patience, fmt.Sprintf("/readyz: ready is %t", want), func() bool {
		res, err := h.http.Get(h.now.Load().says.Address + "/readyz")
		if err != nil {
			return false
		}
		got = res.StatusCode
		return res.Body.Close() == nil && (got == http.StatusOK) == want
	}, func() string { return fmt.Sprintf("it answers %d", got) })
}

func (h *house) says() greeting { return h.now.Load().says }

// person is how somebody's requests are told from others'.
type person struct {
	token  string // agents
	cookie string // visitors
}

// call is one request of the API.
func (h *house) call(who person, method, path string, in, out any) (*http.Response, error) {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequest(method, h.says().Address+"/api/v1"+path, &body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Origin", origin)
	req.Header.Set("Content-Type", "application/json")
	if who.token != "" {
		req.Header.Set("Authorization", "Bearer "+who.token)
	}
	if who.cookie != "" {
		req.Header.Set("Cookie", who.cookie)
	}
	res, err := h.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return nil, fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, bytes.TrimSpace(answer))
	}
	if out == nil {
		return res, nil
	}
	return res, json.Unmarshal(answer, out)
}

// must is call, where a failure ends the test.
func (h *house) must(who person, method, path string, in, out any) *http.Response {
	h.t.Helper()
	res, err := h.call(who, method, path, in, out)
	if err != nil {
		h.t.Fatal(err)
	}
	return res
}

// signIn lets somebody in; id is the agent's.
func (h *house) signIn(a account) (who person, id string) {
	h.t.Helper()
	var session struct {
		Token string `json:"access_token"`
		Me    struct {
			Agent struct {
				ID string `json:"id"`
			} `json:"agent"`
		} `json:"me"`
	}
	h.must(person{}, "POST", "/auth/sign-in", a, &session)
	return person{token: session.Token}, session.Me.Agent.ID
}

// agent signs in the first agent, with room for every conversation of a test.
func (h *house) agent() person {
	h.t.Helper()
	admin, _ := h.signIn(h.says().Admin)
	who, id := h.signIn(h.says().Agents[0])
	h.must(admin, "PATCH", "/agents/"+id, map[string]int{"capacity": 100}, nil)
	return who
}

// visitor opens a session.
func (h *house) visitor() person {
	h.t.Helper()
	res := h.must(person{}, "POST", "/visitor/session", map[string]string{"site": h.says().SiteKey, "locale": "en"}, nil)
	cookies := res.Cookies()
	if len(cookies) == 0 {
		h.t.Fatal("the visitor's session came without a cookie")
	}
	return person{cookie: cookies[0].Name + "=" + cookies[0].Value}
}

func (h *house) claim(who person, conversation string) {
	h.t.Helper()
	h.must(who, "POST", "/conversations/"+conversation+"/claim", struct{}{}, nil)
}

// stored reads a conversation as it is on disk, in the agents' form.
func (h *house) stored(who person, conversation string) []entry {
	h.t.Helper()
	var all []entry
	for more := true; more; {
		after := int64(0)
		if len(all) > 0 {
			after = all[len(all)-1].Seq
		}
		var page struct {
			Entries []entry `json:"entries"`
			Later   bool    `json:"has_later"`
		}
		h.must(who, "GET", fmt.Sprintf("/conversations/%s/entries?after=%d", conversation, after), nil, &page)
		all, more = append(all, page.Entries...), page.Later && len(page.Entries) > 0
	}
	return all
}

func (h *house) socketAddress(path string) string {
	return "ws" + strings.TrimPrefix(h.says().Address, "http") + path
}
