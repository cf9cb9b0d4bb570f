-- +goose Up

-- A status that was deleted keeps its row, so that reports still know its name.
ALTER TABLE statuses ADD COLUMN deleted_at BIGINT NOT NULL DEFAULT 0;

-- When an agent's capacity was lowered last: what they held before may be more than it.
ALTER TABLE agents ADD COLUMN capacity_at BIGINT NOT NULL DEFAULT 0;

-- What the board counts over a day, without reading the timelines.
CREATE INDEX entries_board ON entries (at) WHERE kind IN ('agent.joined', 'offer.ended');

-- +goose Down
DROP INDEX entries_board;
ALTER TABLE agents DROP COLUMN capacity_at;
ALTER TABLE statuses DROP COLUMN deleted_at;
