import { createServer } from 'node:http';
import { createApp } from './app.js';
import { hours, tables } from './house.js';
import { createStore } from './store.js';

const app = createApp(createStore({ hours, tables }));
const port = Number(process.env.PORT ?? 3000);

createServer(async (request, response) => {
  const { status, body } = await answer(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}).listen(port, () => console.log(`http://localhost:${port}`));

async function answer(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    return app({ method: request.method, path: request.url, body: JSON.parse(text || '{}') });
  } catch (error) {
    if (error instanceof SyntaxError)
      return { status: 400, body: { code: 'bad-json', message: 'the body is not JSON' } };
    console.error(error);
    return { status: 500, body: { code: 'defect', message: 'something broke' } };
  }
}
