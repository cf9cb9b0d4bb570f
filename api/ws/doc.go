// Package ws holds the sockets of visitors and agents: one session type, one
// hub. docs/protocol.md describes every frame.
//
// It promises that a durable event is never skipped on a socket: it is sent in
// order, or the socket is closed with a code that lets the client resume, or
// the client is told to reset. Slow readers harm only themselves, but for the
// second at most that a fill waits for them. Memory for an idle socket is one small
// goroutine: whoever has something to write starts a writer, which ends when the
// queue is empty.
//
// Locks nest in this order: Hub.mu, then stream.mu, then session.mu. Hub.seenMu
// stands alone. None is held across I/O or a call of the bus.
package ws
