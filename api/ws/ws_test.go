package ws_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/internal/testkit"
)

func TestTwoHundredMessagesInARowArriveInOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		n := startNode(t, s, bus.NewLocal(), nil)
		conv := claimed(t, s, n, "visitor-1", "agent-ada")
		v, a := visitor(t, n, "visitor-1", conv), agentTab(t, n, "agent-ada", conv)
		v.connect()
		a.connect()
		a.frameOf("live")
		var want []string
		for i := range 200 {
			want = append(want, key(i))
			a.send(post(conv, i, key(i), key(i)))
		}
		v.wait("200 messages", func() bool { return len(v.entries) >= 200+4 })
		if got := v.texts(); !slices.Equal(got[len(got)-200:], want) {
			t.Errorf("the visitor reads them as %v", got)
		}
	})
}

func TestMissedMessagesAreThereAfterReconnect(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		n := startNode(t, s, bus.NewLocal(), nil)
		conv := claimed(t, s, n, "visitor-1", "agent-ada")
		v, a := visitor(t, n, "visitor-1", conv), agentTab(t, n, "agent-ada", conv)
		for _, c := range []*client{v, a} {
			c.connect()
			c.frameOf("live")
			c.drop()
		}
		for i := range 100 {
			if _, err := n.desk.Do(t.Context(), conv, chat.Post{By: chat.ByAgent("agent-ada"), ClientID: key(i), Text: key(i)}, chat.Note{By: "agent-ada", ClientID: "note-" + key(i), Text: "between us"}); err != nil {
				t.Fatal(err)
			}
		}
		c, err := s.Conversation(t.Context(), conv)
		if err != nil {
			t.Fatal(err)
		}
		v.connect()
		a.connect()
		v.wait("all that the visitor missed", func() bool { return v.lastLocked() == c.PublicSeq })
		a.wait("all that the agent missed", func() bool { return a.lastLocked() == c.Seq })
		for _, e := range v.entries {
			if _, note := e.Fact.(chat.NotePosted); note || strings.Contains(string(mustJSON(t, e)), "between us") {
				t.Errorf("a note reached the visitor: %+v", e)
			}
		}
	})
}

func mustJSON(t *testing.T, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lossy is two nodes' bus that loses, doubles and delays what goes between
// them, and never says so.
type lossy struct {
	*bus.Local
	mu   sync.Mutex
	rng  *rand.Rand
	peer *lossy
}

func (l *lossy) Publish(msgs ...bus.Message) {
	l.Local.Publish(msgs...)
	l.mu.Lock()
	n := l.rng.IntN(10)
	l.mu.Unlock()
	switch {
	case n < 3: // lost
	case n < 4:
		l.peer.Local.Publish(msgs...)
		l.peer.Local.Publish(msgs...)
	default:
		l.peer.Local.Publish(msgs...)
	}
}

// TestTabsConverge lets visitors and agents write through two nodes whose bus
// is broken, while connections drop, and checks that every tab ends with what
// is stored (P3, P4).
func TestTabsConverge(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		a, b := &lossy{Local: bus.NewLocal(), rng: rand.New(rand.NewPCG(seed, 1))}, &lossy{Local: bus.NewLocal(), rng: rand.New(rand.NewPCG(seed, 2))}
		a.peer, b.peer = b, a
		nodes := []*node{startNode(t, s, a, nil), startNode(t, s, b, nil)}
		conv := claimed(t, s, nodes[0], "visitor-1", "agent-ada")
		tabs := []*client{visitor(t, nodes[0], "visitor-1", conv), visitor(t, nodes[1], "visitor-1", conv), agentTab(t, nodes[1], "agent-ada", conv), agentTab(t, nodes[0], "agent-ada", conv)}
		for _, c := range tabs {
			c.connect()
		}
		rng := rand.New(rand.NewPCG(seed, 3))
		for i := range testkit.Rounds(t, 150) {
			c := tabs[rng.IntN(len(tabs))]
			switch rng.IntN(8) {
			case 0:
				c.drop()
				c.connect()
			case 1:
				target, err := s.Entry(t.Context(), conv, 2)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = nodes[rng.IntN(2)].desk.Do(t.Context(), conv, chat.Edit{By: target.By, Target: target, Text: key(i)})
			case 2:
				_, _ = nodes[rng.IntN(2)].desk.Do(t.Context(), conv, chat.Note{By: "agent-ada", ClientID: key(i), Text: "note"})
			default:
				c.send(post(conv, i, key(i), key(i)))
			}
		}
		// Whatever is stored when the last answers are in is what everybody must show.
		for i, c := range tabs {
			last := fmt.Sprintf("client-last-%d", i)
			c.send(post(conv, i, last, last))
			c.wait("the answer to the last send", func() bool {
				return slices.ContainsFunc(c.frames, func(f frame) bool { return f.T == "ack" && f.ClientID == last })
			})
		}
		settle(t, s, conv, tabs)
	})
}

