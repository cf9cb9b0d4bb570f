package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func anArticle(site store.Site, slug string) store.Article {
	return store.Article{ID: chat.ArticleID("article-" + slug), Site: site.ID, Slug: slug, Title: "About " + slug, Collection: "Orders", Language: "en",
		Body: "# " + slug, Phrasings: []string{"what about " + slug + "?"}}
}

func save(t *testing.T, s *store.Store, a store.Article, base int64) store.Article {
	t.Helper()
	got, _, err := s.SaveArticle(t.Context(), a, base)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestArticlesAreKeptAndChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		site := addSite(t, s, "Bikes")
		first, how, err := s.SaveArticle(t.Context(), anArticle(site, "returns"), 0)
		want := anArticle(site, "returns")
		want.UpdatedAt, want.Version = now.now(), 1
		if err != nil || how != store.Created || !reflect.DeepEqual(first, want) {
			t.Fatalf("SaveArticle(new) = %+v, %s, %v; want %+v", first, how, err, want)
		}
		if got := must[store.Article](t)(s.Article(t.Context(), site.ID, first.ID)); !reflect.DeepEqual(got, want) {
			t.Errorf("Article() = %+v, want %+v", got, want)
		}
		now.pass(time.Hour)
		if same, how, err := s.SaveArticle(t.Context(), anArticle(site, "returns"), 0); err != nil || how != store.Unchanged || same.Version != 1 {
			t.Errorf("SaveArticle(the same) = version %d, %s, %v", same.Version, how, err)
		}
		first.Phrasings = nil
		second, how, err := s.SaveArticle(t.Context(), first, 1)
		if err != nil || how != store.Updated || second.Version != 2 || len(second.Phrasings) != 0 || !second.UpdatedAt.Equal(now.now()) {
			t.Errorf("SaveArticle(changed) = %+v, %s, %v", second, how, err)
		}
		_, _, err = s.SaveArticle(t.Context(), first, 1)
		wantCode(t, "a change on an old version", err, chat.Conflict)
		missing := anArticle(site, "missing")
		_, _, err = s.SaveArticle(t.Context(), missing, 1)
		wantCode(t, "a change of nothing", err, chat.NotFound)
		missing.Site = "no-such-site"
		_, _, err = s.SaveArticle(t.Context(), missing, 0)
		wantCode(t, "an article of no site", err, chat.NotFound)
		fresh := anArticle(site, "fresh")
		fresh.ID = ""
		if got := save(t, s, fresh, 0); !chat.ValidID(string(got.ID)) {
			t.Errorf("a new article got the id %q", got.ID)
		}
	})
}

func TestBrokenArticlesAreRefusedByField(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		site := addSite(t, s, "Bikes")
		save(t, s, anArticle(site, "returns"), 0)
		for field, spoil := range map[string]func(*store.Article){
			"title":      func(a *store.Article) { a.Title = " " },
			"slug":       func(a *store.Article) { a.Slug = "" },
			"body":       func(a *store.Article) { a.Body = "\xff" },
			"phrasings":  func(a *store.Article) { a.Phrasings = []string{strings.Repeat("a", 301)} },
			"collection": func(a *store.Article) { a.Collection = "a\nb" },
		} {
			a := anArticle(site, "other")
			spoil(&a)
			_, _, err := s.SaveArticle(t.Context(), a, 0)
			if e, ok := errors.AsType[*chat.Error](err); !ok || e.Code != chat.Invalid || e.Field != field {
				t.Errorf("a broken %s: %v", field, err)
			}
		}
		taken := anArticle(site, "returns")
		taken.ID = "article-rival"
		_, _, err := s.SaveArticle(t.Context(), taken, 0)
		if e, ok := errors.AsType[*chat.Error](err); !ok || e.Code != chat.Conflict || e.Field != "slug" || !strings.Contains(e.Say, "About returns") {
			t.Errorf("a taken slug: %v", err)
		}
	})
}

func TestOneBadArticleDoesNotKeepTheOthersOut(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		site := addSite(t, s, "Bikes")
		save(t, s, anArticle(site, "returns"), 0)
		clash := anArticle(site, "delivery")
		clash.ID = "article-clash"
		results, err := s.SaveArticles(t.Context(), site.ID, []store.Article{anArticle(site, "delivery"), {Slug: "broken"}, anArticle(site, "returns"), clash, anArticle(site, "sizes")})
		if err != nil {
			t.Fatal(err)
		}
		outcomes := []string{}
		for _, r := range results {
			outcomes = append(outcomes, fmt.Sprint(r.Outcome, chat.CodeOf(r.Err)))
		}
		if !slices.Equal(outcomes, []string{"created", "invalid", "unchanged", "conflict", "created"}) {
			t.Errorf("SaveArticles() = %v", outcomes)
		}
		if got := must[map[chat.SiteID]int64](t)(s.ArticleVersions(t.Context())); got[site.ID] != 3 {
			t.Errorf("ArticleVersions() = %v, want 3: one for each change", got)
		}
	})
}

