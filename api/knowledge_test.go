package api_test

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/batonchat/baton/chat"
)

type article struct {
	ID, Slug, Title, Collection, Body string
	Draft                             bool
	Version                           int64
	Phrasings                         []string
}

type articleList struct {
	Articles []struct {
		ID, Slug, Title, Excerpt string
		Draft                    bool
	}
	Next string
}

func TestArticlesAreWrittenAndFound(t *testing.T) {
	h := newHouse(t, nil)
	base := "/sites/" + string(siteA) + "/articles"
	a := read[article](h.as(cleo, http.MethodPost, base, `{"title":"Größen & Maße","body":"From **XS** to XL.","phrasings":["which size"],"collection":"Buying"}`).want(http.StatusCreated))
	if a.Slug != "größen-maße" || a.Version == 0 || a.Phrasings[0] != "which size" {
		t.Errorf("article %+v, want a slug made from the title", a)
	}
	b := read[article](h.as(cleo, http.MethodPost, base, `{"title":"Größen, Maße!","body":"x"}`).want(http.StatusCreated))
	if b.Slug != "größen-maße-2" {
		t.Errorf("slug %q, want another one for the same title", b.Slug)
	}
	h.as(cleo, http.MethodPost, base, `{"title":"Sizes","slug":"größen-maße","body":"x"}`).wantError(http.StatusConflict, chat.Conflict, "slug")
	h.as(cleo, http.MethodPost, base, `{"title":"Sizes","slug":"../etc/passwd","body":"x"}`).wantError(http.StatusBadRequest, chat.Invalid, "slug")
	h.as(cleo, http.MethodPost, base, `{"title":"!!!","body":"x"}`).wantError(http.StatusBadRequest, chat.Invalid, "slug")

	found := read[articleList](h.as(ada, http.MethodGet, base+"?q=from", "").want(http.StatusOK))
	if len(found.Articles) != 1 || found.Articles[0].ID != a.ID || found.Articles[0].Excerpt != "From XS to XL." {
		t.Errorf("found %+v, want the passage as plain text", found.Articles)
	}
	changed := read[article](h.as(cleo, http.MethodPut, base+"/"+a.ID, `{"title":"Sizes","body":"New","version":`+num(a.Version)+`}`).want(http.StatusOK))
	if changed.Slug != a.Slug || changed.Title != "Sizes" || changed.Version == a.Version {
		t.Errorf("changed %+v, want the slug kept and a new version", changed)
	}
	h.as(cleo, http.MethodPut, base+"/"+a.ID, `{"title":"Sizes","body":"Newer","version":`+num(a.Version)+`}`).wantError(http.StatusConflict, chat.Conflict, "")
	h.as(cleo, http.MethodDelete, base+"/"+a.ID, "").want(http.StatusNoContent)
	h.as(cleo, http.MethodGet, base+"/"+a.ID, "").wantError(http.StatusNotFound, chat.NotFound, "")
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

func TestArticlesArePaged(t *testing.T) {
	h := newHouse(t, nil)
	base := "/sites/" + string(siteA) + "/articles"
	first := read[articleList](h.as(ada, http.MethodGet, base+"?limit=1", "").want(http.StatusOK))
	second := read[articleList](h.as(ada, http.MethodGet, base+"?limit=1&cursor="+first.Next, "").want(http.StatusOK))
	third := read[articleList](h.as(ada, http.MethodGet, base+"?limit=1&cursor="+second.Next, "").want(http.StatusOK))
	if first.Articles[0].Title != "How to return a bicycle" || second.Articles[0].Title != "Prices of next year" || !second.Articles[0].Draft || len(third.Articles) != 0 || third.Next != "" {
		t.Errorf("pages %+v %+v %+v", first, second, third)
	}
	for _, bad := range []string{"nonsense", base64.RawURLEncoding.EncodeToString([]byte(`["a"]`)), base64.RawURLEncoding.EncodeToString([]byte(`["a\u0000","12345678"]`))} {
		h.as(ada, http.MethodGet, base+"?cursor="+bad, "").wantError(http.StatusBadRequest, chat.Invalid, "cursor")
	}
}

func TestImportTellsOfEachFile(t *testing.T) {
	h := newHouse(t, nil)
	files := []struct{ name, content, outcome, say string }{
		{"delivery/costs.md", "---\ntitle: What does delivery cost?\n---\nNothing.", "created", ""},
		{"returns.md", "# Returns anew\n\nSend it back.", "refused", "Another article has this address."},
		{"notes.txt", "x", "refused", "Only Markdown files (.md, .markdown) can be imported."},
		{"../secrets.md", "# x", "refused", "The name must be a path inside the folder, such as delivery/costs.md."},
		{"/etc/x.md", "# x", "refused", "The name must be a path inside the folder, such as delivery/costs.md."},
		{`c:\x.md`, "# x", "refused", "The name must be a path inside the folder, such as delivery/costs.md."},
		{".hidden.md", "# x", "refused", "Hidden files and folders are passed over."},
		{"delivery/costs.md", "# Again", "refused", "A file of this name was sent already."},
		{"empty.md", "", "refused", ""},
		{"other/costs.md", "# Costs again", "refused", ""},
		{"delivery/times.md", "# How long?\n\nTwo days.", "created", ""},
	}
	var body strings.Builder
	body.WriteString(`{"files":[`)
	for i, f := range files {
		if i > 0 {
			body.WriteString(",")
		}
		body.WriteString(`{"name":` + quote(f.name) + `,"content":` + quote(f.content) + `}`)
	}
	body.WriteString(`]}`)
	got := read[struct {
		Results []struct{ Name, Outcome, Article, Say string }
	}](h.as(cleo, http.MethodPost, "/sites/"+string(siteA)+"/articles/import", body.String()).want(http.StatusOK))
	if len(got.Results) != len(files) {
		t.Fatalf("%d results, want one for each of %d files", len(got.Results), len(files))
	}
	for i, f := range files {
		r := got.Results[i]
		if r.Name != f.name || r.Outcome != f.outcome || f.say != "" && r.Say != f.say || (r.Outcome == "refused") != (r.Say != "") || (r.Article != "") != (f.outcome == "created") {
			t.Errorf("%s: %+v, want %s %q", f.name, r, f.outcome, f.say)
		}
	}
	if a := read[article](h.as(ada, http.MethodGet, "/sites/"+string(siteA)+"/articles/"+got.Results[0].Article, "").want(http.StatusOK)); a.Title != "What does delivery cost?" || a.Slug != "costs" {
		t.Errorf("imported %+v", a)
	}
}

func TestLargeArticlesAreTakenAndLargerOnesRefused(t *testing.T) {
	h := newHouse(t, nil)
	base := "/sites/" + string(siteA) + "/articles"
	h.as(cleo, http.MethodPost, base, `{"title":"Long","body":"`+strings.Repeat("word ", 40_000)+`"}`).want(http.StatusCreated)
	h.as(cleo, http.MethodPost, base, `{"title":"Longer","body":"`+strings.Repeat("x", 1<<20+1)+`"}`).wantError(http.StatusBadRequest, chat.Invalid, "body")
	say := h.as(cleo, http.MethodPost, base, `{"title":"Longest","body":"`+strings.Repeat("x", 3<<20)+`"}`).wantError(http.StatusBadRequest, chat.Invalid, "")
	if !strings.Contains(say, "2048 KiB") {
		t.Errorf("say = %q, want the limit", say)
	}
}

type wireSite struct {
	ID, Key, Name, Greeting, Accent, Mode, Team string
	Domains                                     []string
	Assistant                                   struct{ Name, Instructions string }
	HandoffTexts                                map[string]string `json:"handoff_texts"`
	Hours                                       struct{ Zone string }
	LiveOff                                     bool `json:"live_off"`
	TypingPreview                               bool `json:"typing_preview"`
	SLA                                         map[string]wireLevel
	Version                                     int64
}

type wireLevel struct {
	Within int  `json:"within_seconds"`
	Open   bool `json:"open_only"`
}

func TestSiteSettings(t *testing.T) {
	h := newHouse(t, nil)
	path := "/sites/" + string(siteA)
	got := read[wireSite](h.as(dora, http.MethodPatch, path, `{"name":"Bicycles","domains":["Shop.example.com","*.example.org","localhost:8081"],"accent":"#aa00ff","team":"Ada's team",
		"assistant":{"name":"Spoke","instructions":"Be kind."},"handoff_texts":{"de.told_closed":"Wir melden uns."},"live_off":true,"typing_preview":false,
		"hours":{"zone":"America/New_York","weekly":[{"day":"monday","from":"09:00","to":"17:00"}]},"mode":"thin_pipe",
		"sla":{"live":{"within_seconds":45,"open_only":false},"later":{"within_seconds":3600,"open_only":true},"next":{"within_seconds":0,"open_only":false},"resolution":{"within_seconds":86400,"open_only":true}},"version":1}`).want(http.StatusOK))
	if got.Name != "Bicycles" || got.Domains[0] != "shop.example.com" || got.Assistant.Name != "Spoke" || got.HandoffTexts["de.told_closed"] == "" ||
		got.Hours.Zone != "America/New_York" || !got.LiveOff || got.TypingPreview || got.Mode != "thin_pipe" || got.Version != 2 || got.Greeting != "Hello" || got.SLA["live"] != (wireLevel{45, false}) || got.SLA["next"] != (wireLevel{}) || got.SLA["resolution"] != (wireLevel{86400, true}) {
		t.Errorf("site %+v", got)
	}
	tests := []struct {
		name, body, field string
		code              chat.Code
	}{
		{"an old version", `{"name":"X","version":1}`, "", chat.Conflict},
		{"a domain that would change the policy", `{"domains":["evil.example; script-src *"]}`, "domains", chat.Invalid},
		{"a domain with a path", `{"domains":["shop.example.com/x"]}`, "domains", chat.Invalid},
		{"a colour that is none", `{"accent":"red"}`, "accent", chat.Invalid},
		{"hours that end before they begin", `{"hours":{"zone":"UTC","weekly":[{"day":"monday","from":"17:00","to":"09:00"}]}}`, "hours.weekly[0].to", chat.Invalid},
		{"hours on no day", `{"hours":{"zone":"UTC","weekly":[{"day":"someday","from":"09:00","to":"17:00"}]}}`, "hours.weekly[0].day", chat.Invalid},
		{"a zone that is none", `{"hours":{"zone":"Mars/Olympus","weekly":[]}}`, "hours.zone", chat.Invalid},
		{"a line that there is not", `{"handoff_texts":{"de.nonsense":"x"}}`, "handoff_texts.de.nonsense", chat.Invalid},
		{"a line with an unknown placeholder", `{"handoff_texts":{"de.told_closed":"{bank_account}"}}`, "handoff_texts.de.told_closed", chat.Invalid},
		{"a first answer that nobody owes", `{"sla":{"live":{"within_seconds":0,"open_only":false},"later":{"within_seconds":3600,"open_only":true},"next":{"within_seconds":0,"open_only":false},"resolution":{"within_seconds":0,"open_only":true}}}`, "sla.live.within_seconds", chat.Invalid},
		{"an answer within no time", `{"sla":{"live":{"within_seconds":60,"open_only":false},"later":{"within_seconds":3600,"open_only":true},"next":{"within_seconds":5,"open_only":false},"resolution":{"within_seconds":0,"open_only":true}}}`, "sla.next.within_seconds", chat.Invalid},
		{"a mode that there is not", `{"mode":"pigeon"}`, "mode", chat.Invalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status := http.StatusBadRequest
			if test.code == chat.Conflict {
				status = http.StatusConflict
			}
			h.as(dora, http.MethodPatch, path, test.body).wantError(status, test.code, test.field)
		})
	}
}

