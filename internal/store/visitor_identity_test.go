package store_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func TestASignatureBindsAVisitorOfWhomNothingSpeaksAgainst(t *testing.T) {
	signed := store.Visitor{Site: "site-shop", ExternalID: "customer-7", Name: "Maria Silva", Email: "maria@example.com", Signed: map[string]string{"tier": "gold"}}
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		tests := []struct {
			name    string
			visitor store.Visitor
			before  func(t *testing.T)
			bound   bool
		}{
			{"an unknown one", store.Visitor{Locale: "de", Attributes: map[string]string{"tier": "vip", "cart": "3"}}, nil, true},
			{"one who typed the same address", store.Visitor{Name: "M.", Email: "MARIA@example.com"}, nil, true},
			{"one who typed another address", store.Visitor{Email: "otto@example.com"}, nil, false},
			{"when the site knows the id", store.Visitor{}, func(t *testing.T) {
				must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), signed))
			}, false},
			{"when another site knows the id", store.Visitor{}, func(t *testing.T) {
				must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-docs", ExternalID: "customer-7"}))
			}, true},
		}
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				if test.before != nil {
					test.before(t)
				}
				v := addVisitor(t, s, test.visitor)
				got, bound, err := s.BindVisitor(t.Context(), v.ID, signed)
				stored := must[store.Visitor](t)(s.Visitor(t.Context(), v.ID))
				if err != nil || bound != test.bound || !reflect.DeepEqual(got, stored) {
					t.Fatalf("BindVisitor() = %+v, %v, %v; stored %+v", got, bound, err, stored)
				}
				if !bound && !reflect.DeepEqual(stored, v) {
					t.Errorf("a visitor who was not bound changed: %+v", stored)
				}
				if bound && (!stored.Verified || stored.ExternalID != "customer-7" || stored.Name != "Maria Silva" || stored.Email != "maria@example.com" ||
					stored.Signed["tier"] != "gold" || stored.Attributes["tier"] != "" || stored.Attributes["cart"] != test.visitor.Attributes["cart"] ||
					!reflect.DeepEqual(stored.Proved, []string{"name", "email"})) {
					t.Errorf("bound: %+v", stored)
				}
				for _, id := range []chat.SiteID{"site-shop", "site-docs"} { // the next case begins anew
					known := must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), store.Visitor{Site: id, ExternalID: "customer-7"}))
					if err := s.EraseVisitor(t.Context(), known.ID); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
		_, _, err := s.BindVisitor(t.Context(), "nobody-here", signed)
		wantCode(t, "binding nobody", err, chat.NotFound)
		_, _, err = s.BindVisitor(t.Context(), addVisitor(t, s, store.Visitor{}).ID, store.Visitor{})
		wantCode(t, "binding to nobody", err, chat.Invalid)
	})
}

func TestAVerifiedVisitorIsNeverBoundAnew(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		maria := must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-shop", ExternalID: "customer-7"}))
		got, bound, err := s.BindVisitor(t.Context(), maria.ID, store.Visitor{ExternalID: "customer-8"})
		if err != nil || bound || got.ExternalID != "customer-7" {
			t.Errorf("BindVisitor() = %+v, %v, %v; one customer became another", got, bound, err)
		}
	})
}

func TestOneOfTwoTabsBinds(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		var ids [6]chat.VisitorID
		for i := range ids {
			ids[i] = addVisitor(t, s, store.Visitor{}).ID
		}
		var did [6]bool
		errs := atOnce(6, func(i int) (err error) {
			_, did[i], err = s.BindVisitor(t.Context(), ids[i], store.Visitor{ExternalID: "customer-7"})
			return err
		})
		n := 0
		for _, bound := range did {
			if bound {
				n++
			}
		}
		if count(errs, "") != 6 || n != 1 {
			t.Errorf("six visitors, one identity: %d bound, errors %v", n, errs)
		}
	})
}

