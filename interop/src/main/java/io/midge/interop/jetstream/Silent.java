package io.midge.interop.jetstream;

import io.nats.client.ErrorListener;

/** What tests provoke, and nobody has to hear of. */
final class Silent implements ErrorListener {}
