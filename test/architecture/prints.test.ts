// What tests wait for: each stream of a program by itself, so that no test can assert which of two came first.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { RunningProgram } from '../support/program.js';

/** A process that prints what it is told to. */
function programOf() {
	const child = Object.assign(new EventEmitter(), { stdout: new PassThrough(), stderr: new PassThrough(), kill: () => true });
	const program = new RunningProgram(child as unknown as ChildProcess);
	return {
		program,
		out: (text: string) => child.stdout.write(text),
		err: (text: string) => child.stderr.write(text),
		end: (code: number) => child.emit('close', code, null),
	};
}

test('what one stream has is found whatever the other printed meanwhile, and in whatever order it is asked for', async () => {
	const { program, out, err } = programOf();
	out('one\n');
	err('[hot] Loaded\n');
	out('two\n');
	await program.prints('two\n');
	await program.prints('[hot] Loaded');
	out('three\n');
	await program.prints('three\n');
	assert.deepEqual([program.stdout, program.stderr], ['one\ntwo\nthree\n', '[hot] Loaded\n']);
});

test('no pattern reaches from one stream into the other', async () => {
	const { program, out, err, end } = programOf();
	out('first\n');
	err('second\n');
	end(0);
	await assert.rejects(program.prints(/first\n[^]*second/), /It ended before it printed .*\nIts stdout:\nfirst\n\nIts stderr:\nsecond\n$/s);
});

test('each match is behind the last one of its stream, and a text may come in pieces', async () => {
	const { program, out } = programOf();
	out('now 1\nnow 2\n');
	assert.deepEqual([(await program.prints(/now (\d)\n/))[1], (await program.prints(/now (\d)\n/))[1]], ['1', '2']);
	const third = program.prints(/now (\d)\n/);
	for (const piece of ['no', 'w ', '3', '\n']) {
		out(piece);
		await new Promise(resolve => setImmediate(resolve));
	}
	assert.equal((await third)[1], '3');
});

test('what was waited for can be dropped, and what was not stays', async () => {
	const { program, out, err } = programOf();
	out('seen\nnot seen\n');
	err('not seen either\n');
	await program.prints(/^seen\n/);
	await new Promise(resolve => setImmediate(resolve));
	program.forget();
	assert.deepEqual([program.stdout, program.stderr], ['not seen\n', 'not seen either\n']);
	await program.prints('not seen\n');
	await program.prints('not seen either\n');
});

test('the end is told with its code, and whoever waits then for a text is told what came instead', async () => {
	const { program, out, end } = programOf();
	out('something else\n');
	const waiting = assert.rejects(program.prints('never'), /It ended before it printed \/never\/.*something else/s);
	await new Promise(resolve => setImmediate(resolve));
	end(3);
	await waiting;
	assert.deepEqual(await program.ends(), { code: 3, signal: null });
});
