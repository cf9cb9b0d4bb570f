package auth_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/api/auth"
)

func TestCookies(t *testing.T) {
	tests := []struct {
		public         string
		exposed        bool
		refresh, visit string
	}{
		{"https://chat.example.com", false,
			"__Host-baton-refresh=T; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Strict",
			"__Host-baton-site-0001=V; Path=/; Max-Age=15552000; HttpOnly; Secure; SameSite=None; Partitioned"},
		{"http://localhost:8080", false,
			"__Host-baton-refresh=T; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Strict",
			"__Host-baton-site-0001=V; Path=/; Max-Age=15552000; HttpOnly; Secure; SameSite=None; Partitioned"},
		{"http://127.0.0.1:8080", false,
			"baton-refresh=T; Path=/; Max-Age=60; HttpOnly; SameSite=Strict",
			"baton-site-0001=V; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax"},
		{"http://10.0.0.7", true,
			"baton-refresh=T; Path=/; Max-Age=60; HttpOnly; SameSite=Strict",
			"baton-site-0001=V; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax"},
	}
	for _, test := range tests {
		t.Run(test.public, func(t *testing.T) {
			public, err := url.Parse(test.public)
			if err != nil {
				t.Fatal(err)
			}
			c := auth.NewCookies(public)
			if c.Exposed() != test.exposed {
				t.Errorf("Exposed() = %v, want %v", c.Exposed(), test.exposed)
			}
			now := time.Unix(0, 0)
			w := httptest.NewRecorder()
			c.SetRefresh(w, "T", now.Add(time.Minute), now)
			c.SetVisit(w, "site-0001", "V")
			set := w.Header().Values("Set-Cookie")
			if set[0] != test.refresh || set[1] != test.visit {
				t.Errorf("Set-Cookie:\n%s\nwant\n%s\n%s", strings.Join(set, "\n"), test.refresh, test.visit)
			}
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			for _, k := range w.Result().Cookies() {
				r.AddCookie(k)
			}
			if c.Refresh(r) != "T" || c.Visit(r, "site-0001") != "V" || c.Visit(r, "site-0002") != "" {
				t.Errorf("read back %q, %q, %q", c.Refresh(r), c.Visit(r, "site-0001"), c.Visit(r, "site-0002"))
			}
			w = httptest.NewRecorder()
			c.ClearRefresh(w)
			c.ClearVisit(w, "site-0001")
			for _, k := range w.Result().Cookies() {
				if k.MaxAge != -1 {
					t.Errorf("%s is not cleared", k.Name)
				}
			}
		})
	}
}
