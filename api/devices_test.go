package api_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// drawer holds the phones of the house, one for each person to begin with, and the push
// service that reaches them.
type drawer struct {
	clock func() time.Time

	mu      sync.Mutex // guards what follows
	devices []store.Device
	refuses error    // what the push service says
	sent    []string // devices that were sent something
}

func newDrawer(clock func() time.Time, whose ...chat.AgentID) *drawer {
	d := &drawer{clock: clock}
	for _, a := range whose {
		d.devices = append(d.devices, store.Device{ID: "device-" + string(a), Agent: a, Name: "Phone", Endpoint: "https://push.example/" + string(a), AddedAt: clock()})
	}
	return d
}

func (d *drawer) Devices(_ context.Context, a chat.AgentID) ([]store.Device, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.devices), func(x store.Device) bool { return x.Agent != a }), nil
}

func (d *drawer) Device(ctx context.Context, a chat.AgentID, id string) (store.Device, error) {
	all, _ := d.Devices(ctx, a)
	if i := slices.IndexFunc(all, func(x store.Device) bool { return x.ID == id }); i >= 0 {
		return all[i], nil
	}
	return store.Device{}, chat.Refuse(chat.NotFound, "This device was removed.")
}

func (d *drawer) AddDevice(_ context.Context, x store.Device) (store.Device, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x.ID, x.AddedAt = chat.NewID(), d.clock()
	d.devices = append(slices.DeleteFunc(d.devices, func(old store.Device) bool { return old.Endpoint == x.Endpoint }), x)
	return x, nil
}

func (d *drawer) RemoveDevice(_ context.Context, a chat.AgentID, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.devices = slices.DeleteFunc(d.devices, func(x store.Device) bool { return x.ID == id && x.Agent == a })
	return nil
}

func (d *drawer) Key() string { return "the key of the house" }

func (d *drawer) Check(x store.Device) error {
	if x.Endpoint == "https://localhost/" {
		return errors.New("its address is not a public one")
	}
	return nil
}

func (d *drawer) Test(_ context.Context, x store.Device) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = append(d.sent, x.ID)
	return d.refuses
}

func TestPeopleAddTryAndRemoveDevices(t *testing.T) {
	h := newHouse(t, nil)
	list := func() wire.DeviceList {
		t.Helper()
		return read[wire.DeviceList](h.as(ada, http.MethodGet, "/me/devices", "").want(http.StatusOK))
	}
	if got := list(); got.Key != "the key of the house" || len(got.Devices) != 1 || got.Devices[0].ID != "device-agent-ada-1" {
		t.Errorf("at first: %+v", got)
	}
	added := read[wire.Device](h.as(ada, http.MethodPost, "/me/devices", `{"name":" Tablet ","endpoint":"https://push.example/tablet","p256dh":"key","auth":"secret"}`).want(http.StatusCreated))
	if got := list(); added.Name != "Tablet" || len(got.Devices) != 2 || got.Devices[1] != added {
		t.Errorf("added %+v, listed %+v", added, got)
	}
	kept, err := h.drawer.Device(t.Context(), ada, added.ID)
	if err != nil || kept.Session == "" || kept.P256dh != "key" || kept.Auth != "secret" {
		t.Errorf("kept as %+v (%v), want it with the sign-in that added it", kept, err)
	}
	if !slices.Contains(h.refreshed, ada) {
		t.Error("nobody was told that Ada can be asked on a device now")
	}
	for name, c := range map[string]struct {
		body  string
		field string
	}{
		"a name of spaces":    {`{"name":"  ","endpoint":"https://push.example/x","p256dh":"key","auth":"secret"}`, "name"},
		"an address at home":  {`{"name":"Phone","endpoint":"https://localhost/","p256dh":"key","auth":"secret"}`, "endpoint"},
		"no key":              {`{"name":"Phone","endpoint":"https://push.example/x","auth":"secret"}`, "p256dh"},
		"a name without end":  {`{"name":"` + strings.Repeat("x", 81) + `","endpoint":"https://push.example/x","p256dh":"key","auth":"secret"}`, "name"},
		"something else more": {`{"name":"Phone","endpoint":"https://push.example/x","p256dh":"key","auth":"secret","agent":"agent-ben-1"}`, "agent"},
	} {
		if say := h.as(ada, http.MethodPost, "/me/devices", c.body).wantError(http.StatusBadRequest, chat.Invalid, c.field); say == "" {
			t.Errorf("%s is refused without a word", name)
		}
	}
	test := "/me/devices/" + added.ID + "/test"
	h.as(ada, http.MethodPost, test, "").want(http.StatusNoContent)
	h.drawer.refuses = chat.Refuse(chat.NotFound, "The push service does not know this device any more.")
	h.as(ada, http.MethodPost, test, "").want(http.StatusNotFound)
	if len(h.drawer.sent) != 2 {
		t.Errorf("sent to %v", h.drawer.sent)
	}
	h.as(ada, http.MethodDelete, "/me/devices/"+added.ID, "").want(http.StatusNoContent)
	h.as(ada, http.MethodDelete, "/me/devices/"+added.ID, "").want(http.StatusNotFound)
	if got := list(); len(got.Devices) != 1 {
		t.Errorf("after removing: %+v", got)
	}
}
