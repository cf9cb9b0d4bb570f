package notify

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/testkit"
	"github.com/batonchat/baton/internal/testkit/pushservice"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func subscription(d pushservice.Device) Subscription {
	return Subscription{Endpoint: d.Endpoint, P256dh: d.P256dh, Auth: d.Auth}
}

// at is a device at a server that is no push service.
func at(url string) Subscription {
	return Subscription{Endpoint: url, P256dh: goodP256dh, Auth: goodAuth}
}

// newTestPusher makes a pusher for services on loopback; its connections end with the test.
func newTestPusher(t *testing.T, change func(*Config)) *Pusher {
	t.Helper()
	cfg := Config{Keys: keys(t, "a"), Subject: "mailto:ops@example.com", Private: true}
	if change != nil {
		change(&cfg)
	}
	p := NewPusher(cfg)
	t.Cleanup(p.client.CloseIdleConnections)
	return p
}

func TestMessagesAreDelivered(t *testing.T) {
	tests := []struct {
		name    string
		subject string
		message Message
		want    pushservice.Delivered
	}{
		{
			"all of it", "mailto:ops@example.com", Message{Payload: []byte("Ada waits"), Topic: "queue-7", TTL: 90 * time.Second, Urgent: true},
			pushservice.Delivered{Payload: []byte("Ada waits"), Topic: "queue-7", TTL: 90 * time.Second, Urgency: "high", Subject: "mailto:ops@example.com"},
		},
		{
			"nothing of it", "https://example.com/contact", Message{},
			pushservice.Delivered{Urgency: "normal", Subject: "https://example.com/contact"},
		},
		{
			"the largest payload", "mailto:ops@example.com", Message{Payload: bytes.Repeat([]byte("x"), MaxPayload)},
			pushservice.Delivered{Payload: bytes.Repeat([]byte("x"), MaxPayload), Urgency: "normal", Subject: "mailto:ops@example.com"},
		},
		{
			"a bare address as the subject", "ops@example.com", Message{TTL: -time.Second},
			pushservice.Delivered{Urgency: "normal", Subject: "mailto:ops@example.com"},
		},
		{
			"less than a second", "mailto:ops@example.com", Message{TTL: time.Millisecond},
			pushservice.Delivered{TTL: time.Second, Urgency: "normal", Subject: "mailto:ops@example.com"},
		},
		{
			"more than four weeks", "mailto:ops@example.com", Message{TTL: 1 << 62},
			pushservice.Delivered{TTL: 28 * 24 * time.Hour, Urgency: "normal", Subject: "mailto:ops@example.com"},
		},
	}
	service := pushservice.New(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newTestPusher(t, func(c *Config) { c.Subject = tt.subject })
			d := service.Device()
			if err := p.Push(t.Context(), subscription(d), tt.message); err != nil {
				t.Fatal(err)
			}
			got, err := d.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Payload, tt.want.Payload) {
				t.Errorf("payload = %q, want %q", got.Payload, tt.want.Payload)
			}
			if got.Key != keys(t, "a").Public() {
				t.Errorf("signed by %q, want %q", got.Key, keys(t, "a").Public())
			}
			if got.Topic != tt.want.Topic || got.TTL != tt.want.TTL || got.Urgency != tt.want.Urgency || got.Subject != tt.want.Subject {
				t.Errorf("delivered %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestTopicsAreMadeToFit(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"conversation-7_Z":      "conversation-7_Z",
		strings.Repeat("a", 32): strings.Repeat("a", 32),
	} {
		if got := topic(in); got != want {
			t.Errorf("topic(%q) = %q, want it as it is", in, got)
		}
	}
	seen := map[string]string{}
	for _, in := range []string{strings.Repeat("a", 33), strings.Repeat("a", 34), "two words", "two  words", "Grüße"} {
		got := topic(in)
		if len(got) != 32 || got != topic(got) || got != topic(in) {
			t.Errorf("topic(%q) = %q, want 32 letters of base64url, always the same", in, got)
		}
		if other, ok := seen[got]; ok {
			t.Errorf("topic(%q) = topic(%q)", in, other)
		}
		seen[got] = in
	}
}

func TestWhatCannotBeSentIsRefused(t *testing.T) {
	service := pushservice.New(t)
	d := service.Device()
	tests := []struct {
		name    string
		change  func(*Config)
		to      Subscription
		message Message
		want    string
	}{
		{"too large a payload", nil, subscription(d), Message{Payload: make([]byte, 3001)}, "3001 bytes, at most 3000"},
		{"no such device", nil, Subscription{Endpoint: "nonsense"}, Message{}, "endpoint"},
		{"no keys", func(c *Config) { c.Keys = Keys{} }, subscription(d), Message{}, "no keys"},
		{"no subject", func(c *Config) { c.Subject = "" }, subscription(d), Message{}, "no address of the operator"},
		{"a device inside the house", func(c *Config) { c.Private = false }, subscription(d), Message{}, "https"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, newTestPusher(t, tt.change).Push(t.Context(), tt.to, tt.message), tt.want)
		})
	}
	if got := d.All(); len(got) != 0 {
		t.Errorf("delivered %v, want nothing", got)
	}
}

