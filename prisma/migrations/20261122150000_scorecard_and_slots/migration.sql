-- AlterTable
ALTER TABLE "worker_repair_events" ADD COLUMN     "recovered" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "retried" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "rounds" ADD COLUMN     "adoption_missing" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "adoption_verdict" TEXT,
ADD COLUMN     "entered_at" TIMESTAMPTZ(3),
ADD COLUMN     "judged_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "event_counts" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "event_type" "event_type" NOT NULL,
    "is_friction" BOOLEAN NOT NULL,
    "retried" BOOLEAN NOT NULL,
    "recovered" BOOLEAN NOT NULL,
    "shard" SMALLINT NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "event_counts_pkey" PRIMARY KEY ("hour","event_type","is_friction","retried","recovered","shard")
);

-- CreateTable
CREATE TABLE "schedule_slots" (
    "schedule" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "subject" TEXT,
    "outcome" TEXT NOT NULL,
    "covers_until" TIMESTAMPTZ(3) NOT NULL,
    "recipients" INTEGER NOT NULL DEFAULT 0,
    "ran_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schedule_slots_pkey" PRIMARY KEY ("schedule","due_at")
);

-- CreateTable
CREATE TABLE "repair_verdicts" (
    "id" UUID NOT NULL,
    "policy_decision_id" UUID NOT NULL,
    "policy_version" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "before" INTEGER NOT NULL,
    "after" INTEGER NOT NULL,
    "approved_at" TIMESTAMPTZ(3) NOT NULL,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "repair_verdicts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "repair_verdicts_fingerprint_idx" ON "repair_verdicts"("fingerprint");

-- CreateIndex
CREATE INDEX "repair_verdicts_judged_at_idx" ON "repair_verdicts"("judged_at");

-- CreateIndex
CREATE UNIQUE INDEX "repair_verdicts_policy_decision_id_policy_version_key" ON "repair_verdicts"("policy_decision_id", "policy_version");

-- CreateIndex
CREATE INDEX "worker_repair_events_fingerprint_occurred_at_idx" ON "worker_repair_events"("fingerprint", "occurred_at");

-- CreateIndex
CREATE INDEX "audit_log_verb_at_idx" ON "audit_log"("verb", "at");

-- AddForeignKey
ALTER TABLE "repair_verdicts" ADD CONSTRAINT "repair_verdicts_policy_decision_id_fkey" FOREIGN KEY ("policy_decision_id") REFERENCES "worker_policy_decisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on: what Prisma cannot say.

ALTER TABLE "schedule_slots" ADD CONSTRAINT "known_outcome" CHECK ("outcome" IN ('begin', 'told', 'nothing'));
ALTER TABLE "repair_verdicts" ADD CONSTRAINT "known_verdict" CHECK ("verdict" IN ('gone', 'came_back', 'no_traffic'));
-- What is done once for a subject is done once, whatever its due time.
CREATE UNIQUE INDEX "schedule_slots_subject_once" ON "schedule_slots" ("schedule", "subject") WHERE "subject" IS NOT NULL;

-- Whether a retry was made and recovered stays known when the raw output is emptied after its time.
CREATE FUNCTION "note_retry"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW."retried" := NEW."repair_action" ~* 'retr|重試';
  NEW."recovered" := NEW."retried" AND coalesce(NEW."raw_command_output" -> 'recovered' = 'true'::jsonb, false);
  RETURN NEW;
END $$;
CREATE TRIGGER "note_retry" BEFORE INSERT ON "worker_repair_events" FOR EACH ROW EXECUTE FUNCTION "note_retry"();
UPDATE "worker_repair_events" SET "retried" = "repair_action" ~* 'retr|重試',
  "recovered" = "repair_action" ~* 'retr|重試' AND coalesce("raw_command_output" -> 'recovered' = 'true'::jsonb, false);

INSERT INTO "event_counts" ("hour", "event_type", "is_friction", "retried", "recovered", "shard", "n")
SELECT date_trunc('hour', "occurred_at", 'UTC'), "event_type", "is_friction", "retried", "recovered", 0, count(*)
FROM "worker_repair_events" GROUP BY 1, 2, 3, 4, 5;

-- One statement is one set of hours, in one order, so that two do not wait for each other in a circle.
CREATE FUNCTION "count_new_events"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public."event_counts" ("hour", "event_type", "is_friction", "retried", "recovered", "shard", "n")
  SELECT date_trunc('hour', "occurred_at", 'UTC'), "event_type", "is_friction", "retried", "recovered", pg_backend_pid() % 4, count(*)
  FROM "added" GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT ("hour", "event_type", "is_friction", "retried", "recovered", "shard")
  DO UPDATE SET "n" = "event_counts"."n" + excluded."n";
  RETURN NULL;
END $$;
CREATE TRIGGER "count_new" AFTER INSERT ON "worker_repair_events" REFERENCING NEW TABLE AS "added"
  FOR EACH STATEMENT EXECUTE FUNCTION "count_new_events"();

-- Counts may go below zero in one shard: the sum is what counts.
CREATE FUNCTION "recount_event"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public."event_counts" ("hour", "event_type", "is_friction", "retried", "recovered", "shard", "n")
  VALUES (date_trunc('hour', OLD."occurred_at", 'UTC'), OLD."event_type", OLD."is_friction", OLD."retried", OLD."recovered", pg_backend_pid() % 4, -1)
  ON CONFLICT ("hour", "event_type", "is_friction", "retried", "recovered", "shard")
  DO UPDATE SET "n" = "event_counts"."n" - 1;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO public."event_counts" ("hour", "event_type", "is_friction", "retried", "recovered", "shard", "n")
    VALUES (date_trunc('hour', NEW."occurred_at", 'UTC'), NEW."event_type", NEW."is_friction", NEW."retried", NEW."recovered", pg_backend_pid() % 4, 1)
    ON CONFLICT ("hour", "event_type", "is_friction", "retried", "recovered", "shard")
    DO UPDATE SET "n" = "event_counts"."n" + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "recount_changed" AFTER UPDATE ON "worker_repair_events" FOR EACH ROW
  WHEN ((OLD."occurred_at", OLD."event_type", OLD."is_friction", OLD."retried", OLD."recovered")
    IS DISTINCT FROM (NEW."occurred_at", NEW."event_type", NEW."is_friction", NEW."retried", NEW."recovered"))
  EXECUTE FUNCTION "recount_event"();
CREATE TRIGGER "recount_gone" AFTER DELETE ON "worker_repair_events" FOR EACH ROW EXECUTE FUNCTION "recount_event"();
