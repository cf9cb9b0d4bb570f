// Package llmtest is a language model made of a script: a server that speaks
// the real wire format (streamed chunks, tool calls in fragments, usage, errors)
// and says, or fails to say, what a test or a demonstration wants.
package llmtest
