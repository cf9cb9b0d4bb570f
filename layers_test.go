package baton_test

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/batonchat/baton/"

// ground may be imported by every room and imports no room but each other.
var ground = []string{"chat", "hours", "internal/transcript", "internal/wording", "internal/model"}

// rooms says which rooms of the house each room may import, beside the ground
// floor. A room that is not here may import nothing else.
var rooms = map[string][]string{
	"agent":            {},
	"routing":          {"agent"},
	"routing/engine":   {"routing"},
	"routing/simulate": {"routing"},
	"routing/topic":    {},
	"routing/sla":      {},
	"knowledge":        {},
	"assistant":        {"assistant/builtin"},
	"handoff":          {},
	"copilot":          {},

	"internal/notify": {},
	"internal/desk":   {"internal/store", "internal/bus"},
	"internal/store":  {"migrations", "agent", "knowledge", "routing", "routing/sla", "routing/topic"},
}

// adapters may be imported by cmd and tests only; their libraries by them only.
var libraries = map[string][]string{
	"gorm.io/":                        {"internal/store", "internal/store/storetest"},
	"github.com/redis/":               {"internal/bus", "api/limit"},
	"github.com/go-redis/":            {"api/limit"},
	"github.com/sashabaranov/":        {"internal/llm", "internal/llm/llmtest"},
	"github.com/SherClockHolmes/":     {"internal/notify"},
	"github.com/gin-gonic/":           {"api"},
	"github.com/gorilla/":             {"api/ws", "internal/load", "internal/bench"},
	"github.com/blevesearch/bleve/v2": {"knowledge"},
}

type pkg struct {
	path    string // within the module
	imports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	var list []pkg
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 0 || !strings.HasPrefix(f[0], module) {
			continue
		}
		list = append(list, pkg{strings.TrimPrefix(f[0], module), f[1:]})
	}
	return list
}

func under(p string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return p == f || strings.HasPrefix(p, f+"/") })
}

// TestArrowsPointOneWay proves the picture in CONTRIBUTING.md.
func TestArrowsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		for _, full := range p.imports {
			in, ours := strings.CutPrefix(full, module)
			if !ours {
				continue
			}
			switch {
			case under(p.path, ground...) && !under(in, ground...) && !strings.HasPrefix(p.path, "chat/"):
				t.Errorf("%s is ground floor and imports %s", p.path, in)
			case under(in, "cmd"):
				t.Errorf("%s imports %s: nobody imports cmd", p.path, in)
			case under(in, "api") && !under(p.path, "api", "cmd", "internal/bench"):
				t.Errorf("%s imports %s: only cmd imports api", p.path, in)
			}
			allowed, known := rooms[p.path]
			if known && !under(in, ground...) && !slices.Contains(allowed, in) && !under(in, p.path) {
				t.Errorf("%s imports %s, which its row in layers_test.go does not allow", p.path, in)
			}
		}
	}
}

// TestLibrariesStayInTheirRooms keeps each outside library behind one door.
func TestLibrariesStayInTheirRooms(t *testing.T) {
	for _, p := range packages(t) {
		for _, in := range p.imports {
			for library, doors := range libraries {
				if strings.HasPrefix(in, library) && !slices.Contains(doors, p.path) && !(library == "github.com/gin-gonic/" && under(p.path, "api")) {
					t.Errorf("%s imports %s, which belongs to %s", p.path, in, strings.Join(doors, " and "))
				}
			}
		}
	}
}

// TestNoRoomIsEmpty keeps the prescribed folders real.
func TestNoRoomIsEmpty(t *testing.T) {
	have := map[string]bool{}
	for _, p := range packages(t) {
		have[p.path] = true
	}
	for _, want := range []string{"cmd/baton", "api", "api/ws", "chat", "agent", "routing", "assistant", "handoff", "hours", "copilot", "knowledge",
		"internal/desk", "internal/store", "internal/bus", "internal/llm", "internal/config", "migrations", "dashboard", "widget"} {
		if !have[want] {
			t.Errorf("the room %s is missing", path.Clean(want))
		}
	}
}
