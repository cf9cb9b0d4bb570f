package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

const visitCookie = "__Host-baton-" + string(siteA)

type visitSession struct {
	Site struct {
		ID, Key, Name, Assistant, Greeting string
	}
	Team struct {
		Open, Online bool
		Expectation  map[string]any
		Faces        []struct{ Name string }
	}
	Visitor      *struct{ ID, Name, Email string }
	Conversation *visitorConversation
	Past         []struct{ Conversation, Summary, State string }
	Articles     []struct{ Slug, Title string }
	Epoch        string
}

type visitorConversation struct {
	ID         string
	View       view
	Entries    []wireEntry
	HasEarlier bool `json:"has_earlier"`
	Seq        int64
	Seen       struct{ Visitor, Team int64 }
}

type view struct {
	State   string
	Contact string
	Handoff *struct {
		Promise       map[string]any
		Open          bool
		AskingContact bool `json:"asking_contact"`
	}
	Agent *struct{ Name string }
}

type visitorChanged struct {
	Conversation string
	View         view
	Entries      []wireEntry
}

func TestPreviewStoresNothing(t *testing.T) {
	h := newHouse(t, nil)
	a := h.post("/visitor/session", `{"site":"`+keyA+`","preview":true}`).want(http.StatusOK)
	s := read[visitSession](a)
	if len(a.Result().Cookies()) != 0 || s.Visitor != nil || s.Conversation != nil || len(h.visitors) != 0 {
		t.Errorf("preview: cookies %v, visitor %v, %d visitors stored; want none", a.Result().Cookies(), s.Visitor, len(h.visitors))
	}
	if s.Site.Name != "Bikes" || s.Site.Assistant != "Wheely" || !s.Team.Open || s.Team.Faces[0].Name != "Ada" || len(s.Articles) != 1 || s.Articles[0].Slug != "returns" {
		t.Errorf("session %+v, want the site's public settings and its published article", s)
	}
	if strings.Contains(a.Body.String(), "secret") || s.Team.Expectation["inputs"] != nil {
		t.Errorf("the answer tells what visitors must not know: %s", a.Body.String())
	}
}

func TestSessionBeginsAndContinues(t *testing.T) {
	h := newHouse(t, nil)
	g := h.guest(keyA)
	if c := g.cookie; c.Name != visitCookie || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteNoneMode || !c.Partitioned || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %v, want __Host-, HttpOnly, Secure, SameSite=None, Partitioned", c)
	}
	for hash := range h.visits {
		if strings.Contains(g.cookie.Value, hash) || hash == g.cookie.Value {
			t.Error("the token itself is stored")
		}
	}
	v := h.visitors[g.id]
	if v.Locale != "de-AT" || v.Timezone != "Europe/Vienna" || v.Page.Title != "Wheels" {
		t.Errorf("visitor %+v", v)
	}
	again := h.post("/visitor/session", `{"site":"`+keyA+`","timezone":"Mars/Olympus"}`, g.cookie).want(http.StatusOK)
	if s := read[visitSession](again); s.Visitor.ID != string(g.id) || again.cookie(visitCookie).Value != g.cookie.Value {
		t.Errorf("the second visit is visitor %v, want the same one with the same cookie", s.Visitor)
	}
	if h.visitors[g.id].Timezone != "Europe/Vienna" {
		t.Errorf("time zone %q, want one that there is", h.visitors[g.id].Timezone)
	}
	for name, value := range map[string]string{"nonsense": "nonsense", "of somebody else's making": strings.Repeat("A", 43)} {
		fresh := h.post("/visitor/session", `{"site":"`+keyA+`"}`, &http.Cookie{Name: visitCookie, Value: value}).want(http.StatusOK)
		if s := read[visitSession](fresh); s.Visitor.ID == string(g.id) || fresh.cookie(visitCookie).Value == value {
			t.Errorf("a cookie that is %s: visitor %v, want a new one with a new cookie", name, s.Visitor)
		}
	}
	other := h.post("/visitor/session", `{"site":"`+keyB+`"}`, &http.Cookie{Name: "__Host-baton-" + string(siteB), Value: g.cookie.Value}).want(http.StatusOK)
	if s := read[visitSession](other); s.Visitor.ID == string(g.id) {
		t.Error("a token of one site works on another")
	}
	h.post("/visitor/session", `{"site":"key-nobody-1"}`).wantError(http.StatusNotFound, chat.NotFound, "")
}

