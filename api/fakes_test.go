package api_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/rehearsal"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/knowledge"
	"github.com/batonchat/baton/routing"
)

// MarkSeen implements api.Marks.
func (h *house) MarkSeen(_ context.Context, marks map[chat.ConversationID]store.Marks) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, m := range marks {
		old := h.marks[id]
		h.marks[id] = store.Marks{Visitor: max(old.Visitor, m.Visitor), Team: max(old.Team, m.Team)}
	}
	return nil
}

// Seen implements api.Marks.
func (h *house) Seen(_ context.Context, ids []chat.ConversationID) (map[chat.ConversationID]store.Marks, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[chat.ConversationID]store.Marks{}
	for _, id := range ids {
		out[id] = h.marks[id]
	}
	return out, nil
}

// Inbox implements api.Inbox: the conversations of the sites by id; lists by state.
func (h *house) Inbox(_ context.Context, q store.InboxQuery) ([]store.ListedConversation, string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var rows []store.ListedConversation
	for _, r := range h.conversations {
		state := string(r.c.State)
		inList := q.List == "all" && state != "resolved" || q.List == state || q.List == "queue" && r.c.Waiting() || q.List == "mine" && r.c.Owner.IsAgent(q.Agent)
		if !slices.Contains(q.Sites, r.c.Site) || !inList {
			continue
		}
		row := store.ListedConversation{Conversation: r.c}
		for _, e := range r.entries {
			if m, ok := e.Fact.(chat.MessagePosted); ok {
				row.LastText = m.Text
				if e.By.Kind == chat.VisitorParty {
					row.Unread++
				}
			}
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b store.ListedConversation) int {
		return strings.Compare(string(a.Conversation.ID), string(b.Conversation.ID))
	})
	start := slices.IndexFunc(rows, func(l store.ListedConversation) bool { return string(l.Conversation.ID) > q.Cursor })
	if q.Cursor == "" {
		start = 0
	}
	if start < 0 {
		return nil, "", nil
	}
	rows = rows[min(start, len(rows)):]
	if len(rows) > q.Limit {
		return rows[:q.Limit], string(rows[q.Limit-1].Conversation.ID), nil
	}
	return rows, "", nil
}

// InboxCounts implements api.Inbox.
func (h *house) InboxCounts(_ context.Context, sites []chat.SiteID, a chat.AgentID) (store.InboxCounts, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var n store.InboxCounts
	for _, r := range h.conversations {
		switch {
		case !slices.Contains(sites, r.c.Site):
			continue
		case r.c.Waiting():
			n.Queue++
			n.LongestWaitingSince = r.c.EnteredQueueAt
		case r.c.Owner.IsAgent(a):
			n.Mine++
		}
		n.All++
	}
	return n, nil
}

// InboxHeads implements api.Inbox.
func (h *house) InboxHeads(_ context.Context, sites []chat.SiteID) (map[chat.SiteID]int64, error) {
	out := map[chat.SiteID]int64{}
	for i, id := range sites {
		out[id] = int64(40 + i)
	}
	return out, nil
}

// Search implements api.Inbox.
func (h *house) Search(_ context.Context, text string, sites []chat.SiteID, limit int) ([]store.Hit, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var hits []store.Hit
	for _, r := range h.conversations {
		for _, e := range r.entries {
			m, ok := e.Fact.(chat.MessagePosted)
			if ok && slices.Contains(sites, r.c.Site) && strings.Contains(m.Text, text) && len(hits) < limit {
				hits = append(hits, store.Hit{Conversation: r.c, Where: "message", Excerpt: m.Text, Seq: e.Seq, At: e.At})
			}
		}
	}
	return hits, nil
}

// Agent, Agents, CreateAgent and UpdateAgent implement api.People.
func (h *house) Agent(ctx context.Context, id chat.AgentID) (agent.Agent, error) {
	return h.mem.Agent(ctx, id)
}

func (h *house) Agents(context.Context) ([]agent.Agent, error) { return h.mem.All(), nil }

func (h *house) CreateAgent(ctx context.Context, a agent.Agent) (agent.Agent, error) {
	a = a.Clean()
	if err := a.Validate(); err != nil {
		return a, err
	}
	if _, err := h.mem.AgentByEmail(ctx, a.Email); err == nil {
		return a, &chat.Error{Code: chat.Conflict, Field: "email", Say: "Somebody with this address has an account already."}
	}
	a.ID, a.CreatedAt, a.Version = chat.AgentID(chat.NewID()), h.clock(), 1
	h.mem.Put(a)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.statuses[a.ID] = agent.Offline
	return a, nil
}

