// npm's configuration as npm reads it: project, user, global and built-in .npmrc, environment. Scopes, tokens, proxies, CA.
import { dirname, join, resolve } from 'node:path';

/** What npm's libraries take: registries, tokens, proxies, timeouts, under the names that they give them. */
export type NpmOptions = Readonly<Record<string, unknown>>;

export interface ConfigRequest {
	/** The folder whose .npmrc counts as the project's. */
	readonly folder: string;
	readonly env?: NodeJS.ProcessEnv;
	/** Options that win over what npm's configuration says, named as npm's libraries name them: `registry`, `cache`, `retry` … */
	readonly overrides?: NpmOptions;
}

/** The options that npm's libraries take. The values of tokens are in it: it is never printed. */
export async function readNpmConfig({ folder, env = process.env, overrides = {} }: ConfigRequest): Promise<NpmOptions> {
	const [{ default: Config }, { default: known }] = await Promise.all([
		import('@npmcli/config'), import('@npmcli/config/lib/definitions/index.js'),
	]);
	const config = new Config({
		definitions: known.definitions, shorthands: known.shorthands, flatten: known.flatten, nerfDarts: known.nerfDarts,
		npmPath: npmFolder(), argv: [process.execPath, npmFolder()], cwd: resolve(folder), env: { ...env }, warn: false,
	});
	await config.load();
	return { ...config.flat, ...overrides };
}

/** Where the npm that came with this Node lies: its own .npmrc is the last in the chain. */
function npmFolder(): string {
	return join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm');
}
