package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing/sla"
)

// waiting is a house with a conversation of site A that waits for a person.
func waiting(t *testing.T) (*house, guest, chat.ConversationID) {
	t.Helper()
	h := newHouse(t, nil)
	g := h.guest(keyA)
	id := g.write("My wheel is broken")
	g.do(http.MethodPost, "/handoff", `{"client_id":"handoff-1","conversation":"`+string(id)+`"}`).want(http.StatusOK)
	return h, g, id
}

// changed is what commands answer with.
type changed struct {
	Conversation struct {
		State string
		Owner struct{ Kind, ID string }
		Offer *struct{ ID string }
		Seq   int64
	}
	Entries []wireEntry
}

type wireEntry struct {
	Seq       int64  `json:"seq"`
	PublicSeq int64  `json:"public_seq"`
	Kind      string `json:"kind"`
	ClientID  string `json:"client_id"`
	Body      json.RawMessage
}

func kinds(entries []wireEntry) string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Kind)
	}
	return strings.Join(all, " ")
}

func TestClaimGreetsOnce(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id)
	c := read[changed](h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK))
	if c.Conversation.State != "active" || c.Conversation.Owner.ID != string(ada) || kinds(c.Entries) != "agent.joined message.posted" {
		t.Errorf("claim: %+v, want Ada to join and greet", c)
	}
	if !strings.Contains(string(c.Entries[1].Body), `"Hi, I'm Ada!"`) {
		t.Errorf("greeting %s, want her name filled in", c.Entries[1].Body)
	}
	if again := read[changed](h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)); again.Entries == nil || len(again.Entries) != 0 {
		t.Errorf("claiming it again wrote %v, want an empty list", again.Entries)
	}
	h.as(ada, http.MethodPost, path+"/release", "").want(http.StatusOK)
	if c = read[changed](h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)); kinds(c.Entries) != "agent.joined" {
		t.Errorf("on her return: %s, want no second greeting", kinds(c.Entries))
	}
}

func TestWhoHasItIsSaidByName(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	if say := h.as(emil, http.MethodPost, path+"/claim", `{}`).wantError(http.StatusConflict, chat.Conflict, ""); say != "Ada has this conversation." {
		t.Errorf("say = %q", say)
	}
	h.as(emil, http.MethodPost, path+"/messages", `{"client_id":"12345678","text":"hi"}`).wantError(http.StatusConflict, chat.Conflict, "")
	h.as(emil, http.MethodPost, path+"/release", "").wantError(http.StatusConflict, chat.Conflict, "")
	h.as(emil, http.MethodPost, path+"/claim", `{"force":true}`).wantError(http.StatusForbidden, chat.Forbidden, "")
	h.as(emil, http.MethodPost, path+"/claim", `{"relieves":"`+string(cleo)+`"}`).wantError(http.StatusConflict, chat.Conflict, "")
	c := read[changed](h.as(emil, http.MethodPost, path+"/claim", `{"relieves":"`+string(ada)+`"}`).want(http.StatusOK))
	if c.Conversation.Owner.ID != string(emil) {
		t.Errorf("owner %s, want Emil, who named whom he relieves", c.Conversation.Owner.ID)
	}
	c = read[changed](h.as(cleo, http.MethodPost, path+"/release", "").want(http.StatusOK))
	if c.Conversation.State != "queued" {
		t.Errorf("state %s, want a supervisor's release to queue it", c.Conversation.State)
	}
}

func TestSendsAreIdempotent(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	type acked struct {
		Conversation string
		ClientID     string `json:"client_id"`
		Seq          int64
		At           time.Time
	}
	first := read[acked](h.as(ada, http.MethodPost, path+"/messages", `{"client_id":"send-0001","text":"It is on its way"}`).want(http.StatusOK))
	count := h.conversation(id).Seq
	h.pass(time.Hour)
	again := read[acked](h.as(ada, http.MethodPost, path+"/messages", `{"client_id":"send-0001","text":"It is on its way"}`).want(http.StatusOK))
	if first != again || first.Conversation != string(id) || first.ClientID != "send-0001" || first.Seq == 0 {
		t.Errorf("first %+v, again %+v; want the same acknowledgement", first, again)
	}
	if h.conversation(id).Seq != count {
		t.Error("the second send stored something")
	}
	h.as(ada, http.MethodPost, path+"/messages", `{"client_id":"send-0001","text":"Something else"}`).wantError(http.StatusConflict, chat.Conflict, "")
	note := read[acked](h.as(emil, http.MethodPost, path+"/notes", `{"client_id":"send-0001","text":"A note"}`).want(http.StatusOK))
	if note.Seq != count+1 {
		t.Errorf("another sender's note has number %d, want %d: keys belong to their sender", note.Seq, count+1)
	}
}