func (h *house) UpdateAgent(ctx context.Context, id chat.AgentID, change func(*agent.Agent) error) (agent.Agent, error) {
	return h.mem.UpdateAgent(ctx, id, change)
}

// SetPicture and Picture implement api.Pictures.
func (h *house) SetPicture(_ context.Context, id chat.AgentID, mediaType string, content []byte) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(content) == 0 {
		delete(h.pictures, id)
		return "", nil
	}
	h.pictures[id] = store.Picture{MediaType: mediaType, Content: content, Hash: "hash-1"}
	return "hash-1", nil
}

func (h *house) Picture(_ context.Context, id chat.AgentID) (store.Picture, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, ok := h.pictures[id]
	if !ok {
		return p, chat.Refuse(chat.NotFound, "This person has no picture.")
	}
	return p, nil
}

// presence implements api.Presence.
type presence struct{ h *house }

func (p presence) Of(_ context.Context, id chat.AgentID) (agent.State, error) {
	p.h.mu.Lock()
	defer p.h.mu.Unlock()
	st, reach := p.h.statuses[id], agent.Connected
	if p.h.onPhone == id {
		reach = agent.OnPhone
	}
	return agent.State{Agent: id, Status: st, Own: p.h.owns[id], Shown: st, Why: agent.WhySet, Reach: reach, Capacity: 4, At: p.h.now}, nil
}

func (p presence) Everybody(ctx context.Context) ([]agent.State, error) {
	var all []agent.State
	for _, a := range p.h.mem.All() {
		if a.Disabled() {
			continue
		}
		st, err := p.Of(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, st)
	}
	return all, nil
}

func (p presence) SetStatus(ctx context.Context, id chat.AgentID, s agent.Status, until time.Time, _ chat.Party) (agent.State, error) {
	p.h.mu.Lock()
	if !until.IsZero() && !until.After(p.h.now) {
		p.h.mu.Unlock()
		return agent.State{}, chat.RefuseField("until", "The end of a status lies in the future.")
	}
	p.h.statuses[id] = s
	delete(p.h.owns, id)
	p.h.mu.Unlock()
	return p.Of(ctx, id)
}

func (p presence) SetOwn(ctx context.Context, id chat.AgentID, o agent.Own, until time.Time, by chat.Party) (agent.State, error) {
	if _, err := p.SetStatus(ctx, id, o.StandsFor, until, by); err != nil {
		return agent.State{}, err
	}
	p.h.mu.Lock()
	p.h.owns[id] = o.ID
	p.h.mu.Unlock()
	return p.Of(ctx, id)
}

func (p presence) Answered(_ context.Context, id chat.AgentID) error {
	p.h.mu.Lock()
	defer p.h.mu.Unlock()
	p.h.answered = append(p.h.answered, id)
	return nil
}

func (p presence) Refresh(_ context.Context, id chat.AgentID) error {
	p.h.mu.Lock()
	defer p.h.mu.Unlock()
	p.h.refreshed = append(p.h.refreshed, id)
	return nil
}

// Viewing and VisitorsOnline implement api.Audience.
func (*house) Viewing(context.Context, chat.ConversationID) []chat.AgentID {
	return []chat.AgentID{ada, emil}
}

func (h *house) VisitorsOnline(_ context.Context, ids []chat.VisitorID) (map[chat.VisitorID]bool, error) {
	out := map[chat.VisitorID]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}

