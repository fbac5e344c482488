package io.midge.conf;

import java.time.Instant;
import java.util.List;

/** A value of a configuration, and where it stands: in a map the place of its key, else its own. */
public sealed interface ConfValue permits ConfMap, ConfValue.Scalar, ConfValue.Items {
    /** Where it stands. */
    Position at();

    /** The kind, as an operator calls it: {@code a string}. */
    String kind();

    /** A value without parts. */
    sealed interface Scalar extends ConfValue {}

    /** Text. A byte that is no UTF-8, which nats-server keeps, is the lone surrogate U+DC00 + byte. */
    record Text(String value, Position at) implements Scalar {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** A whole number, its size suffix worked in. */
    record Whole(long value, Position at) implements Scalar {
        @Override
        public String kind() {
            return "an integer";
        }
    }

    /** A number with a fraction. */
    record Decimal(double value, Position at) implements Scalar {
        @Override
        public String kind() {
            return "a decimal number";
        }
    }

    /** Yes or no. */
    record Bool(boolean value, Position at) implements Scalar {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** A moment, in whole seconds of UTC. */
    record Moment(Instant value, Position at) implements Scalar {
        @Override
        public String kind() {
            return "a date";
        }
    }

    /** An array. */
    record Items(List<ConfValue> values, Position at) implements ConfValue {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return "an array";
        }
    }
}
