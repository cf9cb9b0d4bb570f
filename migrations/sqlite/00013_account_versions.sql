-- +goose Up

-- Counts the changes of an account, so that of two who change it at once the later is told.
ALTER TABLE agents ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE agents DROP COLUMN version;
