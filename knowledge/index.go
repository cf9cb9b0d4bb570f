package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Index finds passages in the articles of many sites, each site apart from the
// others. It is safe for concurrent use.
type Index struct {
	folder string        // "" keeps everything in memory
	filled chan struct{} // closed once there is something to search
	fill   sync.Once

	mu      sync.Mutex // guards shelves and closed; never held while a shelf works
	shelves map[string]*slot
	closed  bool
}

// slot is a site's place for its shelf, which the first to need it opens.
type slot struct {
	open  sync.Once
	shelf *shelf
	err   error
}

// errClosed is what a search meets after Close.
var errClosed = errors.New("the index of articles is closed")

// Open makes an index that lives in folder (made if missing), or in memory if
// folder is "". It returns at once: what the folder holds is read when a site is
// first used, and a search in an empty index waits until the first Sync or Put
// is done, or its context ends.
func Open(folder string) (*Index, error) {
	x := &Index{folder: folder, filled: make(chan struct{}), shelves: map[string]*slot{}}
	if folder == "" {
		return x, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for the index of articles: %w", err)
	}
	stored, err := x.stored()
	if err != nil {
		return nil, err
	}
	if len(stored) > 0 {
		x.fill.Do(func() { close(x.filled) })
	}
	return x, nil
}

// Sync makes the index hold exactly these articles, of all sites: it takes those
// whose version it does not have and drops those that are not listed. Articles
// that are not valid are left out and reported; the others are taken all the same.
func (x *Index) Sync(ctx context.Context, articles []Article) error {
	bySite := map[string][]Article{}
	var wrong []error
	for _, a := range articles {
		if err := a.Validate(); err != nil {
			wrong = append(wrong, err)
			continue
		}
		bySite[a.Site] = append(bySite[a.Site], a)
	}
	if err := x.dropOthers(bySite); err != nil {
		return errors.Join(append(wrong, err)...)
	}
	for _, site := range slices.Sorted(maps.Keys(bySite)) {
		if err := x.SyncSite(ctx, site, bySite[site]); err != nil {
			return errors.Join(append(wrong, err)...)
		}
	}
	x.fill.Do(func() { close(x.filled) })
	return errors.Join(wrong...)
}

// SyncSite is Sync for one site; the articles must all belong to it.
func (x *Index) SyncSite(ctx context.Context, site string, articles []Article) error {
	s, err := x.shelf(ctx, site)
	if err != nil {
		return err
	}
	have := s.versions()
	var puts []Article
	for _, a := range articles {
		if a.Site != site {
			return fmt.Errorf("article %s belongs to site %s, not to %s", a.ID, a.Site, site)
		}
		if v, ok := have[a.ID]; !ok || v != a.Version {
			puts = append(puts, a)
		}
		delete(have, a.ID)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.change(puts, slices.Sorted(maps.Keys(have))); err != nil {
		return fmt.Errorf("articles of site %s: %w", site, err)
	}
	return nil
}

// Put adds articles or replaces those with the same ids.
func (x *Index) Put(ctx context.Context, articles ...Article) error {
	bySite := map[string][]Article{}
	for _, a := range articles {
		if err := a.Validate(); err != nil {
			return err
		}
		bySite[a.Site] = append(bySite[a.Site], a)
	}
	for _, site := range slices.Sorted(maps.Keys(bySite)) {
		s, err := x.shelf(ctx, site)
		if err != nil {
			return err
		}
		if err := s.change(bySite[site], nil); err != nil {
			return fmt.Errorf("articles of site %s: %w", site, err)
		}
	}
	x.fill.Do(func() { close(x.filled) })
	return nil
}

// Delete forgets articles of a site; those it does not have are no mistake.
func (x *Index) Delete(ctx context.Context, site string, ids ...string) error {
	s, ok, err := x.existing(ctx, site)
	if !ok || err != nil {
		return err
	}
	if err := s.change(nil, ids); err != nil {
		return fmt.Errorf("articles of site %s: %w", site, err)
	}
	return nil
}

// Newest gives the highest version of the site's articles, 0 if it has none: the
// place from which to catch up.
func (x *Index) Newest(ctx context.Context, site string) (int64, error) {
	s, ok, err := x.existing(ctx, site)
	if !ok || err != nil {
		return 0, err
	}
	newest := int64(0)
	for _, v := range s.versions() {
		newest = max(newest, v)
	}
	return newest, nil
}

// Search gives the passages that fit the query best, at most limit and no two of
// one article, best first; drafts are never among them. Lang (ISO 639-1 or "")
// is the query's language; articles in that language come before equally good
// ones in others.
func (x *Index) Search(ctx context.Context, site, query, lang string, limit int) ([]Passage, error) {
	select {
	case <-x.filled:
	case <-ctx.Done():
		return nil, fmt.Errorf("the articles are still being read: %w", ctx.Err())
	}
	if limit <= 0 {
		return nil, nil
	}
	s, ok, err := x.existing(ctx, site)
	if !ok || err != nil {
		return nil, err
	}
	return s.search(ctx, query, lang, limit)
}

// Close frees everything; a search that runs meanwhile may fail.
func (x *Index) Close() error {
	x.mu.Lock()
	open := x.shelves
	x.shelves, x.closed = map[string]*slot{}, true
	x.mu.Unlock()
	var errs []error
	for _, s := range open {
		s.open.Do(func() { s.err = errClosed })
		if s.shelf != nil {
			errs = append(errs, s.shelf.close())
		}
	}
	return errors.Join(errs...)
}

// shelf gives the site's shelf, opening it if nobody has yet.
func (x *Index) shelf(ctx context.Context, site string) (*shelf, error) {
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		return nil, errClosed
	}
	at := x.shelves[site]
	if at == nil {
		at = &slot{}
		x.shelves[site] = at
	}
	x.mu.Unlock()
	at.open.Do(func() {
		// Others wait for this opening, so one impatient caller must not end it.
		at.shelf, at.err = openShelf(context.WithoutCancel(ctx), x.path(site))
	})
	if at.err != nil {
		return nil, fmt.Errorf("open the index of site %s: %w", site, at.err)
	}
	return at.shelf, nil
}

