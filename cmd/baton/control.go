package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/batonchat/baton/chat"
)

// While a server has the data folder, commands reach its database through a socket in
// that folder. Whoever may enter the folder of the socket is the operator: it belongs
// to the server's own user alone.

const (
	controlFolder  = "control"
	controlName    = "baton.sock"
	maxControlBody = 64 << 10
)

// controlPath is the socket of a data folder. Addresses of sockets are short (some 100
// bytes), so a deep folder is named from here.
func controlPath(dataDir string) string {
	path := filepath.Join(dataDir, controlFolder, controlName)
	here, err := os.Getwd()
	if err != nil || len(path) < 100 {
		return path
	}
	if relative, err := filepath.Rel(here, path); err == nil && len(relative) < len(path) {
		return relative
	}
	return path
}

// serveControl answers the operator's commands until ctx ends. The caller holds the
// folder's lock, so a socket that is left there is that of a dead process.
func serveControl(ctx context.Context, dataDir string, to accounts, log *slog.Logger) error {
	path := controlPath(dataDir)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder for commands: %w", err)
	}
	if err := os.Chmod(filepath.Dir(path), 0o700); err != nil { //nolint:gosec // a folder is entered, not run
		return fmt.Errorf("close the folder for commands to others: %w", err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the socket of a dead process: %w", err)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "unix", path)
	if err != nil {
		// Serving visitors matters more than a command that can wait.
		log.WarnContext(ctx, "commands cannot reach this server", slog.Any("err", err))
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /admins", func(w http.ResponseWriter, r *http.Request) { answerAdmin(w, r, to, log) })
	return serveUntil(ctx, l, mux)
}

// controlAnswer is one of the two.
type controlAnswer struct {
	Admin   *adminCreated   `json:"admin,omitempty"`
	Refused *controlRefusal `json:"refused,omitempty"`
}

// controlRefusal is a chat.Error on its way to the command.
type controlRefusal struct {
	Code  chat.Code `json:"code"`
	Say   string    `json:"say"`
	Field string    `json:"field,omitempty"`
}

// answerAdmin adds an admin for `baton admin create`.
func answerAdmin(w http.ResponseWriter, r *http.Request, to accounts, log *slog.Logger) {
	answer := addAdmin(w, r, to, log)
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		log.Warn("a command hung up before it was answered", slog.Any("err", err))
	}
}

func addAdmin(w http.ResponseWriter, r *http.Request, to accounts, log *slog.Logger) controlAnswer {
	var request adminRequest
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControlBody))
	body.DisallowUnknownFields()
	if err := body.Decode(&request); err != nil {
		return controlAnswer{Refused: &controlRefusal{Code: chat.Invalid, Say: "The command cannot be read. Use the same version of baton as the server."}}
	}
	created, err := createAdmin(r.Context(), to, request)
	if err == nil {
		log.Info("an admin was added by command")
		return controlAnswer{Admin: &created}
	}
	if refusal, ok := errors.AsType[*chat.Error](err); ok {
		return controlAnswer{Refused: &controlRefusal{refusal.Code, refusal.Say, refusal.Field}}
	}
	log.Error("an admin could not be added by command", slog.Any("err", err))
	return controlAnswer{Refused: &controlRefusal{Code: chat.Internal, Say: "The server could not do it; its log says why."}}
}

// askServer has the running server add an admin.
func askServer(ctx context.Context, dataDir string, request adminRequest) (adminCreated, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	b, err := json.Marshal(request) //nolint:gosec // the password goes to the server over the operator's own socket
	if err != nil {
		return adminCreated{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://baton/admins", bytes.NewReader(b))
	if err != nil {
		return adminCreated{}, err
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", controlPath(dataDir))
	}}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return adminCreated{}, fmt.Errorf("ask the server that uses %s (run this as the server's user): %w", dataDir, err)
	}
	defer res.Body.Close()
	var answer controlAnswer
	if err := json.NewDecoder(io.LimitReader(res.Body, maxControlBody)).Decode(&answer); err != nil {
		return adminCreated{}, fmt.Errorf("read the server's answer: %w", err)
	}
	switch {
	case answer.Admin != nil:
		return *answer.Admin, nil
	case answer.Refused != nil:
		return adminCreated{}, &chat.Error{Code: answer.Refused.Code, Say: answer.Refused.Say, Field: answer.Refused.Field}
	default:
		return adminCreated{}, fmt.Errorf("the server answered %s without a reason", res.Status)
	}
}
