package pushservice

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// maxBody is in bytes: what a push service has to take (RFC 8030, 7.2) and most do not exceed.
const maxBody = 4096

// Service is a running push service.
type Service struct {
	server *httptest.Server
	wrong  func(format string, args ...any)

	mu      sync.Mutex        // guards what follows
	devices map[string]Device // by the path of their endpoint
	status  int               // what is answered to a message that is right
	header  http.Header       // and what goes with it
}

// New starts a push service that ends with the test. Whatever is wrong with a message
// fails the test.
func New(tb testing.TB) *Service {
	tb.Helper()
	s := Start(tb.Errorf)
	tb.Cleanup(s.Close)
	return s
}

// Start starts a push service outside of a test, or for one that sends wrong messages.
// It tells wrong what is wrong with a message, from any goroutine.
func Start(wrong func(format string, args ...any)) *Service {
	s := &Service{wrong: wrong, devices: map[string]Device{}, status: http.StatusCreated}
	s.server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Close ends the service and its connections.
func (s *Service) Close() { s.server.Close() }

// Device makes a device: what a browser has after it subscribed.
func (s *Service) Device() Device {
	path := "/push/" + rand.Text()
	d := newDevice(s.server.URL + path)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.devices[path] = d
	return d
}

// Forget makes a device unknown: messages to it are answered with 410 from now on.
func (s *Service) Forget(d Device) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.devices, func(_ string, known Device) bool { return known.Endpoint == d.Endpoint })
}

// Answer sets what is said from now on to a message that is right, for every device; 0
// is 201 again. A message is delivered only if the status is one of success.
func (s *Service) Answer(status int, header http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if status == 0 {
		status = http.StatusCreated
	}
	s.status, s.header = status, header.Clone()
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	device, known := s.devices[r.URL.Path]
	status, header := s.status, s.header
	s.mu.Unlock()
	if !known {
		http.Error(w, "This device is not known.", http.StatusGone)
		return
	}
	message, err := s.receive(r, device)
	if err != nil {
		s.wrong("a push service would refuse this message: %v", err)
		code := http.StatusBadRequest
		if refusal, ok := errors.AsType[refusalError](err); ok {
			code = refusal.status
		}
		http.Error(w, err.Error(), code)
		return
	}
	if status == http.StatusCreated {
		w.Header().Set("Location", s.server.URL+"/message/"+rand.Text())
	}
	maps.Copy(w.Header(), header)
	if status >= 200 && status <= 299 {
		device.inbox.add(message)
	}
	w.WriteHeader(status)
}

// refusalError is what is wrong with a message, with another status than 400.
type refusalError struct {
	status int
	err    error
}

func (e refusalError) Error() string { return e.err.Error() }

var (
	topics    = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)
	urgencies = []string{"very-low", "low", "normal", "high"}
)

// receive checks a message and decrypts it.
func (s *Service) receive(r *http.Request, d Device) (Delivered, error) {
	if r.Method != http.MethodPost {
		return Delivered{}, refusalError{http.StatusMethodNotAllowed, fmt.Errorf("the method is %s, not POST", r.Method)}
	}
	message := Delivered{Topic: r.Header.Get("Topic"), Urgency: r.Header.Get("Urgency")}
	ttl, err := strconv.ParseUint(r.Header.Get("TTL"), 10, 31)
	if err != nil {
		return Delivered{}, fmt.Errorf("the header TTL must be a number of seconds, not %q", r.Header.Get("TTL"))
	}
	message.TTL = time.Duration(ttl) * time.Second
	if message.Topic != "" && !topics.MatchString(message.Topic) {
		return Delivered{}, fmt.Errorf("the header Topic must have at most 32 letters of base64url, unlike %q", message.Topic)
	}
	if message.Urgency == "" {
		message.Urgency = "normal"
	}
	if !slices.Contains(urgencies, message.Urgency) {
		return Delivered{}, fmt.Errorf("the header Urgency must be one of %q, not %q", urgencies, message.Urgency)
	}
	who, err := identify(r.Header.Values("Authorization"), s.server.URL, time.Now())
	if err != nil {
		return Delivered{}, err
	}
	message.Subject, message.Key = who.subject, who.key
	if encoding := r.Header.Get("Content-Encoding"); encoding != "aes128gcm" {
		return Delivered{}, fmt.Errorf("the header Content-Encoding must be aes128gcm, not %q", encoding)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return Delivered{}, fmt.Errorf("the body broke off: %w", err)
	}
	if len(body) > maxBody {
		return Delivered{}, refusalError{http.StatusRequestEntityTooLarge, fmt.Errorf("the body has more than %d bytes", maxBody)}
	}
	message.Payload, err = decrypt(body, d.private, d.auth)
	return message, err
}
