// Package rehearsal asks what would happen to a conversation that nobody has had yet:
// on a Sunday, in German, for a VIP, with everybody at capacity. The answers come from
// the code that would do it: the site's rules, the service that tells visitors, and
// the board that decides who gets what, on a clock of their own and with people as the
// question wants them. Nothing is stored and nobody hears of it.
//
// Each answer has a verdict, one sentence that says what to do, and where.
package rehearsal