func TestEditingAndWithdrawing(t *testing.T) {
	h, g, id := waiting(t)
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	seq := read[struct{ Seq int64 }](h.as(ada, http.MethodPost, path+"/messages", `{"client_id":"send-0001","text":"Tomorow"}`).want(http.StatusOK)).Seq
	entry := fmt.Sprintf("%s/entries/%d", path, seq)
	c := read[changed](h.as(ada, http.MethodPatch, entry, `{"text":"Tomorrow"}`).want(http.StatusOK))
	if kinds(c.Entries) != "message.edited" {
		t.Errorf("entries %s", kinds(c.Entries))
	}
	h.as(emil, http.MethodPatch, entry, `{"text":"Never"}`).wantError(http.StatusForbidden, chat.Forbidden, "")
	h.as(ada, http.MethodPatch, path+"/entries/1", `{"text":"x"}`).wantError(http.StatusBadRequest, chat.Invalid, "")
	h.as(ada, http.MethodPatch, path+"/entries/999", `{"text":"x"}`).wantError(http.StatusNotFound, chat.NotFound, "")
	h.as(ada, http.MethodPatch, path+"/entries/0", `{"text":"x"}`).want(http.StatusNotFound)
	h.as(ada, http.MethodPatch, path+"/entries/one", `{"text":"x"}`).wantError(http.StatusBadRequest, chat.Invalid, "")
	h.as(ada, http.MethodDelete, entry, "").want(http.StatusOK)
	if text := g.do(http.MethodGet, "/transcript?conversation="+string(id), "").want(http.StatusOK).Body.String(); strings.Contains(text, "Tomor") {
		t.Errorf("the visitor still reads what was withdrawn: %s", text)
	}
}

func TestTransfers(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	for _, to := range []chat.AgentID{ben, "agent-nobody-1"} {
		h.as(ada, http.MethodPost, path+"/transfer", `{"agent":"`+string(to)+`","warm":true}`).wantError(http.StatusBadRequest, chat.Invalid, "agent")
	}
	warm := read[changed](h.as(ada, http.MethodPost, path+"/transfer", `{"agent":"`+string(emil)+`","warm":true,"note":"Knows boats"}`).want(http.StatusOK))
	if kinds(warm.Entries) != "note.posted offer.made" || warm.Conversation.State != "active" || warm.Conversation.Offer == nil {
		t.Fatalf("warm transfer %+v, want a note and an offer while Ada stays", warm)
	}
	offer := path + "/offers/" + warm.Conversation.Offer.ID
	h.as(emil, http.MethodPost, offer+"/withdraw", "").wantError(http.StatusForbidden, chat.Forbidden, "")
	h.as(ada, http.MethodPost, offer+"/withdraw", "").want(http.StatusOK)
	h.as(ada, http.MethodPost, offer+"/withdraw", "").wantError(http.StatusConflict, chat.Conflict, "")

	again := read[changed](h.as(ada, http.MethodPost, path+"/transfer", `{"to":"`+string(emil)+`","warm":true}`).want(http.StatusOK))
	h.as(emil, http.MethodPost, path+"/offers/"+again.Conversation.Offer.ID+"/decline", "").want(http.StatusOK)
	again = read[changed](h.as(ada, http.MethodPost, path+"/transfer", `{"agent":"`+string(emil)+`","warm":false}`).want(http.StatusOK))
	if again.Conversation.State != "offered" {
		t.Errorf("cold transfer leaves it %s, want offered", again.Conversation.State)
	}
	offer = path + "/offers/" + again.Conversation.Offer.ID
	h.as(cleo, http.MethodPost, offer+"/accept", "").wantError(http.StatusConflict, chat.Conflict, "")
	accepted := read[changed](h.as(emil, http.MethodPost, offer+"/accept", "").want(http.StatusOK))
	if accepted.Conversation.Owner.ID != string(emil) {
		t.Errorf("owner %s, want Emil", accepted.Conversation.Owner.ID)
	}
	if again := read[changed](h.as(emil, http.MethodPost, offer+"/accept", "").want(http.StatusOK)); len(again.Entries) != 0 {
		t.Error("the winner's retry wrote something")
	}
	if n := len(slices.DeleteFunc(slices.Clone(h.answered), func(a chat.AgentID) bool { return a != emil })); n != 3 {
		t.Errorf("Emil's answers were noted %d times, want 3: declined, accepted, accepted again", n)
	}
}

