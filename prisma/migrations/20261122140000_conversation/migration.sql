-- AlterTable
ALTER TABLE "worker_policy_decisions" ADD COLUMN "reminders" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "delegations" (
    "id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "max_risk" "risk_level" NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "delegations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action_overrides" (
    "action" TEXT NOT NULL,
    "risk_level" "risk_level" NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_by_role" "role" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "action_overrides_pkey" PRIMARY KEY ("action")
);

-- CreateIndex
CREATE INDEX "delegations_to_id_until_idx" ON "delegations"("to_id", "until");

-- From here on: what Prisma cannot say.

-- Members are never deleted, so a delegation always has both of its people.
ALTER TABLE "delegations"
  ADD CONSTRAINT "delegations_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "members"("id"),
  ADD CONSTRAINT "delegations_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "members"("id"),
  ADD CONSTRAINT "not_to_oneself" CHECK ("from_id" <> "to_id"),
  ADD CONSTRAINT "has_an_end" CHECK ("until" > "created_at");
-- One delegation of a person is open at a time.
CREATE UNIQUE INDEX "delegations_one_open" ON "delegations" ("from_id") WHERE "ended_at" IS NULL;

-- High risk stays high. Loosening (below what holds) is Louis's.
CREATE FUNCTION "guard_override"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE "known" "risk_level";
BEGIN
  SELECT "risk_level" INTO "known" FROM "action_catalogue" WHERE "action" = NEW."action";
  IF "known" IS NULL OR "known" = 'high' THEN
    RAISE EXCEPTION 'the risk of % does not change', NEW."action";
  END IF;
  IF NEW."risk_level" < (CASE WHEN TG_OP = 'UPDATE' THEN OLD."risk_level" ELSE "known" END) AND NEW."set_by_role" <> 'louis' THEN
    RAISE EXCEPTION 'only Louis loosens an action';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guard" BEFORE INSERT OR UPDATE ON "action_overrides" FOR EACH ROW EXECUTE FUNCTION "guard_override"();

CREATE OR REPLACE FUNCTION "risk_of_action"("name" text) RETURNS "risk_level" LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT "risk_level" FROM "action_overrides" WHERE "action" = "name"),
    (SELECT "risk_level" FROM "action_catalogue" WHERE "action" = "name"), 'high')
$$;

-- A high risk is decided by Louis, or by whom he named for high risk and this time.
CREATE OR REPLACE FUNCTION "guard_policy_decision"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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
  IF NEW IS DISTINCT FROM OLD AND to_jsonb(NEW) - 'reminders' <> to_jsonb(OLD) - 'reminders' AND NEW."version" <> OLD."version" + 1 THEN
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
    UNION ALL SELECT 1 FROM "api_tokens" WHERE NEW."decided_by_ref" = 'token:' || "id" AND "role" = 'louis' AND "revoked_at" IS NULL
    UNION ALL SELECT 1 FROM "delegations" d
      JOIN "members" f ON f."id" = d."from_id" AND f."role" = 'louis' AND f."disabled_at" IS NULL
      JOIN "members" t ON t."id" = d."to_id" AND t."disabled_at" IS NULL
      WHERE NEW."decided_by_ref" = 'member:' || d."to_id" AND d."max_risk" = 'high' AND d."ended_at" IS NULL
        AND d."until" > greatest(NEW."decided_at", clock_timestamp())) THEN
    RAISE EXCEPTION 'a high risk is decided by Louis';
  END IF;
  RETURN NEW;
END $$;
