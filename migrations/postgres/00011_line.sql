-- +goose Up

-- What the order of the line is made of, beside when the wait began.
ALTER TABLE conversations ADD COLUMN front BOOLEAN NOT NULL DEFAULT FALSE;          -- had a person already and lost them
ALTER TABLE conversations ADD COLUMN head_start BOOLEAN NOT NULL DEFAULT FALSE;     -- enters as if its target had just passed
ALTER TABLE conversations ADD COLUMN target_seconds BIGINT NOT NULL DEFAULT 0;      -- how long it may wait; 0: the usual time
UPDATE conversations SET front = COALESCE(CAST(d.cold ->> 'front' AS BOOLEAN), FALSE),
        head_start = COALESCE(CAST(d.cold -> 'route' ->> 'ahead' AS BOOLEAN), FALSE),
        target_seconds = COALESCE(CAST(d.cold -> 'route' ->> 'target_seconds' AS BIGINT), 0)
    FROM conversation_details d WHERE d.id = conversations.id AND conversations.state IN ('queued', 'offered');

-- +goose Down
ALTER TABLE conversations DROP COLUMN target_seconds;
ALTER TABLE conversations DROP COLUMN head_start;
ALTER TABLE conversations DROP COLUMN front;
