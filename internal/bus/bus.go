// Package bus carries what happened from the node where it was committed to
// all nodes: in-process for one node, through Redis for several.
//
// It is a fast path and never the truth. It promises that messages of one
// publisher and one stream arrive in order if they arrive, and it says
// ([Receiver.Resync]) when something may have been missed; readers then look
// in the store. It leaves numbers and holes to its readers.
package bus

import (
	"context"
	"sync"
)

// Message is one thing for those who follow a stream.
type Message struct {
	Stream string // "conversation:ID", "inbox:ID", "agent:ID", "visitor:ID", "node"
	Kind   string // "entry", "inbox", or the type of an ephemeral frame
	Seq    int64  // the durable number in the stream; 0 for ephemeral things
	Data   []byte // JSON; must not be changed after publishing
	Here   any    // on the publisher's own node: what Data says, as it is in memory, or nil
}

// Receiver gets what arrives at a node. Its methods must not block.
type Receiver interface {
	// Receive gets messages in the order of their publisher.
	Receive(msgs []Message)
	// Resync says that messages may have been missed.
	Resync(reason string)
}

// Bus is either kind.
type Bus interface {
	// Publish sends messages to every node, this one included. It never
	// blocks on the network: what cannot be sent is found through the store.
	Publish(msgs ...Message)
	// Attach adds a receiver. All receivers are attached before Run.
	Attach(r Receiver)
	// Run works until ctx ends.
	Run(ctx context.Context) error
	// Ready is nil while messages from other nodes are known to arrive.
	Ready() error
	// Shared reports whether several nodes can be joined by this bus.
	Shared() bool
}

// Local joins the rooms of one node.
type Local struct {
	mu        sync.RWMutex // guards receivers
	receivers []Receiver
}

// NewLocal makes the bus of a single node.
func NewLocal() *Local { return &Local{} }

// Publish hands the messages over directly.
func (l *Local) Publish(msgs ...Message) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, r := range l.receivers {
		r.Receive(msgs)
	}
}

// Attach adds a receiver.
func (l *Local) Attach(r Receiver) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.receivers = append(l.receivers, r)
}

// Run waits for the end.
func (l *Local) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// Ready is always nil.
func (l *Local) Ready() error { return nil }

// Shared is false.
func (l *Local) Shared() bool { return false }

func (l *Local) resync(reason string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, r := range l.receivers {
		r.Resync(reason)
	}
}
