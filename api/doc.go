// Package api is Baton's edge to browsers and programs: the REST operations of
// openapi.yaml, signing in, and the serving of both front ends.
package api

//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen.yaml openapi.yaml
//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen-server.yaml openapi.yaml
