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

-- Who was erased on request, and when: replayed after a restore.
CREATE TABLE erasures (
    visitor_id    TEXT PRIMARY KEY,
    site_id       TEXT NOT NULL,
    conversations INTEGER NOT NULL,
    at            BIGINT NOT NULL
);

-- +goose Down
DROP TABLE erasures;
DROP TABLE visitor_presence;
