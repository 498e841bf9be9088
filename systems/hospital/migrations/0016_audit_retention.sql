-- Events may go once they are older than the setting audit_retention_days says. Without that setting none may, as before.
-- The guard looks at the calendar of the machine, whatever the program believes.
-- migrate:up
DROP TRIGGER audit_log_never_shrinks;

CREATE TRIGGER audit_log_keeps_its_time BEFORE DELETE ON audit_log
WHEN NOT EXISTS (
  SELECT 1 FROM settings
  WHERE key = 'audit_retention_days' AND json_type(value) = 'integer' AND json_extract(value, '$') >= 30
    AND OLD.occurred_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || json_extract(value, '$') || ' days')
)
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;

-- migrate:down
DROP TRIGGER audit_log_keeps_its_time;

CREATE TRIGGER audit_log_never_shrinks BEFORE DELETE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;
