// Package api is Baton's edge to browsers and programs: the REST operations of
// openapi.yaml, signing in, and the serving of both front ends.
//
// It promises that every request is checked before a handler sees it (shape, size,
// rate, origin, who asks and whether they may), that every failure has one shape with
// a sentence for the person and an id for the log, and that neither answers nor logs
// hold what they should not.
//
// The rules of conversations are chat's, their life is the desk's, live updates are
// api/ws. What the handlers need is named in ports.go and joined by package cmd.
package api

//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen.yaml openapi.yaml
//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen-server.yaml openapi.yaml
