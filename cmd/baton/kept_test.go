package main

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatIsKeptIsReadOnceInAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := kept[string, int]{life: time.Second}
		reads := 0
		slow := func(context.Context, string) (int, error) {
			time.Sleep(time.Second / 10) // on the clock of the test
			reads++
			return reads, nil
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if n, err := k.get(t.Context(), "a", slow); n != 1 || err != nil {
					t.Errorf("got %d, %v, want what the first one read", n, err)
				}
			})
		}
		wg.Wait()
		if n, _ := k.get(t.Context(), "b", slow); n != 2 {
			t.Errorf("another key got %d", n)
		}
		time.Sleep(time.Second) // on the clock of the test
		if n, _ := k.get(t.Context(), "a", slow); n != 3 {
			t.Errorf("after its life it is %d, want it read again", n)
		}
	})
}

func TestWhatCannotBeReadIsNotKept(t *testing.T) {
	k := kept[string, int]{life: time.Hour}
	broken := errors.New("the database is away")
	if _, err := k.get(t.Context(), "a", func(context.Context, string) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want what the reader says", err)
	}
	if len(k.all) != 0 {
		t.Errorf("%d things are kept of what is not there", len(k.all))
	}
	if n, err := k.get(t.Context(), "a", func(context.Context, string) (int, error) { return 7, nil }); n != 7 || err != nil {
		t.Errorf("then %d, %v, want it read", n, err)
	}
}

// TestWhoAsksMeanwhileIsToldTheSame has many ask while one reads: they learn at once what
// it learned, but for a reader who gave up.
func TestWhoAsksMeanwhileIsToldTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := kept[string, int]{life: time.Hour}
		broken := errors.New("the database is away")
		reads := 0
		fails := func(ctx context.Context, _ string) (int, error) {
			reads++
			select {
			case <-time.After(time.Second): // on the clock of the test
				return 0, broken
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
		ask := func(n int) {
			var wg sync.WaitGroup
			for range n {
				wg.Go(func() {
					if _, err := k.get(t.Context(), "a", fails); !errors.Is(err, broken) {
						t.Errorf("got %v, want what the reader learned", err)
					}
				})
			}
			wg.Wait()
		}
		begun := time.Now()
		ask(20)
		if waited := time.Since(begun); reads != 1 || waited != time.Second {
			t.Errorf("%d reads took %s, want one of a second", reads, waited)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		go func() { _, _ = k.get(ctx, "a", fails) }()
		synctest.Wait()
		ask(5)
		if reads != 3 {
			t.Errorf("%d reads, want one more by who gave up and one by somebody who did not", reads)
		}
	})
}

// TestNobodyWaitsForAReaderLongerThanTheyCan has somebody give up while another reads.
func TestNobodyWaitsForAReaderLongerThanTheyCan(t *testing.T) {
	k := kept[string, int]{life: time.Hour}
	begun, end := make(chan struct{}), make(chan struct{})
	first := make(chan int)
	go func() {
		n, _ := k.get(context.Background(), "a", func(context.Context, string) (int, error) {
			close(begun)
			<-end
			return 1, nil
		})
		first <- n
	}()
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.get(ctx, "a", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want to be let go", err)
	}
	close(end)
	if n := <-first; n != 1 {
		t.Errorf("the reader got %d", n)
	}
}
