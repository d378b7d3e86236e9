export type * from './api.js';
export { NpmVersions, type NpmSource } from './npm.js';
export { FollowedFile } from './follow-file.js';
export { parseDesired, readDesired, setDesired, type DesiredState } from './desired-state.js';
export { noRuntime, VersionError, type VersionErrorCode } from './messages.js';
export type { OnProgress, Phase, Progress } from './progress.js';
export { idOf, nameOf, type Places, type Surroundings } from './surroundings.js';
