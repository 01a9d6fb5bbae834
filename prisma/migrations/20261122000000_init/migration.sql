-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "event_type" AS ENUM ('fetch_failed', 'schema_error', 'artifact_missing', 'claim_idle', 'lease_risk', 'manual_blocker');

-- CreateEnum
CREATE TYPE "risk_level" AS ENUM ('low', 'medium', 'high');

-- CreateEnum
CREATE TYPE "policy_status" AS ENUM ('draft', 'approved', 'rejected', 'retired');

-- CreateEnum
CREATE TYPE "gate_result" AS ENUM ('pass', 'fail', 'retry_needed');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('worker', 'pool_owner', 'pls_owner', 'louis', 'ops');

-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('pending', 'held', 'sent', 'dead');

-- CreateTable
CREATE TABLE "worker_repair_events" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "worker_id" TEXT NOT NULL,
    "event_type" "event_type" NOT NULL,
    "phase" TEXT NOT NULL,
    "raw_command_output" JSONB NOT NULL,
    "repair_action" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "round_id" UUID,
    "fingerprint" TEXT NOT NULL,
    "is_friction" BOOLEAN NOT NULL DEFAULT false,
    "pool" TEXT NOT NULL DEFAULT 'default',
    "reported_by" TEXT NOT NULL,

    CONSTRAINT "worker_repair_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_policy_decisions" (
    "id" UUID NOT NULL,
    "policy_key" TEXT NOT NULL,
    "allowed_action" TEXT NOT NULL,
    "risk_level" "risk_level" NOT NULL,
    "approval_required_by" TEXT NOT NULL,
    "status" "policy_status" NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "decided_by" TEXT,
    "reason" TEXT,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_policy_decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact_gate_checks" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "primary_artifact_url" TEXT NOT NULL,
    "http_status" INTEGER NOT NULL,
    "upload_files_count" INTEGER NOT NULL,
    "result" "gate_result" NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "artifact_gate_checks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "learning_memory_updates" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "topic_key" TEXT NOT NULL,
    "lesson" TEXT NOT NULL,
    "next_round_priority" TEXT NOT NULL,
    "adoption_signal" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "learning_memory_updates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rounds" (
    "id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "rounds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "error_fingerprints" (
    "id" UUID NOT NULL,
    "round_id" UUID,
    "fingerprint" TEXT NOT NULL,
    "event_type" "event_type" NOT NULL,
    "phase" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "occurrences" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "first_worker_id" TEXT NOT NULL,

    CONSTRAINT "error_fingerprints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repair_proposals" (
    "id" UUID NOT NULL,
    "round_id" UUID,
    "fingerprint" TEXT NOT NULL,
    "policy_decision_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "repair_proposals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "locale" TEXT NOT NULL,
    "pool" TEXT NOT NULL DEFAULT 'default',
    "line_user_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "blocked_at" TIMESTAMPTZ(3),

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invites" (
    "id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "locale" TEXT NOT NULL,
    "pool" TEXT NOT NULL DEFAULT 'default',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "member_id" UUID,

    CONSTRAINT "invites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invite_attempts" (
    "id" UUID NOT NULL,
    "line_user_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invite_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "worker_id" TEXT,
    "pool" TEXT NOT NULL DEFAULT 'default',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "token_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("token_id","key")
);

-- CreateTable
CREATE TABLE "line_inbox" (
    "webhook_event_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "handled_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "line_inbox_pkey" PRIMARY KEY ("webhook_event_id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "member_id" UUID,
    "line_to" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "locale" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" "delivery_status" NOT NULL DEFAULT 'pending',
    "body" TEXT,
    "reply_token" TEXT,
    "reply_until" TIMESTAMPTZ(3),
    "reply_tried_at" TIMESTAMPTZ(3),
    "first_tried_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "sent_via" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "line_request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversations" (
    "line_user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversations_pkey" PRIMARY KEY ("line_user_id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "seq" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "old_state" JSONB,
    "new_state" JSONB,
    "raw_command_output" JSONB,
    "raw_digest" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE INDEX "worker_repair_events_round_id_fingerprint_idx" ON "worker_repair_events"("round_id", "fingerprint");

-- CreateIndex
CREATE INDEX "worker_repair_events_occurred_at_idx" ON "worker_repair_events"("occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "worker_policy_decisions_policy_key_key" ON "worker_policy_decisions"("policy_key");

-- CreateIndex
CREATE INDEX "artifact_gate_checks_job_id_checked_at_idx" ON "artifact_gate_checks"("job_id", "checked_at");

-- CreateIndex
CREATE INDEX "learning_memory_updates_created_at_idx" ON "learning_memory_updates"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "members_line_user_id_key" ON "members"("line_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invites_code_hash_key" ON "invites"("code_hash");

-- CreateIndex
CREATE INDEX "invite_attempts_line_user_id_at_idx" ON "invite_attempts"("line_user_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_dedupe_key_key" ON "deliveries"("dedupe_key");

-- CreateIndex
CREATE INDEX "deliveries_subject_idx" ON "deliveries"("subject");

-- CreateIndex
CREATE INDEX "deliveries_status_created_at_idx" ON "deliveries"("status", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_log_id_key" ON "audit_log"("id");

-- CreateIndex
CREATE INDEX "audit_log_subject_idx" ON "audit_log"("subject");

-- CreateIndex
CREATE INDEX "audit_log_at_idx" ON "audit_log"("at");

-- AddForeignKey
ALTER TABLE "worker_repair_events" ADD CONSTRAINT "worker_repair_events_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "rounds"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repair_proposals" ADD CONSTRAINT "repair_proposals_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "rounds"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repair_proposals" ADD CONSTRAINT "repair_proposals_policy_decision_id_fkey" FOREIGN KEY ("policy_decision_id") REFERENCES "worker_policy_decisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- From here on: what Prisma cannot say.

-- One round is open at a time: the database says so, not the code.
CREATE UNIQUE INDEX "rounds_one_open" ON "rounds" ((true)) WHERE "closed_at" IS NULL;

-- One row for each kind of error, and one proposal, in a round, also between rounds.
CREATE UNIQUE INDEX "error_fingerprints_once" ON "error_fingerprints" ("round_id", "fingerprint") NULLS NOT DISTINCT;
CREATE UNIQUE INDEX "repair_proposals_once" ON "repair_proposals" ("round_id", "fingerprint") NULLS NOT DISTINCT;

ALTER TABLE "worker_policy_decisions"
  ADD CONSTRAINT "decided_has_time_and_person" CHECK (
    CASE WHEN "status" = 'draft' THEN "decided_at" IS NULL AND "decided_by" IS NULL
    ELSE "decided_at" IS NOT NULL AND "decided_by" IS NOT NULL END),
  ADD CONSTRAINT "rejected_has_reason" CHECK ("status" <> 'rejected' OR length("reason") > 0),
  ADD CONSTRAINT "high_risk_is_louis" CHECK ("risk_level" <> 'high' OR "approval_required_by" = 'louis');
ALTER TABLE "error_fingerprints" ADD CONSTRAINT "counted" CHECK ("occurrences" > 0);
ALTER TABLE "artifact_gate_checks" ADD CONSTRAINT "count_not_negative" CHECK ("upload_files_count" >= 0);

-- A policy decision moves only along its life cycle, and every move makes a new version.
CREATE FUNCTION "guard_policy_decision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" <> 'draft' OR NEW."version" <> 1 THEN
      RAISE EXCEPTION 'a policy decision begins as a draft of version 1';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW."id" <> OLD."id" OR NEW."policy_key" <> OLD."policy_key" THEN
    RAISE EXCEPTION 'id and key of a policy decision do not change';
  END IF;
  IF NEW IS DISTINCT FROM OLD AND NEW."version" <> OLD."version" + 1 THEN
    RAISE EXCEPTION 'a changed policy decision has the next version';
  END IF;
  IF NEW."status" <> OLD."status" AND NOT (OLD."status", NEW."status") IN (
    ('draft', 'approved'), ('draft', 'rejected'), ('approved', 'retired'), ('rejected', 'draft'), ('retired', 'draft')) THEN
    RAISE EXCEPTION 'a policy decision does not go from % to %', OLD."status", NEW."status";
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE INSERT OR UPDATE ON "worker_policy_decisions"
  FOR EACH ROW EXECUTE FUNCTION "guard_policy_decision"();

-- The audit chain: each entry's hash covers its own fields and the hash before it. Raw output is
-- covered by its digest, so that it can be emptied after its time without breaking the chain.
CREATE FUNCTION "audit_digest"("raw" jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to("raw"::text, 'UTF8')), 'hex')
$$;
CREATE FUNCTION "audit_hash"("e" "audit_log") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_object(
    'seq', e."seq", 'id', e."id", 'actor', e."actor", 'actor_name', e."actor_name", 'verb', e."verb",
    'subject', e."subject", 'old_state', e."old_state", 'new_state', e."new_state", 'raw_digest', e."raw_digest",
    'reason', e."reason", 'at', to_char(e."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'prev_hash', e."prev_hash")::text, 'UTF8')), 'hex')
$$;
-- Runs as the owner: the bot's role may neither choose a hash nor a number. The lock is held until
-- the transaction ends, so that entries are linked in the order in which they become visible.
CREATE FUNCTION "link_audit_entry"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
DECLARE "last" record;
BEGIN
  PERFORM pg_advisory_xact_lock(7271836);
  SELECT "seq", "hash" INTO "last" FROM "audit_log" ORDER BY "seq" DESC LIMIT 1;
  NEW."seq" := coalesce("last"."seq", 0) + 1;
  NEW."prev_hash" := coalesce("last"."hash", repeat('0', 64));
  NEW."raw_digest" := CASE WHEN NEW."raw_command_output" IS NOT NULL THEN "audit_digest"(NEW."raw_command_output") END;
  NEW."hash" := "audit_hash"(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER "link" BEFORE INSERT ON "audit_log" FOR EACH ROW EXECUTE FUNCTION "link_audit_entry"();

CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "audit_log" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "audit_log" EXECUTE FUNCTION "refuse_audit_change"();