func TestConversationsOfAVisitor(t *testing.T) {
	h := newHouse(t, nil)
	g := h.guest(keyA)
	first := g.write("Where is my order?")
	g.do(http.MethodPost, "/end", `{"conversation":"`+string(first)+`"}`).want(http.StatusOK)
	s := read[visitSession](h.post("/visitor/session", `{"site":"`+keyA+`"}`, g.cookie).want(http.StatusOK))
	if s.Conversation == nil || s.Conversation.ID != string(first) || s.Conversation.View.State != "resolved" {
		t.Errorf("conversation %+v, want the one that writing would reopen", s.Conversation)
	}
	h.pass(8 * 24 * time.Hour)
	s = read[visitSession](h.post("/visitor/session", `{"site":"`+keyA+`"}`, g.cookie).want(http.StatusOK))
	if s.Conversation != nil || len(s.Past) != 1 || s.Past[0].Summary != "Where is my order?" {
		t.Errorf("conversation %+v, past %+v; want it among the past ones, by its first line", s.Conversation, s.Past)
	}
	second := g.write("Another thing")
	if second == first || h.conversation(second).Previous != first {
		t.Errorf("the new one continues %q, want %s", h.conversation(second).Previous, first)
	}
	if third := g.write("and more"); third != second {
		t.Error("a message without a conversation began a second one beside the first")
	}
}

func TestVisitorSendsAreIdempotent(t *testing.T) {
	h := newHouse(t, nil)
	g := h.guest(keyA)
	send := func(text string) answer {
		return g.do(http.MethodPost, "/messages", `{"client_id":"send-0001","text":"`+text+`"}`)
	}
	first, again := send("Hello").want(http.StatusOK).Body.String(), send("Hello").want(http.StatusOK).Body.String()
	if first != again || len(h.conversations) != 1 {
		t.Errorf("first %s, again %s, %d conversations; want one acknowledgement and one conversation", first, again, len(h.conversations))
	}
	send("Something else").wantError(http.StatusConflict, chat.Conflict, "")
}

func TestVisitorsSeeNoNotes(t *testing.T) {
	h, g, id := waiting(t)
	h.must(id, chat.Note{By: ada, ClientID: "note-0001", Text: "CANARY angry customer"})
	h.must(id, chat.RecordPackage{Package: chat.Package{Handoff: h.conversation(id).Handoff.ID, Summary: "CANARY summary"}})
	h.must(id, chat.Claim{Agent: profileOf(ada, "Ada"), Greeting: "Hi"})
	h.must(id, chat.Note{By: ada, ClientID: "note-0002", Text: "CANARY again"})
	h.must(id, chat.Post{By: chat.ByAgent(ada), ClientID: "post-0001", Text: "There you are"})
	for _, path := range []string{"/conversations/" + string(id), "/conversations/" + string(id) + "/entries", "/transcript?conversation=" + string(id)} {
		body := g.do(http.MethodGet, path, "").want(http.StatusOK).Body.String()
		if strings.Contains(body, "CANARY") || strings.Contains(body, `"inputs"`) || strings.Contains(body, "public_seq") {
			t.Errorf("%s tells what is private: %s", path, body)
		}
	}
	c := read[visitorConversation](g.do(http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK))
	for i, e := range c.Entries {
		if e.Seq != int64(i+1) {
			t.Fatalf("entry %d has number %d: notes leave holes", i+1, e.Seq)
		}
	}
	if c.Seq != c.Entries[len(c.Entries)-1].Seq || c.View.Agent == nil || c.View.Agent.Name != "Ada" {
		t.Errorf("seq %d, view %+v", c.Seq, c.View)
	}
	session := h.post("/visitor/session", `{"site":"`+keyA+`"}`, g.cookie).want(http.StatusOK).Body.String()
	if strings.Contains(session, "CANARY") {
		t.Errorf("the session tells what is private: %s", session)
	}
}

