package notify_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/batonchat/baton/internal/notify"
)

func Example() {
	keys, err := notify.NewKeys([]byte("the installation's secret, of at least 32 bytes"))
	if err != nil {
		fmt.Println(err)
		return
	}
	pusher := notify.NewPusher(notify.Config{Keys: keys, Subject: "mailto:ops@example.com"})
	device := notify.Subscription{Endpoint: "https://localhost/abc"}

	fmt.Println(pusher.Check(device))
	err = pusher.Push(context.Background(), device, notify.Message{Payload: []byte("Ada waits"), Topic: "waiting", TTL: time.Minute, Urgent: true})
	fmt.Println(errors.Is(err, notify.ErrGone))
	// Output:
	// endpoint: this address is not on the public internet
	// false
}
