package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;

/** The kinds of values in the words of nats-server, for errors that have one in their text. */
final class GoType {
    private GoType() {}

    /** A value as nats-server shows it; of what has parts, the kind. */
    static String show(ConfValue value) {
        return switch (value) {
            case ConfValue.Text text -> Quote.shown(text.value());
            case ConfValue.Whole whole -> String.valueOf(whole.value());
            case ConfValue.Decimal decimal -> String.valueOf(decimal.value());
            case ConfValue.Bool bool -> String.valueOf(bool.value());
            default -> of(value);
        };
    }

    static String of(ConfValue value) {
        return switch (value) {
            case ConfMap map -> "map[string]interface {}";
            case ConfValue.Items items -> "[]interface {}";
            case ConfValue.Text text -> "string";
            case ConfValue.Whole whole -> "int64";
            case ConfValue.Decimal decimal -> "float64";
            case ConfValue.Bool bool -> "bool";
            case ConfValue.Moment moment -> "time.Time";
        };
    }
}
