-- Where one click unsubscribes from this distribution (RFC 8058), as it was sealed at Send; none: only by mail.
ALTER TABLE distribution ADD COLUMN one_click TEXT;
