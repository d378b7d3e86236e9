export { VersionError, type VersionErrorCode } from './messages.js';
export type { OnProgress, Phase, Progress } from './progress.js';
