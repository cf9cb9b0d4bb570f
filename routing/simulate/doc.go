// Package simulate plays days of conversations against package routing on a clock of
// its own, so that rules, methods and staffing can be tried before they are switched
// on.
//
// [Run] drives the very [routing.Board] that serves visitors: conversations arrive,
// wait, are offered, missed or accepted, handled and ended, people start and end their
// shifts, and impatient visitors leave. The same [Setup] always gives the same
// [Result]. [Replay] makes a setup of counted arrivals, and [ErlangC] and [ErlangA]
// say what theory expects, which the tests hold the simulator and the board to.
package simulate
