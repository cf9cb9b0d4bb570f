package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Presence keeps agents' presence. It fills the ports of [agent.Presence].
type Presence struct {
	s         *Store
	clock     func() time.Time
	sharedBus bool
	shifts    *shiftBook
}

// Presence gives the part of the store that keeps presence. clock is for tests; nil
// means the database's clock on Postgres, so that nodes whose own clocks differ agree
// on which leases hold, and the store's on SQLite. sharedBus says whether this node
// reaches the others' sockets.
func (s *Store) Presence(clock func() time.Time, sharedBus bool) *Presence {
	if clock == nil && s.dialect == SQLite {
		clock = s.Now
	}
	return &Presence{s, clock, sharedBus, &shiftBook{known: map[string]*hours.Calendar{}}}
}

var (
	_ agent.Records = (*Presence)(nil)
	_ agent.Leases  = (*Presence)(nil)
)

// now is the time by which leases are judged.
func (p *Presence) now(tx *gorm.DB) (time.Time, error) {
	if p.clock != nil {
		return p.clock().UTC().Truncate(time.Microsecond), nil
	}
	var us int64
	err := tx.Raw("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").Scan(&us).Error
	return moment(us), err
}

// presenceRow is the half of a row of agents that says how the person is.
type presenceRow struct {
	Status          string
	StatusOwn       string
	StatusUntil     int64
	StatusAt        int64
	ShiftOver       bool
	SpanSince       int64
	MissedOffers    int
	LastInputAt     int64
	IdleAt          int64
	DroppedAt       int64
	OnPhoneAt       int64
	GoneAt          int64
	PresenceVersion int64
	PresenceAt      int64
}

// recordRow is a record as it is read.
type recordRow struct {
	ID         string
	Capacity   int
	DisabledAt int64
	Load       int
	NoWork     bool    // the own status takes none
	Hours      *string // a plan
	HoursAt    int64
	Devices    int
	AskedAt    int64
	Presence   presenceRow `gorm:"embedded"`
}

func (recordRow) TableName() string { return "agents" }

// recordColumns are read into a recordRow; now, three times, is their parameter. The load is
// counted as takeSeat does. An own status that was deleted meanwhile is none.
var recordColumns = `id, ` + places + ` AS capacity, disabled_at, hours, hours_at, status_at, shift_over, status,
	COALESCE((SELECT t.id FROM statuses t WHERE t.id = agents.status_own AND t.deleted_at = 0), '') AS status_own,
	EXISTS (SELECT 1 FROM statuses t WHERE t.id = agents.status_own AND t.deleted_at = 0 AND NOT t.takes_work) AS no_work, status_until, span_since, missed_offers, last_input_at, idle_at,
	dropped_at, on_phone_at, gone_at, presence_version, presence_at,
	(SELECT COUNT(*) FROM devices WHERE devices.agent_id = agents.id AND ` + signedIn + `) AS devices,
	COALESCE((SELECT MIN(k.asked_at) FROM calls k WHERE k.agent_id = agents.id AND k.ended_at = 0), 0) AS asked_at,
	` + loadOf("agents.id", false) + ` AS load`

// connectionRow is a socket with the lease of its node.
type connectionRow struct {
	ID          string
	NodeID      string
	AgentID     string
	OpenedAt    int64
	LastInputAt int64
	ExpiresAt   int64 // 0 when the node is no longer known
}

func (r recordRow) record(connections []connectionRow, shifts *shiftBook) agent.Record {
	p := r.Presence
	rec := agent.Record{Agent: chat.AgentID(r.ID), Version: p.PresenceVersion, At: moment(p.PresenceAt),
		Status: agent.Status(p.Status), Own: agent.OwnID(p.StatusOwn), NoWork: r.NoWork, Until: moment(p.StatusUntil), Said: moment(p.StatusAt), Over: p.ShiftOver, Missed: p.MissedOffers, LastInputAt: moment(p.LastInputAt),
		IdleAt: moment(p.IdleAt), DroppedAt: moment(p.DroppedAt), OnPhoneAt: moment(p.OnPhoneAt), GoneAt: moment(p.GoneAt), Devices: r.Devices, AskedAt: moment(r.AskedAt),
		Capacity: r.Capacity, Load: r.Load, Disabled: r.DisabledAt != 0, Shifts: shifts.of(r.Hours), ShiftsAt: moment(r.HoursAt)}
	for _, c := range connections {
		if c.AgentID == r.ID {
			rec.Connections = append(rec.Connections, agent.Connection{ID: c.ID, Node: c.NodeID, Agent: rec.Agent,
				OpenedAt: moment(c.OpenedAt), LastInputAt: moment(c.LastInputAt), ExpiresAt: moment(c.ExpiresAt)})
		}
	}
	if p.SpanSince != 0 {
		rec.Span = agent.Span{Status: rec.Status, Over: rec.Over, Own: rec.Own, Online: rec.Online(), From: moment(p.SpanSince)}
	}
	return rec
}

func presenceRowOf(r *agent.Record) presenceRow {
	return presenceRow{string(r.Status), string(r.Own), micros(r.Until), micros(r.Said), r.Over, micros(r.Span.From), r.Missed, micros(r.LastInputAt), micros(r.IdleAt),
		micros(r.DroppedAt), micros(r.OnPhoneAt), micros(r.GoneAt), r.Version, micros(r.At)}
}

// shiftBook keeps plans of working hours ready to be asked: presence is read all the time.
type shiftBook struct {
	mu    sync.Mutex // guards known
	known map[string]*hours.Calendar
}

