-- CreateEnum
CREATE TYPE "job_status" AS ENUM ('open', 'claimed', 'completed');

-- CreateEnum
CREATE TYPE "action_verdict" AS ENUM ('allow', 'propose', 'deny');

-- CreateEnum
CREATE TYPE "action_status" AS ENUM ('pending', 'approved', 'rejected', 'no_answer', 'running', 'finished');

-- AlterTable
ALTER TABLE "worker_policy_decisions" ADD COLUMN     "action_digest" TEXT,
ADD COLUMN     "answer_by" TIMESTAMPTZ(3),
ADD COLUMN     "decided_by_ref" TEXT,
ADD COLUMN     "decided_by_role" "role",
ADD COLUMN     "no_answer_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "artifact_gate_checks" ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default',
ADD COLUMN     "probe" JSONB,
ADD COLUMN     "raw_command_output" JSONB,
ADD COLUMN     "reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "reported_by" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "learning_memory_updates" ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default',
ADD COLUMN     "recorded_by" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "pool" TEXT NOT NULL,
    "status" "job_status" NOT NULL DEFAULT 'open',
    "worker_id" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "claimed_at" TIMESTAMPTZ(3),
    "progress_at" TIMESTAMPTZ(3),
    "idle_reported_at" TIMESTAMPTZ(3),
    "risk_reported_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_progress" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "worker_id" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_progress_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_artifacts" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "worker_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_artifacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action_catalogue" (
    "action" TEXT NOT NULL,
    "risk_level" "risk_level" NOT NULL,

    CONSTRAINT "action_catalogue_pkey" PRIMARY KEY ("action")
);

-- CreateTable
CREATE TABLE "self_heal_actions" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "worker_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "risk_level" "risk_level" NOT NULL,
    "reason" TEXT NOT NULL,
    "raw_command_output" JSONB NOT NULL,
    "verdict" "action_verdict" NOT NULL,
    "status" "action_status" NOT NULL,
    "policy_decision_id" UUID,
    "answer" TEXT,
    "requested_by" TEXT NOT NULL,
    "pool" TEXT NOT NULL DEFAULT 'default',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "self_heal_actions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "self_heal_grants" (
    "id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "policy_decision_id" UUID,
    "policy_version" INTEGER,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "self_heal_grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "self_heal_executions" (
    "id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "result" TEXT,
    "raw_command_output" JSONB,

    CONSTRAINT "self_heal_executions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "halts" (
    "id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "halted_by" TEXT NOT NULL,
    "halted_at" TIMESTAMPTZ(3) NOT NULL,
    "resumed_by" TEXT,
    "resumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "halts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "jobs_status_lease_until_idx" ON "jobs"("status", "lease_until");

-- CreateIndex
CREATE INDEX "job_progress_job_id_idx" ON "job_progress"("job_id");

-- CreateIndex
CREATE INDEX "job_artifacts_job_id_idx" ON "job_artifacts"("job_id");

-- CreateIndex
CREATE INDEX "self_heal_actions_status_idx" ON "self_heal_actions"("status");

-- CreateIndex
CREATE INDEX "self_heal_actions_created_at_idx" ON "self_heal_actions"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "self_heal_grants_action_id_key" ON "self_heal_grants"("action_id");

-- CreateIndex
CREATE UNIQUE INDEX "self_heal_executions_action_id_key" ON "self_heal_executions"("action_id");

-- CreateIndex
CREATE INDEX "artifact_gate_checks_checked_at_idx" ON "artifact_gate_checks"("checked_at");

-- AddForeignKey
ALTER TABLE "job_progress" ADD CONSTRAINT "job_progress_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_artifacts" ADD CONSTRAINT "job_artifacts_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "self_heal_actions" ADD CONSTRAINT "self_heal_actions_policy_decision_id_fkey" FOREIGN KEY ("policy_decision_id") REFERENCES "worker_policy_decisions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "self_heal_grants" ADD CONSTRAINT "self_heal_grants_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "self_heal_actions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "self_heal_grants" ADD CONSTRAINT "self_heal_grants_policy_decision_id_fkey" FOREIGN KEY ("policy_decision_id") REFERENCES "worker_policy_decisions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "self_heal_executions" ADD CONSTRAINT "self_heal_executions_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "self_heal_actions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on: what Prisma cannot say. What the database refuses, no mistake in the code can do.