func TestOfferLastsAMinute(t *testing.T) {
	h, _, id := waiting(t)
	h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/claim", `{}`).want(http.StatusOK)
	h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/transfer", `{"to":"`+string(emil)+`","warm":true}`).want(http.StatusOK)
	if got := h.conversation(id).Offer.ExpiresAt.Sub(h.clock()); got != time.Minute {
		t.Errorf("the offer lasts %v, want 1m", got)
	}
}

// TestAPhoneIsAskedForAMinute, however little time the house gives at a desk.
func TestAPhoneIsAskedForAMinute(t *testing.T) {
	h := newHouse(t, func(c *api.Config) { c.OfferTime = 20 * time.Second })
	for whose, want := range map[chat.AgentID]time.Duration{"": 20 * time.Second, emil: time.Minute} {
		h.onPhone = whose
		id := h.guest(keyA).write("My wheel is broken")
		h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/claim", `{}`).want(http.StatusOK)
		h.as(ada, http.MethodPost, "/conversations/"+string(id)+"/transfer", `{"agent":"`+string(emil)+`","warm":true}`).want(http.StatusOK)
		if got := h.conversation(id).Offer.ExpiresAt.Sub(h.clock()); got != want {
			t.Errorf("on the phone %q: offered for %s, want %s", whose, got, want)
		}
	}
}

func TestPuttingAside(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/snooze", `{"until":"2026-09-15T10:00:00Z"}`).wantError(http.StatusConflict, chat.Conflict, "")
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	h.as(ada, http.MethodPost, path+"/snooze", `{"until":"2026-09-13T10:00:00Z"}`).wantError(http.StatusBadRequest, chat.Invalid, "until")
	if c := read[changed](h.as(ada, http.MethodPost, path+"/snooze", `{"until":"2026-09-15T10:00:00Z"}`).want(http.StatusOK)); c.Conversation.State != "snoozed" {
		t.Errorf("state %s, want snoozed", c.Conversation.State)
	}
}

func TestFollowUpPromisesOpenTime(t *testing.T) {
	h, g, id := waiting(t)
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	h.as(ada, http.MethodPost, path+"/follow-up", `{"by":"2026-09-13T10:00:00Z"}`).wantError(http.StatusBadRequest, chat.Invalid, "by")
	h.as(ada, http.MethodPost, path+"/follow-up", `{"by":"2027-09-13T10:00:00Z"}`).wantError(http.StatusBadRequest, chat.Invalid, "by")
	h.pass(4*time.Hour + 30*time.Minute) // Monday, 16:30 in Berlin; they close at 17:00 until next Monday
	h.as(ada, http.MethodPost, path+"/follow-up", `{}`).want(http.StatusOK)
	c := h.conversation(id)
	if want := time.Date(2026, 9, 21, 8, 30, 0, 0, time.UTC); c.State != chat.StateFollowUp || !c.DueBy.Equal(want) {
		t.Errorf("%s, due by %v; want follow_up by %v: two open hours later", c.State, c.DueBy, want)
	}
	view := read[struct {
		View struct {
			Handoff struct {
				Promise struct {
					Kind   string
					Inputs any
				}
				AskingContact bool `json:"asking_contact"`
			}
		}
	}](g.do(http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK))
	if p := view.View.Handoff; p.Promise.Kind != "by_time" || !p.AskingContact || p.Promise.Inputs != nil {
		t.Errorf("the visitor sees %+v, want the promised time and the question for their address", p)
	}
}

