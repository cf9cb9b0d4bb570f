//go:build race

package faults_test

// buildFlags make the program look for races too, since the tests do.
var buildFlags = []string{"-race"}
