// Package engine routes: it keeps a [routing.Board] of everybody who waits and everybody
// who could help, asks it whenever something has happened, and has its decisions carried
// out. It decides nothing itself.
//
// Any node may route, all at once: every step is a conditional write, so of two nodes
// that give the same conversation or the same place one succeeds and the other looks
// again (promise R3, P10). Who queued a conversation or freed a place routes it at once;
// the other nodes put it on their boards and leave it to them. A sweep every few seconds
// reads everything anew, which finds what a lost wake-up or a dead node left behind
// (promise R8).
package engine
