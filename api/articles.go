package api

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/markdown"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/knowledge"
)

// Lengths of what lists show of articles.
const (
	excerptLength = 240
	mostHits      = 20
)

// ListArticles implements route.ServerInterface.
func (s *Server) ListArticles(c *gin.Context, id wire.SiteID, params wire.ListArticlesParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		if q := strings.TrimSpace(params.Q); q != "" {
			return s.foundArticles(ctx, site, q, min(pageOf(params.Limit), mostHits))
		}
		query := store.ArticleQuery{Site: site.ID, Limit: pageOf(params.Limit)}
		if query.AfterTitle, query.AfterID, err = readCursor(params.Cursor); err != nil {
			return nil, err
		}
		all, err := s.ports.Articles.Articles(ctx, query)
		out := wire.ArticleList{Articles: []wire.ArticleSummary{}}
		for _, a := range all {
			out.Articles = append(out.Articles, articleSummary(a, ""))
		}
		if len(all) == query.Limit {
			last := all[len(all)-1]
			out.Next = cursorAfter(last.Title, last.ID)
		}
		return out, err
	})
}

func articleSummary(a store.ArticleSummary, excerpt string) wire.ArticleSummary {
	return wire.ArticleSummary{ID: string(a.ID), Slug: a.Slug, Title: a.Title, Collection: a.Collection, Language: a.Language, Draft: a.Draft,
		Excerpt: excerpt, Helped: a.Helped, NotHelped: a.NotHelped, UpdatedAt: a.UpdatedAt, Version: a.Version}
}

// foundArticles searches a site's published articles.
func (s *Server) foundArticles(ctx context.Context, site store.Site, q string, limit int) (any, error) {
	passages, err := s.ports.Finder.Search(ctx, string(site.ID), q, "", limit)
	if err != nil {
		return nil, err
	}
	out := wire.ArticleList{Articles: []wire.ArticleSummary{}}
	for _, p := range passages {
		a, err := s.ports.Articles.Article(ctx, site.ID, chat.ArticleID(p.ArticleID))
		if chat.IsCode(err, chat.NotFound) {
			continue // deleted a moment ago; the index follows
		}
		if err != nil {
			return nil, err
		}
		a.Body = ""
		out.Articles = append(out.Articles, articleSummary(store.ArticleSummary{Article: a}, excerptOf(p)))
	}
	return out, nil
}

// excerptOf is the passage that matched, as plain text.
func excerptOf(p knowledge.Passage) string {
	return transcript.Shorten(strings.Join(strings.Fields(markdown.PlainText(markdown.Parse(p.Text))), " "), excerptLength)
}

// cursorAfter and readCursor write and read where a list of articles goes on.
func cursorAfter(title string, id chat.ArticleID) string {
	b, err := json.Marshal([2]string{title, string(id)})
	if err != nil { // two strings always encode
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(cursor string) (title string, id chat.ArticleID, err error) {
	if cursor == "" {
		return "", "", nil
	}
	var parts [2]string
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &parts)
	}
	if err != nil || !chat.ValidID(parts[1]) || strings.ContainsRune(parts[0], 0) {
		return "", "", chat.RefuseField("cursor", "This is not a cursor that the server gave.")
	}
	return parts[0], chat.ArticleID(parts[1]), nil
}

// article reads an article of a site on which the caller works.
func (s *Server) article(ctx context.Context, who caller, site, id string) (store.Article, error) {
	of, err := s.site(ctx, who, site)
	if err != nil {
		return store.Article{}, err
	}
	if !chat.ValidID(id) {
		return store.Article{}, policy.NoArticle()
	}
	a, err := s.ports.Articles.Article(ctx, of.ID, chat.ArticleID(id))
	if chat.IsCode(err, chat.NotFound) {
		return store.Article{}, policy.NoArticle()
	}
	return a, err
}

