package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func TestEachQueueIsMeasuredByItself(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := chat.Profile{ID: "agent-ada", Name: "Ada"}
		serve := func(i int, site chat.SiteID, team chat.TeamID, wait, handle time.Duration) {
			visitor := chat.VisitorID(fmt.Sprint("visitor-", i))
			c := put(t, s, chat.ConversationID(fmt.Sprint("conversation-", i)), chat.Start{Site: site, Visitor: visitor, ClientID: "start", Text: "Hello"}, chat.RequestHandoff{Handoff: chat.HandoffID(fmt.Sprint("handoff-", i)), By: chat.ByAssistant, Told: "Of course.", Live: true,
				Route: &chat.Route{Team: team}, Promise: chat.Promise{Kind: chat.PromiseNow}})
			now.pass(wait)
			advance(t, s, c, chat.Claim{Agent: ada})
			now.pass(handle)
			advance(t, s, c, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved})
		}
		for i := range 6 {
			serve(i, "site-1", "team-billing", time.Minute, 10*time.Minute)
		}
		serve(10, "site-1", "", 20*time.Second, 2*time.Minute)
		serve(11, "site-1", "", 40*time.Second, 4*time.Minute)
		serve(12, "site-2", "team-billing", time.Hour, time.Hour)
		minutes := func(n float64) time.Duration { return time.Duration(n * float64(time.Minute)) }
		whole := store.Measured{Handle: minutes(66. / 8), Samples: 8, Wait: minutes(7. / 8), Waits: 8}
		for team, queue := range map[chat.TeamID]store.Measured{
			"team-billing": {Handle: minutes(10), Samples: 6, Wait: minutes(1), Waits: 6},
			"":             {Handle: minutes(3), Samples: 2, Wait: minutes(0.5), Waits: 2},
			"team-new":     {},
		} {
			if got, err := s.Waits(t.Context(), "site-1", team); err != nil || got.Queue != queue || got.Site != whole {
				t.Errorf("%q: %+v, %v, want %+v of %+v", team, got, err, queue, whole)
			}
		}
	})
}

