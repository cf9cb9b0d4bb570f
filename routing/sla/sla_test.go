package sla_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/routing/sla"
)

// tuesday is ten in the morning in Berlin, an open hour of the office.
var tuesday = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)

func office(tb testing.TB) *hours.Calendar {
	tb.Helper()
	c, err := hours.Parse([]byte(`{"zone":"Europe/Berlin","weekly":[
		{"day":"monday","from":"09:00","to":"17:00"},{"day":"tuesday","from":"09:00","to":"17:00"},{"day":"wednesday","from":"09:00","to":"17:00"},
		{"day":"thursday","from":"09:00","to":"17:00"},{"day":"friday","from":"09:00","to":"17:00"}]}`))
	if err != nil {
		tb.Fatal(err)
	}
	return &c
}

// talk is a conversation that is played step by step.
type talk struct {
	t       *testing.T
	c       *chat.Conversation
	entries []chat.Entry
	now     time.Time
}

func begin(t *testing.T) *talk {
	t.Helper()
	k := &talk{t: t, c: &chat.Conversation{ID: "conversation-1"}, now: tuesday}
	k.do(chat.Start{Site: "site-1", Visitor: "visitor-1", ClientID: "client-start", Text: "My bill is wrong."})
	return k
}

func (k *talk) after(d time.Duration) *talk { k.now = k.now.Add(d); return k }

func (k *talk) do(cmd chat.Command) *talk {
	k.t.Helper()
	d, err := chat.Decide(k.c, cmd, k.now)
	if err != nil {
		k.t.Fatalf("%T: %v", cmd, err)
	}
	k.entries = append(k.entries, k.c.Write(d.Drafts, k.now)...)
	return k
}

func (k *talk) ask(r *chat.Route) *talk {
	return k.do(chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByVisitor("visitor-1"), Reason: chat.ExplicitRequest, Told: "A moment.", Live: true,
		Promise: chat.Promise{Kind: chat.PromiseRange, High: 60, MadeAt: k.now}, Route: r})
}

func (k *talk) later(by time.Time) *talk {
	return k.do(chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByVisitor("visitor-1"), Reason: chat.ExplicitRequest, Told: "Tomorrow.", Why: "closed",
		Promise: chat.Promise{Kind: chat.PromiseByTime, By: by, MadeAt: k.now}})
}

func (k *talk) join() *talk {
	return k.do(chat.Claim{Agent: ada, Handoff: "handoff-2", Greeting: "Hi, I am Ada."})
}

func (k *talk) says(p chat.Party) *talk {
	return k.do(chat.Post{By: p, ClientID: chat.NewID(), Text: "Hello"})
}

var (
	ada     = chat.Profile{ID: "agent-ada", Name: "Ada"}
	adaSays = chat.ByAgent(ada.ID)
	visitor = chat.ByVisitor("visitor-1")
)