// Sites and the others implement api.Sites.
func (h *house) Sites(context.Context) ([]store.Site, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []store.Site
	for _, s := range h.sites {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b store.Site) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

func (h *house) Site(_ context.Context, id chat.SiteID) (store.Site, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.sites[id]
	if !ok {
		return s, chat.Refuse(chat.NotFound, "No such site.")
	}
	return s, nil
}

func (h *house) SiteByKey(_ context.Context, key string) (store.Site, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.siteReads++
	for _, s := range h.sites {
		if s.Key == key {
			return s, nil
		}
	}
	return store.Site{}, chat.Refuse(chat.NotFound, "No such site.")
}

func (h *house) CreateSite(_ context.Context, s store.Site) (store.Site, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s = s.Clean()
	if err := s.Validate(); err != nil {
		return s, err
	}
	s.ID, s.Key, s.Version = chat.SiteID(chat.NewID()), chat.NewID(), 1
	h.sites[s.ID] = s
	return s, nil
}

func (h *house) UpdateSite(_ context.Context, id chat.SiteID, version int64, change func(*store.Site) error) (store.Site, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.sites[id]
	if !ok {
		return s, chat.Refuse(chat.NotFound, "No such site.")
	}
	if version != 0 && version != s.Version {
		return s, chat.Refuse(chat.Conflict, "Somebody else changed this site meanwhile.")
	}
	if err := change(&s); err != nil {
		return s, err
	}
	s = s.Clean()
	if err := s.Validate(); err != nil {
		return s, err
	}
	s.Version++
	h.sites[id] = s
	return s, nil
}

func (h *house) SawSite(_ context.Context, id chat.SiteID, host string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.sites[id]
	if s.FirstSeenAt.IsZero() {
		s.FirstSeenAt, s.FirstSeenOn = h.now, host
		h.sites[id] = s
	}
	return nil
}

// Visitor and the others implement api.Visitors.
func (h *house) Visitor(_ context.Context, id chat.VisitorID) (store.Visitor, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v, ok := h.visitors[id]
	if !ok {
		return v, chat.Refuse(chat.NotFound, "This visitor does not exist.")
	}
	return v, nil
}

func (h *house) Visitors(_ context.Context, ids []chat.VisitorID) (map[chat.VisitorID]store.Visitor, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[chat.VisitorID]store.Visitor{}
	for _, id := range ids {
		if v, ok := h.visitors[id]; ok {
			out[id] = v
		}
	}
	return out, nil
}

func (h *house) NoteClaim(_ context.Context, id chat.VisitorID, c store.Claim) (store.Visitor, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.visitors[id]
	for to, from := range map[*string]string{&v.Locale: c.Locale, &v.Timezone: c.Timezone, &v.Device: c.Device} {
		if from != "" {
			*to = from
		}
	}
	for field, said := range map[string]string{"name": c.Name, "email": c.Email} {
		if said != "" && !slices.Contains(v.Proved, field) {
			*map[string]*string{"name": &v.Name, "email": &v.Email}[field] = said
		}
	}
	v.Attributes = maps.Clone(v.Attributes)
	if v.Attributes == nil {
		v.Attributes = map[string]string{}
	}
	for name, said := range c.Attributes {
		if _, signed := v.Signed[name]; !signed {
			v.Attributes[name] = said
		}
	}
	h.visitors[id] = v
	return v, nil
}

func (h *house) SawPage(_ context.Context, id chat.VisitorID, p chat.Page) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.visitors[id]
	v.LastSeen = h.now
	if p.URL != "" {
		v.Page = p
		h.pages[id] = append([]store.VisitedPage{{Page: p, At: h.now}}, h.pages[id]...)
	}
	h.visitors[id] = v
	return nil
}

func (h *house) Trail(_ context.Context, id chat.VisitorID, limit int) ([]store.VisitedPage, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pages[id][:min(limit, len(h.pages[id]))], nil
}

func (h *house) LatestOf(_ context.Context, v chat.VisitorID, limit int) ([]*chat.Conversation, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []*chat.Conversation
	for _, r := range h.conversations {
		if r.c.Visitor == v {
			all = append(all, r.c)
		}
	}
	slices.SortFunc(all, func(a, b *chat.Conversation) int { return b.StartedAt.Compare(a.StartedAt) })
	return all[:min(limit, len(all))], nil
}

// CreateVisitor and the others implement api.VisitorSessions.
func (h *house) CreateVisitor(_ context.Context, v store.Visitor) (store.Visitor, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v.ID, v.FirstSeen = chat.VisitorID(chat.NewID()), h.now
	h.visitors[v.ID] = v
	return v, nil
}

func (h *house) CreateVisitorSession(_ context.Context, hash string, v chat.VisitorID, _ chat.SiteID, _ time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.visits[hash] = v
	return nil
}

func (h *house) VisitorBySession(_ context.Context, hash string, site chat.SiteID) (store.Visitor, time.Time, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v, ok := h.visitors[h.visits[hash]]
	if !ok || v.Site != site {
		return store.Visitor{}, time.Time{}, chat.Refuse(chat.SignedOut, "Your session has ended. Reload the page to begin a new one.")
	}
	return v, h.now.Add(time.Hour), nil
}

