package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/copilot"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/knowledge"
)

// library is a site's articles as the assistant searches them.
type library struct{ index *knowledge.Index }

func (l library) Search(ctx context.Context, site, query, lang string, limit int) ([]builtin.Passage, error) {
	found, err := l.index.Search(ctx, site, query, lang, limit)
	out := make([]builtin.Passage, len(found))
	for i, p := range found {
		out[i] = builtin.Passage(p)
	}
	return out, err
}

// shelf is the same for the copilot.
type shelf struct{ index *knowledge.Index }

func (s shelf) Search(ctx context.Context, site chat.SiteID, query, lang string, limit int) ([]copilot.Passage, error) {
	found, err := s.index.Search(ctx, string(site), query, lang, limit)
	out := make([]copilot.Passage, len(found))
	for i, p := range found {
		out[i] = copilot.Passage{Article: chat.ArticleID(p.ArticleID), Title: p.Title, Slug: p.Slug, Section: p.Section, Text: p.Text, Coverage: p.Coverage}
	}
	return out, err
}

// librarian keeps this node's index of articles up to date. Run it.
type librarian struct {
	store *store.Store
	index *knowledge.Index
	log   *slog.Logger
	wake  chan struct{} // capacity 1: articles changed here
	known map[chat.SiteID]int64
}

// catchUpEvery is how late another node's change of an article may be found.
const catchUpEvery = 5 * time.Second

func newLibrarian(s *store.Store, x *knowledge.Index, log *slog.Logger) *librarian {
	return &librarian{store: s, index: x, log: log, wake: make(chan struct{}, 1), known: map[chat.SiteID]int64{}}
}

// Wake says that articles changed.
func (l *librarian) Wake() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Run catches up until ctx ends.
func (l *librarian) Run(ctx context.Context) error {
	tick := time.NewTicker(catchUpEvery)
	defer tick.Stop()
	for {
		if err := l.catchUp(ctx); err != nil && ctx.Err() == nil {
			l.log.WarnContext(ctx, "the index of articles could not be brought up to date; trying again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-l.wake:
		}
	}
}

func (l *librarian) catchUp(ctx context.Context) error {
	versions, err := l.store.ArticleVersions(ctx)
	if err != nil {
		return err
	}
	for site, version := range versions {
		if _, ok := l.known[site]; !ok {
			if l.known[site], err = l.index.Newest(ctx, string(site)); err != nil {
				return err
			}
		}
		for l.known[site] < version {
			if err := l.site(ctx, site); err != nil {
				return err
			}
		}
	}
	if len(versions) == 0 {
		return l.index.Put(ctx) // nothing to find, so searches need not wait
	}
	return nil
}

func (l *librarian) site(ctx context.Context, site chat.SiteID) error {
	changes, err := l.store.ArticlesAfter(ctx, site, l.known[site])
	if err != nil {
		return err
	}
	articles := make([]knowledge.Article, len(changes.Changed))
	for i, a := range changes.Changed {
		articles[i] = knowledge.Article{ID: string(a.ID), Site: string(a.Site), Slug: a.Slug, Title: a.Title, Collection: a.Collection,
			Language: a.Language, Body: a.Body, Phrasings: a.Phrasings, Draft: a.Draft, UpdatedAt: a.UpdatedAt, Version: a.Version}
	}
	if err := l.index.Put(ctx, articles...); err != nil {
		return err
	}
	deleted := make([]string, len(changes.Deleted))
	for i, id := range changes.Deleted {
		deleted[i] = string(id)
	}
	if err := l.index.Delete(ctx, string(site), deleted...); err != nil {
		return err
	}
	l.known[site] = changes.Version
	return nil
}

// articles is the store's articles; what is changed here is found at once.
type articles struct {
	*store.Store

	librarian *librarian
}

func (a articles) SaveArticle(ctx context.Context, x store.Article, base int64) (store.Article, store.Saved, error) {
	defer a.librarian.Wake()
	return a.Store.SaveArticle(ctx, x, base)
}

func (a articles) SaveArticles(ctx context.Context, site chat.SiteID, all []store.Article) ([]store.SaveResult, error) {
	defer a.librarian.Wake()
	return a.Store.SaveArticles(ctx, site, all)
}

func (a articles) DeleteArticle(ctx context.Context, site chat.SiteID, id chat.ArticleID) error {
	defer a.librarian.Wake()
	return a.Store.DeleteArticle(ctx, site, id)
}
