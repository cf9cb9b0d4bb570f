package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// aDevice is one that somebody adds in a sign-in of theirs.
func aDevice(t *testing.T, s *store.Store, who chat.AgentID, endpoint string) store.Device {
	t.Helper()
	in := must[store.Session](t)(s.CreateSession(t.Context(), who, "Chrome on Android", chat.NewID(), s.Now().Add(24*time.Hour)))
	return store.Device{Agent: who, Session: in.ID, Name: "Phone", Endpoint: "https://push.example/" + endpoint, P256dh: "key", Auth: "secret"}
}

func TestADeviceIsOnesOwnForAsLongAsTheSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada, ben := addAgent(t, s, "ada").ID, addAgent(t, s, "ben").ID
		names := func(who chat.AgentID) (ids []string) {
			t.Helper()
			for _, d := range must[[]store.Device](t)(s.Devices(t.Context(), who)) {
				ids = append(ids, d.Endpoint)
			}
			return ids
		}
		add := must[store.Device](t)
		phone := add(s.AddDevice(t.Context(), aDevice(t, s, ada, "phone")))
		now.pass(time.Second)
		tablet := add(s.AddDevice(t.Context(), aDevice(t, s, ada, "tablet")))
		if got, want := names(ada), []string{phone.Endpoint, tablet.Endpoint}; !slices.Equal(got, want) {
			t.Errorf("Ada has %v, want %v", got, want)
		}
		if err := s.ReachedDevice(t.Context(), phone.ID); err != nil {
			t.Fatal(err)
		}
		if got := add(s.Device(t.Context(), ada, phone.ID)); !got.ReachedAt.Equal(now.now()) || got.Session != phone.Session || got.Auth != "secret" {
			t.Errorf("the phone is kept as %+v", got)
		}
		_, err := s.Device(t.Context(), ben, phone.ID)
		wantCode(t, "a colleague's device", err, chat.NotFound)
		if err := s.RemoveDevice(t.Context(), ben, phone.ID); err != nil || len(names(ada)) != 2 {
			t.Errorf("a colleague's attempt to remove it: %v, Ada has %v", err, names(ada))
		}

		again := add(s.AddDevice(t.Context(), aDevice(t, s, ben, "phone"))) // Ben signs in on the same phone
		if got := add(s.Device(t.Context(), ben, again.ID)); got != again {
			t.Errorf("Ben's phone is kept as %+v, told as %+v", got, again)
		}
		if got := names(ada); !slices.Equal(got, []string{tablet.Endpoint}) || len(names(ben)) != 1 {
			t.Errorf("Ada has %v and Ben %v, want the phone to be Ben's", got, names(ben))
		}
		if err := s.EndSession(t.Context(), tablet.Session, store.SignedOutHere); err != nil {
			t.Fatal(err)
		}
		if got := names(ada); len(got) != 0 {
			t.Errorf("signed out, Ada has %v", got)
		}
		now.pass(25 * time.Hour)
		if got := names(ben); len(got) != 0 {
			t.Errorf("Ben's sign-in has run out, and he has %v", got)
		}
		for i := range store.MaxDevices {
			add(s.AddDevice(t.Context(), aDevice(t, s, ada, fmt.Sprint(i))))
		}
		if err := s.ForgetDevices(t.Context(), now.now()); err != nil {
			t.Fatal(err)
		}
		_, err = s.Device(t.Context(), ben, again.ID)
		wantCode(t, "a device whose sign-in is over", err, chat.NotFound)
		_, err = s.AddDevice(t.Context(), aDevice(t, s, ada, "one too many"))
		wantCode(t, "one device too many", err, chat.Conflict)
		add(s.AddDevice(t.Context(), aDevice(t, s, ada, "0"))) // the same again is none more
	})
}