ALTER TABLE "self_heal_grants"
  ADD CONSTRAINT "grant_expires_soon" CHECK ("expires_at" > "issued_at" AND "expires_at" <= "issued_at" + interval '24 hours'),
  ADD CONSTRAINT "policy_has_version" CHECK (("policy_decision_id" IS NULL) = ("policy_version" IS NULL));
ALTER TABLE "job_artifacts" ADD CONSTRAINT "size_not_negative" CHECK ("size" >= 0);
ALTER TABLE "worker_policy_decisions"
  ADD CONSTRAINT "high_risk_is_decided_by_louis" CHECK ("risk_level" <> 'high' OR "status" = 'draft' OR "decided_by_role" = 'louis');
-- Nothing starts while a halt is open, and one is enough.
CREATE UNIQUE INDEX "halts_one_open" ON "halts" ((true)) WHERE "resumed_at" IS NULL;
CREATE INDEX "events_newest_first" ON "worker_repair_events" ("id" DESC);

-- The risk of an action: the catalogue's word, and high for all that is not in it.
CREATE FUNCTION "risk_of_action"("name" text) RETURNS "risk_level" LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT "risk_level" FROM "action_catalogue" WHERE "action" = "name"), 'high')
$$;
-- What makes an action exactly this one. jsonb orders keys, so the same parameters have one text.
CREATE FUNCTION "action_digest"("action" text, "target" text, "parameters" jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array("action", "target", "parameters")::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION "guard_action"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW."id", NEW."job_id", NEW."worker_id", NEW."action", NEW."target", NEW."parameters", NEW."digest", NEW."risk_level", NEW."requested_by")
    IS DISTINCT FROM (OLD."id", OLD."job_id", OLD."worker_id", OLD."action", OLD."target", OLD."parameters", OLD."digest", OLD."risk_level", OLD."requested_by") THEN
    RAISE EXCEPTION 'what was asked for does not change';
  END IF;
  IF NEW."digest" <> "action_digest"(NEW."action", NEW."target", NEW."parameters") THEN
    RAISE EXCEPTION 'the digest is not of this action';
  END IF;
  IF TG_OP = 'INSERT' AND NEW."risk_level" <> "risk_of_action"(NEW."action") THEN
    RAISE EXCEPTION 'the catalogue rates %, not the worker', NEW."action";
  END IF;
  IF NEW."status" IN ('running', 'finished') AND NOT EXISTS (SELECT 1 FROM "self_heal_executions" WHERE "action_id" = NEW."id") THEN
    RAISE EXCEPTION 'action % was not started', NEW."id";
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE INSERT OR UPDATE ON "self_heal_actions" FOR EACH ROW EXECUTE FUNCTION "guard_action"();

-- A grant needs an approval that covers it: a standing policy for low and medium, and for a high risk
-- Louis's own decision of this exact action.
CREATE FUNCTION "guard_grant"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "a" "self_heal_actions";
  "d" "worker_policy_decisions";
BEGIN
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
  ELSIF "d"."action_digest" IS NOT NULL OR "d"."allowed_action" <> "a"."action" THEN
    RAISE EXCEPTION 'the policy is for another action';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE INSERT ON "self_heal_grants" FOR EACH ROW EXECUTE FUNCTION "guard_grant"();

-- The last door. Runs as the owner, because the bot's role may not mark a grant as used or unused.
CREATE FUNCTION "guard_execution"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  "g" "self_heal_grants";
  "d" "worker_policy_decisions";
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW."id", NEW."action_id", NEW."digest", NEW."started_at") IS DISTINCT FROM (OLD."id", OLD."action_id", OLD."digest", OLD."started_at")
      OR (OLD."finished_at" IS NOT NULL AND (NEW."finished_at", NEW."result") IS DISTINCT FROM (OLD."finished_at", OLD."result")) THEN
      RAISE EXCEPTION 'an execution is started once and finished once';
    END IF;
    RETURN NEW;
  END IF;
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
  UPDATE "self_heal_grants" SET "used_at" = NEW."started_at" WHERE "id" = "g"."id";
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE INSERT OR UPDATE ON "self_heal_executions" FOR EACH ROW EXECUTE FUNCTION "guard_execution"();

