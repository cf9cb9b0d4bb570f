package pushservice

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// tampering sends a request after it was changed.
type tampering struct {
	client *http.Client
	change func(*http.Request)
}

func (t tampering) Do(r *http.Request) (*http.Response, error) {
	t.change(r)
	return t.client.Do(r)
}

// bench is a service that notes what is wrong with messages, and a way to send some.
type bench struct {
	*Service

	private, public string

	mu    sync.Mutex // guards what follows
	notes []string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{}
	b.Service = Start(func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.notes = append(b.notes, fmt.Sprintf(format, args...))
	})
	t.Cleanup(b.Close)
	var err error
	if b.private, b.public, err = webpush.GenerateVAPIDKeys(); err != nil {
		t.Fatal(err)
	}
	return b
}

// send sends a message that is right but for the change, and gives the answer.
func (b *bench) send(t *testing.T, d Device, text string, change func(*http.Request)) (status int, said string, header http.Header) {
	t.Helper()
	to := &webpush.Subscription{Endpoint: d.Endpoint, Keys: webpush.Keys{P256dh: d.P256dh, Auth: d.Auth}}
	res, err := webpush.SendNotificationWithContext(t.Context(), []byte(text), to, &webpush.Options{
		HTTPClient: tampering{b.server.Client(), change}, Subscriber: "ops@example.com", TTL: 60, VAPIDPublicKey: b.public, VAPIDPrivateKey: b.private,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

func unchanged(*http.Request) {}

func set(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func del(name string) func(*http.Request) { return func(r *http.Request) { r.Header.Del(name) } }

func body(b []byte) func(*http.Request) {
	return func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b)) }
}

func TestAWrongMessageIsRefused(t *testing.T) {
	tests := []struct {
		name   string
		change func(*http.Request)
		status int
		want   string
	}{
		{"another method", func(r *http.Request) { r.Method = http.MethodPut }, 405, "PUT"},
		{"no TTL", del("Ttl"), 400, "TTL"},
		{"a negative TTL", set("Ttl", "-1"), 400, "TTL"},
		{"a topic that is too long", set("Topic", strings.Repeat("a", 33)), 400, "Topic"},
		{"a topic with a space", set("Topic", "a b"), 400, "Topic"},
		{"an urgency that does not exist", set("Urgency", "immediate"), 400, "Urgency"},
		{"no signature", del("Authorization"), 401, "Authorization"},
		{"another scheme", set("Authorization", "Bearer abc"), 401, "vapid"},
		{"no token", set("Authorization", "vapid k=abc"), 403, "key k"},
		{"another encoding", set("Content-Encoding", "aesgcm"), 400, "aes128gcm"},
		{"an empty body", body(nil), 400, "too few"},
		{"a body that is too large", body(make([]byte, 4097)), 413, "more than 4096"},
		{"a body for nobody", body(bytes.Repeat([]byte{65}, 200)), 400, "P-256"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			d := b.Device()
			status, said, _ := b.send(t, d, "hello", tt.change)
			if status != tt.status || !strings.Contains(said, tt.want) {
				t.Errorf("answer = %d %q, want %d and %q", status, said, tt.status, tt.want)
			}
			if len(b.notes) != 1 || !strings.Contains(b.notes[0], tt.want) {
				t.Errorf("reported %q, want one report with %q", b.notes, tt.want)
			}
			if got := d.All(); len(got) != 0 {
				t.Errorf("delivered %v, want nothing", got)
			}
		})
	}
}

func TestAMessageForAnotherDeviceIsRefused(t *testing.T) {
	b := newBench(t)
	ours, other := b.Device(), b.Device()
	ours.Endpoint = other.Endpoint
	if status, said, _ := b.send(t, ours, "hello", unchanged); status != 400 || !strings.Contains(said, "not encrypted for this device") {
		t.Errorf("answer = %d %q, want 400", status, said)
	}
}

