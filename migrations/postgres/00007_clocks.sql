-- +goose Up

-- Since when the visitor waits for words; 0: they have the word themselves.
ALTER TABLE conversations ADD COLUMN turn_at BIGINT NOT NULL DEFAULT 0;
UPDATE conversations SET turn_at = last_at WHERE last_by_kind = 'visitor' AND state <> 'resolved';
UPDATE conversations SET turn_at = entered_queue_at WHERE turn_at = 0 AND state IN ('queued', 'offered');

-- Conversations that are open already: whoever joined has answered, and their clocks are watched.
UPDATE conversation_details SET cold = jsonb_set(cold::jsonb, '{first_response_at}', cold::jsonb -> 'handoff' -> 'joined_at')::json
    WHERE cold -> 'handoff' -> 'joined_at' IS NOT NULL AND id IN (SELECT id FROM conversations WHERE state IN ('active', 'snoozed', 'follow_up'));
INSERT INTO work (kind, key, lane, conversation_id, seq, due_at, leased_until, leased_by, attempts, last_error, dead_at, created_at)
    SELECT 'sla.clock', id || ':upgrade', 'sla', id, 0, 0, 0, '', 0, '', 0, 0 FROM conversations WHERE state IN ('queued', 'offered', 'active', 'snoozed', 'follow_up');

-- What the board counts over a day: clocks that ran out too.
DROP INDEX entries_board;
CREATE INDEX entries_board ON entries (at) WHERE kind IN ('agent.joined', 'offer.ended', 'sla.breached');

-- +goose Down
DROP INDEX entries_board;
CREATE INDEX entries_board ON entries (at) WHERE kind IN ('agent.joined', 'offer.ended');
ALTER TABLE conversations DROP COLUMN turn_at;
