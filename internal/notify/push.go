package notify

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
)

const (
	// MaxPayload is in bytes. Every service takes this much, with room for the encryption.
	MaxPayload = 3000

	maxTopic = 32
	maxTTL   = 28 * 24 * time.Hour // what services keep a message for at most
)

// Config is what a pusher works with. Keys and Subject are needed.
type Config struct {
	Keys    Keys
	Subject string        // whom a push service may turn to: "mailto:" or "https:" of the operator. Apple refuses what it cannot write to
	Private bool          // devices may be at addresses inside the house and over http: for tests and for push services of one's own
	Timeout time.Duration // for one message; 0 is 10 s
}

// Pusher sends messages to devices. It may be used by many goroutines at once.
type Pusher struct {
	keys    Keys
	subject string
	private bool
	timeout time.Duration
	client  *http.Client
}

// NewPusher makes a pusher. It keeps connections open for a while between messages.
func NewPusher(cfg Config) *Pusher {
	if cfg.Timeout <= 0 {
		cfg.Timeout = 10 * time.Second
	}
	return &Pusher{
		keys:    cfg.Keys,
		subject: strings.TrimPrefix(cfg.Subject, "mailto:"), // which webpush puts before all but https:
		private: cfg.Private,
		timeout: cfg.Timeout,
		client: &http.Client{
			Transport:     newRoute(cfg, nil, http.ProxyFromEnvironment),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Message is what one notification is made of.
type Message struct {
	Payload []byte        // at most MaxPayload; the push service sees neither it nor its length
	Topic   string        // a newer message replaces one of the same topic that was not delivered yet; empty replaces none
	TTL     time.Duration // how long the message is worth delivering, at most four weeks; 0 is now or never
	Urgent  bool          // worth waking a device that saves its battery
}

// Push hands a message for a device to its push service. When it returns nil the
// service has the message; whether and when it arrives nobody will know. It fails with
// ErrGone, BusyError, the context's error, or a reason for the log.
func (p *Pusher) Push(ctx context.Context, s Subscription, m Message) error {
	to, err := p.parse(s)
	switch {
	case err != nil:
		return fmt.Errorf("push: %w", err)
	case len(m.Payload) > MaxPayload:
		return fmt.Errorf("push: the message has %d bytes, at most %d are allowed", len(m.Payload), MaxPayload)
	case p.keys.private == nil:
		return errors.New("push: there are no keys to sign with")
	case p.subject == "":
		return errors.New("push: there is no address of the operator for push services to turn to")
	}
	if err := p.send(ctx, to, m); err != nil {
		return fmt.Errorf("push by %s: %w", to.endpoint.Host, err)
	}
	return nil
}

func (p *Pusher) send(ctx context.Context, to target, m Message) error {
	limited, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	keys := webpush.Keys{Auth: base64.RawURLEncoding.EncodeToString(to.auth), P256dh: base64.RawURLEncoding.EncodeToString(to.p256dh)}
	options := &webpush.Options{
		HTTPClient:      p.client,
		Subscriber:      p.subject,
		Topic:           topic(m.Topic),
		TTL:             seconds(m.TTL),
		Urgency:         webpush.UrgencyNormal,
		VAPIDPublicKey:  p.keys.Public(),
		VAPIDPrivateKey: p.keys.secret(),
	}
	if m.Urgent {
		options.Urgency = webpush.UrgencyHigh
	}
	payload := slices.Clip(m.Payload) // webpush writes its padding behind it, where the caller may have something
	res, err := webpush.SendNotificationWithContext(limited, payload, &webpush.Subscription{Endpoint: to.endpoint.String(), Keys: keys}, options)
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // without the address, which is a secret
	}
	switch {
	case err != nil && ctx.Err() == nil && limited.Err() != nil:
		return fmt.Errorf("no answer within %s: %w", p.timeout, err)
	case err != nil:
		return err
	}
	defer res.Body.Close()
	return judge(res, time.Now())
}

// topic makes a topic one that push services take: at most 32 letters of base64url.
// Others are replaced by their hash.
func topic(s string) string {
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}
	if len(s) <= maxTopic && !strings.ContainsFunc(s, odd) {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:maxTopic]
}

// seconds rounds up, so that a short time does not become "now or never".
func seconds(d time.Duration) int {
	return int((min(max(d, 0), maxTTL) + time.Second - 1) / time.Second)
}
