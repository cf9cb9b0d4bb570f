package routing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/testkit"
)

const shop chat.SiteID = "site-shop"

// free is an agent whom nothing speaks against, with one place of three occupied.
func free(change ...func(*Candidate)) Candidate {
	c := Candidate{Agent: "agent-ada", Name: "Ada", Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true,
		Languages: []string{"en", "de-at"}, Load: Load{Active: 1}, Limits: Limits{Agent: 3}}
	for _, f := range change {
		f(&c)
	}
	return c
}

func TestEligibleNamesTheFirstLayerThatCuts(t *testing.T) {
	for _, tt := range []struct {
		name     string
		change   func(*Candidate)
		language string
		given    Cut
		claimed  Cut
		forced   Cut
	}{
		{name: "takes whoever nothing speaks against", change: func(*Candidate) {}},
		{"cuts a disabled account by every way", func(c *Candidate) { c.Enabled = false }, "", CutDisabled, CutDisabled, CutDisabled},
		{"cuts who works on other sites by every way", func(c *Candidate) { c.Sites = []chat.SiteID{"site-docs"} }, "", CutSite, CutSite, CutSite},
		{name: "takes who works on this site among others", change: func(c *Candidate) { c.Sites = []chat.SiteID{"site-docs", shop} }},
		{"gives nothing to the busy, who may still claim", func(c *Candidate) { c.Available = false }, "", CutStatus, "", ""},
		{"gives nothing to who is not connected", func(c *Candidate) { c.Reachable = false }, "", CutUnreachable, "", ""},
		{"gives nothing to who sits still", func(c *Candidate) { c.Attentive = false }, "", CutIdle, "", ""},
		{"gives nothing to who missed the last offers", func(c *Candidate) { c.Responding = false }, "", CutNotResponding, "", ""},
		{"cuts at the limit, save by override", func(c *Candidate) { c.Load = Load{Active: 1, Offers: 1, WrapUps: 1} }, "", CutCapacity, CutCapacity, ""},
		{"cuts above the limit, save by override", func(c *Candidate) { c.Load.Active = 5 }, "", CutCapacity, CutCapacity, ""},
		{"cuts who may hold nothing, save by override", func(c *Candidate) { c.Limits.Agent, c.Load = 0, Load{} }, "", CutCapacity, CutCapacity, ""},
		{"counts an open offer as an occupied place", func(c *Candidate) { c.Load = Load{Offers: 3} }, "", CutCapacity, CutCapacity, ""},
		{"heeds the team's smaller limit", func(c *Candidate) { c.Limits.Team = 1 }, "", CutCapacity, CutCapacity, ""},
		{"heeds the site's smaller limit", func(c *Candidate) { c.Limits.Site = 1 }, "", CutCapacity, CutCapacity, ""},
		{name: "does not heed a team's larger limit", change: func(c *Candidate) { c.Limits.Team = 9 }},
		{"gives nobody a language they do not speak", func(*Candidate) {}, "fr", CutLanguage, "", ""},
		{name: "takes any kind of a language for the language", change: func(*Candidate) {}, language: "de_CH"},
		{name: "takes the language in any case of letters", change: func(*Candidate) {}, language: "EN"},
		{name: "does not guess that somebody without languages speaks none", change: func(c *Candidate) { c.Languages = nil }, language: "fr"},
		{"names the account before everything else", func(c *Candidate) { *c = Candidate{} }, "fr", CutDisabled, CutDisabled, CutDisabled},
		{"names status before reachability", func(c *Candidate) { c.Available, c.Reachable = false, false }, "", CutStatus, "", ""},
		{"names language before capacity", func(c *Candidate) { c.Load.Active = 3 }, "fr", CutLanguage, CutCapacity, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for way, want := range map[Way]Cut{Given: tt.given, Claimed: tt.claimed, Forced: tt.forced} {
				ok, cut := Eligible(free(tt.change), Need{Site: shop, Language: tt.language, Way: way})
				if ok != (want == "") || cut != want {
					t.Errorf("Eligible(way %d) = %v, %q, want %q", way, ok, cut, want)
				}
			}
		})
	}
}

// check holds a rule to many random cases, more of them in make soak.
func check(t *testing.T, rule func(t *rapid.T)) {
	t.Helper()
	for range testkit.Rounds(t, 1) {
		rapid.Check(t, rule)
	}
}

