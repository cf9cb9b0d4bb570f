package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/demo"
	"github.com/batonchat/baton/docs"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/knowledge"
)

// demoSetting keeps what the demo prints, so that it prints the same at the
// next start. Nobody should put real conversations into a demo.
const demoSetting = "demo"

// demoCapacity is how many conversations a person of the demo takes.
const demoCapacity = 4

// seed fills an empty database with the demo, or finds the one that is there.
func (n *node) seed(ctx context.Context, shop string, says *greeting) error {
	value, _, ok, err := n.store.Setting(ctx, demoSetting)
	if err != nil {
		return err
	}
	if ok {
		var kept greeting
		if err := json.Unmarshal([]byte(value), &kept); err != nil {
			return err
		}
		says.SiteKey, says.DocsKey, says.Admin, says.Agents = kept.SiteKey, kept.DocsKey, kept.Admin, kept.Agents
		return n.seedDomains(ctx, shop, says)
	}
	exists, err := n.store.HasAdmin(ctx)
	if err != nil {
		return err
	}
	if exists {
		return errors.New("this database holds a real installation; choose an empty BATON_DATA_DIR for the demo")
	}
	if err := n.seedSites(ctx, shop, says); err != nil {
		return err
	}
	if err := n.seedPeople(ctx, says); err != nil {
		return err
	}
	b, err := json.Marshal(greeting{SiteKey: says.SiteKey, DocsKey: says.DocsKey, Admin: says.Admin, Agents: says.Agents})
	if err != nil {
		return err
	}
	return n.store.SetSetting(ctx, demoSetting, string(b))
}

// seedSites makes the shop and Baton's own help.
func (n *node) seedSites(ctx context.Context, shop string, says *greeting) error {
	northwheel, err := n.store.CreateSite(ctx, store.Site{Name: "Northwheel", Mode: chat.Live, Domains: []string{shop}, Hours: hours.Always(),
		Settings: store.SiteSettings{Locale: "en", Assistant: "Pip", Greeting: "Hi! Ask me about bicycles, orders and repairs.", TypingPreview: false,
			FallbackContact: "hello@northwheel.example"}})
	if err != nil {
		return err
	}
	if err := n.seedArticles(ctx, northwheel.ID, demo.Articles()); err != nil {
		return err
	}
	help, err := n.store.CreateSite(ctx, store.Site{Name: "Baton help", Mode: chat.Live, Domains: []string{hostOf(n.Public)}, Hours: hours.Always(),
		Settings: store.SiteSettings{Locale: "en", Assistant: "Baton", Greeting: "Ask me how Baton works.", LiveOff: true}})
	if err != nil {
		return err
	}
	says.SiteKey, says.DocsKey = northwheel.Key, help.Key
	return n.seedArticles(ctx, help.ID, docs.Help())
}

func hostOf(u *url.URL) string { return u.Host }

func (n *node) seedArticles(ctx context.Context, site chat.SiteID, folder fs.FS) error {
	found, bad, err := knowledge.ImportFolder(folder)
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		return fmt.Errorf("a help article of the demo cannot be read: %w", bad[0])
	}
	all := make([]store.Article, len(found))
	for i, a := range found {
		all[i] = store.Article{ID: chat.ArticleID(chat.NewID()), Site: site, Slug: a.Slug, Title: a.Title, Collection: a.Collection, Language: a.Language,
			Body: a.Body, Phrasings: a.Phrasings, Draft: a.Draft}
	}
	results, err := n.store.SaveArticles(ctx, site, all)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Err != nil {
			return r.Err
		}
	}
	return nil
}

// seedPeople makes an admin and the people of the shop, with passwords that
// nobody has used before.
func (n *node) seedPeople(ctx context.Context, says *greeting) error {
	admin, err := n.seedPerson(ctx, agent.Agent{Email: "admin@northwheel.example", Name: "Robin", Greeting: "Hi, I’m {name}.", Role: agent.RoleAdmin, Languages: []string{"en"}}, nil)
	if err != nil {
		return err
	}
	says.Admin = &admin
	people := demo.People()
	skills := map[string]bool{}
	for _, p := range people {
		for name := range p.Skills {
			skills[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(skills)) {
		if _, err := n.store.CreateSkill(ctx, store.Skill{Name: name}); err != nil {
			return err
		}
	}
	for _, p := range people {
		a, err := n.seedPerson(ctx, agent.Agent{Email: p.Email, Name: p.Given, Title: p.Title, Greeting: strings.ReplaceAll(p.Greeting, " {name}", ""),
			Role: agent.RoleAgent, Languages: p.Languages, Skills: p.Skills}, p.Portrait)
		if err != nil {
			return err
		}
		says.Agents = append(says.Agents, a)
	}
	return nil
}

func (n *node) seedPerson(ctx context.Context, a agent.Agent, portrait []byte) (account, error) {
	password := auth.MakeUpPassword()
	hash, err := n.auth.NewHash(ctx, "password", password)
	if err != nil {
		return account{}, err
	}
	a.PasswordHash, a.Capacity, a.Preferences = hash, demoCapacity, json.RawMessage("{}")
	created, err := n.store.CreateAgent(ctx, a)
	if err != nil || len(portrait) == 0 {
		return account{a.Name, a.Email, password}, err
	}
	_, err = n.store.SetPicture(ctx, created.ID, "image/svg+xml", portrait)
	if err != nil {
		return account{}, err
	}
	_, err = n.store.UpdateAgent(ctx, created.ID, func(a *agent.Agent) error {
		a.Picture = "/api/v1/agents/" + string(created.ID) + "/picture"
		return nil
	})
	return account{a.Name, a.Email, password}, err
}

// seedDomains lets the shop embed the widget at the address that it has today.
func (n *node) seedDomains(ctx context.Context, shop string, says *greeting) error {
	site, err := n.store.SiteByKey(ctx, says.SiteKey)
	if err != nil {
		return err
	}
	if slices.Contains(site.Domains, shop) {
		return nil
	}
	_, err = n.store.UpdateSite(ctx, site.ID, site.Version, func(s *store.Site) error {
		s.Domains = append(s.Domains, shop)
		return nil
	})
	return err
}