CREATE FUNCTION "guard_halt"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7271837);
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE INSERT ON "halts" FOR EACH ROW EXECUTE FUNCTION "guard_halt"();

-- A job is complete only when the newest check of its artifacts passed.
CREATE FUNCTION "guard_job"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."status" = 'completed' AND (TG_OP = 'INSERT' OR OLD."status" <> 'completed') AND (
    SELECT "result" FROM "artifact_gate_checks" WHERE "job_id" = NEW."id" ORDER BY "checked_at" DESC, "id" DESC LIMIT 1
  ) IS DISTINCT FROM 'pass' THEN
    RAISE EXCEPTION 'the artifact gate of job % has not passed', NEW."id" USING ERRCODE = 'CS006';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD."status" = 'completed' AND NEW."status" <> 'completed' THEN
    RAISE EXCEPTION 'a completed job stays completed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE INSERT OR UPDATE ON "jobs" FOR EACH ROW EXECUTE FUNCTION "guard_job"();

-- As before, and: what a decision is about does not change, and a high risk is decided by somebody
-- who is Louis now.
CREATE OR REPLACE FUNCTION "guard_policy_decision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" <> 'draft' OR NEW."version" <> 1 THEN
      RAISE EXCEPTION 'a policy decision begins as a draft of version 1';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW."id", NEW."policy_key", NEW."action_digest") IS DISTINCT FROM (OLD."id", OLD."policy_key", OLD."action_digest") THEN
    RAISE EXCEPTION 'id, key and action of a policy decision do not change';
  END IF;
  IF NEW IS DISTINCT FROM OLD AND NEW."version" <> OLD."version" + 1 THEN
    RAISE EXCEPTION 'a changed policy decision has the next version';
  END IF;
  IF NEW."status" <> OLD."status" AND NOT (OLD."status", NEW."status") IN (
    ('draft', 'approved'), ('draft', 'rejected'), ('approved', 'retired'), ('rejected', 'draft'), ('retired', 'draft')) THEN
    RAISE EXCEPTION 'a policy decision does not go from % to %', OLD."status", NEW."status";
  END IF;
  IF OLD."status" <> 'draft' AND (NEW."risk_level", NEW."allowed_action") IS DISTINCT FROM (OLD."risk_level", OLD."allowed_action") AND NEW."status" <> 'draft' THEN
    RAISE EXCEPTION 'what was decided does not change';
  END IF;
  IF NEW."risk_level" = 'high' AND NEW."status" <> 'draft' AND NOT EXISTS (
    SELECT 1 FROM "members" WHERE NEW."decided_by_ref" = 'member:' || "id" AND "role" = 'louis' AND "disabled_at" IS NULL
    UNION ALL SELECT 1 FROM "api_tokens" WHERE NEW."decided_by_ref" = 'token:' || "id" AND "role" = 'louis' AND "revoked_at" IS NULL) THEN
    RAISE EXCEPTION 'a high risk is decided by Louis';
  END IF;
  RETURN NEW;
END $$;

-- Raw output is emptied after its time, never earlier than a week: the one change that the audit log
-- allows, and only through the function below. The digest in the chain stays.
CREATE OR REPLACE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."raw_command_output" IS NULL AND OLD."at" < clock_timestamp() - interval '7 days'
    AND to_jsonb(NEW) - 'raw_command_output' = to_jsonb(OLD) - 'raw_command_output' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE FUNCTION "empty_audit_raw_output"("before" timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE "emptied" bigint;
BEGIN
  UPDATE "audit_log" SET "raw_command_output" = NULL
  WHERE "raw_command_output" IS NOT NULL AND "at" < least("before", clock_timestamp() - interval '7 days');
  GET DIAGNOSTICS "emptied" = ROW_COUNT;
  RETURN "emptied";
END $$;