// TestFollowUpPromisesWhatTheSiteSet has a site that answers within twelve hours, around the clock.
func TestFollowUpPromisesWhatTheSiteSet(t *testing.T) {
	h, _, id := waiting(t)
	terms := sla.Default()
	terms.Later = sla.Target{Within: 12 * time.Hour}
	h.mu.Lock()
	site := h.sites[siteA]
	site.Settings.SLA = &terms
	h.sites[siteA] = site
	h.mu.Unlock()
	path := "/conversations/" + string(id)
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	h.as(ada, http.MethodPost, path+"/follow-up", `{}`).want(http.StatusOK)
	if c, want := h.conversation(id), h.now.Add(12*time.Hour); !c.DueBy.Equal(want) {
		t.Errorf("due by %v, want %v", c.DueBy, want)
	}
}

func TestFields(t *testing.T) {
	h, _, id := waiting(t)
	path := "/conversations/" + string(id) + "/fields"
	h.as(ada, http.MethodPut, path, `{"name":"email","value":"not an address"}`).wantError(http.StatusBadRequest, chat.Invalid, "value")
	h.as(ada, http.MethodPut, path, `{"name":"phone","value":"a@b.de"}`).wantError(http.StatusBadRequest, chat.Invalid, "value")
	h.as(ada, http.MethodPut, path, `{"name":"Order Number","value":"1"}`).wantError(http.StatusBadRequest, chat.Invalid, "name")
	h.as(ada, http.MethodPut, path, `{"name":"email","value":" maria@example.com "}`).want(http.StatusOK)
	if c := h.conversation(id); c.Contact != "maria@example.com" || c.Fields[0].Source != chat.AgentParty {
		t.Errorf("contact %q, fields %v", c.Contact, c.Fields)
	}
}

type snapshot struct {
	Conversation struct{ ID, State string }
	Seq          int64
	Epoch        string
	Entries      []wireEntry
	HasEarlier   bool `json:"has_earlier"`
	Visitor      struct {
		ID, Name, Email, Location, Device string
		Online, Verified                  bool
		Page                              struct{ Title string }
		Trail                             []struct{ Title string }
		Past                              []struct{ Conversation, Summary string }
	}
	Package *struct{ Summary string }
	Seen    struct{ Visitor, Team int64 }
	Drafts  struct{ Reply, Note string }
	Viewing []string
}

func TestSnapshot(t *testing.T) {
	h, g, id := waiting(t)
	path := "/conversations/" + string(id)
	handoff := h.conversation(id).Handoff.ID
	h.must(id, chat.RecordPackage{Package: chat.Package{Handoff: handoff, Summary: "Wheel broken", Priority: 2}})
	h.as(ada, http.MethodPost, path+"/claim", `{}`).want(http.StatusOK)
	for i := range 320 { // so much later that the package is far up
		h.must(id, chat.Post{By: chat.ByVisitor(g.id), ClientID: fmt.Sprintf("more-%04d", i), Text: "and another thing"})
	}
	h.as(ada, http.MethodPut, path+"/draft", `{"kind":"reply","text":"Dear Maria"}`).want(http.StatusNoContent)
	h.as(emil, http.MethodPut, path+"/draft", `{"kind":"reply","text":"Emil's"}`).want(http.StatusNoContent)
	h.as(ada, http.MethodPut, path+"/seen", `{"seq":7}`).want(http.StatusNoContent)
	g.do(http.MethodPost, "/identify", `{"name":"Maria","email":"maria@example.com"}`).want(http.StatusOK)

	s := read[snapshot](h.as(ada, http.MethodGet, path, "").want(http.StatusOK))
	if s.Seq != h.conversation(id).Seq || s.Epoch != "epoch-1" || len(s.Entries) != 50 || s.Entries[49].Seq != s.Seq || !s.HasEarlier {
		t.Errorf("seq %d, %d entries up to %d, earlier %v; want the last 50", s.Seq, len(s.Entries), s.Entries[len(s.Entries)-1].Seq, s.HasEarlier)
	}
	if s.Package == nil || s.Package.Summary != "Wheel broken" {
		t.Errorf("package %+v, want the one of the handoff", s.Package)
	}
	if s.Drafts.Reply != "Dear Maria" || s.Seen.Team != 7 || !slices.Equal(s.Viewing, []string{string(emil)}) {
		t.Errorf("drafts %+v, seen %+v, viewing %v; want my own draft and the others who look", s.Drafts, s.Seen, s.Viewing)
	}
	if v := s.Visitor; v.Name != "Maria" || v.Email != "maria@example.com" || v.Verified || v.Location != "Vienna" || !v.Online || v.Page.Title != "Wheels" || len(v.Trail) != 1 {
		t.Errorf("visitor %+v", v)
	}
}

