-- An answered action is announced, so that whoever holds a request open for it need not ask again and again.
CREATE FUNCTION "announce_answer"() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('countersign_action_answered', NEW."id"::text);
  RETURN NULL;
END $$;
CREATE TRIGGER "announce_answer" AFTER UPDATE OF "status" ON "self_heal_actions" FOR EACH ROW
  WHEN (OLD."status" = 'pending' AND NEW."status" <> 'pending') EXECUTE FUNCTION "announce_answer"();