// settle waits until every tab has reached the stored head, whatever it is by
// then, and compares the texts.
func settle(t *testing.T, s *store.Store, conv chat.ConversationID, tabs []*client) {
	t.Helper()
	for _, c := range tabs {
		c.wait("the stored head", func() bool {
			stored, err := s.Conversation(context.Background(), conv)
			if err != nil {
				return false
			}
			if strings.Contains(c.url, "visitor") {
				return c.lastLocked() == stored.PublicSeq
			}
			return c.lastLocked() == stored.Seq
		})
	}
	for _, c := range tabs {
		compare(t, s, conv, c)
	}
}

// compare holds what a tab shows against what is stored. The store is read
// while the tab stands still: a send of a connection that was dropped may yet
// be on its way, and whatever a tab shows was stored before.
func compare(t *testing.T, s *store.Store, conv chat.ConversationID, c *client) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	all, err := s.Entries(t.Context(), conv, 0, 100000)
	if err != nil {
		t.Fatal(err)
	}
	public := strings.Contains(c.url, "visitor")
	stored := map[int64]chat.Entry{}
	for _, e := range all {
		if v, ok := e.ForVisitor(); public && ok {
			stored[v.Seq] = v
		} else if !public {
			stored[e.Seq] = e
		}
	}
	for _, got := range c.entries {
		if want, ok := stored[got.Seq]; !ok {
			t.Errorf("a tab shows %s, which is not stored", mustJSON(t, got))
		} else if !bytes.Equal(mustJSON(t, got), mustJSON(t, want)) {
			t.Errorf("a tab shows %s, stored is %s", mustJSON(t, got), mustJSON(t, want))
		}
	}
}

func TestRetryOverAnotherNodeIsAcknowledgedTheSame(t *testing.T) {
	s := storetest.SQLite(t, nil)
	a, b := &lossy{Local: bus.NewLocal(), rng: rand.New(rand.NewPCG(1, 1))}, &lossy{Local: bus.NewLocal(), rng: rand.New(rand.NewPCG(1, 2))}
	a.peer, b.peer = b, a
	one, two := startNode(t, s, a, nil), startNode(t, s, b, nil)
	conv := claimed(t, s, one, "visitor-1", "agent-ada")
	v, w := visitor(t, one, "visitor-1", conv), visitor(t, two, "visitor-1", conv)
	v.connect()
	w.connect()
	v.send(post(conv, 1, key(1), "hello"))
	first := v.frameOf("ack")
	w.send(post(conv, 2, key(1), "hello"))
	if again := w.frameOf("ack"); again.Seq != first.Seq || again.ClientID != first.ClientID {
		t.Errorf("acknowledged as %d, then as %d", first.Seq, again.Seq)
	}
	w.send(post(conv, 3, key(1), "something else"))
	if got := w.frameOf("refused"); got.Error.Code != chat.Conflict {
		t.Errorf("the same id with another text: %+v", got)
	}
}

func TestSlowReaderHarmsOnlyItself(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), func(l *ws.Limits) {
		l.QueueFrames, l.QueueBytes, l.PingEvery = 32, 64<<10, 20*time.Millisecond
	})
	conv := claimed(t, s, n, "visitor-1", "agent-ada")
	fast := agentTab(t, n, "agent-ada", conv)
	fast.connect()
	fast.frameOf("live")
	// This one says hello, then never reads, nor answers.
	conn, res, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(n.http.URL, "http")+"/ws/visitor?site=key", http.Header{"Cookie": {"visitor=visitor-1"}, "Origin": {origin}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // a test's end
	_ = res.Body.Close()
	conn.SetPingHandler(func(string) error { return nil })
	if err := conn.WriteJSON(map[string]any{"t": "hello", "v": 1, "streams": []any{map[string]any{"stream": "conversation:" + string(conv)}}}); err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("x", 3900)
	const messages = 1500
	for i := range messages {
		if _, err := n.desk.Do(t.Context(), conv, chat.Post{By: chat.ByAgent("agent-ada"), ClientID: key(i), Text: text}); err != nil {
			t.Fatal(err)
		}
		if i%16 == 0 { // a reader that keeps up
			want := int64(i)
			fast.wait("the fast reader to keep up", func() bool { return fast.lastLocked() > want })
		}
	}
	fast.wait("everything", func() bool { return len(fast.entries) >= messages })
	if fast.closed {
		t.Error("the fast reader was closed too")
	}
	for {
		if _, _, err = conn.ReadMessage(); err != nil {
			break
		}
	}
	if !websocket.IsCloseError(err, 4001, websocket.CloseAbnormalClosure) {
		t.Errorf("the slow reader's socket ended with %v, want close code 4001", err)
	}
}

