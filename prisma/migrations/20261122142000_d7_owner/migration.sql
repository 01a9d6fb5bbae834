-- AlterTable
ALTER TABLE "rounds" ADD COLUMN "d7_owner_id" UUID;

-- Members are never deleted, so the owner of a day 7 is always somebody.
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_d7_owner_id_fkey" FOREIGN KEY ("d7_owner_id") REFERENCES "members"("id");
