package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/config"
	"github.com/batonchat/baton/internal/store"
)

// AdminCmd looks after admins.
type AdminCmd struct {
	Create AdminCreateCmd `cmd:"" help:"Add an admin, also while the server runs."`
}

// AdminCreateCmd adds an admin.
type AdminCreateCmd struct {
	Email        string `required:"" placeholder:"NAME@EXAMPLE.COM" help:"What they sign in with."`
	Name         string `required:"" help:"What visitors call them."`
	PasswordFile string `placeholder:"FILE" help:"File that holds the password; - reads it from the input. Without it one is made up and shown."`
}

// adminRequest is somebody who is to be an admin. An empty password is made up.
type adminRequest struct {
	Email    string `json:"email"`
	Name     string `json:"name"`
	Password string `json:"password,omitempty"`
}

// adminCreated is what became of it.
type adminCreated struct {
	Email    string `json:"email"`
	Password string `json:"password,omitempty"` // only if it was made up
}

// accounts is where admins are added.
type accounts interface {
	CreateAgent(ctx context.Context, a agent.Agent) (agent.Agent, error)
}

// Run adds the admin, through the running server if there is one on this data folder.
func (cmd AdminCreateCmd) Run(ctx context.Context, sh *shell) error {
	cfg, err := config.Read(sh.environ)
	if err != nil {
		return err
	}
	request := adminRequest{Email: cmd.Email, Name: cmd.Name}
	if request.Password, err = cmd.password(sh.in); err != nil {
		return err
	}
	created, err := cmd.create(ctx, cfg, sh, request)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.out, "%s is an admin now.\n", created.Email)
	if created.Password != "" {
		fmt.Fprintf(sh.out, "Password: %s (shown only now; change it after signing in)\n", created.Password)
	}
	return nil
}

func (cmd AdminCreateCmd) create(ctx context.Context, cfg config.Config, sh *shell, request adminRequest) (adminCreated, error) {
	s, err := openStore(ctx, cfg, sh, false)
	if errors.Is(err, store.ErrInUse) {
		return askServer(ctx, cfg.DataDir, request)
	}
	if err != nil {
		return adminCreated{}, err
	}
	if err := s.Migrate(ctx); err != nil {
		return adminCreated{}, errors.Join(err, s.Close())
	}
	created, err := createAdmin(ctx, s, request)
	return created, errors.Join(err, s.Close())
}

// maxPasswordFile is more than any password; a wrong path is noticed.
const maxPasswordFile = 4096

// password reads the password, if the operator gives one.
func (cmd AdminCreateCmd) password(in io.Reader) (string, error) {
	if cmd.PasswordFile == "" {
		return "", nil
	}
	if cmd.PasswordFile != "-" {
		f, err := os.Open(cmd.PasswordFile)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxPasswordFile))
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	password := strings.TrimRight(string(b), "\r\n")
	if password == "" {
		return "", chat.RefuseField("password", "The password is empty. Leave --password-file out to have one made up.")
	}
	return password, nil
}

// createAdmin adds an admin with a new account.
func createAdmin(ctx context.Context, to accounts, request adminRequest) (adminCreated, error) {
	created := adminCreated{Email: request.Email}
	if request.Password == "" {
		request.Password = auth.MakeUpPassword()
		created.Password = request.Password
	}
	if err := auth.CheckPassword("password", request.Password, request.Email, request.Name); err != nil {
		return adminCreated{}, err
	}
	hash, err := auth.NewPasswords(1).Hash(ctx, request.Password)
	if err != nil {
		return adminCreated{}, err
	}
	a, err := to.CreateAgent(ctx, agent.Agent{Email: request.Email, Name: request.Name, Role: agent.RoleAdmin, Capacity: 4, PasswordHash: hash})
	if err != nil {
		return adminCreated{}, err
	}
	created.Email = a.Email
	return created, nil
}
