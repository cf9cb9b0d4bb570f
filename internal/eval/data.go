package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// load reads a file of JSON lines.
func load[T any](m *meter, file string) ([]T, error) {
	f, err := os.Open(filepath.Join(m.data, file))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	var out []T
	for n := 1; lines.Scan(); n++ {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", file, n, err)
		}
		out = append(out, v)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return out, nil
}

// scored is a verdict's score and whether it should have been high.
type scored struct {
	score float64
	yes   bool
}

// auroc is the chance that a random yes scores above a random no, ties halved.
func auroc(all []scored) float64 {
	slices.SortFunc(all, func(a, b scored) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	var yes, no, wins float64
	for i := 0; i < len(all); {
		j := i
		var y, n float64
		for ; j < len(all) && all[j].score == all[i].score; j++ {
			if all[j].yes {
				y++
			} else {
				n++
			}
		}
		wins += y*no + y*n/2
		yes, no, i = yes+y, no+n, j
	}
	if yes == 0 || no == 0 {
		return 0
	}
	return wins / (yes * no)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
