// Package chat is the ground floor of Baton: the words everybody uses and the
// rules of a conversation's life. It imports only the standard library.
//
// A conversation is an append-only timeline of facts. [Decide] is the state
// machine: a pure function from what is known and what somebody asks for to
// the facts that follow, or to a refusal. [Conversation.Apply] is the only
// place where a fact changes a conversation, so that a snapshot with later
// facts applied equals a fresh snapshot, on the server and in the browser.
//
// What this package leaves to others: storing facts and handing out their
// numbers (internal/desk and internal/store), sending them (internal/bus,
// api/ws), and everything that costs time.
package chat

//go:generate go run ../internal/factgen -out ../shared
