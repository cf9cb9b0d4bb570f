package knowledge

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func bikes() []Article {
	return []Article{
		{ID: "a1", Site: "shop", Slug: "returns", Title: "How to return a bicycle", Language: "en", Body: "You have 30 days.\n\n## By post\n\nPrint the label and hand the box in.", Version: 1},
		{ID: "a2", Site: "shop", Slug: "delivery", Title: "How long delivery takes", Language: "en", Body: "Two to four working days within the country.", Version: 2},
		{ID: "a3", Site: "shop", Slug: "secret", Title: "Unpublished tandem prices", Language: "en", Body: "Tandems will cost 900.", Draft: true, Version: 3},
		{ID: "b1", Site: "docs", Slug: "install", Title: "Return to the install page", Language: "en", Body: "How to install a bicycle server and return later.", Version: 1},
	}
}

func open(t *testing.T, folder string) *Index {
	t.Helper()
	x, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func openFilled(t *testing.T, folder string, articles ...Article) *Index {
	t.Helper()
	x := open(t, folder)
	if err := x.Sync(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	return x
}

// first gives the article found first, "" if none.
func first(t *testing.T, x *Index, site, query, lang string) string {
	t.Helper()
	found, err := x.Search(t.Context(), site, query, lang, 5)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		return ""
	}
	return found[0].ArticleID
}

func TestSearchFindsTheArticleOfItsOwnSiteOnly(t *testing.T) {
	for name, folder := range map[string]string{"in memory": "", "in a folder": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			x := openFilled(t, folder, bikes()...)
			for _, c := range []struct{ site, query, want string }{
				{"shop", "returning my bike: how do I return a bicycle?", "a1"},
				{"docs", "return a bicycle", "b1"},
				{"docs", "delivery working days", ""},
				{"other", "return a bicycle", ""},
			} {
				if got := first(t, x, c.site, c.query, "en"); got != c.want {
					t.Errorf("%s: %q finds %q first, want %q", c.site, c.query, got, c.want)
				}
			}
		})
	}
}

func TestSearchNeverFindsADraft(t *testing.T) {
	x := openFilled(t, "", bikes()...)
	found, err := x.Search(t.Context(), "shop", "unpublished tandem prices", "en", 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found {
		if p.ArticleID == "a3" {
			t.Fatal("found the draft a3")
		}
	}
	published := bikes()[2]
	published.Draft, published.Version = false, 4
	if err := x.Put(t.Context(), published); err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "shop", "tandem prices", "en"); got != "a3" {
		t.Errorf("once published: first = %q, want a3", got)
	}
}

func TestSearchGivesThePassageThatAnswers(t *testing.T) {
	x := openFilled(t, "", Article{
		ID: "w", Site: "shop", Title: "Warranty", Language: "en", Version: 1,
		Body: "Every frame is guaranteed.\n\n## Frames\n\nA frame is covered for ten years.\n\n## Brakes\n\nBrake pads wear down, so they are covered for six months only.",
	})
	found, err := x.Search(t.Context(), "shop", "how long are brake pads covered", "en", 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].Section != "Brakes" || !strings.Contains(found[0].Text, "six months") {
		t.Errorf("found %+v, want the section on brakes", found)
	}
}

func TestSearchUnderstandsNearWordsSlipsAndPhrasings(t *testing.T) {
	x := openFilled(t, "",
		Article{ID: "refund", Site: "s", Title: "Refunds", Language: "en", Body: "We pay the amount back within a week.", Version: 1},
		Article{ID: "delivery", Site: "s", Title: "Delivery times", Language: "en", Body: "Two to four days.", Version: 1},
		Article{ID: "wifi", Site: "s", Title: "Wifi in our cafe", Language: "en", Body: "The network is called Guest.", Version: 1},
		Article{ID: "pump", Site: "s", Title: "Tyre pressure", Language: "en", Body: "See the wall of the tyre.", Phrasings: []string{"how much air goes in"}, Version: 1},
	)
	for query, want := range map[string]string{
		"when is my parcel shipped":        "delivery",
		"do you have internet":             "wifi",
		"where is my refnud":               "refund",
		"how much air should i put in it?": "pump",
	} {
		if got := first(t, x, "s", query, "en"); got != want {
			t.Errorf("%q finds %q first, want %q", query, got, want)
		}
	}
}

