import type { Role } from '../../db/generated/client.ts'

/** Who may open the console: everybody who answers for workers or policies. */
export const CONSOLE_ROLES: readonly Role[] = ['pool_owner', 'pls_owner', 'louis']
