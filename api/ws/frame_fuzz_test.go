package ws

import "testing"

func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"t":"hello","v":1,"streams":[{"stream":"conversation:x","after":3}]}`, `{"t":"unfollow","streams":["a"]}`, `{"t":"post","page":{"url":"x"}}`, `{`, `null`, `{"t":"post","ref":1e99}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fr, err := decode(b)
		if err == nil && fr.T == "" {
			t.Error("a frame without a type was taken")
		}
	})
}
