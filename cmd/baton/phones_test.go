package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/notify"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/internal/testkit/pushservice"
)

// pocket is a phone of somebody whose dashboard is closed, and the push service that
// reaches it.
type pocket struct {
	t       *testing.T
	service *pushservice.Service
	device  pushservice.Device
	kept    store.Device
	phones  *phones
	keys    notify.Keys
}

// putAway leaves an agent to a phone, as if the grace had passed.
func putAway(t *testing.T, s *store.Store, p *agent.Presence, a chat.AgentID) *pocket {
	t.Helper()
	service := pushservice.New(t)
	device := service.Device()
	in, err := s.CreateSession(t.Context(), a, "Chrome on Android", chat.NewID(), s.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.AddDevice(t.Context(), store.Device{Agent: a, Session: in.ID, Name: "Phone", Endpoint: device.Endpoint, P256dh: device.P256dh, Auth: device.Auth})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE agents SET dropped_at = ?, on_phone_at = ? WHERE id = ?", s.Now().Add(-agent.Grace).UnixMicro(), s.Now().UnixMicro(), string(a)).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := notify.NewKeys([]byte("the secret of this installation, in 32 bytes or more"))
	if err != nil {
		t.Fatal(err)
	}
	pusher := notify.NewPusher(notify.Config{Keys: keys, Subject: "mailto:it@example.com", Private: true})
	return &pocket{t, service, device, kept, newPhones(s, s.Presence(nil, true), p, pusher, slog.New(slog.DiscardHandler)), keys}
}

// round asks once and gives what the phone shows then.
func (p *pocket) round() (shown []note) {
	p.t.Helper()
	before := len(p.device.All())
	if err := p.phones.Round(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	p.phones.sending.Wait()
	for _, m := range p.device.All()[before:] {
		var n note
		if err := json.Unmarshal(m.Payload, &n); err != nil {
			p.t.Fatal(err)
		}
		if m.Key != p.keys.Public() || m.Subject != "mailto:it@example.com" || (m.Urgency == "high") != (n.Kind == "offer" || n.Kind == "message" || n.Kind == "test") {
			p.t.Errorf("%+v was sent as %+v", n, m)
		}
		shown = append(shown, n)
	}
	return shown
}

// TestWhoIsOnThePhoneIsOfferedAConversation has the router find somebody whose dashboard is
// closed, and a colleague be faster.
func TestWhoIsOnThePhoneIsOfferedAConversation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var buses []*wire
		n := startRouted(t, s, &buses)
		ada, err := s.CreateAgent(t.Context(), agent.Agent{Name: "Ada", Email: "ada@example.com", Role: agent.RoleAgent, Capacity: 2})
		if err != nil {
			t.Fatal(err)
		}
		p := putAway(t, s, n.presence, ada.ID)
		n.run(t)
		if shown := p.round(); len(shown) != 0 {
			t.Fatalf("nobody has asked, and the phone shows %+v", shown)
		}
		id, err := ask(t.Context(), n.desk, 1)
		if err != nil {
			t.Fatal(err)
		}
		var offered *chat.Conversation
		waitFor(t, func() error {
			if offered, err = s.Conversation(t.Context(), id); err == nil && offered.State != chat.StateOffered {
				return errors.New("nobody was asked")
			}
			return err
		})
		if left := offered.Offer.ExpiresAt.Sub(s.Now()); !offered.Offer.OpenTo(ada.ID) || left < 50*time.Second || left > time.Minute {
			t.Errorf("offered %+v for %s, want Ada asked for a minute", offered.Offer, left)
		}
		shown := p.round()
		if len(shown) != 1 || shown[0].Kind != "offer" || shown[0].Title != "A visitor asks for a person" || shown[0].URL != "/inbox/"+string(id) || !shown[0].Until.Equal(offered.Offer.ExpiresAt) {
			t.Fatalf("the phone shows %+v", shown)
		}
		if again := p.round(); len(again) != 0 {
			t.Errorf("asked once more: %+v", again)
		}
		if d, err := s.Device(t.Context(), ada.ID, p.kept.ID); err != nil || d.ReachedAt.IsZero() {
			t.Errorf("the device is kept as %+v (%v), want when it was reached", d, err)
		}
		ben := onDuty(t, s, 1, 2)[0]
		if _, err := n.desk.Do(t.Context(), id, chat.Claim{Agent: ben.Profile()}); err != nil {
			t.Fatal(err)
		}
		if over := p.round(); len(over) != 1 || over[0].Kind != "over" || over[0].Tag != shown[0].Tag || over[0].Body != ben.Name+" has the conversation." {
			t.Errorf("taken by a colleague, the phone shows %+v", over)
		}
	})
}