// of gives the calendar of a stored plan; nil if there is none that can be read.
func (b *shiftBook) of(plan *string) *hours.Calendar {
	if plan == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if c, ok := b.known[*plan]; ok {
		return c
	}
	if len(b.known) > MaxAgents { // plans that nobody has any more
		clear(b.known)
	}
	var found *hours.Calendar
	if c, err := hours.Parse([]byte(*plan)); err == nil {
		found = &c
	}
	b.known[*plan] = found
	return found
}

// Change lends one agent's record: see [agent.Records].
func (p *Presence) Change(ctx context.Context, id chat.AgentID, decide func(*agent.Record, time.Time) error) (agent.Record, time.Time, error) {
	var after agent.Record
	var now time.Time
	err := p.s.Write(ctx, func(tx *gorm.DB) error {
		before, err := p.lock(tx, id)
		if err != nil {
			return err
		}
		// Asked for after the lock was waited for.
		if now, err = p.now(tx); err != nil {
			return err
		}
		after = before
		after.Connections = slices.Clone(before.Connections)
		if err := decide(&after, now); err != nil {
			return err
		}
		if err := p.keep(tx, &before, &after); err != nil {
			return err
		}
		after.Closed = nil
		return nil
	})
	if err != nil {
		return agent.Record{}, now, fmt.Errorf("change the presence of %s: %w", id, err)
	}
	return after, now, nil
}

func (p *Presence) lock(tx *gorm.DB, id chat.AgentID) (agent.Record, error) {
	var row recordRow
	err := p.s.locked(tx).Select(recordColumns, micros(p.s.Now()), micros(p.s.Now()), micros(p.s.Now())).Where("id = ?", string(id)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return agent.Record{}, noAgent()
	}
	if err != nil {
		return agent.Record{}, err
	}
	connections, err := connectionsOf(tx, []string{row.ID})
	return row.record(connections, p.shifts), err
}

func connectionsOf(tx *gorm.DB, agents []string) ([]connectionRow, error) {
	var rows []connectionRow
	err := tx.Raw(`SELECT c.id, c.node_id, c.agent_id, c.opened_at, c.last_input_at, COALESCE(n.expires_at, 0) AS expires_at
		FROM connections c LEFT JOIN nodes n ON n.id = c.node_id WHERE c.agent_id IN ? ORDER BY c.opened_at, c.id`, agents).Scan(&rows).Error
	return rows, err
}

// keep writes down what differs.
func (p *Presence) keep(tx *gorm.DB, before, after *agent.Record) error {
	if err := keepConnections(tx, before.Connections, after.Connections); err != nil {
		return err
	}
	if err := keepSpans(tx, before, after); err != nil {
		return err
	}
	was, is := presenceRowOf(before), presenceRowOf(after)
	if was == is {
		return nil
	}
	return tx.Table("agents").Where("id = ?", string(after.Agent)).
		Select("status", "status_own", "status_until", "status_at", "shift_over", "span_since", "missed_offers", "last_input_at", "idle_at", "dropped_at", "on_phone_at", "gone_at",
			"presence_version", "presence_at").Updates(&is).Error
}

func keepConnections(tx *gorm.DB, before, after []agent.Connection) error {
	has := func(all []agent.Connection, id string) bool {
		return slices.ContainsFunc(all, func(c agent.Connection) bool { return c.ID == id })
	}
	var gone []string
	for _, c := range before {
		if !has(after, c.ID) {
			gone = append(gone, c.ID)
		}
	}
	if len(gone) > 0 {
		if err := tx.Exec("DELETE FROM connections WHERE id IN ?", gone).Error; err != nil {
			return err
		}
	}
	for _, c := range after {
		if has(before, c.ID) {
			continue
		}
		err := tx.Exec("INSERT INTO connections (id, node_id, agent_id, opened_at, last_input_at) VALUES (?, ?, ?, ?, ?)",
			c.ID, c.Node, string(c.Agent), micros(c.OpenedAt), micros(c.LastInputAt)).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// Read gives records: see [agent.Records].
func (p *Presence) Read(ctx context.Context, ids ...chat.AgentID) ([]agent.Record, time.Time, error) {
	if len(ids) > 0 {
		return p.read(ctx, "id IN ?", ids)
	}
	return p.read(ctx, "disabled_at = 0")
}

// Present gives the records on which time works: see [agent.Records].
func (p *Presence) Present(ctx context.Context) ([]agent.Record, time.Time, error) {
	return p.read(ctx, "gone_at = 0 AND dropped_at > 0 OR status_until > 0 OR hours IS NOT NULL AND status = 'available' OR EXISTS (SELECT 1 FROM connections c WHERE c.agent_id = agents.id)")
}

func (p *Presence) read(ctx context.Context, condition string, values ...any) ([]agent.Record, time.Time, error) {
	db := p.s.DB(ctx)
	now, err := p.now(db)
	if err != nil {
		return nil, now, fmt.Errorf("ask for the time: %w", err)
	}
	var rows []recordRow
	if err := db.Select(recordColumns, micros(now), micros(now), micros(now)).Where(condition, values...).Order("id").Limit(MaxAgents).Find(&rows).Error; err != nil {
		return nil, now, fmt.Errorf("read presence: %w", err)
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	connections, err := connectionsOf(db, ids)
	if err != nil {
		return nil, now, fmt.Errorf("read connections: %w", err)
	}
	byAgent := make(map[string][]connectionRow)
	for _, c := range connections {
		byAgent[c.AgentID] = append(byAgent[c.AgentID], c)
	}
	records := make([]agent.Record, len(rows))
	for i, r := range rows {
		records[i] = r.record(byAgent[r.ID], p.shifts)
	}
	return records, now, nil
}
