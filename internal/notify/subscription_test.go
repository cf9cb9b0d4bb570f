package notify

import (
	"encoding/base64"
	"net/netip"
	"strings"
	"testing"
)

// The public key and the secret of the example in RFC 8291, 5.
const (
	goodP256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
	goodAuth   = "BTBZMqHH6r4Tts7J_aSIgg"
)

func TestEndpointsAreChecked(t *testing.T) {
	tests := []struct {
		name, endpoint string
		want           string // in the error; empty if it is right
		private        string // the same with Config.Private
	}{
		{"Google", "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91bH", "", ""},
		{"Mozilla", "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk", "", ""},
		{"Apple", "https://web.push.apple.com/QGuQyavXutnMH9e", "", ""},
		{"Microsoft, with a query", "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAB%2b", "", ""},
		{"a port", "https://push.example.com:8443/abc", "", ""},
		{"a public address", "https://9.9.9.9/abc", "", ""},
		{"a public address of IPv6", "https://[2620:fe::fe]:443/abc", "", ""},
		{"nothing", "", "endpoint: this is not a complete address", "not a complete address"},
		{"only a path", "/push/abc", "not a complete address", "not a complete address"},
		{"no host", "https:///abc", "not a complete address", "not a complete address"},
		{"no slashes", "https:push.example.com", "not a complete address", "not a complete address"},
		{"a line break", "https://push.example.com/a\nb", "not a complete address", "not a complete address"},
		{"http", "http://push.example.com/abc", "begin with https://", ""},
		{"another scheme", "ftp://push.example.com/abc", "begin with https://", "begin with https://"},
		{"a user", "https://ada@push.example.com/abc", "user name", "user name"},
		{"a user and password", "https://ada:x@push.example.com/abc", "user name", "user name"},
		{"a fragment", "https://push.example.com/abc#d", "after #", "after #"},
		{"an empty fragment", "https://push.example.com/abc#", "after #", "after #"},
		{"port 0", "https://push.example.com:0/abc", "port", "port"},
		{"a port out of range", "https://push.example.com:65536/abc", "port", "port"},
		{"an empty port", "https://push.example.com:/abc", "port", "port"},
		{"too long", "https://push.example.com/" + strings.Repeat("a", 2048), "at most 2048", "at most 2048"},
		{"localhost", "https://localhost/abc", "not on the public internet", ""},
		{"localhost in capitals", "https://LocalHost/abc", "not on the public internet", ""},
		{"localhost with a dot", "https://localhost./abc", "not on the public internet", ""},
		{"below localhost", "https://push.localhost/abc", "not on the public internet", ""},
		{"a .local name", "https://printer.local/abc", "not on the public internet", ""},
		{"a .internal name", "https://metadata.google.internal/abc", "not on the public internet", ""},
		{"a .home.arpa name", "https://box.home.arpa/abc", "not on the public internet", ""},
		{"one label", "https://redis/abc", "not on the public internet", ""},
		{"two dots", "https://push..example.com/abc", "not on the public internet", ""},
		{"another script", "https://püsh.example.com/abc", "not on the public internet", ""},
		{"a number as an address", "https://2130706433/abc", "not on the public internet", ""},
		{"a short address", "https://127.1/abc", "not on the public internet", ""},
		{"an octal address", "https://0177.0.0.1/abc", "not on the public internet", ""},
		{"a hexadecimal address", "https://0x7f.0.0.0x1/abc", "not on the public internet", ""},
		{"loopback", "https://127.0.0.1/abc", "not on the public internet", ""},
		{"loopback of IPv6", "https://[::1]/abc", "not on the public internet", ""},
		{"a zone", "https://[fe80::1%25eth0]/abc", "not on the public internet", ""},
	}
	open, house := NewPusher(Config{}), NewPusher(Config{Private: true})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Subscription{Endpoint: tt.endpoint, P256dh: goodP256dh, Auth: goodAuth}
			expect(t, open.Check(s), tt.want)
			expect(t, house.Check(s), tt.private)
		})
	}
}

// expect wants an error with a text in it, or none for an empty text.
func expect(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("got the error %q, want none", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("got the error %v, want one with %q", err, want)
	}
}

