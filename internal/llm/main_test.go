package llm

import (
	"testing"

	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }
