-- How many requests and bytes each API token has left, over all replicas. Unlogged: it is written often and
-- worth little; after a crash of PostgreSQL everybody begins with a full budget.
CREATE UNLOGGED TABLE "token_budgets" (
    "token_id" UUID NOT NULL,
    "requests" DOUBLE PRECISION NOT NULL,
    "filled_at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "token_budgets_pkey" PRIMARY KEY ("token_id")
) WITH (fillfactor = 50);

-- Fills a token's bucket up to p_at, takes up to p_want requests out of it, and adds p_bytes to its day (UTC).
CREATE FUNCTION "take_budget"(
  "p_token" uuid, "p_want" integer, "p_burst" double precision, "p_per_ms" double precision,
  "p_at" timestamptz, "p_bytes" bigint,
  OUT "granted" integer, OUT "available" double precision, OUT "day_bytes" bigint
) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  "today" date := ("p_at" AT TIME ZONE 'UTC')::date;
  "budget" "token_budgets";
  "elapsed" double precision;
BEGIN
  INSERT INTO "token_budgets" VALUES ("p_token", "p_burst", "p_at", "today", 0) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT "budget" FROM "token_budgets" WHERE "token_id" = "p_token" FOR UPDATE;
  "elapsed" := extract(epoch FROM "p_at" - "budget"."filled_at") * 1000;
  "available" := LEAST("p_burst", "budget"."requests" + GREATEST("elapsed", 0) * "p_per_ms");
  "granted" := LEAST("p_want", floor("available"));
  "available" := "available" - "granted";
  "day_bytes" := "p_bytes" + CASE WHEN "budget"."day" = "today" THEN "budget"."bytes" ELSE 0 END;
  UPDATE "token_budgets" SET
    "requests" = "available",
    -- Replicas' clocks differ a little. One that was far ahead must not let the others wait until its time.
    "filled_at" = CASE WHEN "elapsed" BETWEEN -60000 AND 0 THEN "filled_at" ELSE "p_at" END,
    "day" = "today",
    "bytes" = "day_bytes"
  WHERE "token_id" = "p_token";
END $$;
