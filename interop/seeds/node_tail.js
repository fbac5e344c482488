// The example ends with a connection; this publishes and subscribes once through it.
const codec = StringCodec();
const subscription = nc.subscribe('seed.node', { max: 1 });
nc.publish('seed.node', codec.encode('hello'));
for await (const message of subscription) {
  if (codec.decode(message.data) !== 'hello') {
    throw new Error(`got ${codec.decode(message.data)}`);
  }
}
await nc.drain();
