package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;

/** The kinds of values in the words of nats-server, for errors that have one in their text. */
final class GoType {
    private GoType() {}

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
