import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSetups, setups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const manifest = '{ "type": "module" }';
const counter = {
	'package.json': manifest,
	'main.js': "import { text } from './text.js';\nsetInterval(() => console.log(text), 50);\nimport.meta.hot?.accept('./text.js');\n",
	'text.js': "export const text = 'one';\n",
};

for (const setup of defaultSetups) {
	test(`${setup.name}: a preload of one's own registers with options`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: { ...counter, 'hot.js': "import { register } from 'hot-runtime';\nregister({ silent: true, watch: { polling: 20 } });\n" },
		});
		const program = start(folder, setup, { register: ['./hot.js'] });
		await program.prints('one\n');
		folder.write('text.js', "export const text = 'two';\n");
		await program.prints('two\n');
		assert.doesNotMatch(program.stdout + program.stderr, /\[hot\]/);
	});

	test(`${setup.name}: a wrong option ends the program with a clear error`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: { ...counter, 'hot.js': "import { register } from 'hot-runtime';\nregister({ slient: true });\n" } });
		const program = start(folder, setup, { register: ['./hot.js'] });
		const { code } = await program.ends();
		assert.notEqual(code, 0);
		assert.match(program.stderr, /TypeError.*: hot-runtime: there is no option 'slient'\. Did you mean 'silent'\?/);
	});

	test(`${setup.name}: who preloads the package itself is told that nothing is hot; a program that imports it is not`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: { 'package.json': manifest, 'main.js': "import { hot } from 'hot-runtime';\nconsole.log(hot.status(), typeof import.meta.hot);\n" } });
		const preloaded = start(folder, setup, { register: ['hot-runtime'] });
		const imported = start(folder, setup, { isPlain: true });
		await Promise.all([preloaded.ends(), imported.ends()]);
		assert.deepEqual([preloaded.stdout, imported.stdout], ['idle undefined\n', 'idle undefined\n']);
		assert.equal(preloaded.stderr, '[hot] --import hot-runtime registers nothing, so nothing is hot in this process. Write --import hot-runtime/register instead.\n');
		assert.equal(imported.stderr, '');
	});

	test(`${setup.name}: what is ignored is not hot`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				...counter,
				'other.js': 'console.log(typeof import.meta.hot);',
				'main.js': `import './other.js';\n${counter['main.js']}`,
				'hot.js': "import { register } from 'hot-runtime';\nregister({ ignore: /other\\.js$/ });\n",
			},
		});
		const program = start(folder, setup, { register: ['./hot.js'] });
		await program.prints('undefined\n');
		await program.prints('one\n');
		folder.write('text.js', "export const text = 'two';\n");
		await program.prints('two\n');
	});

	test(`${setup.name}: a CommonJS main imports a hot module, which is updated`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'app.mjs': counter['main.js'].replace('./text.js', './text.mjs').replace('./text.js', './text.mjs'),
				'text.mjs': counter['text.js'],
				'main.cjs': "console.log(require('node:path').basename(require.main.filename));\nimport('./app.mjs');\n",
			},
		});
		const program = start(folder, setup, { main: 'main.cjs' });
		await program.prints('main.cjs\n');
		await program.prints('one\n');
		folder.write('text.mjs', "export const text = 'two';\n");
		await program.prints('two\n');
	});

	test(`${setup.name}: several preloaded modules and the main module share what they import`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				...counter,
				'first.js': "import { text } from './text.js';\nglobalThis.first = () => text;\nimport.meta.hot?.accept('./text.js');\n",
				'main.js': `${counter['main.js']}setInterval(() => console.log('first ' + first()), 50);\n`,
			},
		});
		const program = start(folder, setup, { importAfter: ['./first.js'] });
		await program.prints('first one\n');
		folder.write('text.js', "export const text = 'two';\n");
		await program.prints('first two\n');
		await program.prints(/^two\n/m);
	});

	test(`${setup.name}: a program that registers while it runs makes hot what it imports then (P82)`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'app.js': counter['main.js'],
				'text.js': counter['text.js'],
				'main.js': "import { register } from 'hot-runtime';\nregister();\nawait import('./app.js');\n",
			},
		});
		const program = start(folder, setup, { isPlain: true });
		await program.prints('one\n');
		folder.write('text.js', "export const text = 'two';\n");
		await program.prints('two\n');
	});
}

