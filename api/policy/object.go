package policy

import "github.com/batonchat/baton/chat"

// The refusals of things that do not exist or are not the caller's. There is one
// for each kind, and stores answer with the same when a row is missing.

// NoConversation is what somebody hears who names a conversation that is not
// there, or not theirs.
func NoConversation() error {
	return chat.Refuse(chat.NotFound, "This conversation does not exist, or you may not see it.")
}

// NoSite is the same for sites.
func NoSite() error {
	return chat.Refuse(chat.NotFound, "This site does not exist, or you do not work on it.")
}

// NoAgent is the same for agents.
func NoAgent() error {
	return chat.Refuse(chat.NotFound, "This agent does not exist, or does not share a site with you.")
}

// NoArticle is the same for articles.
func NoArticle() error {
	return chat.Refuse(chat.NotFound, "This article does not exist.")
}

// NoTeam is the same for teams, which every agent may see.
func NoTeam() error { return chat.Refuse(chat.NotFound, "This team does not exist.") }

// NoStatus is the same for own statuses.
func NoStatus() error { return chat.Refuse(chat.NotFound, "This status does not exist.") }

// NoDraft is the same for drafts of the copilot.
func NoDraft() error {
	return chat.Refuse(chat.NotFound, "This draft does not exist, or somebody else asked for it.")
}

// Site says whether the principal may use a site's things.
func Site(p Principal, site chat.SiteID) error {
	if site == "" || !p.Works(site) {
		return NoSite()
	}
	return nil
}

// Conversation says whether the principal may see a conversation and act in it:
// its own visitor, and the agents of its site. A nil conversation is missing.
func Conversation(p Principal, c *chat.Conversation) error {
	switch {
	case c == nil, !p.Works(c.Site):
		return NoConversation()
	case p.IsVisitor() && c.Visitor != p.Visitor:
		return NoConversation()
	default:
		return nil
	}
}
