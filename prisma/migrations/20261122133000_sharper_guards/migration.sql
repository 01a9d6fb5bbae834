-- What a session with the bot's password could still do: read an old snapshot past another's commit,
-- issue grants for next year, change evidence, bring a revoked token back to life.

-- These guards look at what others have committed, so they need to see it. A REPEATABLE READ session
-- would not: it could start during a halt, or issue a second grant for one approval.
CREATE FUNCTION "require_fresh_reads"() RETURNS void LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'this is done in READ COMMITTED, where a halt and a retirement are seen at once';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION "guard_grant"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  "a" "self_heal_actions";
  "d" "worker_policy_decisions";
BEGIN
  PERFORM "require_fresh_reads"();
  SELECT * INTO "a" FROM "self_heal_actions" WHERE "id" = NEW."action_id";
  IF "a"."digest" IS DISTINCT FROM NEW."digest" OR NEW."used_at" IS NOT NULL THEN
    RAISE EXCEPTION 'the grant is not for this action';
  END IF;
  IF NEW."policy_decision_id" IS NULL THEN
    IF "a"."risk_level" <> 'low' OR "risk_of_action"("a"."action") <> 'low' THEN
      RAISE EXCEPTION 'only low risk needs no decision';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO "d" FROM "worker_policy_decisions" WHERE "id" = NEW."policy_decision_id" FOR UPDATE;
  IF "d"."status" IS DISTINCT FROM 'approved' OR "d"."version" <> NEW."policy_version" THEN
    RAISE EXCEPTION 'there is no approval behind this grant';
  END IF;
  IF "a"."risk_level" = 'high' OR "risk_of_action"("a"."action") = 'high' THEN
    IF "d"."risk_level" <> 'high' OR "d"."action_digest" IS DISTINCT FROM NEW."digest" OR "d"."decided_by_role" IS DISTINCT FROM 'louis' THEN
      RAISE EXCEPTION 'a high risk needs Louis''s approval of this exact action';
    END IF;
    IF EXISTS (SELECT 1 FROM "self_heal_grants" WHERE "policy_decision_id" = NEW."policy_decision_id") THEN
      RAISE EXCEPTION 'one approval of a high risk is good for one execution';
    END IF;
    -- Or a grant dated next year would live until then.
    IF NEW."issued_at" NOT BETWEEN "d"."decided_at" AND "d"."decided_at" + interval '1 minute' THEN
      RAISE EXCEPTION 'the grant of a high risk is issued with its approval';
    END IF;
  ELSIF "d"."action_digest" IS NOT NULL OR "d"."allowed_action" <> "a"."action" THEN
    RAISE EXCEPTION 'the policy is for another action';
  END IF;
  RETURN NEW;
END $$;

-- Whether the log knows of a high risk's approval, and of whoever gave it.
CREATE FUNCTION "is_in_audit_log"("d" "worker_policy_decisions") RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
      SELECT 1 FROM "audit_log" WHERE "subject" = 'policy:' || "d"."id" AND "verb" = 'policy.approve'
        AND "actor" = "d"."decided_by_ref" AND ("new_state" ->> 'version')::int = "d"."version")
    AND EXISTS (SELECT 1 FROM "audit_log" WHERE "subject" = "d"."decided_by_ref")
$$;