func TestTokensAreVerified(t *testing.T) {
	const origin = "https://push.example.com"
	now := time.Unix(1_800_000_000, 0)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	k := base64.RawURLEncoding.EncodeToString(point)
	sign := func(header, claims string) string {
		text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
		digest := sha256.Sum256([]byte(text))
		r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
		if err != nil {
			t.Fatal(err)
		}
		return text + "." + base64.RawURLEncoding.EncodeToString(slices.Concat(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))))
	}
	const es256 = `{"typ":"JWT","alg":"ES256"}`
	claims := func(aud string, exp int64, sub string) string {
		return fmt.Sprintf(`{"aud":%q,"exp":%d,"sub":%q}`, aud, exp, sub)
	}
	soon := now.Unix() + 3600
	good := sign(es256, claims(origin, soon, "mailto:ops@example.com"))

	tests := []struct {
		name, token, key, want string // an empty want is a token that is right
	}{
		{"right", good, k, ""},
		{"right, by the web", sign(es256, claims(origin, soon, "https://example.com/contact")), k, ""},
		{"right, for a whole day", sign(es256, claims(origin, now.Unix()+86400, "mailto:ops@example.com")), k, ""},
		{"another key", good, examplePublic, "not signed by the key"},
		{"no key", good, "", "key k"},
		{"a key with padding", good, k + "=", "key k"},
		{"no signature", good[:strings.LastIndex(good, ".")], k, "2 parts"},
		{"a changed claim", strings.Replace(good, ".ey", ".fy", 1), k, "not signed by the key"},
		{"another algorithm", sign(`{"typ":"JWT","alg":"none"}`, claims(origin, soon, "mailto:ops@example.com")), k, "ES256"},
		{"another origin", sign(es256, claims("https://push.example.com:443", soon, "mailto:ops@example.com")), k, "is for"},
		{"expired", sign(es256, claims(origin, now.Unix()-1, "mailto:ops@example.com")), k, "has expired"},
		{"no end", sign(es256, `{"aud":"`+origin+`","sub":"mailto:ops@example.com"}`), k, "has expired"},
		{"an end too far away", sign(es256, claims(origin, now.Unix()+86401, "mailto:ops@example.com")), k, "at most 24h"},
		{"no subject", sign(es256, claims(origin, soon, "")), k, "subject"},
		{"a bare address", sign(es256, claims(origin, soon, "ops@example.com")), k, "subject"},
		{"mailto: twice", sign(es256, claims(origin, soon, "mailto:mailto:ops@example.com")), k, "subject"},
		{"a subject that is no address", sign(es256, claims(origin, soon, "mailto:ops")), k, "subject"},
		{"claims that are no object", sign(es256, "[]"), k, "not readable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := verify(tt.token, tt.key, origin, now)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("verify() = %v, want nil", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("verify() = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestMessagesComeInOrder(t *testing.T) {
	s := New(t)
	b := bench{Service: s}
	var err error
	if b.private, b.public, err = webpush.GenerateVAPIDKeys(); err != nil {
		t.Fatal(err)
	}
	d, other := s.Device(), s.Device()
	waiting := make(chan Delivered)
	go func() {
		m, _ := d.Next(t.Context())
		waiting <- m
	}()
	status, _, header := b.send(t, d, "one", set("Topic", "abc"))
	if status != 201 || header.Get("Location") == "" {
		t.Errorf("answer = %d with %v, want 201 with the message's address", status, header)
	}
	b.send(t, d, "two", unchanged)
	want := Delivered{Payload: []byte("one"), Topic: "abc", Urgency: "normal", TTL: time.Minute, Subject: "mailto:ops@example.com", Key: b.public}
	if got := <-waiting; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("first = %v, want %v", got, want)
	}
	if got, err := d.Next(t.Context()); err != nil || string(got.Payload) != "two" {
		t.Errorf("second = %q, %v", got.Payload, err)
	}
	if got := len(d.All()); got != 2 {
		t.Errorf("All() has %d messages, want 2", got)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := other.Next(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("Next() with nothing there = %v, want context.Canceled", err)
	}
}

func TestAnswersAreScripted(t *testing.T) {
	b := newBench(t)
	d := b.Device()
	b.Answer(429, http.Header{"Retry-After": {"7"}})
	if status, _, header := b.send(t, d, "a", unchanged); status != 429 || header.Get("Retry-After") != "7" {
		t.Errorf("answer = %d with %v, want 429 with Retry-After 7", status, header)
	}
	b.Answer(0, nil)
	if status, _, header := b.send(t, d, "b", unchanged); status != 201 || header.Get("Retry-After") != "" {
		t.Errorf("answer = %d with %v, want 201 as at first", status, header)
	}
	b.Forget(d)
	if status, _, _ := b.send(t, d, "c", unchanged); status != 410 {
		t.Errorf("answer for a forgotten device = %d, want 410", status)
	}
	if got := d.All(); len(got) != 1 || string(got[0].Payload) != "b" {
		t.Errorf("delivered %v, want only b", got)
	}
	if len(b.notes) != 0 {
		t.Errorf("reported %q, want nothing", b.notes)
	}
}
