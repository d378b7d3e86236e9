// Programs that are updated while they run. What they do is the same for every contender; how a change reaches them is not:
// `accept`, `boundary` or `restart` (see contenders.js).
import { graphProgram } from './graphs.js';

const report = `export const at = () => Number(process.hrtime.bigint()) / 1e6;
export const say = message => console.log('@@' + JSON.stringify({ ...message, at: at() }));
`;

/** Keeps the process alive, and answers on standard input. */
const stay = `
process.stdin.on('data', () => {
	globalThis.gc?.();
	const { heapUsed } = process.memoryUsage();
	console.log('@@' + JSON.stringify({ type: 'state', heapUsed, resources: process.getActiveResourcesInfo?.() ?? [] }));
});
`;

/** Imports the changed part again and again, as a program under hot-hook does with each request. */
const lookAgain = (specifier, told) => `
let last;
async function look() {
	const part = await import('${specifier}', { with: { hot: 'true' } });
	if (part.version !== last) {
		last = part.version;
		say({ type: 'applied', version: ${told} });
	}
	setTimeout(look, 1);
}
look();
`;

export const leafText = version => `export const version = ${version};
export function describe(name) {
	return \`\${name} at \${version}\`;
}
`;

/** A graph of `count` modules with a leaf at its far end, which its one importer accepts. */
export function leafProgram(count, takes) {
	const hold = {
		accept: `import { version, describe } from './leaf.js';
import { say } from './report.js';
say({ type: 'applied', version });
if (import.meta.hot) {
	import.meta.hot.accept('./leaf.js', leaf => say({ type: 'applied', version: leaf.version, text: leaf.describe('leaf') }));
}
export const first = describe('leaf');
`,
		boundary: `import { say } from './report.js';\n${lookAgain('./leaf.js', 'part.version')}`,
		restart: `import { version } from './leaf.js';
import { say } from './report.js';
say({ type: 'applied', version });
`,
	};
	const graph = graphProgram('tree', count, { attach: 'hold.js', after: stay });
	return { total: graph.total, files: { ...graph.files, 'report.js': report, 'leaf.js': leafText(0), 'hold.js': hold[takes === 'none' ? 'restart' : takes] } };
}

/** A change in the middle: `middle.js`, `users` importers of it, and `hub.js` on top, which the main module accepts. */
export function middleProgram(count, users, takes) {
	const numbers = Array.from({ length: users }, (_, index) => index);
	const files = { 'report.js': report, 'middle.js': leafText(0) };
	for (const index of numbers) {
		files[`user${index}.js`] = `import { version as base, describe } from './middle.js';
export const version${index} = base;
export const text${index} = describe('user ${index}');
`;
	}
	files['hub.js'] = `${numbers.map(index => `import { version${index} } from './user${index}.js';`).join('\n')}
export const version = Math.min(${numbers.map(index => `version${index}`).join(', ')});
`;
	files['hold.js'] = {
		accept: `import { version } from './hub.js';
import { say } from './report.js';
say({ type: 'applied', version });
if (import.meta.hot) {
	import.meta.hot.accept('./hub.js', hub => say({ type: 'applied', version: hub.version }));
}
`,
		boundary: `import { say } from './report.js';\n${lookAgain('./hub.js', 'part.version')}`,
		restart: `import { version } from './hub.js';
import { say } from './report.js';
say({ type: 'applied', version });
`,
	}[takes === 'none' ? 'restart' : takes];
	const graph = graphProgram('tree', count, { attach: 'hold.js', after: stay });
	return { total: graph.total, files: { ...graph.files, ...files } };
}

export const partText = (index, version) => `import { epoch${version} } from './epoch.js';
export const version = epoch${version};
export const index = ${index};
`;

/** Names its version, so that a part of another version cannot be linked with it: a mixed state cannot be right. */
export const epochText = version => `export const epoch${version} = ${version};\n`;

/** `count` parts of one version each, which one importer accepts together. */
export function partsProgram(count, takes) {
	const numbers = Array.from({ length: count }, (_, index) => index);
	const files = { 'report.js': report, 'epoch.js': epochText(0) };
	for (const index of numbers) {
		files[`part${index}.js`] = partText(index, 0);
	}
	const list = `[${numbers.map(index => `version${index}`).join(', ')}]`;
	files['parts.js'] = `${numbers.map(index => `import { version as version${index} } from './part${index}.js';`).join('\n')}
const versions = ${list};
export const version = versions.every(each => each === versions[0]) ? versions[0] : 'mixed ' + versions;
`;
	files['main.js'] = {
		accept: `import { version } from './parts.js';
import { say } from './report.js';
say({ type: 'applied', version });
if (import.meta.hot) {
	import.meta.hot.accept('./parts.js', parts => say({ type: 'applied', version: parts.version }));
}
console.log('@@' + JSON.stringify({ type: 'ready' }));
`,
		boundary: `import { say } from './report.js';\n${lookAgain('./parts.js', 'part.version')}
console.log('@@' + JSON.stringify({ type: 'ready' }));
`,
		restart: `import { version } from './parts.js';
import { say } from './report.js';
say({ type: 'applied', version });
console.log('@@' + JSON.stringify({ type: 'ready' }));
`,
	}[takes === 'none' ? 'restart' : takes] + stay;
	return { files };
}
