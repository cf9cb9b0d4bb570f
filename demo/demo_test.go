package demo

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/knowledge"
)

const widgetURL = "http://localhost:8080/widget.js?site=northwheel&v=1"

func testShop(t *testing.T, now time.Time) http.Handler {
	t.Helper()
	h, err := handler(widgetURL, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return h
}

var saturday = time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC)

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

var (
	linked  = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	inlined = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:`)
)

// TestEveryLinkLeadsSomewhere walks through the whole shop from its first page.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	h := testShop(t, saturday)
	bodies := map[string]string{}
	queue := []string{"/"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		page, anchor, _ := strings.Cut(path, "#")
		body, seen := bodies[page]
		if !seen {
			w := get(t, h, page)
			if w.Code != http.StatusOK {
				t.Errorf("%s = %d, want 200", page, w.Code)
				continue
			}
			body = w.Body.String()
			bodies[page] = body
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				checkPage(t, page, body)
				for _, m := range linked.FindAllStringSubmatch(body, -1) {
					switch {
					case strings.HasPrefix(m[1], "#"):
						queue = append(queue, page+m[1])
					case !strings.HasPrefix(m[1], "http://localhost:8080/"):
						queue = append(queue, m[1])
					}
				}
			}
		}
		if anchor != "" && !strings.Contains(body, ` id="`+anchor+`"`) {
			t.Errorf("%s has no element %q", page, anchor)
		}
	}
	if len(bodies) < 55 {
		t.Errorf("the walk found %d pages and files, want the whole shop", len(bodies))
	}
}

// checkPage holds a page to its own policy.
func checkPage(t *testing.T, path, body string) {
	t.Helper()
	if found := inlined.FindString(body); found != "" {
		t.Errorf("%s holds %q, which its policy forbids", path, found)
	}
	want := `<script async src="http://localhost:8080/widget.js?site=northwheel&amp;v=1"></script>` + "\n</body>\n</html>"
	if !strings.HasSuffix(strings.TrimSpace(body), want) {
		t.Errorf("%s does not end with the widget's script", path)
	}
	if n := strings.Count(body, "<script"); n != 1 {
		t.Errorf("%s has %d scripts, want the widget's alone", path, n)
	}
	if strings.Contains(body, "<no value>") || strings.Contains(body, "ZgotmplZ") {
		t.Errorf("%s shows a hole of its template", path)
	}
	if n := strings.Count(body, "<h1"); n != 1 {
		t.Errorf("%s has %d first headings", path, n)
	}
}

func TestPolicyAllowsTheWidgetAndNothingElse(t *testing.T) {
	want := "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src http://localhost:8080; frame-src http://localhost:8080; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	h := testShop(t, saturday)
	for _, path := range []string{"/", "/help/return-something", "/shop.css", "/people/anna-keller.svg", "/nothing/here"} {
		header := get(t, h, path).Header()
		if got := header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: policy %q, want %q", path, got, want)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
	}
}

func TestWrongAddresses(t *testing.T) {
	h := testShop(t, saturday)
	for _, path := range []string{"/nothing", "/bicycles/fjord-3", "/help/motorbikes", "/orders/NW-1", "/people/nobody.svg", "/articles/shop/privacy.md"} {
		w := get(t, h, path)
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "not on our map") {
			t.Errorf("%s = %d, want the page for lost visitors", path, w.Code)
		}
		checkPage(t, path, w.Body.String())
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST / = %d, want 405", w.Code)
	}
}

func TestHandlerRefusesAddressesThatCannotBeEmbedded(t *testing.T) {
	for _, address := range []string{"", "/widget.js", "javascript:alert(1)", "localhost:8080/widget.js", "ftp://a.example/w.js", "http://", ":"} {
		if _, err := Handler(address); err == nil || !strings.Contains(err.Error(), "script address") {
			t.Errorf("Handler(%q) error = %v, want one about the script address", address, err)
		}
	}
	if _, err := Handler("https://chat.example/widget.js?site=a"); err != nil {
		t.Errorf("Handler() = %v", err)
	}
}

func TestScriptAddressIsEscaped(t *testing.T) {
	h, err := Handler(`https://chat.example/"><b>?a=1`)
	if err != nil {
		t.Fatal(err)
	}
	if body := get(t, h, "/").Body.String(); strings.Contains(body, `"><b>`) {
		t.Error("the address broke out of its attribute")
	}
}

func TestFilesAreRevalidated(t *testing.T) {
	h := testShop(t, saturday)
	tag := get(t, h, "/shop.css").Header().Get("ETag")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/shop.css", nil)
	r.Header.Set("If-None-Match", tag)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if tag == "" || w.Code != http.StatusNotModified {
		t.Errorf("with ETag %q: %d, want 304", tag, w.Code)
	}
}

