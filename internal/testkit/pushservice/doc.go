// Package pushservice is a push service on loopback for tests: it takes Web Push
// messages as the real ones do (RFC 8030), checks what they check (RFC 8292) and
// decrypts what a browser would (RFC 8291), with the standard library alone.
//
// A message that a real service or browser would not take is refused with a sentence
// that says why, and reported: it fails the test. Messages are delivered at once, so
// that none waits to be replaced by one of the same topic.
package pushservice
