-- +goose Up

-- Since when the visitor waits for words; 0: they have the word themselves.
ALTER TABLE conversations ADD COLUMN turn_at BIGINT NOT NULL DEFAULT 0;
UPDATE conversations SET turn_at = last_at WHERE last_by_kind = 'visitor' AND state <> 'resolved';

-- What the board counts over a day: clocks that ran out too.
DROP INDEX entries_board;
CREATE INDEX entries_board ON entries (at) WHERE kind IN ('agent.joined', 'offer.ended', 'sla.breached');

-- +goose Down
DROP INDEX entries_board;
CREATE INDEX entries_board ON entries (at) WHERE kind IN ('agent.joined', 'offer.ended');
ALTER TABLE conversations DROP COLUMN turn_at;
