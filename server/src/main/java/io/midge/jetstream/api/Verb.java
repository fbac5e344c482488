package io.midge.jetstream.api;

import io.midge.jetstream.config.ResponseType;
import org.jspecify.annotations.Nullable;

/** What can be asked, by its subject; the tokens are counted from 0, {@code $JS} and {@code API} included. */
enum Verb {
    INFO(ResponseType.ACCOUNT_INFO, true),
    STREAM_CREATE(ResponseType.STREAM_CREATE, false),
    STREAM_UPDATE(ResponseType.STREAM_UPDATE, false),
    STREAM_NAMES(ResponseType.STREAM_NAMES, true),
    STREAM_LIST(ResponseType.STREAM_LIST, true),
    STREAM_INFO(ResponseType.STREAM_INFO, true),
    STREAM_DELETE(ResponseType.STREAM_DELETE, false),
    STREAM_PURGE(ResponseType.STREAM_PURGE, false),
    STREAM_SNAPSHOT(ResponseType.STREAM_SNAPSHOT, false),
    STREAM_RESTORE(ResponseType.STREAM_RESTORE, false),
    STREAM_MSG_GET(ResponseType.STREAM_MSG_GET, false),
    STREAM_MSG_DELETE(ResponseType.STREAM_MSG_DELETE, false),
    STREAM_PEER_REMOVE(ResponseType.STREAM_REMOVE_PEER, false),
    STREAM_PEER_EVACUATE(ResponseType.STREAM_EVACUATE_PEER, false),
    STREAM_CANCEL_MOVE(ResponseType.STREAM_CANCEL_MOVE, false),
    STREAM_LEADER_STEPDOWN(ResponseType.STREAM_LEADER_STEPDOWN, false),
    CONSUMER_CREATE(ResponseType.CONSUMER_CREATE, false),
    CONSUMER_NAMES(ResponseType.CONSUMER_NAMES, true),
    CONSUMER_LIST(ResponseType.CONSUMER_LIST, true),
    CONSUMER_INFO(ResponseType.CONSUMER_INFO, true),
    CONSUMER_DELETE(ResponseType.CONSUMER_DELETE, false),
    CONSUMER_PAUSE(ResponseType.CONSUMER_PAUSE, false),
    CONSUMER_UNPIN(ResponseType.CONSUMER_UNPIN, false),
    CONSUMER_RESET(ResponseType.CONSUMER_RESET, false),
    CONSUMER_LEADER_STEPDOWN(ResponseType.CONSUMER_LEADER_STEPDOWN, false),
    CONSUMER_PEER_REMOVE(ResponseType.CONSUMER_REMOVE_PEER, false),
    CONSUMER_PEER_EVACUATE(ResponseType.CONSUMER_EVACUATE_PEER, false),
    ACCOUNT_PURGE(ResponseType.ACCOUNT_PURGE, false),
    /** Anything else that is asked in the system's account. */
    SYSTEM(ResponseType.SYSTEM, false);

    private final ResponseType answer;
    private final boolean asksOnly;

    Verb(ResponseType answer, boolean asksOnly) {
        this.answer = answer;
        this.asksOnly = asksOnly;
    }

    /** What it is answered with. */
    ResponseType answer() {
        return answer;
    }

    /** Whether it changes nothing, and gives way to what does. */
    boolean asksOnly() {
        return asksOnly;
    }

    /** What a subject of an account with streams asks for; null: nothing that there is. */
    static @Nullable Verb of(String[] tokens) {
        int count = tokens.length;
        if (count < 3) {
            return null;
        }
        for (String each : tokens) {
            if (each.isEmpty()) {
                return null;
            }
        }
        return switch (tokens[2]) {
            case "INFO" -> count == 3 ? INFO : null;
            case "STREAM" -> count < 4 ? null : stream(tokens, count);
            case "CONSUMER" -> count < 5 ? null : consumer(tokens, count);
            default -> null;
        };
    }

    private static @Nullable Verb stream(String[] tokens, int count) {
        return switch (count) {
            case 4 ->
                switch (tokens[3]) {
                    case "NAMES" -> STREAM_NAMES;
                    case "LIST" -> STREAM_LIST;
                    default -> null;
                };
            case 5 ->
                switch (tokens[3]) {
                    case "CREATE" -> STREAM_CREATE;
                    case "UPDATE" -> STREAM_UPDATE;
                    case "INFO" -> STREAM_INFO;
                    case "DELETE" -> STREAM_DELETE;
                    case "PURGE" -> STREAM_PURGE;
                    case "SNAPSHOT" -> STREAM_SNAPSHOT;
                    case "RESTORE" -> STREAM_RESTORE;
                    case "CANCEL_MOVE" -> STREAM_CANCEL_MOVE;
                    default -> null;
                };
            case 6 ->
                switch (tokens[3] + '.' + tokens[4]) {
                    case "MSG.GET" -> STREAM_MSG_GET;
                    case "MSG.DELETE" -> STREAM_MSG_DELETE;
                    case "PEER.REMOVE" -> STREAM_PEER_REMOVE;
                    case "PEER.EVACUATE" -> STREAM_PEER_EVACUATE;
                    case "LEADER.STEPDOWN" -> STREAM_LEADER_STEPDOWN;
                    default -> null;
                };
            default -> null;
        };
    }

    private static @Nullable Verb consumer(String[] tokens, int count) {
        if (tokens[3].equals("CREATE")) {
            return CONSUMER_CREATE;
        }
        return switch (count) {
            case 5 ->
                switch (tokens[3]) {
                    case "NAMES" -> CONSUMER_NAMES;
                    case "LIST" -> CONSUMER_LIST;
                    default -> null;
                };
            case 6 ->
                switch (tokens[3]) {
                    case "INFO" -> CONSUMER_INFO;
                    case "DELETE" -> CONSUMER_DELETE;
                    case "PAUSE" -> CONSUMER_PAUSE;
                    case "UNPIN" -> CONSUMER_UNPIN;
                    case "RESET" -> CONSUMER_RESET;
                    default -> null;
                };
            case 7 ->
                switch (tokens[3] + '.' + tokens[4]) {
                    case "DURABLE.CREATE" -> CONSUMER_CREATE;
                    case "LEADER.STEPDOWN" -> CONSUMER_LEADER_STEPDOWN;
                    case "PEER.REMOVE" -> CONSUMER_PEER_REMOVE;
                    case "PEER.EVACUATE" -> CONSUMER_PEER_EVACUATE;
                    default -> null;
                };
            default -> null;
        };
    }

    /** What a subject of the system's account asks for; null: nothing that a server on its own answers. */
    static @Nullable Verb ofSystem(String[] tokens) {
        String group = tokens.length > 2 ? tokens[2] : "";
        return switch (group) {
            case "INFO" -> tokens.length == 3 ? INFO : SYSTEM;
            case "ACCOUNT" -> tokens.length == 5 && tokens[3].equals("PURGE") ? ACCOUNT_PURGE : null;
            case "META" -> isOneOf(tokens, "LEADER.STEPDOWN", "RESCUE") ? null : SYSTEM;
            case "SERVER" -> isOneOf(tokens, "REMOVE", "EVACUATE") ? null : SYSTEM;
            default -> SYSTEM;
        };
    }

    private static boolean isOneOf(String[] tokens, String... ends) {
        StringBuilder rest = new StringBuilder();
        for (int i = 3; i < tokens.length; i++) {
            rest.append(i == 3 ? "" : ".").append(tokens[i]);
        }
        for (String each : ends) {
            if (rest.toString().equals(each)) {
                return true;
            }
        }
        return false;
    }
}
