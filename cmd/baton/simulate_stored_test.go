package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
)

// stock opens the installation of an environment and fills it with a busy day.
func stock(t *testing.T, environ []string) {
	t.Helper()
	s := openFor(t, environ)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop", Hours: hours.Always(), Settings: store.SiteSettings{Locale: "en"}})
	if err != nil {
		t.Fatal(err)
	}
	team, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: "Care", Method: routing.LoadBalanced}})
	if err != nil {
		t.Fatal(err)
	}
	ada, err := s.CreateAgent(t.Context(), agent.Agent{Name: "Ada", Email: "ada@example.com", Role: agent.RoleAgent, Capacity: 1, Teams: []chat.TeamID{team.ID}})
	if err != nil {
		t.Fatal(err)
	}
	day := s.Now().Add(-24 * time.Hour)
	for i := range 20 {
		asked := day.Add(time.Duration(i) * 5 * time.Minute)
		c := &chat.Conversation{ID: chat.ConversationID(chat.NewID())}
		var entries []chat.Entry
		for _, step := range []struct {
			after time.Duration
			cmd   chat.Command
		}{
			{0, chat.Start{Site: site.ID, Visitor: "visitor", ClientID: "start", Text: "Hello"}},
			{0, chat.RequestHandoff{Handoff: chat.HandoffID(fmt.Sprint("handoff-", i)), By: chat.ByAssistant, Reason: chat.ExplicitRequest, Told: "Of course.", Live: true, Promise: chat.Promise{Kind: chat.PromiseNow}}},
			{time.Minute, chat.Claim{Agent: ada.Profile()}},
			{9 * time.Minute, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved}},
		} {
			now := asked.Add(step.after)
			d, err := chat.Decide(c, step.cmd, now)
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, c.Write(d.Drafts, now)...)
		}
		commit := &store.Commit{StartKey: string(c.ID), Entries: entries, After: c}
		s.Commit(t.Context(), []*store.Commit{commit})
		if commit.Err != nil {
			t.Fatal(commit.Err)
		}
		if err := s.PutDelivery(t.Context(), store.Delivery{Handoff: chat.HandoffID(fmt.Sprint("handoff-", i)), Destination: "queue", Conversation: c.ID, Site: site.ID, Reason: chat.ExplicitRequest, AskedAt: asked}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatCameIsPlayedAsItWasConfiguredAndByPlans(t *testing.T) {
	onBoth(t, func(t *testing.T, environ []string) {
		stock(t, environ) // and stays open, as a running server has it
		more := writePlan(t, "one-more.json", `{"people":[{"name":"Ben","count":1,"teams":["Care"],"capacity":2},{"name":"Ada","capacity":2}],"teams":[{"name":"care","method":"round_robin"}]}`)
		rush := writePlan(t, "rush.json", `{"scale":2,"within":"30s"}`)
		baton(t, environ, "", "simulate", "--stored", "--site", "shop", "--days", "2", more, rush).
			want(t, exitDone, "20 conversations were handed off on Shop in the last 2 days.", "Only 20 conversations were stored; this says little.",
				"A conversation takes 8 min on the average, measured on 20.", "opening hours", "now", "one-more", "rush", "came", "40", "Ada", "Ben (1)", "team (none)")
		baton(t, environ, "", "simulate", "--stored").want(t, exitDone, "in the last 7 days", "service level")
		baton(t, environ, "", "simulate", "--stored", "--site", "Boats").want(t, exitConfig, `There is no site "Boats". There are: Shop.`)
		baton(t, environ, "", "simulate", "--stored", "--days", "40").want(t, exitConfig, "--days is from 1 to 31.")
		wrong := writePlan(t, "wrong.json", `{"come":[{"per_hour":3,"handle":"6m"}],"people":[{"name":"Ada","capacity":2,"to":"4h"}],"scale":20}`)
		baton(t, environ, "", "simulate", "--stored", wrong).want(t, exitConfig, "leave out come", "leave out from and to", "scale is above 0")
		unknown := writePlan(t, "unknown.json", `{"away":["Zoe"],"teams":[{"name":"Sales"},{"name":"Care","method":"lottery","overflow":"Nowhere"}],"people":[{"name":"Ben","teams":["Sales"],"capacity":1}]}`)
		baton(t, environ, "", "simulate", "--stored", unknown).want(t, exitConfig, `nobody called "Zoe"`, `there is no team "Sales"`, "lottery", `"Nowhere"`)
	})
}

func TestWhatCameIsReadOnlyWhereSomethingIs(t *testing.T) {
	baton(t, []string{"BATON_DATA_DIR=" + t.TempDir()}, "", "simulate", "--stored").want(t, exitFailed, "there is no database in")
}

func TestWithoutAPlanOrAPastThereIsNothingToPlay(t *testing.T) {
	baton(t, nil, "", "simulate").want(t, exitConfig, "Name at least one plan, or play what came with --stored.")
	away := writePlan(t, "away.json", strings.NewReplacer("COUNT", "1", `"length"`, `"away":["Ada"],"length"`).Replace(calmDay))
	baton(t, nil, "", "simulate", away).want(t, exitConfig, "scale and away are for --stored")
}
