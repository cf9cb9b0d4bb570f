package ws

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
)

// writeBuffers lends buffers to whichever socket writes.
var writeBuffers sync.Pool

// session is one socket of a visitor or an agent.
type session struct {
	hub   *Hub
	conn  *websocket.Conn
	who   policy.Principal
	rules VisitorRules
	id    string

	posts    *rate.Limiter
	underway chan struct{} // a place for each send that waits for its commit; full: the reader waits

	mu      sync.Mutex // guards what follows
	drained sync.Cond  // on mu: the queue was taken to be written, or nothing more is
	queue   []*out
	bytes   int
	writing bool                // a writer runs
	closing bool                // nothing more is taken
	left    bool                // the reader has ended: the writer closes the socket
	open    chat.ConversationID // a visitor's open conversation, as far as this node knows
	code    int

	follows   map[string]*sub // changed by the reader alone, under mu; others read under mu
	greeted   atomic.Bool
	heard     atomic.Int64 // unix seconds of the last sign of life
	faults    int          // frames not understood, counted by the reader
	inputAt   time.Time    // the reader's: last input told to presence
	lastCheck atomic.Int64 // unix seconds of the last check that the session is valid
	team      string       // who answers, as this socket was told; empty: not yet; under the hub's teamMu
}

func (s *session) kind() string {
	if s.who.IsAgent() {
		return "agent"
	}
	return "visitor"
}

// send queues a frame. It never blocks: a full queue ends the socket, with a
// code that lets the client resume; ephemeral frames are dropped before that. It
// reports whether the frame is on its way.
func (s *session) send(o *out) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	if o.ephemeral && s.halfFullLocked() {
		s.hub.dropped(s.kind())
		return false
	}
	l := &s.hub.cfg.Limits
	if len(s.queue) >= l.QueueFrames || s.bytes+len(o.data) > l.QueueBytes && len(s.queue) > 0 {
		s.endLocked(closeSlow, "Your connection could not keep up. Nothing is lost: reconnect and resume.", 0, true)
		return false
	}
	s.queue = append(s.queue, o)
	s.bytes += len(o.data)
	s.startWriterLocked()
	return true
}

// room waits until half of the queue is free: for as long as the client takes to read.
// One that reads nothing fails the writer, which ends the wait.
func (s *session) room() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closing && s.halfFullLocked() {
		s.drained.Wait()
	}
	if s.closing {
		return chat.Refuse(chat.Unavailable, "The connection is closing.")
	}
	return nil
}

// roomUntil is room for somebody who has others to serve.
func (s *session) roomUntil(deadline time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing || !s.halfFullLocked() {
		return
	}
	wake := time.AfterFunc(time.Until(deadline), func() {
		s.mu.Lock() // whoever waits has either not looked at the time yet or waits
		defer s.mu.Unlock()
		s.drained.Broadcast()
	})
	defer wake.Stop()
	for !s.closing && s.halfFullLocked() && time.Now().Before(deadline) {
		s.drained.Wait()
	}
}

func (s *session) halfFullLocked() bool {
	l := &s.hub.cfg.Limits
	return len(s.queue) > l.QueueFrames/2 || s.bytes > l.QueueBytes/2
}

func (s *session) startWriterLocked() {
	if !s.writing {
		s.writing = true
		s.hub.wg.Go(s.write)
	}
}

// end says goodbye and closes the socket once that is written.
func (s *session) end(code int, say string, delay time.Duration, resume bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endLocked(code, say, delay, resume)
}

func (s *session) endLocked(code int, say string, delay time.Duration, resume bool) {
	if s.closing {
		return
	}
	s.closing, s.code = true, code
	s.drained.Broadcast()
	if code == closeSlow {
		s.queue, s.bytes = nil, 0 // it would not be read
	}
	s.queue = append(s.queue, frame(frameBye{"bye", code, say, delay.Milliseconds(), resume}))
	s.startWriterLocked()
}

// write sends what is queued and ends when nothing is.
func (s *session) write() {
	defer func() { // one bad frame must not end the process
		if p := recover(); p != nil {
			s.hub.log().Error("writing to a socket failed by our own fault", "panic", p)
			_ = s.conn.Close()
		}
	}()
	for {
		s.mu.Lock()
		batch, closing, code := s.queue, s.closing, s.code
		s.queue, s.bytes = nil, 0
		s.drained.Broadcast()
		if len(batch) == 0 {
			s.writing = false
			left := s.left
			s.mu.Unlock()
			if left {
				_ = s.conn.Close()
				return
			}
			if closing {
				deadline := time.Now().Add(s.hub.cfg.Limits.WriteWithin)
				_ = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), deadline)
				_ = s.conn.SetReadDeadline(time.Now().Add(2 * time.Second)) // for the peer's answer
			}
			return
		}
		s.mu.Unlock()
		if err := s.writeAll(batch); err != nil {
			s.abort()
			return
		}
	}
}