func TestSnapshotOfAnErasedVisitor(t *testing.T) {
	h, g, id := waiting(t)
	delete(h.visitors, g.id)
	s := read[snapshot](h.as(ada, http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK))
	if s.Visitor.ID != string(g.id) || s.Visitor.Name != "" || s.Visitor.Trail == nil || s.Visitor.Past == nil {
		t.Errorf("visitor %+v, want their id and empty lists", s.Visitor)
	}
}

func TestMarkSeenStopsAtTheEnd(t *testing.T) {
	h, _, id := waiting(t)
	h.as(ada, http.MethodPut, "/conversations/"+string(id)+"/seen", `{"seq":4000000}`).want(http.StatusNoContent)
	if got, end := h.marks[id].Team, h.conversation(id).Seq; got != end {
		t.Errorf("seen up to %d, want %d: nobody has read the future", got, end)
	}
}

func TestPagingEntries(t *testing.T) {
	h, g, id := waiting(t)
	for i := range 30 {
		h.must(id, chat.Post{By: chat.ByVisitor(g.id), ClientID: fmt.Sprintf("more-%04d", i), Text: "more"})
	}
	end := h.conversation(id).Seq
	type page struct {
		Entries    []wireEntry
		HasEarlier bool `json:"has_earlier"`
		HasLater   bool `json:"has_later"`
	}
	tests := []struct {
		query         string
		first, last   int64
		earlier, late bool
	}{
		{"", 1, end, false, false},
		{"?limit=10", end - 9, end, true, false},
		{"?before=11&limit=10", 1, 10, false, true},
		{"?before=11&limit=5", 6, 10, true, true},
		{"?after=0&limit=5", 1, 5, false, true},
		{"?after=5&limit=5", 6, 10, true, true},
		{fmt.Sprintf("?after=%d", end-2), end - 1, end, true, false},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			p := read[page](h.as(ada, http.MethodGet, "/conversations/"+string(id)+"/entries"+test.query, "").want(http.StatusOK))
			if len(p.Entries) == 0 || p.Entries[0].Seq != test.first || p.Entries[len(p.Entries)-1].Seq != test.last || p.HasEarlier != test.earlier || p.HasLater != test.late {
				t.Errorf("%d entries, earlier %v, later %v; want %d to %d, %v, %v", len(p.Entries), p.HasEarlier, p.HasLater, test.first, test.last, test.earlier, test.late)
			}
		})
	}
	h.as(ada, http.MethodGet, "/conversations/"+string(id)+"/entries?after=1&before=5", "").wantError(http.StatusBadRequest, chat.Invalid, "after")
	if p := read[page](h.as(ada, http.MethodGet, fmt.Sprintf("/conversations/%s/entries?after=%d", id, end), "").want(http.StatusOK)); p.Entries == nil || len(p.Entries) != 0 || p.HasLater {
		t.Errorf("after the last: %+v, want an empty list", p)
	}
}

