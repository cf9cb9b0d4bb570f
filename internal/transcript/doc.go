// Package transcript reads a conversation's timeline as what people said: the
// public messages in order, with edits made and withdrawn ones gone. Private
// notes are never part of it, so whatever is built on it (prompts, packages,
// summaries) cannot leak them.
//
// It also makes an extract without a model: the visitor's own sentences that
// say most, and what the assistant answered.
//
// The package stands on the ground floor, beside chat, which is all it imports.
package transcript
