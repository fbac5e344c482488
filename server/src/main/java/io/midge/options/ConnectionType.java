package io.midge.options;

/** How a user connects. */
public enum ConnectionType {
    /** A client over TCP. */
    STANDARD,
    /** A client over WebSocket. */
    WEBSOCKET,
    /** A leaf node over TCP. */
    LEAFNODE,
    /** A leaf node over WebSocket. */
    LEAFNODE_WS,
    /** An MQTT client over TCP. */
    MQTT,
    /** An MQTT client over WebSocket. */
    MQTT_WS,
    /** A client in the same process. */
    IN_PROCESS
}
