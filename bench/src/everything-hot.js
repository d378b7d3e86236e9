// The preload of hot-runtime for "nothing ignored".
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { repository } from './programs/folder.js';

const { register } = await import(pathToFileURL(join(repository, 'packages/hot-runtime/dist/index.js')).href);
register({ ignore: /(?!)/ });