func TestInboxShowsTheCallersSites(t *testing.T) {
	h, g, id := waiting(t)
	g.do(http.MethodPost, "/identify", `{"name":"Maria"}`).want(http.StatusOK)
	elsewhere := h.guest(keyB).write("My boat leaks")
	type inbox struct {
		Rows []struct {
			Conversation, Site, State, Turn, Reason string
			Unread                                  int
			Visitor                                 struct {
				Name, Location string
				Online         bool
			}
			Last    struct{ Text string }
			Version int64
			Promise struct{ Kind string }
		}
		Counts              map[string]int
		LongestWaitingSince time.Time `json:"longest_waiting_since"`
		Streams             []struct {
			Stream string
			Seq    int64
		}
		Epoch, Next string
	}
	got := read[inbox](h.as(ada, http.MethodGet, "/inbox?list=queue", "").want(http.StatusOK))
	if len(got.Rows) != 1 || got.Rows[0].Conversation != string(id) {
		t.Fatalf("rows %+v, want the one that waits on her site", got.Rows)
	}
	row := got.Rows[0]
	if row.State != "queued" || row.Reason != "explicit_request" || row.Visitor.Name != "Maria" || row.Visitor.Location != "Vienna" || row.Unread != 1 ||
		row.Last.Text != "Somebody will be with you." || row.Version != h.conversation(id).Seq || row.Promise.Kind != "range" {
		t.Errorf("row %+v", row)
	}
	if got.Epoch != "epoch-1" || len(got.Streams) != 1 || got.Streams[0].Stream != "inbox:site-bikes" || got.Streams[0].Seq != 40 {
		t.Errorf("streams %+v of %s, want her site's inbox", got.Streams, got.Epoch)
	}
	if got.Counts["queue"] != 1 || got.Counts["all"] != 1 || got.LongestWaitingSince.IsZero() {
		t.Errorf("counts %v, waiting since %v", got.Counts, got.LongestWaitingSince)
	}
	all := read[inbox](h.as(dora, http.MethodGet, "/inbox?list=all&limit=1", "").want(http.StatusOK))
	next := read[inbox](h.as(dora, http.MethodGet, "/inbox?list=all&limit=1&cursor="+all.Next, "").want(http.StatusOK))
	if len(all.Rows) != 1 || all.Next == "" || len(next.Rows) != 1 || next.Next != "" || all.Rows[0].Conversation == next.Rows[0].Conversation || len(all.Streams) != 2 {
		t.Errorf("an admin's pages %+v and %+v, want one row each of both sites", all.Rows, next.Rows)
	}
	one := read[inbox](h.as(dora, http.MethodGet, "/inbox?list=all&site="+string(siteB), "").want(http.StatusOK))
	if len(one.Rows) != 1 || one.Rows[0].Conversation != string(elsewhere) {
		t.Errorf("rows of one site %+v", one.Rows)
	}
	h.as(ada, http.MethodGet, "/inbox?list=all&site="+string(siteB), "").wantError(http.StatusNotFound, chat.NotFound, "")
	h.as(ada, http.MethodGet, "/inbox?list=everything", "").wantError(http.StatusBadRequest, chat.Invalid, "list")
	h.as(ada, http.MethodGet, "/inbox", "").wantError(http.StatusBadRequest, chat.Invalid, "list")
}

func TestInboxOfSomebodyWithoutSites(t *testing.T) {
	h := newHouse(t, nil)
	delete(h.sites, siteA)
	a := h.as(ada, http.MethodGet, "/inbox?list=all", "").want(http.StatusOK)
	if !strings.Contains(a.Body.String(), `"rows":[]`) || !strings.Contains(a.Body.String(), `"streams":[]`) {
		t.Errorf("answer %s, want empty lists", a.Body.String())
	}
}

func TestSearchStaysWithinTheCallersSites(t *testing.T) {
	h, _, id := waiting(t)
	h.guest(keyB).write("My wheel of the boat is broken")
	type result struct {
		Hits []struct {
			Conversation, Where, Excerpt string
			Seq                          int64
		}
	}
	got := read[result](h.as(ada, http.MethodGet, "/search?q=wheel", "").want(http.StatusOK))
	if len(got.Hits) != 1 || got.Hits[0].Conversation != string(id) || got.Hits[0].Where != "message" || got.Hits[0].Seq == 0 {
		t.Errorf("hits %+v, want the one on her site", got.Hits)
	}
	if got := read[result](h.as(dora, http.MethodGet, "/search?q=wheel", "").want(http.StatusOK)); len(got.Hits) != 2 {
		t.Errorf("an admin finds %d, want 2", len(got.Hits))
	}
	h.as(ada, http.MethodGet, "/search?q=w", "").wantError(http.StatusBadRequest, chat.Invalid, "q")
	h.as(ada, http.MethodGet, "/search?q=%20%20w%20", "").wantError(http.StatusBadRequest, chat.Invalid, "q")
	if got := h.as(ada, http.MethodGet, "/search?q=nothing+like+this", "").want(http.StatusOK).Body.String(); got != `{"hits":[]}` {
		t.Errorf("answer %s, want an empty list", got)
	}
}