// TestWhoIsOnThePhoneHearsOfVisitorsWhoWait for an answer in a conversation of theirs.
func TestWhoIsOnThePhoneHearsOfVisitorsWhoWait(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var buses []*wire
		n := startRouted(t, s, &buses)
		ada := onDuty(t, s, 1, 3)[0]
		n.run(t)
		id, err := ask(t.Context(), n.desk, 1)
		if err != nil {
			t.Fatal(err)
		}
		do := func(cmd chat.Command) {
			t.Helper()
			if _, err := n.desk.Do(t.Context(), id, cmd); err != nil {
				t.Fatal(err)
			}
		}
		exec := func(statement string) {
			t.Helper()
			if err := s.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err != nil {
				t.Fatal(err)
			}
		}
		do(chat.Claim{Agent: ada.Profile()})
		do(chat.Post{By: chat.ByAgent(ada.ID), ClientID: "answer-0001", Text: "How can I help?"})
		exec("DELETE FROM connections")
		p := putAway(t, s, n.presence, ada.ID)
		if shown := p.round(); len(shown) != 0 {
			t.Errorf("the visitor has had an answer, and the phone shows %+v", shown)
		}
		do(chat.Post{By: chat.ByVisitor("visitor-000001"), ClientID: "message-0001", Text: "My chain slips."})
		do(chat.Post{By: chat.ByVisitor("visitor-000001"), ClientID: "message-0002", Text: "Hello?"})
		p.service.Answer(500, nil)
		if shown := p.round(); len(shown) != 0 {
			t.Errorf("the push service is broken, and the phone shows %+v", shown)
		}
		p.service.Answer(0, nil)
		exec("UPDATE calls SET tried_at = 0") // a while later
		shown := p.round()
		if len(shown) != 1 || shown[0].Kind != "message" || shown[0].Title != "A visitor is waiting for your answer" || !strings.HasPrefix(shown[0].Body, "Answer within ") {
			t.Fatalf("the phone shows %+v", shown)
		}
		state, err := n.presence.Of(t.Context(), ada.ID)
		if err != nil || state.Reach != agent.OnPhone {
			t.Errorf("Ada is %+v (%v)", state, err)
		}
		do(chat.Post{By: chat.ByAgent(ada.ID), ClientID: "answer-0002", Text: "Which gear?"})
		if over := p.round(); len(over) != 1 || over[0].Kind != "close" {
			t.Errorf("answered, the phone shows %+v", over)
		}
		do(chat.Post{By: chat.ByVisitor("visitor-000001"), ClientID: "message-0004", Text: "The smallest."})
		if again := p.round(); len(again) != 1 || again[0].Kind != "message" {
			t.Errorf("the visitor waits again, the phone shows %+v", again)
		}
		exec("UPDATE agents SET gone_at = on_phone_at, on_phone_at = 0")
		if over := p.round(); len(over) != 1 || over[0].Kind != "over" || over[0].Body != "You did not answer in time and count as gone, and the visitor still waits." {
			t.Errorf("gone without an answer, the phone shows %+v", over)
		}
		exec("UPDATE agents SET on_phone_at = gone_at, gone_at = 0")
		if again := p.round(); len(again) != 1 || again[0].Kind != "message" {
			t.Errorf("back on the phone, which shows %+v", again)
		}
		do(chat.Post{By: chat.ByAgent(ada.ID), ClientID: "answer-0003", Text: "Turn the left screw."})
		p.round()
		p.service.Forget(p.device)
		do(chat.Post{By: chat.ByVisitor("visitor-000001"), ClientID: "message-0003", Text: "The third."})
		p.round()
		if devices, err := s.Devices(t.Context(), ada.ID); err != nil || len(devices) != 0 {
			t.Errorf("the push service does not know the phone any more, and it is kept: %+v (%v)", devices, err)
		}
	})
}

func TestADeviceIsTried(t *testing.T) {
	s := storetest.SQLite(t, nil)
	ada, err := s.CreateAgent(t.Context(), agent.Agent{Name: "Ada", Email: "ada@example.com", Role: agent.RoleAgent, Capacity: 2})
	if err != nil {
		t.Fatal(err)
	}
	p := putAway(t, s, nil, ada.ID)
	d := devicePusher{p.phones.pusher.(*notify.Pusher), p.keys.Public(), s, slog.New(slog.DiscardHandler)}
	if err := d.Check(p.kept); err != nil {
		t.Errorf("Check() = %v", err)
	}
	if err := d.Test(t.Context(), p.kept); err != nil {
		t.Fatal(err)
	}
	if m, err := p.device.Next(t.Context()); err != nil || m.Topic == "" {
		t.Errorf("the phone got %+v (%v)", m, err)
	}
	p.service.Answer(429, nil)
	if err := d.Test(t.Context(), p.kept); chat.CodeOf(err) != chat.Unavailable {
		t.Errorf("a service that wants a pause: %v", err)
	}
	p.service.Answer(500, nil)
	if err := d.Test(t.Context(), p.kept); chat.CodeOf(err) != chat.Unavailable {
		t.Errorf("a broken service: %v", err)
	}
	p.service.Forget(p.device)
	if err := d.Test(t.Context(), p.kept); chat.CodeOf(err) != chat.NotFound {
		t.Errorf("a device that is not known: %v", err)
	}
	if _, err := s.Device(t.Context(), ada.ID, p.kept.ID); chat.CodeOf(err) != chat.NotFound {
		t.Errorf("it is kept: %v", err)
	}
}
