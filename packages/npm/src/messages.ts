// Every text of this package that a person reads. Built nowhere else.

/** What went wrong with a version of a package. `code` is stable: programs may test it. */
export class VersionError extends Error {
	override readonly name = 'VersionError';
	readonly code: VersionErrorCode;

	constructor(code: VersionErrorCode, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
	}
}

export type VersionErrorCode =
	| 'INVALID_NAME' | 'INVALID_VERSION' | 'UNKNOWN_PACKAGE' | 'UNKNOWN_VERSION' | 'REGISTRY_UNREACHABLE' | 'REGISTRY_REFUSED' | 'TIMEOUT'
	| 'WRONG_INTEGRITY' | 'NO_INTEGRITY' | 'WRONG_PACKAGE' | 'UNSAFE_ARCHIVE' | 'BROKEN_ARCHIVE' | 'DISK_FULL' | 'NATIVE_ADDON' | 'WRONG_PLATFORM'
	| 'PEER_MISMATCH' | 'NOT_MAPPED' | 'NOT_INSTALLED' | 'PINNED' | 'REFUSED' | 'UNHEALTHY' | 'NO_PREVIOUS_VERSION' | 'DENIED' | 'STALE_REVISION'
	| 'INVALID_DESIRED_STATE' | 'STORE_LOCKED' | 'NO_RUNTIME' | 'TOO_LARGE' | 'TOO_DEEP' | 'FAILED';

export const invalidName = (name: string) =>
	new VersionError('INVALID_NAME', `${JSON.stringify(name.slice(0, 214))} is not the name of an npm package.`);

export const invalidVersion = (name: string, version: string) =>
	new VersionError('INVALID_VERSION', `${JSON.stringify(version.slice(0, 256))} is not a version, a range or a dist-tag of ${name}. Only packages of a registry can be used.`);

export const unknownPackage = (name: string, cause: unknown) =>
	new VersionError('UNKNOWN_PACKAGE', `The registry has no package ${name}. Is the name right, and does .npmrc name the registry of its scope?`, cause);

export const unknownVersion = (name: string, version: string, cause: unknown) =>
	new VersionError('UNKNOWN_VERSION', `The registry has no version of ${name} that ${JSON.stringify(version)} allows. If it was published just now, try again.`, cause);

export const registryUnreachable = (name: string, cause: unknown) =>
	new VersionError('REGISTRY_UNREACHABLE', `The registry of ${name} cannot be reached: ${reason(cause)}.`, cause);

export const registryRefused = (name: string, cause: unknown) =>
	new VersionError('REGISTRY_REFUSED', `The registry does not let us read ${name}: ${reason(cause)}. Is there a token for it in .npmrc?`, cause);

export const timedOut = (spec: string, ms: number) =>
	new VersionError('TIMEOUT', `${spec} was not there after ${ms} ms.`);

export const wrongIntegrity = (spec: string, cause: unknown) =>
	new VersionError('WRONG_INTEGRITY', `The archive of ${spec} is not the one that the registry's integrity names. It was thrown away.`, cause);

export const noIntegrity = (spec: string) =>
	new VersionError('NO_INTEGRITY', `Nothing says what the archive of ${spec} must contain (no integrity), so it is not used.`);

export const wrongPackage = (spec: string, found: string) =>
	new VersionError('WRONG_PACKAGE', `The archive of ${spec} contains ${found}.`);

export const unsafeArchive = (spec: string, path: string) =>
	new VersionError('UNSAFE_ARCHIVE', `The archive of ${spec} has an entry that leaves its folder: ${JSON.stringify(path)}.`);

export const brokenArchive = (spec: string, cause: unknown) =>
	new VersionError('BROKEN_ARCHIVE', `The archive of ${spec} cannot be unpacked: ${reason(cause)}.`, cause);

export const diskFull = (spec: string, cause: unknown) =>
	new VersionError('DISK_FULL', `There is no room on the disk for ${spec}.`, cause);

export const listenerFailed = (event: string, error: unknown) =>
	`A handler of ${event} threw: ${error instanceof Error ? error.stack ?? error.message : String(error)}`;

export const filePolled = (file: string, ms: number, error: unknown) =>
	`${file} cannot be watched (${reason(error)}), so it is looked at every ${ms} ms.`;

export const nativeAddon = (spec: string, platform: string) =>
	new VersionError('NATIVE_ADDON', `${spec} is a native addon that would have to be compiled, and ships no binary for ${platform}. Install scripts are never run here.`);

export const wrongPlatform = (spec: string, cause: unknown) =>
	new VersionError('WRONG_PLATFORM', `${spec} does not support this platform: ${reason(cause)}.`, cause);

export const peerMismatch = (spec: string, peer: string, range: string, found: string) =>
	new VersionError('PEER_MISMATCH', `${spec} needs ${peer}@${range} beside it, but the application has ${found}.`);

export const notMapped = (name: string) =>
	new VersionError('NOT_MAPPED', `${name} is not under version control. Name it in npm.map() or in hot-versions.json first.`);

export const notInstalled = (name: string, folder: string) =>
	new VersionError('NOT_INSTALLED', `${name} is mapped to its installed version, but it is not installed in ${folder}.`);