CREATE OR REPLACE FUNCTION "guard_execution"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  "g" "self_heal_grants";
  "d" "worker_policy_decisions";
  "risk" "risk_level";
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW."id", NEW."action_id", NEW."digest", NEW."started_at") IS DISTINCT FROM (OLD."id", OLD."action_id", OLD."digest", OLD."started_at")
      OR (OLD."finished_at" IS NOT NULL AND (NEW."finished_at", NEW."result") IS DISTINCT FROM (OLD."finished_at", OLD."result"))
      OR (OLD."finished_at" IS NOT NULL AND NEW."raw_command_output" IS DISTINCT FROM OLD."raw_command_output"
        AND NEW."raw_command_output" IS DISTINCT FROM '{"emptied": true}'::jsonb) THEN
      RAISE EXCEPTION 'an execution is started once and finished once';
    END IF;
    RETURN NEW;
  END IF;
  PERFORM "require_fresh_reads"();
  -- Shared with all starts, so that a halt waits for those under way and stops all later ones.
  PERFORM pg_advisory_xact_lock_shared(7271837);
  IF EXISTS (SELECT 1 FROM "halts" WHERE "resumed_at" IS NULL) THEN
    RAISE EXCEPTION 'halted' USING ERRCODE = 'CS001';
  END IF;
  SELECT * INTO "g" FROM "self_heal_grants" WHERE "action_id" = NEW."action_id" FOR UPDATE;
  IF "g"."id" IS NULL THEN
    RAISE EXCEPTION 'grant-missing' USING ERRCODE = 'CS002';
  END IF;
  IF "g"."used_at" IS NOT NULL THEN
    RAISE EXCEPTION 'grant-used' USING ERRCODE = 'CS003';
  END IF;
  IF "g"."digest" <> NEW."digest" THEN
    RAISE EXCEPTION 'action-changed' USING ERRCODE = 'CS005';
  END IF;
  IF "g"."expires_at" <= greatest(NEW."started_at", clock_timestamp()) THEN
    RAISE EXCEPTION 'grant-expired' USING ERRCODE = 'CS004';
  END IF;
  -- A policy that was retired since, or decided anew, takes its unused grants with it.
  IF "g"."policy_decision_id" IS NOT NULL THEN
    SELECT * INTO "d" FROM "worker_policy_decisions" WHERE "id" = "g"."policy_decision_id" FOR SHARE;
    IF "d"."status" <> 'approved' OR "d"."version" <> "g"."policy_version" THEN
      RAISE EXCEPTION 'grant-missing' USING ERRCODE = 'CS002';
    END IF;
  END IF;
  SELECT greatest("risk_level", "risk_of_action"("action")) INTO "risk" FROM "self_heal_actions" WHERE "id" = NEW."action_id";
  -- The catalogue may rate it higher than when it was granted; and what happened can be proven.
  IF ("risk" <> 'low' AND "d"."id" IS NULL) OR ("risk" = 'high' AND ("d"."risk_level" <> 'high' OR NOT "is_in_audit_log"("d"))) THEN
    RAISE EXCEPTION 'grant-missing' USING ERRCODE = 'CS002';
  END IF;
  UPDATE "self_heal_grants" SET "used_at" = NEW."started_at" WHERE "id" = "g"."id";
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION "guard_job"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW."status" = 'completed' AND (TG_OP = 'INSERT' OR OLD."status" <> 'completed') THEN
    PERFORM "require_fresh_reads"();
    IF (SELECT "result" FROM "artifact_gate_checks" WHERE "job_id" = NEW."id" ORDER BY "checked_at" DESC, "id" DESC LIMIT 1)
      IS DISTINCT FROM 'pass' THEN
      RAISE EXCEPTION 'the artifact gate of job % has not passed', NEW."id" USING ERRCODE = 'CS006';
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD."status" = 'completed' AND NEW."status" <> 'completed' THEN
    RAISE EXCEPTION 'a completed job stays completed';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW."id" <> OLD."id" THEN
    RAISE EXCEPTION 'the id of a job does not change';
  END IF;
  RETURN NEW;
END $$;

-- What was reported stays as it was reported; only its raw output is emptied after its time.
CREATE FUNCTION "guard_evidence"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF to_jsonb(NEW) = to_jsonb(OLD) OR (to_jsonb(NEW) - 'raw_command_output' = to_jsonb(OLD) - 'raw_command_output'
    AND to_jsonb(NEW) -> 'raw_command_output' = '{"emptied": true}'::jsonb) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what was reported does not change';
END $$;
CREATE TRIGGER "guard" BEFORE UPDATE ON "worker_repair_events" FOR EACH ROW EXECUTE FUNCTION "guard_evidence"();
CREATE TRIGGER "guard" BEFORE UPDATE ON "artifact_gate_checks" FOR EACH ROW EXECUTE FUNCTION "guard_evidence"();
CREATE TRIGGER "guard" BEFORE UPDATE ON "learning_memory_updates" FOR EACH ROW EXECUTE FUNCTION "guard_evidence"();
CREATE TRIGGER "guard" BEFORE UPDATE ON "repair_proposals" FOR EACH ROW EXECUTE FUNCTION "guard_evidence"();

-- Whose rights ended comes back as somebody new, and nobody's rights pass to another LINE user.
CREATE FUNCTION "guard_member"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD."disabled_at" IS NOT NULL AND NEW."disabled_at" IS NULL)
    OR (NEW."line_user_id" IS NOT NULL AND NEW."line_user_id" IS DISTINCT FROM OLD."line_user_id") THEN
    RAISE EXCEPTION 'a disabled member stays disabled, and a member keeps the LINE user';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE UPDATE ON "members" FOR EACH ROW EXECUTE FUNCTION "guard_member"();
CREATE FUNCTION "guard_token"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD."revoked_at" IS NOT NULL AND NEW."revoked_at" IS DISTINCT FROM OLD."revoked_at" THEN
    RAISE EXCEPTION 'a revoked token stays revoked';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE UPDATE ON "api_tokens" FOR EACH ROW EXECUTE FUNCTION "guard_token"();

-- A halt ends once; when it began, who began it and why stay.
CREATE FUNCTION "guard_halt_change"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD."resumed_at" IS NOT NULL OR NEW."resumed_at" IS NULL OR NEW."resumed_by" IS NULL
    OR to_jsonb(NEW) - 'resumed_at' - 'resumed_by' <> to_jsonb(OLD) - 'resumed_at' - 'resumed_by' THEN
    RAISE EXCEPTION 'a halt is ended once, and not changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard_change" BEFORE UPDATE ON "halts" FOR EACH ROW EXECUTE FUNCTION "guard_halt_change"();

-- Rows that are there already were written under the rules of their time.
ALTER TABLE "worker_policy_decisions" ADD CONSTRAINT "nobody_decides_his_own"
  CHECK ("status" NOT IN ('approved', 'rejected') OR "decided_by_ref" IS DISTINCT FROM "requested_by") NOT VALID;
ALTER TABLE "artifact_gate_checks" ADD CONSTRAINT "pass_is_earned"
  CHECK ("result" <> 'pass' OR ("http_status" = 200 AND "upload_files_count" >= 1)) NOT VALID;