// drawn makes any candidate whatever, sensible or not.
func drawn(t *rapid.T, label string) Candidate {
	small := rapid.IntRange(-1, 6)
	yes := rapid.Bool()
	return Candidate{Agent: chat.AgentID(label), Enabled: yes.Draw(t, "enabled"), Available: yes.Draw(t, "available"), Reachable: yes.Draw(t, "reachable"),
		Attentive: yes.Draw(t, "attentive"), Responding: yes.Draw(t, "responding"),
		Sites:     rapid.SliceOfN(rapid.SampledFrom([]chat.SiteID{shop, "site-docs"}), 0, 2).Draw(t, "sites"),
		Languages: rapid.SliceOfN(rapid.SampledFrom([]string{"en", "de", "de-at", "fr"}), 0, 2).Draw(t, "languages"),
		Load:      Load{max(small.Draw(t, "active"), 0), max(small.Draw(t, "offers"), 0), max(small.Draw(t, "wrap-ups"), 0)},
		Limits:    Limits{small.Draw(t, "agent limit"), small.Draw(t, "team limit"), small.Draw(t, "site limit")}}
}

func drawnNeed(t *rapid.T) Need {
	return Need{Site: rapid.SampledFrom([]chat.SiteID{shop, "site-docs", "site-other"}).Draw(t, "site"),
		Language: rapid.SampledFrom([]string{"", "en", "de-CH", "fr", "zh"}).Draw(t, "language"),
		Way:      rapid.SampledFrom([]Way{Forced, Claimed, Given}).Draw(t, "way")}
}

func TestNobodyIsEverEligibleAboveCapacityOrWhileAway(t *testing.T) {
	check(t, func(t *rapid.T) {
		c, n := drawn(t, "a"), drawnNeed(t)
		ok, cut := Eligible(c, n)
		if ok != (cut == "") {
			t.Fatalf("Eligible() = %v, %q", ok, cut)
		}
		if !ok {
			return
		}
		switch {
		case !c.Enabled:
			t.Fatal("a disabled account is eligible")
		case len(c.Sites) > 0 && !slices.Contains(c.Sites, n.Site):
			t.Fatal("somebody from another site is eligible")
		case n.Way != Forced && c.Load.Total() >= c.Limits.Agent:
			t.Fatalf("eligible with %d of %d", c.Load.Total(), c.Limits.Agent)
		case n.Way != Forced && c.Limits.Team > 0 && c.Load.Total() >= c.Limits.Team, n.Way != Forced && c.Limits.Site > 0 && c.Load.Total() >= c.Limits.Site:
			t.Fatal("eligible above the team's or site's limit")
		case n.Way == Given && (!c.Available || !c.Reachable || !c.Attentive || !c.Responding):
			t.Fatal("given to somebody who is not there")
		}
	})
}

func TestWhatMayBeGivenMayBeClaimedAndWhatMayBeClaimedMayBeForced(t *testing.T) {
	check(t, func(t *rapid.T) {
		c, n := drawn(t, "a"), drawnNeed(t)
		allowed := func(w Way) bool { n.Way = w; ok, _ := Eligible(c, n); return ok }
		if allowed(Given) && !allowed(Claimed) || allowed(Claimed) && !allowed(Forced) {
			t.Fatalf("given %v, claimed %v, forced %v", allowed(Given), allowed(Claimed), allowed(Forced))
		}
	})
}

func TestStaffingAgreesWithEligibility(t *testing.T) {
	check(t, func(t *rapid.T) {
		var all []Candidate
		for i := range rapid.IntRange(0, 6).Draw(t, "agents") {
			all = append(all, drawn(t, fmt.Sprint(i)))
		}
		n := drawnNeed(t)
		s := Staff(all, n)
		n.Way = Given
		eligible := 0
		for _, c := range all {
			if ok, _ := Eligible(c, n); ok {
				eligible++
			}
		}
		switch {
		case (s.Free > 0) != (eligible > 0):
			t.Fatalf("%d places are free, but %d agents are eligible", s.Free, eligible)
		case s.Routable < eligible || s.Routable > len(all):
			t.Fatalf("%d routable, %d eligible of %d", s.Routable, eligible, len(all))
		case s.Free > s.Slots || s.Slots < s.Routable || s.Free < eligible:
			t.Fatalf("%+v with %d eligible", s, eligible)
		}
	})
}

