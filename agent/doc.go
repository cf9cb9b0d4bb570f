// Package agent is about the people who answer: who they are, what they may and
// can do, and whether they are there.
//
// Presence has two axes that are never mixed. Intent ([Status]) is what a person
// says: available, busy, away, offline. Reachability ([Reach]) is what their
// sockets show: connected, in the grace after the last one dropped, to be asked on a
// device of theirs ([OnPhone]), gone. Both live in one [Record] per agent. A Record's
// methods are pure: they take the time and say what changed. The end of a shift says "offline" for whoever forgot to; nothing ever says
// "available" for anybody. What colleagues see ([State.Shown]) and whether new work
// may go to somebody ([State.Routable]) follow from it and are never stored.
//
// [Presence] is the shell around it: it registers sockets, renews the lease of
// its node, and commits what time alone brings about. Several tabs and several
// nodes count as one person. Nobody is taken for gone because a database or a node
// could not be asked: being gone is a fact that is written, and only a node that
// has itself been in touch for a whole [Lease] writes it.
//
// Where records are kept, how changes reach colleagues and who gets which
// conversation is left to others.
package agent
