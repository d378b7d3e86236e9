// vite's module runner, in one process with its server: the leanest way to run a program in it with hot updates.
import { createServer, createServerModuleRunner } from 'vite';

const [, , entry] = process.argv;
const server = await createServer({
	configFile: false,
	root: process.cwd(),
	logLevel: 'error',
	server: { middlewareMode: true, ws: false },
	optimizeDeps: { noDiscovery: true, include: [] },
	// Without this the runner leaves packages to Node: a program "with nothing ignored" says otherwise.
	...process.env.BENCH_NOTHING_IGNORED === undefined ? {} : { ssr: { noExternal: true } },
});
const runner = createServerModuleRunner(server.environments.ssr, { hmr: { logger: false } });
await runner.import(entry);