func TestReadMarksInTheVisitorsNumbers(t *testing.T) {
	h, g, id := waiting(t)
	for i := range 3 {
		h.must(id, chat.Note{By: ada, ClientID: fmt.Sprintf("note-%04d", i), Text: "hidden"})
	}
	h.must(id, chat.Claim{Agent: profileOf(ada, "Ada")})
	joined := h.conversation(id)
	for i := range 60 {
		h.must(id, chat.Post{By: chat.ByAgent(ada), ClientID: fmt.Sprintf("post-%04d", i), Text: "line"})
	}
	end := h.conversation(id)
	tests := []struct {
		name string
		mark int64 // in the agents' numbers
		want int64 // in the visitor's
	}{
		{"nothing", 0, 0},
		{"the last", end.Seq, end.PublicSeq},
		{"one that is hidden", joined.Seq - 1, joined.PublicSeq - 1},
		{"one further up than what was loaded", 2, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h.marks[id] = store.Marks{Visitor: test.mark, Team: test.mark}
			c := read[visitorConversation](g.do(http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK))
			if c.Seen.Team != test.want || c.Seen.Visitor != test.want {
				t.Errorf("seen %+v, want %d", c.Seen, test.want)
			}
		})
	}
}

func TestEarlierEntriesOfAVisitor(t *testing.T) {
	h, g, id := waiting(t)
	h.must(id, chat.Note{By: ada, ClientID: "note-0001", Text: "hidden"})
	h.must(id, chat.Claim{Agent: profileOf(ada, "Ada")})
	for i := range 60 {
		h.must(id, chat.Post{By: chat.ByAgent(ada), ClientID: fmt.Sprintf("post-%04d", i), Text: "line"})
	}
	c := read[visitorConversation](g.do(http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK))
	if len(c.Entries) != 50 || !c.HasEarlier {
		t.Fatalf("%d entries, earlier %v", len(c.Entries), c.HasEarlier)
	}
	type page struct {
		Entries    []wireEntry
		HasEarlier bool `json:"has_earlier"`
		HasLater   bool `json:"has_later"`
	}
	p := read[page](g.do(http.MethodGet, fmt.Sprintf("/conversations/%s/entries?before=%d", id, c.Entries[0].Seq), "").want(http.StatusOK))
	if p.HasEarlier || !p.HasLater || p.Entries[0].Seq != 1 || p.Entries[len(p.Entries)-1].Seq != c.Entries[0].Seq-1 {
		t.Errorf("the page before: %d entries, earlier %v, later %v", len(p.Entries), p.HasEarlier, p.HasLater)
	}
}

func TestHandoffFromTheWidget(t *testing.T) {
	h := newHouse(t, nil)
	g := h.guest(keyA)
	got := read[visitorChanged](g.do(http.MethodPost, "/handoff", `{"client_id":"handoff-1","reason":"checkout"}`).want(http.StatusOK))
	if got.View.State != "queued" || got.View.Handoff == nil || !got.View.Handoff.Open || got.View.Handoff.Promise["inputs"] != nil ||
		kinds(got.Entries) != "conversation.started message.posted handoff.requested conversation.queued handoff.contact_asked" {
		t.Errorf("handoff without a conversation: %+v", got)
	}
	c := h.conversation(chat.ConversationID(got.Conversation))
	if c.Handoff.Reason != chat.ExplicitRequest || c.Handoff.Triggers[0] != (chat.Trigger{Kind: "pressed_button", Evidence: "checkout"}) {
		t.Errorf("handoff %+v, want the button and what the host said", c.Handoff)
	}
	again := read[visitorChanged](g.do(http.MethodPost, "/handoff", `{"client_id":"handoff-2"}`).want(http.StatusOK))
	if again.Conversation != got.Conversation || len(again.Entries) != 0 || again.Entries == nil {
		t.Errorf("pressing again: %+v, want nothing to change", again)
	}
	ref := `"conversation":"` + got.Conversation + `"`
	g.do(http.MethodPost, "/contact", `{`+ref+`,"value":"nonsense"}`).wantError(http.StatusBadRequest, chat.Invalid, "contact")
	contact := read[visitorChanged](g.do(http.MethodPost, "/contact", `{`+ref+`,"value":" maria@example.com"}`).want(http.StatusOK))
	if contact.View.Contact != "maria@example.com" || contact.View.Handoff.AskingContact {
		t.Errorf("after the address: %+v", contact.View)
	}
	if h.visitors[g.id].Email != "" {
		t.Error("where to write was taken for who somebody is")
	}
	later := read[visitorChanged](g.do(http.MethodPost, "/follow-up", `{`+ref+`}`).want(http.StatusOK))
	if later.View.State != "follow_up" {
		t.Errorf("state %s, want follow_up", later.View.State)
	}
	cancelled := read[visitorChanged](g.do(http.MethodPost, "/cancel", `{`+ref+`,"solved":true}`).want(http.StatusOK))
	if cancelled.View.State != "assistant" || kinds(cancelled.Entries) != "handoff.cancelled message.posted" {
		t.Errorf("never mind: %+v", cancelled)
	}
	g.do(http.MethodPost, "/rating", `{`+ref+`,"score":5}`).wantError(http.StatusConflict, chat.Conflict, "")
	g.do(http.MethodPost, "/end", `{`+ref+`}`).want(http.StatusOK)
	rated := read[visitorChanged](g.do(http.MethodPost, "/rating", `{`+ref+`,"score":5,"comment":"Kind","repeated":true}`).want(http.StatusOK))
	if kinds(rated.Entries) != "rating.given" || !strings.Contains(string(rated.Entries[0].Body), `"segment":"assistant_only"`) {
		t.Errorf("rating: %s %s", kinds(rated.Entries), rated.Entries[0].Body)
	}
}

