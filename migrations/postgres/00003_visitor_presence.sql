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

-- +goose Down
DROP TABLE visitor_presence;