func TestStyleSheetLoadsNothing(t *testing.T) {
	body := get(t, testShop(t, saturday), "/shop.css").Body.String()
	if strings.Contains(body, "url(") || strings.Contains(body, "@import") {
		t.Error("the style sheet asks for something else")
	}
}

func TestHeightFindsASize(t *testing.T) {
	h := testShop(t, saturday)
	for _, tt := range []struct{ name, path, says, size string }{
		{"one size fits", "/bicycles/fjord-40?height=175", "At 175 cm size M fits you.", "M"},
		{"between two sizes the nearer one", "/bicycles/fjord-40?height=178", "M is a little nearer; L fits too", "M"},
		{"between two sizes the other way", "/bicycles/fjord-40?height=179", "L is a little nearer; M fits too", "L"},
		{"with the unit", "/bicycles/hafen-7?height=160+cm", "At 160 cm size S fits you.", "S"},
		{"too tall", "/bicycles/elbe-e?height=200", "from 158 to 194 cm", ""},
		{"too small", "/bicycles/kolli?height=140", "from 155 to 195 cm", ""},
		{"no number", "/bicycles/fjord-40?height=tall", "write your height in centimetres", ""},
		{"metres", "/bicycles/fjord-40?height=1.78", "write your height in centimetres", ""},
		{"markup", "/bicycles/fjord-40?height=%22%3E%3Cscript%3E", "write your height in centimetres", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := get(t, h, tt.path).Body.String()
			if !strings.Contains(body, tt.says) {
				t.Errorf("%s does not say %q", tt.path, tt.says)
			}
			marked := ""
			if _, rest, found := strings.Cut(body, "<li data-fits><b>"); found {
				marked, _, _ = strings.Cut(rest, "<")
			}
			if marked != tt.size {
				t.Errorf("%s marks %q, want %q", tt.path, marked, tt.size)
			}
			if strings.Contains(body, `"><script>`) {
				t.Error("what was typed became markup")
			}
		})
	}
}

// The order is always a recent one: ordered and delivered on working days, in the
// past, with the 30 days for returning it not yet over.
func TestOrderIsRecentOnEveryDay(t *testing.T) {
	day := regexp.MustCompile(`<span>(\w+), (\d+ \w+)(?:, 11:08)?</span>`)
	returnBy := regexp.MustCompile(`returned until</dt><dd>([^<]*)<`)
	now := saturday
	h, err := handler(widgetURL, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		now = saturday.AddDate(0, 0, i)
		body := get(t, h, "/orders/NW-20418").Body.String()
		days := day.FindAllStringSubmatch(body, -1)
		if len(days) != 2 {
			t.Fatalf("on %v the page shows %d days, want 2", now, len(days))
		}
		for _, d := range days {
			when, err := time.Parse("2 January", d[2])
			if err != nil {
				t.Fatal(err)
			}
			when = time.Date(now.Year(), when.Month(), when.Day(), 0, 0, 0, 0, time.UTC)
			if when.After(now) {
				when = when.AddDate(-1, 0, 0)
			}
			if got := when.Weekday().String(); got != d[1] || isWeekend(when) || now.Sub(when) > 12*24*time.Hour {
				t.Errorf("on %v the order shows %q", now, d[0])
			}
		}
		until, err := time.Parse("2 January 2006", returnBy.FindStringSubmatch(body)[1])
		if err != nil || !until.After(now) {
			t.Errorf("on %v the order can be returned until %v, %v", now, until, err)
		}
	}
}

func TestArticlesCanAnswer(t *testing.T) {
	articles, refused, err := knowledge.ImportFolder(Articles())
	if err != nil || len(refused) > 0 {
		t.Fatalf("ImportFolder() = %v, %v", refused, err)
	}
	if len(articles) < 28 {
		t.Errorf("%d articles, want at least 28", len(articles))
	}
	asked := map[string]string{}
	for _, a := range articles {
		if words := len(strings.Fields(a.Body)); words < 120 || words > 400 {
			t.Errorf("%s has %d words, want 120 to 400", a.Slug, words)
		}
		if n := len(a.Phrasings); n < 4 || n > 8 {
			t.Errorf("%s has %d phrasings, want 4 to 8", a.Slug, n)
		}
		if a.Language != "en" || a.Draft || !slices.Contains(collectionOrder, a.Collection) {
			t.Errorf("%s: language %q, draft %v, collection %q", a.Slug, a.Language, a.Draft, a.Collection)
		}
		if !regexp.MustCompile(`\d`).MatchString(a.Body) {
			t.Errorf("%s states no figure", a.Slug)
		}
		for _, p := range a.Phrasings {
			if other, twice := asked[strings.ToLower(p)]; twice {
				t.Errorf("%q is asked in %s and in %s", p, a.Slug, other)
			}
			asked[strings.ToLower(p)] = a.Slug
		}
	}
}