func TestStaffCountsTheFullAndNotTheAbsent(t *testing.T) {
	full := free(func(c *Candidate) { c.Load.Active = 3 })
	over := free(func(c *Candidate) { c.Load.Active = 7 })
	busy := free(func(c *Candidate) { c.Available = false })
	none := free(func(c *Candidate) { c.Limits.Agent, c.Load = 0, Load{} })
	foreign := free(func(c *Candidate) { c.Languages = []string{"fr"} })
	got := Staff([]Candidate{free(), full, over, busy, none, foreign}, Need{Site: shop, Language: "en", Way: Forced})
	if want := (Staffing{Routable: 3, Slots: 9, Free: 2, AtDesk: 2}); got != want {
		t.Errorf("Staff() = %+v, want %+v", got, want)
	}
	if got := Staff(nil, Need{Site: shop}); got != (Staffing{}) {
		t.Errorf("Staff(nobody) = %+v", got)
	}
}

func TestClaimsAreRefusedInWordsForTheClaimer(t *testing.T) {
	full := func(c *Candidate) { c.Load.Active = 3 }
	for _, tt := range []struct {
		name  string
		claim Claim
		code  chat.Code
		says  string
	}{
		{"anybody may claim while there is room", Claim{By: free()}, "", ""},
		{"even who is busy or idle", Claim{By: free(func(c *Candidate) { c.Available, c.Attentive, c.Reachable = false, false, false })}, "", ""},
		{"nobody beyond the limit", Claim{By: free(full)}, chat.Conflict, "You have 3 of 3 conversations."},
		{"an agent may not force", Claim{By: free(full), Force: true}, chat.Forbidden, "Only a supervisor"},
		{"a supervisor may", Claim{By: free(full), Force: true, Supervises: true}, "", ""},
		{"a supervisor who does not force is bound too", Claim{By: free(full), Supervises: true}, chat.Conflict, "You have 3 of 3"},
		{"another site's conversation does not exist", Claim{By: free(func(c *Candidate) { c.Sites = []chat.SiteID{"site-docs"} })}, chat.NotFound, "does not exist"},
		{"nor by force", Claim{By: free(func(c *Candidate) { c.Sites = []chat.SiteID{"site-docs"} }), Force: true, Supervises: true}, chat.NotFound, "does not exist"},
		{"a disabled account may nothing", Claim{By: free(func(c *Candidate) { c.Enabled = false })}, chat.Forbidden, "switched off"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.claim.Site = shop
			wantRefusal(t, tt.claim.Check(), tt.code, tt.says)
		})
	}
}

func TestTransfersAreRefusedInWordsForTheGiver(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Candidate)
		code   chat.Code
		says   string
	}{
		{"a colleague who is there gets it, whatever they speak", func(c *Candidate) { c.Languages = []string{"fr"} }, "", ""},
		{"who left the firm", func(c *Candidate) { c.Enabled = false }, chat.NotFound, "does not work here any more"},
		{"who works elsewhere", func(c *Candidate) { c.Sites = []chat.SiteID{"site-docs"} }, chat.Conflict, "Ada does not work on this site"},
		{"who is busy", func(c *Candidate) { c.Available = false }, chat.Conflict, "Ada is not available"},
		{"who is not connected", func(c *Candidate) { c.Reachable = false }, chat.Conflict, "Ada is not connected"},
		{"who is idle", func(c *Candidate) { c.Attentive = false }, chat.Conflict, "Ada has not been at the screen"},
		{"who missed offers", func(c *Candidate) { c.Responding = false }, chat.Conflict, "Ada did not answer"},
		{"who is full", func(c *Candidate) { c.Load.Active = 3 }, chat.Conflict, "Ada has no free place: 3 of 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantRefusal(t, CheckTransfer(free(tt.change), shop), tt.code, tt.says)
		})
	}
}

func wantRefusal(t *testing.T, err error, code chat.Code, says string) {
	t.Helper()
	e, _ := errors.AsType[*chat.Error](err)
	if chat.CodeOf(err) != code || code != "" && !strings.Contains(e.Say, says) {
		t.Errorf("got %v, want code %q with %q", err, code, says)
	}
}

