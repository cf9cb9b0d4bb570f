-- +goose Up

-- What is true of this installation as a whole.
CREATE TABLE installation (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL            -- the incarnation of the database; restore changes it
);

-- A process that serves. Its lease carries every connection it holds.
CREATE TABLE nodes (
    id         TEXT PRIMARY KEY,
    started_at BIGINT NOT NULL,    -- all times: microseconds since 1970, UTC
    expires_at BIGINT NOT NULL,
    shared_bus BOOLEAN NOT NULL
);

-- A conversation as it stands after entry seq. Every change appends at least
-- one entry, so seq is the row's version. What changes rarely stands apart, in
-- conversation_details, so that a message rewrites few bytes.
CREATE TABLE conversations (
    id                TEXT PRIMARY KEY,
    site_id           TEXT NOT NULL,
    visitor_id        TEXT NOT NULL,
    start_key         TEXT NOT NULL,
    seq               BIGINT NOT NULL,
    public_seq        BIGINT NOT NULL,
    state             TEXT NOT NULL,
    owner_kind        TEXT NOT NULL,
    owner_id          TEXT NOT NULL,
    owner_epoch       BIGINT NOT NULL,
    priority          INTEGER NOT NULL,
    started_at        BIGINT NOT NULL,
    entered_queue_at  BIGINT NOT NULL,
    resolved_at       BIGINT NOT NULL,
    last_by_kind      TEXT NOT NULL,
    last_by_id        TEXT NOT NULL,
    last_at           BIGINT NOT NULL,
    last_seq          BIGINT NOT NULL,
    visitor_seq       BIGINT NOT NULL,
    answered_seq      BIGINT NOT NULL,
    unanswered        INTEGER NOT NULL
);
CREATE TABLE conversation_details (
    id   TEXT PRIMARY KEY,
    cold TEXT NOT NULL  -- the whole conversation; where a column above says otherwise, the column is right
);
CREATE UNIQUE INDEX conversations_start ON conversations (visitor_id, start_key);
CREATE INDEX conversations_state ON conversations (site_id, state, id);
CREATE INDEX conversations_owner ON conversations (owner_id, state) WHERE owner_kind = 'agent';
CREATE INDEX conversations_resolved ON conversations (site_id, resolved_at) WHERE state = 'resolved';

-- The timeline: append only. public_seq numbers what the visitor may see.
CREATE TABLE entries (
    conversation_id TEXT NOT NULL,
    seq             BIGINT NOT NULL,
    public_seq      BIGINT,
    at              BIGINT NOT NULL,
    by_kind         TEXT NOT NULL,
    by_id           TEXT NOT NULL,
    client_id       TEXT,
    kind            TEXT NOT NULL,
    body            TEXT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entries_key ON entries (conversation_id, by_kind, by_id, client_id) WHERE client_id IS NOT NULL;

-- Read marks: the last entry that each side has seen, by seq. They only rise.
CREATE TABLE read_marks (
    conversation_id TEXT NOT NULL,
    side            TEXT NOT NULL,  -- visitor, or team
    seq             BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, side)
);

-- The inbox stream of a site: which conversations changed place or owner.
CREATE TABLE inbox_heads (
    site_id TEXT PRIMARY KEY,
    seq     BIGINT NOT NULL
);
CREATE TABLE inbox (
    site_id         TEXT NOT NULL,
    seq             BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (site_id, seq)
);

-- Open offers, for counting load. A row goes when the offer ends.
CREATE TABLE offers (
    conversation_id TEXT NOT NULL,
    agent_id        TEXT NOT NULL,
    offer_id        TEXT NOT NULL,
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, agent_id)
);
CREATE INDEX offers_agent ON offers (agent_id);

-- The handoff saga, with proof. Steps are written with the facts that prove them.
CREATE TABLE handoff_steps (
    handoff_id      TEXT NOT NULL,
    step            TEXT NOT NULL,  -- told, packaged, delivered, held, closed
    conversation_id TEXT NOT NULL,
    seq             BIGINT NOT NULL, -- the entry that proves it; 0 while it has not been done
    attempts        INTEGER NOT NULL,
    last_error      TEXT NOT NULL,
    finished_at     BIGINT NOT NULL, -- 0 while it has not been done
    PRIMARY KEY (handoff_id, step)
);
CREATE INDEX handoff_steps_conversation ON handoff_steps (conversation_id);

-- The outbox: work that must survive a crash.
CREATE TABLE work (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL,
    key             TEXT NOT NULL,
    lane            TEXT NOT NULL,  -- work of one conversation and lane is done in order
    conversation_id TEXT NOT NULL,
    seq             BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    leased_until    BIGINT NOT NULL,
    leased_by       TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    last_error      TEXT NOT NULL,
    dead_at         BIGINT NOT NULL, -- 0 while it may still succeed
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX work_key ON work (kind, key);
CREATE INDEX work_due ON work (due_at) WHERE dead_at = 0;
CREATE INDEX work_order ON work (conversation_id, lane, id);

-- +goose Down
DROP TABLE work;
DROP TABLE handoff_steps;
DROP TABLE offers;
DROP TABLE inbox;
DROP TABLE inbox_heads;
DROP TABLE read_marks;
DROP TABLE entries;
DROP TABLE conversation_details;
DROP TABLE conversations;
DROP TABLE nodes;
DROP TABLE installation;
