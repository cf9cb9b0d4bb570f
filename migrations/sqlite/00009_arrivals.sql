-- +goose Up

-- What was handed off on a site in a period.
CREATE INDEX deliveries_asked ON deliveries (site_id, asked_at);

-- +goose Down
DROP INDEX deliveries_asked;