func TestSearchSpeaksManyLanguages(t *testing.T) {
	x := openFilled(t, "",
		Article{ID: "de", Site: "s", Title: "Rückgabe von Fahrrädern", Language: "de", Body: "Sie können Fahrräder 30 Tage lang zurückgeben.", Version: 1},
		Article{ID: "fr", Site: "s", Title: "Délais de livraison", Language: "fr", Body: "Les colis arrivent en trois jours.", Version: 1},
		Article{ID: "es", Site: "s", Title: "Garantía de los cuadros", Language: "es", Body: "Los cuadros tienen diez años de garantía.", Version: 1},
		Article{ID: "zh", Site: "s", Title: "如何退货", Language: "zh", Body: "收到商品后三十天内可以退货。", Version: 1},
		Article{ID: "ar", Site: "s", Title: "مواعيد التوصيل", Language: "ar", Body: "يصل الطلب خلال ثلاثة أيام.", Version: 1},
		Article{ID: "nl", Site: "s", Title: "Reparaties in de werkplaats", Language: "nl", Body: "Wij repareren elke fiets.", Version: 1},
	)
	for query, want := range map[string]string{
		"kann ich mein Fahrrad zurückgeben": "de", "quand arrive mon colis": "fr", "garantía de mi cuadro": "es",
		"我想退货": "zh", "متى يصل التوصيل": "ar", "kunnen jullie mijn fiets repareren": "nl",
	} {
		for _, lang := range []string{want, ""} {
			if got := first(t, x, "s", query, lang); got != want {
				t.Errorf("%q (told %q) finds %q first, want %q", query, lang, got, want)
			}
		}
	}
}

func TestSearchPrefersTheVisitorsLanguage(t *testing.T) {
	x := openFilled(t, "",
		Article{ID: "en", Site: "s", Title: "Garantie Details", Language: "en", Body: "Covered.", Version: 1},
		Article{ID: "de", Site: "s", Title: "Garantie Details", Language: "de", Body: "Covered.", Version: 1},
	)
	for _, lang := range []string{"en", "de"} {
		if got := first(t, x, "s", "garantie details", lang); got != lang {
			t.Errorf("in %s the article in %q comes first", lang, got)
		}
	}
}

func TestSyncTakesNewVersionsAndDropsWhatIsGone(t *testing.T) {
	x := openFilled(t, t.TempDir(), bikes()...)
	next := bikes()[:2]
	next[1].Title, next[1].Body, next[1].Version = "Assembly by our mechanics", "They put it together.", 5
	if err := x.Sync(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "shop", "assembly mechanics", "en"); got != "a2" {
		t.Errorf("the new text finds %q, want a2", got)
	}
	if got := first(t, x, "shop", "delivery within the country", "en"); got == "a2" {
		t.Errorf("the old text still finds it (%q)", got)
	}
	if got := first(t, x, "docs", "install", "en"); got != "" {
		t.Errorf("a site without articles still finds %q", got)
	}
	if newest, err := x.Newest(t.Context(), "shop"); err != nil || newest != 5 {
		t.Errorf("Newest = %d, %v; want 5", newest, err)
	}
}

func TestSyncSkipsTheInvalidAndTakesTheRest(t *testing.T) {
	x := open(t, "")
	err := x.Sync(t.Context(), append(bikes(), Article{ID: "bad", Site: "shop", Title: "  "}))
	if err == nil || !strings.Contains(err.Error(), `"bad": it has no title`) {
		t.Errorf("Sync = %v, want the article without a title named", err)
	}
	if got := first(t, x, "shop", "return a bicycle", "en"); got != "a1" {
		t.Errorf("first = %q, want a1", got)
	}
}

func TestDeleteForgetsAnArticle(t *testing.T) {
	x := openFilled(t, "", bikes()...)
	if err := x.Delete(t.Context(), "shop", "a1", "never-there"); err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "shop", "return label box", "en"); got != "" {
		t.Errorf("first = %q, want nothing", got)
	}
	if err := x.Delete(t.Context(), "no such site", "a1"); err != nil {
		t.Errorf("Delete at an unknown site: %v", err)
	}
}

func TestIndexInAFolderIsThereAgainAfterAReopen(t *testing.T) {
	folder := t.TempDir()
	x, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Sync(t.Context(), bikes()); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, folder) // no Sync: a search must not have to wait for one
	if got := first(t, again, "shop", "return a bicycle", "en"); got != "a1" {
		t.Errorf("first = %q, want a1", got)
	}
	if newest, err := again.Newest(t.Context(), "shop"); err != nil || newest != 3 {
		t.Errorf("Newest = %d, %v; want 3, the draft's", newest, err)
	}
}

func TestIndexThatCannotBeReadIsMadeAnew(t *testing.T) {
	folder := t.TempDir()
	x := openFilled(t, folder, bikes()...)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(x.path("shop"), "index_meta.json"), []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	again := openFilled(t, folder, bikes()...)
	if got := first(t, again, "shop", "return a bicycle", "en"); got != "a1" {
		t.Errorf("first = %q, want a1", got)
	}
}

