package store_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func addVisitor(t *testing.T, s *store.Store, v store.Visitor) store.Visitor {
	t.Helper()
	if v.Site == "" {
		v.Site = "site-shop"
	}
	return must[store.Visitor](t)(s.CreateVisitor(t.Context(), v))
}

func TestAVisitorComesBackAsTheyWereAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		v := addVisitor(t, s, store.Visitor{Locale: "de-AT", Timezone: "Europe/Vienna", Device: "Firefox on Android", Page: chat.Page{URL: "https://shop.example.com/", Title: "Shop"},
			Attributes: map[string]string{"plan": "gold"}, ExternalID: "forged", Verified: true,
			Signed: map[string]string{"tier": "gold"}, Proved: []string{"name"}})
		if v.Verified || v.ExternalID != "" || len(v.Signed) > 0 || len(v.Proved) > 0 {
			t.Error("a visitor without a signed identity is verified")
		}
		got := must[store.Visitor](t)(s.Visitor(t.Context(), v.ID))
		if !reflect.DeepEqual(got, v) || !got.FirstSeen.Equal(now.now()) {
			t.Errorf("Visitor() = %+v, want %+v", got, v)
		}
		all := must[map[chat.VisitorID]store.Visitor](t)(s.Visitors(t.Context(), []chat.VisitorID{v.ID, "nobody-here"}))
		if len(all) != 1 || !reflect.DeepEqual(all[v.ID], v) {
			t.Errorf("Visitors() = %+v", all)
		}
		_, err := s.Visitor(t.Context(), "nobody-here")
		wantCode(t, "an unknown visitor", err, chat.NotFound)
	})
}

func TestSessionsBelongToOneSite(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		v := addVisitor(t, s, store.Visitor{})
		until := now.now().Add(time.Hour)
		if err := s.CreateVisitorSession(t.Context(), "hash", v.ID, v.Site, until); err != nil {
			t.Fatal(err)
		}
		got, lasts, err := s.VisitorBySession(t.Context(), "hash", v.Site)
		if err != nil || got.ID != v.ID || !lasts.Equal(until) {
			t.Errorf("VisitorBySession() = %+v, %v, %v", got, lasts, err)
		}
		_, _, err = s.VisitorBySession(t.Context(), "hash", "site-docs")
		wantCode(t, "the session on another site", err, chat.SignedOut)
		_, _, err = s.VisitorBySession(t.Context(), "other", v.Site)
		wantCode(t, "another token", err, chat.SignedOut)
		if err := s.ExtendVisitorSession(t.Context(), "hash", until.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		now.pass(90 * time.Minute)
		if _, _, err := s.VisitorBySession(t.Context(), "hash", v.Site); err != nil {
			t.Errorf("an extended session ended: %v", err)
		}
		if err := s.EndVisitorSession(t.Context(), "hash"); err != nil {
			t.Fatal(err)
		}
		_, _, err = s.VisitorBySession(t.Context(), "hash", v.Site)
		wantCode(t, "an ended session", err, chat.SignedOut)

		if err := s.CreateVisitorSession(t.Context(), "short", v.ID, v.Site, now.now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		now.pass(time.Minute)
		if err := s.ExtendVisitorSession(t.Context(), "short", now.now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		_, _, err = s.VisitorBySession(t.Context(), "short", v.Site)
		wantCode(t, "a session that ran out and was extended afterwards", err, chat.SignedOut)
	})
}

func TestASignedIdentityIsOnePersonPerSite(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		ids := make([]chat.VisitorID, 6)
		errs := atOnce(6, func(i int) error {
			v, err := s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-shop", ExternalID: "customer-7", Name: "Maria", Email: "maria@example.com"})
			ids[i] = v.ID
			return err
		})
		if count(errs, "") != 6 {
			t.Fatalf("VerifiedVisitor() six times at once: %v", errs)
		}
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("one customer became the visitors %v", ids)
				break
			}
		}
		again := must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-shop", ExternalID: "customer-7", Name: "Maria Silva"}))
		if again.ID != ids[0] || again.Name != "Maria Silva" || again.Email != "maria@example.com" || !again.Verified {
			t.Errorf("the same identity later: %+v", again)
		}
		elsewhere := must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-docs", ExternalID: "customer-7"}))
		if elsewhere.ID == ids[0] {
			t.Error("two sites share a visitor")
		}
		_, err := s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-shop", Name: "Eve"})
		wantCode(t, "an identity without an id", err, chat.Invalid)
	})
}

