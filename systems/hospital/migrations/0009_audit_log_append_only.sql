-- Comes after the old events were moved in, so that undoing the move may still take them out again.
-- migrate:up
CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_log_never_shrinks BEFORE DELETE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;

-- migrate:down
DROP TRIGGER audit_log_never_shrinks;
DROP TRIGGER audit_log_never_changes;