// TestWhatIsNoWaitIsNotMeasured has nine conversations that were as a conversation is, and
// one that was not.
func TestWhatIsNoWaitIsNotMeasured(t *testing.T) {
	ada, ben := chat.Profile{ID: "agent-ada", Name: "Ada"}, chat.Profile{ID: "agent-ben", Name: "Ben"}
	by := chat.ByAgent(ada.ID)
	const wait, handle = time.Minute, 5 * time.Minute
	tests := []struct {
		name  string
		story func(now *clock, do func(...chat.Command))
		turns int
		waits int
		total time.Duration // that people were occupied in it
	}{
		{"answered the next morning", func(now *clock, do func(...chat.Command)) {
			do(chat.MoveToFollowUp{By: chat.BySystem, Why: "chosen"})
			now.pass(16 * time.Hour)
			do(chat.Claim{Agent: ada})
			now.pass(handle)
		}, 1, 0, handle},
		{"snoozed over the weekend", func(now *clock, do func(...chat.Command)) {
			now.pass(wait)
			do(chat.Claim{Agent: ada})
			now.pass(handle)
			do(chat.Snooze{By: ada.ID, Until: now.now().Add(72 * time.Hour)})
			now.pass(72 * time.Hour)
			do(chat.Wake{})
		}, 1, 1, handle},
		{"taken over by a colleague", func(now *clock, do func(...chat.Command)) {
			now.pass(wait)
			do(chat.Claim{Agent: ada})
			now.pass(40 * time.Minute)
			do(chat.Claim{Agent: ben, Relieves: ada.ID})
			now.pass(handle)
		}, 2, 1, 45 * time.Minute},
		{"given back to the line", func(now *clock, do func(...chat.Command)) {
			now.pass(wait)
			do(chat.Claim{Agent: ada})
			now.pass(30 * time.Minute)
			do(chat.Release{By: ada.ID})
			now.pass(5 * time.Second)
			do(chat.Claim{Agent: ben})
			now.pass(handle)
		}, 2, 1, 35 * time.Minute},
		{"passed on to a colleague who is asked", func(now *clock, do func(...chat.Command)) {
			now.pass(wait)
			do(chat.Claim{Agent: ada})
			now.pass(40 * time.Minute)
			do(chat.Transfer{By: ada.ID, To: ben.ID, Offer: "offer-1", ExpiresAt: now.now().Add(time.Minute)})
			now.pass(5 * time.Second)
			do(chat.AcceptOffer{Agent: ben, Offer: "offer-1"})
			now.pass(handle)
		}, 2, 1, 45 * time.Minute},
		{"declined once before", func(now *clock, do func(...chat.Command)) {
			now.pass(wait / 2)
			do(chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{ben.ID}, ExpiresAt: now.now().Add(time.Minute)})
			do(chat.EndOffer{Offer: "offer-1", Agent: ben.ID, By: chat.ByAgent(ben.ID), How: chat.OfferDeclined})
			now.pass(wait / 2)
			do(chat.Claim{Agent: ada})
			now.pass(handle)
		}, 1, 1, handle},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
				serve := func(i int, story func(do func(...chat.Command))) {
					c := put(t, s, chat.ConversationID(fmt.Sprint("conversation-", i)), chat.Start{Site: "site-1", Visitor: chat.VisitorID(fmt.Sprint("visitor-", i)), ClientID: "start", Text: "Hello"},
						chat.RequestHandoff{Handoff: chat.HandoffID(fmt.Sprint("handoff-", i)), By: chat.ByAssistant, Told: "Of course.", Live: true, Promise: chat.Promise{Kind: chat.PromiseNow}})
					story(func(all ...chat.Command) { advance(t, s, c, all...) })
					advance(t, s, c, chat.Resolve{By: by, Override: true, Outcome: chat.OutcomeSolved})
				}
				for i := range 9 {
					serve(i, func(do func(...chat.Command)) {
						now.pass(wait)
						do(chat.Claim{Agent: ada})
						now.pass(handle)
					})
				}
				serve(9, func(do func(...chat.Command)) { test.story(now, do) })
				got, err := s.Waits(t.Context(), "site-1", "")
				want := store.Measured{Handle: (9*handle + test.total) / time.Duration(9+test.turns), Samples: 9 + test.turns, Wait: wait, Waits: 9 + test.waits}
				if err != nil || got.Queue != want || got.Site != want {
					t.Errorf("%+v, %v, want %+v", got, err, want)
				}
			})
		})
	}
}

func TestAGreetingIsNoAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		ada := chat.Profile{ID: "agent-ada", Name: "Ada"}
		c := put(t, s, "conversation-1", startOf("visitor-1"), queueUp, chat.Claim{Agent: ada, Greeting: "Hello, Ada here."})
		owes := func(want int) {
			t.Helper()
			if got, err := s.InboxCounts(t.Context(), []chat.SiteID{c.Site}, ada.ID); err != nil || got.Mine != 1 || got.MineToAnswer != want {
				t.Errorf("%+v, %v, want one of hers, of which %d to answer", got, err, want)
			}
		}
		owes(1)
		advance(t, s, c, chat.Post{By: chat.ByAgent(ada.ID), ClientID: "message-1", Text: "Two to four days."})
		owes(0)
	})
}

// TestWhoeverNeverOpenedTheDashboardHasAGrace claims over the API alone.
func TestWhoeverNeverOpenedTheDashboardHasAGrace(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada := addAgent(t, s, "ada")
		put(t, s, "conversation-1", startOf("visitor-1"), queueUp, chat.Claim{Agent: ada.Profile()})
		for _, tt := range []struct {
			pass time.Duration
			want int
		}{{0, 0}, {agent.Grace, 0}, {time.Second, 1}} {
			now.pass(tt.pass)
			if list := must[[]*chat.Conversation](t)(s.Stranded(t.Context(), nil, 10)); len(list) != tt.want {
				t.Errorf("%d stranded after %v more, want %d", len(list), tt.pass, tt.want)
			}
		}
	})
}