// The assistant must have something that it cannot know.
func TestArticlesLeaveSubjectsOut(t *testing.T) {
	absent := regexp.MustCompile(`(?i)motorbike|motorcycle|scooter|shoe size|vacanc|job opening|internship|skateboard`)
	articles, _, err := knowledge.ImportFolder(Articles())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		if found := absent.FindString(a.Title + strings.Join(a.Phrasings, " ") + a.Body); found != "" {
			t.Errorf("%s speaks of %q", a.Slug, found)
		}
	}
}

// TestPagesAndArticlesAgree looks up every price that a page shows in the article
// that tells more about it.
func TestPagesAndArticlesAgree(t *testing.T) {
	help, err := readHelp(Articles())
	if err != nil {
		t.Fatal(err)
	}
	says := func(slug, text string) {
		t.Helper()
		if !strings.Contains(help.bySlug[slug].Body, text) {
			t.Errorf("the article %s does not say %q", slug, text)
		}
	}
	for _, b := range bicycles {
		if b.Slug == "wren-24" {
			says("childrens-bicycles", b.Euros())
			continue
		}
		says("compare-the-models", b.Name)
		says("compare-the-models", b.Euros())
		for _, f := range b.Facts {
			if f.Name == "Weight" {
				says("compare-the-models", f.Value)
			}
		}
	}
	for _, g := range goods {
		says(g.Article, g.Euros())
	}
	for _, price := range []string{"**Quick check**, €29", "**Standard service**, €79", "**E-bike service**, €119", "flat tyre, tube included: €22"} {
		says("workshop-services-and-prices", price)
	}
	for _, size := range fjordSizes {
		says("frame-sizes", "- "+size.Name+": ")
	}
	for _, hours := range []string{"Tuesday to Friday 10:00 to 18:30, Saturday 10:00 to 16:00", "Monday to Friday 9:00 to 18:00 and on Saturday 10:00 to 14:00"} {
		says("opening-hours", hours)
	}
	sum := 0
	for _, i := range orderItems {
		sum += i.Price
	}
	if body := get(t, testShop(t, saturday), "/orders/NW-20418").Body.String(); !strings.Contains(body, Euros(sum)) {
		t.Errorf("the order does not show its sum %s", Euros(sum))
	}
}

func TestReadHelpReportsWhatIsWrong(t *testing.T) {
	for name, fsys := range map[string]stringFS{
		"broken front matter":  {"a.md": "---\ntitle"},
		"an unknown shelf":     {"a.md": "---\ntitle: A\ncollection: Cellar\n---\ntext"},
		"two of the same slug": {"a.md": "---\ntitle: A\ncollection: Orders\n---\ntext", "b.md": "---\ntitle: B\nslug: a\ncollection: Orders\n---\ntext"},
	} {
		if _, err := readHelp(fsys.FS()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestPeople(t *testing.T) {
	people := People()
	if len(people) != 3 {
		t.Fatalf("%d people, want 3", len(people))
	}
	h := testShop(t, saturday)
	for _, p := range people {
		if !strings.HasPrefix(p.Name, p.Given+" ") || !strings.HasSuffix(p.Email, ".example") || p.Title == "" || p.Team == "" || !strings.Contains(p.Greeting, "{name}") {
			t.Errorf("incomplete: %+v", p)
		}
		if len(p.Skills) < 3 || len(p.Languages) < 2 || !slices.Contains(p.Languages, "en") {
			t.Errorf("%s: skills %v, languages %v", p.Name, p.Skills, p.Languages)
		}
		for skill, level := range p.Skills {
			if level < 1 || level > 5 {
				t.Errorf("%s has %s at level %d, want 1 to 5", p.Name, skill, level)
			}
		}
		w := get(t, h, p.PortraitPath)
		if w.Header().Get("Content-Type") != "image/svg+xml" || !bytes.Equal(w.Body.Bytes(), p.Portrait) {
			t.Errorf("%s is not the portrait of %s", p.PortraitPath, p.Name)
		}
		checkSVG(t, p.Portrait)
	}
	people[0].Portrait[0] = 'x'
	if People()[0].Portrait[0] == 'x' {
		t.Error("a caller changed the portrait for everybody")
	}
}

// checkSVG fails for anything that is not well formed, or that runs or loads.
func checkSVG(t *testing.T, svg []byte) {
	t.Helper()
	for decoder := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		start, isStart := token.(xml.StartElement)
		if !isStart {
			continue
		}
		if !slices.Contains([]string{"svg", "g", "rect", "circle", "path"}, start.Name.Local) {
			t.Errorf("a portrait holds <%s>", start.Name.Local)
		}
		for _, a := range start.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" || a.Name.Local == "style" {
				t.Errorf("a portrait holds %s=%q", a.Name.Local, a.Value)
			}
		}
	}
}