func TestDeadlines(t *testing.T) {
	at := tuesday.Add
	type due struct {
		clock     chat.Clock
		warn, due time.Time
	}
	policy := sla.Default()
	policy.Resolution = sla.Target{Within: time.Hour, OpenOnly: true}
	vip := &chat.Route{Target: 30, Next: 60, Resolution: 600}
	tests := []struct {
		name string
		play func(*talk)
		want []due
	}{
		{"nobody was asked for", func(*talk) {}, nil},
		{"a person was asked for", func(k *talk) { k.ask(nil) },
			[]due{{chat.FirstResponse, at(144 * time.Second), at(3 * time.Minute)}, {chat.Resolution, at(48 * time.Minute), at(time.Hour)}}},
		{"by the rule that matched", func(k *talk) { k.ask(vip) },
			[]due{{chat.FirstResponse, at(24 * time.Second), at(30 * time.Second)}, {chat.Resolution, at(8 * time.Minute), at(10 * time.Minute)}}},
		{"a greeting on joining is no answer", func(k *talk) { k.ask(vip).after(10 * time.Second).join() },
			[]due{{chat.FirstResponse, at(24 * time.Second), at(30 * time.Second)}, {chat.Resolution, at(8 * time.Minute), at(10 * time.Minute)}}},
		{"what the visitor adds does not stop the first clock", func(k *talk) { k.ask(vip).after(10 * time.Second).says(visitor) },
			[]due{{chat.FirstResponse, at(24 * time.Second), at(30 * time.Second)}, {chat.Resolution, at(8 * time.Minute), at(10 * time.Minute)}}},
		{"what the assistant says does not either", func(k *talk) {
			k.ask(vip).do(chat.Post{By: visitor, ClientID: "client-more", Text: "Hello?"})
			k.do(chat.Say{Run: "run-1", Epoch: k.c.OwnerEpoch, UpTo: k.c.VisitorSeq, Text: "Somebody is coming."})
		}, []due{{chat.FirstResponse, at(24 * time.Second), at(30 * time.Second)}, {chat.Resolution, at(8 * time.Minute), at(10 * time.Minute)}}},
		{"answered: it is the visitor's turn", func(k *talk) { k.ask(nil).after(time.Minute).join().says(adaSays) }, nil},
		{"the next answer, from the visitor's first words", func(k *talk) {
			k.ask(vip).after(time.Minute).join().says(adaSays).after(5 * time.Minute).says(visitor).after(20 * time.Second).says(visitor)
		}, []due{{chat.NextResponse, at(6*time.Minute + 48*time.Second), at(7 * time.Minute)}, {chat.Resolution, at(13 * time.Minute), at(15 * time.Minute)}}},
		{"back in line: what is owed stays owed", func(k *talk) {
			k.ask(vip).after(time.Minute).join().says(adaSays).after(time.Minute).says(visitor).after(10 * time.Second).do(chat.Release{By: ada.ID})
		}, []due{{chat.NextResponse, at(2*time.Minute + 48*time.Second), at(3 * time.Minute)}, {chat.Resolution, at(9 * time.Minute), at(11 * time.Minute)}}},
		{"taken over unasked: nobody waits", func(k *talk) { k.after(time.Minute).do(chat.Claim{Agent: ada, Handoff: "handoff-9"}) },
			[]due{{chat.NextResponse, at(144 * time.Second), at(3 * time.Minute)}, {chat.Resolution, at(49 * time.Minute), at(61 * time.Minute)}}},
		{"later, by the promised time", func(k *talk) { k.later(at(90 * time.Minute)) },
			[]due{{chat.Resolution, at(48 * time.Minute), at(time.Hour)}, {chat.FirstResponse, at(72 * time.Minute), at(90 * time.Minute)}}},
		{"taken for an answer later, its time goes on", func(k *talk) { k.later(at(90 * time.Minute)).after(time.Hour).join() },
			[]due{{chat.Resolution, at(48 * time.Minute), at(time.Hour)}, {chat.FirstResponse, at(72 * time.Minute), at(90 * time.Minute)}}},
		{"later, over night in open hours", func(k *talk) { // closes at 16:00 UTC
			k.after(6*time.Hour + 30*time.Minute).later(time.Time{})
		}, []due{{chat.Resolution, at(23*time.Hour + 18*time.Minute), at(23*time.Hour + 30*time.Minute)}, {chat.FirstResponse, at(24*time.Hour + 6*time.Minute), at(24*time.Hour + 30*time.Minute)}}},
		{"put aside without a word it goes on", func(k *talk) {
			k.ask(vip).join().says(adaSays).says(visitor)
			k.do(chat.Snooze{By: ada.ID, Until: k.now.Add(time.Hour)})
		}, []due{{chat.NextResponse, at(48 * time.Second), at(time.Minute)}, {chat.Resolution, at(8 * time.Minute), at(10 * time.Minute)}}},
		{"resolved", func(k *talk) {
			k.ask(nil).join().says(visitor).do(chat.Resolve{By: adaSays, Outcome: chat.OutcomeSolved})
		}, nil},
		{"reopened by an agent: what was owed before the end is owed no more", func(k *talk) {
			k.ask(vip).after(10 * time.Second).do(chat.Resolve{By: chat.BySystem, Outcome: chat.OutcomeSilent})
			k.after(48 * time.Hour).join()
		}, nil},
		{"asked for anew after the end", func(k *talk) {
			k.ask(vip).after(10 * time.Second).do(chat.Resolve{By: chat.BySystem, Outcome: chat.OutcomeSilent})
			k.after(time.Hour).says(visitor).do(chat.RequestHandoff{Handoff: "handoff-3", By: chat.BySystem, Reason: chat.ByRule, Told: "A moment.", Live: true, Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: k.now}, Route: vip})
		}, []due{{chat.FirstResponse, at(time.Hour + 34*time.Second), at(time.Hour + 40*time.Second)}, {chat.Resolution, at(time.Hour + 8*time.Minute + 10*time.Second), at(time.Hour + 10*time.Minute + 10*time.Second)}}},
		{"never mind", func(k *talk) { k.ask(nil).do(chat.CancelHandoff{By: "visitor-1"}) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := begin(t)
			tt.play(k)
			var asked time.Time
			if k.c.Handoff != nil {
				asked = k.c.Handoff.AskedAt
			}
			got := policy.Deadlines(k.c, sla.Turns(k.entries, asked), office(t))
			if len(got) != len(tt.want) {
				t.Fatalf("%d clocks run: %+v; want %d", len(got), got, len(tt.want))
			}
			for i, w := range tt.want {
				if got[i].Clock != w.clock || !got[i].WarnAt.Equal(w.warn) || !got[i].DueAt.Equal(w.due) {
					t.Errorf("%d: %s warns at %v, is due at %v;\nwant %s at %v, %v", i, got[i].Clock, got[i].WarnAt, got[i].DueAt, w.clock, w.warn, w.due)
				}
			}
		})
	}
}

func TestAPlaceThatNeverOpensOwesNothing(t *testing.T) {
	k := begin(t).later(time.Time{})
	if got := sla.Default().Deadlines(k.c, nil, &hours.Calendar{}); len(got) != 0 {
		t.Errorf("it owes %+v", got)
	}
}

