package notify

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/testkit/pushservice"
)

func TestAnswersAreUnderstood(t *testing.T) {
	service := pushservice.New(t)
	p := newTestPusher(t, nil)
	known, forgotten := service.Device(), service.Device()
	service.Forget(forgotten)
	tests := []struct {
		name   string
		to     pushservice.Device
		status int
		gone   bool
		want   string
	}{
		{"taken", known, 0, false, ""},
		{"taken, as some say it", known, 200, false, ""},
		{"taken for later", known, 202, false, ""},
		{"a device that is not known", forgotten, 0, true, "does not know the device"},
		{"not found", known, 404, true, "does not know the device"},
		{"gone", known, 410, true, "does not know the device"},
		{"no signature seen", known, 401, false, "answered 401"},
		{"a wrong signature", known, 403, false, "answered 403"},
		{"too large", known, 413, false, "answered 413"},
		{"broken", known, 500, false, "answered 500"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			service.Answer(tt.status, nil)
			err := p.Push(t.Context(), subscription(tt.to), Message{})
			expect(t, err, tt.want)
			if got := errors.Is(err, ErrGone); got != tt.gone {
				t.Errorf("Push() = %v, is ErrGone: %t, want %t", err, got, tt.gone)
			}
			if busy, ok := errors.AsType[BusyError](err); ok {
				t.Errorf("Push() = %v, which is a BusyError", busy)
			}
		})
	}
}

func TestABusyServiceSaysWhenToRetry(t *testing.T) {
	service := pushservice.New(t)
	p := newTestPusher(t, nil)
	for _, status := range []int{429, 503} {
		service.Answer(status, http.Header{"Retry-After": {"17"}})
		err := p.Push(t.Context(), subscription(service.Device()), Message{})
		if busy, ok := errors.AsType[BusyError](err); !ok || busy.After != 17*time.Second {
			t.Errorf("Push() answered with %d = %v, want a BusyError for 17s", status, err)
		}
		expect(t, err, "busy for 17s")
	}
}

func TestRetryAfterIsRead(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"120":                            2 * time.Minute,
		"0":                              time.Second,
		"99999999":                       24 * time.Hour,
		"99999999999999999999999999":     24 * time.Hour,
		"Sun, 01 Mar 2026 12:05:00 GMT":  5 * time.Minute,
		"Sunday, 01-Mar-26 12:05:00 GMT": 5 * time.Minute,
		"Sun, 01 Mar 2026 11:00:00 GMT":  time.Second,
		"Fri, 31 Dec 9999 23:59:59 GMT":  24 * time.Hour,
		"":                               time.Minute,
		"-5":                             time.Minute,
		"soon":                           time.Minute,
	} {
		if got := pause(header, now); got != want {
			t.Errorf("pause(%q) = %s, want %s", header, got, want)
		}
	}
}

func TestLittleIsReadOfAnAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "no\x1b[31m\n"+strings.Repeat("x", 100_000))
	}))
	defer server.Close()
	err := newTestPusher(t, nil).Push(t.Context(), at(server.URL), Message{})
	expect(t, err, `answered 400: "no\x1b[31m\nxxx`)
	if len(err.Error()) > 2*maxAnswer {
		t.Errorf("the error has %d bytes", len(err.Error()))
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer other.Close()
	service := pushservice.New(t)
	p := newTestPusher(t, nil)
	for _, status := range []int{301, 302, 303, 307, 308} {
		service.Answer(status, http.Header{"Location": {other.URL}})
		expect(t, p.Push(t.Context(), subscription(service.Device()), Message{}), "answered 30")
	}
	if asked {
		t.Error("a redirect was followed")
	}
}
