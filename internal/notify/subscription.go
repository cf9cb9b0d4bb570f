package notify

import (
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxEndpoint is in bytes. The services of Google, Mozilla, Apple and Microsoft stay
// below 600.
const maxEndpoint = 2048

// Subscription is a device as its browser described it.
type Subscription struct {
	Endpoint string // where its push service takes messages for it: a secret
	P256dh   string // its public key, base64url
	Auth     string // the secret it shares with us, base64url
}

// target is a subscription that was understood.
type target struct {
	endpoint     *url.URL // as a browser writes it: the host in lower case, no default port
	p256dh, auth []byte
}

// Check refuses what no push service would have given out, and what leads into the
// house unless Config.Private allows it. A name may still lead there: that is found out
// when it is resolved to send. The error says which field is wrong, for the person who
// sent it.
func (p *Pusher) Check(s Subscription) error {
	_, err := p.parse(s)
	return err
}

func (p *Pusher) parse(s Subscription) (target, error) {
	endpoint, err := parseEndpoint(s.Endpoint, p.private)
	if err != nil {
		return target{}, fmt.Errorf("endpoint: %w", err)
	}
	p256dh, err := decode(s.P256dh, 65)
	if err != nil {
		return target{}, fmt.Errorf("p256dh: %w", err)
	}
	if _, err := ecdh.P256().NewPublicKey(p256dh); err != nil {
		return target{}, errors.New("p256dh: this is not an uncompressed point on the curve P-256")
	}
	auth, err := decode(s.Auth, 16)
	if err != nil {
		return target{}, fmt.Errorf("auth: %w", err)
	}
	return target{endpoint, p256dh, auth}, nil
}

func parseEndpoint(s string, private bool) (*url.URL, error) {
	if len(s) > maxEndpoint {
		return nil, fmt.Errorf("this address has %d bytes, at most %d are allowed", len(s), maxEndpoint)
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Hostname() == "":
		return nil, errors.New("this is not a complete address, such as https://push.example.com/abc")
	case u.Scheme != "https" && (!private || u.Scheme != "http"):
		return nil, errors.New("this address must begin with https://")
	case u.User != nil:
		return nil, errors.New("this address must not have a user name in it")
	case strings.Contains(s, "#"):
		return nil, errors.New("this address must not have a part after #")
	case !validPort(u.Port()) || strings.HasSuffix(u.Host, ":"):
		return nil, errors.New("the port of this address must be a number from 1 to 65535")
	case !private && !publicHost(u.Hostname()):
		return nil, errors.New("this address is not on the public internet")
	}
	// The signature names the origin and must agree to the letter with what the push service takes for its own.
	u.Host = strings.ToLower(u.Host)
	if u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80" {
		u.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	return u, nil
}

func validPort(s string) bool {
	if s == "" {
		return true
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

// decode reads base64url with or without padding, of so many bytes.
func decode(s string, size int) ([]byte, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(strings.TrimRight(s, "="))
	if err != nil || strings.ContainsAny(s, "\r\n") { // which the decoder passes over
		return nil, errors.New("this is not base64url")
	}
	if len(b) != size {
		return nil, fmt.Errorf("this has %d bytes, it must have %d", len(b), size)
	}
	return b, nil
}

// inHouse are top-level names that no public name server knows or that do not name hosts.
var inHouse = []string{"localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "arpa"}

// publicHost tells whether a host may be on the public internet, by what it is called.
func publicHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return publicAddr(a)
	}
	labels := strings.Split(strings.ToLower(host), ".")
	top := labels[len(labels)-1]
	if len(labels) < 2 || slices.Contains(inHouse, top) || slices.ContainsFunc(labels, badLabel) {
		return false
	}
	return top[0] >= 'a' // not a digit: some resolvers read 127.1 and 0x7f000001 as addresses
}

func badLabel(s string) bool {
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}
	return s == "" || len(s) > 63 || strings.ContainsFunc(s, odd)
}

// special are the addresses within the space of global unicast that lead to nobody or
// to somebody near: RFC 6890 and its registry at IANA.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared by the customers of a carrier
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"), // Teredo and others
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4, with any address inside
	netip.MustParsePrefix("3fff::/20"),
}

var (
	global = netip.MustParsePrefix("2000::/3")     // the only part of IPv6 that was given out
	nat64  = netip.MustParsePrefix("64:ff9b::/96") // an IPv4 address, seen from an IPv6 network
)

// publicAddr tells whether an address is somebody's on the public internet.
func publicAddr(a netip.Addr) bool {
	a = a.Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Is6() && !global.Contains(a) || a.Zone() != "" {
		return false
	}
	in := func(p netip.Prefix) bool { return p.Contains(a) }
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(special, in)
}
