package routing

import "github.com/batonchat/baton/chat"

// Claim is somebody's wish to take a conversation by hand: from the line, from the
// follow-up list, from the assistant, or from a colleague.
type Claim struct {
	By         Candidate
	Site       chat.SiteID
	Force      bool // take it though there is no room
	Supervises bool // By may override
}

// Check says why the claim may not be, in words for whoever claims. Everybody may take
// over at any time; only room and the site's team bound it.
func (c Claim) Check() error {
	way := Claimed
	if c.Force {
		if !c.Supervises {
			return chat.Refuse(chat.Forbidden, "Only a supervisor can take a conversation beyond the limit.")
		}
		way = Forced
	}
	if ok, cut := Eligible(c.By, Need{Site: c.Site, Way: way}); !ok {
		return c.By.refuseSelf(cut)
	}
	return nil
}

// refuseSelf tells the agent why they cannot take a conversation.
func (c Candidate) refuseSelf(cut Cut) error {
	switch cut {
	case CutDisabled:
		return chat.Refuse(chat.Forbidden, "This account is switched off. Ask an admin.")
	case CutSite:
		return chat.Refuse(chat.NotFound, "This conversation does not exist, or you may not see it.")
	default:
		return chat.Refuse(chat.Conflict, "You have %d of %d conversations. Finish or pass on one first.", c.Load.Total(), c.Limits.Places())
	}
}

// CheckTransfer says why a conversation may not be given to a colleague, in words for
// whoever gives it. Language does not matter: the giver knows both.
func CheckTransfer(to Candidate, site chat.SiteID) error {
	ok, cut := Eligible(to, Need{Site: site, Way: Given})
	if ok {
		return nil
	}
	switch cut {
	case CutDisabled:
		return chat.Refuse(chat.NotFound, "This person does not work here any more.")
	case CutSite:
		return chat.Refuse(chat.Conflict, "%s does not work on this site.", to.Name)
	case CutStatus:
		return chat.Refuse(chat.Conflict, "%s is not available right now.", to.Name)
	case CutUnreachable:
		return chat.Refuse(chat.Conflict, "%s is not connected right now.", to.Name)
	case CutIdle:
		return chat.Refuse(chat.Conflict, "%s has not been at the screen for a while.", to.Name)
	case CutNotResponding:
		return chat.Refuse(chat.Conflict, "%s did not answer the last offers.", to.Name)
	default:
		return chat.Refuse(chat.Conflict, "%s has no free place: %d of %d conversations.", to.Name, to.Load.Total(), to.Limits.Places())
	}
}
