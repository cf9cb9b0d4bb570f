package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/transcript"
)

// SearchVisitorArticles implements route.ServerInterface.
func (s *Server) SearchVisitorArticles(c *gin.Context, params wire.SearchVisitorArticlesParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		q := strings.TrimSpace(params.Q)
		out := wire.VisitorArticleList{Articles: []wire.VisitorArticleBrief{}}
		if q == "" {
			var err error
			out.Articles, err = s.usefulArticles(ctx, who.site, pageOf(params.Limit))
			return out, err
		}
		passages, err := s.ports.Finder.Search(ctx, string(who.Site), q, language(who.visitor.Locale), min(pageOf(params.Limit), mostHits))
		for _, p := range passages {
			out.Articles = append(out.Articles, wire.VisitorArticleBrief{Slug: p.Slug, Title: p.Title, Excerpt: excerptOf(p)})
		}
		return out, err
	})
}

// language is the language of a locale: de for de-AT.
func language(locale string) string {
	lang, _, _ := strings.Cut(strings.ReplaceAll(locale, "_", "-"), "-")
	return strings.ToLower(lang)
}

// usefulArticles gives published articles, those that helped most first.
func (s *Server) usefulArticles(ctx context.Context, site store.Site, limit int) ([]wire.VisitorArticleBrief, error) {
	all, err := s.ports.Articles.Articles(ctx, store.ArticleQuery{Site: site.ID, Published: true, Useful: true, Limit: limit})
	out := []wire.VisitorArticleBrief{}
	for _, a := range all {
		out = append(out, wire.VisitorArticleBrief{Slug: a.Slug, Title: a.Title, Collection: a.Collection})
	}
	return out, err
}

// publishedArticle reads an article as visitors may; drafts do not exist for them.
func (s *Server) publishedArticle(ctx context.Context, who caller, slug string) (store.Article, error) {
	if chat.CheckLine("slug", slug, 200) != nil {
		return store.Article{}, policy.NoArticle()
	}
	a, err := s.ports.Articles.PublishedArticle(ctx, who.Site, slug)
	if chat.IsCode(err, chat.NotFound) {
		return store.Article{}, policy.NoArticle()
	}
	return a, err
}

// GetVisitorArticle implements route.ServerInterface.
func (s *Server) GetVisitorArticle(c *gin.Context, slug wire.Slug, _ wire.GetVisitorArticleParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		a, err := s.publishedArticle(ctx, who, slug)
		return wire.VisitorArticle{Slug: a.Slug, Title: a.Title, Collection: a.Collection, Language: a.Language, Body: a.Body, UpdatedAt: a.UpdatedAt}, err
	})
}

// RateArticle implements route.ServerInterface.
func (s *Server) RateArticle(c *gin.Context, slug wire.Slug, _ wire.RateArticleParams) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, body wire.ArticleFeedback) (any, error) {
		a, err := s.publishedArticle(ctx, who, slug)
		if err != nil {
			return nil, err
		}
		return nil, s.ports.Articles.RateArticle(ctx, who.Site, a.ID, who.Visitor, body.Helped)
	})
}

// A transcript is read in pages, and cut off where nobody reads on.
const (
	transcriptPage = 500
	transcriptMost = 20_000
)

// GetTranscript implements route.ServerInterface.
func (s *Server) GetTranscript(c *gin.Context, params wire.GetTranscriptParams) {
	ctx, who := c.Request.Context(), callerOf(c)
	cv, err := s.conversation(ctx, who, params.Conversation)
	if err != nil {
		s.fail(c, err)
		return
	}
	entries, err := s.wholeTimeline(ctx, cv)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "conversation-"+cv.StartedAt.UTC().Format(time.DateOnly)+".txt"))
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(plainTranscript(who, cv, entries)))
}

// wholeTimeline reads all that the visitor may see, edits made.
func (s *Server) wholeTimeline(ctx context.Context, cv *chat.Conversation) ([]chat.Entry, error) {
	var all []chat.Entry
	for after := int64(0); len(all) < transcriptMost; {
		page, err := s.ports.Timeline.Entries(ctx, cv.ID, after, transcriptPage)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			if e.PublicSeq > 0 {
				all = append(all, e)
			}
			after = e.Seq
		}
		if len(page) < transcriptPage {
			break
		}
	}
	return all, nil
}

// plainTranscript writes a conversation for its visitor, in their time.
func plainTranscript(who caller, cv *chat.Conversation, entries []chat.Entry) string {
	zone, err := time.LoadLocation(who.visitor.Timezone)
	if err != nil {
		zone = time.UTC
	}
	names := map[string]string{}
	for _, e := range entries {
		if f, ok := e.Fact.(chat.AgentJoined); ok {
			names[string(f.Agent.ID)] = f.Agent.Name
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s\n\n", who.site.Name, cv.StartedAt.In(zone).Format("2006-01-02 15:04 MST"))
	for _, line := range transcript.Read(entries) {
		name := "You"
		switch {
		case line.ByAssistant():
			name = first(who.site.Settings.Assistant, "Assistant")
		case line.ByAgent():
			name = first(names[line.By.ID], "Team")
		}
		fmt.Fprintf(&b, "[%s] %s: %s\n", line.At.In(zone).Format("2006-01-02 15:04"), name, strings.ReplaceAll(line.Text, "\n", "\n    "))
	}
	return b.String()
}
