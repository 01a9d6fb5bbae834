import { z } from 'zod'

/** True for what could be an id of ours: PostgreSQL breaks off at everything else. */
export const isUuid = (text: string) => z.uuid().safeParse(text).success