func TestBadFramesAreAnsweredAndHarmNobody(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	conv := claimed(t, s, n, "visitor-1", "agent-ada")
	other := claimed(t, s, n, "visitor-2", "agent-ada")
	v := visitor(t, n, "visitor-1", conv)
	v.connect()
	v.frameOf("live")
	tests := []struct {
		name, frame string
		code        chat.Code
	}{
		{"not JSON", `hello`, chat.Invalid},
		{"an array", `[1]`, chat.Invalid},
		{"no type", `{"ref":1}`, chat.Invalid},
		{"an unknown type", `{"t":"teleport"}`, chat.Invalid},
		{"an unknown field", `{"t":"post","colour":"red"}`, chat.Invalid},
		{"a field in capitals", `{"t":"post","Text":"x"}`, chat.Invalid},
		{"a repeated field", `{"t":"post","text":"a","text":"b"}`, chat.Invalid},
		{"a wrong type", `{"t":"post","text":5}`, chat.Invalid},
		{"a second hello", `{"t":"hello","v":1}`, chat.Invalid},
		{"no client id", `{"t":"post","conversation":"` + string(conv) + `","text":"x"}`, chat.Invalid},
		{"an empty text", `{"t":"post","conversation":"` + string(conv) + `","client_id":"client-1","text":" "}`, chat.Invalid},
		{"a NUL", `{"t":"post","conversation":"` + string(conv) + `","client_id":"client-1","text":"a\u0000b"}`, chat.Invalid},
		{"too long", `{"t":"post","conversation":"` + string(conv) + `","client_id":"client-1","text":"` + strings.Repeat("x", 4001) + `"}`, chat.Invalid},
		{"somebody else's conversation", `{"t":"post","conversation":"` + string(other) + `","client_id":"client-1","text":"x"}`, chat.NotFound},
		{"a missing conversation", `{"t":"post","conversation":"missing-conversation","client_id":"client-1","text":"x"}`, chat.NotFound},
		{"a visitor's note", `{"t":"note","conversation":"` + string(conv) + `","client_id":"client-1","text":"x"}`, chat.Forbidden},
		{"a foreign stream", `{"t":"follow","streams":[{"stream":"conversation:` + string(other) + `"}]}`, chat.NotFound},
		{"a team's stream", `{"t":"follow","streams":[{"stream":"inbox:site-1"}]}`, chat.NotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v.mu.Lock()
			v.frames = nil
			conn := v.conn
			v.mu.Unlock()
			if err := conn.WriteMessage(websocket.TextMessage, []byte(tt.frame)); err != nil {
				t.Fatal(err)
			}
			if got := v.frameOf("refused"); got.Error.Code != tt.code || got.Error.Say == "" {
				t.Errorf("answered %+v, want %s", got.Error, tt.code)
			}
		})
	}
	v.send(post(conv, 9, "client-9", "still here"))
	if got := v.frameOf("ack"); got.Ref != 9 {
		t.Errorf("after all that: %+v", got)
	}
}

func TestFutureAndForeignCursorsAreReset(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	conv := claimed(t, s, n, "visitor-1", "agent-ada")
	for _, hello := range []map[string]any{
		{"t": "hello", "v": 1, "epoch": s.Epoch(), "streams": []any{map[string]any{"stream": "conversation:" + string(conv), "after": 999}}},
		{"t": "hello", "v": 1, "epoch": "another-epoch", "streams": []any{map[string]any{"stream": "conversation:" + string(conv), "after": 1}}},
	} {
		v := visitor(t, n, "visitor-1", "none")
		v.connect()
		v.frameOf("welcome")
		hello["t"] = "follow"
		delete(hello, "v")
		v.send(hello)
		if got := v.frameOf("reset"); got.Stream != "conversation:"+string(conv) {
			t.Errorf("got %+v", got)
		}
	}
}