func (h *house) ExtendVisitorSession(context.Context, string, time.Time) error { return nil }

func (h *house) EndVisitorSession(_ context.Context, hash string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.visits, hash)
	return nil
}

// VerifiedVisitor and BindVisitor implement api.VisitorSessions.
func (h *house) VerifiedVisitor(_ context.Context, v store.Visitor) (store.Visitor, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, known := range h.visitors {
		if known.Site == v.Site && known.ExternalID == v.ExternalID {
			return h.vouch(known, v), nil
		}
	}
	v.ID, v.FirstSeen = chat.VisitorID(chat.NewID()), h.now
	return h.vouch(v, v), nil
}

func (h *house) BindVisitor(_ context.Context, id chat.VisitorID, v store.Visitor) (store.Visitor, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.visitors[id]
	if now.Verified || now.Email != "" && v.Email != "" && !strings.EqualFold(now.Email, v.Email) {
		return now, false, nil
	}
	for _, known := range h.visitors {
		if known.Site == now.Site && known.ExternalID == v.ExternalID {
			return now, false, nil
		}
	}
	return h.vouch(now, v), true, nil
}

func (h *house) vouch(to, v store.Visitor) store.Visitor {
	to.Verified, to.ExternalID = true, v.ExternalID
	for field, at := range map[string]*string{"name": &to.Name, "email": &to.Email} {
		if said := map[string]string{"name": v.Name, "email": v.Email}[field]; said != "" {
			*at = said
			to.Proved = append(slices.DeleteFunc(slices.Clone(to.Proved), func(f string) bool { return f == field }), field)
		}
	}
	if v.Signed != nil {
		to.Signed = v.Signed
	}
	h.visitors[to.ID] = to
	return to
}

// VisitorChanged implements api.VisitorNews.
func (h *house) VisitorChanged(id chat.ConversationID, v store.Visitor) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.news[id] = v
}

// IdentitySecrets and RotateIdentitySecret implement api.IdentitySecrets.
func (h *house) IdentitySecrets(_ context.Context, site chat.SiteID) ([]api.IdentitySecret, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(h.secrets[site]), func(one api.IdentitySecret) bool { return !one.EndsAt.IsZero() && !one.EndsAt.After(h.now) }), nil
}

func (h *house) RotateIdentitySecret(ctx context.Context, site chat.SiteID, secret []byte, keep time.Duration) ([]api.IdentitySecret, error) {
	h.mu.Lock()
	all := []api.IdentitySecret{{Secret: secret, CreatedAt: h.now}}
	for _, one := range h.secrets[site] {
		if one.EndsAt.IsZero() {
			one.EndsAt = h.now.Add(keep)
		}
		if keep > 0 {
			all = append(all, one)
		}
	}
	h.secrets[site] = all
	h.mu.Unlock()
	return h.IdentitySecrets(ctx, site)
}

// VisitorEnded implements api.VisitorSockets.
func (h *house) VisitorEnded(_ context.Context, v chat.VisitorID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gone = append(h.gone, v)
}

// EraseVisitor implements api.Eraser.
func (h *house) EraseVisitor(_ context.Context, id chat.VisitorID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.erased = append(h.erased, id)
	delete(h.visitors, id)
	for cid, r := range h.conversations {
		if r.c.Visitor == id {
			delete(h.conversations, cid)
		}
	}
	return nil
}

// Expect implements api.Expectations.
func (h *house) Expect(context.Context, chat.SiteID) (api.Expectation, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return api.Expectation{Open: true, Online: h.staffed, Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: h.now, Inputs: chat.PromiseInputs{Slots: 9}},
		Faces: []chat.Profile{{ID: ada, Name: "Ada"}}}, nil
}

// SaveDraft and Drafts implement api.UnsentDrafts.
func (h *house) SaveDraft(_ context.Context, c chat.ConversationID, who chat.AgentID, kind store.DraftKind, text string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drafts[string(c)+string(who)+string(kind)] = text
	return nil
}

func (h *house) Drafts(_ context.Context, c chat.ConversationID, who chat.AgentID) (map[store.DraftKind]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return map[store.DraftKind]string{store.ReplyDraft: h.drafts[string(c)+string(who)+"reply"], store.NoteDraft: h.drafts[string(c)+string(who)+"note"]}, nil
}

