-- +goose Up

-- A team's own opening hours, as a plan; null: those of the site.
ALTER TABLE teams ADD COLUMN hours TEXT;

-- When an agent works, as a plan; null: not said. And when that was said last.
ALTER TABLE agents ADD COLUMN hours TEXT;
ALTER TABLE agents ADD COLUMN hours_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN status_at BIGINT NOT NULL DEFAULT 0;              -- when the status was set
ALTER TABLE agents ADD COLUMN shift_over BOOLEAN NOT NULL DEFAULT FALSE;        -- the end of a shift set it
ALTER TABLE agent_status_intervals ADD COLUMN shift_over BOOLEAN NOT NULL DEFAULT FALSE;

-- How long the last conversations of a queue took.
CREATE INDEX conversations_resolved_queue ON conversations (site_id, team_id, resolved_at) WHERE state = 'resolved';

-- +goose Down
DROP INDEX conversations_resolved_queue;
ALTER TABLE agent_status_intervals DROP COLUMN shift_over;
ALTER TABLE agents DROP COLUMN shift_over;
ALTER TABLE agents DROP COLUMN status_at;
ALTER TABLE agents DROP COLUMN hours_at;
ALTER TABLE agents DROP COLUMN hours;
ALTER TABLE teams DROP COLUMN hours;
