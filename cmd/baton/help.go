package main

import (
	"strings"

	"github.com/batonchat/baton/internal/config"
)

// Help adds the settings to `baton serve --help`.
func (ServeCmd) Help() string {
	var b strings.Builder
	b.WriteString("Settings are environment variables:\n\n")
	if err := config.Help(&b); err != nil {
		return err.Error()
	}
	return b.String()
}
