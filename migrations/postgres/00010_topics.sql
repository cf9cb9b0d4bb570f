-- +goose Up

-- A site's topics with their examples, as one document.
CREATE TABLE topics (
    site_id    TEXT PRIMARY KEY,
    topics     TEXT NOT NULL,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL
);

-- +goose Down
DROP TABLE topics;
