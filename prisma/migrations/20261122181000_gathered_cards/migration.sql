-- Similar cards of low risk are gathered and go out together; a digest may take a card along.
ALTER TYPE "delivery_status" ADD VALUE 'settled';

ALTER TABLE "deliveries"
  ADD COLUMN "gather_key" TEXT,
  ADD COLUMN "due_at" TIMESTAMPTZ(3),
  ADD COLUMN "carried_by" UUID;

ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_carried_by_fkey" FOREIGN KEY ("carried_by") REFERENCES "deliveries"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Whoever is carried is never the carrier of himself, and only similar cards are gathered.
ALTER TABLE "deliveries"
  ADD CONSTRAINT "carried_by_another" CHECK ("carried_by" <> "id"),
  ADD CONSTRAINT "gathered_with_a_key" CHECK ("due_at" IS NULL OR "gather_key" IS NOT NULL);

-- Few rows have either.
CREATE INDEX "deliveries_gather" ON "deliveries" ("line_to", "gather_key", "created_at") WHERE "gather_key" IS NOT NULL;
CREATE INDEX "deliveries_carried" ON "deliveries" ("carried_by") WHERE "carried_by" IS NOT NULL;