func (h *house) articleWhere(fits func(store.Article) bool) (store.Article, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range h.articles {
		if fits(a) {
			return a, nil
		}
	}
	return store.Article{}, chat.Refuse(chat.NotFound, "This article does not exist.")
}

// Article and the others implement api.Articles.
func (h *house) Article(_ context.Context, site chat.SiteID, id chat.ArticleID) (store.Article, error) {
	return h.articleWhere(func(a store.Article) bool { return a.Site == site && a.ID == id })
}

func (h *house) PublishedArticle(_ context.Context, site chat.SiteID, slug string) (store.Article, error) {
	return h.articleWhere(func(a store.Article) bool { return a.Site == site && a.Slug == slug && !a.Draft })
}

func (h *house) Articles(_ context.Context, q store.ArticleQuery) ([]store.ArticleSummary, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []store.ArticleSummary
	for _, a := range h.articles {
		after := q.AfterID == "" || a.Title > q.AfterTitle || a.Title == q.AfterTitle && a.ID > q.AfterID
		if a.Site == q.Site && !(q.Published && a.Draft) && after {
			a.Body = ""
			all = append(all, store.ArticleSummary{Article: a})
		}
	}
	slices.SortFunc(all, func(a, b store.ArticleSummary) int {
		return strings.Compare(a.Title+string(a.ID), b.Title+string(b.ID))
	})
	return all[:min(q.Limit, len(all))], nil
}

func (h *house) RateArticle(_ context.Context, _ chat.SiteID, id chat.ArticleID, v chat.VisitorID, helped bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ratings[string(id)+string(v)] = helped
	return nil
}

// SaveArticle and the others implement api.ArticleWriter.
func (h *house) SaveArticle(_ context.Context, a store.Article, base int64) (store.Article, store.Saved, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := -1
	for i, old := range h.articles {
		switch {
		case old.Site != a.Site:
		case old.ID == a.ID:
			at = i
		case old.Slug == a.Slug:
			return a, "", &chat.Error{Code: chat.Conflict, Field: "slug", Say: "Another article has this address."}
		}
	}
	switch {
	case at >= 0 && base != 0 && h.articles[at].Version != base:
		return a, "", chat.Refuse(chat.Conflict, "Somebody else changed this article meanwhile.")
	case at >= 0:
		a.Version, a.UpdatedAt = h.articles[at].Version+10, h.now
		h.articles[at] = a
		return a, store.Updated, nil
	}
	if a.ID == "" {
		a.ID = chat.ArticleID(chat.NewID())
	}
	a.Version, a.UpdatedAt = int64(len(h.articles)+1), h.now
	h.articles = append(h.articles, a)
	return a, store.Created, nil
}

func (h *house) SaveArticles(ctx context.Context, site chat.SiteID, all []store.Article) ([]store.SaveResult, error) {
	var out []store.SaveResult
	for _, a := range all {
		a.Site = site
		saved, outcome, err := h.SaveArticle(ctx, a, 0)
		out = append(out, store.SaveResult{Article: saved, Outcome: outcome, Err: err})
	}
	return out, nil
}

func (h *house) DeleteArticle(_ context.Context, site chat.SiteID, id chat.ArticleID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.articles = slices.DeleteFunc(h.articles, func(a store.Article) bool { return a.Site == site && a.ID == id })
	return nil
}

// finder implements api.Finder.
type finder struct{ h *house }

func (f finder) Search(_ context.Context, site, query, _ string, limit int) ([]knowledge.Passage, error) {
	f.h.mu.Lock()
	defer f.h.mu.Unlock()
	var out []knowledge.Passage
	for _, a := range f.h.articles {
		if string(a.Site) == site && !a.Draft && strings.Contains(strings.ToLower(a.Title+a.Body), strings.ToLower(query)) && len(out) < limit {
			out = append(out, knowledge.Passage{ArticleID: string(a.ID), Title: a.Title, Slug: a.Slug, Text: a.Body})
		}
	}
	return out, nil
}

// Pane and the others implement api.Copilot.
func (h *house) Pane(_ context.Context, id chat.ConversationID) (api.CopilotPane, error) {
	return api.CopilotPane{Wants: "A wheel", By: "built_in", Seq: h.conversation(id).Seq}, nil
}

