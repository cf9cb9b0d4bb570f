// Package policy decides who may do what. It is the only place that does: HTTP
// handlers and sockets ask it, with the principal that they authenticated and
// the object that is acted on.
//
// It promises that a foreign object and a missing one are refused alike, word
// for word, so that nobody learns by trying which ids exist, and that an
// operation without a rule is refused to everybody.
//
// Who somebody is (api/auth) and whether a move of a conversation is legal (chat)
// is left to others.
package policy
