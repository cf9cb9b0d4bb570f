// Package hours answers when a place is open, and counts time that only runs
// while it is.
//
// An admin writes a [Plan]: a time zone, the weekly intervals, dated exceptions,
// and perhaps a forced opening or closing for a while. [New] checks the whole
// plan, reports every problem in the admin's words, and turns it into a
// [Calendar], which never fails afterwards and is safe to share between
// goroutines.
//
// One rule decides everything: the place is open whenever the clock on its own
// wall shows a time inside an interval. Daylight saving follows from that rule
// without special cases. An interval that lies in the hour skipped in spring does
// not exist on that day, and an interval in the hour that comes twice in autumn
// is open twice. Times are instants; the calendar's zone is the only one that
// matters for its answers.
//
// Intervals hold their first minute and not their last: 09:00 to 17:00 is open at
// 09:00:00 and closed at 17:00:00.
//
// The package knows the standard library only. Programs that run where no time
// zones are installed import time/tzdata themselves.
package hours