for (const setup of setups) {
	test(`${setup.name}: arguments and import.meta are what plain Node gives`, { skip: setup.skip }, async t => {
		const show = [
			"const { url, dirname, filename,",
			"main } = import.meta;\nconsole.log(JSON.stringify([url, dirname, filename, main, import.meta.resolve('./x.js'), process.argv.slice(1),",
			"Object.keys(import.meta)]));\n",
		].join(' ');
		const folder = new ProgramFolder(t, { files: { 'package.json': manifest, 'main.js': `import './other.js';\n${show}`, 'other.js': show } });
		const outputs: string[] = [];
		for (const isPlain of [true, false]) {
			const program = start(folder, setup, { isPlain, args: ['a', '--b'] });
			await program.ends();
			outputs.push(program.stdout);
		}
		assert.equal(outputs[1], outputs[0]);
	});
}

for (const setup of setups.filter(({ driver, node }) => driver === 'thread' && node.hasInThreadHooks)) {
	test(`${setup.name}: hooks of module.registerHooks do not reach what is hot there, which is said`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': manifest,
			'main.js': `import { registerHooks } from 'node:module';
await import('./known.js');
console.log('quiet');
registerHooks({ resolve: (specifier, context, next) => next(specifier === './lazy.js' ? './known.js' : specifier, context) });
console.log((await import('./lazy.js')).default);`,
			'known.js': `export default 'known';`, 'lazy.js': `export default 'lazy';`,
		} });
		const program = start(folder, setup);
		await program.ends();
		assert.equal(program.stdout, 'quiet\nlazy\n');
		assert.match(program.stderr, /^\[hot\] The hooks of module\.registerHooks[^\n]*do not reach hot modules[^\n]*Preload hot-runtime\/register instead\.\n$/);
	});
}

const inThreadHooks = `import { registerHooks } from 'node:module';
import * as hooks from './hooks.js';
registerHooks(hooks);
`;

const threadHooks = `import { register } from 'node:module';
register('./hooks.js', import.meta.url);
`;

const laterPrograms = setups.flatMap(setup => [
	{ setup, way: 'module.register', register: threadHooks },
	// Those lie in another thread than hooks in a thread, and pass them by.
	...setup.driver === 'in-thread' ? [{ setup, way: 'module.registerHooks', register: inThreadHooks }] : [],
]);

for (const { setup, way, register } of laterPrograms) {
	test(`${setup.name}: hooks that the program registers by ${way} while it runs count for what it imports and resolves then, known or not`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': manifest,
			'hooks.js': `export const resolve = (specifier, context, next) => {
	if (specifier.startsWith('virtual:')) return { url: specifier, format: 'module', shortCircuit: true };
	return next(specifier === './known.js' ? './other.js' : specifier, context);
};
export const load = (url, context, next) => url.startsWith('virtual:') ? { format: 'module', source: 'export default import.meta.url', shortCircuit: true } : next(url, context);
`,
			'register.js': register,
			'main.js': `const load = async () => {
	const { word } = await import('./known.js');
	console.log('has', word, import.meta.resolve('./known.js').split('/').at(-1));
};
await load();
await import('./register.js');
console.log((await import('virtual:one')).default, (await import('./after.js')).default);
await load();
import.meta.hot?.accept(['./other.js', './after.js'], async () => console.log('updated', (await import('./after.js')).default));
setInterval(() => {}, 1000);`,
			'known.js': `export const word = 'known';`,
			'other.js': `export const word = 'other';`,
			'after.js': `export { default } from 'virtual:two';`,
		} });
		const program = start(folder, setup);
		await program.prints('has known known.js\nvirtual:one virtual:two\nhas other other.js\n');
		folder.write('after.js', `import two from 'virtual:two'; export default two + '!';`);
		await program.prints('updated virtual:two!\n');
	});
}