func TestWrongOriginAndMissingSessionAreDenied(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	for name, h := range map[string]http.Header{
		"another origin": {"Cookie": {"visitor=visitor-1"}, "Origin": {"https://evil.example"}},
		"no origin":      {"Cookie": {"visitor=visitor-1"}},
		"no session":     {"Origin": {origin}},
	} {
		_, res, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(n.http.URL, "http")+"/ws/visitor?site=key", h)
		if err == nil || res == nil || res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("%s: %v", name, err)
		}
		if res != nil {
			_ = res.Body.Close()
		}
	}
}

func TestDrainTellsEverybodyToComeBack(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	conv := claimed(t, s, n, "visitor-1", "agent-ada")
	v := visitor(t, n, "visitor-1", conv)
	v.connect()
	v.frameOf("live")
	n.stop()
	if bye := v.frameOf("bye"); bye.Code != 4000 || bye.DelayMS <= 0 {
		t.Errorf("the goodbye was %+v", bye)
	}
}

func TestSeenMarksComeInEachSidesNumbers(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	conv := claimed(t, s, n, "visitor-1", "agent-ada")
	if _, err := n.desk.Do(t.Context(), conv, chat.Note{By: "agent-ada", ClientID: "note-0001", Text: "hidden"}, chat.Post{By: chat.ByAgent("agent-ada"), ClientID: "reply-001", Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	c, err := s.Conversation(t.Context(), conv)
	if err != nil {
		t.Fatal(err)
	}
	v, a := visitor(t, n, "visitor-1", conv), agentTab(t, n, "agent-ada", conv)
	v.connect()
	a.connect()
	v.frameOf("live")
	a.frameOf("live")
	v.send(map[string]any{"t": "seen", "conversation": conv, "seq": c.PublicSeq})
	if got := a.frameOf("seen"); got.Visitor != c.Seq {
		t.Errorf("the agent hears that the visitor saw %d, want %d", got.Visitor, c.Seq)
	}
	a.send(map[string]any{"t": "seen", "conversation": conv, "seq": c.Seq})
	v.wait("the team's mark", func() bool {
		return slices.ContainsFunc(v.frames, func(f frame) bool { return f.T == "seen" && f.Team == c.PublicSeq })
	})
}

// together has Ada claim a visitor's conversation, and both of them look at it.
func together(t *testing.T, s *store.Store, n *node) (conv chat.ConversationID, v, a *client) {
	t.Helper()
	conv = claimed(t, s, n, "visitor-1", "agent-ada")
	v, a = visitor(t, n, "visitor-1", conv), agentTab(t, n, "agent-ada", conv)
	for _, c := range []*client{v, a} {
		c.connect()
		c.frameOf("live")
	}
	return conv, v, a
}

func TestAgentsWhoLookHearOfAChangedVisitor(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	conv, v, a := together(t, s, n)
	n.hub.VisitorChanged(conv, store.Visitor{Name: "Maria", Verified: true, ExternalID: "customer-7", Proved: []string{"name"},
		Signed: map[string]string{"tier": "gold"}, Attributes: map[string]string{"cart": "3"}})
	want := `{"name":"Maria","verified":true,"external_id":"customer-7","proved":["name"],"signed":{"tier":"gold"},"attributes":{"cart":"3"}}`
	if got := a.frameOf("visitor"); string(got.Record) != want {
		t.Errorf("the agent hears %s, want %s", got.Record, want)
	}
	v.send(map[string]any{"t": "hello", "v": 1}) // answered after whatever came before
	v.frameOf("refused")
	v.wait("nothing of it", func() bool {
		return !slices.ContainsFunc(v.frames, func(f frame) bool { return f.T == "visitor" })
	})
}

func TestVisitorsHearOfTheirPlaceWhenItChanges(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	conv, v, a := together(t, s, n)
	if got := n.hub.Visited(); !slices.Equal(got, []chat.ConversationID{conv}) {
		t.Errorf("Visited() = %v", got)
	}
	tell := func(place int) { n.hub.TellPlaces(map[chat.ConversationID]int{conv: place, "another": 9}) }
	tell(3)
	tell(3)
	tell(2)
	n.hub.TellPlaces(nil) // in somebody's hands
	tell(2)
	if _, err := n.desk.Do(t.Context(), conv, chat.Release{By: "agent-ada"}); err != nil { // faster than anybody told of places
		t.Fatal(err)
	}
	v.wait("back in line", func() bool {
		return slices.ContainsFunc(v.entries, func(e chat.Entry) bool { _, queued := e.Fact.(chat.Queued); return queued })
	})
	tell(2)
	v.send(map[string]any{"t": "hello", "v": 1}) // answered after whatever came before
	a.send(map[string]any{"t": "hello", "v": 1})
	v.frameOf("refused")
	a.frameOf("refused")
	heard := func(c *client) (places []int) {
		for _, f := range c.heard("place") {
			places = append(places, f.Place)
		}
		return places
	}
	if got := heard(v); !slices.Equal(got, []int{3, 2, 2, 2}) {
		t.Errorf("the visitor heard %v, want each change, and the place again after having had none or a new one", got)
	}
	if got := heard(a); got != nil {
		t.Errorf("the agent heard %v", got)
	}
	v.drop()
	v.connect()
	v.wait("live again", func() bool {
		lives := 0
		for _, f := range v.frames {
			if f.T == "live" {
				lives++
			}
		}
		return lives == 2
	})
	tell(2)
	v.wait("the place again on a new socket", func() bool {
		return len(slices.Collect(func(yield func(frame) bool) {
			for _, f := range v.frames {
				if f.T == "place" && !yield(f) {
					return
				}
			}
		})) == 4
	})
}

// deaf is a bus on which nothing arrives from other nodes.
type deaf struct{ *bus.Local }

// TestRowsThatWereMissedAreDrawnAsStored has another node change a conversation that
// this one remembers as it was. The row's number is found in the store, and so must be
// what it says: drawn from memory it would stay wrong, because the number is used up.
func TestRowsThatWereMissedAreDrawnAsStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		here, there := startNode(t, s, deaf{bus.NewLocal()}, nil), startNode(t, s, deaf{bus.NewLocal()}, nil)
		conv := claimed(t, s, here, "visitor-1", "agent-ada")
		list := newClient(t, here.http.URL+"/ws/agent?ticket=agent-ada", http.Header{}, conv)
		list.stream = desk.InboxPrefix + "site-1"
		list.connect()
		list.frameOf("live")
		if _, err := there.desk.Do(t.Context(), conv, chat.Resolve{By: chat.ByAgent("agent-ada"), Outcome: chat.OutcomeSolved}); err != nil {
			t.Fatal(err)
		}
		c, err := s.Conversation(t.Context(), conv)
		if err != nil {
			t.Fatal(err)
		}
		list.wait("the row of the change", func() bool {
			for _, f := range list.frames {
				if f.T == "inbox" && f.Row.Version >= c.Seq {
					return f.Row.State == chat.StateResolved
				}
			}
			return false
		})
	})
}

func TestVisitorsHearWhoAnswersWhenItChanges(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), nil)
	_, v, a := together(t, s, n)
	sites := n.hub.VisitedSites()
	if len(sites) != 1 {
		t.Fatalf("VisitedSites() = %v, want the visitor's", sites)
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	short := chat.Promise{Kind: chat.PromiseRange, High: 60, Place: 1, MadeAt: at, Inputs: chat.PromiseInputs{Slots: 3}}
	long := chat.Promise{Kind: chat.PromiseRange, Low: 300, High: 600, Place: 4, MadeAt: at}
	tell := func(site chat.SiteID, p chat.Promise) {
		n.hub.TellTeam(site, ws.Team{Open: true, Online: true, Expectation: &p})
	}
	tell(sites[0], short)
	short.MadeAt, short.Place = at.Add(time.Minute), 2 // the same to whoever reads it
	tell(sites[0], short)
	tell("another site", long)
	tell(sites[0], long)
	n.hub.TellTeam(sites[0], ws.Team{OpensAt: at})
	n.hub.TellTeam(sites[0], ws.Team{OpensAt: at.In(time.FixedZone("there", 3600))})
	v.send(map[string]any{"t": "hello", "v": 1}) // answered after whatever came before
	a.send(map[string]any{"t": "hello", "v": 1})
	v.frameOf("refused")
	a.frameOf("refused")
	want := []frame{
		{T: "team", Open: true, Online: true, Expectation: chat.Promise{Kind: chat.PromiseRange, High: 60, MadeAt: at}},
		{T: "team", Open: true, Online: true, Expectation: chat.Promise{Kind: chat.PromiseRange, Low: 300, High: 600, MadeAt: at}},
		{T: "team", OpensAt: at},
	}
	if got := v.heard("team"); !reflect.DeepEqual(got, want) {
		t.Errorf("the visitor heard %+v, want each change once, without a place or the team's figures: %+v", got, want)
	}
	if got := a.heard("team"); got != nil {
		t.Errorf("the agent heard %+v", got)
	}
}
