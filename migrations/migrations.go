// Package migrations holds the numbered SQL that makes Baton's schema, one
// folder per dialect. The files are the one source of truth for the schema.
package migrations

import "embed"

// Files holds sqlite/*.sql and postgres/*.sql in goose's format.
//
//go:embed sqlite/*.sql postgres/*.sql
var Files embed.FS
