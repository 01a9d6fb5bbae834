-- A delegation says for good who, for whom, how far and until when; it can only be ended, and once.
CREATE FUNCTION "guard_delegation"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD."ended_at" IS NOT NULL OR to_jsonb(NEW) - 'ended_at' <> to_jsonb(OLD) - 'ended_at' THEN
    RAISE EXCEPTION 'a delegation is ended once, and not changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE UPDATE ON "delegations" FOR EACH ROW EXECUTE FUNCTION "guard_delegation"();
