// The preload of dynohot for "nothing ignored".
import { register } from 'node:module';

register('dynohot/loader', { parentURL: import.meta.url, data: { ignore: /(?!)/ } });
