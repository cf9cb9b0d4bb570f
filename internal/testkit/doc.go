// Package testkit gives tests and benchmarks the real things that Baton leans on:
// a Postgres server, a Redis server, and a network between them that can fail.
//
// Servers run from temporary folders on free loopback ports with random passwords
// and durability on. Each is watched by a keeper (keeper.sh), which ends it and
// removes its folder when the test binary ends in any way, SIGKILL included. A
// package that wants the end to be orderly, and goroutine leaks to fail it, has
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
//
// A missing program fails the test with a sentence that says what to install; it
// never skips it.
package testkit
