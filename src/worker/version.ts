declare const COUNTERSIGN_WORKER_VERSION: string | undefined

/**
 * What this program says it is: `0.1.0+<build>` in the one-file build, where the bundler puts it in;
 * `source` when it runs from the repository, which is never out of date.
 */
export const WORKER_VERSION =
  typeof COUNTERSIGN_WORKER_VERSION === 'string' ? COUNTERSIGN_WORKER_VERSION : 'source'
