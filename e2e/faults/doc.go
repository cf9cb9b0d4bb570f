// Package faults breaks things under a running Baton and looks at what is left:
// the real program as child processes, real sockets, real databases. It has
// tests only.
//
// What is proved here is said in docs/protocol.md: what was acknowledged is
// stored once, under the number that was told, and reaches both sides in order,
// whatever dies in between. The tests run beside each other, because they wait
// for processes, leases and outages more than they work.
package faults
