package notify

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxAnswer is in bytes: how much of an answer is read, for the log.
const maxAnswer = 1 << 10

// ErrGone says that the push service does not know the device any more (404 or 410):
// forget it.
//
// 401 and 403 are not this. They are said when the keys are not those that the device
// subscribed with, but by RFC 8292, 4.2, for everything else that is wrong with a
// signature too, such as our clock or the subject: then it is not the device that is
// wrong, and to forget it would lose them all. Who wants to know of devices with other
// keys keeps Keys.Public beside each.
var ErrGone = errors.New("the push service does not know the device any more")

// BusyError says that the push service takes nothing for a while (429 or 503). Retry
// then, with other messages too.
type BusyError struct {
	After time.Duration // from now: what the service said, between a second and a day, or a minute if it did not say
}

func (e BusyError) Error() string {
	return fmt.Sprintf("the push service is busy for %s", e.After.Round(time.Second))
}

// judge tells from an answer what became of the message.
func judge(res *http.Response, now time.Time) error {
	said, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer)) // read also when all is well: then the connection can be used again
	switch {
	case res.StatusCode >= 200 && res.StatusCode <= 299:
		return nil
	case res.StatusCode == http.StatusNotFound, res.StatusCode == http.StatusGone:
		return ErrGone
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusServiceUnavailable:
		return BusyError{After: pause(res.Header.Get("Retry-After"), now)}
	case err != nil && len(said) == 0:
		return fmt.Errorf("the push service answered %d and broke off: %w", res.StatusCode, err)
	default:
		return fmt.Errorf("the push service answered %d: %q", res.StatusCode, strings.TrimSpace(string(said)))
	}
}

// pause reads a Retry-After, which is a number of seconds or a date.
func pause(header string, now time.Time) time.Duration {
	const least, usual, most = time.Second, time.Minute, 24 * time.Hour
	var d time.Duration
	if n, err := strconv.ParseUint(header, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		d = time.Duration(min(n, uint64(most/time.Second))) * time.Second
	} else if date, err := http.ParseTime(header); err == nil {
		d = date.Sub(now)
	} else {
		return usual
	}
	return min(max(d, least), most)
}
