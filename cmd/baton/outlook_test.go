package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
)

// fronts are the visitors' screens of a node as a test looks at them.
type fronts struct {
	sites []chat.SiteID
	shows map[chat.SiteID]ws.Team
}

func (f *fronts) VisitedSites() []chat.SiteID { return f.sites }

func (f *fronts) TellTeam(site chat.SiteID, t ws.Team) {
	if f.shows == nil {
		f.shows = map[chat.SiteID]ws.Team{}
	}
	f.shows[site] = t
}

// TestWhatStandsBesideTheButtonFollowsTheHouse has one person with one place; the line grows,
// the person leaves, and the site closes.
func TestWhatStandsBesideTheButtonFollowsTheHouse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var buses []*wire
		n := startRouted(t, s, &buses)
		n.run(t)
		site, err := s.CreateSite(t.Context(), store.Site{ID: "site-1", Name: "Bikes", Hours: hours.Always()})
		if err != nil {
			t.Fatal(err)
		}
		alone := onDuty(t, s, 1, 1)[0]
		seen := &fronts{sites: []chat.SiteID{site.ID}}
		// Each look is of a house that was read anew.
		look := func() ws.Team {
			t.Helper()
			o := &outlook{staff: newStaff(s, n.presence, newSiteBook(s)), sockets: seen, log: slog.New(slog.DiscardHandler)}
			if err := o.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			return seen.shows[site.ID]
		}
		before := look()
		if !before.Open || !before.Online || before.Expectation == nil || before.Expectation.Kind != chat.PromiseRange {
			t.Fatalf("one person is free: %+v", before)
		}
		leave := func(statement string) {
			t.Helper()
			err := s.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement, string(alone.ID)).Error })
			if err != nil {
				t.Fatal(err)
			}
		}
		leave("DELETE FROM connections WHERE agent_id = ?")
		leave("DELETE FROM nodes WHERE id = 'node-' || ?")
		putAway(t, s, n.presence, alone.ID)
		if phone := look(); !phone.Online || phone.Expectation.Low != 60 || phone.Expectation.High != 120 {
			t.Errorf("a phone has to be taken out: %+v, want one to two minutes", phone.Expectation)
		}
		connect(t, s, alone.ID)
		leave("UPDATE agents SET dropped_at = 0, on_phone_at = 0 WHERE id = ?")
		for i := range 3 {
			if _, err := ask(t.Context(), n.desk, i); err != nil {
				t.Fatal(err)
			}
		}
		if after := look(); after.Expectation.Low <= before.Expectation.Low {
			t.Errorf("three wait: %+v after %+v, want a longer time", after.Expectation, before.Expectation)
		}
		leave("DELETE FROM connections WHERE agent_id = ?")
		if gone := look(); gone.Online || gone.Expectation.Kind != chat.PromiseByTime {
			t.Errorf("nobody is there: %+v, %+v", gone, gone.Expectation)
		}
		if _, err := s.UpdateSite(t.Context(), site.ID, site.Version, func(x *store.Site) error { x.Hours = hours.Never(); return nil }); err != nil {
			t.Fatal(err)
		}
		if closed := look(); closed.Open {
			t.Errorf("the site is closed: %+v", closed)
		}
	})
}

// oracle knows of one site only.
type oracle struct{ knows chat.SiteID }

func (o oracle) Expect(_ context.Context, site chat.SiteID) (api.Expectation, error) {
	if site != o.knows {
		return api.Expectation{}, errors.New("no such site")
	}
	return api.Expectation{Open: true}, nil
}

func TestOneSitesTroubleIsNotTheOthers(t *testing.T) {
	seen := &fronts{sites: []chat.SiteID{"site-gone", "site-here"}}
	o := &outlook{staff: oracle{"site-here"}, sockets: seen}
	if err := o.Round(t.Context()); err == nil {
		t.Error("nothing was said of the site that failed")
	}
	if want := map[chat.SiteID]ws.Team{"site-here": {Open: true}}; !maps.Equal(seen.shows, want) {
		t.Errorf("the screens show %+v, want %+v", seen.shows, want)
	}
}

// TestAPhoneHasToBeTakenOut unless there is a desk for whoever comes next.
func TestAPhoneHasToBeTakenOut(t *testing.T) {
	person := func(id chat.AgentID, places int, onPhone bool) routing.Candidate {
		return routing.Candidate{Agent: id, Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true, OnPhone: onPhone, Limits: routing.Limits{Agent: places}}
	}
	desk, phone := person("desk", 1, false), person("phone", 1, true)
	for _, tt := range []struct {
		name  string
		staff []routing.Candidate
		ahead int
		want  time.Duration
	}{
		{"somebody is at a desk", []routing.Candidate{desk, phone}, 0, 0},
		{"the one before takes the desk", []routing.Candidate{desk, phone}, 1, routing.PhoneOffer},
		{"all are on the phone", []routing.Candidate{phone}, 0, routing.PhoneOffer},
		{"a place has to become free first", []routing.Candidate{desk, phone}, 2, 0},
		{"nobody is there", nil, 0, 0},
	} {
		if got := staffing(&chat.Conversation{Site: "site-1"}, tt.staff, nil, tt.ahead, store.Waits{}).Pickup; got != tt.want {
			t.Errorf("%s: %s to notice, want %s", tt.name, got, tt.want)
		}
	}
}
