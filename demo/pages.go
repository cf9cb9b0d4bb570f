package demo

import (
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/batonchat/baton/internal/markdown"
	"github.com/batonchat/baton/knowledge"
)

func (s *shop) index(w http.ResponseWriter, _ *http.Request) {
	s.show(w, http.StatusOK, "index.tmpl", page{Title: "Bicycles from the north", Content: struct {
		People []Person
		Goods  []Good
	}{People(), goods}})
}

// bicycle shows one model. With ?height=178 it says which size fits.
func (s *shop) bicycle(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(bicycles, func(b Bicycle) bool { return b.Slug == r.PathValue("slug") })
	if i < 0 {
		s.missing(w, r)
		return
	}
	content := struct {
		Bicycle
		Height string
		Fit    Fit
		Advice []knowledge.Article
	}{Bicycle: bicycles[i], Height: r.URL.Query().Get("height")}
	if content.Height != "" {
		content.Fit = content.fit(content.Height)
	}
	for _, slug := range content.Articles {
		content.Advice = append(content.Advice, s.help.bySlug[slug])
	}
	s.show(w, http.StatusOK, "bicycle.tmpl", page{Title: content.Name, At: "bicycles", Content: content})
}

// Fit is the answer to a body height.
type Fit struct {
	Size string // the size that fits best, empty if none does
	Say  string
}

// fit picks the size whose middle is nearest to the height that was typed.
func (b Bicycle) fit(typed string) Fit {
	height, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(typed), "cm")))
	if err != nil || height < 50 || height > 250 {
		return Fit{Say: "Please write your height in centimetres, such as 178."}
	}
	var fitting []Size
	for _, s := range b.Sizes {
		if height >= s.From && height <= s.To {
			fitting = append(fitting, s)
		}
	}
	smallest, largest := b.Sizes[0].From, b.Sizes[len(b.Sizes)-1].To
	switch {
	case len(fitting) == 2:
		middle := func(s Size) int { return abs(2*height - s.From - s.To) }
		best, other := fitting[0], fitting[1]
		if middle(other) < middle(best) {
			best, other = other, best
		}
		return Fit{best.Name, fmt.Sprintf("At %d cm you are between two sizes. %s is a little nearer; %s fits too. "+
			"Your inside leg decides.", height, best.Name, other.Name)}
	case len(fitting) == 1:
		return Fit{fitting[0].Name, fmt.Sprintf("At %d cm size %s fits you.", height, fitting[0].Name)}
	default:
		return Fit{Say: fmt.Sprintf("The %s is made for people from %d to %d cm. Ask us; we know bicycles for other heights.", b.Name, smallest, largest)}
	}
}

func abs(n int) int { return max(n, -n) }

// orderNumber is the one order that the shop shows.
const orderNumber = "NW-20418"

// order shows an order that was delivered a few days ago, whenever one looks.
func (s *shop) order(w http.ResponseWriter, _ *http.Request) {
	today := s.now()
	ordered := workingDayBefore(today.AddDate(0, 0, -8))
	delivered := ordered.AddDate(0, 0, 2)
	for isWeekend(delivered) {
		delivered = delivered.AddDate(0, 0, 1)
	}
	sum := 0
	for _, item := range orderItems {
		sum += item.Price
	}
	day := func(t time.Time) string { return t.Format("Monday, 2 January") }
	s.show(w, http.StatusOK, "order.tmpl", page{Title: "Order " + orderNumber, At: "order", Content: struct {
		Items                        []orderItem
		Sum                          int
		Ordered, Delivered, ReturnBy string
	}{orderItems, sum, day(ordered), day(delivered), delivered.AddDate(0, 0, 30).Format("2 January 2006")}})
}

func workingDayBefore(t time.Time) time.Time {
	for isWeekend(t) {
		t = t.AddDate(0, 0, -1)
	}
	return t
}

func isWeekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

func (s *shop) helpIndex(w http.ResponseWriter, _ *http.Request) {
	s.show(w, http.StatusOK, "help.tmpl", page{Title: "Help", At: "help"})
}

func (s *shop) article(w http.ResponseWriter, r *http.Request) {
	a, found := s.help.bySlug[r.PathValue("slug")]
	if !found {
		s.missing(w, r)
		return
	}
	i := slices.IndexFunc(s.help.Collections, func(c collection) bool { return c.Name == a.Collection })
	s.show(w, http.StatusOK, "article.tmpl", page{Title: a.Title, At: "help", Content: struct {
		knowledge.Article
		Text template.HTML
		Near collection
	}{a, markdown.Render(markdown.Parse(a.Body)), s.help.Collections[i]}})
}

// readHelp reads the articles and orders them by collection, in the order in which
// a customer meets the subjects.
func readHelp(files fs.FS) (helpCentre, error) {
	articles, refused, err := knowledge.ImportFolder(files)
	if err != nil {
		return helpCentre{}, fmt.Errorf("read the shop's articles: %w", err)
	}
	for _, r := range refused {
		return helpCentre{}, fmt.Errorf("read the shop's articles: %w", r)
	}
	help := helpCentre{bySlug: map[string]knowledge.Article{}}
	for _, name := range collectionOrder {
		c := collection{Name: name, Anchor: strings.ReplaceAll(strings.ToLower(name), " ", "-")}
		for _, a := range articles {
			if a.Collection == name {
				c.Articles = append(c.Articles, a)
				help.bySlug[a.Slug] = a
			}
		}
		help.Collections = append(help.Collections, c)
	}
	if len(help.bySlug) != len(articles) {
		return helpCentre{}, fmt.Errorf("of %d articles %d are in no known collection", len(articles), len(articles)-len(help.bySlug))
	}
	return help, nil
}

var collectionOrder = []string{
	"Orders", "Delivery", "Returns and warranty", "Choosing a bicycle", "Workshop and care", "Parts and accessories", "E-bikes",
	"Payment and business", "Shop and account",
}
