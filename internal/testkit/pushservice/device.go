package pushservice

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Device is a browser that subscribed. The first three fields are what it gives away,
// in base64url without padding as browsers do; copies are the same device.
type Device struct {
	Endpoint string
	P256dh   string
	Auth     string

	private *ecdh.PrivateKey
	auth    []byte
	inbox   *inbox
}

// Delivered is a message that came to a device, decrypted.
type Delivered struct {
	Payload []byte
	Topic   string
	Urgency string // "normal" if the message did not say
	TTL     time.Duration
	Subject string // whom to turn to about the sender
	Key     string // which signed it: the sender's public key, base64url
}

// inbox holds what came to a device.
type inbox struct {
	mu   sync.Mutex // guards what follows
	all  []Delivered
	read int           // how many Next has given out
	more chan struct{} // closed, and replaced, by add
}

func newDevice(endpoint string) Device {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // only if there is no chance in the machine
	}
	auth := make([]byte, 16)
	_, _ = rand.Read(auth) // never fails
	return Device{
		Endpoint: endpoint,
		P256dh:   base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes()),
		Auth:     base64.RawURLEncoding.EncodeToString(auth),
		private:  private,
		auth:     auth,
		inbox:    &inbox{more: make(chan struct{})},
	}
}

// Next waits for the next message that it did not return yet. It fails only when ctx ends.
func (d Device) Next(ctx context.Context) (Delivered, error) {
	for {
		message, more := d.inbox.next()
		if more == nil {
			return message, nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return Delivered{}, fmt.Errorf("wait for a message to the device: %w", ctx.Err())
		}
	}
}

// All gives what was delivered so far, in order, whether Next returned it or not.
func (d Device) All() []Delivered {
	d.inbox.mu.Lock()
	defer d.inbox.mu.Unlock()
	return slices.Clone(d.inbox.all)
}

// next gives the next unread message, or else what is closed when there is one.
func (i *inbox) next() (Delivered, <-chan struct{}) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.read == len(i.all) {
		return Delivered{}, i.more
	}
	i.read++
	return i.all[i.read-1], nil
}

func (i *inbox) add(m Delivered) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.all = append(i.all, m)
	close(i.more)
	i.more = make(chan struct{})
}
