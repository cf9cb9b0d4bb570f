// Package copilot helps agents: it sums up a conversation, drafts replies with
// their sources, answers the agent's own questions, and notices a reply that
// asks for what the visitor has said already.
//
// It never writes to a visitor. What it makes goes to the agent who asked, and
// what became of each draft is kept. With a language model it writes; without
// one, or when that fails, it extracts and retrieves, and every result says
// which of the two it is. Private notes are not part of what it reads: a draft
// may be sent.
package copilot
