package builtin

import (
	"fmt"
	"os"
	"testing"
)

func TestZZDbg(t *testing.T) {
	s := os.Getenv("DBG")
	if s == "" {
		return
	}
	eachReading(s, os.Getenv("DL"), func(r reading) bool {
		fmt.Println(r.g.lang)
		for f := range r.g.rules {
			for i, ru := range r.g.rules[f] {
				for st := range r.units {
					if e, ok := r.match(ru, st); ok && e > st {
						fmt.Println("  ", f, i, r.words(span{st, e}))
					}
				}
			}
		}
		return true
	})
}
