package knowledge

import (
	"context"
	"testing"
)

func bikes() []Article {
	return []Article{
		{ID: "a1", Site: "shop", Slug: "returns", Title: "How to return a bicycle", Language: "en", Body: "You have 30 days.\n\n## By post\n\nPrint the label and hand the box in.", Version: 1},
		{ID: "a2", Site: "shop", Slug: "delivery", Title: "How long delivery takes", Language: "en", Body: "Two to four working days within the country.", Version: 1},
		{ID: "b1", Site: "docs", Slug: "install", Title: "Return to the install page", Language: "en", Body: "How to install a bicycle server and return later.", Version: 1},
	}
}

func openFilled(t *testing.T, folder string) *Index {
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
	if err := x.Sync(t.Context(), bikes()); err != nil {
		t.Fatal(err)
	}
	return x
}

func first(t *testing.T, x *Index, site, query string) string {
	t.Helper()
	found, err := x.Search(context.Background(), site, query, "en", 5)
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
			x := openFilled(t, folder)
			if got := first(t, x, "shop", "returning my bike: how do I return a bicycle?"); got != "a1" {
				t.Errorf("shop: first = %q, want a1", got)
			}
			if got := first(t, x, "docs", "return a bicycle"); got != "b1" {
				t.Errorf("docs: first = %q, want b1", got)
			}
			if got := first(t, x, "other", "return a bicycle"); got != "" {
				t.Errorf("unknown site: first = %q, want nothing", got)
			}
		})
	}
}
