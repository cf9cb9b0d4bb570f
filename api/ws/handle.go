package ws

import (
	"context"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
)

// handle serves one frame of a greeted session, or its hello.
func (s *session) handle(ctx context.Context, f frameIn) error {
	switch f.T {
	case "hello":
		return s.hello(ctx, f)
	case "follow":
		return s.followAll(ctx, f)
	case "unfollow":
		for _, st := range f.Streams {
			s.hub.unfollow(s, st.Stream)
		}
		return nil
	case "post":
		return s.post(ctx, f)
	case "note":
		return s.note(ctx, f)
	case "typing":
		return s.typing(ctx, f)
	case "seen":
		return s.seen(ctx, f)
	case "page":
		return s.page(ctx, f)
	case "active":
		return s.active(ctx)
	case "viewing":
		return s.viewing(ctx, f)
	default:
		return chat.RefuseField("t", "This server does not know frames of the type %q.", short(f.T))
	}
}

func short(s string) string {
	if len(s) > 20 {
		return s[:20]
	}
	return s
}

func (s *session) hello(ctx context.Context, f frameIn) error {
	if s.greeted.Load() {
		return chat.Refuse(chat.Invalid, "Hello was said already; use follow.")
	}
	if f.V != 1 {
		return chat.RefuseField("v", "This server speaks version 1 of the protocol.")
	}
	s.greeted.Store(true)
	_ = s.conn.SetReadDeadline(time.Now().Add(s.hub.cfg.Limits.SilentFor))
	s.send(frame(frameWelcome{"welcome", s.hub.cfg.Epoch, s.hub.cfg.Node, s.id, int(s.hub.cfg.Limits.Heartbeat / time.Second)}))
	if s.who.IsAgent() {
		s.hub.cfg.Presence.AgentGreeted(ctx, s.who.Agent)
	}
	return s.followAll(ctx, f)
}

// followAll answers each stream by itself: one that is refused does not spoil
// the others.
func (s *session) followAll(ctx context.Context, f frameIn) error {
	for _, in := range f.Streams {
		if err := s.hub.follow(ctx, s, in, f.Epoch); err != nil {
			if chat.CodeOf(err) == chat.Internal {
				s.hub.log().Error("a stream could not be followed", "stream", in.Stream, "err", err)
			}
			s.send(refused(f.Ref, in.Stream, err, ""))
		}
	}
	return nil
}

func (s *session) mayPost(f frameIn) error {
	if !chat.ValidID(f.ClientID) {
		return chat.RefuseField("client_id", "A send needs an id of 8 to 64 letters, digits, '-' or '_'.")
	}
	if !s.posts.Allow() {
		return chat.Refuse(chat.TooMany, "You are sending very fast. Wait a few seconds; this message was not sent yet.")
	}
	return nil
}

func (s *session) post(ctx context.Context, f frameIn) error {
	if err := s.mayPost(f); err != nil {
		return err
	}
	if s.who.IsVisitor() && f.Conversation == "" {
		return s.start(ctx, f)
	}
	c, err := s.hub.conversation(ctx, s, f.Conversation)
	if err != nil {
		return err
	}
	s.submit(ctx, c.ID, f, chat.Post{By: s.who.Party(), ClientID: f.ClientID, Text: f.Text})
	return nil
}

// submit hands a send over and goes on reading, so that many sends in a row
// share commits; they stay in order. The answer comes when it is stored.
func (s *session) submit(ctx context.Context, id chat.ConversationID, f frameIn, cmd chat.Command) {
	s.underway <- struct{}{}
	s.hub.cfg.Desk.Submit(ctx, id, func(res desk.Result, err error) {
		<-s.underway
		if err != nil {
			s.refuse(f, err)
			return
		}
		s.ack(f, res)
	}, cmd)
}

// start is a send without a conversation.
func (s *session) start(ctx context.Context, f frameIn) error {
	if err := s.hub.cfg.Gate.MayStart(ctx, s.who, s.rules.From); err != nil {
		return err
	}
	s.mu.Lock()
	rules := s.rules
	rules.Open = s.open
	s.mu.Unlock()
	res, err := Begin(ctx, s.hub.cfg.Desk, s.who, rules, chat.Start{ClientID: f.ClientID, Text: f.Text, Page: deref(f.Page)})
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.open = res.Conversation.ID
	s.mu.Unlock()
	s.ack(f, res)
	return nil
}