export const pinned = (name: string, version: string) =>
	new VersionError('PINNED', `${name} is pinned to ${version} in this process.`);

export const refused = (spec: string, cause?: unknown) =>
	new VersionError('REFUSED', `onBeforeSwap refused ${spec}${cause === undefined ? '' : `: ${reason(cause)}`}.`, cause);

export const unhealthy = (spec: string, back: string, cause: unknown) =>
	new VersionError('UNHEALTHY', `${spec} failed its health check (${reason(cause)}); ${back} is in place again.`, cause);

export const noPreviousVersion = (name: string) =>
	new VersionError('NO_PREVIOUS_VERSION', `${name} has no version to go back to: it has not been changed in this process.`);

export const denied = (spec: string, cause: unknown) =>
	new VersionError('DENIED', `${spec} failed before (${reason(cause)}) and is not tried again by itself. Use it explicitly, or fix its revision.`, cause);

export const invalidDesiredState = (file: string, problem: string) =>
	new VersionError('INVALID_DESIRED_STATE', `${file}: ${problem}.`);

export const storeLocked = (folder: string, owner: string) =>
	new VersionError('STORE_LOCKED', `The store ${folder} is in use by ${owner} for too long.`);

export const noRuntime = () =>
	new VersionError('NO_RUNTIME', 'npm.map() needs the hot-runtime: start the program with node --import hot-runtime/register.');

export const tooLarge = (spec: string, limit: number) =>
	new VersionError('TOO_LARGE', `${spec} is larger than ${limit} bytes.`);

export const tooDeep = (spec: string, limit: number) =>
	new VersionError('TOO_DEEP', `${spec} has more than ${limit} packages in its dependency tree.`);

export const twoVersions = (name: string, one: string, other: string) =>
	new VersionError('INVALID_VERSION', `${name} is asked for in two versions, ${one} and ${other}.`);

export const tooMany = (limit: number) =>
	new VersionError('INVALID_VERSION', `At most ${limit} packages can be asked for at once.`);

export const failed = (spec: string, cause: unknown) =>
	new VersionError('FAILED', `${spec} could not be prepared: ${reason(cause)}.`, cause);

/** What a request for a tarball or metadata of `spec` failed with, in our words. */
export function describeFailure(name: string, version: string, cause: unknown): VersionError {
	if (cause instanceof VersionError) return cause;
	const spec = `${name}@${version}`;
	const code = codeOf(cause);
	if (code === 'E404') return unknownPackage(name, cause);
	if (code === 'ETARGET' || code === 'ENOVERSIONS') return unknownVersion(name, version, cause);
	if (code === 'EINTEGRITY') return wrongIntegrity(spec, cause);
	if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(spec, cause);
	if (code === 'EINVALIDPACKAGENAME') return invalidName(name);
	if (code === 'EBADPLATFORM') return wrongPlatform(spec, cause);
	if (/^E40[13]$|^ENEEDAUTH$|^EOTP$/.test(code)) return registryRefused(name, cause);
	if (/^Z_|^TAR_/.test(code)) return brokenArchive(spec, cause);
	if (unreachable.test(code)) return registryUnreachable(name, cause);
	return failed(spec, cause);
}

const unreachable = /^(?:ECONN\w+|ENOTFOUND|EAI_\w+|ETIMEDOUT|EHOST\w+|ENET\w+|EPIPE|ERR_SOCKET\w*|ERR_STREAM_PREMATURE_CLOSE|FETCH_ERROR|E5\d\d|E429|ENOTCACHED|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED\w*|UNABLE_TO_\w+|ERR_TLS\w*|EBADSIZE|EIDLETIMEOUT|ETIMEOUT|EPROTO)$/;

function codeOf(error: unknown): string {
	return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The first line of an error's message. */
export function reason(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return (text.split('\n', 1)[0] ?? '').replace(/[.:\s]+$/, '');
}

export const packagerListens = (url: string) => `[packager] ${url}/package/name@version\n`;

export const packagerUsage = `hot-runtime-packager: answers GET /package/name@version with one JSON document

  --folder  where archives and documents are kept   (.cache/hot-runtime-packager)
  --port    (4880)
  --host    (127.0.0.1)

Registries, tokens and proxies are those of .npmrc. HOT_RUNTIME_PACKAGER_TOKEN in the environment: the bearer token that requests must have.
`;

export const staleRevision = (file: string, revision: number, applied: number) =>
	`[hot] ${file}: revision ${revision} is older than ${applied}, which this process has; it is ignored.`;

export const versionUsed = (name: string, from: string, to: string) => `[hot] ${name}: ${from} → ${to}`;

export const versionNotUsed = (name: string, to: string, from: string, cause: unknown) =>
	`[hot] ${name}: ${to} is not used, ${from} keeps running.\n  ${reason(cause)}.`;

/** What another text ends with: why. */
export const answeredFalse = () => new Error('it answered false');
export const declinedBy = (id: string) => new Error(`${id} declined it`);
export const acceptedByNobody = () => new Error('nobody accepts it');
export const documentIsOther = () => new Error('the document is not the one its ETag names');
export const filesAreOther = () => new Error('a file is missing or too many');
export const threadEnded = () => new Error('its thread ended');
