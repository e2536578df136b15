-- Which records must leave their position in the store although unchanged: JSON, a list of indexes or "all".
ALTER TABLE manifest ADD COLUMN touches TEXT;

-- 1: what is stored of its records is old enough for a lookup that may lag. SQLite never lags; the adapter only keeps it.
ALTER TABLE manifest ADD COLUMN may_lag INTEGER NOT NULL DEFAULT 0;
