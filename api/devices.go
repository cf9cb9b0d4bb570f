package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func wireDevice(d store.Device) wire.Device {
	return wire.Device{ID: d.ID, Name: d.Name, Endpoint: d.Endpoint, AddedAt: d.AddedAt, ReachedAt: d.ReachedAt}
}

// ListDevices implements route.ServerInterface.
func (s *Server) ListDevices(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		all, err := s.ports.Devices.Devices(ctx, who.Agent)
		out := wire.DeviceList{Key: s.ports.Pusher.Key(), Devices: make([]wire.Device, len(all))}
		for i, d := range all {
			out.Devices[i] = wireDevice(d)
		}
		return out, err
	})
}

// AddDevice implements route.ServerInterface.
func (s *Server) AddDevice(c *gin.Context) {
	act(s, c, http.StatusCreated, func(ctx context.Context, who caller, body wire.NewDevice) (any, error) {
		d := store.Device{Agent: who.Agent, Session: who.Session, Name: strings.TrimSpace(body.Name), Endpoint: body.Endpoint, P256dh: body.P256Dh, Auth: body.Auth}
		if d.Name == "" {
			return nil, chat.RefuseField("name", "Give the device a name by which you know it again.")
		}
		if err := s.ports.Pusher.Check(d); err != nil {
			return nil, &chat.Error{Code: chat.Invalid, Field: "endpoint", Say: "This browser's push service cannot be used: " + err.Error() + ".", Err: err}
		}
		d, err := s.ports.Devices.AddDevice(ctx, d)
		if err != nil {
			return nil, err
		}
		return wireDevice(d), s.ports.Presence.Refresh(ctx, who.Agent)
	})
}

// RemoveDevice implements route.ServerInterface.
func (s *Server) RemoveDevice(c *gin.Context, id wire.DeviceID) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, _ nothing) (any, error) {
		if _, err := s.ports.Devices.Device(ctx, who.Agent, id); err != nil {
			return nil, err
		}
		if err := s.ports.Devices.RemoveDevice(ctx, who.Agent, id); err != nil {
			return nil, err
		}
		return nil, s.ports.Presence.Refresh(ctx, who.Agent)
	})
}

// TestDevice implements route.ServerInterface.
func (s *Server) TestDevice(c *gin.Context, id wire.DeviceID) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, _ nothing) (any, error) {
		d, err := s.ports.Devices.Device(ctx, who.Agent, id)
		if err != nil {
			return nil, err
		}
		return nil, s.ports.Pusher.Test(ctx, d)
	})
}