func TestInstallPage(t *testing.T) {
	h := newHouse(t, nil)
	type install struct {
		Snippet     string
		CSP         []struct{ Directive, Source string }
		Domains     []string
		FirstSeenOn string `json:"first_seen_on"`
		FirstSeenAt string `json:"first_seen_at"`
	}
	get := func() install {
		return read[install](h.as(ada, http.MethodGet, "/sites/"+string(siteA)+"/install", "").want(http.StatusOK))
	}
	got := get()
	if got.Snippet != `<script async src="https://chat.example.com/widget.js?site=key-bikes-1"></script>` || got.FirstSeenAt != "" {
		t.Errorf("install %+v", got)
	}
	if len(got.CSP) != 2 || got.CSP[0].Directive != "script-src" || got.CSP[1].Directive != "frame-src" || got.CSP[0].Source != origin {
		t.Errorf("CSP lines %+v", got.CSP)
	}
	loader := func(referer string) {
		h.do(request{method: http.MethodGet, path: "/widget.js?site=" + keyA, header: map[string]string{"Referer": referer}, noOrigin: true}).want(http.StatusOK)
	}
	loader(origin + "/settings")
	if got = get(); got.FirstSeenAt != "" {
		t.Errorf("Baton's own preview counts as first visit: %+v", got)
	}
	loader("https://Shop.example.com/wheels?secret=1")
	loader("https://other.example.com/")
	if got = get(); got.FirstSeenOn != "shop.example.com" || got.FirstSeenAt == "" {
		t.Errorf("install %+v, want the first page's host", got)
	}
}
