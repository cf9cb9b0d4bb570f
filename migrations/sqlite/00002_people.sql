-- +goose Up

-- The people who answer. The second half is their presence: status as they set it,
-- and what their sockets show. One row, so that whoever gives them work locks both.
CREATE TABLE agents (
    id               TEXT PRIMARY KEY,
    email            TEXT NOT NULL,    -- lower case
    name             TEXT NOT NULL,
    title            TEXT NOT NULL,
    greeting         TEXT NOT NULL,
    picture          TEXT NOT NULL,
    role             TEXT NOT NULL,    -- agent, supervisor, admin
    capacity         INTEGER NOT NULL,
    languages        TEXT NOT NULL,
    skills           TEXT NOT NULL,
    teams            TEXT NOT NULL,
    sites            TEXT NOT NULL,  -- empty: all
    preferences      TEXT NOT NULL,
    password_hash    TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    disabled_at      BIGINT NOT NULL,  -- 0 while the account may be used

    status           TEXT NOT NULL,    -- available, busy, away, offline
    status_until     BIGINT NOT NULL,  -- 0: not by itself
    span_since       BIGINT NOT NULL,  -- of this status, reachable as now; 0: nothing happened yet
    missed_offers    INTEGER NOT NULL, -- in a row
    last_input_at    BIGINT NOT NULL,  -- of connections that are no more
    idle_at          BIGINT NOT NULL,
    dropped_at       BIGINT NOT NULL,  -- when the last socket ended; 0 while there is one
    gone_at          BIGINT NOT NULL,  -- when the grace had passed
    presence_version BIGINT NOT NULL,
    presence_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX agents_email ON agents (email);

CREATE TABLE agent_pictures (
    agent_id   TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    content    BLOB NOT NULL,
    hash       TEXT NOT NULL
);

-- Agents' sockets. They count while their node's lease lasts.
CREATE TABLE connections (
    id            TEXT PRIMARY KEY,
    node_id       TEXT NOT NULL,
    agent_id      TEXT NOT NULL,
    opened_at     BIGINT NOT NULL,
    last_input_at BIGINT NOT NULL
);
CREATE INDEX connections_agent ON connections (agent_id);
CREATE INDEX connections_node ON connections (node_id);

-- Every stretch of time in one status, reachable or not, for reports.
CREATE TABLE agent_status_intervals (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    agent_id   TEXT NOT NULL,
    status     TEXT NOT NULL,
    online     BOOLEAN NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,  -- 0 while it goes on
    by_kind    TEXT NOT NULL,
    by_id      TEXT NOT NULL
);
CREATE UNIQUE INDEX agent_status_intervals_open ON agent_status_intervals (agent_id) WHERE ended_at = 0;
CREATE INDEX agent_status_intervals_time ON agent_status_intervals (agent_id, started_at);

-- Sign-ins. The refresh token changes with every use; only hashes are kept.
CREATE TABLE agent_sessions (
    id            TEXT PRIMARY KEY,
    agent_id      TEXT NOT NULL,
    token_hash    TEXT NOT NULL,
    previous_hash TEXT NOT NULL,   -- empty at first
    device        TEXT NOT NULL,   -- "Firefox on Linux"
    created_at    BIGINT NOT NULL,
    rotated_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    ended_at      BIGINT NOT NULL, -- 0 while it may be used
    ended_why     TEXT NOT NULL
);
CREATE INDEX agent_sessions_agent ON agent_sessions (agent_id, ended_at);
CREATE INDEX agent_sessions_expiry ON agent_sessions (expires_at);

-- Single-use tickets for opening a socket.
CREATE TABLE tickets (
    hash       TEXT PRIMARY KEY,
    agent_id   TEXT NOT NULL,
    session_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX tickets_expiry ON tickets (expires_at);

-- Websites.
CREATE TABLE sites (
    id              TEXT PRIMARY KEY,
    key             TEXT NOT NULL,   -- public, in the snippet
    name            TEXT NOT NULL,
    mode            TEXT NOT NULL,   -- live, thin_pipe
    domains         TEXT NOT NULL,
    hours           TEXT NOT NULL,
    settings        TEXT NOT NULL,
    version         BIGINT NOT NULL,
    article_version BIGINT NOT NULL, -- the last number given to a change of an article
    created_at      BIGINT NOT NULL,
    first_seen_at   BIGINT NOT NULL, -- when a page first loaded the widget; 0: not yet
    first_seen_on   TEXT NOT NULL
);
CREATE UNIQUE INDEX sites_key ON sites (key);

-- Who writes. external_id is set only by a signed identity, which verified says.
CREATE TABLE visitors (
    id            TEXT PRIMARY KEY,
    site_id       TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    verified      BOOLEAN NOT NULL,
    name          TEXT NOT NULL,
    email         TEXT NOT NULL,
    phone         TEXT NOT NULL,
    attributes    TEXT NOT NULL,
    locale        TEXT NOT NULL,
    timezone      TEXT NOT NULL,
    device        TEXT NOT NULL,
    page_url      TEXT NOT NULL,
    page_title    TEXT NOT NULL,
    page_referrer TEXT NOT NULL,
    pages         BIGINT NOT NULL,  -- how many were seen; numbers the trail
    first_seen_at BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX visitors_external ON visitors (site_id, external_id) WHERE external_id <> '';
CREATE INDEX visitors_seen ON visitors (site_id, last_seen_at, id);

CREATE TABLE visitor_sessions (
    token_hash TEXT PRIMARY KEY,
    visitor_id TEXT NOT NULL,
    site_id    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX visitor_sessions_visitor ON visitor_sessions (visitor_id);
CREATE INDEX visitor_sessions_expiry ON visitor_sessions (expires_at);

-- The last pages that a visitor saw.
CREATE TABLE visitor_pages (
    visitor_id TEXT NOT NULL,
    n          BIGINT NOT NULL,
    url        TEXT NOT NULL,
    title      TEXT NOT NULL,
    referrer   TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (visitor_id, n)
);

-- Help articles. version numbers the changes of a site; a deleted article keeps its
-- row without its words, so that other nodes learn of it.
CREATE TABLE articles (
    site_id    TEXT NOT NULL,
    id         TEXT NOT NULL,          -- unique within the site: imports make it from the file's path
    slug       TEXT NOT NULL,
    title      TEXT NOT NULL,
    collection TEXT NOT NULL,
    language   TEXT NOT NULL,
    body       TEXT NOT NULL,
    phrasings  TEXT NOT NULL,
    draft      BOOLEAN NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT NOT NULL,
    PRIMARY KEY (site_id, id)
);
CREATE UNIQUE INDEX articles_slug ON articles (site_id, slug) WHERE deleted_at = 0;
CREATE UNIQUE INDEX articles_version ON articles (site_id, version);

CREATE TABLE article_feedback (
    site_id    TEXT NOT NULL,
    article_id TEXT NOT NULL,
    visitor_id TEXT NOT NULL,
    helped     BOOLEAN NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (site_id, article_id, visitor_id)
);
CREATE INDEX article_feedback_visitor ON article_feedback (visitor_id);

-- What agents typed and did not send.
CREATE TABLE drafts (
    conversation_id TEXT NOT NULL,
    agent_id        TEXT NOT NULL,
    kind            TEXT NOT NULL,  -- reply, note
    text            TEXT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, agent_id, kind)
);

-- What the copilot drafted, and what became of it.
CREATE TABLE copilot_drafts (
    id              TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    agent_id        TEXT NOT NULL,
    text            TEXT NOT NULL,
    sources         TEXT NOT NULL,
    written_by      TEXT NOT NULL,   -- model, built_in
    created_at      BIGINT NOT NULL,
    disposition     TEXT NOT NULL,   -- inserted, edited, dismissed; empty: nothing yet
    disposed_at     BIGINT NOT NULL
);
CREATE INDEX copilot_drafts_conversation ON copilot_drafts (conversation_id, created_at);
CREATE INDEX copilot_drafts_time ON copilot_drafts (created_at);

-- Single values of the whole installation.
CREATE TABLE settings (
    name       TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE settings;
DROP TABLE copilot_drafts;
DROP TABLE drafts;
DROP TABLE article_feedback;
DROP TABLE articles;
DROP TABLE visitor_pages;
DROP TABLE visitor_sessions;
DROP TABLE visitors;
DROP TABLE sites;
DROP TABLE tickets;
DROP TABLE agent_sessions;
DROP TABLE agent_status_intervals;
DROP TABLE connections;
DROP TABLE agent_pictures;
DROP TABLE agents;
