package main

import (
	"context"
	"fmt"
	"time"

	"github.com/batonchat/baton/internal/testkit"
)

func measureBaton(_ context.Context, _ string, _ *testkit.PostgresServer, _ talk, _ time.Duration, _ int) error {
	fmt.Println()
	return nil
}
