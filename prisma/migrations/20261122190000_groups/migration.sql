-- CreateEnum
CREATE TYPE "group_kind" AS ENUM ('group', 'room');

-- CreateTable
CREATE TABLE "line_groups" (
    "id" UUID NOT NULL,
    "line_group_id" TEXT NOT NULL,
    "kind" "group_kind" NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),
    "digest_on" BOOLEAN NOT NULL DEFAULT false,
    "digest_pool" TEXT,
    "digest_set_by" UUID,
    "locale" TEXT,
    "members" INTEGER,

    CONSTRAINT "line_groups_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "line_groups_line_group_id_key" ON "line_groups"("line_group_id");

-- AddForeignKey
ALTER TABLE "line_groups" ADD CONSTRAINT "line_groups_digest_set_by_fkey" FOREIGN KEY ("digest_set_by") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A digest goes where somebody switched it on, and never to a group that the bot was thrown out of.
ALTER TABLE "line_groups" ADD CONSTRAINT "line_groups_digest_check"
    CHECK (NOT "digest_on" OR ("left_at" IS NULL AND "digest_set_by" IS NOT NULL AND "locale" IS NOT NULL));
ALTER TABLE "line_groups" ADD CONSTRAINT "line_groups_members_check" CHECK ("members" >= 0);
