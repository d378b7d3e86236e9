// A program that saves its own module again as soon as the last save was accepted, and weighs itself.

const passage = index => `
export function part${index}(list, { limit = ${index}, name = 'part ${index}' } = {}) {
	const rows = list.filter(({ size }) => size > limit).map(({ size, label }) => ({ label: \`\${name}: \${label}\`, size }));
	return rows.length > ${index % 13} ? rows.slice(0, limit) : rows;
}
`;

const big = size => {
	let text = '';
	for (let index = 0; text.length < size; ++index) {
		text += passage(index);
	}
	return text;
};

/**
 * `big.js` of about `size` bytes is saved `goal` times. With `users`, that many modules and `hub.js` lie between it and
 * the one that accepts, and all are run again. `pace` is the pause before the next save, in milliseconds: peers lose
 * saves that follow one another at once.
 */
export function reloadProgram({ size, users, goal, takes, pace = 0 }) {
	const numbers = Array.from({ length: users }, (_, index) => index);
	const files = { 'big.js': `export const version = 0;\n${big(size)}` };
	for (const index of numbers) {
		files[`user${index}.js`] = `import { version as base } from './big.js';\nexport const version${index} = base;\nexport const list${index} = Array.from({ length: 50 }, (_, at) => at * ${index});\n`;
	}
	if (users > 0) {
		files['hub.js'] = `${numbers.map(index => `import { version${index} } from './user${index}.js';`).join('\n')}\nexport { version } from './big.js';\nexport const least = Math.min(${numbers.map(index => `version${index}`).join(', ')});\n`;
	}
	const accepted = users > 0 ? './hub.js' : './big.js';
	files['main.js'] = `${takes === 'accept' ? `import '${accepted}';` : ''}
${driver(goal, pace)}
${takes === 'accept'
	? `if (import.meta.hot) {\n\timport.meta.hot.accept('${accepted}', part => applied(part.version));\n}`
	: `const look = async () => {
	applied((await import('${accepted}', { with: { hot: 'true' } })).version);
	setTimeout(look, 1);
};
look();`}
setTimeout(save, 1500);
`;
	return { files };
}

const driver = (goal, pace) => `import { readFileSync, writeFileSync } from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
const file = new URL('./big.js', import.meta.url);
const rest = readFileSync(file, 'utf8').replace(/^.*\\n/u, '');
const goal = ${goal};
const tell = message => console.log('@@' + JSON.stringify(message));
let version = 0;
let isSaved = false;
let done = 0;
let lost = 0;
let early;
let timer;

function save() {
	++version;
	isSaved = true;
	writeFileSync(file, \`export const version = \${version};\\n\${rest}\`);
	// A save that nobody noticed is made again.
	timer = setTimeout(() => { ++lost; save(); }, 1000);
}

function applied(seen) {
	if (seen !== version || !isSaved) {
		return;
	}
	isSaved = false;
	clearTimeout(timer);
	++done;
	if (done % 10 === 0) {
		tell({ type: 'reached', count: done });
	}
	// Not from inside the handler: the update must end first.
	setTimeout(done === Math.ceil(goal / 10) || done === goal ? weigh : save, ${pace});
}

async function weigh() {
	for (let turn = 0; turn < 5; ++turn) {
		await new Promise(resolve => setTimeout(resolve, 20));
		collect();
	}
	const now = { heap: process.memoryUsage().heapUsed, time: performance.now(), done };
	if (done === goal) {
		const reloads = done - early.done;
		tell({ type: 'done', count: done, lost, retained: (now.heap - early.heap) / reloads, perReload: (now.time - early.time) / reloads });
		process.exit(0);
	}
	early = now;
	save();
}
`;
