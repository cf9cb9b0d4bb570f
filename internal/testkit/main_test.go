package testkit_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/testkit"
)

// victimEnv makes this test binary the process that TestServersEndWithTheProcess
// kills.
const victimEnv = "TESTKIT_VICTIM"

func TestMain(m *testing.M) {
	if os.Getenv(victimEnv) != "" {
		victim()
	}
	testkit.Main(m)
}

// victim starts both servers, prints their addresses and waits to be killed.
func victim() {
	postgres, err := testkit.StartPostgres()
	if err != nil {
		panic(err)
	}
	redis, err := testkit.StartRedis()
	if err != nil {
		panic(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode([]string{postgres.URL(), redis.URL()}); err != nil {
		panic(err)
	}
	select {}
}

// startVictim starts a victim whose servers live in folder.
func startVictim(t *testing.T) (cmd *exec.Cmd, out io.Reader, folder string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "testkit-victim-") //nolint:usetesting // Postgres, as another user, cannot reach t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"=1", "TMPDIR="+folder)
	out, err = cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out, folder
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // "signal: killed"
}

func empty(folder string) bool {
	left, err := os.ReadDir(folder)
	return err == nil && len(left) == 0
}

func TestServersEndWithTheProcess(t *testing.T) {
	cmd, out, folder := startVictim(t)
	var addresses []string
	if err := json.NewDecoder(out).Decode(&addresses); err != nil {
		t.Fatal(err)
	}
	var watched []net.Conn
	for _, address := range addresses {
		watched = append(watched, dial(t, address))
	}

	kill(t, cmd)

	for i, conn := range watched {
		if _, err := io.Copy(io.Discard, conn); err != nil && isTimeout(err) {
			t.Errorf("%s still runs", addresses[i])
		}
	}
	eventually(t, "the folders are removed", func() bool { return empty(folder) })
}

func TestServersEndWithAProcessThatDiesWhileTheyStart(t *testing.T) {
	cmd, _, folder := startVictim(t)
	eventually(t, "initdb has begun", func() bool {
		found, err := filepath.Glob(filepath.Join(folder, "*", "data", "*"))
		return err == nil && len(found) > 0
	})
	kill(t, cmd)
	eventually(t, "the folders are removed", func() bool { return empty(folder) })
}

// dial connects to the host of address for at most a minute.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// eventually fails t if claim has not become true within half a minute.
func eventually(t *testing.T, what string, claim func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !claim() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("never came true: %s", what)
		}
	}
}

func TestMissingProgramSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := testkit.StartRedis()
	want := "redis-server was not found: install it with `apt-get install redis-server` (make test does so on Debian)"
	if fmt.Sprint(err) != want {
		t.Errorf("StartRedis() = %v, want %q", err, want)
	}
}

func TestRoundsMultipliesTheUsualNumber(t *testing.T) {
	t.Setenv(testkit.RoundsEnv, "") // so that it is put back
	if err := os.Unsetenv(testkit.RoundsEnv); err != nil {
		t.Fatal(err)
	}
	if got := testkit.Rounds(t, 3); got != 3 {
		t.Errorf("Rounds(3) = %d without %s, want 3", got, testkit.RoundsEnv)
	}
	t.Setenv(testkit.RoundsEnv, "20")
	if got := testkit.Rounds(t, 3); got != 60 {
		t.Errorf("Rounds(3) = %d with %s=20, want 60", got, testkit.RoundsEnv)
	}
}
