-- +goose Up

-- A team's own opening hours, as a plan; null: those of the site.
ALTER TABLE teams ADD COLUMN hours TEXT;

-- +goose Down
ALTER TABLE teams DROP COLUMN hours;
