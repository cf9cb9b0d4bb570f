// Package handoff passes the baton from the assistant to a person: it tells the
// visitor first, packages what is known, delivers the package to the one place
// where the team works, and keeps the visitor's expectation true until somebody
// has joined.
//
// A handoff is a saga of steps, told -> packaged -> delivered -> held ->
// closed, each with a proof row that the store writes with the fact that proves
// it. The line that the visitor reads is written in the very transaction that
// changes the state, before any other work, and no package is made without it.
// Everything here may run twice, at any point of a
// crash, and then changes nothing: whether a step is done is read from the
// timeline, never remembered.
//
// What the visitor is told to expect is computed by [Promise], a pure function
// of who can take the conversation, who waits before it and when the team is
// there. A promise is watched: before it breaks the visitor gets a corrected
// one with an apology, and when nobody serves any more an answer at a stated
// time in its place.
//
// The package leaves to others: who is routable (agent, routing), what the
// visitor's wish for a person looks like (assistant), and calling its handlers
// at least once (internal/desk).
package handoff
