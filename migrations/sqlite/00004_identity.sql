-- +goose Up

-- What a site's signature says of a visitor, apart from what somebody typed:
-- attributes, and which of name, email and phone it covers.
ALTER TABLE visitors ADD COLUMN signed TEXT NOT NULL DEFAULT '{}';
ALTER TABLE visitors ADD COLUMN proved TEXT NOT NULL DEFAULT '[]';

-- What sites sign their visitors' identities with, sealed with a key that is
-- not in the database.
CREATE TABLE identity_secrets (
    id         TEXT PRIMARY KEY,
    site_id    TEXT NOT NULL,
    key_id     TEXT NOT NULL,    -- of the key that it is sealed with
    sealed     BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL   -- 0 while it is the current one
);
CREATE UNIQUE INDEX identity_secrets_current ON identity_secrets (site_id) WHERE ends_at = 0;
CREATE INDEX identity_secrets_site ON identity_secrets (site_id, ends_at);

-- +goose Down
DROP TABLE identity_secrets;
ALTER TABLE visitors DROP COLUMN proved;
ALTER TABLE visitors DROP COLUMN signed;
