package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// Article gives an article of a site, drafts too.
func (s *Store) Article(ctx context.Context, site chat.SiteID, id chat.ArticleID) (Article, error) {
	return s.articleWhere(ctx, "site_id = ? AND id = ? AND deleted_at = 0", string(site), string(id))
}

// PublishedArticle gives an article of a site by its slug; a draft does not exist.
func (s *Store) PublishedArticle(ctx context.Context, site chat.SiteID, slug string) (Article, error) {
	return s.articleWhere(ctx, "site_id = ? AND slug = ? AND deleted_at = 0 AND NOT draft", string(site), slug)
}

func (s *Store) articleWhere(ctx context.Context, condition string, values ...any) (Article, error) {
	var row articleRow
	err := s.DB(ctx).Where(condition, values...).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Article{}, noArticle()
	}
	if err != nil {
		return Article{}, fmt.Errorf("read an article: %w", err)
	}
	return row.article(), nil
}

// ArticleQuery asks for a page of a site's articles.
type ArticleQuery struct {
	Site       chat.SiteID
	Published  bool   // leave drafts out
	Useful     bool   // those that helped most visitors first, and no further pages; else by title
	AfterTitle string // with AfterID: the last article of the page before
	AfterID    chat.ArticleID
	Limit      int
}

// ArticleSummary is an article in a list: without its body and phrasings, with what
// visitors thought of it.
type ArticleSummary struct {
	Article

	Helped    int
	NotHelped int
}

// Articles gives a page of a site's articles.
func (s *Store) Articles(ctx context.Context, q ArticleQuery) ([]ArticleSummary, error) {
	var rows []struct {
		Article   articleRow `gorm:"embedded"`
		Helped    int
		NotHelped int
	}
	db := s.DB(ctx).Table("articles a").Select(`a.site_id, a.id, a.slug, a.title, a.collection, a.language, a.draft, a.version, a.updated_at,
		(SELECT COUNT(*) FROM article_feedback f WHERE f.site_id = a.site_id AND f.article_id = a.id AND f.helped) AS helped,
		(SELECT COUNT(*) FROM article_feedback f WHERE f.site_id = a.site_id AND f.article_id = a.id AND NOT f.helped) AS not_helped`).
		Where("a.site_id = ? AND a.deleted_at = 0", string(q.Site))
	if q.Published {
		db = db.Where("NOT a.draft")
	}
	if q.Useful {
		db = db.Order("helped DESC, not_helped")
	} else if q.AfterID != "" {
		db = db.Where("a.title > ? OR a.title = ? AND a.id > ?", q.AfterTitle, q.AfterTitle, string(q.AfterID))
	}
	if err := db.Order("a.title, a.id").Limit(clampLimit(q.Limit)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the articles of site %s: %w", q.Site, err)
	}
	all := make([]ArticleSummary, len(rows))
	for i, r := range rows {
		all[i] = ArticleSummary{r.Article.article(), r.Helped, r.NotHelped}
	}
	return all, nil
}

// ArticleChanges is what happened to a site's articles after a version.
type ArticleChanges struct {
	Changed []Article // drafts too
	Deleted []chat.ArticleID
	Version int64 // ask for what comes after this one next
	More    bool  // there is more to ask for now
}

// maxChanges is how many changes are read at once, since each holds a whole article.
const maxChanges = 100

// ArticlesAfter gives what happened to a site's articles after a version, oldest
// first; 0 gives everything there is. Ask again while there is more.
func (s *Store) ArticlesAfter(ctx context.Context, site chat.SiteID, version int64) (ArticleChanges, error) {
	changes := ArticleChanges{Version: version}
	var rows []articleRow
	err := s.DB(ctx).Where("site_id = ? AND version > ?", string(site), version).Order("version").Limit(maxChanges).Find(&rows).Error
	if err != nil {
		return changes, fmt.Errorf("read the articles of site %s after %d: %w", site, version, err)
	}
	for _, r := range rows {
		changes.Version = r.Version
		if r.DeletedAt != 0 {
			changes.Deleted = append(changes.Deleted, chat.ArticleID(r.ID))
		} else {
			changes.Changed = append(changes.Changed, r.article())
		}
	}
	changes.More = len(rows) == maxChanges
	return changes, nil
}

// ArticleVersions gives the last number given to a change of an article, for every
// site.
func (s *Store) ArticleVersions(ctx context.Context) (map[chat.SiteID]int64, error) {
	var rows []siteRow
	if err := s.DB(ctx).Select("id", "article_version").Order("id").Limit(MaxSites).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the article versions: %w", err)
	}
	all := make(map[chat.SiteID]int64, len(rows))
	for _, r := range rows {
		all[chat.SiteID(r.ID)] = r.ArticleVersion
	}
	return all, nil
}