func wireArticle(a store.Article) wire.Article {
	return wire.Article{ID: string(a.ID), Site: string(a.Site), Slug: a.Slug, Title: a.Title, Collection: a.Collection, Language: a.Language,
		Body: a.Body, Phrasings: list(a.Phrasings), Draft: a.Draft, UpdatedAt: a.UpdatedAt, Version: a.Version}
}

// GetArticle implements route.ServerInterface.
func (s *Server) GetArticle(c *gin.Context, id wire.SiteID, article wire.ID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		a, err := s.article(ctx, who, id, article)
		return wireArticle(a), err
	})
}

// CreateArticle implements route.ServerInterface.
func (s *Server) CreateArticle(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusCreated, func(ctx context.Context, who caller, body wire.ArticleInput) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		a, err := edited(store.Article{Site: site.ID}, body)
		if err != nil {
			return nil, err
		}
		saved, _, err := s.ports.ArticleWriter.SaveArticle(ctx, a, 0)
		for n := 2; body.Slug == "" && n < 10 && isTaken(err); n++ { // a name that we made up is ours to change
			a.Slug = slugOf(body.Title) + "-" + strconv.Itoa(n)
			saved, _, err = s.ports.ArticleWriter.SaveArticle(ctx, a, 0)
		}
		return wireArticle(saved), err
	})
}

func isTaken(err error) bool {
	refusal, ok := errors.AsType[*chat.Error](err)
	return ok && refusal.Code == chat.Conflict && refusal.Field == "slug"
}

// edited puts what somebody wrote into an article.
func edited(a store.Article, body wire.ArticleInput) (store.Article, error) {
	a.Title, a.Collection, a.Language, a.Body, a.Phrasings, a.Draft = body.Title, body.Collection, body.Language, body.Body, body.Phrasings, body.Draft
	switch {
	case body.Slug != "":
		a.Slug = body.Slug
	case a.Slug == "":
		a.Slug = slugOf(body.Title)
	}
	if a.Slug == "" || a.Slug != slugOf(a.Slug) {
		return a, chat.RefuseField("slug", "Write the slug in lower-case letters, digits and hyphens, such as how-to-return.")
	}
	return a, nil
}

// slugOf makes a name for addresses out of a title: letters and digits of any script,
// with hyphens between.
func slugOf(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// UpdateArticle implements route.ServerInterface.
func (s *Server) UpdateArticle(c *gin.Context, id wire.SiteID, article wire.ID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.ArticleInput) (any, error) {
		before, err := s.article(ctx, who, id, article)
		if err != nil {
			return nil, err
		}
		base := before.Version
		if body.Version != 0 {
			base = body.Version
		}
		a, err := edited(before, body)
		if err != nil {
			return nil, err
		}
		saved, _, err := s.ports.ArticleWriter.SaveArticle(ctx, a, base)
		return wireArticle(saved), err
	})
}

// DeleteArticle implements route.ServerInterface.
func (s *Server) DeleteArticle(c *gin.Context, id wire.SiteID, article wire.ID) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, _ nothing) (any, error) {
		a, err := s.article(ctx, who, id, article)
		if err != nil {
			return nil, err
		}
		return nil, s.ports.ArticleWriter.DeleteArticle(ctx, a.Site, a.ID)
	})
}

// ImportArticles implements route.ServerInterface.
func (s *Server) ImportArticles(c *gin.Context, id wire.SiteID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.ArticleImport) (any, error) {
		site, err := s.site(ctx, who, id)
		if err != nil {
			return nil, err
		}
		results, articles, err := readFiles(body.Files)
		if err != nil {
			return nil, err
		}
		saved, err := s.ports.ArticleWriter.SaveArticles(ctx, site.ID, articles)
		if err != nil {
			return nil, err
		}
		at := 0
		for i := range results {
			if results[i].Outcome == wire.ArticleFileResultOutcomeRefused {
				continue
			}
			results[i] = fileResult(results[i].Name, saved[at])
			at++
		}
		return wire.ArticleImportResult{Results: results}, nil
	})
}

