package main

import (
	"context"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing/topic"
)

// topics knows by what a site's visitors may be told apart. A detector takes a tenth of
// a second to make and some megabytes to keep.
type topics struct {
	store *store.Store

	mu   sync.Mutex // guards made, and is held while one is made
	made *lru.Cache[topicsOf, *topic.Detector]
}

// topicsOf names a state of a site's topics. Baton's own are the same everywhere.
type topicsOf struct {
	site    chat.SiteID
	version int64
}

const keptDetectors = 32

func newTopics(s *store.Store) *topics {
	made, err := lru.New[topicsOf, *topic.Detector](keptDetectors)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &topics{store: s, made: made}
}

// detector gives the detector of a site's topics as they are stored now.
func (t *topics) detector(ctx context.Context, site chat.SiteID) (*topic.Detector, error) {
	stored, err := t.store.Topics(ctx, site)
	if err != nil {
		return nil, err
	}
	key := topicsOf{site, stored.Version}
	if stored.Version == 0 {
		key.site = ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if d, known := t.made.Get(key); known {
		return d, nil
	}
	d := topic.New(topic.Looked(stored.Topics))
	t.made.Add(key, d)
	return d, nil
}
