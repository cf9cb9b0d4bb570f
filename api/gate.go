package api

import (
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/internal/store"
)

// VisitorCaller is a visitor who was recognised, with their site.
type VisitorCaller struct {
	policy.Principal

	Site    store.Site
	Visitor store.Visitor
}
