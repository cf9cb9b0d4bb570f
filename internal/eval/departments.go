package main

import (
	"context"
	"fmt"

	"github.com/batonchat/baton/routing/topic"
)

type department struct {
	Department string `json:"department"`
	Turns      []struct {
		Text    string   `json:"text"`
		Intents []string `json:"intents"`
	} `json:"customer_turns"`
}

// first gives the customer's first n messages, all of them if n is 0.
func (d department) first(n int) []string {
	var out []string
	for i, t := range d.Turns {
		if n > 0 && i == n {
			break
		}
		out = append(out, t.Text)
	}
	return out
}

// greets tells whether the experts saw nothing but a greeting in the first message.
func (d department) greets() bool {
	return len(d.Turns) > 0 && len(d.Turns[0].Intents) == 1 && d.Turns[0].Intents[0] == "openinggreeting"
}

// routed sums up what a detector said.
type routed struct {
	n, told, right   int // all, those that said more than hello, and those whose likeliest topic was right
	named, namedWell int // a topic was named, and was right
	sure             float64
}

func (r *routed) ask(d *topic.Detector, messages []string, want string) (got string, sure float64) {
	r.n++
	if all := d.Rank(messages); len(all) > 0 {
		r.told++
		if all[0].Name == want {
			r.right++
		}
	}
	got, sure = d.Of(messages)
	if got != "" {
		r.named++
		r.sure += sure
		if got == want {
			r.namedWell++
		}
	}
	return got, sure
}

func (r *routed) accuracy() string {
	return fmt.Sprintf("%.3f (%d); %.3f of the %d with more than a greeting", ratio(r.right, r.n), r.n, ratio(r.right, r.told), r.told)
}

func (r *routed) naming() string {
	return fmt.Sprintf("%.3f named, of them %.3f right, mean confidence %.3f", ratio(r.named, r.n), ratio(r.namedWell, r.named), r.sure/float64(max(1, r.named)))
}

const departmentFolds = 5

// measureDepartments learns from four fifths of the conversations and asks about
// the last one, five times; then the same with few conversations of each topic.
func measureDepartments(_ context.Context, m *meter) error {
	rows, err := load[department](m, "departments_multidogo/conversations.jsonl")
	if err != nil {
		return err
	}
	goals := map[int][2]string{2: {"0.93", "0.90"}, 3: {"0.97", "0.96"}}
	left := m.misses
	for _, limit := range []int{0, 100, 20, 5} {
		after := map[int]*routed{1: {}, 2: {}, 3: {}, 5: {}}
		var greeting routed
		for fold := range departmentFolds {
			d := learnDepartments(rows, fold, limit)
			for i, r := range rows {
				if i%departmentFolds != fold {
					continue
				}
				for n, sum := range after {
					if got, sure := sum.ask(d, r.first(n), r.Department); n == 2 && limit == 0 && got != r.Department {
						m.missf(&left, "%s, said %q (%.2f): %q", r.Department, got, sure, r.first(n))
					}
				}
				if r.greets() {
					greeting.ask(d, r.first(1), r.Department)
				}
			}
		}
		source := "learned from all"
		if limit > 0 {
			source = fmt.Sprintf("learned from %d of each", limit)
		}
		for _, n := range []int{2, 3} {
			goal := goals[n]
			if limit > 0 {
				goal = [2]string{}
			}
			m.add(row{"departments_multidogo", fmt.Sprintf("right after %d messages", n), source, goal[0], after[n].accuracy(), goal[1]})
			m.add(row{"departments_multidogo", fmt.Sprintf("named after %d messages", n), source, "", after[n].naming(), ""})
		}
		m.add(row{"departments_multidogo", "first message a greeting", source, "none named", fmt.Sprintf("%d of %d named", greeting.named, greeting.n), ""})
	}
	return nil
}

func learnDepartments(rows []department, fold, limit int) *topic.Detector {
	used := map[string]int{}
	var solved []topic.Solved
	for i, r := range rows {
		if i%departmentFolds == fold {
			continue
		}
		if used[r.Department]++; limit == 0 || used[r.Department] <= limit {
			solved = append(solved, topic.Solved{Topic: r.Department, Messages: r.first(0)})
		}
	}
	return topic.Learn(nil, solved)
}

// measureTopics77 and measureTopics150 make a topic of each intent, with few or
// all phrases, and ask about phrases that were kept back.
func measureTopics77(_ context.Context, m *meter) error {
	rows, err := load[labelled](m, "topics_banking77/queries.jsonl")
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Part = "train"
		if i%5 == 0 {
			rows[i].Part = "val"
		}
	}
	measureTopics(m, "topics_banking77", rows, 5, 20, 0)
	return nil
}

func measureTopics150(_ context.Context, m *meter) error {
	rows, err := load[labelled](m, "scope_clinc150/queries.jsonl")
	if err != nil {
		return err
	}
	measureTopics(m, "topics_clinc150", rows, 5, 0)
	return nil
}

func measureTopics(m *meter, set string, rows []labelled, limits ...int) {
	for _, limit := range limits {
		at := map[string]int{}
		var topics []topic.Topic
		for _, r := range rows {
			if r.Part != "train" || r.Intent == "oos" {
				continue
			}
			i, ok := at[r.Intent]
			if !ok {
				i = len(topics)
				at[r.Intent] = i
				topics = append(topics, topic.Topic{Name: r.Intent})
			}
			if limit == 0 || len(topics[i].Examples) < limit {
				topics[i].Examples = append(topics[i].Examples, r.Text)
			}
		}
		d := topic.New(topics)
		var in, out routed
		for _, r := range rows {
			switch {
			case r.Intent == "oos":
				out.ask(d, []string{r.Text}, "")
			case r.Part != "train":
				in.ask(d, []string{r.Text}, r.Intent)
			}
		}
		source := fmt.Sprintf("%d topics, all examples", len(topics))
		if limit > 0 {
			source = fmt.Sprintf("%d topics, %d examples", len(topics), limit)
		}
		m.add(row{set, "right topic", source, "", in.accuracy(), ""})
		m.add(row{set, "topic named", source, "", in.naming(), ""})
		if out.n > 0 {
			m.add(row{set, "named though out of scope", source, "", fmt.Sprintf("%.3f (%d)", ratio(out.named, out.n), out.n), ""})
		}
	}
}
