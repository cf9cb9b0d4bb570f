package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func anAgent(name string) agent.Agent {
	return agent.Agent{Email: name + "@example.com", Name: name, Role: agent.RoleAgent, Capacity: 3}
}

func addAgent(t *testing.T, s *store.Store, name string, change ...func(*agent.Agent)) agent.Agent {
	t.Helper()
	a := anAgent(name)
	for _, c := range change {
		c(&a)
	}
	return must[agent.Agent](t)(s.CreateAgent(t.Context(), a))
}

func admin(a *agent.Agent) { a.Role = agent.RoleAdmin }

func TestAnAgentComesBackAsTheyWereAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		a := addAgent(t, s, "ada", func(a *agent.Agent) {
			a.Title, a.Greeting, a.Picture = "Care", "Hi, I'm {name}!", "/files/a.png"
			a.Languages, a.Skills = []string{"en", "de"}, map[string]int{"billing": 3}
			a.Teams, a.Sites = []chat.TeamID{"team-care"}, []chat.SiteID{"site-shop"}
			a.PasswordHash, a.Preferences = "hash", json.RawMessage(`{"theme":"dark"}`)
		})
		if a.ID == "" || !a.CreatedAt.Equal(now.now()) {
			t.Errorf("id %q, created %v", a.ID, a.CreatedAt)
		}
		for what, got := range map[string]agent.Agent{
			"Agent":        must[agent.Agent](t)(s.Agent(t.Context(), a.ID)),
			"AgentByEmail": must[agent.Agent](t)(s.AgentByEmail(t.Context(), " ADA@example.com")),
			"Agents":       must[[]agent.Agent](t)(s.Agents(t.Context()))[0],
		} {
			if !reflect.DeepEqual(got, a) {
				t.Errorf("%s() = %+v, want %+v", what, got, a)
			}
		}
	})
}

func TestWhatCannotBeAnAccountIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		a := addAgent(t, s, "ada")
		_, err := s.CreateAgent(t.Context(), agent.Agent{Email: "Ada@Example.com ", Name: "Other", Role: agent.RoleAgent})
		wantCode(t, "a taken address", err, chat.Conflict)
		if e, _ := errors.AsType[*chat.Error](err); e == nil || e.Field != "email" {
			t.Errorf("the refusal of a taken address names the field %v", e)
		}
		_, err = s.CreateAgent(t.Context(), agent.Agent{Email: "x", Name: "", Role: agent.RoleAgent})
		wantCode(t, "a broken account", err, chat.Invalid)
		_, err = s.Agent(t.Context(), "nobody-here")
		wantCode(t, "an unknown id", err, chat.NotFound)
		_, err = s.AgentByEmail(t.Context(), "nobody@example.com")
		wantCode(t, "an unknown address", err, chat.NotFound)

		addAgent(t, s, "ben")
		_, err = s.UpdateAgent(t.Context(), a.ID, func(a *agent.Agent) error { a.Email = "ben@example.com"; return nil })
		wantCode(t, "a change to a taken address", err, chat.Conflict)
		_, err = s.UpdateAgent(t.Context(), a.ID, func(a *agent.Agent) error { a.Capacity = -1; return nil })
		wantCode(t, "a change to nonsense", err, chat.Invalid)
		_, err = s.UpdateAgent(t.Context(), a.ID, func(*agent.Agent) error { return chat.Refuse(chat.Forbidden, "no") })
		wantCode(t, "a change that is refused", err, chat.Forbidden)
		_, err = s.UpdateAgent(t.Context(), "nobody-here", func(*agent.Agent) error { return nil })
		wantCode(t, "a change of nobody", err, chat.NotFound)
		if got := must[agent.Agent](t)(s.Agent(t.Context(), a.ID)); !reflect.DeepEqual(got, a) {
			t.Errorf("refused changes left %+v, want %+v", got, a)
		}
	})
}

func TestAChangeCanTakeValuesAway(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		a := addAgent(t, s, "ada", func(a *agent.Agent) { a.Title, a.Sites, a.DisabledAt = "Care", []chat.SiteID{"site-shop"}, now.now() })
		got := must[agent.Agent](t)(s.UpdateAgent(t.Context(), a.ID, func(a *agent.Agent) error {
			a.Title, a.Sites, a.Capacity, a.DisabledAt = "", nil, 0, time.Time{}
			return nil
		}))
		stored := must[agent.Agent](t)(s.Agent(t.Context(), a.ID))
		if !reflect.DeepEqual(got, stored) || stored.Title != "" || len(stored.Sites) != 0 || stored.Capacity != 0 || stored.Disabled() {
			t.Errorf("stored %+v, returned %+v", stored, got)
		}
	})
}

