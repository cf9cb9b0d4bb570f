-- +goose Up

-- Groups of people who take the same conversations. Who belongs to one is in agents.
CREATE TABLE teams (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    settings   TEXT NOT NULL,   -- how conversations are given to its people
    park_after BIGINT NOT NULL DEFAULT 0,  -- silence after which a conversation occupies no place; 0: it always does
    wrap_up    BIGINT NOT NULL DEFAULT 0,  -- for how long the end of one still occupies a place
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- What people can be good at. Levels are in agents.
CREATE TABLE skills (
    name        TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);

-- The admin's own statuses, each standing for one of the four.
CREATE TABLE statuses (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    color      TEXT NOT NULL,
    stands_for TEXT NOT NULL,    -- available, busy, away, offline
    takes_work BOOLEAN NOT NULL,
    place      INTEGER NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A site's routing rules, in order, as one document.
CREATE TABLE routing_rules (
    site_id    TEXT PRIMARY KEY,
    rules      TEXT NOT NULL,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL
);

-- Round robin: whose turn was when. The smallest is next.
CREATE TABLE team_turns (
    team_id  TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    turn     BIGINT NOT NULL,
    PRIMARY KEY (team_id, agent_id)
);

-- Why who got what: written before what it led to, so it may have led to nothing.
CREATE TABLE routing_decisions (
    id              TEXT PRIMARY KEY,  -- the offer's id
    conversation_id TEXT NOT NULL,
    site_id         TEXT NOT NULL,
    at              BIGINT NOT NULL,
    body            TEXT NOT NULL
);
CREATE INDEX routing_decisions_conversation ON routing_decisions (conversation_id, at);
CREATE INDEX routing_decisions_time ON routing_decisions (at);

-- Work after the goodbye, which still holds a place.
CREATE TABLE wrap_ups (
    conversation_id TEXT PRIMARY KEY,
    agent_id        TEXT NOT NULL,
    ends_at         BIGINT NOT NULL
);
CREATE INDEX wrap_ups_agent ON wrap_ups (agent_id, ends_at);

-- The team that a conversation was routed to; empty: anybody on the site.
ALTER TABLE conversations ADD COLUMN team_id TEXT NOT NULL DEFAULT '';
CREATE INDEX conversations_waiting ON conversations (state, entered_queue_at) WHERE state IN ('queued', 'offered');

ALTER TABLE agents ADD COLUMN translates BOOLEAN NOT NULL DEFAULT FALSE;  -- answers in other languages with a translator
ALTER TABLE agents ADD COLUMN given_at BIGINT NOT NULL DEFAULT 0;         -- when something new came to them last
ALTER TABLE agents ADD COLUMN status_own TEXT NOT NULL DEFAULT '';        -- the admin's own status, by id
ALTER TABLE agent_status_intervals ADD COLUMN own TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE agent_status_intervals DROP COLUMN own;
ALTER TABLE agents DROP COLUMN status_own;
ALTER TABLE agents DROP COLUMN given_at;
ALTER TABLE agents DROP COLUMN translates;
DROP INDEX conversations_waiting;
ALTER TABLE conversations DROP COLUMN team_id;
DROP TABLE wrap_ups;
DROP TABLE routing_decisions;
DROP TABLE team_turns;
DROP TABLE routing_rules;
DROP TABLE statuses;
DROP TABLE skills;
DROP TABLE teams;
