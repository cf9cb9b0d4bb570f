// Package assistant is the AI that answers visitors: it reads what they wrote,
// recognises when a person is wanted or needed, and answers from the articles,
// with a language model or without one.
//
// Turns is the handler of chat.WorkAnswer. One run serves a conversation at a
// time and answers all that the visitor has written since the last answer. A
// run notes the owner's epoch when it begins; nothing it says is stored once
// somebody else owns the conversation, and what it was still writing is
// withdrawn. Running twice, after a crash at any point, gives one answer.
//
// The wish for a person needs no model and is always honoured first. Whatever
// goes wrong with a model, the visitor gets the built-in answer or a handoff,
// never silence, and the reason is on the timeline. What the model says is not
// trusted: tools are checked here, and a reply that claims that somebody was
// told is made true by telling them.
//
// The package leaves to others: telling, packaging and promising (handoff),
// and understanding without a model (assistant/builtin).
package assistant
