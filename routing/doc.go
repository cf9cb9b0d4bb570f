// Package routing decides who may answer next. It holds the rules that every way to
// a person goes through: a claim by hand, an offer, a transfer, a supervisor's
// override.
//
// [Eligible] takes what is known of one agent and of what a conversation needs, and
// says yes or names the first layer at which the agent is cut. The search for somebody
// widens in [Stage]s, each of which lets through whom the stage before it does. [Line]
// is the order in which those who wait are taken. [Staff] counts who could take a
// conversation, for the expectation that a visitor is given.
//
// A [Board] holds everybody who waits and everybody who could help, and says at any
// moment what can be given to whom: [Board.Pass] for all, [Board.Arrived] and
// [Board.Freed] for what just changed, [Board.Next] for when to look again. A [Team]
// says by which [Method] its people are chosen; with the manual one they claim.
// [Decide] is the same as a pure function of a [Snapshot]. Each [Decision] explains
// itself when asked.
//
// Which team, skills and target a conversation gets is said by an ordered table of
// rules: [Route].
//
// Everything here is a pure function of plain values, time included: same input, same
// answer. The rules are asked beforehand, to choose, to explain and to refuse early.
// Whether there is still room is decided once more where it counts, in the transaction
// that gives the conversation away, with the agent's row locked (promise R1). Who is
// connected is package agent's; what may happen to a conversation is package chat's.
package routing
