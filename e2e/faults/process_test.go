package faults_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take that should simply happen.
const patience = 45 * time.Second

// account is somebody who can sign in.
type account struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// greeting is the line that --print-json prints.
type greeting struct {
	Address string    `json:"address"`
	SiteKey string    `json:"site_key"`
	Admin   account   `json:"admin"`
	Agents  []account `json:"agents"`
}

// output keeps what a process writes, for error messages.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// tail gives the last lines.
func (o *output) tail() string {
	lines := strings.Split(strings.TrimSpace(o.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

// process is one Baton.
type process struct {
	cmd   *exec.Cmd
	says  greeting
	wrote *output
	ended chan struct{} // closed when it is gone and cmd.ProcessState is set
}

// launch starts a Baton without waiting for anything. It is killed with the test.
func launch(t *testing.T, env []string) (*process, io.Reader) {
	t.Helper()
	p := &process{cmd: exec.Command(program, "serve", "--demo", "--print-json"), wrote: &output{}, ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), "BATON_ADDR=127.0.0.1:0", "BATON_DEMO_ADDR=127.0.0.1:0", "BATON_METRICS_ADDR=127.0.0.1:0",
		"BATON_PUBLIC_URL="+origin, "BATON_LIMIT_FACTOR=1000", "BATON_DRAIN_WAIT=0s", "BATON_LOG_LEVEL=warn", "BATON_LOG_FORMAT=text")
	p.cmd.Env = append(p.cmd.Env, env...)
	p.cmd.Stderr = p.wrote
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	said, saying, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { said.Close() })
	p.cmd.Stdout = saying
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	saying.Close()
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // the tests ask ProcessState
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("process %d wrote:\n%s", p.cmd.Process.Pid, p.wrote.tail())
		}
	})
	return p, said
}

// greet waits until the process has said where it listens.
func (p *process) greet(out io.Reader) error {
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		<-p.ended
		return fmt.Errorf("it ended before it listened: %s", p.wrote.tail())
	}
	return json.Unmarshal(line, &p.says)
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // fails only when it is gone already
	<-p.ended
}

// code waits for the end by itself and gives the exit code.
func (p *process) code(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		t.Fatalf("the process did not end within %v", within)
		return 0
	}
}

// alive reports whether the process still runs.
func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// eventually fails t if claim has not become true within the limit. explain
// tells what there is instead.
func eventually(t *testing.T, limit time.Duration, what string, claim func() bool, explain func() string) {
	t.Helper()
	deadline := time.After(limit)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !claim() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("never came true within %v: %s\n%s", limit, what, explain())
		}
	}
}
