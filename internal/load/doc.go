// Package load plays visitors and agents over real sockets, as `baton load` and
// the benchmark do. It only ever talks to loopback addresses, stops by itself,
// and counts what was acknowledged and delivered, never what was merely sent.
package load

import (
	"fmt"
	"net"
	"net/url"
)

// Loopback refuses every address that is not this machine's own.
func Loopback(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%q is not an address", address)
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%s is not on this machine: load is played against loopback addresses only", host)
}
