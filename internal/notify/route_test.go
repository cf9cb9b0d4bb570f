package notify

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func noProxy(*http.Request) (*url.URL, error) { return nil, nil }

// nameServer answers every question for an IPv4 address with 127.0.0.1, and says of
// others that there are none.
func nameServer(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() {
		_ = conn.Close()
		<-done
	})
	go func() {
		defer close(done)
		b := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return // it was closed
			}
			_, _ = conn.WriteTo(loopbackAnswer(b[:n]), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// loopbackAnswer makes a question of DNS (RFC 1035, 4) into its answer.
func loopbackAnswer(question []byte) []byte {
	end := 12 // the head; then the name in labels, its type and its class
	for question[end] != 0 {
		end += int(question[end]) + 1
	}
	end += 5
	answer := append([]byte{question[0], question[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question[12:end]...)
	if question[end-3] == 1 { // asked for IPv4
		answer[7] = 1
		answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1)
	}
	return answer
}

func TestANameThatLeadsInsideIsRefused(t *testing.T) {
	asked := false
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it would complain of the handshake that breaks off
	server.StartTLS()
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	to := at("https://push.example.com:" + port + "/abc")

	outside := newTestPusher(t, func(c *Config) { c.Private = false })
	outside.client.Transport = newRoute(Config{}, nameServer(t), noProxy)
	if err := outside.Check(to); err != nil {
		t.Fatalf("Check() = %v, want nil, as nothing is resolved yet", err)
	}
	err = outside.Push(t.Context(), to, Message{})
	if !errors.Is(err, errInside) {
		t.Errorf("Push() = %v, want errInside", err)
	}

	// The same with Private gets as far as the server, whose certificate is unknown.
	house := newTestPusher(t, nil)
	house.client.Transport = newRoute(Config{Private: true}, nameServer(t), noProxy)
	expect(t, house.Push(t.Context(), to, Message{}), "certificate")
	if asked {
		t.Error("the server was asked")
	}
}

func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	for address, want := range map[string]string{
		"8.8.8.8:443":          "",
		"[2607:f8b0::1]:443":   "",
		"127.0.0.1:443":        "127.0.0.1: it is not on the public internet",
		"[::1]:443":            "not on the public internet",
		"[fe80::1%eth0]:443":   "not on the public internet",
		"169.254.169.254:80":   "not on the public internet",
		"[::ffff:10.0.0.1]:80": "not on the public internet",
		"/run/socket":          "dial /run/socket",
	} {
		expect(t, publicOnly("tcp", address, nil), want)
	}
}

func TestTheOperatorsProxyMayBeInside(t *testing.T) {
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.RequestURI
		http.Error(w, "not from here", http.StatusForbidden)
	}))
	defer proxy.Close()
	p := newTestPusher(t, func(c *Config) { c.Private = false })
	p.client.Transport = newRoute(Config{}, nil, func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) })
	expect(t, p.Push(t.Context(), at("https://push.example.com/abc"), Message{}), "Forbidden")
	if got, want := <-asked, "CONNECT push.example.com:443"; got != want {
		t.Errorf("the proxy was asked to %q, want %q", got, want)
	}
}

func TestAWrongProxyIsSaid(t *testing.T) {
	p := newTestPusher(t, nil)
	p.client.Transport = newRoute(Config{}, nil, func(*http.Request) (*url.URL, error) { return nil, errors.New("invalid proxy address") })
	err := p.Push(t.Context(), at("https://push.example.com/abc"), Message{})
	expect(t, err, "find the proxy: invalid proxy address")
	if strings.Contains(err.Error(), "abc") {
		t.Errorf("Push() = %v, which tells the address", err)
	}
}
