// What can go wrong with a version, in our words: programs test the code, people read the text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packError, unpackError } from '../dist/fetching/protocol.js';
import { describeFailure, reason, VersionError } from '../dist/messages.js';

const failure = (code: string, message = 'cause') => Object.assign(new Error(message), { code });

test('what npm\'s libraries throw has a code of ours, by theirs', () => {
	const codes: [theirs: string, ours: string][] = [
		['E404', 'UNKNOWN_PACKAGE'], ['ETARGET', 'UNKNOWN_VERSION'], ['ENOVERSIONS', 'UNKNOWN_VERSION'], ['EINTEGRITY', 'WRONG_INTEGRITY'],
		['ENOSPC', 'DISK_FULL'], ['EDQUOT', 'DISK_FULL'], ['EINVALIDPACKAGENAME', 'INVALID_NAME'], ['EBADPLATFORM', 'WRONG_PLATFORM'],
		['E401', 'REGISTRY_REFUSED'], ['E403', 'REGISTRY_REFUSED'], ['ENEEDAUTH', 'REGISTRY_REFUSED'], ['EOTP', 'REGISTRY_REFUSED'],
		['Z_DATA_ERROR', 'BROKEN_ARCHIVE'], ['TAR_BAD_ARCHIVE', 'BROKEN_ARCHIVE'],
		...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'ERR_SOCKET_TIMEOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'E500', 'E503', 'E429', 'ENOTCACHED', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EBADSIZE', 'EIDLETIMEOUT', 'EPROTO']
			.map((code): [string, string] => [code, 'REGISTRY_UNREACHABLE']),
		['E402', 'FAILED'], ['E4010', 'FAILED'], ['XE404', 'FAILED'], ['EACCES', 'FAILED'], ['E5000', 'FAILED'],
	];
	for (const [theirs, ours] of codes) {
		const cause = failure(theirs);
		const error = describeFailure('lib', '1.0.0', cause);
		assert.equal(error.code, ours, theirs);
		if (ours !== 'INVALID_NAME') assert.equal(error.cause, cause, `the cause of ${theirs} is kept`);
		assert.match(error.message, /lib/, theirs);
		assert.match(error.message, /[.?]$/, theirs);
		assert.equal(error.name, 'VersionError');
	}
});

test('what is described already stays as it is, and what is no error has its text as the reason', () => {
	const known = new VersionError('TOO_LARGE', 'lib is too large.');
	assert.equal(describeFailure('lib', '1.0.0', known), known);
	for (const [thrown, text] of [['a text', 'a text'], [null, 'null'], [undefined, 'undefined'], [{ code: 1 }, '[object Object]'], [new Error(''), '']] as const) {
		assert.equal(describeFailure('lib', '1.0.0', thrown).message, `lib@1.0.0 could not be prepared: ${text}.`);
	}
});

test('a message says what a person can do', () => {
	const text = (code: string) => describeFailure('@demo/lib', '^1', failure(code)).message;
	assert.match(text('E404'), /does \.npmrc name the registry of its scope\?/);
	assert.match(text('ETARGET'), /no version of @demo\/lib that "\^1" allows\. If it was published just now, try again/);
	assert.match(text('E401'), /Is there a token for it in \.npmrc\?/);
	assert.match(text('EINTEGRITY'), /is not the one that the registry's integrity names\. It was thrown away/);
});

test('a reason is the first line of an error, without what ends it', () => {
	for (const [message, expected] of [['one.\ntwo', 'one'], ['one: \n', 'one'], ['a.b.c...', 'a.b.c'], ['\nlate', ''], ['kept!', 'kept!']] as const) assert.equal(reason(new Error(message)), expected);
	assert.equal(reason('text.'), 'text');
	assert.equal(reason(0), '0');
});

test('an error that crosses to another thread keeps its code, its text and the text of its cause', () => {
	const sent = JSON.parse(JSON.stringify(packError(new VersionError('WRONG_PACKAGE', 'text', new Error('cause'))))) as ReturnType<typeof packError>;
	const error = unpackError(sent);
	assert.ok(error instanceof VersionError);
	assert.deepEqual([error.code, error.message, (error.cause as Error).message], ['WRONG_PACKAGE', 'text', 'cause']);
	const bare = unpackError(packError(new VersionError('TIMEOUT', 'late')));
	assert.deepEqual([bare.code, bare.message, Object.hasOwn(bare, 'cause')], ['TIMEOUT', 'late', false]);
	const foreign = unpackError(packError(new TypeError('a mistake')));
	assert.deepEqual([foreign.code, foreign.message, (foreign.cause as Error).message], ['FAILED', 'It could not be prepared: a mistake.', 'a mistake']);
	assert.deepEqual(packError('no error'), { code: 'FAILED', message: 'It could not be prepared: no error.', cause: null });
});
