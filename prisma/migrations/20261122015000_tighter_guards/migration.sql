-- NULL is not "no": without a reason there is no rejection.
ALTER TABLE "worker_policy_decisions"
  DROP CONSTRAINT "rejected_has_reason",
  ADD CONSTRAINT "rejected_has_reason" CHECK ("status" <> 'rejected' OR coalesce(length("reason"), 0) > 0);

-- PostgreSQL looks for tables in the caller's temporary ones first, unless they are named last: a
-- caller could put an empty "halts" or a "members" of his own in front of ours. Whoever replaces one
-- of these functions says the search path again (test/db/app-role.test.ts looks).
DO $$
DECLARE "f" regprocedure;
BEGIN
  FOR "f" IN SELECT "oid" FROM pg_proc WHERE "pronamespace" = 'public'::regnamespace AND "prokind" = 'f'
    AND pg_get_userbyid("proowner") = current_user
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE "objid" = pg_proc."oid" AND "deptype" = 'e') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', "f");
  END LOOP;
END $$;