// TestWhoHasADeviceIsCalledThere has Ada close her dashboard while a visitor of hers waits
// for an answer, then be offered another conversation.
func TestWhoHasADeviceIsCalledThere(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada")
		h := &told{}
		rows := s.Presence(now.now, true)
		one, two := node(s, now, "n1", h), node(s, now, "n2", h)
		connect(t, one, "tab", ada.ID)
		phone := must[store.Device](t)(s.AddDevice(t.Context(), aDevice(t, s, ada.ID, "phone")))
		for range 6 { // both nodes become steady
			rounds(t, one, two)
			now.pass(agent.Renewal)
		}
		h.take()
		begin := func(id chat.ConversationID) *chat.Conversation {
			t.Helper()
			return put(t, s, id, startOf(chat.VisitorID("visitor-"+id)), queueUp)
		}
		wrote := now.now()
		hers := step(t, s, begin("hers"), chat.Claim{Agent: ada.Profile(), Greeting: "Hello, Ada here."}) // which answers nothing
		rounds(t, one, two)                                                                               // no desk has told of her load
		h.want(t, agent.Refreshed)
		calls := func(what string, want ...store.Call) {
			t.Helper()
			got := must[[]store.Call](t)(rows.Calls(t.Context()))
			slices.SortFunc(got, func(a, b store.Call) int { return len(a.About) - len(b.About) })
			if !slices.Equal(got, want) {
				t.Errorf("%s: %+v, want %+v", what, got, want)
			}
		}
		one.Disconnect(t.Context(), "tab")
		calls("in the grace")
		for range 3 {
			now.pass(agent.Renewal)
			rounds(t, one, two)
		}
		h.want(t, agent.Dropped, agent.ByPhone)
		if got := stateOf(t, one, ada.ID); got.Reach != agent.OnPhone || got.Why != agent.WhyOnPhone || !got.Routable() {
			t.Fatalf("after the grace: %+v", got)
		}
		if list := must[[]*chat.Conversation](t)(s.Stranded(t.Context(), nil, 10)); len(list) != 0 {
			t.Errorf("her conversation was taken for stranded")
		}
		turn := store.Call{Agent: ada.ID, Conversation: hers.ID, About: fmt.Sprint("turn:", wrote.UnixMicro()), AskedAt: now.now()}
		calls("a visitor of hers waits", turn)
		calls("another node has it")
		now.pass(15 * time.Second)
		calls("it reached nobody", turn)
		called := func(c store.Call, open bool) {
			t.Helper()
			if got := must[bool](t)(s.Called(t.Context(), c)); got != open {
				t.Errorf("Called(%+v) = %v, want %v", c, got, open)
			}
		}
		called(turn, true)
		now.pass(10 * time.Second)
		calls("it did")

		offered := begin("offered")
		offered = step(t, s, offered, chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{ada.ID}, ExpiresAt: now.now().Add(time.Minute)})
		offer := store.Call{Agent: ada.ID, Conversation: offered.ID, About: "offer-1", Offer: true, AskedAt: now.now()}
		calls("she is offered another", offer)
		called(offer, true)
		if got := must[map[chat.ConversationID]chat.AgentID](t)(s.Presence(now.now, true).StrandedOffers(t.Context(), 0)); len(got) != 0 {
			t.Errorf("her offer was taken for stranded: %v", got)
		}
		ended := func(what string, want ...store.Call) {
			t.Helper()
			got := must[[]store.Call](t)(s.EndCalls(t.Context()))
			if !slices.Equal(got, want) {
				t.Errorf("%s: %+v ended, want %+v", what, got, want)
			}
		}
		ended("nothing has been answered")
		step(t, s, offered, chat.EndOffer{Offer: "offer-1", By: chat.BySystem, Agent: ada.ID, How: chat.OfferLapsed})
		ended("the offer lapsed", offer)
		ended("and once only")
		called(offer, false) // it arrived when it was over

		for left := turn.AskedAt.Add(agent.AnswerBy - time.Second).Sub(now.now()); left > 0; left -= agent.Renewal {
			now.pass(min(left, agent.Renewal))
			rounds(t, one, two)
		}
		h.want(t)
		now.pass(time.Second)
		rounds(t, one, two)
		h.want(t, agent.Left)
		if got := stateOf(t, one, ada.ID); got.Reach != agent.Gone {
			t.Errorf("she did not answer for %s: %+v", agent.AnswerBy, got)
		}
		if list := must[[]*chat.Conversation](t)(s.Stranded(t.Context(), nil, 10)); len(list) != 1 {
			t.Errorf("%d conversations are stranded, want hers", len(list))
		}
		ended("she is gone", turn)
		calls("nobody is left to a device")
		connect(t, two, "phone", ada.ID)
		h.want(t, agent.Arrived)
		two.Disconnect(t.Context(), "phone") // a look, and no answer
		for range 3 {
			now.pass(agent.Renewal)
			rounds(t, one, two)
		}
		h.want(t, agent.Dropped, agent.ByPhone)
		turn.AskedAt = now.now()
		calls("the visitor still waits", turn)
		if err := s.RemoveDevice(t.Context(), ada.ID, phone.ID); err != nil {
			t.Fatal(err)
		}
	})
}
