/**
 * The baseline: uWebSockets.js alone. Whoever connects to a path hears what is published there; after
 * each nth message that comes there, one of the given size is published. Nothing is judged or stored.
 */
import { App, DISABLED, us_socket_local_port } from 'uWebSockets.js';
import { answerParent, measureUsage } from './answer-parent.ts';

type Path = { readonly topic: string };

let payload = new Uint8Array(256);
let everyNth = 1;
/** Messages that came and were not answered by a publish yet. */
let waiting = 0;

const app = App();
app.ws<Path>('/*', {
  compression: DISABLED,
  upgrade(response, request, context) {
    response.upgrade(
      { topic: request.getUrl() },
      request.getHeader('sec-websocket-key'),
      '',
      '',
      context,
    );
  },
  open(socket) {
    socket.subscribe(socket.getUserData().topic);
  },
  message(socket) {
    waiting += 1;
    if (waiting < everyNth) return;
    waiting -= everyNth;
    app.publish(socket.getUserData().topic, payload, true);
  },
});
const port = await new Promise<number>((resolve, reject) => {
  app.listen('127.0.0.1', 0, (socket) => {
    if (socket === false) reject(new Error('no port'));
    else resolve(us_socket_local_port(socket));
  });
});

answerParent(
  port,
  {
    usage: ({ collect }) => measureUsage(collect),
    shape(ask) {
      payload = new Uint8Array(ask.payloadBytes);
      everyNth = ask.everyNth;
      waiting = 0;
      return undefined;
    },
  },
  async () => {
    app.close();
  },
);
