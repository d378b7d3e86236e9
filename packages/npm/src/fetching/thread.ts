// The thread that fetches: its end of the line.
import { parentPort, workerData } from 'node:worker_threads';
import { packError, type FromThread, type Task, type ToThread } from './protocol.js';
import { FetchTasks, type TaskOptions } from './tasks.js';

const tasks = new FetchTasks(workerData as TaskOptions);
const send = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToThread) => {
	if ('close' in message) void tasks.close().finally(() => parentPort?.close());
	else void answer(message.call, message.task);
});

async function answer(call: number, task: Task): Promise<void> {
	try {
		send({ call, type: 'done', value: await run(call, task) });
	} catch (error) {
		send({ call, type: 'failed', error: packError(error) });
	}
}

function run(call: number, task: Task) {
	switch (task.type) {
		case 'resolve': return tasks.resolve(task.name, task.version, task.minAge);
		case 'fetch': return tasks.fetch(task.exact, task.running, progress => send({ call, type: 'progress', progress }));
		case 'newestStored': return tasks.newestStored(task.name, task.version);
	}
}
