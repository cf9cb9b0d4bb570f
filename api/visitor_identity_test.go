package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/chat"
)

type identified struct{ Changed, Verified bool }

type identitySecret struct {
	Secret string
	State  struct {
		Set           bool
		CreatedAt     time.Time `json:"created_at"`
		PreviousUntil time.Time `json:"previous_until"`
	}
}

// rotate lets an admin make a site's secret.
func (h *house) rotate(site chat.SiteID, body string) identitySecret {
	h.tb.Helper()
	return read[identitySecret](h.as(dora, http.MethodPost, "/sites/"+string(site)+"/identity", body).want(http.StatusCreated))
}

// token signs an identity as a site's server does.
func (h *house) identityToken(secret, key string, claims jwt.MapClaims) string {
	h.tb.Helper()
	all := jwt.MapClaims{"aud": key, "exp": h.clock().Add(time.Hour).Unix()}
	maps.Copy(all, claims)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, all).SignedString([]byte(secret))
	if err != nil {
		h.tb.Fatal(err)
	}
	return token
}

// signIn identifies the guest by a token. The guest has the cookie of the answer, if it
// set one.
func (g *guest) signIn(token string) identified {
	g.h.tb.Helper()
	a := g.do(http.MethodPost, "/identify", `{"token":"`+token+`"}`).want(http.StatusOK)
	if c := a.cookie(g.cookie.Name); c != nil {
		g.cookie = c
	}
	return read[identified](a)
}

// session gives the guest's session as the panel would read it.
func (g *guest) session() visitSession {
	g.h.tb.Helper()
	return read[visitSession](g.h.post("/visitor/session", `{"site":"`+g.key+`"}`, g.cookie).want(http.StatusOK))
}

// facts lists the kinds of a conversation's entries after its first messages.
func (h *house) identityFacts(id chat.ConversationID) (all []chat.VisitorIdentified) {
	for _, e := range h.some(id, 1000, false, func(chat.Entry) bool { return true }) {
		if f, ok := e.Fact.(chat.VisitorIdentified); ok {
			all = append(all, f)
		}
	}
	return all
}

func TestTheFirstSignatureTakesTheVisitorOver(t *testing.T) {
	h, g, id := waiting(t)
	secret := h.rotate(siteA, `{}`).Secret
	before := g.cookie.Value
	if got := g.signIn(h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-7", "name": "Maria Silva", "email": "maria@example.com", "tier": "gold"})); got != (identified{Verified: true}) {
		t.Fatalf("identified %+v, want the session to go on", got)
	}
	if g.cookie.Value == before {
		t.Error("the session's token is the same as before the sign-in")
	}
	old := g
	old.cookie = &http.Cookie{Name: g.cookie.Name, Value: before}
	old.do(http.MethodGet, "/conversations/"+string(id), "").wantError(http.StatusUnauthorized, chat.SignedOut, "")
	if s := g.session(); s.Visitor.ID != string(g.id) || s.Conversation == nil || s.Conversation.ID != string(id) {
		t.Errorf("session %+v, want the same visitor with their conversation", s)
	}
	if v := h.visitors[g.id]; !v.Verified || v.ExternalID != "customer-7" || v.Name != "Maria Silva" || v.Signed["tier"] != "gold" {
		t.Errorf("visitor %+v", v)
	}
	if facts := h.identityFacts(id); len(facts) != 1 || facts[0].Moved {
		t.Errorf("the timeline says %+v, want once that they are verified", facts)
	}
	if h.news[id].Name != "Maria Silva" || len(h.gone) != 0 {
		t.Errorf("agents were told %+v, sockets closed of %v", h.news[id], h.gone)
	}
	if body := g.do(http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK).Body.String(); strings.Contains(body, "identified") {
		t.Errorf("the visitor sees a fact of the team: %s", body)
	}
	// The same again, with newer claims: nothing ends and nothing is noted twice.
	if got := g.signIn(h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-7", "tier": "silver"})); got != (identified{Verified: true}) {
		t.Errorf("the second time: %+v", got)
	}
	if v := h.visitors[g.id]; v.Signed["tier"] != "silver" || v.Email != "maria@example.com" || len(h.identityFacts(id)) != 1 {
		t.Errorf("after the second token: %+v, %d facts", v, len(h.identityFacts(id)))
	}
}

