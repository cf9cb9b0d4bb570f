package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/api/contract"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
)

// Who may call an operation. The table below is written by hand, apart from the
// policy's own, so that a slip in one shows in the other.
const (
	anybody     = "anybody"     // no token, no cookie
	agents      = "agents"      // every role
	supervisors = "supervisors" // and admins
	admins      = "admins"
	visitors    = "visitors"
)

// What an operation acts on. A foreign one and a missing one must be refused alike.
const (
	none         = ""
	conversation = "conversation" // in the path, or in a visitor's body
	site         = "site"
	sitesArticle = "article"
	anAgent      = "agent"
	aDraft       = "draft"
	aSlug        = "slug"
	aTeam        = "team"
	aSkill       = "skill"
	aStatus      = "status"
	aDevice      = "device"
)

// row says who may call an operation, on what, and gives a body that is right.
type row struct {
	who    string
	object string
	body   string // CONVERSATION stands for the object's id
	query  string
}

var table = map[string]row{
	"signIn":            {who: anybody, body: `{"email":"nobody@example.com","password":"x"}`},
	"refresh":           {who: anybody},
	"signOut":           {who: anybody},
	"getSetup":          {who: anybody},
	"completeSetup":     {who: anybody, body: `{"token":"x","name":"Eve","email":"eve@example.com","password":"grüner Esel im Regen","site":{"name":"Eve"}}`},
	"signOutEverywhere": {who: agents},
	"createTicket":      {who: agents},

	"getMe":           {who: agents},
	"updateMe":        {who: agents, body: `{"title":"Care"}`},
	"changePassword":  {who: agents, body: `{"current":"wrong","new":"blaues Pferd am Meer"}`},
	"setStatus":       {who: agents, body: `{"status":"away"}`},
	"listDevices":     {who: agents},
	"addDevice":       {who: agents, body: `{"name":"Phone","endpoint":"https://push.example/abc","p256dh":"key","auth":"secret"}`},
	"removeDevice":    {who: agents, object: aDevice},
	"testDevice":      {who: agents, object: aDevice},
	"listAgents":      {who: agents},
	"createAgent":     {who: admins, body: `{"name":"Finn","email":"finn@example.com","role":"agent"}`},
	"updateAgent":     {who: admins, object: anAgent, body: `{"capacity":2}`},
	"setAgentStatus":  {who: supervisors, object: anAgent, body: `{"status":"away"}`},
	"getAgentPicture": {who: anybody, object: anAgent},

	"listSites":         {who: agents},
	"createSite":        {who: admins, body: `{"name":"Cars"}`},
	"getSite":           {who: agents, object: site},
	"updateSite":        {who: admins, object: site, body: `{"greeting":"Hello"}`},
	"getInstall":        {who: agents, object: site},
	"getIdentity":       {who: admins, object: site},
	"rotateIdentity":    {who: admins, object: site, body: `{}`},
	"listTeams":         {who: agents},
	"createTeam":        {who: admins, body: `{"name":"Returns"}`},
	"updateTeam":        {who: admins, object: aTeam, body: `{"limit":3}`},
	"deleteTeam":        {who: admins, object: aTeam, query: "force=true"},
	"listSkills":        {who: agents},
	"createSkill":       {who: admins, body: `{"name":"welding"}`},
	"updateSkill":       {who: admins, object: aSkill, body: `{"description":"Money"}`},
	"deleteSkill":       {who: admins, object: aSkill},
	"listStatuses":      {who: agents},
	"createOwnStatus":   {who: admins, body: `{"name":"Training","stands_for":"busy"}`},
	"updateOwnStatus":   {who: admins, object: aStatus, body: `{"name":"Break"}`},
	"deleteOwnStatus":   {who: admins, object: aStatus},
	"getRoutingRules":   {who: agents, object: site},
	"getTopics":         {who: agents, object: site},
	"putTopics":         {who: admins, object: site, body: `{"topics":[],"version":0}`},
	"tryTopics":         {who: admins, object: site, body: `{"topics":[{"name":"billing","shipped":true}],"messages":["My invoice is wrong"]}`},
	"putRoutingRules":   {who: admins, object: site, body: `{"rules":[],"version":0}`},
	"checkRoutingRules": {who: admins, object: site, body: `{"rules":[]}`},
	"tryRoutingRules":   {who: admins, object: site, body: `{"rules":[]}`},
	"simulate":          {who: supervisors, body: `{"from":"2026-09-10T00:00:00Z","to":"2026-09-14T00:00:00Z"}`},
	"rehearse":          {who: admins, object: site, body: `{}`},
	"getBoard":          {who: supervisors},

	"listInbox":       {who: agents, query: "list=all"},
	"search":          {who: agents, query: "q=wheel"},
	"getConversation": {who: agents, object: conversation},
	"listEntries":     {who: agents, object: conversation},
	"editEntry":       {who: agents, object: conversation, body: `{"text":"changed"}`},
	"deleteEntry":     {who: agents, object: conversation},
	"postMessage":     {who: agents, object: conversation, body: `{"client_id":"12345678","text":"hello"}`},
	"postNote":        {who: agents, object: conversation, body: `{"client_id":"12345678","text":"hello"}`},
	"claim":           {who: agents, object: conversation, body: `{}`},
	"release":         {who: agents, object: conversation},
	"transfer":        {who: agents, object: conversation, body: `{"agent":"agent-emil-1","warm":false}`},
	"assign":          {who: supervisors, object: conversation, body: `{"agent":"agent-emil-1"}`},
	"getRouting":      {who: agents, object: conversation},
	"acceptOffer":     {who: agents, object: conversation},
	"declineOffer":    {who: agents, object: conversation},
	"withdrawOffer":   {who: agents, object: conversation},
	"handBack":        {who: agents, object: conversation},
	"resolve":         {who: agents, object: conversation, body: `{"outcome":"solved"}`},
	"snooze":          {who: agents, object: conversation, body: `{"until":"2026-09-15T10:00:00Z"}`},
	"followUp":        {who: agents, object: conversation, body: `{}`},
	"setField":        {who: agents, object: conversation, body: `{"name":"order_number","value":"4711"}`},
	"saveDraft":       {who: agents, object: conversation, body: `{"kind":"reply","text":"Dear"}`},
	"markSeen":        {who: agents, object: conversation, body: `{"seq":1}`},

	"getCopilot":         {who: agents, object: conversation},
	"createCopilotDraft": {who: agents, object: conversation, body: `{}`},
	"askCopilot":         {who: agents, object: conversation, body: `{"question":"How long?"}`},
	"setDisposition":     {who: agents, object: aDraft, body: `{"disposition":"inserted"}`},
	"getCopilotStatus":   {who: agents},

	"listArticles":   {who: agents, object: site},
	"createArticle":  {who: supervisors, object: site, body: `{"title":"Sizes","body":"M"}`},
	"importArticles": {who: supervisors, object: site, body: `{"files":[{"name":"a.md","content":"# Sizes"}]}`},
	"getArticle":     {who: agents, object: sitesArticle},
	"updateArticle":  {who: supervisors, object: sitesArticle, body: `{"title":"Returns","body":"Changed"}`},
	"deleteArticle":  {who: supervisors, object: sitesArticle},

	"openVisitorSession":     {who: anybody, body: `{"site":"key-bikes-1"}`},
	"getVisitorConversation": {who: visitors, object: conversation},
	"listVisitorEntries":     {who: visitors, object: conversation},
	"postVisitorMessage":     {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION","client_id":"12345678","text":"hello"}`},
	"requestHandoff":         {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION","client_id":"12345678"}`},
	"cancelHandoff":          {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION","solved":false}`},
	"giveContact":            {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION","value":"maria@example.com"}`},
	"chooseFollowUp":         {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION"}`},
	"rate":                   {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION","score":5}`},
	"endConversation":        {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION"}`},
	"searchVisitorArticles":  {who: visitors},
	"getVisitorArticle":      {who: visitors, object: aSlug},
	"rateArticle":            {who: visitors, object: aSlug, body: `{"helped":true}`},
	"getTranscript":          {who: visitors, object: conversation, query: "conversation=CONVERSATION"},
	"identify":               {who: visitors, body: `{"name":"Maria"}`},
	"setAttributes":          {who: visitors, body: `{"attributes":{"plan":"pro"}}`},
	"trackEvents":            {who: visitors, object: conversation, body: `{"conversation":"CONVERSATION","events":[{"client_id":"12345678","name":"cart"}]}`},
	"endVisitorSession":      {who: visitors},
	"eraseVisitor":           {who: visitors},
}

// principals of the matrix, and whether each belongs to a group.
var principals = []struct {
	name   string
	agent  chat.AgentID // empty: none
	guest  string       // key of the site whose visitor it is; empty: none
	groups []string
}{
	{"nobody", "", "", nil},
	{"the visitor", "", keyA, []string{visitors}},
	{"a visitor of another site", "", keyB, []string{visitors}},
	{"an agent", ada, "", []string{agents}},
	{"an agent of another site", ben, "", []string{agents}},
	{"a supervisor", cleo, "", []string{agents, supervisors}},
	{"an admin", dora, "", []string{agents, supervisors, admins}},
}

func operations(t *testing.T) []contract.Operation {
	t.Helper()
	text, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := contract.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	all := c.Operations()
	slices.SortFunc(all, func(a, b contract.Operation) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func TestEveryOperationHasARowAndARule(t *testing.T) {
	known := map[string]bool{}
	for _, o := range operations(t) {
		known[o.ID] = true
		if _, ok := table[o.ID]; !ok {
			t.Errorf("%s has no row in the table of this test", o.ID)
		}
		if policy.RuleOf(o.ID).Door == policy.Closed {
			t.Errorf("%s has no rule in package policy, so nobody may call it", o.ID)
		}
	}
	for _, id := range policy.Operations() {
		if !known[id] {
			t.Errorf("package policy has a rule for %s, which openapi.yaml does not have", id)
		}
	}
	for id := range table {
		if !known[id] {
			t.Errorf("the table has a row for %s, which openapi.yaml does not have", id)
		}
	}
}

// scene is a house with things in it that belong to somebody.
type scene struct {
	*house
	guests  map[string]guest               // by site key
	chats   map[string]chat.ConversationID // by site key: waiting for a person
	another chat.ConversationID            // of another visitor of site A
}

func newScene(t *testing.T) scene {
	t.Helper()
	s := scene{house: newHouse(t, nil), guests: map[string]guest{}, chats: map[string]chat.ConversationID{}}
	for _, key := range []string{keyA, keyB} {
		g := s.guest(key)
		s.guests[key], s.chats[key] = g, g.write("My wheel is broken")
		g.do(http.MethodPost, "/handoff", `{"client_id":"handoff-1","conversation":"`+string(s.chats[key])+`"}`).want(http.StatusOK)
	}
	s.another = s.guest(keyA).write("I am somebody else")
	s.must(s.chats[keyA], chat.Note{By: ada, ClientID: "note-0001", Text: "a note of Ada's"})
	if _, err := s.SetPicture(t.Context(), ada, "image/png", []byte("pixels")); err != nil {
		t.Fatal(err)
	}
	return s
}

// target is an object as it stands in an address.
type target struct{ conversation, site, article, agent, draft, slug, team, skill, status, device string }

const missing = "does-not-exist-0001"

func (s scene) own(who chat.AgentID) target {
	return target{string(s.chats[keyA]), string(siteA), "article-0-returns", string(ada), "draft-" + string(who), "returns", teamBikes, "billing", statusLunch, "device-" + string(who)}
}

// send calls an operation as a principal, on an object.
func (s scene) send(o contract.Operation, r row, p int, on target) answer {
	who := principals[p]
	path, rest, _ := strings.Cut(o.Path, "{id}")
	if rest != "" || strings.Contains(o.Path, "{id}") {
		id := on.conversation
		switch {
		case strings.HasPrefix(path, "/sites"):
			id = on.site
		case strings.HasPrefix(path, "/agents"):
			id = on.agent
		case strings.HasPrefix(path, "/teams"):
			id = on.team
		case strings.HasPrefix(path, "/statuses"):
			id = on.status
		case strings.HasPrefix(path, "/me/devices"):
			id = on.device
		}
		path += id + rest
	}
	notes := 0
	for _, e := range s.some(s.chats[keyA], 1000, false, func(e chat.Entry) bool { _, ok := e.Fact.(chat.NotePosted); return ok }) {
		notes = int(e.Seq)
	}
	path = strings.NewReplacer("{article}", on.article, "{draft}", on.draft, "{slug}", on.slug, "{skill}", on.skill, "{offer}", "offer-0001", "{seq}", strconv.Itoa(notes)).Replace(path)
	query := strings.ReplaceAll(r.query, "CONVERSATION", on.conversation)
	if strings.HasPrefix(o.Path, "/visitor") && o.ID != "openVisitorSession" {
		key := keyA
		if who.guest != "" {
			key = who.guest
		}
		query = strings.TrimPrefix(query+"&site="+key, "&")
	}
	if query != "" {
		path += "?" + query
	}
	req := request{method: o.Method, path: "/api/v1" + path, body: strings.ReplaceAll(r.body, "CONVERSATION", on.conversation), header: map[string]string{}}
	if who.agent != "" {
		req.header["Authorization"] = "Bearer " + s.token(who.agent)
	}
	if who.guest != "" {
		req.cookies = append(req.cookies, s.guests[who.guest].cookie)
	}
	return s.do(req)
}

// TestMatrix calls every operation as every principal, on their own object, on one of
// somebody else's and on a missing one.
func TestMatrix(t *testing.T) {
	succeeded := map[string]bool{}
	for _, o := range operations(t) {
		r, ok := table[o.ID]
		if !ok {
			continue // said by TestEveryOperationHasARowAndARule
		}
		for p, who := range principals {
			t.Run(o.ID+" by "+who.name, func(t *testing.T) {
				s := newScene(t)
				if arrange := before[o.ID]; arrange != nil {
					s.must(s.chats[keyA], arrange(s, who.agent))
				}
				a := s.send(o, r, p, s.own(who.agent))
				if r.who != anybody && !slices.Contains(who.groups, r.who) {
					want := http.StatusUnauthorized
					if slices.Contains(who.groups, agents) && r.who != visitors {
						want = http.StatusForbidden
					}
					a.want(want)
					return
				}
				if r.object == none || r.object == anAgent || r.object == aDraft || r.object == aSlug || slices.Contains([]string{aTeam, aSkill, aStatus, aDevice}, r.object) || who.agent == dora || who.agent != ben && who.guest != keyB {
					switch a.Code {
					case http.StatusOK, http.StatusCreated, http.StatusNoContent:
						succeeded[o.ID] = true
					case http.StatusConflict:
					case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
						if !refusedForItself[o.ID] {
							t.Errorf("on their own: %d %s", a.Code, a.Body.String())
						}
					default:
						t.Errorf("on their own: %d %s", a.Code, a.Body.String())
					}
				}
				s.foreign(o, r, p)
			})
		}
	}
	for _, o := range operations(t) {
		if !succeeded[o.ID] && !refusedForItself[o.ID] {
			t.Errorf("%s never succeeded", o.ID)
		}
	}
}

// before brings the conversation into the state that an operation needs.
var before = map[string]func(s scene, who chat.AgentID) chat.Command{
	"postMessage": claimed, "release": claimed, "transfer": claimed, "handBack": claimed, "snooze": claimed,
	"acceptOffer": func(s scene, who chat.AgentID) chat.Command {
		return chat.MakeOffer{Offer: "offer-0001", Agents: []chat.AgentID{who}, ExpiresAt: s.clock().Add(time.Minute)}
	},
	"rate": func(scene, chat.AgentID) chat.Command {
		return chat.Resolve{By: chat.BySystem, Outcome: chat.OutcomeSolved}
	},
}

func claimed(_ scene, who chat.AgentID) chat.Command {
	return chat.Claim{Agent: chat.Profile{ID: who, Name: "whoever asks"}}
}

// refusedForItself are operations that anybody may call but whose proof (password,
// token, cookie, old password, being the author) is wrong in the table on purpose.
var refusedForItself = map[string]bool{
	"signIn": true, "refresh": true, "completeSetup": true, "changePassword": true, "editEntry": true, "deleteEntry": true, "withdrawOffer": true,
}

// foreign proves that what is not the principal's is as if it were not there.
func (s scene) foreign(o contract.Operation, r row, p int) {
	s.tb.Helper()
	who := principals[p]
	none := target{missing, missing, missing, missing, missing, missing, missing, missing, missing, missing}
	var others []target
	mine, theirs := keyA, keyB
	if who.agent == ben || who.guest == keyB {
		mine, theirs = keyB, keyA
	}
	mySite, theirSite := s.sites[map[string]chat.SiteID{keyA: siteA, keyB: siteB}[mine]], s.sites[map[string]chat.SiteID{keyA: siteA, keyB: siteB}[theirs]]
	articleOf := map[chat.SiteID]string{siteA: "article-0-returns", siteB: "article-1-returns"}
	switch r.object {
	case conversation:
		if who.guest != "" {
			others = append(others, target{conversation: string(s.another)})
		}
		if who.agent != dora {
			others = append(others, target{conversation: string(s.chats[theirs])})
		}
	case site:
		if who.agent != dora {
			others = append(others, target{site: string(theirSite.ID)})
		}
	case sitesArticle: // of another site, under this one's address too
		none.site = string(mySite.ID)
		others = append(others, target{site: string(mySite.ID), article: articleOf[theirSite.ID]})
	case aDraft:
		others = append(others, target{draft: "draft-agent-else-1"})
	case aDevice:
		others = append(others, target{device: "device-agent-else-1"})
	case aSlug:
		others = append(others, target{slug: "secret"})
	case anAgent, aTeam, aSkill, aStatus:
		others = append(others, none)
	default:
		return
	}
	absent := s.send(o, r, p, none).want(http.StatusNotFound)
	for _, other := range others {
		got := s.send(o, r, p, other).want(http.StatusNotFound)
		if without(got) != without(absent) {
			s.tb.Errorf("foreign: %s\nmissing: %s\nwant them alike", got.Body.String(), absent.Body.String())
		}
	}
}

// without gives a failure without its request id.
func without(a answer) string {
	var m map[string]any
	if err := json.Unmarshal(a.Body.Bytes(), &m); err != nil {
		return a.Body.String()
	}
	delete(m, "request_id")
	return fmt.Sprint(m)
}

// TestForeignPages sends every request that works by cookie or secret from another
// site's page. None may come through, whatever cookies the browser adds.
func TestForeignPages(t *testing.T) {
	s := newScene(t)
	for _, o := range operations(t) {
		door := policy.RuleOf(o.ID).Door
		if door != policy.ByOwnCookie && door != policy.ByVisitorCookie {
			continue
		}
		path := strings.NewReplacer("{id}", string(s.chats[keyA]), "{slug}", "returns").Replace(o.Path)
		if o.ID != "openVisitorSession" {
			path += "?site=" + keyA
		}
		tests := []struct {
			name   string
			header map[string]string
			refuse bool
		}{
			{"another origin", map[string]string{"Origin": "https://evil.example"}, true},
			{"the host's page", map[string]string{"Origin": "https://shop.example.com"}, true},
			{"a sandboxed frame", map[string]string{"Origin": "null"}, true},
			{"another scheme", map[string]string{"Origin": "http://chat.example.com"}, true},
			{"another port", map[string]string{"Origin": "https://chat.example.com:8443"}, true},
			{"no origin", nil, o.Method != http.MethodGet},
			{"no origin, but from across", map[string]string{"Sec-Fetch-Site": "cross-site"}, true},
			{"no origin, but from a neighbour", map[string]string{"Sec-Fetch-Site": "same-site"}, true},
		}
		for _, test := range tests {
			t.Run(o.ID+" from "+test.name, func(t *testing.T) {
				a := s.do(request{method: o.Method, path: "/api/v1" + path, body: "{}", header: test.header, cookies: []*http.Cookie{s.guests[keyA].cookie}, noOrigin: true})
				if refused := a.Code == http.StatusForbidden; refused != test.refuse {
					t.Errorf("status %d, refused: want %v", a.Code, test.refuse)
				}
				if a.Header().Get("Access-Control-Allow-Origin") != "" {
					t.Error("the answer may be read by other sites")
				}
			})
		}
	}
}
