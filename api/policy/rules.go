package policy

import (
	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// Door says by which way the caller of an operation is known.
type Door int

const (
	// Closed is the zero value: nobody comes in.
	Closed Door = iota
	// Open lets everybody in.
	Open
	// ByOwnCookie is for operations that read a cookie or a secret in the body
	// themselves; the request must come from Baton's own pages.
	ByOwnCookie
	// ByToken is for agents with an access token.
	ByToken
	// ByVisitorCookie is for visitors with a session.
	ByVisitorCookie
)

// Rule says who may call an operation at all. What they may do to the object
// they name is checked afterwards, by Site and Conversation.
type Rule struct {
	Door Door
	Role agent.Role // for ByToken: the least role
}

// rules has a row for every operation of openapi.yaml, by operationId.
var rules = map[string]Rule{
	"signIn":            {Door: ByOwnCookie},
	"refresh":           {Door: ByOwnCookie},
	"signOut":           {Door: ByOwnCookie},
	"getSetup":          {Door: ByOwnCookie},
	"completeSetup":     {Door: ByOwnCookie},
	"signOutEverywhere": {ByToken, agent.RoleAgent},
	"createTicket":      {ByToken, agent.RoleAgent},

	"getMe":           {ByToken, agent.RoleAgent},
	"updateMe":        {ByToken, agent.RoleAgent},
	"changePassword":  {ByToken, agent.RoleAgent},
	"setStatus":       {ByToken, agent.RoleAgent},
	"listDevices":     {ByToken, agent.RoleAgent},
	"addDevice":       {ByToken, agent.RoleAgent},
	"removeDevice":    {ByToken, agent.RoleAgent},
	"testDevice":      {ByToken, agent.RoleAgent},
	"listAgents":      {ByToken, agent.RoleAgent},
	"createAgent":     {ByToken, agent.RoleAdmin},
	"updateAgent":     {ByToken, agent.RoleAdmin},
	"setAgentStatus":  {ByToken, agent.RoleSupervisor},
	"getAgentPicture": {Door: Open},

	"listSites":      {ByToken, agent.RoleAgent},
	"getSite":        {ByToken, agent.RoleAgent},
	"createSite":     {ByToken, agent.RoleAdmin},
	"updateSite":     {ByToken, agent.RoleAdmin},
	"getInstall":     {ByToken, agent.RoleAgent},
	"getIdentity":    {ByToken, agent.RoleAdmin},
	"rotateIdentity": {ByToken, agent.RoleAdmin},

	"listTeams":         {ByToken, agent.RoleAgent},
	"createTeam":        {ByToken, agent.RoleAdmin},
	"updateTeam":        {ByToken, agent.RoleAdmin},
	"deleteTeam":        {ByToken, agent.RoleAdmin},
	"listSkills":        {ByToken, agent.RoleAgent},
	"createSkill":       {ByToken, agent.RoleAdmin},
	"updateSkill":       {ByToken, agent.RoleAdmin},
	"deleteSkill":       {ByToken, agent.RoleAdmin},
	"listStatuses":      {ByToken, agent.RoleAgent},
	"createOwnStatus":   {ByToken, agent.RoleAdmin},
	"updateOwnStatus":   {ByToken, agent.RoleAdmin},
	"deleteOwnStatus":   {ByToken, agent.RoleAdmin},
	"getRoutingRules":   {ByToken, agent.RoleAgent},
	"getTopics":         {ByToken, agent.RoleAgent},
	"putTopics":         {ByToken, agent.RoleAdmin},
	"tryTopics":         {ByToken, agent.RoleAdmin},
	"putRoutingRules":   {ByToken, agent.RoleAdmin},
	"checkRoutingRules": {ByToken, agent.RoleAdmin},
	"tryRoutingRules":   {ByToken, agent.RoleAdmin},
	"simulate":          {ByToken, agent.RoleSupervisor},
	"rehearse":          {ByToken, agent.RoleAdmin},
	"getBoard":          {ByToken, agent.RoleSupervisor},

	"listInbox":       {ByToken, agent.RoleAgent},
	"search":          {ByToken, agent.RoleAgent},
	"getConversation": {ByToken, agent.RoleAgent},
	"listEntries":     {ByToken, agent.RoleAgent},
	"editEntry":       {ByToken, agent.RoleAgent},
	"deleteEntry":     {ByToken, agent.RoleAgent},
	"postMessage":     {ByToken, agent.RoleAgent},
	"postNote":        {ByToken, agent.RoleAgent},
	"claim":           {ByToken, agent.RoleAgent},
	"release":         {ByToken, agent.RoleAgent},
	"transfer":        {ByToken, agent.RoleAgent},
	"assign":          {ByToken, agent.RoleSupervisor},
	"getRouting":      {ByToken, agent.RoleAgent},
	"acceptOffer":     {ByToken, agent.RoleAgent},
	"declineOffer":    {ByToken, agent.RoleAgent},
	"withdrawOffer":   {ByToken, agent.RoleAgent},
	"handBack":        {ByToken, agent.RoleAgent},
	"resolve":         {ByToken, agent.RoleAgent},
	"snooze":          {ByToken, agent.RoleAgent},
	"followUp":        {ByToken, agent.RoleAgent},
	"setField":        {ByToken, agent.RoleAgent},
	"saveDraft":       {ByToken, agent.RoleAgent},
	"markSeen":        {ByToken, agent.RoleAgent},

	"getCopilot":         {ByToken, agent.RoleAgent},
	"createCopilotDraft": {ByToken, agent.RoleAgent},
	"askCopilot":         {ByToken, agent.RoleAgent},
	"setDisposition":     {ByToken, agent.RoleAgent},
	"getCopilotStatus":   {ByToken, agent.RoleAgent},

	"listArticles":   {ByToken, agent.RoleAgent},
	"getArticle":     {ByToken, agent.RoleAgent},
	"createArticle":  {ByToken, agent.RoleSupervisor},
	"updateArticle":  {ByToken, agent.RoleSupervisor},
	"deleteArticle":  {ByToken, agent.RoleSupervisor},
	"importArticles": {ByToken, agent.RoleSupervisor},

	"openVisitorSession":     {Door: ByOwnCookie},
	"getVisitorConversation": {Door: ByVisitorCookie},
	"listVisitorEntries":     {Door: ByVisitorCookie},
	"postVisitorMessage":     {Door: ByVisitorCookie},
	"requestHandoff":         {Door: ByVisitorCookie},
	"cancelHandoff":          {Door: ByVisitorCookie},
	"giveContact":            {Door: ByVisitorCookie},
	"chooseFollowUp":         {Door: ByVisitorCookie},
	"rate":                   {Door: ByVisitorCookie},
	"endConversation":        {Door: ByVisitorCookie},
	"searchVisitorArticles":  {Door: ByVisitorCookie},
	"getVisitorArticle":      {Door: ByVisitorCookie},
	"rateArticle":            {Door: ByVisitorCookie},
	"getTranscript":          {Door: ByVisitorCookie},
	"identify":               {Door: ByVisitorCookie},
	"setAttributes":          {Door: ByVisitorCookie},
	"trackEvents":            {Door: ByVisitorCookie},
	"endVisitorSession":      {Door: ByVisitorCookie},
	"eraseVisitor":           {Door: ByVisitorCookie},
}

// RuleOf gives the rule of an operation. One that has none is closed.
func RuleOf(operation string) Rule { return rules[operation] }

// Operations lists the operations that have a rule.
func Operations() []string {
	all := make([]string, 0, len(rules))
	for op := range rules {
		all = append(all, op)
	}
	return all
}

// Admit says whether the principal may call an operation with this rule at all.
func (r Rule) Admit(p Principal) error {
	switch r.Door {
	case Open, ByOwnCookie:
		return nil
	case ByToken:
		if !p.IsAgent() {
			return chat.Refuse(chat.SignedOut, "Sign in first.")
		}
		if !p.Role.Holds(r.Role) {
			return chat.Refuse(chat.Forbidden, "This needs the role %s; yours is %s.", r.Role, p.Role)
		}
		return nil
	case ByVisitorCookie:
		if !p.IsVisitor() {
			return chat.Refuse(chat.SignedOut, "Your session has ended. Reload the page to begin a new one.")
		}
		return nil
	case Closed:
	}
	return chat.Refuse(chat.NotFound, "There is nothing at this address.")
}
