// Hooks below ours that know a few texts, in both drivers' ways: at once, or with promises.
import { HookChain, type LoadHookResult, type MaybePromise } from '../../dist/hook-chain.js';
import { HotPolicy } from '../../dist/hot-policy.js';
import { RequiredFiles } from '../../dist/required-files.js';
import { transform } from '../../dist/transform/index.js';
import type { WalkState } from '../../dist/walk.js';

export type Texts = Readonly<Record<string, string>>;

export interface MemoryChain {
	readonly state: WalkState;
	/** What was resolved and loaded, in order. */
	readonly calls: string[];
}

/** `texts`: by path below `file:///`. `.cjs` is CommonJS, what begins with `node:` is built in. */
export function memoryChain(texts: Texts, options: { readonly isAsync?: boolean; readonly onSyntaxError?: WalkState['onSyntaxError'] } = {}): MemoryChain {
	const calls: string[] = [];
	const answer = <T>(value: T): MaybePromise<T> => (options.isAsync === true ? Promise.resolve(value) : value);
	const chain = new HookChain();
	chain.keepResolve((specifier, { parentURL, importAttributes }) => {
		calls.push(`resolve ${specifier}`);
		if (specifier.startsWith('node:')) return answer({ url: specifier, format: 'builtin' });
		if (!/^[./]/.test(specifier)) return answer({ url: `file:///node_modules/${specifier}/index.js`, format: 'module' });
		const { href } = new URL(specifier, parentURL);
		if (texts[href.slice(8)] === undefined) throw Object.assign(new Error(`Cannot find module '${href.slice(7)}'`), { code: 'ERR_MODULE_NOT_FOUND', url: href });
		return answer({ url: href, format: formatOf(href), importAttributes });
	}, ['node', 'import']);
	chain.keepLoad(url => {
		calls.push(`load ${url}`);
		const result: LoadHookResult = { format: formatOf(url), source: texts[url.slice(8)] ?? null };
		return answer(result);
	});
	const state: WalkState = {
		chain,
		policy: new HotPolicy(/\/node_modules\//, ['file:///own/']),
		toModuleSource: (text, url, _hash, hasCellsOnly) => answer(transform(text, { url, hasCellsOnly })),
		builtins: { areReplaced: false },
		resolutions: new Map(),
		onSyntaxError: options.onSyntaxError ?? 'leave-to-node',
		store: null,
		commonJS: null,
		requiredFiles: new RequiredFiles(),
	};
	return { state, calls };
}

function formatOf(url: string): string {
	return url.endsWith('.cjs') ? 'commonjs' : url.endsWith('.json') ? 'json' : 'module';
}
