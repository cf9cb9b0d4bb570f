package main

import (
	"fmt"

	"github.com/batonchat/baton/internal/config"
)

// CheckConfigCmd checks the environment.
type CheckConfigCmd struct {
	List     bool `help:"List all settings with their defaults and meanings instead." xor:"form"`
	Markdown bool `help:"The same as a Markdown table." xor:"form"`
}

// Run prints what is in force, or everything that is wrong.
func (cmd CheckConfigCmd) Run(sh *shell) error {
	switch {
	case cmd.Markdown:
		return config.Markdown(sh.out)
	case cmd.List:
		return config.Help(sh.out)
	}
	cfg, err := config.Read(sh.environ)
	if err != nil {
		return err
	}
	if err := cfg.Print(sh.out); err != nil {
		return err
	}
	for _, warning := range cfg.Warnings() {
		fmt.Fprintf(sh.out, "\nNote: %s\n", warning)
	}
	fmt.Fprintln(sh.out, "\nThe configuration is right.")
	return nil
}
