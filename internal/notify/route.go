package notify

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// errInside says that a name led to an address that is not on the public internet.
var errInside = errors.New("it is not on the public internet")

// route sends requests to push services: directly, and then only to addresses on the
// public internet, or by the operator's proxy if the environment names one
// (HTTPS_PROXY, NO_PROXY).
//
// The proxy itself may be inside the house, as most are: the operator chose it, not a
// browser. It resolves the names, so that it has to refuse those that lead inside. The
// two ways share nothing, so that no endpoint can pass for the proxy.
type route struct {
	proxy           func(*http.Request) (*url.URL, error)
	direct, proxied http.RoundTripper
}

// newRoute makes a route. A nil resolver is the system's.
func newRoute(cfg Config, resolver *net.Resolver, proxy func(*http.Request) (*url.URL, error)) route {
	dialer := net.Dialer{Timeout: cfg.Timeout, Resolver: resolver}
	proxied := transport(dialer, cfg.Timeout)
	proxied.Proxy = proxy
	if !cfg.Private {
		dialer.Control = publicOnly
	}
	return route{proxy: proxy, direct: transport(dialer, cfg.Timeout), proxied: proxied}
}

func transport(dialer net.Dialer, timeout time.Duration) *http.Transport {
	return &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true, // which is left out otherwise when the dialer is ours
		TLSHandshakeTimeout:    timeout,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 16 << 10,
		DisableCompression:     true,
	}
}

// RoundTrip fills http.RoundTripper.
func (r route) RoundTrip(req *http.Request) (*http.Response, error) {
	via, err := r.proxy(req)
	switch {
	case err != nil:
		return nil, fmt.Errorf("find the proxy: %w", err)
	case via != nil:
		return r.proxied.RoundTrip(req)
	default:
		return r.direct.RoundTrip(req)
	}
}

// publicOnly is for net.Dialer.Control, which is called with the very address that is
// about to be dialled: between a check of the name and this, its owner could have
// changed where it leads.
func publicOnly(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("dial %s: %w", address, err)
	}
	if !publicAddr(a.Addr()) {
		return fmt.Errorf("%s: %w", a.Addr(), errInside)
	}
	return nil
}