func TestSitesDoNotSeeEachOthersArticles(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		shop, docs := addSite(t, s, "Bikes"), addSite(t, s, "Docs")
		mine := save(t, s, anArticle(shop, "returns"), 0)
		theirs := save(t, s, anArticle(docs, "returns"), 0) // same id, same slug
		if theirs.Version != 1 {
			t.Errorf("sites share a counter: %d", theirs.Version)
		}
		only := save(t, s, anArticle(shop, "sizes"), 0)
		_, err := s.Article(t.Context(), docs.ID, only.ID)
		wantCode(t, "an article of the other site", err, chat.NotFound)
		_, err = s.PublishedArticle(t.Context(), docs.ID, "sizes")
		wantCode(t, "the same by its slug", err, chat.NotFound)
		wantCode(t, "deleting it", s.DeleteArticle(t.Context(), docs.ID, only.ID), chat.NotFound)
		if err := s.DeleteArticle(t.Context(), docs.ID, theirs.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Article(t.Context(), shop.ID, mine.ID); err != nil {
			t.Errorf("deleting the other site's namesake: %v", err)
		}
	})
}

func TestDraftsAreNotPublished(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		site := addSite(t, s, "Bikes")
		a := anArticle(site, "secret")
		a.Draft = true
		a = save(t, s, a, 0)
		_, err := s.PublishedArticle(t.Context(), site.ID, "secret")
		wantCode(t, "a draft by its slug", err, chat.NotFound)
		if n := len(must[[]store.ArticleSummary](t)(s.Articles(t.Context(), store.ArticleQuery{Site: site.ID, Published: true, Limit: 10}))); n != 0 {
			t.Errorf("%d drafts are listed as published", n)
		}
		a.Draft = false
		save(t, s, a, a.Version)
		if got := must[store.Article](t)(s.PublishedArticle(t.Context(), site.ID, "secret")); got.ID != a.ID {
			t.Errorf("PublishedArticle() = %+v", got)
		}
	})
}

func TestArticleListsPageAndCount(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		site := addSite(t, s, "Bikes")
		for _, slug := range []string{"c", "a", "b", "e", "d"} {
			save(t, s, anArticle(site, slug), 0)
		}
		for i, helped := range []bool{true, true, false} {
			if err := s.RateArticle(t.Context(), site.ID, "article-d", chat.VisitorID(fmt.Sprint("visitor-", i)), helped); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.RateArticle(t.Context(), site.ID, "article-d", "visitor-0", false); err != nil { // on second thoughts
			t.Fatal(err)
		}
		var slugs []string
		q := store.ArticleQuery{Site: site.ID, Limit: 2}
		for {
			page := must[[]store.ArticleSummary](t)(s.Articles(t.Context(), q))
			if len(page) == 0 {
				break
			}
			for _, a := range page {
				slugs = append(slugs, a.Slug)
				if a.Slug == "d" && (a.Helped != 1 || a.NotHelped != 2) {
					t.Errorf("d helped %d and not %d", a.Helped, a.NotHelped)
				}
				q.AfterTitle, q.AfterID = a.Title, a.ID
			}
		}
		if !slices.Equal(slugs, []string{"a", "b", "c", "d", "e"}) {
			t.Errorf("pages hold %v", slugs)
		}
		useful := must[[]store.ArticleSummary](t)(s.Articles(t.Context(), store.ArticleQuery{Site: site.ID, Useful: true, Limit: 2}))
		if len(useful) != 2 || useful[0].Slug != "d" || useful[1].Slug != "a" {
			t.Errorf("the most useful are %+v", useful)
		}
	})
}

func TestOtherNodesCatchUp(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		site := addSite(t, s, "Bikes")
		errs := atOnce(8, func(w int) error {
			for i := range 20 {
				_, _, err := s.SaveArticle(t.Context(), anArticle(site, fmt.Sprintf("s%d-%d", w, i)), 0)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if count(errs, "") != 8 {
			t.Fatal(errs)
		}
		known := map[chat.ArticleID]bool{}
		var version int64
		catchUp := func() (rounds int) {
			for {
				got := must[store.ArticleChanges](t)(s.ArticlesAfter(t.Context(), site.ID, version))
				rounds++
				for _, a := range got.Changed {
					known[a.ID] = true
				}
				for _, id := range got.Deleted {
					delete(known, id)
				}
				if version = got.Version; !got.More {
					return rounds
				}
			}
		}
		if rounds := catchUp(); len(known) != 160 || version != 160 || rounds != 2 {
			t.Errorf("after %d rounds %d articles are known, up to %d; want 160 after 2", rounds, len(known), version)
		}
		if err := s.DeleteArticle(t.Context(), site.ID, "article-s0-0"); err != nil {
			t.Fatal(err)
		}
		wantCode(t, "deleting it again", s.DeleteArticle(t.Context(), site.ID, "article-s0-0"), chat.NotFound)
		catchUp()
		if known["article-s0-0"] || len(known) != 159 || version != 161 {
			t.Errorf("after the deletion %d articles are known, up to %d", len(known), version)
		}
		back := save(t, s, anArticle(site, "s0-0"), 0)
		catchUp()
		if !known[back.ID] || version != 162 {
			t.Errorf("after it came back: %v, up to %d", known[back.ID], version)
		}
	})
}