func TestBeginningConversationsIsLimited(t *testing.T) {
	h := newHouse(t, nil)
	g := h.guest(keyA)
	for i := range api.DefaultLimits().Starts.Burst {
		id := read[struct{ Conversation string }](g.do(http.MethodPost, "/messages", fmt.Sprintf(`{"client_id":"start-%04d","text":"hi"}`, i)).want(http.StatusOK)).Conversation
		h.must(chat.ConversationID(id), chat.Resolve{By: chat.ByVisitor(g.id), Outcome: chat.OutcomeSolved})
	}
	a := g.do(http.MethodPost, "/messages", `{"client_id":"start-9999","text":"hi"}`)
	a.wantError(http.StatusTooManyRequests, chat.TooMany, "")
	if a.Header().Get("Retry-After") != "120" {
		t.Errorf("Retry-After %q, want 120", a.Header().Get("Retry-After"))
	}
}

func TestVisitsFromOneAddressAreLimited(t *testing.T) {
	h := newHouse(t, nil)
	for range api.DefaultLimits().Visits.Burst {
		h.guest(keyA)
	}
	h.post("/visitor/session", `{"site":"`+keyA+`"}`).wantError(http.StatusTooManyRequests, chat.TooMany, "")
	h.post("/visitor/session", `{"site":"`+keyA+`","preview":true}`).want(http.StatusOK)
}

func TestAnotherIdentityEndsTheSession(t *testing.T) {
	h, g, id := waiting(t)
	type identified struct{ Changed bool }
	for _, body := range []string{`{"name":"Maria"}`, `{"email":"maria@example.com"}`, `{"name":"Maria L.","email":"MARIA@example.com"}`, `{}`} {
		if got := read[identified](g.do(http.MethodPost, "/identify", body).want(http.StatusOK)); got.Changed {
			t.Fatalf("%s ended the session", body)
		}
	}
	g.do(http.MethodPost, "/identify", `{"email":"0170 1234567"}`).wantError(http.StatusBadRequest, chat.Invalid, "email")
	a := g.do(http.MethodPost, "/identify", `{"email":"otto@example.com"}`).want(http.StatusOK)
	if got := read[identified](a); !got.Changed || a.cookie(visitCookie) == nil {
		t.Fatalf("another address: %+v, want a new session", got)
	}
	g.do(http.MethodGet, "/conversations/"+string(id), "").wantError(http.StatusUnauthorized, chat.SignedOut, "")
	if len(h.gone) != 1 || h.gone[0] != g.id {
		t.Errorf("sockets closed of %v, want %s", h.gone, g.id)
	}
	otto := guest{h: h, key: keyA, cookie: a.cookie(visitCookie)}
	otto.do(http.MethodGet, "/conversations/"+string(id), "").wantError(http.StatusNotFound, chat.NotFound, "")
	if c := h.conversation(id); c.Visitor != g.id {
		t.Errorf("the conversation belongs to %s now, want %s", c.Visitor, g.id)
	}
}