func TestSignedAttributesFollowTheLastToken(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		sign := func(attributes map[string]string) store.Visitor {
			return must[store.Visitor](t)(s.VerifiedVisitor(t.Context(), store.Visitor{Site: "site-shop", ExternalID: "customer-7", Phone: "+491", Signed: attributes}))
		}
		sign(map[string]string{"tier": "gold", "plan": "pro"})
		if got := sign(nil); len(got.Signed) != 2 || !reflect.DeepEqual(got.Proved, []string{"phone"}) {
			t.Errorf("a signature of the id alone took attributes away: %+v", got)
		}
		if got := sign(map[string]string{"tier": "silver"}); !reflect.DeepEqual(got.Signed, map[string]string{"tier": "silver"}) {
			t.Errorf("after another token: %+v", got.Signed)
		}
	})
}

func TestAttributesOfThePageAreBounded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		v := addVisitor(t, s, store.Visitor{})
		all := map[string]string{}
		for i := range chat.MaxAttributes {
			all[fmt.Sprint("key", i)] = "x"
		}
		must[store.Visitor](t)(s.NoteClaim(t.Context(), v.ID, store.Claim{Attributes: all}))
		_, err := s.NoteClaim(t.Context(), v.ID, store.Claim{Attributes: map[string]string{"one_more": "x"}})
		wantCode(t, "one attribute too many", err, chat.Invalid)
		got := must[store.Visitor](t)(s.NoteClaim(t.Context(), v.ID, store.Claim{Attributes: map[string]string{"key7": "", "one_more": "x"}}))
		if _, there := got.Attributes["key7"]; there || got.Attributes["one_more"] != "x" || len(got.Attributes) != chat.MaxAttributes {
			t.Errorf("%d attributes after one went and one came", len(got.Attributes))
		}
	})
}

func TestIdentitySecretsRotate(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		site := must[store.Site](t)(s.CreateSite(t.Context(), store.Site{Name: "Shop", Mode: chat.Live, Settings: store.SiteSettings{Locale: "en"}}))
		other := must[store.Site](t)(s.CreateSite(t.Context(), store.Site{Name: "Docs", Mode: chat.Live, Settings: store.SiteSettings{Locale: "en"}}))
		rotate := func(secret string, keep time.Duration) []store.SealedSecret {
			t.Helper()
			return must[[]store.SealedSecret](t)(s.RotateIdentitySecret(t.Context(), site.ID, store.SealedSecret{KeyID: "key-1", Sealed: []byte(secret)}, keep))
		}
		want := func(secrets ...string) {
			t.Helper()
			all := must[[]store.SealedSecret](t)(s.IdentitySecrets(t.Context(), site.ID))
			ok := len(all) == len(secrets)
			for i := range min(len(all), len(secrets)) {
				ok = ok && bytes.Equal(all[i].Sealed, []byte(secrets[i])) && all[i].KeyID == "key-1" && all[i].EndsAt.IsZero() == (i == 0)
			}
			if !ok {
				t.Errorf("secrets %+v, want %v", all, secrets)
			}
		}
		want()
		if got := rotate("one", 24*time.Hour); len(got) != 1 || !got[0].CreatedAt.Equal(now.now()) {
			t.Errorf("the first secret: %+v", got)
		}
		now.pass(time.Hour)
		rotate("two", 24*time.Hour)
		want("two", "one")
		now.pass(24*time.Hour - time.Microsecond)
		want("two", "one")
		now.pass(time.Microsecond)
		want("two")
		rotate("three", 24*time.Hour)
		want("three", "two")
		rotate("four", 0)
		want("four")
		if all := must[[]store.SealedSecret](t)(s.IdentitySecrets(t.Context(), other.ID)); len(all) != 0 {
			t.Errorf("another site has %+v", all)
		}
		errs := atOnce(4, func(int) error {
			_, err := s.RotateIdentitySecret(t.Context(), site.ID, store.SealedSecret{KeyID: "key-1", Sealed: []byte("x")}, time.Hour)
			return err
		})
		if all := must[[]store.SealedSecret](t)(s.IdentitySecrets(t.Context(), site.ID)); count(errs, "") != 4 || len(all) != 5 || !all[0].EndsAt.IsZero() || all[1].EndsAt.IsZero() {
			t.Errorf("four rotations at once: %v, %+v", errs, all)
		}
	})
}
