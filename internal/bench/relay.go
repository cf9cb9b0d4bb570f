package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver behind sql.Open
)

// relay is the floor that Baton is measured against: the least that a program
// can do which passes messages between two sockets. With a database it stores
// each message durably before anybody hears of it, many in one statement. It
// has no states, no rights, no resume: what Baton costs above it is what those
// cost.
type relay struct {
	up    websocket.Upgrader
	mu    sync.RWMutex // guards rooms
	rooms map[string]*room
	db    *sql.DB
	queue chan stored // to the one committer
}

type room struct {
	id    string
	mu    sync.Mutex // guards what follows
	seq   int64
	sides []*peer
}

type peer struct {
	conn *websocket.Conn
	out  chan []byte
}

// stored is a message on its way into the database.
type stored struct {
	room *room
	from *peer
	post relayPost
	seq  int64
}

type relayPost struct {
	T            string `json:"t"`
	Ref          int64  `json:"ref"`
	Conversation string `json:"conversation"`
	ClientID     string `json:"client_id"`
	Text         string `json:"text"`
	Streams      []struct {
		Stream string `json:"stream"`
	} `json:"streams"`
}

// startRelay serves on a free port of the loopback interface. dsn may be
// empty: nothing is stored.
func startRelay(ctx context.Context, dsn string) (address string, stop func(), err error) {
	r := &relay{rooms: map[string]*room{}, queue: make(chan stored, 4096)}
	r.up = websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 4096, CheckOrigin: func(*http.Request) bool { return true }}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	close(done)
	if dsn != "" {
		if r.db, err = sql.Open("pgx", dsn); err != nil {
			cancel()
			return "", nil, err
		}
		const schema = "CREATE TABLE relay (room text, seq bigint, client_id text, body text, at timestamptz DEFAULT now(), PRIMARY KEY (room, seq))"
		if _, err = r.db.ExecContext(ctx, schema); err != nil {
			cancel()
			return "", nil, err
		}
		done = make(chan struct{})
		go func() { defer close(done); r.commit(ctx) }()
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		cancel()
		return "", nil, err
	}
	srv := &http.Server{Handler: http.HandlerFunc(r.serve), ReadHeaderTimeout: 5 * time.Second}
	go srv.Serve(l) //nolint:errcheck // ends with Close
	return "http://" + l.Addr().String(), func() {
		cancel()
		_ = srv.Close()
		<-done
		if r.db != nil {
			_ = r.db.Close()
		}
	}, nil
}

func (r *relay) serve(w http.ResponseWriter, req *http.Request) {
	conn, err := r.up.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	p := &peer{conn, make(chan []byte, 1024)}
	go func() {
		for b := range p.out {
			if conn.WriteMessage(websocket.TextMessage, b) != nil {
				_ = conn.Close()
			}
		}
	}()
	defer close(p.out)
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			return
		}
		var f relayPost
		if json.Unmarshal(b, &f) != nil {
			continue
		}
		switch f.T {
		case "follow":
			for _, s := range f.Streams {
				r.join(s.Stream, p)
				p.out <- []byte(`{"t":"live","stream":` + strconv.Quote(s.Stream) + `,"seq":0}`)
			}
		case "post":
			r.post(p, f)
		}
	}
}

func (r *relay) join(stream string, p *peer) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	rm := r.rooms[stream]
	if rm == nil {
		rm = &room{id: stream}
		r.rooms[stream] = rm
	}
	rm.mu.Lock()
	rm.sides = append(rm.sides, p)
	rm.mu.Unlock()
	return rm
}

func (r *relay) post(p *peer, f relayPost) {
	r.mu.RLock()
	rm := r.rooms["conversation:"+f.Conversation]
	r.mu.RUnlock()
	if rm == nil {
		return
	}
	rm.mu.Lock()
	rm.seq++
	s := stored{rm, p, f, rm.seq}
	rm.mu.Unlock()
	if r.db == nil {
		s.deliver()
		return
	}
	r.queue <- s
}

// deliver acknowledges and passes on.
func (s stored) deliver() {
	seq := strconv.FormatInt(s.seq, 10)
	s.from.out <- []byte(`{"t":"ack","ref":1,"conversation":` + strconv.Quote(s.post.Conversation) + `,"client_id":` + strconv.Quote(s.post.ClientID) + `,"seq":` + seq + `}`)
	entry := []byte(`{"t":"entry","stream":` + strconv.Quote(s.room.id) + `,"entry":{"seq":` + seq + `,"client_id":` + strconv.Quote(s.post.ClientID) + `,"body":{"text":` + strconv.Quote(s.post.Text) + `}}}`)
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	for _, p := range s.room.sides {
		p.out <- entry
	}
}

// commit stores whatever waits in one statement, then delivers it.
func (r *relay) commit(ctx context.Context) {
	for {
		var batch []stored
		select {
		case s := <-r.queue:
			batch = append(batch, s)
		case <-ctx.Done():
			return
		}
		for len(r.queue) > 0 && len(batch) < 512 {
			batch = append(batch, <-r.queue)
		}
		var rooms, keys, bodies []string
		var seqs []int64
		for _, s := range batch {
			rooms, seqs, keys, bodies = append(rooms, s.room.id), append(seqs, s.seq), append(keys, s.post.ClientID), append(bodies, s.post.Text)
		}
		if _, err := r.db.ExecContext(ctx, "INSERT INTO relay (room, seq, client_id, body) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])", rooms, seqs, keys, bodies); err != nil {
			return
		}
		for _, s := range batch {
			s.deliver()
		}
	}
}
