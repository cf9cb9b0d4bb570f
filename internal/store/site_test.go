package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
)

func addSite(t *testing.T, s *store.Store, name string) store.Site {
	t.Helper()
	return must[store.Site](t)(s.CreateSite(t.Context(), store.Site{Name: name}))
}

func TestASiteComesBackAsItWasAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		christmas := hours.Exception{Date: hours.Date{Year: 2026, Month: time.December, Day: 24}, Name: "Christmas Eve", Open: []hours.Span{}}
		site := must[store.Site](t)(s.CreateSite(t.Context(), store.Site{Name: " Bikes ", Domains: []string{"https://Shop.example.com/", "localhost:8081", "shop.example.com"},
			Hours:    hours.Plan{Zone: "Europe/Berlin", Weekly: []hours.Interval{{Day: hours.Monday, From: 9 * 60, To: 26 * 60}}, Exceptions: []hours.Exception{christmas}},
			Settings: store.SiteSettings{Locale: "de_AT", Greeting: "Hallo!", HandoffTexts: map[string]string{"told.range": "Moment…"}, Accent: "#3451D1", TypingPreview: true}}))
		if site.Name != "Bikes" || !reflect.DeepEqual(site.Domains, []string{"shop.example.com", "localhost:8081"}) || site.Settings.Locale != "de-at" || site.Mode != chat.Live {
			t.Errorf("cleaned to %+v", site)
		}
		for what, got := range map[string]store.Site{
			"Site":      must[store.Site](t)(s.Site(t.Context(), site.ID)),
			"SiteByKey": must[store.Site](t)(s.SiteByKey(t.Context(), site.Key)),
			"Sites":     must[[]store.Site](t)(s.Sites(t.Context()))[0],
		} {
			if !reflect.DeepEqual(got, site) {
				t.Errorf("%s() =\n%+v, want\n%+v", what, got, site)
			}
		}
	})
}

func TestWhatCannotBeASiteIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		for _, tt := range []struct {
			name  string
			site  store.Site
			field string
		}{
			{"no name", store.Site{}, "name"},
			{"a long name", store.Site{Name: strings.Repeat("a", 101)}, "name"},
			{"an unknown mode", store.Site{Name: "a", Mode: "pipe"}, "mode"},
			{"a domain that would add a directive", store.Site{Name: "a", Domains: []string{"a.example; script-src *"}}, "domains"},
			{"a domain with a path", store.Site{Name: "a", Domains: []string{"a.example/shop"}}, "domains"},
			{"every domain at once", store.Site{Name: "a", Domains: []string{"*"}}, "domains"},
			{"a wildcard in the middle", store.Site{Name: "a", Domains: []string{"a.*.example"}}, "domains"},
			{"a domain with a line break", store.Site{Name: "a", Domains: []string{"a.example\nb"}}, "domains"},
			{"too many domains", store.Site{Name: "a", Domains: manyDomains(51)}, "domains"},
			{"an unknown zone", store.Site{Name: "a", Hours: hours.Plan{Zone: "Mars/Base"}}, "hours.zone"},
			{"a language by its name", store.Site{Name: "a", Settings: store.SiteSettings{Locale: "english"}}, "locale"},
			{"a colour by its name", store.Site{Name: "a", Settings: store.SiteSettings{Accent: "blue"}}, "accent"},
			{"a long greeting", store.Site{Name: "a", Settings: store.SiteSettings{Greeting: strings.Repeat("a", 501)}}, "greeting"},
			{"instructions with a NUL", store.Site{Name: "a", Settings: store.SiteSettings{Instructions: "a\x00"}}, "assistant.instructions"},
			{"a text with an odd name", store.Site{Name: "a", Settings: store.SiteSettings{HandoffTexts: map[string]string{"a b": "x"}}}, "handoff_texts"},
		} {
			_, err := s.CreateSite(t.Context(), tt.site)
			e, ok := errors.AsType[*chat.Error](err)
			if !ok || e.Code != chat.Invalid || e.Field != tt.field {
				t.Errorf("%s: %v, want the field %s to be refused", tt.name, err, tt.field)
			}
		}
		_, err := s.Site(t.Context(), "no-such-site")
		wantCode(t, "an unknown site", err, chat.NotFound)
		_, err = s.SiteByKey(t.Context(), "no-such-key")
		wantCode(t, "an unknown key", err, chat.NotFound)
	})
}

func manyDomains(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("a%d.example", i)
	}
	return all
}

