package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// MaxArticle is how long an article's body may be, in bytes.
const MaxArticle = 1 << 20

// Article is one page of a site's help.
type Article struct {
	ID         chat.ArticleID // unique within the site
	Site       chat.SiteID
	Slug       string // its name in addresses, unique within the site
	Title      string
	Collection string
	Language   string   // ISO 639-1, empty if not known
	Body       string   // Markdown
	Phrasings  []string // questions that it answers, as visitors put them
	Draft      bool     // drafts are kept but never found by visitors
	UpdatedAt  time.Time
	Version    int64 // numbers the changes of all articles of the site
}

type articleRow struct {
	SiteID     string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	Slug       string
	Title      string
	Collection string
	Language   string
	Body       string
	Phrasings  []string `gorm:"serializer:json"`
	Draft      bool
	Version    int64
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
	DeletedAt  int64
}

func (articleRow) TableName() string { return "articles" }

func (r articleRow) article() Article {
	return Article{ID: chat.ArticleID(r.ID), Site: chat.SiteID(r.SiteID), Slug: r.Slug, Title: r.Title, Collection: r.Collection,
		Language: r.Language, Body: r.Body, Phrasings: r.Phrasings, Draft: r.Draft, UpdatedAt: moment(r.UpdatedAt), Version: r.Version}
}

func noArticle() error { return chat.Refuse(chat.NotFound, "This article does not exist.") }

// Saved says what became of an article that was saved.
type Saved string

// The outcomes of saving.
const (
	Created   Saved = "created"
	Updated   Saved = "updated"
	Unchanged Saved = "unchanged" // it was so already; it keeps its version
)

// SaveArticle stores an article under its id within its site, which may be empty for
// a new one. base is the version that the change was made on, 0 for any; when
// somebody else was first, or another article has the slug, it is a chat.Conflict.
// UpdatedAt and Version are set here.
func (s *Store) SaveArticle(ctx context.Context, a Article, base int64) (Article, Saved, error) {
	results, err := s.saveArticles(ctx, a.Site, base, []Article{a})
	if err != nil {
		return Article{}, "", err
	}
	return results[0].Article, results[0].Outcome, results[0].Err
}

// SaveResult is what became of one article of several.
type SaveResult struct {
	Article Article
	Outcome Saved
	Err     error // why it was refused; the others are stored all the same
}

// SaveArticles stores many articles of one site in one transaction, in order. What is
// wrong with one does not keep the others out.
func (s *Store) SaveArticles(ctx context.Context, site chat.SiteID, all []Article) ([]SaveResult, error) {
	return s.saveArticles(ctx, site, 0, all)
}

func (s *Store) saveArticles(ctx context.Context, site chat.SiteID, base int64, all []Article) ([]SaveResult, error) {
	var results []SaveResult
	err := s.Write(ctx, func(tx *gorm.DB) error {
		results = nil
		version, err := s.lockArticles(tx, site)
		if err != nil {
			return err
		}
		last := version
		for _, a := range all {
			a.Site = site
			result, err := s.saveArticle(tx, a, base, last+1)
			if err != nil {
				return err
			}
			if result.Err == nil && result.Outcome != Unchanged {
				last++
			}
			results = append(results, result)
		}
		if last == version {
			return nil
		}
		return tx.Exec("UPDATE sites SET article_version = ? WHERE id = ?", last, string(site)).Error
	})
	if err != nil {
		return nil, fmt.Errorf("save articles: %w", err)
	}
	return results, nil
}

// lockArticles locks the site's counter of article changes, so that the numbers come
// in the order of commits, and returns it.
func (s *Store) lockArticles(tx *gorm.DB, site chat.SiteID) (int64, error) {
	var row siteRow
	err := s.locked(tx).Select("id", "article_version").Where("id = ?", string(site)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, noSite()
	}
	return row.ArticleVersion, err
}

