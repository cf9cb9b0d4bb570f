-- +goose Up

-- A team's own opening hours, as a plan; null: those of the site.
ALTER TABLE teams ADD COLUMN hours TEXT;

-- How long the last conversations of a queue took.
CREATE INDEX conversations_resolved_queue ON conversations (site_id, team_id, resolved_at) WHERE state = 'resolved';

-- +goose Down
DROP INDEX conversations_resolved_queue;
ALTER TABLE teams DROP COLUMN hours;
