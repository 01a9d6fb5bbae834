import rules from './first-rules.json' with { type: 'json' }
import type { RuleSet } from './rule.ts'

/** What counts as more than everyday work before an owner changes it: the guard itself, the outside world, deletion, rights, jobs, tools. */
export const FIRST_RULES: RuleSet = rules
