// Package llm asks language models: any server that speaks OpenAI's chat
// completions, over go-openai, streaming, with tools.
//
// Every call has a time limit, a limit on the wait for the next word, one retry
// when nothing had come yet, a place in the circuit breaker and a share of the
// allowances. Whatever goes wrong comes back as a [model.Failure] that says in
// which of five ways; only a context that the caller cancelled comes back as
// itself. The text of prompts and replies never reaches a log or an error.
package llm
