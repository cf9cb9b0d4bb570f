// Package notify pokes agents on their devices while the dashboard is not open: by
// Web Push (RFC 8030), encrypted for the device (RFC 8291) and signed by this
// installation (RFC 8292).
//
// It says when a device is gone for good ([ErrGone]) and when a push service wants to
// be left alone ([BusyError]). It keeps nothing and repeats nothing: which devices an
// agent has, what is worth a message, and when to try again are for others to know.
//
// The address of a device comes from a browser, so it may be anybody's wish. Unless
// [Config.Private] allows it, nothing is sent to an address inside the house, also when
// a public name leads there; no redirect is followed; little is read of an answer.
// The address is as good as a password too: it never gets into an error.
package notify
