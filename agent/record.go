package agent

import (
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// The times of presence. A node renews its lease three times within it, so one
// lost renewal costs nobody their place.
const (
	Lease     = 60 * time.Second // how long a node's sockets count without a renewal
	Renewal   = 20 * time.Second // how often a node renews
	Grace     = 60 * time.Second // from the last socket's end until the agent is gone
	IdleAfter = 10 * time.Minute // without input
	MaxMisses = 2                // offers missed in a row until no more are made
	AnswerBy  = 2 * time.Minute  // from being asked on a device, with no socket, until the agent is gone

	// fullLook is how soon rounds follow each other while somebody has no free place: they
	// should see soon when a wrap-up has ended.
	fullLook = 5 * time.Second

	// renewalSlack is how late a renewal may be before it counts as missed.
	renewalSlack = 5 * time.Second
)

// Connection is one socket of an agent.
type Connection struct {
	ID          string
	Node        string
	Agent       chat.AgentID
	OpenedAt    time.Time
	LastInputAt time.Time
	ExpiresAt   time.Time // the node's lease; zero when the node is no longer known
}

// Record is what is stored of an agent's presence. Its methods are the rules:
// each takes the store's time and returns the kinds of change that followed,
// none when all stays as it was. They are not safe for concurrent use; the store
// lends a record to one caller at a time.
type Record struct {
	Agent   chat.AgentID
	Version int64     // rises with every stored change: the newest wins
	At      time.Time // of the last change

	Status Status    // with an own status: what it stands for
	Own    OwnID     // the admin's own status; empty: none
	NoWork bool      // the own status takes no new work, whatever it stands for
	Until  time.Time // when Status runs out; zero: not by itself
	Said   time.Time // when Status was set
	Over   bool      // the end of a shift has set it
	Missed int       // offers missed in a row

	LastInputAt time.Time // of connections that are no more
	IdleAt      time.Time // when the agent was noticed to be idle; zero while they are not
	DroppedAt   time.Time // when the last socket ended; zero while there is one, and at first
	OnPhoneAt   time.Time // when the grace had passed and they were left to their devices; zero otherwise
	GoneAt      time.Time // when the grace had passed, or nobody answered on a device; zero until then, and at first
	Connections []Connection

	Span   Span   // the stretch that goes on now
	Closed []Span // stretches that ended since the record was read; the store keeps them

	// What the rules look at and do not change.
	Capacity int
	Load     int
	Disabled bool
	Shifts   *hours.Calendar // the working hours; nil: none are set
	ShiftsAt time.Time       // when they were: what ended before does not count
	Devices  int             // on which they can be asked while there is no socket
	AskedAt  time.Time       // when they were first asked there and have not answered; zero: nothing is open
}

// Span is a stretch of time in one status, reachable or not. Reports count them.
type Span struct {
	Status Status
	Over   bool // the end of a shift has set it
	Own    OwnID
	Online bool
	From   time.Time
	To     time.Time // zero while it goes on
	By     chat.Party
}

// Live reports whether any socket's node has a valid lease.
func (r *Record) Live(now time.Time) bool {
	return slices.ContainsFunc(r.Connections, func(c Connection) bool { return c.ExpiresAt.After(now) })
}

// Reach says what the sockets show. Being gone is never concluded from the clock
// alone: it is what Sweep has written.
func (r *Record) Reach(now time.Time) Reach {
	switch {
	case r.Live(now):
		return Connected
	case !r.Online():
		return Gone
	case !r.OnPhoneAt.IsZero():
		return OnPhone
	default:
		return InGrace
	}
}

// Online reports whether the agent counts as there: connected, in the grace, or to be
// asked on a device.
func (r *Record) Online() bool {
	return r.GoneAt.IsZero() && (len(r.Connections) > 0 || !r.DroppedAt.IsZero())
}

// LastInput is when the person last touched the dashboard.
func (r *Record) LastInput() time.Time {
	last := r.LastInputAt
	for _, c := range r.Connections {
		if c.LastInputAt.After(last) {
			last = c.LastInputAt
		}
	}
	return last
}

// Connect adds a socket.
func (r *Record) Connect(c Connection, now time.Time) []Kind {
	if i := slices.IndexFunc(r.Connections, func(d Connection) bool { return d.ID == c.ID }); i >= 0 {
		return nil
	}
	was := r.Reach(now)
	switch {
	case was == Gone || was == OnPhone:
		r.IdleAt = time.Time{}
		c.LastInputAt = now // somebody has just signed in or opened the page
	case c.LastInputAt.IsZero():
		c.LastInputAt = r.LastInput() // a reconnect is no input
	}
	r.Connections = append(r.Connections, c)
	r.DroppedAt, r.OnPhoneAt, r.GoneAt = time.Time{}, time.Time{}, time.Time{}
	r.turn(now, r.Status, chat.BySystem)
	switch was {
	case Gone, OnPhone:
		return r.changed(now, Arrived)
	case InGrace:
		return r.changed(now, Returned)
	default:
		return nil
	}
}

// Disconnect takes a socket away. An unknown one changes nothing.
func (r *Record) Disconnect(id string, now time.Time) []Kind {
	live := r.Live(now)
	if !r.remove(func(c Connection) bool { return c.ID == id }) {
		return nil
	}
	if !r.DroppedAt.IsZero() || r.Live(now) || !live && len(r.Connections) > 0 {
		return nil
	}
	r.DroppedAt = now
	return r.changed(now, Dropped)
}

// remove takes connections away and keeps when they last saw input.
func (r *Record) remove(which func(Connection) bool) bool {
	last, before := r.LastInput(), len(r.Connections)
	r.Connections = slices.DeleteFunc(slices.Clone(r.Connections), which)
	if len(r.Connections) == before {
		return false
	}
	r.LastInputAt = last
	return true
}

// Input notes that the person touched the dashboard.
func (r *Record) Input(now time.Time) []Kind {
	r.LastInputAt = now
	if r.IdleAt.IsZero() {
		return nil
	}
	r.IdleAt = time.Time{}
	return r.changed(now, Active)
}

// SetStatus is somebody's word on the status. It also answers for missed offers:
// whoever clicks is there.
func (r *Record) SetStatus(s Status, until time.Time, by chat.Party, now time.Time) ([]Kind, error) {
	if err := checkStatus(s, until, now); err != nil {
		return nil, err
	}
	return r.set(Own{StandsFor: s, TakesWork: s.TakesWork()}, until, by, now), nil
}

// SetOwn is the same with one of the admin's own statuses.
func (r *Record) SetOwn(o Own, until time.Time, by chat.Party, now time.Time) ([]Kind, error) {
	if err := checkStatus(o.StandsFor, until, now); err != nil {
		return nil, err
	}
	return r.set(o, until, by, now), nil
}

func (r *Record) set(o Own, until time.Time, by chat.Party, now time.Time) []Kind {
	var kinds []Kind
	if by.IsAgent(r.Agent) {
		kinds = append(r.Input(now), r.Answered(now)...)
	}
	if noWork := o.ID != "" && !o.TakesWork; r.Status != o.StandsFor || r.Own != o.ID || r.NoWork != noWork || !r.Until.Equal(until) {
		r.Status, r.Own, r.NoWork, r.Until, r.Said, r.Over = o.StandsFor, o.ID, noWork, until, now, false
		r.turn(now, r.Status, by)
		kinds = append(kinds, r.changed(now, StatusSet)...)
	}
	return kinds
}

// Reown follows a change of the own status that somebody has: it stands for something
// else by now, or it is gone and they keep what it stood for.
func (r *Record) Reown(o Own, gone bool, by chat.Party, now time.Time) []Kind {
	if gone {
		o = Own{StandsFor: o.StandsFor, TakesWork: o.StandsFor.TakesWork()}
	}
	return r.set(o, r.Until, by, now)
}

// MissedOffer counts an offer that lapsed without an answer.
func (r *Record) MissedOffer(now time.Time) []Kind {
	r.Missed++
	if r.Missed != MaxMisses {
		return nil
	}
	return r.changed(now, Unresponsive)
}

// Answered notes an answer to an offer, or a click that says "I am back".
func (r *Record) Answered(now time.Time) []Kind {
	was := r.NotResponding()
	r.Missed = 0
	if was {
		return r.changed(now, Responsive)
	}
	return nil
}

// NotResponding reports whether the agent missed so many offers in a row that no
// more are made.
func (r *Record) NotResponding() bool { return r.Missed >= MaxMisses }

// Sweep writes down what time alone brought about: a status that ran out, a shift that
// ended, a person who sat still, sockets of dead nodes, and the end of a grace. steady says that the
// caller's own lease has held long enough for the leases of others to mean
// something; without it nobody is taken for gone.
func (r *Record) Sweep(now time.Time, steady bool) []Kind {
	kinds := r.sweepStatus(now)
	kinds = append(kinds, r.sweepIdle(now)...)
	if steady {
		kinds = append(kinds, r.reap(now)...)
	}
	return kinds
}

// sweepStatus ends what was set for a while, and the work of whose shift has ended. A
// break that reaches beyond the shift ends at home.
func (r *Record) sweepStatus(now time.Time) []Kind {
	var next Status
	at, over := now, false
	switch end := r.shiftEnd(); {
	case !r.Until.IsZero() && !now.Before(r.Until):
		next = r.Status.after()
		if end = r.endAfter(r.Said); next.TakesWork() && !end.IsZero() && !now.Before(end) {
			next, over = Offline, true
		}
	case !end.IsZero() && !now.Before(end):
		next, at, over = Offline, end, true // for reports the work ended with the shift
	default:
		return nil
	}
	r.Status, r.Own, r.NoWork, r.Until, r.Said, r.Over = next, "", false, time.Time{}, now, over
	r.turn(at, r.Status, chat.BySystem)
	return r.changed(now, StatusSet)
}

// takesWork reports whether the agent's own word lets new conversations come.
func (r *Record) takesWork() bool { return r.Status.TakesWork() && !r.NoWork }

// shiftEnd is when the end of a shift takes the agent from work; zero if none does.
// Whoever said how long they work is taken at their word, and whoever began after the end
// of a shift works until the end of the next.
func (r *Record) shiftEnd() time.Time {
	if !r.takesWork() || !r.Until.IsZero() {
		return time.Time{}
	}
	return r.endAfter(r.Said)
}

// endAfter is the first end of a shift after a moment; zero if there is none.
func (r *Record) endAfter(from time.Time) time.Time {
	if r.Shifts == nil {
		return time.Time{}
	}
	if r.ShiftsAt.After(from) {
		from = r.ShiftsAt
	}
	begins, ok := r.Shifts.NextOpen(from)
	if !ok {
		return time.Time{}
	}
	end, ok := r.Shifts.NextClose(begins)
	if !ok {
		return time.Time{}
	}
	return end
}

func (r *Record) sweepIdle(now time.Time) []Kind {
	idle := r.Online() && r.OnPhoneAt.IsZero() && now.Sub(r.LastInput()) >= IdleAfter
	switch {
	case idle && r.IdleAt.IsZero():
		r.IdleAt = now
		return r.changed(now, WentIdle)
	case !idle && r.Online() && !r.IdleAt.IsZero():
		r.IdleAt = time.Time{}
		return r.changed(now, Active)
	default:
		return nil
	}
}

// reap drops the sockets of dead nodes, as of the end of their lease, and ends the
// grace of those who did not come back: they are gone, or left to their devices for as
// long as they answer there.
func (r *Record) reap(now time.Time) []Kind {
	var last time.Time
	dead := func(c Connection) bool { return !c.ExpiresAt.After(now) }
	for _, c := range r.Connections {
		if dead(c) && c.ExpiresAt.After(last) {
			last = c.ExpiresAt
		}
	}
	var kinds []Kind
	if r.remove(dead) && len(r.Connections) == 0 && r.DroppedAt.IsZero() {
		if last.IsZero() { // the node's row is gone too, so the moment is not known
			last = now
		}
		r.DroppedAt = last
		kinds = r.changed(now, Dropped)
	}
	switch {
	case r.Live(now):
		if !r.DroppedAt.IsZero() || !r.OnPhoneAt.IsZero() { // the node of another socket was thought dead and is not
			r.DroppedAt, r.OnPhoneAt = time.Time{}, time.Time{}
			kinds = append(kinds, r.changed(now, Returned)...)
		}
	case !r.GoneAt.IsZero() || r.DroppedAt.IsZero() || now.Before(r.DroppedAt.Add(Grace)):
	case !r.answersOnPhone(now):
		// For reports the absence began when the last socket ended, or nobody answered.
		since := r.DroppedAt
		if !r.OnPhoneAt.IsZero() {
			since = now
		}
		r.GoneAt, r.IdleAt, r.OnPhoneAt = now, time.Time{}, time.Time{}
		r.turn(since, r.Status, chat.BySystem)
		kinds = append(kinds, r.changed(now, Left)...)
	case r.OnPhoneAt.IsZero():
		r.OnPhoneAt, r.IdleAt = now, time.Time{}
		kinds = append(kinds, r.changed(now, ByPhone)...)
	}
	return kinds
}

// answersOnPhone reports whether somebody without a socket counts as there: they take
// work, have a device to be asked on, and have not left a question unanswered for too
// long. A device only asks; who does not react is gone like everybody else.
func (r *Record) answersOnPhone(now time.Time) bool {
	return r.Devices > 0 && !r.Disabled && r.takesWork() && !r.NotResponding() &&
		(r.AskedAt.IsZero() || now.Before(r.AskedAt.Add(AnswerBy)))
}

// Next is the next moment at which time alone brings something about, as far as
// this record's own clocks say; zero if there is none. Dead nodes and idleness are
// found by the regular rounds.
func (r *Record) Next() time.Time {
	next := r.Until
	if end := r.shiftEnd(); !end.IsZero() {
		next = end // there is no Until then
	}
	if leaves := r.leaves(); !leaves.IsZero() && (next.IsZero() || leaves.Before(next)) {
		next = leaves
	}
	return next
}

// leaves is when the grace ends, or on a device the time to answer; zero if neither runs.
func (r *Record) leaves() time.Time {
	switch {
	case !r.GoneAt.IsZero() || r.DroppedAt.IsZero():
		return time.Time{}
	case r.OnPhoneAt.IsZero():
		return r.DroppedAt.Add(Grace)
	case r.AskedAt.IsZero():
		return time.Time{}
	default:
		return r.AskedAt.Add(AnswerBy)
	}
}

// changed raises the version for a change that colleagues or routing learn of.
func (r *Record) changed(now time.Time, k Kind) []Kind {
	r.Version++
	r.At = now
	return []Kind{k}
}

// turn begins a new stretch if the status or being there differs from the one that
// goes on. It cannot begin before that one did.
func (r *Record) turn(at time.Time, s Status, by chat.Party) {
	if r.Span.Status == s && r.Span.Own == r.Own && r.Span.Online == r.Online() && !r.Span.From.IsZero() {
		return
	}
	if at.Before(r.Span.From) {
		at = r.Span.From
	}
	if !r.Span.From.IsZero() {
		ended := r.Span
		ended.To = at
		r.Closed = append(r.Closed, ended)
	}
	r.Span = Span{Status: s, Over: r.Over, Own: r.Own, Online: r.Online(), From: at, By: by}
}