func (h *house) Draft(_ context.Context, _ chat.ConversationID, _ chat.AgentID, _ string, piece func(string) error) (api.CopilotText, error) {
	h.mu.Lock()
	run := h.copilot
	h.mu.Unlock()
	if run == nil {
		return api.CopilotText{ID: "draft-0001", Text: "Hello", By: "built_in"}, nil
	}
	return run(piece)
}

func (h *house) Ask(ctx context.Context, id chat.ConversationID, a chat.AgentID, question string, piece func(string) error) (api.CopilotText, error) {
	return h.Draft(ctx, id, a, question, piece)
}

func (*house) Status(context.Context) api.CopilotStatus {
	return api.CopilotStatus{Why: "No model is set.", Features: []api.CopilotFeature{{Name: "drafts", Works: true, By: "built_in"}}}
}

// DisposeCopilotDraft implements api.Dispositions: Ada asked for draft-ada-1.
func (h *house) DisposeCopilotDraft(_ context.Context, id string, who chat.AgentID, d store.Disposition) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if id != "draft-"+string(who) {
		return chat.Refuse(chat.NotFound, "No such draft.")
	}
	h.dispositions[id] = string(d)
	return nil
}

// HasAdmin and the others implement api.Setup.
func (h *house) HasAdmin(context.Context) (bool, error) {
	return slices.ContainsFunc(h.mem.All(), func(a agent.Agent) bool { return a.Role == agent.RoleAdmin && !a.Disabled() }), nil
}

func (h *house) Setting(_ context.Context, name string) (string, time.Time, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.setupHash, h.now, name == store.SetupToken && h.setupHash != "", nil
}

func (h *house) SetupOnce(ctx context.Context, hash string, a agent.Agent, s store.Site) (agent.Agent, store.Site, error) {
	if done, err := h.HasAdmin(ctx); err != nil || done {
		return a, s, chat.Refuse(chat.Conflict, "This installation is set up already. Sign in.")
	}
	if hash != h.setupHash {
		return a, s, chat.Refuse(chat.Forbidden, "This set-up link is not the current one.")
	}
	a, err := h.CreateAgent(ctx, a)
	if err != nil {
		return a, s, err
	}
	s, err = h.CreateSite(ctx, s)
	return a, s, err
}

// Checks implements api.Health.
func (h *house) Checks(context.Context) map[string]error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.checks
}

var errAway = errors.New("connection refused")

// Rehearse implements api.Rehearser: of whatever is asked, it says how it was understood.
func (h *house) Rehearse(_ context.Context, site store.Site, asked []rehearsal.Situation) ([]rehearsal.Answer, error) {
	if len(asked) == 0 {
		return []rehearsal.Answer{{Question: rehearsal.Question{Kind: rehearsal.Closed, Say: "The site is closed", Never: "It never closes."}, Verdict: rehearsal.Good, Advice: "It never closes."}}, nil
	}
	answers := make([]rehearsal.Answer, len(asked))
	for i, s := range asked {
		answers[i] = rehearsal.Answer{Question: rehearsal.Question{Kind: rehearsal.Own, Say: site.Name, Situation: s}, Open: true, Live: true, Team: routing.Team{ID: "team-x", Name: "X"},
			Route: chat.Route{Target: 30, Ahead: true, Skills: []chat.SkillNeed{{Name: "billing", Level: 2}}}, Rule: routing.Rule{ID: "vip", Name: "VIP"}, Said: "Gleich.",
			Promise: chat.Promise{Kind: chat.PromiseRange, High: 60, MadeAt: h.clock()}, Verdict: rehearsal.Watch, Area: rehearsal.AreaRules, Advice: "Look.",
			Steps:   []rehearsal.Step{{After: time.Minute, Did: rehearsal.Offered, People: []string{"Ada"}, Stage: routing.StageTeam, Why: "the only one who could"}},
			Reaches: []rehearsal.Reach{{Stage: routing.StageAnyLevel, After: time.Minute, People: []string{"Ada"}}}}
	}
	return answers, nil
}

// Arrivals and Working implement api.Past.
func (h *house) Arrivals(_ context.Context, sites []chat.SiteID, a, b time.Time, limit int) ([]store.Arrival, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []store.Arrival
	for _, one := range h.arrivals {
		if slices.Contains(sites, one.Site) && !one.At.Before(a) && one.At.Before(b) && len(out) < limit {
			out = append(out, one)
		}
	}
	return out, nil
}

func (h *house) Working(context.Context, time.Time, time.Time) ([]store.Work, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.work), nil
}
