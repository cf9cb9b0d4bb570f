package testkit

import (
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
