-- +goose Up

-- Devices on which an agent is asked while no dashboard is open: push subscriptions.
CREATE TABLE devices (
    id         TEXT PRIMARY KEY,
    agent_id   TEXT NOT NULL,
    session_id TEXT NOT NULL,        -- the sign-in that added it: when that ends, nothing is sent any more
    name       TEXT NOT NULL,
    endpoint   TEXT NOT NULL UNIQUE,
    p256dh     TEXT NOT NULL,
    auth       TEXT NOT NULL,
    added_at   BIGINT NOT NULL,
    reached_at BIGINT NOT NULL       -- when its push service last took a message; 0: never
);
CREATE INDEX devices_agent ON devices (agent_id);

-- What somebody without a socket was asked on their devices.
CREATE TABLE calls (
    agent_id        TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    about           TEXT NOT NULL,   -- the offer, or the turn of the visitor who waits
    offer           BOOLEAN NOT NULL,
    asked_at        BIGINT NOT NULL,
    tried_at        BIGINT NOT NULL, -- when a node last set about sending it; 0: none has
    sent_at         BIGINT NOT NULL, -- when a device was reached; 0: none was
    ended_at        BIGINT NOT NULL, -- when it had an answer or needed none; 0: open
    PRIMARY KEY (agent_id, conversation_id, about)
);
CREATE INDEX calls_open ON calls (agent_id) WHERE ended_at = 0;

ALTER TABLE agents ADD COLUMN on_phone_at BIGINT NOT NULL DEFAULT 0; -- since when they are left to their devices; 0: they are not

-- +goose Down
ALTER TABLE agents DROP COLUMN on_phone_at;
DROP TABLE calls;
DROP TABLE devices;
