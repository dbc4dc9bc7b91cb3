import { startApp } from './app/index.ts';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has lost its #app');
await startApp(root);