func TestAKnownCustomerComesBackOnAnotherDevice(t *testing.T) {
	h, phone, first := waiting(t)
	secret := h.rotate(siteA, `{}`).Secret
	maria := h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-7", "name": "Maria"})
	phone.signIn(maria)
	h.pass(time.Minute)

	laptop := h.guest(keyA)
	anonymous := laptop.write("Is somebody there?")
	if got := laptop.signIn(maria); got != (identified{Changed: true, Verified: true}) {
		t.Fatalf("identified %+v, want a new session", got)
	}
	s := laptop.session()
	if s.Visitor.ID != string(phone.id) || s.Conversation == nil || s.Conversation.ID != string(first) {
		t.Errorf("session of %+v with %+v, want Maria's with the conversation of her phone", s.Visitor, s.Conversation)
	}
	laptop.do(http.MethodGet, "/conversations/"+string(anonymous), "").wantError(http.StatusNotFound, chat.NotFound, "")
	if c := h.conversation(anonymous); c.Visitor != laptop.id {
		t.Errorf("the anonymous thread belongs to %s now, want %s", c.Visitor, laptop.id)
	}
	if facts := h.identityFacts(anonymous); len(facts) != 1 || !facts[0].Moved {
		t.Errorf("the anonymous thread says %+v, want that they signed in", facts)
	}
	if len(h.gone) != 1 || h.gone[0] != laptop.id {
		t.Errorf("sockets closed of %v, want %s", h.gone, laptop.id)
	}
}