func TestPolicyIsChecked(t *testing.T) {
	if wrong := sla.Default().Check("sla"); len(wrong) > 0 {
		t.Errorf("the default: %v", wrong)
	}
	tests := []struct {
		name   string
		policy sla.Policy
		fields []string
	}{
		{"empty", sla.Policy{}, []string{"sla.live.within_seconds", "sla.later.within_seconds"}},
		{"too short and too long", sla.Policy{Live: sla.Target{Within: time.Minute}, Later: sla.Target{Within: time.Hour}, Next: sla.Target{Within: time.Second}, Resolution: sla.Target{Within: sla.Longest + 1}},
			[]string{"sla.next.within_seconds", "sla.resolution.within_seconds"}},
		{"negative", sla.Policy{Live: sla.Target{Within: -time.Minute}, Later: sla.Target{Within: time.Hour}}, []string{"sla.live.within_seconds"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wrong := tt.policy.Check("sla")
			if len(wrong) != len(tt.fields) {
				t.Fatalf("%v, want %v", wrong, tt.fields)
			}
			for i, err := range wrong {
				var e *chat.Error
				if !chat.IsCode(err, chat.Invalid) || !asError(err, &e) || e.Field != tt.fields[i] {
					t.Errorf("%v, want it about %s", err, tt.fields[i])
				}
			}
		})
	}
}

// The watch fires exactly: however the talk goes, every clock that runs to its warning
// or its end is noted, at that very moment and once.
func TestTheWatchFiresExactly(t *testing.T) {
	calendar := office(t)
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t, calendar)
		w.policy.Next.Within = time.Duration(rapid.IntRange(10, 400).Draw(r, "next")) * time.Second
		w.policy.Live.Within = time.Duration(rapid.IntRange(10, 400).Draw(r, "live")) * time.Second
		w.now = tuesday.Add(time.Duration(rapid.IntRange(0, 10*3600).Draw(r, "begins")) * time.Second)
		w.start()
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			w.pass(time.Duration(rapid.IntRange(1, 600).Draw(r, "seconds")) * time.Second)
			c := w.load()
			mine := c.State == chat.StateActive && c.Owner.IsAgent(ada.ID)
			switch rapid.IntRange(0, 8).Draw(r, "step") {
			case 0, 1:
				w.try(chat.Post{By: visitor, ClientID: chat.NewID(), Text: "And now?"})
			case 2:
				w.try(chat.Claim{Agent: ada, Greeting: "Hi!"})
			case 3, 4:
				if mine {
					w.try(chat.Post{By: adaSays, ClientID: chat.NewID(), Text: "Look here."})
				}
			case 5:
				if mine {
					w.try(chat.Release{By: ada.ID})
				}
			case 6:
				if mine {
					w.try(chat.Snooze{By: ada.ID, Until: w.now.Add(20 * time.Minute)})
				} else {
					w.try(chat.Wake{})
				}
			case 7:
				if mine {
					w.try(chat.MoveToFollowUp{By: adaSays, Why: "agent", Promise: chat.Promise{Kind: chat.PromiseByTime, By: w.now.Add(10 * time.Minute), MadeAt: w.now}})
				}
			case 8:
				if mine {
					w.try(chat.Resolve{By: adaSays, Outcome: chat.OutcomeSolved})
				}
			}
		}
		w.pass(2 * time.Hour)
		w.check(r)
	})
}

// What lies aside is not looked at over and over: nothing is owed in it, or what was owed is
// late already.
func TestTheWatchLeavesWhatLiesAside(t *testing.T) {
	for name, aside := range map[string]chat.Command{
		"snoozed":   chat.Snooze{By: ada.ID, Until: tuesday.Add(60 * 24 * time.Hour)},
		"follow-up": chat.MoveToFollowUp{By: adaSays, Why: "agent", Promise: chat.Promise{Kind: chat.PromiseByTime, By: tuesday.Add(time.Hour), MadeAt: tuesday}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, office(t))
			w.now = tuesday
			w.start()
			w.try(chat.Claim{Agent: ada})
			w.try(chat.Post{By: adaSays, ClientID: "client-answer", Text: "I shall ask."})
			w.try(aside)
			w.pass(50 * 24 * time.Hour)
			if w.looks > 20 {
				t.Errorf("it was looked at %d times in 50 days", w.looks)
			}
			w.try(chat.Post{By: visitor, ClientID: "client-more", Text: "And?"})
			w.try(chat.Claim{Agent: ada})
			w.try(chat.Post{By: adaSays, ClientID: "client-back", Text: "Here I am."})
			w.try(chat.Post{By: visitor, ClientID: "client-last", Text: "And now?"})
			w.pass(24 * time.Hour)
			if mark, _ := w.load().Mark(chat.NextResponse, w.load().TurnAt); !mark.Breached {
				t.Error("taken up again, nobody noted that it became late")
			}
		})
	}
}
