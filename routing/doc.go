// Package routing decides who may answer next. It holds the rules that every way to
// a person goes through: a claim by hand, an offer, a transfer, a supervisor's
// override.
//
// [Eligible] takes what is known of one agent and of what a conversation needs, and
// says yes or names the first layer at which the agent is cut. [Staff] counts from
// the same rules who could take a conversation now, for the expectation that a
// visitor is given. [Line] is the order in which those who wait are taken. All are
// pure functions of plain values: same input, same answer.
//
// The one method there is so far is manual: agents claim, in any order, from a line
// that shows them who should come first. Nothing is offered by itself.
//
// The rules here are asked beforehand, to explain and to refuse early. Whether there
// is still room is decided once more where it counts, in the transaction that gives
// the conversation away, with the agent's row locked (promise R1). Who is connected is
// package agent's; what may happen to a conversation is package chat's.
package routing
