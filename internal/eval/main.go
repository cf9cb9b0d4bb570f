// Command eval measures the built-in assistant and the routing on public data that lies beside
// the repository, and prints what was reached beside what was aimed at.
//
//	go run ./internal/eval -data ../shared/data
//	go run ./internal/eval -only handoff -misses 20
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// set is one body of data and the way to measure on it.
type set struct {
	name    string
	file    string // one file of the set, to tell whether it is there
	measure func(ctx context.Context, m *meter) error
}

var sets = []set{
	{"handoff", "handoff/utterances.jsonl", measureHandoff},
	{"bot_queries_hint3", "bot_queries_hint3/queries.jsonl", measureHint3},
	{"scope_clinc150", "scope_clinc150/queries.jsonl", measureClinc},
	{"frustration_goemotions", "frustration_goemotions/texts.jsonl", measureFrustration},
	{"language", "language/samples.jsonl", measureLanguage},
	{"departments_multidogo", "departments_multidogo/conversations.jsonl", measureDepartments},
	{"topics_banking77", "topics_banking77/queries.jsonl", measureTopics77},
	{"topics_clinc150", "scope_clinc150/queries.jsonl", measureTopics150},
	{"kb_stackfaq", "kb_stackfaq/questions.jsonl", measureStackFAQ},
	{"kb_tenant_faq", "kb_tenant_faq/questions.jsonl", measureTenantFAQ},
	{"arrivals_callcentre", "arrivals_callcentre/half_hours.jsonl", measureArrivals},
}

// row is one line of the table.
type row struct {
	set, measure, source, goal, reached, baseline string
}

// meter gives a set its data and takes its rows.
type meter struct {
	data   string
	misses int       // how many wrong answers to print for each measure
	notes  io.Writer // where they go
	rows   []row
}

func (m *meter) add(r row) { m.rows = append(m.rows, r) }

// missf prints a wrong answer, if they were asked for.
func (m *meter) missf(left *int, format string, args ...any) {
	if *left > 0 {
		*left--
		fmt.Fprintf(m.notes, format+"\n", args...)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	flags.SetOutput(errs)
	data := flags.String("data", "../shared/data", "folder that holds the public data sets")
	only := flags.String("only", "", "measure only these sets, separated by commas: "+strings.Join(names(), ", "))
	train := flags.String("train-language", "", "count letters in the language samples and write the model to this file (assistant/builtin/letters.gz)")
	misses := flags.Int("misses", 0, "print up to this many wrong answers for each measure")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	chosen, err := choose(*only)
	if err != nil {
		fmt.Fprintln(errs, "eval:", err)
		return 2
	}
	if _, err := os.Stat(*data); err != nil {
		fmt.Fprintf(errs, "eval: the data folder %s is not there, so nothing was measured; name it with -data.\n", *data)
		return 2
	}
	m, failed := &meter{data: *data, misses: *misses, notes: out}, 0
	if *train != "" {
		if err := writeLanguage(m, *train); err != nil {
			fmt.Fprintln(errs, "eval:", err)
			return 2
		}
		fmt.Fprintln(out, "wrote", *train)
		return 0
	}
	for _, s := range chosen {
		if err := s.run(ctx, m); err != nil {
			fmt.Fprintf(errs, "eval: %s was not measured: %v\n", s.name, err)
			failed++
		}
	}
	if err := m.print(out); err != nil {
		fmt.Fprintln(errs, "eval:", err)
		return 2
	}
	if failed > 0 {
		return 2
	}
	return 0
}

func (s set) run(ctx context.Context, m *meter) error {
	if _, err := os.Stat(filepath.Join(m.data, s.file)); err != nil {
		return fmt.Errorf("%s is not there", filepath.Join(m.data, s.file))
	}
	return s.measure(ctx, m)
}

func names() []string {
	var out []string
	for _, s := range sets {
		out = append(out, s.name)
	}
	return out
}

func choose(only string) ([]set, error) {
	if only == "" {
		return sets, nil
	}
	var out []set
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(sets, func(s set) bool { return s.name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("there is no set %q; there are %s", name, strings.Join(names(), ", "))
		}
		out = append(out, sets[i])
	}
	return out, nil
}

func (m *meter) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "SET\tMEASURE\tSOURCE\tGOAL\tREACHED\tBASELINE")
	for _, r := range m.rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.set, r.measure, r.source, r.goal, r.reached, r.baseline)
	}
	return w.Flush()
}