// writeChunk is how many bytes are written under one deadline, which says how slow a
// client may read and still be served.
const writeChunk = 32 << 10

// writeAll sends frames.
func (s *session) writeAll(batch []*out) error {
	for len(batch) > 0 {
		n, size := 0, 0
		for n < len(batch) && (n == 0 || size+len(batch[n].data) <= writeChunk) {
			size += len(batch[n].data)
			n++
		}
		if err := s.writeSome(batch[:n]); err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}

// writeSome sends frames under one deadline, in one write to the network where the
// listener allows it.
func (s *session) writeSome(batch []*out) error {
	_ = s.conn.SetWriteDeadline(time.Now().Add(s.hub.cfg.Limits.WriteWithin))
	c, corks := s.conn.NetConn().(*corked)
	corks = corks && len(batch) > 1
	if corks {
		c.hold()
	}
	for _, o := range batch {
		if err := s.conn.WriteMessage(websocket.TextMessage, o.data); err != nil {
			return err
		}
	}
	if corks {
		return c.release()
	}
	return nil
}

// abort drops a socket that cannot be written.
func (s *session) abort() {
	s.mu.Lock()
	s.closing, s.queue, s.bytes, s.writing = true, nil, 0, false
	s.drained.Broadcast()
	s.mu.Unlock()
	_ = s.conn.Close()
}

// read takes frames until the socket ends. It is the session's one goroutine.
func (s *session) read(ctx context.Context) {
	defer s.hub.leave(ctx, s)
	defer func() { // a bad frame never ends the process
		if p := recover(); p != nil {
			s.hub.log().Error("handling a frame failed by our own fault", "panic", p)
		}
	}()
	l := &s.hub.cfg.Limits
	s.conn.SetReadLimit(l.FrameBytes)
	_ = s.conn.SetReadDeadline(time.Now().Add(l.HelloWithin))
	s.conn.SetPongHandler(func(string) error {
		s.alive()
		return s.conn.SetReadDeadline(time.Now().Add(l.SilentFor))
	})
	for {
		if s.greeted.Load() && !s.isClosing() { // what came before may have taken long, by no fault of the client's
			_ = s.conn.SetReadDeadline(time.Now().Add(l.SilentFor))
		}
		b, err := s.next()
		if err != nil {
			s.readFailed(err)
			return
		}
		s.alive()
		if !s.take(ctx, b) {
			return
		}
	}
}

func (s *session) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

func (s *session) isWriting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writing
}

func (s *session) alive() { s.heard.Store(time.Now().Unix()) }

// next reads one frame. The buffer belongs to the frame, so that an idle
// socket holds none.
func (s *session) next() ([]byte, error) {
	_, r, err := s.conn.NextReader()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func (s *session) readFailed(err error) {
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		s.end(closeTooBig, "This frame is larger than 64 KiB.", 0, true)
	case !s.greeted.Load() && errors.Is(err, context.DeadlineExceeded) || isTimeout(err) && !s.greeted.Load():
		s.end(closeHelloMissing, "No hello came within five seconds.", 0, true)
	}
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func asError(err error) (*chat.Error, bool) { return errors.AsType[*chat.Error](err) }

// take handles one frame; false ends the socket.
func (s *session) take(ctx context.Context, b []byte) bool {
	f, err := decode(b)
	if err == nil && !s.greeted.Load() && f.T != "hello" {
		err = chat.Refuse(chat.Invalid, "The first frame must be hello.")
	}
	if err == nil {
		err = s.handle(ctx, f)
	}
	if err == nil {
		return true
	}
	s.refuse(f, err)
	if chat.IsCode(err, chat.Invalid) && f.T == "" || chat.IsCode(err, chat.TooMany) {
		if s.faults++; s.faults > 50 {
			code, say := closeProtocol, "Too many frames could not be understood."
			if chat.IsCode(err, chat.TooMany) {
				code, say = closeTooFast, "Too many messages at once. Wait ten seconds."
			}
			s.end(code, say, 10*time.Second, true)
			return false
		}
	}
	return true
}

// refuse answers a frame that was not served.
func (s *session) refuse(f frameIn, err error) {
	requestID := chat.NewID()
	if chat.CodeOf(err) == chat.Internal && !errors.Is(err, context.Canceled) {
		s.hub.log().Error("a frame could not be served", "request_id", requestID, "frame", f.T, "err", err)
	}
	stream := ""
	if f.T == "follow" && len(f.Streams) == 1 {
		stream = f.Streams[0].Stream
	}
	s.send(refused(f.Ref, stream, err, requestID))
}
