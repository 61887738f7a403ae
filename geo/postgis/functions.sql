-- Whether a value keeps a rule of JSON Schema, as far as the schema of the records goes.
CREATE OR REPLACE FUNCTION granica.fits(value jsonb, rule jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    kind text := jsonb_typeof(value);
    wanted text := rule->>'type';
    words text := value #>> '{}';
    item record;
BEGIN
    IF rule ? 'anyOf' THEN
        RETURN EXISTS (SELECT FROM jsonb_array_elements(rule->'anyOf') AS choice (rule) WHERE granica.fits(value, choice.rule));
    END IF;
    IF wanted = 'integer' THEN
        IF kind <> 'number' OR trunc(words::numeric) <> words::numeric THEN RETURN false; END IF;
    ELSIF wanted IS NOT NULL AND wanted <> kind THEN
        RETURN false;
    END IF;
    IF rule ? 'enum' AND NOT (rule->'enum') @> value THEN RETURN false; END IF;
    IF kind = 'string' THEN
        IF rule ? 'minLength' AND char_length(words) < (rule->>'minLength')::int THEN RETURN false; END IF;
        IF rule ? 'maxLength' AND char_length(words) > (rule->>'maxLength')::int THEN RETURN false; END IF;
        IF rule ? 'pattern' AND words !~ (rule->>'pattern') THEN RETURN false; END IF;
        IF rule->>'format' = 'date' AND NOT granica.is_day(words) THEN RETURN false; END IF;
    ELSIF kind = 'number' THEN
        IF rule ? 'minimum' AND words::numeric < (rule->>'minimum')::numeric THEN RETURN false; END IF;
        IF rule ? 'maximum' AND words::numeric > (rule->>'maximum')::numeric THEN RETURN false; END IF;
    ELSIF kind = 'array' THEN
        IF rule ? 'minItems' AND jsonb_array_length(value) < (rule->>'minItems')::int THEN RETURN false; END IF;
        IF rule ? 'maxItems' AND jsonb_array_length(value) > (rule->>'maxItems')::int THEN RETURN false; END IF;
        IF rule ? 'items' THEN
            FOR item IN SELECT element FROM jsonb_array_elements(value) AS each (element) LOOP
                IF NOT granica.fits(item.element, rule->'items') THEN RETURN false; END IF;
            END LOOP;
        END IF;
    ELSIF kind = 'object' THEN
        IF rule ? 'required' AND EXISTS (
            SELECT FROM jsonb_array_elements_text(rule->'required') AS needed (name) WHERE NOT value ? needed.name
        ) THEN RETURN false; END IF;
        IF rule ? 'maxProperties' AND (SELECT count(*) FROM jsonb_object_keys(value)) > (rule->>'maxProperties')::int THEN
            RETURN false;
        END IF;
        FOR item IN SELECT key, element FROM jsonb_each(value) AS each (key, element) LOOP
            IF rule #>> '{propertyNames,pattern}' IS NOT NULL AND item.key !~ (rule #>> '{propertyNames,pattern}') THEN
                RETURN false;
            END IF;
            IF rule->'properties' ? item.key THEN
                IF NOT granica.fits(item.element, rule->'properties'->item.key) THEN RETURN false; END IF;
            ELSIF rule->'additionalProperties' = 'false' THEN
                RETURN false;
            ELSIF jsonb_typeof(rule->'additionalProperties') = 'object' THEN
                IF NOT granica.fits(item.element, rule->'additionalProperties') THEN RETURN false; END IF;
            END IF;
        END LOOP;
    END IF;
    RETURN true;
END
$$;

-- Whether a text is a calendar day, as RFC 3339 writes one.
CREATE OR REPLACE FUNCTION granica.is_day(words text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    IF words !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN RETURN false; END IF;
    PERFORM make_date(left(words, 4)::int, substr(words, 6, 2)::int, right(words, 2)::int);
    RETURN true;
EXCEPTION WHEN datetime_field_overflow THEN
    RETURN false;
END
$$;

-- One line a statement that changed something. Nobody waits for anybody here, as they would for a number to count up.
CREATE TABLE IF NOT EXISTS granica.changes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    by_whom text NOT NULL DEFAULT session_user,
    what text NOT NULL,
    table_name text NOT NULL
);
CREATE INDEX IF NOT EXISTS changes_at ON granica.changes (at);

-- What replicas ask: it differs whenever a change has come into force, in whatever order changes do.
CREATE OR REPLACE VIEW granica.version AS
    SELECT coalesce(max(number), 0) AS number, coalesce(min(number), 0) AS oldest, count(*) AS changes FROM granica.changes;

-- Only here do editors write to the changes; old ones go, some at a time, unless somebody else is just at it.
CREATE OR REPLACE FUNCTION granica.tell_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO granica.changes (what, table_name) VALUES (lower(TG_OP), TG_TABLE_NAME);
    DELETE FROM granica.changes WHERE number IN (
        SELECT number FROM granica.changes WHERE at < now() - interval '30 days'
        ORDER BY at LIMIT 50 FOR UPDATE SKIP LOCKED
    );
    NOTIFY granica;
    RETURN NULL;
END
$$;

-- The constraints of before go, as the study may have other words now. Those that others have made stay.
CREATE OR REPLACE PROCEDURE granica.drop_checks(of_table text)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE old text;
BEGIN
    FOR old IN SELECT conname FROM pg_constraint
        WHERE contype = 'c' AND conrelid = format('granica.%I', of_table)::regclass AND starts_with(conname, of_table || '_')
    LOOP
        EXECUTE format('ALTER TABLE granica.%I DROP CONSTRAINT %I', of_table, old);
    END LOOP;
END
$$;
