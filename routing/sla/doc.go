// Package sla says by when a person owes a visitor something, and tells when that comes
// near and when it has passed.
//
// A [Policy] holds a site's times. [Policy.Deadlines] is a pure function of a
// conversation, the policy and the opening hours: same input, same answer, on every node
// and on the screen. [Watch] is the thin shell around it: it is woken by the outbox at
// the very moment that a clock says, writes down what happened, and says when to be
// woken next. While a clock rests it is woken no later than the earliest moment at which
// the clock could say anything if it went on at once, so nothing is ever told late and
// no message has to set a timer. What lies aside is left alone until it is taken up again.
package sla
