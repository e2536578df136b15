-- Whose Sync machine a schedule starts. One machine serves all here; on AWS each connector has its own.
ALTER TABLE schedule ADD COLUMN connector TEXT NOT NULL DEFAULT '';