func deref(p *chat.Page) chat.Page {
	if p == nil {
		return chat.Page{}
	}
	return *p
}

// ack answers a send with its number in the sender's own numbering.
func (s *session) ack(f frameIn, res desk.Result) {
	for _, e := range res.Entries {
		if e.ClientID != f.ClientID {
			continue
		}
		seq := e.Seq
		if s.who.IsVisitor() {
			seq = e.PublicSeq
		}
		s.send(frame(frameAck{"ack", f.Ref, e.Conversation, f.ClientID, seq, e.At.Format(time.RFC3339Nano)}))
		return
	}
}

func (s *session) note(ctx context.Context, f frameIn) error {
	if err := s.mayPost(f); err != nil {
		return err
	}
	if !s.who.IsAgent() {
		return chat.Refuse(chat.Forbidden, "Only the team writes notes.")
	}
	c, err := s.hub.conversation(ctx, s, f.Conversation)
	if err != nil {
		return err
	}
	s.submit(ctx, c.ID, f, chat.Note{By: s.who.Agent, ClientID: f.ClientID, Text: f.Text})
	return nil
}

// typing tells the other side; a note being written is told to colleagues only.
func (s *session) typing(ctx context.Context, f frameIn) error {
	c, err := s.hub.conversation(ctx, s, f.Conversation)
	if err != nil {
		return err
	}
	if len(f.Text) > 4*chat.MaxMessage {
		f.Text = ""
	}
	fr := frameTyping{T: "typing", Conversation: c.ID, By: s.who.Party(), On: f.On}
	to := "both"
	switch {
	case s.who.IsAgent():
		if fr.Note = f.Note; f.Note || c.State != chat.StateActive || !c.Owner.IsAgent(s.who.Agent) {
			to = "agents" // the visitor hears only of the person who has them
		}
		if c.Agent != nil && c.Agent.ID == s.who.Agent {
			fr.Name = c.Agent.Name
		}
	default:
		to = "agents"
		if s.rules.ShowTyping {
			fr.Text = f.Text
		}
	}
	s.hub.cfg.Bus.Publish(bus.Message{Stream: desk.ConversationPrefix + string(c.ID), Kind: to, Data: encode(fr)})
	return nil
}

// seen raises the read mark of the session's side.
func (s *session) seen(ctx context.Context, f frameIn) error {
	c, err := s.hub.conversation(ctx, s, f.Conversation)
	if err != nil {
		return err
	}
	return s.hub.MarkSeen(ctx, c, s.who.IsVisitor(), f.Seq)
}

func (s *session) page(ctx context.Context, f frameIn) error {
	if !s.who.IsVisitor() || f.Page == nil {
		return chat.RefuseField("page", "Only a visitor is on a page, and the frame must say which.")
	}
	p := *f.Page
	for name, v := range map[string]string{"url": p.URL, "title": p.Title, "referrer": p.Referrer} {
		if err := chat.CheckLine(name, v, chat.MaxURL); err != nil {
			return err
		}
	}
	s.hub.cfg.Presence.VisitorPage(ctx, s.who.Visitor, p)
	for name := range s.follows {
		if id, ok := strings.CutPrefix(name, desk.ConversationPrefix); ok {
			s.hub.online(chat.ConversationID(id), true, &p)
		}
	}
	return nil
}

// active says that a person is there; presence hears of it once a minute.
func (s *session) active(ctx context.Context) error {
	if s.who.IsAgent() && time.Since(s.inputAt) > 50*time.Second {
		s.inputAt = time.Now()
		s.hub.cfg.Presence.AgentInput(ctx, s.id, s.who.Agent)
	}
	return nil
}

// viewing tells colleagues who has a conversation open.
func (s *session) viewing(ctx context.Context, f frameIn) error {
	if !s.who.IsAgent() {
		return chat.Refuse(chat.Forbidden, "Only the team has conversations open.")
	}
	if f.Conversation != "" {
		if _, err := s.hub.conversation(ctx, s, f.Conversation); err != nil {
			return err
		}
	}
	s.hub.setViewing(s, f.Conversation)
	return nil
}
