-- One proposal for each kind of error in a round, and a further one only about another decision: when
-- the repair that was approved did not help, the error is asked about anew.
DROP INDEX "repair_proposals_once";
CREATE UNIQUE INDEX "repair_proposals_once" ON "repair_proposals" ("round_id", "fingerprint", "policy_decision_id") NULLS NOT DISTINCT;