// saveArticle stores one article as the given version. The result's Err is a refusal,
// the other error the database's.
func (s *Store) saveArticle(tx *gorm.DB, a Article, base, version int64) (SaveResult, error) {
	refuse := func(err error) (SaveResult, error) { return SaveResult{Article: a, Err: err}, nil }
	a.ID = cmp.Or(a.ID, chat.ArticleID(chat.NewID()))
	a.Title, a.Collection = strings.TrimSpace(a.Title), strings.TrimSpace(a.Collection)
	if err := checkArticle(a); err != nil {
		return refuse(err)
	}
	var before []articleRow
	if err := tx.Where("site_id = ? AND id = ?", string(a.Site), string(a.ID)).Limit(1).Find(&before).Error; err != nil {
		return SaveResult{}, err
	}
	var rivals []string
	err := tx.Table("articles").Where("site_id = ? AND slug = ? AND deleted_at = 0 AND id <> ?", string(a.Site), a.Slug, string(a.ID)).
		Limit(1).Pluck("title", &rivals).Error
	if err != nil {
		return SaveResult{}, err
	}
	known := len(before) == 1 && before[0].DeletedAt == 0
	switch {
	case base != 0 && !known:
		return refuse(noArticle())
	case base != 0 && before[0].Version != base:
		return refuse(chat.Refuse(chat.Conflict, "Somebody else changed this article meanwhile. Reload it and make your change again."))
	case len(rivals) > 0:
		return refuse(&chat.Error{Code: chat.Conflict, Field: "slug",
			Say: fmt.Sprintf("The article %q has the address %q already. Choose another slug.", rivals[0], a.Slug)})
	case known && sameArticle(before[0].article(), a):
		return SaveResult{Article: before[0].article(), Outcome: Unchanged}, nil
	}
	now := micros(s.Now())
	row := articleRow{string(a.Site), string(a.ID), a.Slug, a.Title, a.Collection, a.Language, a.Body, append([]string{}, a.Phrasings...),
		a.Draft, version, now, now, 0}
	outcome := Created
	if len(before) == 1 { // known, or deleted before
		row.CreatedAt = before[0].CreatedAt
		if known {
			outcome = Updated
		}
		err = tx.Select("*").Updates(&row).Error
	} else {
		err = tx.Create(&row).Error
	}
	if err != nil {
		return SaveResult{}, err
	}
	return SaveResult{Article: row.article(), Outcome: outcome}, nil
}

func checkArticle(a Article) error {
	if a.Slug == "" {
		return chat.RefuseField("slug", "An article needs a slug: its name in addresses.")
	}
	if a.Title == "" {
		return chat.RefuseField("title", "An article needs a title.")
	}
	switch {
	case len(a.Body) > MaxArticle:
		return chat.RefuseField("body", "The text has %d bytes; an article may have %d (1 MiB). Split it.", len(a.Body), MaxArticle)
	case strings.ContainsRune(a.Body, 0) || !utf8.ValidString(a.Body):
		return chat.RefuseField("body", "The text is not valid UTF-8, or holds NUL characters. Save it as UTF-8 text.")
	}
	for _, p := range a.Phrasings {
		if err := chat.CheckLine("phrasings", p, 300); err != nil {
			return err
		}
	}
	return errors.Join(chat.CheckLine("title", a.Title, 200), chat.CheckLine("slug", a.Slug, 200),
		chat.CheckLine("collection", a.Collection, 100), chat.CheckLine("language", a.Language, 35))
}

func sameArticle(a, b Article) bool {
	return a.Slug == b.Slug && a.Title == b.Title && a.Collection == b.Collection && a.Language == b.Language && a.Body == b.Body &&
		a.Draft == b.Draft && slices.Equal(a.Phrasings, b.Phrasings)
}

// DeleteArticle deletes an article. Its number stays taken, so that other nodes learn
// of it.
func (s *Store) DeleteArticle(ctx context.Context, site chat.SiteID, id chat.ArticleID) error {
	err := s.Write(ctx, func(tx *gorm.DB) error {
		version, err := s.lockArticles(tx, site)
		if err != nil {
			return err
		}
		now := micros(s.Now())
		done := tx.Exec(`UPDATE articles SET version = ?, updated_at = ?, deleted_at = ?, title = '', body = '', phrasings = '[]'
			WHERE site_id = ? AND id = ? AND deleted_at = 0`, version+1, now, now, string(site), string(id))
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return noArticle()
		}
		return tx.Exec("UPDATE sites SET article_version = ? WHERE id = ?", version+1, string(site)).Error
	})
	if err != nil {
		return fmt.Errorf("delete article %s: %w", id, err)
	}
	return nil
}