func TestLeavingAndErasing(t *testing.T) {
	h, g, id := waiting(t)
	a := g.do(http.MethodPost, "/logout", "").want(http.StatusNoContent)
	if c := a.cookie(visitCookie); c == nil || c.MaxAge >= 0 || !c.Partitioned {
		t.Errorf("cookie %v, want it taken away", c)
	}
	g.do(http.MethodGet, "/conversations/"+string(id), "").wantError(http.StatusUnauthorized, chat.SignedOut, "")
	h.conversation(id) // stays with the team

	g = h.guest(keyA)
	other := g.write("Please forget me")
	g.do(http.MethodDelete, "", "").want(http.StatusNoContent)
	if len(h.erased) != 1 || h.erased[0] != g.id || len(h.gone) != 2 {
		t.Errorf("erased %v, sockets closed of %v", h.erased, h.gone)
	}
	g.do(http.MethodGet, "/conversations/"+string(other), "").wantError(http.StatusUnauthorized, chat.SignedOut, "")
}

func TestTranscriptDownload(t *testing.T) {
	h, g, id := waiting(t)
	h.must(id, chat.Claim{Agent: profileOf(ada, "Ada"), Greeting: "Hi"})
	h.pass(90 * time.Minute)
	h.must(id, chat.Post{By: chat.ByAgent(ada), ClientID: "post-0001", Text: "Two lines\nof text"})
	a := g.do(http.MethodGet, "/transcript?conversation="+string(id), "").want(http.StatusOK)
	want := "Bikes, 2026-09-14 12:00 CEST\n\n[2026-09-14 12:00] You: My wheel is broken\n[2026-09-14 12:00] Wheely: Somebody will be with you.\n" +
		"[2026-09-14 12:00] Ada: Hi\n[2026-09-14 13:30] Ada: Two lines\n    of text\n"
	if got := a.Body.String(); got != want {
		t.Errorf("transcript:\n%s\nwant:\n%s", got, want)
	}
	if got := a.Header().Get("Content-Disposition"); got != `attachment; filename="conversation-2026-09-14.txt"` {
		t.Errorf("Content-Disposition %q", got)
	}
}

func TestHelpInTheWidget(t *testing.T) {
	h := newHouse(t, nil)
	g := h.guest(keyA)
	type list struct {
		Articles []struct{ Slug, Title, Excerpt string }
	}
	if got := read[list](g.do(http.MethodGet, "/articles", "").want(http.StatusOK)); len(got.Articles) != 1 || got.Articles[0].Slug != "returns" {
		t.Errorf("articles %+v, want the published one", got)
	}
	if got := read[list](g.do(http.MethodGet, "/articles?q=back", "").want(http.StatusOK)); len(got.Articles) != 1 || got.Articles[0].Excerpt != "Send it back within 30 days." {
		t.Errorf("found %+v", got)
	}
	if got := g.do(http.MethodGet, "/articles?q=draft", "").want(http.StatusOK).Body.String(); got != `{"articles":[]}` {
		t.Errorf("found %s, want no drafts", got)
	}
	if got := g.do(http.MethodGet, "/articles/returns", "").want(http.StatusOK).Body.String(); !strings.Contains(got, `"body":"Send it **back**`) {
		t.Errorf("article %s", got)
	}
	g.do(http.MethodGet, "/articles/secret", "").wantError(http.StatusNotFound, chat.NotFound, "")
	g.do(http.MethodGet, "/articles/%00", "").wantError(http.StatusNotFound, chat.NotFound, "")
	g.do(http.MethodPost, "/articles/returns/feedback", `{"helped":false}`).want(http.StatusNoContent)
	if helped, said := h.ratings["article-0-returns"+string(g.id)]; !said || helped {
		t.Errorf("ratings %v", h.ratings)
	}
	g.do(http.MethodPost, "/articles/secret/feedback", `{"helped":true}`).wantError(http.StatusNotFound, chat.NotFound, "")
}