func TestTheLastAdminStays(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		if must[bool](t)(s.HasAdmin(t.Context())) {
			t.Error("HasAdmin() of an empty installation = true")
		}
		one, two := addAgent(t, s, "ada", admin), addAgent(t, s, "ben", admin)
		demote := func(a *agent.Agent) error { a.Role = agent.RoleAgent; return nil }
		disable := func(a *agent.Agent) error { a.DisabledAt = now.now(); return nil }
		// Each demotes the other at the same time.
		errs := atOnce(2, func(i int) error {
			_, err := s.UpdateAgent(t.Context(), []chat.AgentID{one.ID, two.ID}[i], demote)
			return err
		})
		if count(errs, "") != 1 || count(errs, chat.Conflict) != 1 {
			t.Errorf("demoting both admins at once: %v, want one refusal", errs)
		}
		left := one.ID
		if errs[0] == nil {
			left = two.ID
		}
		_, err := s.UpdateAgent(t.Context(), left, disable)
		wantCode(t, "disabling the last admin", err, chat.Conflict)
		if !must[bool](t)(s.HasAdmin(t.Context())) {
			t.Error("HasAdmin() = false")
		}
	})
}

func TestPicturesAreReplacedAndTakenAway(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		_, err := s.Picture(t.Context(), "agent-ada")
		wantCode(t, "no picture", err, chat.NotFound)
		first := must[string](t)(s.SetPicture(t.Context(), "agent-ada", "image/png", []byte{0, 1, 2}))
		second := must[string](t)(s.SetPicture(t.Context(), "agent-ada", "image/gif", []byte{3}))
		got := must[store.Picture](t)(s.Picture(t.Context(), "agent-ada"))
		if first == second || got.MediaType != "image/gif" || !bytes.Equal(got.Content, []byte{3}) || got.Hash != second {
			t.Errorf("Picture() = %+v after %s and %s", got, first, second)
		}
		must[string](t)(s.SetPicture(t.Context(), "agent-ada", "", nil))
		_, err = s.Picture(t.Context(), "agent-ada")
		wantCode(t, "a picture that was taken away", err, chat.NotFound)
	})
}

// signIn makes a session of an agent with the token "t0".
func signIn(t *testing.T, s *store.Store, now *clock, who chat.AgentID) store.Session {
	t.Helper()
	return must[store.Session](t)(s.CreateSession(t.Context(), who, "Firefox on Linux", "t0", now.now().Add(time.Hour)))
}

func TestRefreshTokensRotate(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		a := addAgent(t, s, "ada")
		sess := signIn(t, s, now, a.ID)
		rotate := func(presented, next string) (store.Rotation, error) {
			_, r, err := s.RotateSession(t.Context(), sess.ID, presented, next, now.now().Add(time.Hour))
			return r, err
		}
		for i, step := range []struct {
			pass            time.Duration
			presented, next string
			want            store.Rotation
			code            chat.Code
		}{
			{0, "t0", "t1", store.Rotated, ""},
			{19 * time.Second, "t0", "t1", store.Repeated, ""}, // the second tab
			{time.Second, "t0", "t1", store.Repeated, ""},
			{30 * time.Minute, "t1", "t2", store.Rotated, ""},
			{50 * time.Minute, "t2", "t3", store.Rotated, ""}, // used within its hour, which begins anew
			{21 * time.Second, "t2", "t3", store.Reused, chat.SignedOut},
			{0, "t3", "t4", store.Rotated, chat.SignedOut}, // the whole family has ended
		} {
			now.pass(step.pass)
			got, err := rotate(step.presented, step.next)
			if got != step.want || chat.CodeOf(err) != step.code {
				t.Fatalf("step %d: RotateSession(%s) = %v, %v; want %v, %q", i, step.presented, got, err, step.want, step.code)
			}
		}
		_, _, err := s.SignedIn(t.Context(), sess.ID)
		wantCode(t, "a session whose token was reused", err, chat.SignedOut)
	})
}

func TestWhatIsNoRefreshTokenEndsTheFamily(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		a := addAgent(t, s, "ada")
		for _, tt := range []struct{ name, presented, next string }{
			{"a token from before the last two", "older", "x"},
			{"the last token with another successor", "t0", "forged"},
		} {
			sess := signIn(t, s, now, a.ID)
			if _, _, err := s.RotateSession(t.Context(), sess.ID, "t0", "t1", now.now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			_, r, err := s.RotateSession(t.Context(), sess.ID, tt.presented, tt.next, now.now().Add(time.Hour))
			if r != store.Reused || !chat.IsCode(err, chat.SignedOut) {
				t.Errorf("%s: %v, %v; want it to end the session", tt.name, r, err)
			}
		}
		_, r, err := s.RotateSession(t.Context(), "no-such-session", "t0", "t1", now.now().Add(time.Hour))
		if r != store.Rotated || !chat.IsCode(err, chat.SignedOut) {
			t.Errorf("an unknown session: %v, %v", r, err)
		}
	})
}

func TestManyTabsRefreshAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		a := addAgent(t, s, "ada")
		sess := signIn(t, s, now, a.ID)
		outcomes := make([]store.Rotation, 8)
		errs := atOnce(8, func(i int) (err error) {
			_, outcomes[i], err = s.RotateSession(t.Context(), sess.ID, "t0", "t1", now.now().Add(time.Hour))
			return err
		})
		rotated := 0
		for i, o := range outcomes {
			if errs[i] != nil || o == store.Reused {
				t.Errorf("tab %d: %v, %v", i, o, errs[i])
			}
			if o == store.Rotated {
				rotated++
			}
		}
		if rotated != 1 {
			t.Errorf("%d tabs rotated the token, want 1", rotated)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		a := addAgent(t, s, "ada", func(a *agent.Agent) {
			a.Languages, a.Skills, a.PasswordHash = []string{"de"}, map[string]int{"billing": 2}, "hash"
		})
		here, there, third := signIn(t, s, now, a.ID), signIn(t, s, now, a.ID), signIn(t, s, now, a.ID)
		sess, who, err := s.SignedIn(t.Context(), here.ID)
		if err != nil || !reflect.DeepEqual(sess, here) || !reflect.DeepEqual(who, a) {
			t.Fatalf("SignedIn() = %+v, %+v, %v; want %+v, %+v", sess, who, err, here, a)
		}
		if err := s.CreateTicket(t.Context(), "ticket-there", a.ID, there.ID, now.now().Add(30*time.Second)); err != nil {
			t.Fatal(err)
		}
		if err := s.EndSession(t.Context(), third.ID, store.SignedOutHere); err != nil {
			t.Fatal(err)
		}
		ended := must[[]string](t)(s.EndSessions(t.Context(), a.ID, here.ID, store.PasswordChanged))
		if len(ended) != 1 || ended[0] != there.ID {
			t.Errorf("EndSessions() = %v, want %s alone", ended, there.ID)
		}
		if _, _, err := s.TakeTicket(t.Context(), "ticket-there"); !chat.IsCode(err, chat.SignedOut) {
			t.Errorf("a ticket outlived its session: %v", err)
		}
		if left := must[[]store.Session](t)(s.Sessions(t.Context(), a.ID)); len(left) != 1 || left[0].ID != here.ID {
			t.Errorf("Sessions() = %v, want the one that was spared", left)
		}
		must[agent.Agent](t)(s.UpdateAgent(t.Context(), a.ID, func(a *agent.Agent) error { a.DisabledAt = now.now(); return nil }))
		_, _, err = s.SignedIn(t.Context(), here.ID)
		wantCode(t, "the session of a disabled account", err, chat.SignedOut)
		must[agent.Agent](t)(s.UpdateAgent(t.Context(), a.ID, func(a *agent.Agent) error { a.DisabledAt = time.Time{}; return nil }))
		now.pass(time.Hour)
		_, _, err = s.SignedIn(t.Context(), here.ID)
		wantCode(t, "a session that ran out", err, chat.SignedOut)
	})
}

func TestTheOldestOfTooManySessionsEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		a := addAgent(t, s, "ada")
		first := signIn(t, s, now, a.ID)
		for range 50 {
			now.pass(time.Second)
			signIn(t, s, now, a.ID)
		}
		_, _, err := s.SignedIn(t.Context(), first.ID)
		wantCode(t, "the oldest of 51 sessions", err, chat.SignedOut)
		if n := len(must[[]store.Session](t)(s.Sessions(t.Context(), a.ID))); n != 50 {
			t.Errorf("%d sessions go on, want 50", n)
		}
	})
}

func TestATicketOpensOneSocket(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		until := now.now().Add(30 * time.Second)
		if err := s.CreateTicket(t.Context(), "hash", "agent-ada", "session-1", until); err != nil {
			t.Fatal(err)
		}
		errs := atOnce(8, func(int) error {
			who, session, err := s.TakeTicket(t.Context(), "hash")
			if err == nil && (who != "agent-ada" || session != "session-1") {
				return fmt.Errorf("the ticket is said to be %s's, of %s", who, session)
			}
			return err
		})
		if count(errs, "") != 1 || count(errs, chat.SignedOut) != 7 {
			t.Errorf("eight took one ticket: %v", errs)
		}
		if err := s.CreateTicket(t.Context(), "late", "agent-ada", "session-1", until); err != nil {
			t.Fatal(err)
		}
		now.pass(30 * time.Second)
		_, _, err := s.TakeTicket(t.Context(), "late")
		wantCode(t, "a ticket that is 30 s old", err, chat.SignedOut)
	})
}

func TestPruneDeletesWhatRanOut(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		for i := range 5 {
			if err := s.CreateTicket(t.Context(), fmt.Sprint("old", i), "agent-ada", "s", now.now().Add(time.Second)); err != nil {
				t.Fatal(err)
			}
		}
		now.pass(time.Minute)
		if err := s.CreateTicket(t.Context(), "new", "agent-ada", "s", now.now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		var rounds []int64
		for {
			n := must[int64](t)(s.Prune(t.Context(), 2))
			rounds = append(rounds, n)
			if n == 0 {
				break
			}
		}
		if !reflect.DeepEqual(rounds, []int64{2, 2, 1, 0}) {
			t.Errorf("Prune() deleted %v, want 2, 2, 1, 0", rounds)
		}
		if _, _, err := s.TakeTicket(t.Context(), "new"); err != nil {
			t.Errorf("a ticket that still holds was deleted: %v", err)
		}
	})
}
