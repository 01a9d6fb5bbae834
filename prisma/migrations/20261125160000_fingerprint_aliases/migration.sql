-- Errors are told apart better than before. What was stored keeps its fingerprint: this says which of
-- today's fingerprints goes on under which of those that stand in proposals.
CREATE TABLE "fingerprint_aliases" (
    "today" TEXT NOT NULL,
    "kept" TEXT NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fingerprint_aliases_pkey" PRIMARY KEY ("today")
);

ALTER TABLE "fingerprint_aliases" ADD CONSTRAINT "two_fingerprints" CHECK ("today" <> "kept");

-- Or the repair that was approved for one error could be led to another.
CREATE TRIGGER "guard" BEFORE UPDATE ON "fingerprint_aliases" FOR EACH ROW EXECUTE FUNCTION "guard_evidence"();
