-- +goose Up

-- The smallest limit of the sites that somebody works on, as their settings have it; 0: none.
ALTER TABLE agents ADD COLUMN site_limit BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE agents DROP COLUMN site_limit;