func TestAskingAboutAnUnknownSiteMakesNothing(t *testing.T) {
	folder := t.TempDir()
	x := openFilled(t, folder, bikes()...)
	before, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "../../etc", "anything", "en"); got != "" {
		t.Errorf("first = %q, want nothing", got)
	}
	after, err := os.ReadDir(folder)
	if err != nil || len(after) != len(before) {
		t.Errorf("the folder holds %d entries, then %d (%v)", len(before), len(after), err)
	}
}

func TestSearchWaitsUntilSomethingIsThere(t *testing.T) {
	x := open(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ctx, "shop", "return", "en", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("an empty index answers an impatient search with %v, want context.Canceled", err)
	}
	got := make(chan string)
	go func() { got <- first(t, x, "shop", "return a bicycle", "en") }()
	if err := x.Sync(t.Context(), bikes()); err != nil {
		t.Fatal(err)
	}
	if id := <-got; id != "a1" {
		t.Errorf("the search that waited finds %q, want a1", id)
	}
}

func TestIndexRefusesWorkAfterClose(t *testing.T) {
	x, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Sync(t.Context(), bikes()); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(t.Context(), "shop", "return", "en", 1); !errors.Is(err, errClosed) {
		t.Errorf("Search after Close = %v, want %v", err, errClosed)
	}
	if err := x.Put(t.Context(), bikes()[0]); !errors.Is(err, errClosed) {
		t.Errorf("Put after Close = %v, want %v", err, errClosed)
	}
	if err := x.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestIndexServesManyAtOnce(t *testing.T) {
	x := openFilled(t, "", bikes()...)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := range 25 {
				a := Article{
					ID: "n" + strconv.Itoa(w), Site: "shop", Title: "Note " + strconv.Itoa(i), Language: "en", Body: "Word" + strconv.Itoa(w*100+i), Version: int64(i),
				}
				if err := x.Put(t.Context(), a); err != nil {
					t.Error(err)
				}
				found, err := x.Search(t.Context(), "shop", "return a bicycle", "en", 3)
				if err != nil || len(found) == 0 || found[0].ArticleID != "a1" {
					t.Errorf("found %v, %v", found, err)
				}
				// Whoever has put an article finds it at once.
				if own, err := x.Search(t.Context(), "shop", "word"+strconv.Itoa(w*100+i), "en", 1); err != nil || len(own) != 1 || own[0].ArticleID != a.ID {
					t.Errorf("own article not found: %v, %v", own, err)
				}
			}
		})
	}
	all.Wait()
}

func TestSearchTakesAnything(t *testing.T) {
	x := openFilled(t, "", bikes()...)
	for _, query := range []string{"", " ", "?!", "\x00", "\xff\xfe", strings.Repeat("return ", 5000), strings.Repeat("x", 100_000), "🚲🚲", "*:* AND (", "ﷺ"} {
		if _, err := x.Search(t.Context(), "shop", query, "en", 3); err != nil {
			t.Errorf("Search(%.20q) = %v", query, err)
		}
	}
	if found, err := x.Search(t.Context(), "shop", "return", "en", 0); err != nil || len(found) != 0 {
		t.Errorf("a limit of 0 gives %d passages, %v", len(found), err)
	}
}

func BenchmarkSearch(b *testing.B) {
	x, err := Open("")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	var list []Article
	for i := range 500 {
		list = append(list, Article{
			ID: strconv.Itoa(i), Site: "s", Title: "Article about topic " + strconv.Itoa(i%97), Language: "en", Version: 1,
			Body:      strings.Repeat("Some words on topic "+strconv.Itoa(i)+" and others. ", 30),
			Phrasings: []string{"how does topic " + strconv.Itoa(i) + " work", "where is topic " + strconv.Itoa(i)},
		})
	}
	if err := x.Sync(b.Context(), list); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := x.Search(b.Context(), "s", "how does topic 42 work with others", "en", 3); err != nil {
			b.Fatal(err)
		}
	}
}

func TestSearchKnowsNearWordsInOtherLanguages(t *testing.T) {
	for lang, c := range map[string]struct{ title, query string }{
		"de": {"Versand und Porto", "was kostet die Lieferung"},
		"fr": {"Expédition des commands", "quand serai-je livré, livraison"},
		"es": {"Envío de pedidos", "cuándo es la entrega"},
		"it": {"Spedizione degli ordini", "quando avviene la consegna"},
		"pt": {"Envio e frete", "quando é a entrega"},
		"nl": {"Verzending van bestellingen", "wanneer is de bezorging"},
	} {
		x := openFilled(t, "",
			Article{ID: "right", Site: "s", Title: c.title, Language: lang, Body: ".", Version: 1},
			Article{ID: "wrong", Site: "s", Title: "Zebra", Language: lang, Body: "Zebra.", Version: 1},
		)
		if got := first(t, x, "s", c.query, lang); got != "right" {
			t.Errorf("%s: %q finds %q, want the article %q", lang, c.query, got, c.title)
		}
	}
}
