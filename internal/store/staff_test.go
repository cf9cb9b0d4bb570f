package store_test

import (
	"fmt"
	"testing"
	"time"

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