func TestTwoAdminsChangeASite(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		site := addSite(t, s, "Bikes")
		rename := func(name string) func(*store.Site) error {
			return func(s *store.Site) error { s.Name = name; return nil }
		}
		errs := atOnce(2, func(i int) error {
			_, err := s.UpdateSite(t.Context(), site.ID, site.Version, rename(fmt.Sprint("Bikes ", i)))
			return err
		})
		if count(errs, "") != 1 || count(errs, chat.Conflict) != 1 {
			t.Errorf("two changes of version 1: %v, want one refusal", errs)
		}
		got := must[store.Site](t)(s.UpdateSite(t.Context(), site.ID, 0, rename("Bicycles")))
		if got.Version != 3 || got.Name != "Bicycles" || got.Key != site.Key {
			t.Errorf("UpdateSite(any version) = %+v", got)
		}
		_, err := s.UpdateSite(t.Context(), "no-such-site", 0, rename("x"))
		wantCode(t, "an unknown site", err, chat.NotFound)
		_, err = s.UpdateSite(t.Context(), site.ID, 0, rename(""))
		wantCode(t, "a name that is taken away", err, chat.Invalid)
	})
}

func TestOnlyTheFirstPageIsNoted(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		site, first := addSite(t, s, "Bikes"), now.now()
		for _, host := range []string{"shop.example.com", "other.example.com"} {
			if err := s.SawSite(t.Context(), site.ID, host); err != nil {
				t.Fatal(err)
			}
			now.pass(time.Hour)
		}
		if got := must[store.Site](t)(s.Site(t.Context(), site.ID)); !got.FirstSeenAt.Equal(first) || got.FirstSeenOn != "shop.example.com" {
			t.Errorf("first seen on %s at %v", got.FirstSeenOn, got.FirstSeenAt)
		}
	})
}

func TestSetupHappensOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		setUp := func(token, name string) error {
			_, _, err := s.SetupOnce(t.Context(), token, anAgent(name), store.Site{Name: "Bikes"})
			return err
		}
		wantCode(t, "set-up without a printed link", setUp("", "ada"), chat.Forbidden)
		for _, value := range []string{"old", "token"} {
			if err := s.SetSetting(t.Context(), store.SetupToken, value); err != nil {
				t.Fatal(err)
			}
		}
		if value, at, ok, err := s.Setting(t.Context(), store.SetupToken); value != "token" || !at.Equal(now.now()) || !ok || err != nil {
			t.Errorf("Setting() = %q, %v, %v, %v", value, at, ok, err)
		}
		wantCode(t, "the link of an earlier start", setUp("old", "ada"), chat.Forbidden)
		_, _, err := s.SetupOnce(t.Context(), "token", anAgent("ada"), store.Site{})
		wantCode(t, "a site without a name", err, chat.Invalid)
		if must[bool](t)(s.HasAdmin(t.Context())) {
			t.Error("a refused set-up left an admin behind")
		}
		errs := atOnce(4, func(i int) error { return setUp("token", fmt.Sprint("admin", i)) })
		if count(errs, "") != 1 || count(errs, chat.Conflict) != 3 {
			t.Errorf("four set-ups at once: %v, want one to win", errs)
		}
		agents, sites := must[[]agent.Agent](t)(s.Agents(t.Context())), must[[]store.Site](t)(s.Sites(t.Context()))
		if len(agents) != 1 || agents[0].Role != agent.RoleAdmin || len(sites) != 1 {
			t.Errorf("there are %d agents and %d sites, want one of each", len(agents), len(sites))
		}
		if _, _, ok, err := s.Setting(t.Context(), store.SetupToken); ok || err != nil {
			t.Errorf("the token is still there: %v, %v", ok, err)
		}
	})
}

// TestAChangeOfASiteSurvivesThatItsTeamGoes has two admins at once: one changes the greeting, the
// other deletes the team to which the site sends what vanished agents leave.
func TestAChangeOfASiteSurvivesThatItsTeamGoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop"})
		if err != nil {
			t.Fatal(err)
		}
		for round := range 25 {
			team, err := s.CreateTeam(t.Context(), store.Team{Team: routing.Team{Name: fmt.Sprint("Care ", round), Method: routing.Manual}})
			if err != nil {
				t.Fatal(err)
			}
			change := func(do func(*store.SiteSettings)) error {
				_, err := s.UpdateSite(t.Context(), site.ID, 0, func(site *store.Site) error { do(&site.Settings); return nil })
				return err
			}
			if err := change(func(set *store.SiteSettings) { set.OwnerGone = store.OwnerGone{How: store.GoneToTeam, Team: team.ID} }); err != nil {
				t.Fatal(err)
			}
			greeting := fmt.Sprint("Hello ", round)
			var both errgroup.Group
			both.Go(func() error { _, err := s.DeleteTeam(t.Context(), team.ID, "", true); return err })
			both.Go(func() error { return change(func(set *store.SiteSettings) { set.Greeting = greeting }) })
			if err := both.Wait(); err != nil {
				t.Fatal(err)
			}
			now, err := s.Site(t.Context(), site.ID)
			if err != nil || now.Settings.Greeting != greeting || now.Settings.OwnerGone != (store.OwnerGone{}) {
				t.Fatalf("round %d left the greeting %q and %+v (%v)", round, now.Settings.Greeting, now.Settings.OwnerGone, err)
			}
		}
	})
}
