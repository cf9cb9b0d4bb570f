//go:build !race

package faults_test

var buildFlags []string
