// Package builtin is the assistant's own head: what it understands and answers
// without a language model, without the network and without downloaded weights.
//
// It recognises when a visitor asks for a person (WantsPerson) or calls that off
// (NeverMind), guesses the language of a message (DetectLanguage), answers from
// the articles of a Library and knows when it cannot (Answerer), and notices
// signs of frustration (Signals). Every verdict names the visitor's own words
// that led to it.
//
// All functions are pure and safe for concurrent use; the work for one message
// is bounded whatever is sent. Searching is left to the Library, deciding what to
// do about a verdict to package assistant.
package builtin