func fileResult(name string, r store.SaveResult) wire.ArticleFileResult {
	if r.Err != nil {
		return wire.ArticleFileResult{Name: name, Outcome: wire.ArticleFileResultOutcomeRefused, Say: classed(r.Err).Say}
	}
	return wire.ArticleFileResult{Name: name, Outcome: wire.ArticleFileResultOutcome(r.Outcome), Article: string(r.Article.ID)}
}

// readFiles reads uploaded files as a folder. There is one result for each file, in the
// order sent; those that are not refused belong to the articles, in the same order.
func readFiles(files []wire.ArticleFile) ([]wire.ArticleFileResult, []store.Article, error) {
	results := make([]wire.ArticleFileResult, len(files))
	seen := map[string]bool{}
	folder := []wire.ArticleFile{}
	for i, f := range files {
		results[i] = wire.ArticleFileResult{Name: f.Name, Outcome: wire.ArticleFileResultOutcomeRefused}
		ext := strings.ToLower(path.Ext(f.Name))
		switch {
		case !fs.ValidPath(f.Name) || f.Name == "." || strings.ContainsAny(f.Name, `\:`):
			results[i].Say = "The name must be a path inside the folder, such as delivery/costs.md."
		case ext != ".md" && ext != ".markdown":
			results[i].Say = "Only Markdown files (.md, .markdown) can be imported."
		case strings.HasPrefix(f.Name, ".") || strings.Contains(f.Name, "/."):
			results[i].Say = "Hidden files and folders are passed over."
		case seen[f.Name]:
			results[i].Say = "A file of this name was sent already."
		default:
			results[i].Outcome = ""
			folder = append(folder, f)
		}
		seen[f.Name] = true
	}
	read, err := readFolder(folder)
	if err != nil {
		return nil, nil, err
	}
	var articles []store.Article
	for i, f := range files {
		if results[i].Outcome != "" {
			continue
		}
		one := read[f.Name]
		if one.err != nil {
			results[i].Outcome, results[i].Say = wire.ArticleFileResultOutcomeRefused, sentence(one.err)
			continue
		}
		articles = append(articles, one.article)
	}
	return results, articles, nil
}

// readOne is what became of one file.
type readOne struct {
	article store.Article
	err     error
}

// readFolder reads files one by one, so that each article is known by its file.
func readFolder(files []wire.ArticleFile) (map[string]readOne, error) {
	out := make(map[string]readOne, len(files))
	slugs := map[string]string{}
	for _, f := range files {
		folder, err := zipped(f)
		if err != nil {
			return nil, err
		}
		articles, refused, err := knowledge.ImportFolder(folder)
		switch {
		case err != nil:
			return nil, err
		case len(refused) > 0:
			out[f.Name] = readOne{err: refused[0].Err}
		case len(articles) == 0:
			out[f.Name] = readOne{err: errors.New("it holds no article")}
		case slugs[articles[0].Slug] != "":
			out[f.Name] = readOne{err: fmt.Errorf("its slug %q is already used by %s; give one of them another \"slug:\"",
				articles[0].Slug, slugs[articles[0].Slug])}
		default:
			a := articles[0]
			slugs[a.Slug] = f.Name
			out[f.Name] = readOne{article: store.Article{ID: chat.ArticleID(a.ID), Slug: a.Slug, Title: a.Title, Collection: a.Collection,
				Language: a.Language, Body: a.Body, Phrasings: a.Phrasings, Draft: a.Draft}}
		}
	}
	return out, nil
}

// zipped makes a file system of one file, in memory.
func zipped(f wire.ArticleFile) (fs.FS, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
	if err == nil {
		_, err = w.Write([]byte(f.Content))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("read an uploaded file: %w", err)
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}

// sentence makes a sentence out of an error that is written for people.
func sentence(err error) string {
	text := err.Error()
	if text == "" {
		return "This file cannot be read."
	}
	r := []rune(text)
	r[0] = unicode.ToUpper(r[0])
	return strings.TrimSuffix(string(r), ".") + "."
}