func TestTheLine(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration, change ...func(*Waiting)) Waiting {
		w := Waiting{EnteredAt: now.Add(-d)}
		for _, f := range change {
			f(&w)
		}
		return w
	}
	vip := func(w *Waiting) { w.Ahead = true }
	front := func(w *Waiting) { w.Front = true }
	target := func(d time.Duration) func(*Waiting) { return func(w *Waiting) { w.Target = d } }
	for _, tt := range []struct {
		name          string
		first, second Waiting
	}{
		{"the longer wait comes first", ago(2 * time.Minute), ago(time.Minute)},
		{"a VIP passes who is within their target", ago(time.Second, vip), ago(2 * time.Minute)},
		{"a VIP does not pass who is further beyond it", ago(4 * time.Minute), ago(30*time.Second, vip)},
		{"of two VIPs the longer wait comes first", ago(2*time.Minute, vip), ago(time.Minute, vip)},
		{"a shorter target ages faster", ago(time.Minute, target(30*time.Second)), ago(2 * time.Minute)},
		{"who lost their person comes before a VIP", ago(time.Second, front), ago(10*time.Minute, vip)},
		{"of two who lost theirs the longer wait comes first", ago(time.Minute, front), ago(time.Second, front)},
		{"equal scores go by the time of entering", ago(2*time.Minute, target(2*time.Minute)), ago(time.Minute, target(time.Minute))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.first.Conversation, tt.second.Conversation = "z-first", "a-second" // ids must not decide
			if got := Line([]Waiting{tt.second, tt.first}, now); got[0].Conversation != tt.first.Conversation {
				t.Errorf("Line() begins with %+v", got[0])
			}
			if n := Before([]Waiting{tt.second, tt.first}, tt.second, now); n != 1 {
				t.Errorf("Before(second) = %d, want 1", n)
			}
			if n := Before([]Waiting{tt.second, tt.first}, tt.first, now); n != 0 {
				t.Errorf("Before(first) = %d, want 0", n)
			}
		})
	}
}

func TestTheLineIsOneOrderForEverybody(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	check(t, func(t *rapid.T) {
		var all []Waiting
		for i := range rapid.IntRange(0, 12).Draw(t, "waiting") {
			all = append(all, Waiting{Conversation: chat.ConversationID(fmt.Sprint("c", i)),
				EnteredAt: now.Add(-time.Duration(rapid.IntRange(0, 20).Draw(t, "half minutes")) * 30 * time.Second),
				Front:     rapid.IntRange(0, 4).Draw(t, "front") == 0, Ahead: rapid.Bool().Draw(t, "ahead"),
				Target: time.Duration(rapid.IntRange(0, 3).Draw(t, "target")) * time.Minute})
		}
		line := Line(all, now)
		same := func(a, b Waiting) bool { return a.Conversation == b.Conversation }
		if !slices.EqualFunc(line, Line(rapid.Permutation(all).Draw(t, "order"), now), same) {
			t.Fatal("the line depends on the order in which it is asked")
		}
		for place, w := range line {
			if n := Before(all, w, now); n != place {
				t.Fatalf("%s stands at %d, but %d come before it", w.Conversation, place, n)
			}
		}
	})
}

func TestNobodyWaitsForEver(t *testing.T) {
	// However many VIPs keep coming, somebody who has waited one target longer than
	// theirs stands before all of them.
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	plain := Waiting{Conversation: "plain", EnteredAt: now}
	check(t, func(t *rapid.T) {
		later := now.Add(2*DefaultTarget + time.Second)
		all := []Waiting{plain}
		for i := range rapid.IntRange(0, 30).Draw(t, "VIPs") {
			entered := later.Add(-time.Duration(rapid.IntRange(0, int(DefaultTarget/time.Second)).Draw(t, "seconds")) * time.Second)
			all = append(all, Waiting{Conversation: chat.ConversationID(fmt.Sprint("vip", i)), EnteredAt: entered, Ahead: true})
		}
		if line := Line(all, later); line[0].Conversation != "plain" {
			t.Fatalf("%s is still before who has waited %v", line[0].Conversation, later.Sub(now))
		}
	})
}