func TestKeysOfDevicesAreChecked(t *testing.T) {
	point, err := base64.RawURLEncoding.DecodeString(goodP256dh)
	if err != nil {
		t.Fatal(err)
	}
	point[40] ^= 1
	beside := base64.RawURLEncoding.EncodeToString(point)
	point[0] = 2
	compressed := base64.RawURLEncoding.EncodeToString(point[:33])
	tests := []struct{ name, p256dh, auth, want string }{
		{"right", goodP256dh, goodAuth, ""},
		{"right, with padding", goodP256dh + "=", goodAuth + "==", ""},
		{"no key", "", goodAuth, "p256dh: this has 0 bytes, it must have 65"},
		{"a short key", goodP256dh[:86], goodAuth, "p256dh: this has 64 bytes"},
		{"a compressed point", compressed, goodAuth, "p256dh: this has 33 bytes"},
		{"a point beside the curve", beside, goodAuth, "p256dh: this is not an uncompressed point"},
		{"a key of zeros", strings.Repeat("A", 87), goodAuth, "p256dh: this is not an uncompressed point"},
		{"the letters of plain base64", strings.ReplaceAll(goodP256dh, "_", "/"), goodAuth, "p256dh: this is not base64url"},
		{"a line break", goodP256dh[:40] + "\n" + goodP256dh[40:], goodAuth, "p256dh: this is not base64url"},
		{"bits left over", goodP256dh[:86] + "5", goodAuth, "p256dh: this is not base64url"},
		{"no secret", goodP256dh, "", "auth: this has 0 bytes, it must have 16"},
		{"a long secret", goodP256dh, goodAuth + goodAuth[:10], "auth: "},
		{"a secret of 17 bytes", goodP256dh, "AAAAAAAAAAAAAAAAAAAAAAA", "auth: this has 17 bytes"},
		{"spaces in the secret", goodP256dh, "not a secret!", "auth: this is not base64url"},
	}
	p := NewPusher(Config{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, p.Check(Subscription{Endpoint: "https://push.example.com/abc", P256dh: tt.p256dh, Auth: tt.auth}), tt.want)
		})
	}
}

func TestEndpointsBecomeTheirOrigin(t *testing.T) {
	for in, want := range map[string]string{
		"https://Push.Example.com/AbC?d=%2B":  "https://push.example.com/AbC?d=%2B",
		"https://push.example.com:443/a%2Fb":  "https://push.example.com/a%2Fb",
		"https://push.example.com:8443/a":     "https://push.example.com:8443/a",
		"https://[2620:FE::FE]:443/a":         "https://[2620:fe::fe]/a",
		"https://push.example.com:80/a":       "https://push.example.com:80/a",
		"https://push.example.com/a:443/b/c=": "https://push.example.com/a:443/b/c=",
	} {
		got, err := parseEndpoint(in, false)
		if err != nil || got.String() != want {
			t.Errorf("parseEndpoint(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestPublicAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8":                true,
		"172.15.0.1":             true,
		"100.63.255.255":         true,
		"2607:f8b0::1":           true,
		"::ffff:8.8.8.8":         true,
		"64:ff9b::808:808":       true,
		"0.0.0.0":                false,
		"0.1.2.3":                false,
		"10.0.0.1":               false,
		"100.64.0.1":             false,
		"127.0.0.1":              false,
		"127.255.0.1":            false,
		"169.254.169.254":        false,
		"172.16.0.1":             false,
		"192.0.0.1":              false,
		"192.0.2.1":              false,
		"192.168.1.1":            false,
		"198.18.0.1":             false,
		"224.0.0.1":              false,
		"240.0.0.1":              false,
		"255.255.255.255":        false,
		"::":                     false,
		"::1":                    false,
		"::7f00:1":               false,
		"::ffff:127.0.0.1":       false,
		"::ffff:10.0.0.1":        false,
		"64:ff9b::7f00:1":        false,
		"64:ff9b::a9fe:a9fe":     false,
		"64:ff9b:1::808:808":     false,
		"2001:0:7f00:1::1":       false,
		"2001:db8::1":            false,
		"2002:7f00:1::1":         false,
		"fc00::1":                false,
		"fd12:3456::1":           false,
		"fe80::1":                false,
		"fec0::1":                false,
		"ff02::1":                false,
		"2607:f8b0::1%eth0":      false,
		"fe80::1%eth0":           false,
		"::ffff:169.254.169.254": false,
	} {
		if got := publicAddr(netip.MustParseAddr(address)); got != want {
			t.Errorf("publicAddr(%s) = %t, want %t", address, got, want)
		}
	}
}

func FuzzCheckLetsNoAddressOfTheHouseThrough(f *testing.F) {
	for _, s := range []string{"https://push.example.com/a", "https://[::ffff:127.0.0.1]/", "https://127.0.0.1.", "https://a%2eb.com", "https://localhost:443"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := parseEndpoint(s, false)
		if err != nil {
			return
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && !publicAddr(a) || u.Scheme != "https" || u.User != nil || !strings.Contains(u.Host, ".") && !strings.Contains(u.Host, ":") {
			t.Errorf("parseEndpoint(%q) = %q", s, u)
		}
		again, err := parseEndpoint(u.String(), false)
		if err != nil || again.String() != u.String() {
			t.Errorf("parseEndpoint(%q) = %q, %v, want itself", u, again, err)
		}
	})
}
