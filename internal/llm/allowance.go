package llm

import (
	"strings"
	"sync"
	"time"

	"github.com/batonchat/baton/internal/model"
)

// Allowances limit how many tokens may be spent in a day (UTC): each account
// has the limit of its kind, which is what stands before the colon in its name
// ("site:s1" is of kind "site"). Accounts of other kinds are unlimited. They
// are counted by this process alone.
type Allowances struct {
	limits map[string]int

	mu    sync.Mutex // guards all below
	day   int64
	spent map[string]int
}

// NewAllowances makes allowances with a limit for each kind of account.
func NewAllowances(limits map[string]int) *Allowances {
	return &Allowances{limits: limits, spent: map[string]int{}}
}

func (a *Allowances) limit(account string) int {
	kind, _, _ := strings.Cut(account, ":")
	return a.limits[kind]
}

func (a *Allowances) turn(now time.Time) {
	if day := now.Unix() / 86400; day != a.day {
		a.day, a.spent = day, map[string]int{}
	}
}

// allow fails when one of the accounts has not this many tokens left.
func (a *Allowances) allow(accounts []string, tokens int, now time.Time) error {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	for _, account := range accounts {
		if limit := a.limit(account); limit > 0 && a.spent[account]+tokens > limit {
			kind, _, _ := strings.Cut(account, ":")
			return &model.Failure{Why: model.Budget, Say: "Today's allowance of tokens for this " + kind + " is used up."}
		}
	}
	return nil
}

func (a *Allowances) spend(accounts []string, tokens int, now time.Time) {
	if a == nil || tokens == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	for _, account := range accounts {
		if a.limit(account) > 0 {
			a.spent[account] += tokens
		}
	}
}