// existing gives the site's shelf if the site has one: asking about a site must
// not make one.
func (x *Index) existing(ctx context.Context, site string) (s *shelf, ok bool, err error) {
	x.mu.Lock()
	known := x.closed || x.shelves[site] != nil
	x.mu.Unlock()
	if !known {
		if x.folder == "" {
			return nil, false, nil
		}
		if _, err := os.Stat(x.path(site)); errors.Is(err, os.ErrNotExist) {
			return nil, false, nil
		}
	}
	s, err = x.shelf(ctx, site)
	return s, err == nil, err
}

// path is the folder of a site's shelf. Site ids may hold signs that no file
// name may, so they are hashed.
func (x *Index) path(site string) string {
	if x.folder == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(site))
	return filepath.Join(x.folder, hex.EncodeToString(sum[:16]))
}

// stored lists the shelves' folders.
func (x *Index) stored() ([]string, error) {
	entries, err := os.ReadDir(x.folder)
	if err != nil {
		return nil, fmt.Errorf("read the folder of the index of articles: %w", err)
	}
	var out []string
	for _, e := range entries {
		if _, err := hex.DecodeString(e.Name()); err == nil && e.IsDir() && len(e.Name()) == 32 {
			out = append(out, filepath.Join(x.folder, e.Name()))
		}
	}
	return out, nil
}

// dropOthers empties the shelves of sites that are not among the given ones.
func (x *Index) dropOthers(sites map[string][]Article) error {
	keep := map[string]bool{}
	for site := range sites {
		keep[x.path(site)] = true
	}
	x.mu.Lock()
	gone := map[string]*slot{}
	for site, s := range x.shelves {
		if _, ok := sites[site]; !ok {
			gone[site] = s
			delete(x.shelves, site)
		}
	}
	x.mu.Unlock()
	for _, s := range gone {
		s.open.Do(func() { s.err = errClosed })
		if s.shelf == nil {
			continue
		}
		if err := s.shelf.close(); err != nil {
			return err
		}
	}
	if x.folder == "" {
		return nil
	}
	stored, err := x.stored()
	if err != nil {
		return err
	}
	for _, path := range stored {
		if !keep[path] {
			if err := os.RemoveAll(path); err != nil {
				return fmt.Errorf("remove the index of a site that is gone: %w", err)
			}
		}
	}
	return nil
}