func TestAnotherSignedIdentityEndsTheSession(t *testing.T) {
	h, g, id := waiting(t)
	secret := h.rotate(siteA, `{}`).Secret
	g.signIn(h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-7"}))
	if got := g.signIn(h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-8"})); got != (identified{Changed: true, Verified: true}) {
		t.Fatalf("identified %+v", got)
	}
	g.do(http.MethodGet, "/conversations/"+string(id), "").wantError(http.StatusNotFound, chat.NotFound, "")
	if v := h.visitors[g.id]; v.ExternalID != "customer-7" || len(h.identityFacts(id)) != 1 {
		t.Errorf("the first visitor %+v, facts %+v", v, h.identityFacts(id))
	}
	if s := g.session(); s.Conversation != nil || len(s.Past) != 0 {
		t.Errorf("the second customer sees %+v", s)
	}
}

func TestASignatureDoesNotTakeOverSomebodyElse(t *testing.T) {
	h, g, id := waiting(t)
	secret := h.rotate(siteA, `{}`).Secret
	g.do(http.MethodPost, "/identify", `{"email":"otto@example.com"}`).want(http.StatusOK)
	otto := g.id
	if got := g.signIn(h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-7", "email": "maria@example.com"})); !got.Changed {
		t.Fatal("Maria goes on in Otto's session")
	}
	g.do(http.MethodGet, "/conversations/"+string(id), "").wantError(http.StatusNotFound, chat.NotFound, "")
	if v := h.visitors[otto]; v.Verified || len(h.identityFacts(id)) != 0 {
		t.Errorf("Otto is %+v now; facts %+v", v, h.identityFacts(id))
	}
}

func TestUnsignedNeverReplacesSigned(t *testing.T) {
	h, g, _ := waiting(t)
	secret := h.rotate(siteA, `{}`).Secret
	g.signIn(h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-7", "name": "Maria", "email": "maria@example.com", "plan": "free"}))
	g.do(http.MethodPost, "/identify", `{"name":"The boss","email":"MARIA@example.com"}`).want(http.StatusOK)
	g.do(http.MethodPost, "/attributes", `{"attributes":{"plan":"enterprise","cart":"3"}}`).want(http.StatusNoContent)
	if v := h.visitors[g.id]; v.Name != "Maria" || v.Signed["plan"] != "free" || v.Attributes["plan"] != "" || v.Attributes["cart"] != "3" {
		t.Errorf("visitor %+v", v)
	}
	if got := read[identified](g.do(http.MethodPost, "/identify", `{"email":"otto@example.com"}`).want(http.StatusOK)); !got.Changed || got.Verified {
		t.Errorf("another address, unsigned: %+v; want an unverified session", got)
	}
}

func TestAUserHashVouchesForTheIdOnly(t *testing.T) {
	h, g, id := waiting(t)
	secret := h.rotate(siteA, `{}`).Secret
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("customer-7"))
	hash := hex.EncodeToString(mac.Sum(nil))
	a := g.do(http.MethodPost, "/identify", `{"user_id":"customer-7","hash":"`+hash+`","name":"Maria","email":"maria@example.com"}`).want(http.StatusOK)
	if got := read[identified](a); got != (identified{Verified: true}) {
		t.Fatalf("identified %+v", got)
	}
	s := h.as(ada, http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK).Body.String()
	for _, part := range []string{`"external_id":"customer-7"`, `"name":"Maria"`, `"verified":true`} {
		if !strings.Contains(s, part) {
			t.Errorf("the snapshot lacks %s: %s", part, s)
		}
	}
	if strings.Contains(s, `"proved"`) {
		t.Error("a name that nobody signed counts as proved")
	}
	list := h.as(ada, http.MethodGet, "/inbox?list=all", "").want(http.StatusOK).Body.String()
	if !strings.Contains(list, `"name":"Maria"`) || strings.Contains(list, `"verified":true`) {
		t.Errorf("the list vouches for a name that somebody typed: %s", list)
	}
	for name, test := range map[string]struct{ body, field string }{
		"another user":     {`{"user_id":"customer-8","hash":"` + hash + `"}`, "hash"},
		"no hash":          {`{"user_id":"customer-7"}`, "hash"},
		"no user":          {`{"hash":"` + hash + `"}`, "user_id"},
		"with a token":     {`{"token":"x","hash":"` + hash + `"}`, "token"},
		"a token and name": {`{"token":"x","name":"Maria"}`, "token"},
	} {
		t.Run(name, func(t *testing.T) {
			guest{h: h, key: keyA, cookie: a.cookie(visitCookie)}.do(http.MethodPost, "/identify", test.body).wantError(http.StatusBadRequest, chat.Invalid, test.field)
		})
	}
}

// TestBadTokensChangeNothing is about what a bad token does; which are bad is tested
// in package auth.
func TestBadTokensChangeNothing(t *testing.T) {
	h, g, id := waiting(t)
	first := h.rotate(siteA, `{}`).Secret
	boats := h.rotate(siteB, `{}`).Secret
	right := jwt.MapClaims{"sub": "customer-7"}
	for name, test := range map[string]struct{ token, field string }{
		"another secret":      {h.identityToken("something else", keyA, right), "token.signature"},
		"another site's key":  {h.identityToken(first, keyB, right), "token.aud"},
		"another site's sign": {h.identityToken(boats, keyA, right), "token.signature"},
		"another site's own":  {h.identityToken(boats, keyB, right), "token.signature"},
		"expired":             {h.identityToken(first, keyA, jwt.MapClaims{"sub": "customer-7", "exp": h.clock().Add(-time.Hour).Unix()}), "token.exp"},
		"no end":              {h.identityToken(first, keyA, jwt.MapClaims{"sub": "customer-7", "exp": nil}), "token.exp"},
		"too long":            {h.identityToken(first, keyA, jwt.MapClaims{"sub": "customer-7", "exp": h.clock().Add(48 * time.Hour).Unix()}), "token.exp"},
		"oversize":            {strings.Repeat("x", auth.MaxIdentityToken+1), "token"},
	} {
		t.Run(name, func(t *testing.T) {
			say := g.do(http.MethodPost, "/identify", `{"token":"`+test.token+`"}`).wantError(http.StatusBadRequest, chat.Invalid, test.field)
			if strings.Contains(say, first) || strings.Contains(say, boats) {
				t.Errorf("the refusal gives a secret away: %s", say)
			}
		})
	}
	if v := h.visitors[g.id]; v.Verified || v.ExternalID != "" || len(h.gone) != 0 || len(h.identityFacts(id)) != 0 {
		t.Errorf("after bad tokens: %+v, closed %v", v, h.gone)
	}
	if logged := h.log.String(); strings.Contains(logged, first) || strings.Contains(logged, "customer-7") {
		t.Error("the log holds a secret or a customer's id")
	}
}

func TestSecretsRotate(t *testing.T) {
	h := newHouse(t, nil)
	path := "/sites/" + string(siteA) + "/identity"
	if got := h.as(dora, http.MethodGet, path, "").want(http.StatusOK).Body.String(); got != `{"set":false}` {
		t.Errorf("before the first secret: %s", got)
	}
	g := h.guest(keyA)
	g.do(http.MethodPost, "/identify", `{"token":"`+h.identityToken("x", keyA, jwt.MapClaims{"sub": "customer-7"})+`"}`).wantError(http.StatusBadRequest, chat.Invalid, "token")
	first := h.rotate(siteA, `{}`)
	if len(first.Secret) != 64 || !first.State.Set || !first.State.PreviousUntil.IsZero() || !first.State.CreatedAt.Equal(h.clock()) {
		t.Errorf("the first secret: %+v", first)
	}
	h.pass(time.Hour)
	second := h.rotate(siteA, `{}`)
	if second.Secret == first.Secret || !second.State.PreviousUntil.Equal(h.clock().Add(24*time.Hour)) {
		t.Errorf("the second secret: %+v", second)
	}
	if got := h.as(dora, http.MethodGet, path, "").want(http.StatusOK).Body.String(); strings.Contains(got, first.Secret) || strings.Contains(got, second.Secret) || !strings.Contains(got, `"previous_until"`) {
		t.Errorf("the state is %s", got)
	}
	signIn := func(secret string) int {
		return g.do(http.MethodPost, "/identify", `{"token":"`+h.identityToken(secret, keyA, jwt.MapClaims{"sub": "customer-7"})+`"}`).Code
	}
	if a := g.do(http.MethodPost, "/identify", `{"token":"`+h.identityToken(first.Secret, keyA, jwt.MapClaims{"sub": "customer-7"})+`"}`).want(http.StatusOK); a.cookie(visitCookie) != nil {
		g.cookie = a.cookie(visitCookie)
	}
	if signIn(second.Secret) != http.StatusOK {
		t.Error("the new secret does not count")
	}
	h.pass(24 * time.Hour)
	if signIn(first.Secret) != http.StatusBadRequest || signIn(second.Secret) != http.StatusOK {
		t.Error("a day later the old secret counts, or the new one does not")
	}
	third := h.rotate(siteA, `{"revoke":true}`)
	if signIn(second.Secret) != http.StatusBadRequest || signIn(third.Secret) != http.StatusOK || !third.State.PreviousUntil.IsZero() {
		t.Error("a revoked secret counts, or the new one does not")
	}
}

func TestAttributesOfThePage(t *testing.T) {
	h, g, id := waiting(t)
	g.do(http.MethodPost, "/attributes", `{"attributes":{"plan":"pro","seats":"5"}}`).want(http.StatusNoContent)
	if h.news[id].Attributes["seats"] != "5" {
		t.Errorf("agents were told %+v", h.news[id])
	}
	clear(h.news)
	g.do(http.MethodPost, "/attributes", `{"attributes":{"plan":"pro"}}`).want(http.StatusNoContent)
	if len(h.news) != 0 {
		t.Error("agents were told of what they know")
	}
	if s := h.as(ada, http.MethodGet, "/conversations/"+string(id), "").want(http.StatusOK).Body.String(); !strings.Contains(s, `"attributes":{"plan":"pro","seats":"5"}`) || strings.Contains(s, `"signed"`) {
		t.Errorf("snapshot %s", s)
	}
	for _, body := range []string{`{"attributes":{"plan":5}}`, `{"attributes":{"plan":{"name":"pro"}}}`, `{"attributes":{"__proto__":"x"}}`,
		`{"attributes":{"note":"` + strings.Repeat("x", 1025) + `"}}`, `{"attributes":[]}`, `{}`} {
		if a := g.do(http.MethodPost, "/attributes", body); a.Code != http.StatusBadRequest {
			t.Errorf("%.60s: status %d", body, a.Code)
		}
	}
}

func TestEventsOfThePage(t *testing.T) {
	h, g, id := waiting(t)
	public := h.conversation(id).PublicSeq
	body := `{"conversation":"` + string(id) + `","events":[{"client_id":"event-0001","name":"cart.changed","props":{"items":"2"},"ago":90},{"client_id":"event-0002","name":"checkout"}]}`
	for range 2 { // the answer was lost, and the panel sends them again
		g.do(http.MethodPost, "/events", body).want(http.StatusNoContent)
	}
	var events []chat.VisitorEvent
	for _, e := range h.some(id, 1000, false, func(chat.Entry) bool { return true }) {
		if f, ok := e.Fact.(chat.VisitorEvent); ok {
			events = append(events, f)
		}
	}
	if len(events) != 2 || events[0].Props["items"] != "2" || !events[0].HappenedAt.Equal(h.clock().Add(-90*time.Second)) || !events[1].HappenedAt.IsZero() {
		t.Errorf("events %+v, want each once, in order", events)
	}
	if h.conversation(id).PublicSeq != public {
		t.Error("the visitor's numbering moved by an event that they do not see")
	}
	for name, events := range map[string]string{
		"none":         `[]`,
		"no name":      `[{"client_id":"event-0003","name":" "}]`,
		"a long name":  `[{"client_id":"event-0003","name":"` + strings.Repeat("n", 65) + `"}]`,
		"a bad prop":   `[{"client_id":"event-0003","name":"x","props":{"my prop":"x"}}]`,
		"the future":   `[{"client_id":"event-0003","name":"x","ago":-1}]`,
		"last week":    `[{"client_id":"event-0003","name":"x","ago":86401}]`,
		"too many":     `[` + strings.TrimSuffix(strings.Repeat(`{"client_id":"event-0003","name":"x"},`, 21), ",") + `]`,
		"one bad of 2": `[{"client_id":"event-0003","name":"x"},{"client_id":"event-0004","name":"x","props":{"1":"x"}}]`,
	} {
		if a := g.do(http.MethodPost, "/events", `{"conversation":"`+string(id)+`","events":`+events+`}`); a.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d %s", name, a.Code, a.Body.String())
		}
	}
	h.must(id, chat.Resolve{By: chat.ByVisitor(g.id), Outcome: chat.OutcomeSolved})
	g.do(http.MethodPost, "/events", `{"conversation":"`+string(id)+`","events":[{"client_id":"event-0005","name":"x"}]}`).wantError(http.StatusConflict, chat.Conflict, "")
}

func TestWhatAPageTellsIsLimited(t *testing.T) {
	h, g, id := waiting(t)
	refused := false
	for i := range 60 {
		a := g.do(http.MethodPost, "/events", fmt.Sprintf(`{"conversation":%q,"events":[{"client_id":"event-%04d","name":"x"}]}`, id, i))
		refused = refused || a.Code == http.StatusTooManyRequests
		h.pass(250 * time.Millisecond)
	}
	if !refused {
		t.Error("four events a second are never too many")
	}
}
