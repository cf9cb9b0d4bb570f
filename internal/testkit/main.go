package testkit

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// indexers are the goroutines that bleve starts when it is imported and never ends.
var indexers = goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker")

// Main runs a package's tests, ends the servers they started, and fails the
// package if a goroutine is left over. Call it from TestMain; it does not return.
func Main(m *testing.M) {
	code := m.Run()
	if err := stopPostgres(); err != nil {
		fmt.Fprintln(os.Stderr, "testkit:", err)
		code = max(code, 1)
	}
	if code == 0 { // after a failure leaks are noise
		if err := goleak.Find(indexers); err != nil {
			fmt.Fprintln(os.Stderr, "testkit: goroutines outlived the tests:", err)
			code = 1
		}
	}
	os.Exit(code)
}
