package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one side of many conversations. A reader hands what arrives to
// whoever waits for it; frames are scanned, not decoded, so that the player
// costs little beside what it measures.
type socket struct {
	conn *websocket.Conn
	wmu  sync.Mutex // guards writes to conn

	mu    sync.Mutex                // guards what follows
	waits map[string]chan time.Time // by "ack:KEY", "entry:KEY", "live:STREAM", "draft:CONVERSATION"
	first chan string               // the conversation of the first ack, for starts
	rows  func(frame []byte)        // gets every row of a list, on the reader; may be nil
	err   error
	done  chan struct{}
}

var dialer = websocket.Dialer{HandshakeTimeout: 10 * time.Second, ReadBufferSize: 1024, WriteBufferSize: 1024}

func dial(address string, h http.Header, hello string) (*socket, error) {
	conn, res, err := dialer.Dial(address, h)
	if err != nil {
		if res != nil {
			defer res.Body.Close()
			var body struct{ Say string }
			_ = json.NewDecoder(res.Body).Decode(&body)
			return nil, fmt.Errorf("open a socket: %d %s", res.StatusCode, body.Say)
		}
		return nil, fmt.Errorf("open a socket: %w", err)
	}
	_ = res.Body.Close()
	s := &socket{conn: conn, waits: map[string]chan time.Time{}, done: make(chan struct{})}
	go s.read()
	return s, s.write(hello)
}

func (s *socket) close() {
	_ = s.conn.Close()
	<-s.done
}

func (s *socket) write(frame string) error {
	s.wmu.Lock()
	defer s.wmu.Unlock()
	return s.conn.WriteMessage(websocket.TextMessage, []byte(frame))
}

// expect gives a channel that gets the time at which the named thing arrives.
func (s *socket) expect(name string) <-chan time.Time {
	ch := make(chan time.Time, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		close(ch)
		return ch
	}
	s.waits[name] = ch
	return ch
}

func (s *socket) arrived(name string) {
	s.mu.Lock()
	ch := s.waits[name]
	delete(s.waits, name)
	s.mu.Unlock()
	if ch != nil {
		ch <- time.Now()
	}
}

func (s *socket) read() {
	defer close(s.done)
	for {
		_, b, err := s.conn.ReadMessage()
		if err != nil {
			s.fail(err)
			return
		}
		s.take(b)
	}
}

// fail wakes everybody who waits.
func (s *socket) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
	for _, ch := range s.waits {
		close(ch)
	}
	s.waits = nil
}

func (s *socket) take(b []byte) {
	switch {
	case bytes.HasPrefix(b, []byte(`{"t":"ack"`)):
		s.mu.Lock()
		first := s.first
		s.first = nil
		s.mu.Unlock()
		if first != nil {
			first <- field(b, "conversation")
		}
		s.arrived("ack:" + field(b, "client_id"))
	case bytes.HasPrefix(b, []byte(`{"t":"entry"`)):
		if key := field(b, "client_id"); key != "" {
			s.arrived("entry:" + key)
		}
	case bytes.HasPrefix(b, []byte(`{"t":"live"`)):
		s.arrived("live:" + field(b, "stream"))
	case bytes.HasPrefix(b, []byte(`{"t":"inbox"`)):
		s.mu.Lock()
		rows := s.rows
		s.mu.Unlock()
		if rows != nil {
			rows(b)
		}
	case bytes.Contains(b, []byte(`"t":"draft"`)):
		s.arrived("draft:" + field(b, "conversation"))
	case bytes.HasPrefix(b, []byte(`{"t":"refused"`)):
		s.fail(errors.New("refused: " + field(b, "say")))
	case bytes.HasPrefix(b, []byte(`{"t":"bye"`)):
		s.fail(errors.New("the server says: " + field(b, "say")))
	}
}

// field scans a frame for a text member.
func field(b []byte, name string) string {
	i := bytes.Index(b, []byte(`"`+name+`":"`))
	if i < 0 {
		return ""
	}
	rest := b[i+len(name)+4:]
	before, _, ok := bytes.Cut(rest, []byte{'"'})
	if !ok {
		return ""
	}
	return string(before)
}

// await waits for an arrival, or tells why it did not come.
func (s *socket) await(ch <-chan time.Time, limit time.Duration) (time.Time, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case at, ok := <-ch:
		if ok {
			return at, nil
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return time.Time{}, s.err
	case <-timer.C:
		return time.Time{}, fmt.Errorf("nothing arrived within %s", limit)
	}
}

// postFrame is a send.
func postFrame(conversation, key, text string) string {
	return `{"t":"post","ref":1,"conversation":` + strconv.Quote(conversation) + `,"client_id":` + strconv.Quote(key) + `,"text":` + strconv.Quote(text) + `}`
}

func socketAddress(base, path string) string { return "ws" + strings.TrimPrefix(base, "http") + path }
