-- +goose Up

-- Whether a visitor has Baton open on a node, and since when. A row counts as
-- open only while its node's lease lasts.
CREATE TABLE visitor_presence (
    visitor_id TEXT NOT NULL,
    node_id    TEXT NOT NULL,
    open       BOOLEAN NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (visitor_id, node_id)
);
CREATE INDEX visitor_presence_node ON visitor_presence (node_id);

-- Where handoffs were delivered: one place for each, ever. The row is what the
-- built-in queue holds.
CREATE TABLE deliveries (
    handoff_id      TEXT PRIMARY KEY,
    destination     TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    site_id         TEXT NOT NULL,
    reason          TEXT NOT NULL,
    category        TEXT NOT NULL,
    summary         TEXT NOT NULL,
    topic           TEXT NOT NULL,
    page_url        TEXT NOT NULL,
    contact         TEXT NOT NULL,
    priority        INTEGER NOT NULL,
    asked_at        BIGINT NOT NULL,
    delivered_at    BIGINT NOT NULL
);
CREATE INDEX deliveries_conversation ON deliveries (conversation_id);

-- Who was erased on request, and when: replayed after a restore.
CREATE TABLE erasures (
    visitor_id    TEXT PRIMARY KEY,
    site_id       TEXT NOT NULL,
    conversations INTEGER NOT NULL,
    at            BIGINT NOT NULL
);

-- +goose Down
DROP TABLE erasures;
DROP TABLE deliveries;
DROP TABLE visitor_presence;