func TestTheSamePayloadMayGoToManyDevices(t *testing.T) {
	service := pushservice.New(t)
	p := newTestPusher(t, nil)
	shared := []byte("hello, and what the caller has behind it")
	message := Message{Payload: shared[:5]}
	var all sync.WaitGroup
	for range 4 {
		d := service.Device()
		all.Go(func() {
			if err := p.Push(t.Context(), subscription(d), message); err != nil {
				t.Error(err)
			}
			if got := d.All(); len(got) != 1 || string(got[0].Payload) != "hello" {
				t.Errorf("delivered %v, want hello", got)
			}
		})
	}
	all.Wait()
	if want := "hello, and what the caller has behind it"; string(shared) != want {
		t.Errorf("the caller's bytes became %q", shared)
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	from := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from[r.RemoteAddr] = true
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte("thank you"))
	}))
	defer server.Close()
	p := newTestPusher(t, nil)
	for range 3 {
		if err := p.Push(t.Context(), at(server.URL), Message{}); err != nil {
			t.Fatal(err)
		}
	}
	if len(from) != 1 {
		t.Errorf("3 messages took %d connections, want 1", len(from))
	}
}

// silent starts a service that takes a message and says nothing until the test ends.
func silent(t *testing.T) (url string, called <-chan struct{}) {
	t.Helper()
	ended, asked := make(chan struct{}), make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		<-ended
	}))
	t.Cleanup(func() {
		close(ended)
		server.Close()
	})
	return server.URL, asked
}

func TestASilentServiceIsGivenUp(t *testing.T) {
	t.Run("after the time for one message", func(t *testing.T) {
		url, _ := silent(t)
		err := newTestPusher(t, func(c *Config) { c.Timeout = 50 * time.Millisecond }).Push(t.Context(), at(url), Message{})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Push() = %v, want context.DeadlineExceeded", err)
		}
		expect(t, err, "no answer within 50ms")
	})
	t.Run("when the caller stops waiting", func(t *testing.T) {
		url, called := silent(t)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-called
			cancel()
		}()
		if err := newTestPusher(t, nil).Push(ctx, at(url), Message{}); !errors.Is(err, context.Canceled) {
			t.Errorf("Push() = %v, want context.Canceled", err)
		}
	})
	t.Run("before it is asked, when nobody waits", func(t *testing.T) {
		url, called := silent(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := newTestPusher(t, nil).Push(ctx, at(url), Message{}); !errors.Is(err, context.Canceled) {
			t.Errorf("Push() = %v, want context.Canceled", err)
		}
		if len(called) != 0 {
			t.Error("the service was asked")
		}
	})
}

func TestErrorsKeepTheAddressOfTheDevice(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close() // so that nobody listens there
	err := newTestPusher(t, nil).Push(t.Context(), at(server.URL+"/very-secret"), Message{})
	expect(t, err, strings.TrimPrefix(server.URL, "http://"))
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("Push() = %v, which tells the address", err)
	}
}