func TestClaimsNeverOverwriteASignedIdentity(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		claim := store.Claim{Name: "Eve", Email: "eve@example.com", Phone: "+4912345678", Attributes: map[string]string{"plan": "gold"}}
		signed := must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-shop", ExternalID: "customer-7", Name: "Maria", Email: "maria@example.com",
			Signed: map[string]string{"plan": "free"}}))
		got := must[store.Visitor](t)(s.NoteClaim(t.Context(), signed.ID, claim))
		if got.Name != "Maria" || got.Email != "maria@example.com" || got.Phone != claim.Phone || !got.Verified {
			t.Errorf("after a claim on a verified visitor: %+v", got)
		}
		if len(got.Attributes) > 0 || got.Signed["plan"] != "free" || !reflect.DeepEqual(got.Proved, []string{"name", "email"}) {
			t.Errorf("a claim replaced what is signed: %+v", got)
		}
		plain := addVisitor(t, s, store.Visitor{Name: "M.", Attributes: map[string]string{"tier": "vip"}})
		must[store.Visitor](t)(s.NoteClaim(t.Context(), plain.ID, claim))
		got = must[store.Visitor](t)(s.NoteClaim(t.Context(), plain.ID, store.Claim{Locale: "de"}))
		if got.Name != "Eve" || got.Email != claim.Email || got.Locale != "de" || got.Verified || !reflect.DeepEqual(got.Attributes, map[string]string{"tier": "vip", "plan": "gold"}) {
			t.Errorf("after claims on an unknown visitor: %+v", got)
		}
		if stored := must[store.Visitor](t)(s.Visitor(t.Context(), plain.ID)); !reflect.DeepEqual(stored, got) {
			t.Errorf("stored %+v, returned %+v", stored, got)
		}
		_, err := s.NoteClaim(t.Context(), "nobody-here", claim)
		wantCode(t, "an unknown visitor", err, chat.NotFound)
	})
}

func TestTheTrailKeepsTheLastPages(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		v := addVisitor(t, s, store.Visitor{})
		page := func(i int) chat.Page {
			return chat.Page{URL: fmt.Sprint("https://shop.example.com/", i), Title: fmt.Sprint("Page ", i), Referrer: "https://example.com/"}
		}
		for i := range 60 {
			now.pass(time.Second)
			for range 2 { // a reload is no new page
				if err := s.SawPage(t.Context(), v.ID, page(i)); err != nil {
					t.Fatal(err)
				}
			}
		}
		seen := now.now()
		now.pass(time.Minute)
		if err := s.SawPage(t.Context(), v.ID, chat.Page{}); err != nil {
			t.Fatal(err)
		}
		trail := must[[]store.VisitedPage](t)(s.Trail(t.Context(), v.ID, 200))
		if len(trail) != 50 || trail[0].Page != page(59) || trail[49].Page != page(10) || !trail[0].At.Equal(seen) {
			t.Errorf("Trail() has %d pages, from %+v to %+v", len(trail), trail[0], trail[len(trail)-1])
		}
		if got := must[store.Visitor](t)(s.Visitor(t.Context(), v.ID)); got.Page != page(59) || !got.LastSeen.Equal(now.now()) {
			t.Errorf("on %+v, last seen %v", got.Page, got.LastSeen)
		}
		if n := len(must[[]store.VisitedPage](t)(s.Trail(t.Context(), v.ID, 20))); n != 20 {
			t.Errorf("Trail(20) has %d pages", n)
		}
		wantCode(t, "a page of nobody", s.SawPage(t.Context(), "nobody-here", page(1)), chat.NotFound)
	})
}

func TestTwoTabsOpenPagesAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		v := addVisitor(t, s, store.Visitor{})
		errs := atOnce(8, func(i int) error {
			return s.SawPage(t.Context(), v.ID, chat.Page{URL: fmt.Sprint("https://shop.example.com/", i)})
		})
		if n := len(must[[]store.VisitedPage](t)(s.Trail(t.Context(), v.ID, 50))); n != 8 || count(errs, "") != 8 {
			t.Errorf("%d pages noted, errors %v", n, errs)
		}
	})
}

func TestFindVisitors(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		addVisitor(t, s, store.Visitor{Name: "Maria 100%"})
		now.pass(time.Second)
		addVisitor(t, s, store.Visitor{Name: "Ben", Email: "MARIA@example.com"})
		addVisitor(t, s, store.Visitor{Name: "Mario", Phone: "+49123"})
		addVisitor(t, s, store.Visitor{Site: "site-docs", Name: "Maria"})
		for words, want := range map[string][]string{"maria": {"Ben", "Maria 100%"}, "0%": {"Maria 100%"}, "%": {"Maria 100%"}, "_": {}, "+4912": {"Mario"}, `\`: {}} {
			names := []string{}
			for _, v := range must[[]store.Visitor](t)(s.FindVisitors(t.Context(), "site-shop", words, 10)) {
				names = append(names, v.Name)
			}
			if !reflect.DeepEqual(names, want) {
				t.Errorf("FindVisitors(%q) = %v, want %v", words, names, want)
			}
		}
	})
}

func TestErasingAVisitorLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		v, other := addVisitor(t, s, store.Visitor{Name: "canary-one"}), addVisitor(t, s, store.Visitor{Name: "Ben"})
		for _, id := range []chat.VisitorID{v.ID, other.ID} {
			if err := s.CreateVisitorSession(t.Context(), "hash-"+string(id), id, "site-shop", now.now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			if err := s.SawPage(t.Context(), id, chat.Page{URL: "https://shop.example.com/"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.RateArticle(t.Context(), "site-shop", "article-1", v.ID, true); err != nil {
			t.Fatal(err)
		}
		if err := s.EraseVisitor(t.Context(), v.ID); err != nil {
			t.Fatal(err)
		}
		_, err := s.Visitor(t.Context(), v.ID)
		wantCode(t, "an erased visitor", err, chat.NotFound)
		_, _, err = s.VisitorBySession(t.Context(), "hash-"+string(v.ID), "site-shop")
		wantCode(t, "an erased visitor's session", err, chat.SignedOut)
		for _, table := range []string{"visitors", "visitor_sessions", "visitor_pages", "article_feedback"} {
			column := "visitor_id"
			if table == "visitors" {
				column = "id"
			}
			var left int
			if err := s.DB(t.Context()).Raw("SELECT COUNT(*) FROM " + table + " WHERE " + column + " = '" + string(v.ID) + "'").Scan(&left).Error; err != nil || left != 0 {
				t.Errorf("%d rows are left in %s, %v", left, table, err)
			}
		}
		if _, _, err := s.VisitorBySession(t.Context(), "hash-"+string(other.ID), "site-shop"); err != nil {
			t.Errorf("somebody else was erased too: %v", err)
		}
	})
}

func TestVisitorsStayOutOfTheLog(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("seen", "visitor", store.Visitor{ID: "visitor-1", Name: "canary-one", Email: "canary@example.com"})
	if strings.Contains(out.String(), "canary") || !strings.Contains(out.String(), "visitor-1") {
		t.Errorf("logged %s", out.String())
	}
}
