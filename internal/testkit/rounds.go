package testkit

import (
	"flag"
	"os"
	"strconv"
	"testing"
)

// RoundsEnv names the variable that lengthens every random or repeated test: 20
// plays twenty times as many rounds. make soak sets it.
const RoundsEnv = "BATON_ROUNDS"

// Rounds returns how many rounds a test should play: few, the number that is
// enough for every commit, times the factor in RoundsEnv.
func Rounds(tb testing.TB, few int) int {
	tb.Helper()
	text, ok := os.LookupEnv(RoundsEnv)
	if !ok {
		return few
	}
	factor, err := strconv.Atoi(text)
	if err != nil || factor < 1 {
		tb.Fatalf("%s=%q must be a whole number from 1: how many times the usual rounds to play", RoundsEnv, text)
	}
	return few * factor
}

// Checks has rapid play so many cases for this test, times the factor in RoundsEnv: for
// properties whose cases are dear.
func Checks(tb testing.TB, few int) {
	tb.Helper()
	f := flag.Lookup("rapid.checks")
	if f == nil {
		tb.Fatal("this package does not use rapid")
	}
	before := f.Value.String()
	tb.Cleanup(func() { _ = f.Value.Set(before) })
	if err := f.Value.Set(strconv.Itoa(Rounds(tb, few))); err != nil {
		tb.Fatal(err)
	}
}
