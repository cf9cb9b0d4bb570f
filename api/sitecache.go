package api

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// siteBelieved is how long a site's settings are used without reading them again:
// every page view of every host asks for them.
const siteBelieved = 5 * time.Second

// siteCache remembers sites by key, and keys that name none.
type siteCache struct {
	sites Sites
	now   func() time.Time

	mu    sync.Mutex // guards known
	known *simplelru.LRU[string, siteRead]
}

type siteRead struct {
	site store.Site
	err  error // a NotFound, or nil
	at   time.Time
}

func newSiteCache(sites Sites, now func() time.Time) *siteCache {
	known, err := simplelru.NewLRU[string, siteRead](4096, nil)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &siteCache{sites: sites, now: now, known: known}
}

// byKey gives the site with a public key.
func (s *siteCache) byKey(ctx context.Context, key string) (store.Site, error) {
	if !chat.ValidID(key) {
		return store.Site{}, policy.NoSite()
	}
	now := s.now()
	s.mu.Lock()
	read, ok := s.known.Get(key)
	s.mu.Unlock()
	if ok && now.Sub(read.at) <= siteBelieved && !now.Before(read.at) {
		return read.site, read.err
	}
	site, err := s.sites.SiteByKey(ctx, key)
	if err != nil && !chat.IsCode(err, chat.NotFound) {
		return store.Site{}, err
	}
	if err != nil {
		err = policy.NoSite()
	}
	s.mu.Lock()
	s.known.Add(key, siteRead{site, err, now})
	s.mu.Unlock()
	return site, err
}

// forget drops what is known of a site.
func (s *siteCache) forget(id chat.SiteID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range s.known.Keys() {
		if read, ok := s.known.Peek(key); ok && read.site.ID == id {
			s.known.Remove(key)
		}
	}
}
