package store_test

import (
	"errors"
	"testing"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/topic"
)

func TestTopicsOfASite(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		first := must[store.Topics](t)(s.Topics(t.Context(), "site-1"))
		if first.Version != 0 || len(first.Topics) != len(topic.Shipped()) {
			t.Fatalf("a new site has %+v", first)
		}
		own := topic.Own{Name: "Wheels", Examples: []string{"true my rim", "spokes", "build a wheel"}}
		saved := must[store.Topics](t)(s.PutTopics(t.Context(), store.Topics{Site: "site-1", Topics: append(first.Topics, own), UpdatedBy: "agent-ada"}))
		read := must[store.Topics](t)(s.Topics(t.Context(), "site-1"))
		if read.Version != 1 || saved.Version != 1 || !read.UpdatedAt.Equal(now.now()) || read.UpdatedBy != "agent-ada" || read.Topics[len(read.Topics)-1].Name != "wheels" {
			t.Errorf("stored: %+v", read)
		}
		if _, err := s.PutTopics(t.Context(), store.Topics{Site: "site-1", Topics: first.Topics}); !errors.Is(err, store.ErrOutdated) {
			t.Errorf("on an old version: %v", err)
		}
		if _, err := s.PutTopics(t.Context(), store.Topics{Site: "site-1", Version: 1, Topics: []topic.Own{{Name: "bare"}}}); !chat.IsCode(err, chat.Invalid) {
			t.Errorf("without examples: %v", err)
		}
		if again := must[store.Topics](t)(s.Topics(t.Context(), "site-1")); again.Version != 1 {
			t.Errorf("a refusal changed them: %+v", again)
		}
		if other := must[store.Topics](t)(s.Topics(t.Context(), "site-2")); other.Version != 0 {
			t.Errorf("another site has %+v", other)
		}
	})
}

func TestARuleForATopicThatNobodyLooksForIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		rule := func(words ...string) []routing.Rule {
			return []routing.Rule{{ID: "r", Name: "Wheels", When: routing.Conditions{Topic: words}, Then: routing.Outcome{Target: 60e9}}}
		}
		for words, want := range map[string]int{"billing": 0, "Billing": 0, "wheels": 1, "wheels, billing": 0} {
			found := must[routing.Problems](t)(s.CheckRoutingRules(t.Context(), "site-1", rule(words)))
			if len(found) != want || want == 1 && (!found[0].Warning || found[0].At != "rules[0].when.topic") {
				t.Errorf("%q: %+v", words, found)
			}
		}
		must[store.Topics](t)(s.PutTopics(t.Context(), store.Topics{Site: "site-1", Topics: []topic.Own{{Name: "wheels", Examples: []string{"rim", "spoke", "hub"}}}}))
		if found := must[routing.Problems](t)(s.CheckRoutingRules(t.Context(), "site-1", rule("wheels"))); len(found) != 0 {
			t.Errorf("it is looked for now: %+v", found)
		}
	})
}
